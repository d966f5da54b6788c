"""What in a text could give somebody away: forms, disguises, and how rarely it is found wrongly."""

import random
import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adoption_reviews.identifiers.check import Found, identifiers_found
from adoption_reviews.identifiers.numbers import is_nhs_number
from adoption_reviews.identifiers.phrases import phrase_places, trust_acronyms, trust_phrases
from adoption_reviews.identifiers.proposing import Known, Somebody, proposed
from adoption_reviews.identifiers.quoting import Piece, carried_over, made, without_brackets
from adoption_reviews.identifiers.suggesting import suggestion, told_apart
from adoption_reviews.identifiers.titles import titled_names


@dataclass(frozen=True)
class Identity:
    name: str
    email: str = ""


WENNA = Identity("Wenna Rose Tregarth", "w.tregarth@trust.example")
TOM = Identity("Tom Young")
RHYS = Identity("Rhys Lloyd-Jones")
IAN = Identity("Ian Thomas")
PEOPLE = [WENNA, TOM, RHYS, IAN]


def found(text, people=PEOPLE, **more):
    return [(each.words, each.kind) for each in identifiers_found([text], people, **more)]


def words(text, people=PEOPLE, **more):
    return [each.words for each in identifiers_found([text], people, **more)]


# --- Numbers and addresses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "07700900123",
        "+44 7700 900123",
        "+44 (0)20 7946 0123",
        "0044 20 7946 0123",
        "(01632) 960 123",
        "01632-960-123",
        "020.7946.0123",
        "０７７００ ９００１２３",
        "01632 960123 ext. 204",
        "01632 960123, x204",
        "07700\u00a0900\n123",
        "+1 212 555 0123",
        "555 0123",
        "bleep 4321",
        "Bleep number 432",
        "extension 204",
        "ext. 4567",
        "x4567",
        "pager #321",
    ],
)
def test_phone_numbers_are_found(number):
    assert found(f"Ring us on {number} today, in 2019.") == [(number, "phone")]


@pytest.mark.parametrize(
    "text",
    [
        "call 999 or NHS 111, and 2222 for an arrest",
        "bleep 2222",
        "from 01-02-2019 10 until 03.04.2020 at 11",
        "in 2019 2020 2021 with 1,234,567 people",
        "a p value of 0.123456789",
        "1 in 10 000 000 000",
        "12 34 56",
        "x10 and x86",
        "00:01:02 to 00:10:20",
    ],
)
def test_other_numbers_are_not_taken_for_phone_numbers(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "someone.else+1@trust.example",
        "SOMEONE@TRUST.NHS.UK",
        "someone @ trust.example",
        "someone(at)trust.example",
        "someone [at] trust [dot] example",
        "someone at trust dot example",
        "someone\u200b@trust.example",
    ],
)
def test_email_addresses_of_anybody_are_found(address):
    assert found(f"Write to {address}.") == [(address, "email")]


def test_nhs_numbers_have_the_right_check_digit():
    assert found("943 476 5919, 9434765919, 943-476-5919, 94 34 76 59 19") == [
        ("943 476 5919", "nhs-number"),
        ("9434765919", "nhs-number"),
        ("943-476-5919", "nhs-number"),
        ("94 34 76 59 19", "nhs-number"),
    ]
    assert found("943 476 5918") == []
    # Nine digits have one check digit, or none where it would have to be 10.
    assert [is_nhs_number(f"943476591{digit}") for digit in range(10)].count(True) == 1
    assert not any(is_nhs_number(f"987654327{digit}") for digit in range(10))


def test_long_text_without_spaces_is_looked_through_quickly():
    assert found("a" * 200_000 + "1" * 200_000 + "@" * 1_000 + "0 " * 50_000) == []


# --- Names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W. Tregarth and w. tregarth", ["Tregarth", "tregarth"]),
        ("W.T. said, W. R. T. too, and W.-T.", ["W.T.", "W. R. T.", "W.-T."]),
        ("WT said, and WRT, and RLJ, rlj and wt", ["WT", "WRT", "RLJ"]),
        ("Our IT, but I.T. and Dr IT", ["I.T.", "IT"]),
        ("ALL IN CAPITALS WT SAID", []),
        ("Tre-\ngarth, Tre\ngarth, Tre\u00adgarth, T r e g a r t h", None),
        ("Tre garth, tre garth", ["Tre garth"]),
        ("Ｔｒｅｇａｒｔｈ, 𝐓𝐫𝐞𝐠𝐚𝐫𝐭𝐡", ["Ｔｒｅｇａｒｔｈ", "𝐓𝐫𝐞𝐠𝐚𝐫𝐭𝐡"]),
        ("Wenna\u00a0Tregarth’s, the Tregarths, tregarths", ["Wenna\u00a0Tregarth", "Tregarths"]),
        ("w.tregarth @ trust.example", ["w.tregarth @ trust.example"]),
        ("[Tregarth]", ["Tregarth"]),
        (
            "Lloyd\u2011Jones, lloydjones, LLOYD JONES",
            ["Lloyd\u2011Jones", "lloydjones", "LLOYD JONES"],
        ),
        ("Tregarthen, Pretregarth, a forward word", []),
    ],
)
def test_names_are_found_in_disguise(text, expected):
    assert words(text) == (text.split(", ") if expected is None else expected)


