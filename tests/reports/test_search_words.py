"""Words made alike, what was asked for, and what is shown of a text. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.search.asking import LONGEST, MOST, Asked, Wanted, asked
from reports.search.ranking import score, weight
from reports.search.snippets import BEFORE, LENGTH, Piece, places, snippet
from reports.search.spelling import one_spelling
from reports.search.tokens import fts5, indexed, standing, tsquery
from reports.search.words import folded, forms, stem, words

SAME = """
organise organize organised organizing organisation organization organisational organizational
colour color coloured colors | favourable favorable | behaviour behavior | labour labor
neighbour neighbor | tumour tumors | honour honor | centre center centres centers centred centered
centring centering | theatre theaters | litre liters | millilitre milliliters | metre meter
fibre fiber | programme program programmes programs | analyse analyze analysing analyzed
paralysed paralyzed | travelling traveling travelled traveled | counsellor counselor
labelled labeled | modelling modeling | cancelled canceled | fuelled fueled | dialling dialing
paediatric pediatric | paediatrician pediatrician | orthopaedic orthopedic
anaesthesia anesthesia | anaemia anemia | leukaemia leukemia | haemoglobin hemoglobin
ischaemic ischemic | septicaemia septicemia | oestrogen estrogen | oesophagus esophagus
oedema edema | foetal fetal | diarrhoea diarrhea | dyspnoea dyspnea | gynaecology gynecology
caesarean cesarean | faecal fecal | aetiology etiology | coeliac celiac | manoeuvre maneuver
catalogue catalog | dialogues dialogs | defence defense | licence license | licensed licensing
practise practice practising practicing | enquiry inquiry enquiries | judgement judgment
ageing aging | mould mold | plough plow | sceptical skeptical | sulphate sulfate
fulfil fulfill fulfils | enrolment enrollment | skilful skillful | grey gray | whilst while
learnt learned | artefacts artifacts | prioritise prioritize | standardisation standardization
digitise digitize digitising | hospitalisation hospitalization | bacteraemia bacteremia
café Cafe CAFÉ cafe’s | co-operate cooperate | e-mail email | well-being wellbeing
O’Brien o'brien OBrien | don’t dont | naïve nai\u0308ve | Stra\u00adße strasse | Łódź lodz
"""
GROUPS = [each.split() for line in SAME.split("\n") for each in line.split("|") if each.strip()]
APART = [
    ("organ", "organisation"),
    ("prize", "price"),
    ("four", "for"),
    ("hour", "hor"),
    ("courage", "corage"),
    ("genre", "gene"),
    ("acre", "acer"),
    ("more", "moor"),
    ("shoe", "she"),
    ("contour", "contor"),
    ("retire", "retier"),
]


@pytest.mark.parametrize("alike", GROUPS, ids=" ".join)
def test_words_that_are_spelt_otherwise_are_alike(alike):
    assert {stem(each) for each in alike} == {stem(alike[0])}


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_only_look_alike_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_short_words_and_other_scripts_keep_their_spelling():
    assert [one_spelling(each) for each in ("our", "ize", "центр")] == ["our", "ize", "центр"]


def test_words_of_a_text_with_their_places():
    text = "The trust’s follow-up, 3.5 (e-mail) 医院 😀 _x_"
    assert [(text[each.start : each.end], folded(each.written)) for each in words(text)] == [
        ("The", "the"),
        ("trust’s", "trust"),
        ("follow", "follow"),
        ("up", "up"),
        ("3", "3"),
        ("5", "5"),
        ("e-mail", "email"),
        ("医", "医"),
        ("院", "院"),
        ("x", "x"),
    ]


def test_forms_of_a_word_are_as_written_and_in_the_one_spelling():
    assert forms("Organizing") == ("organizing", "organising")
    assert forms("Network") == ("network",)


def wanted(*stems):
    return Wanted(stems=stems)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("good networks", Asked((wanted("good"), wanted("network")), ())),
        ('"good networks" -trial', Asked((wanted("good", "network"),), (wanted("trial"),))),
        ("“good networks”", Asked((wanted("good", "network"),), ())),
        ('"not closed', Asked((wanted("not", "close"),), ())),
        ("organiz*", Asked((Wanted(beginnings=("organiz", "organis")),), ())),
        ("follow-up", Asked((wanted("follow", "up"),), ())),
        ("network network", Asked((wanted("network"),), ())),
        ("network -network", Asked((wanted("network"),), ())),
        ("−out in", Asked((wanted("in"),), (wanted("out"),))),
        ("a*", Asked((wanted("a"),), ())),
        ("-only", Asked((), (wanted("onli"),))),
        ("", Asked((), ())),
        ("'\"*-()%_\\ 😀 \x00 ¶ § ·", Asked((), ())),
    ],
)
def test_what_was_asked_for(typed, expected):
    assert asked(typed) == expected


def test_more_than_is_read_is_cut():
    many = asked(" ".join(f"w{number}x" for number in range(100)))
    assert len(many.wanted) == MOST
    assert asked("x" * (LONGEST + 100)).wanted[0].stems[0] == "x" * 64


def test_tokens_stand_between_spaces_of_their_own():
    assert indexed(["P07", "Organizing good networks"], 3) == (
        " §3  p07  ¶  organis  good  network  ¶  ·p07  ·organizing  ·organising  ·good  ·networks ",
        4,
    )
    assert standing(wanted("good", "network")) == " good  network "
    assert standing(Wanted(beginnings=("organiz", "organis"))) == " ·organis"


def test_queries_of_both_databases_ask_for_the_same():
    typed = asked('"good networks" organiz* -trial -"at all"')
    assert fts5(typed, [1, 2]) == (
        '(("§1" OR "§2") AND ("good" AND "network") AND ("·organiz" * OR "·organis" *)) '
        'NOT ("trial")'
    )
    assert tsquery(typed, [1, 2]) == (
        "('§1' | '§2') & ('good' & 'network') & ('·organiz':* | '·organis':*) & !('trial')"
    )


def marked(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


def test_snippet_of_a_short_text_is_the_text():
    text = "The organisation’s good networks, and how they Organize."
    assert marked(snippet(text, asked('"good network" organis*'))) == (
        "The [organisation’s] [good networks], and how they [Organize]."
    )


def test_snippet_of_a_long_text_is_where_most_was_found():
    text = "a network " + "one two " * 100 + "their network of good friends " + "three four " * 100
    cut = marked(snippet(text, asked("network good")))
    assert cut.startswith("… ") and cut.endswith(" …")
    assert "their [network] of [good] friends" in cut
    assert len(cut) < LENGTH + 20


def test_snippet_without_anything_found_is_the_beginning():
    text = "word " * 200
    assert marked(snippet(text, asked("else"))).startswith("word word")
    assert marked(snippet("", asked("else"))) == ""


@given(st.text(max_size=800), st.text(max_size=40))
def test_snippet_is_cut_from_the_text_whatever_it_is(text, typed):
    look_for = asked(typed)
    pieces = snippet(text, look_for)
    whole = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert whole in text
    assert len(whole) <= max(LENGTH + BEFORE, max((len(p.text) for p in pieces), default=0)) + 200
    assert all(0 <= each.start < each.end <= len(text) for each in places(text, look_for))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_nothing_typed_is_refused(typed):
    look_for = asked(typed)
    for each in (*look_for.wanted, *look_for.left_out):
        for token in (*each.stems, *each.beginnings):
            assert token and all(letter.isalnum() for letter in token)


def test_what_stands_more_often_and_in_fewer_words_scores_higher():
    once, twice = score((1,), [1.0], 20, 20), score((2,), [1.0], 20, 20)
    assert once < twice < 2 * once
    assert score((1,), [1.0], 40, 20) < once < score((1,), [1.0], 10, 20)
    assert weight(("of",)) < weight(("network",))
    assert weight(("of", "network")) == weight(()) == 1
