from dataclasses import dataclass

import pytest

from adoption_reviews.names import names_found


@dataclass(frozen=True)
class Identity:
    name: str
    email: str = ""


def found(text, *names, email=""):
    return names_found(text, [Identity(name, email) for name in names])


@pytest.mark.parametrize(
    ("name", "text", "names"),
    [
        # The whole name, the surname in any case, as whole words only.
        ("Wenna Tregarth", "I am Wenna Tregarth, matron.", ["Wenna Tregarth"]),
        ("Wenna Tregarth", "wenna tregarth said so", ["wenna tregarth"]),
        ("Wenna Tregarth", "ask tregarth or TREGARTH", ["tregarth", "TREGARTH"]),
        ("Wenna Tregarth", "Tregarthen and Pretregarth", []),
        ("Wenna Tregarth", "Tregarth's idea, tregarth’s team", ["Tregarth", "tregarth"]),
        ("Wenna Tregarth", "‘Tregarth’ they call it", ["Tregarth"]),
        ("Wenna Tregarth", "see #WennaTregarth", ["WennaTregarth"]),
        ("Wenna Tregarth", "Tre\u200bgarth with something unseen in it", ["Tre\u200bgarth"]),
        ("Wenna Tregarth", "", []),
        ("", "Nobody has no name", []),
        ("Tom Young", "when I was young", ["young"]),
        # A first name only where it begins with a capital.
        ("Grace Penrose", "by the grace of it", []),
        ("Grace Penrose", "and Grace said", ["Grace"]),
        ("Grace Penrose", "GRACE said", ["GRACE"]),
        ("Grace Penrose", "Graceful", []),
        ("Jo Penrose", "Jo said", []),  # too short to be looked for alone
        ("Jo Penrose", "jo penrose said", ["jo penrose"]),
        ("Anna Maria Penrose", "and Maria said", ["Maria"]),
        ("Mary-Kate Penrose", "then Kate came, not kate", ["Kate"]),
        # Short surnames only with a capital, or "an" and "so" would be names.
        ("Mai An", "such an idea from An", ["An"]),
        # Initials.
        ("J. Tregarth", "J. Tregarth came", ["J. Tregarth"]),
        ("J. Tregarth", "j and J", []),
        ("Jenna Tregarth", "J. Tregarth came", ["Tregarth"]),
        ("J.R.Tregarth", "Dr Tregarth", ["Tregarth"]),
        # Hyphens, however they are typed.
        ("Rhys Lloyd-Jones", "Rhys Lloyd-Jones", ["Rhys Lloyd-Jones"]),
        ("Rhys Lloyd-Jones", "lloyd jones, LLOYD‑JONES", ["lloyd jones", "LLOYD‑JONES"]),
        ("Rhys Lloyd-Jones", "Mr Jones and lloydjones", ["Jones", "lloydjones"]),
        ("Rhys Ap-Jones", "an ap for jones", ["jones"]),
        # Apostrophes, however they are typed, or left out.
        ("Ann O’Brien", "O'Brien, o’brien, OBrien", ["O'Brien", "o’brien", "OBrien"]),
        ("Ann O'Brien", "O Brien and O`Brien’s", ["O Brien", "O`Brien"]),
        # Accents, typed or not, composed or not.
        ("Zofia Wójcik", "pani Wójcik, wojcik", ["Wójcik", "wojcik"]),
        ("Zofia Wójcik", "Wo\u0301jcik", ["Wo\u0301jcik"]),
        ("Łukasz Żółć", "Lukasz zolc", ["Lukasz zolc"]),
        ("Siân Llŷr", "Sian LLYR, sian", ["Sian LLYR"]),
        ("Gwenllian ŵyn", "gwyn ŵyn", ["ŵyn"]),
        ("Ελένη Παπαδοπούλου", "η ΠΑΠΑΔΟΠΟΥΛΟΥ είπε", ["ΠΑΠΑΔΟΠΟΥΛΟΥ"]),
        ("Γιώργος Νίκας", "ο Γιωργος και ο νικας", ["Γιωργος", "νικας"]),
        ("Jürgen Groß", "Juergen, GROSS und Jurgen", ["GROSS", "Jurgen"]),
        ("Søren Ærø", "Soren Aeroe, aero", ["Soren", "aero"]),
        # Scripts without spaces or capitals.
        ("王小明", "我问了王小明医生", ["王小明"]),
        ("محمد علي", "قال محمد", ["محمد"]),
        # What stands around a name is not part of it.
        ("Dr Wenna Tregarth MBE", "the Dr and her MBE", []),
        ("Professor Wenna Tregarth", "every Professor here", []),
        ("Tregarth, Wenna (Matron)", "Wenna, a Matron", ["Wenna"]),
        ("Anke van der Berg", "the Van went, berg stayed", ["berg"]),
    ],
)
def test_names_found_in_words(name, text, names):
    assert found(text, name) == names


def test_names_are_given_once_each_in_the_order_of_the_text():
    text = "Penrose met Wenna. Wenna met Penrose and penrose."
    assert found(text, "Wenna Tregarth", "Tom Penrose") == ["Penrose", "Wenna", "penrose"]


def test_email_address_is_found_whole_in_any_case():
    text = "write to W.Tregarth2@Trust.Example."
    assert found(text, "Wenna Pascoe", email="w.tregarth2@trust.example") == [
        "W.Tregarth2@Trust.Example"
    ]


def test_surname_inside_an_email_address_is_not_named_twice():
    text = "wenna.tregarth@trust.example"
    assert found(text, "Wenna Tregarth", email=text) == [text]


def test_names_are_found_in_long_text_quickly():
    text = "We rang somebody up through the network. " * 20_000 + "Tregarth"
    assert found(text, "Wenna Tregarth", "Tom Penrose") == ["Tregarth"]