def test_found_says_where_and_whose():
    assert identifiers_found(["Nothing.", "Ask Tom Young."], PEOPLE) == [
        Found(text=1, begin=4, end=13, words="Tom Young", kind="name", whose=(TOM,))
    ]


@given(st.text("Ttregarh WTom.Young@x-0123456789 \u200b\n", max_size=80))
def test_found_never_overlap_and_quote_the_text(text):
    end = 0
    for each in identifiers_found([text], PEOPLE):
        assert each.begin >= end
        assert each.words == text[each.begin : each.end]
        end = each.end


def test_words_left_are_passed_over_where_they_look_ordinary():
    assert words("Young or young, KP or WT", left={"young", "wt"}) == ["Young"]


LETTERS = st.text(st.sampled_from("abcdefghiklmnoprstuvwyz"), min_size=5, max_size=10)
NAMES = st.lists(LETTERS, min_size=2, max_size=3).map(lambda parts: " ".join(parts).title())
ACCENTS = ["\u0301", "\u0308", "\u0327", "\u030a"]
HIDDEN = ["\u200b", "\u00ad", "\u2060", "\ufeff"]


def in_pieces(name, chance):
    at = chance.randrange(2, len(name) - 2)
    cut = chance.choice(["-", "-\n", "\n", "\u2011", " "])
    return name[:at] + cut + name[at:]


DISGUISES = {
    "capitals": lambda name, chance: name.upper(),
    "small": lambda name, chance: name.lower(),
    "surname": lambda name, chance: name.split()[-1].lower(),
    "initials": lambda name, chance: f"{name[0]}. {name.split()[-1]}",
    "initials alone": lambda name, chance: ".".join(part[0] for part in name.split()) + ".",
    "accents": lambda name, chance: "".join(
        each + (chance.choice(ACCENTS) if each.isalpha() else "") for each in name
    ),
    "composed": lambda name, chance: unicodedata.normalize(
        "NFC", "".join(each + (chance.choice(ACCENTS) if each.isalpha() else "") for each in name)
    ),
    "hidden": lambda name, chance: "".join(each + chance.choice(["", *HIDDEN]) for each in name),
    "full width": lambda name, chance: "".join(
        chr(ord(each) + 0xFEE0) if each.isalpha() else each for each in name
    ),
    "spaces": lambda name, chance: chance.choice(["\u00a0", "  ", "\n", "\u2009", "-", "_"]).join(
        name.split()
    ),
    "possessive": lambda name, chance: name + chance.choice(["'s", "’s", "’"]),
    "letters apart": lambda name, chance: " ".join(name.split()[-1]),
    "in pieces": lambda name, chance: in_pieces(name.split()[-1], chance),
    "joined": lambda name, chance: name.replace(" ", ""),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@given(name=NAMES, seed=st.integers(0, 10_000))
@example(name="Wenna Tregarth", seed=1)
def test_any_name_is_found_in_any_disguise(disguise, name, seed):
    chance = random.Random(seed)
    written = DISGUISES[disguise](name, chance)
    text = f"They asked {written} about it."
    assert identifiers_found([text], [Identity(name)]) != [], written


@given(name=NAMES, seed=st.integers(0, 10_000))
def test_any_email_address_is_found(name, seed):
    chance = random.Random(seed)
    email = f"{name.lower().replace(' ', chance.choice(['.', '-', '_']))}@trust.nhs.uk"
    written = chance.choice([str.upper, str.title, str])(email)
    written = written.replace("@", chance.choice(["@", " @ ", "@\u200b", "＠"]))
    texts = ["Nobody.", f"It was {written}, they said."]
    assert [each.text for each in identifiers_found(texts, [Identity("X", email)])] == [1]


COMMON = (
    "the of and to in we it that is for on with they was as at be this have from or had by not but "
    "what all were when there can an your which their said if do will each about how up out them "
    "then she many some so these would other into has more two like him see time could no make "
    "than first been its who now people my made over did down only way find use may water long "
    "little very after words called just where most know get through back much before go good new "
    "write our used me man too any day same right look think also around another came come work "
    "three word must because does part even place well such here take why things help put years "
    "different away again off went old number great tell men say small every found still between "
    "name should home big give air line set own under read last never us left end along while "
    "might next sound below saw something thought both few those always looked show large often "
    "together asked house world going want school important until form food keep children feet "
    "land side without boy once animals life enough took sometimes four head above kind began "
    "almost live page got earth need far hand high year mother light parts country father let "
    "night following picture being study second eyes soon times story boys since white days ever "
    "paper hard near sentence better best across during today others however sure means knew "
    "innovation adoption pathway clinic ward nurse consultant manager board trust funding evidence "
    "pilot rollout network champion barrier procurement digital record training rota outpatient "
    "theatre discharge community virtual remote monitoring blood pressure heart failure patients"
)
ORDINARY = COMMON.split()
LISTED = [
    "Adetokunbo Jaiyeola", "Nalini Vaidyanathan", "Iestyn Griffydd", "Wenna Tregarth",
    "Zofia Wójcik", "Rhys Lloyd-Jones", "Ann O’Brien", "Søren Ærø", "Mai An", "Kemal Öztürk",
    "Gwenllian Penhale", "Bethan Pascoe", "Olga Sørensen", "Tamsin Trevail", "Jory Nance",
    "Priya Raghunathan", "Chidi Okonkwo", "Hannah Goldblatt", "Ewan McAllister", "Lowri Prosser",
]  # fmt: skip


def prose(n_words: int, seed: int) -> str:
    """Sentences of ordinary words, with capitals, numbers and abbreviations among them."""
    chance, sentences, n = random.Random(seed), [], 0
    while n < n_words:
        length = chance.randint(5, 18)
        said = [chance.choice(ORDINARY) for _ in range(length)]
        if chance.random() < 0.2:
            said[chance.randrange(length)] = chance.choice(
                ["NHS", "IT", "GP", "HR", "A&E", "e.g.", "2024", "10%", "£5,000", "QI", "I"]
            )
        sentences.append(said[0].capitalize() + " " + " ".join(said[1:]) + chance.choice(".?!"))
        n += length
    return " ".join(sentences)


def test_ordinary_prose_gives_few_false_alarms(record_property):
    """Of 10,000 words at most 5 are taken for one of twenty people, or for an address."""
    people = [Identity(name) for name in LISTED]
    alarms = [each for seed in range(3) for each in words(prose(10_000, seed), people)]
    record_property("false alarms in 30,000 words", len(alarms))
    assert len(alarms) <= 15


# --- Titles ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dr. A. B. Smith said", ["Dr. A. B. Smith"]),
        ("Mr O'Brien, Matron Jones's ward", ["Mr O'Brien", "Matron Jones"]),
        ("Prof. Dr Kemal Öztürk", ["Prof. Dr Kemal Öztürk"]),
        ("nurse van der Berg", ["nurse van der Berg"]),
        ("Dr Anne-Marie Lloyd-Jones MBE. Then", ["Dr Anne-Marie Lloyd-Jones"]),
        ("dr smith and mr and mrs jones", ["dr smith", "mrs jones"]),
        ("Dr T. said, Dr W.T., Dr AB Smith", ["Dr T.", "Dr W.T.", "Dr AB Smith"]),
        ("Dr Smith's Monday clinic", ["Dr Smith"]),
        ("Dr\u00a0Smith, Sister Mary Clare. We", ["Dr\u00a0Smith", "Sister Mary Clare"]),
        ("the nurse. Then a Nurse Manager, the Sister in charge", []),
        ("Is there a doctor? Yes. The professor Said", []),
        ("Mr Smith-\nJones", ["Mr Smith-\nJones"]),
    ],
)  # fmt: skip
def test_names_after_titles_are_found(text, names):
    assert [text[each.begin : each.end] for each in titled_names(text)] == names


# --- Places, the trust, job titles -------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "text", "places"),
    [
        ("Willow Ward", "both WILLOW WARDS, willow-ward and Willow Ward’s", 3),
        ("Ward 7", "ward seven, Wards 7, ward 77 and ward", 2),
        ("The Facility", "the facilities", 1),
        ("Theatres", "a theatre", 1),
        ("Princess Royal", "princess-royal and Princess Royalty", 1),
        ("Lys", "lies", 0),
    ],
)
def test_listed_phrases_are_found_in_any_case_and_number(phrase, text, places):
    assert len(phrase_places(text, ["Something else", phrase])) == places


def test_a_trust_is_known_by_its_names_and_letters():
    name, former = "Royal Devon University Healthcare NHS Foundation Trust", ["Exeter NHS Trust"]
    assert trust_phrases(name, former) == [
        "Royal Devon University Healthcare NHS Foundation Trust",
        "Royal Devon University Healthcare",
        "Royal Devon",
        "Devon",
        "Exeter NHS Trust",
        "Exeter",
    ]
    assert {"RDUH", "RDUHFT"} <= trust_acronyms(name, former)
    known = Known(trust=name, former_names=tuple(former), ods_code="RH8")
    text = "At Royal Devon, RDUH, rh8 or Exeter; rduh. Reading in a royal way."
    assert [(each.words, each.key) for each in proposed(text, known)] == [
        (each, "the trust") for each in ("Royal Devon", "RDUH", "rh8", "Exeter")
    ]


# --- Proposing ---------------------------------------------------------------------------------

KNOWN = Known(
    people=(
        Somebody("@P01", "Wenna Rose Tregarth", "w.tregarth@trust.example"),
        Somebody("@P02", "Tom Young"),
        Somebody("@P03", "Beth Smith"),
        Somebody("@P04", "Jack Smith"),
        Somebody("alan price", "Alan Price"),
    ),
    places=("Willow Ward",),
    job_titles=("chief pharmacist",),
    left=frozenset({"young"}),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr Wenna Tregarth, W. R. Tregarth, Wenna, W.T. and Dr W.R. Tregarth’s",
            [
                ("Dr Wenna Tregarth", "@P01"),
                ("W. R. Tregarth", "@P01"),
                ("Wenna", "@P01"),
                ("W.T.", "@P01"),
                ("Dr W.R. Tregarth", "@P01"),
            ],
        ),
        ("Dr A. Smith, Beth", [("Dr A. Smith", "a smith"), ("Beth", "@P03")]),
        ("Ask Smith", [("Smith", "smith")]),
        ("young, Young", [("Young", "@P02")]),
        ("Mr Price", [("Mr Price", "alan price")]),
        ("Matron Tregarth-Jones", [("Matron Tregarth-Jones", "tregarth jones")]),
        ("Our Chief Pharmacists", [("Chief Pharmacists", "chief pharmacist")]),
        ("943 476 5919", [("943 476 5919", "9434765919")]),
        ("943 476 5918", [("943 476 5918", "9434765918")]),
        ("EX1 2AB, ex1 2ab, in b4 2nd", [("EX1 2AB", "ex12ab"), ("ex1 2ab", "ex12ab")]),
        ("w.tregarth@trust.example", [("w.tregarth@trust.example", "w.tregarth@trust.example")]),
    ],
)  # fmt: skip
def test_proposed_says_what_and_who(text, expected):
    assert [(each.words, each.key) for each in proposed(text, KNOWN)] == expected


def test_proposed_of_ambiguous_names_says_who_it_may_be():
    [each] = proposed("Ask Smith.", KNOWN)
    assert each.may_be == ("@P03", "@P04")


@given(st.text(max_size=200))
def test_proposed_places_never_overlap_and_quote_the_text(text):
    end = 0
    for each in proposed(f"{text} Dr Tregarth {text}", KNOWN):
        assert each.begin >= end
        assert each.words == f"{text} Dr Tregarth {text}"[each.begin : each.end]
        end = each.end


def test_suggestions_are_told_apart_for_people_and_places_only():
    assert suggestion("name", ["Dr X"], titles=["dr"]) == "a doctor"
    assert suggestion("name", ["X"], role_group="executive") == "an executive"
    assert suggestion("place", ["both Willow Wards"]) == "a ward"
    assert suggestion("place", ["Willow"]) == "a place"
    taken = ["A doctor"]
    for expected in ("another doctor", "a third doctor", "a fourth doctor"):
        taken.append(told_apart("name", "a doctor", taken))
        assert taken[-1] == expected
    many = [told_apart("place", "a ward", [])]
    for _ in range(30):
        many.append(told_apart("place", "a ward", many))
    assert len(set(many)) == 31
    assert told_apart("phone", "phone number", ["phone number"]) == "phone number"


# --- Quotes made and edited --------------------------------------------------------------------


def test_made_puts_replacements_in_brackets():
    assert made("Ask Tom now", [Piece(4, 7, "a nurse")]) == "Ask [a nurse] now"
    assert made("Ask Tom now", [Piece(4, 7, "")]) == "Ask Tom now"
    assert without_brackets("Ask [a nurse] now", ["a nurse"]) == "Ask           now"


def test_carried_over_keeps_what_was_edited_by_hand():
    said = "Ask Tom or Tom or Ann now"
    before = [Piece(4, 7, "a nurse"), Piece(11, 14, ""), Piece(18, 21, "")]
    after = [Piece(4, 7, "a doctor"), Piece(11, 14, "a doctor"), Piece(18, 21, "a cook")]
    edited = "Do ask [a nurse], or Tom, or somebody now"
    assert carried_over(said, before, after, edited) == (
        "Do ask [a doctor], or [a doctor], or somebody now"
    )
    assert carried_over(said, before, before, edited) == edited
