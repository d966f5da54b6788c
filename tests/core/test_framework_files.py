"""Framework files: all that can be wrong, said with its line; hostile ones; any sound one."""

import json
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption_reviews.frameworks import MaturityFramework, read_bytes
from adoption_reviews.frameworks.tree import DEEPEST, LARGEST
from maturity.forms import DomainForm, QuestionsForm
from tests.factories.frameworks import framework_text

GOOD = framework_text()


def problems(words: str | bytes) -> list[str]:
    content = words if isinstance(words, bytes) else words.encode("utf-8", "surrogatepass")
    return [str(each) for each in read_bytes(content, ["maturity"]).problems]


def with_lines(words: str) -> str:
    """The good file with lines of its own at the end of its head, after line 6."""
    return GOOD.replace("scale:\n", f"{words}\nscale:\n", 1)


def test_example_in_the_readme_is_sound():
    words = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    example = words.partition("```yaml\n")[2].partition("```")[0]
    assert problems(example) == []


def test_good_file_has_no_problem():
    reading = read_bytes(GOOD.encode())
    assert reading.problems == ()
    assert (reading.framework.ref, reading.framework.codes()) == (
        "our-own@2026.1",
        ["staff-time", "leaders-time", "own-budget"],
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('version: "2026.1"', "version: 2026.1", ["line 3: “version” must be text, not a number: "
         "put it in quotes, “2026.1”"]),
        ('version: "2026.1"', 'version: "2026.1 draft"', ["line 3: “version” “2026.1 draft” is not "
         "a version: digits, small letters and full stops, like 2025.1"]),
        ('version: "2026.1"\n', "", ["line 1: “version” is missing"]),
        ("title: Our own framework", "title:", ["line 4: “title” is empty"]),
        ("title: Our own framework", "title: [a]", ["line 4: “title” must be text, not a list"]),
        ("title: Our own framework", "title: true",
         ["line 4: “title” must be text, not true or false"]),
        ("title: Our own framework", f"title: {'x' * 201}",
         ["line 4: “title” is longer than 200 characters"]),
        ("title: Our own framework", "title: |\n  Two\n  lines",
         ["line 4: “title” must be on one line"]),
        ("kind: maturity", "kind: ties", ["line 1: “kind” cannot be “ties”: it must be maturity"]),
        ("kind: maturity\n", "", ["line 1: “kind” is missing: it must be maturity"]),
        ("key: our-own", "key: open", ["line 2: “open” is a word of the product’s own; use another "
         "key"]),
        ("value: 2", "value: 1", ["line 9: the values of a scale must rise, and 1 follows 1"]),
        ("value: 2", "value: 2.5", ["line 9: “value” must be a whole number, not “2.5”"]),
        ("value: 2", "value: true", ["line 9: “value” must be a whole number, not true or false"]),
        ("value: 1", "value: -1", ["line 8: “value” must be between 0 and 1000, not -1"]),
        ("title: In places}", "title: Not yet}", ["line 9: level’s title used twice: Not yet"]),
        ("  - {value: 2, title: In places}\n  - {value: 4, title: Everywhere}\n", "",
         ["line 7: “scale” must have 2 to 7 entries, not 1"]),
        ("rated: false", "rated: perhaps",
         ["line 14: “rated” must be true or false, not “perhaps”"]),
        ("    rated: false\n", "", ["line 16: facts is in a rated domain: it must have indicators "
         "and nothing else"]),
        ("kind: number", "kind: colour",
         ["line 20: “kind” cannot be “colour”: it must be choice or number or text"]),
        (", choices: [new, older]", "",
         ["line 21: age is a choice: it must have two “choices” or more"]),
        ("kind: number", "kind: number, choices: [a, b]",
         ["line 20: staff is a number: “choices” go with kind choice"]),
        ("[new, older]", "[new, new]", ["line 21: choice used twice: new"]),
        ("key: leaders-time", "key: staff-time", ["line 31: code used twice: staff-time"]),
        ("key: money", "key: time", ["line 32: sub-domain used twice: time"]),
        ("key: leading", "key: about", ["line 23: domain used twice: about"]),
        ("- key: time", "- kex: time", [
            "line 27: “kex” is not known here; known are key, title, indicators, questions",
            "line 27: “key” is missing in entry 1 of “sub_domains”"]),
        ("source: Our hub", "source: Our hub\nsource: Another",
         ["line 6: “source” is there twice; the first is on line 5"]),
        ("[outward-looking-professionals]", "outward-looking-professionals",
         ["line 30: “influences” must be a list, not “outward-looking-professionals”"]),
        ("domains:", "domains: []\nolder:", [
            "line 11: “domains” has no entry",
            "line 12: “older” is not known here; known are kind, key, version, title, source, "
            "scale, domains, influences, peer_groups"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(old, new, expected):
    assert old in GOOD
    assert problems(GOOD.replace(old, new, 1)) == expected


def test_all_that_is_wrong_is_said_at_once():
    words = GOOD.replace("title: Time", "titel: Time").replace("value: 2", "value: two")
    words = words.replace('version: "2026.1"', "version: 1").replace("kind: text", "kind: essay")
    assert [each.partition(":")[0] for each in problems(words)] == [
        "line 3",
        "line 9",
        "line 22",
        "line 27",
        "line 28",
    ]


PEERS = """peer_groups:
  - key: size
    title: Size
    question: {question}
    bands: {bands}"""


@pytest.mark.parametrize(
    ("question", "bands", "expected"),
    [
        ("staff", "[{title: Small, up_to: 3}, {title: Large}]", []),
        ("staff", "[{title: A, up_to: 3}, {title: B, up_to: 2}, {title: C}]", "must rise"),
        ("staff", "[{title: A, up_to: 3}]", "must rise"),
        ("staff", "[{title: A}, {title: B}]", "must rise"),
        ("staff", "[{title: A, up_to: 1}, {title: A}]", "band used twice: A"),
        ("staff", "[]", "bands go with a question that is answered by a number"),
        ("age", "[{title: A, up_to: 1}, {title: B}]", "bands go with a question"),
        ("plans", "[]", "plans is answered in words, which make no groups"),
        ("nothing", "[]", "our-own@2026.1 has no question nothing"),
        ("age\n    field: region", "[]", "must have either a field or a question"),
    ],
)
def test_peer_groups_go_with_questions(question, bands, expected):
    found = problems(with_lines(PEERS.format(question=question, bands=bands)))
    if expected:
        [said] = found
        assert expected in said
    else:
        assert found == []


# Files made to do harm. Each is refused, at once, and with a line wherever there is one.
BILLION_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n"
    for before, name in zip("abcdefg", "bcdefgh")  # noqa: B905
)
HOSTILE = {
    "billion laughs": (BILLION_LAUGHS, "line 1: anchors (&) are not allowed"),
    "alias of itself": ("a: &a [*a]", "line 1: anchors (&) are not allowed"),
    "merge": (with_lines("base: &base {a: b}\nmore: {<<: *base}"), "line 7: anchors (&)"),
    "python object": (
        with_lines('run: !!python/object/apply:os.system ["true"]'),
        "line 7: tags are not allowed: tag:yaml.org,2002:python/object/apply:os.system",
    ),
    "own tag": (with_lines("run: !secret x"), "line 7: tags are not allowed: !secret"),
    "binary": (with_lines("run: !!binary aGVsbG8="), "line 7: tags are not allowed"),
    "deep list": ("a: " + "[" * 20_000, f"line 1: it is nested more than {DEEPEST} deep"),
    "deep mapping": ("{a: " * 20_000, f"line 1: it is nested more than {DEEPEST} deep"),
    "deep block": (
        "\n".join(f"{' ' * depth}a:" for depth in range(300)),
        "line 13: it is nested more than 12 deep",
    ),
    "too large": ("# " + "x" * LARGEST, "the file is larger than 100 kB"),
    "many errors": ("a: [" + "1, " * 30_000 + "]", "line 1: “kind” is missing"),
    "many unknown keys": (
        GOOD + "".join(f"k{n}: 1\n" for n in range(5_000)),
        "line 36: “k0” is not known here",
    ),
    "not UTF-8": (b"kind: maturity\nkey: \xff\xfe", "line 2: the file is not UTF-8 text"),
    "UTF-16": (GOOD.encode("utf-16"), "line 1: the file is not UTF-8 text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "line 1: the file is not UTF-8 text"),
    "NUL": ("kind: maturity\nkey: a\0b", "line 2: the character U+0000 is not allowed"),
    "escaped NUL": (with_lines('more: "a\\0b"'), "line 7: it holds a character"),
    "escaped surrogate": (with_lines('more: "\\ud800"'), "line 7: it holds a character"),
    "key that cannot be shown": (with_lines('"a\\0": b'), "line 7: a key holds a character"),
    "list as key": (with_lines("? [a, b]\n: c"), "line 7: a key must be a word"),
    "two documents": (GOOD + "---\n" + GOOD, "line 36: a second document begins"),
    "list": ("- kind: maturity", "line 1: the file is a list, not a group of keys"),
    "words": ("framework", "line 1: the file is “framework”, not a group of keys"),
    "nothing": ("", "line 1: the file is empty"),
    "comment": ("# to do", "line 1: the file is empty"),
    "tabs": ("kind: maturity\nscale:\n\t- 1", "line 3: found character"),
    "unclosed": ("kind: maturity\nscale: [", "line 2: "),
    "colon too many": ("kind: maturity\ntitle: one: two", "line 2: "),
    "huge number": (with_lines(f"more: {'9' * 5000}"), "line 7: “more” is not known here"),
    "percent": ("%", "line 1: "),
    "directive": ("%YAML 9.9\n---\nkind: maturity", "line 1: found incompatible YAML document"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_at_once(name):
    words, expected = HOSTILE[name]
    started = time.perf_counter()
    found = problems(words)
    assert found[0].startswith(expected) or any(each.startswith(expected) for each in found)
    assert len(found) <= 100
    assert time.perf_counter() - started < 20  # the largest takes one second by itself


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda words: words.encode()))
def test_no_file_breaks_the_reader(content):
    assert read_bytes(content).problems


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_good_file_with_a_piece_torn_out_never_breaks_the_reader(data):
    start = data.draw(st.integers(0, len(GOOD) - 1))
    stop = data.draw(st.integers(start, min(len(GOOD), start + 80)))
    put = data.draw(st.sampled_from(["", "[", "}", ": ", "\n", "- ", "&a ", "*a", '"', "|", "\t"]))
    reading = read_bytes((GOOD[:start] + put + GOOD[stop:]).encode())
    assert (reading.framework is None) == bool(reading.problems)


# --- Any sound framework: written as JSON, which is YAML, read back, and shown as a form ----------

CODES = st.from_regex(r"\A[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5}){0,2}\Z")
SHOWN = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))
TITLES = st.text(SHOWN, min_size=1, max_size=40)
QUESTIONS = st.fixed_dictionaries(
    {"title": TITLES, "kind": st.sampled_from(["number", "text"])}
) | st.fixed_dictionaries(
    {
        "title": TITLES,
        "kind": st.just("choice"),
        "choices": st.lists(TITLES, min_size=2, max_size=4, unique=True),
    }
)


@st.composite
def frameworks(draw) -> dict:
    codes = iter(draw(st.lists(CODES, min_size=40, max_size=40, unique=True)))
    values = draw(st.sets(st.integers(0, 1000), min_size=2, max_size=7))
    titles = draw(st.lists(TITLES, min_size=len(values), max_size=len(values), unique=True))
    domains = []
    for number, rated in enumerate([*draw(st.lists(st.booleans(), max_size=2)), True]):
        subs = []
        for place in range(draw(st.integers(1, 2))):
            each = TITLES.map(lambda title: {"title": title}) if rated else QUESTIONS
            asked = [
                {"key": next(codes)} | item for item in draw(st.lists(each, min_size=1, max_size=3))
            ]
            kind = "indicators" if rated else "questions"
            subs.append({"key": f"s{number}-{place}", "title": draw(TITLES), kind: asked})
        domains.append(
            {
                "key": f"d{number}",
                "title": draw(TITLES),
                "why": draw(TITLES),
                "rated": rated,
                "sub_domains": subs,
            }
        )
    return {
        "kind": "maturity",
        "key": "drawn",
        "version": "1",
        "title": draw(TITLES),
        "source": draw(TITLES),
        "scale": [
            {"value": value, "title": title}
            for value, title in zip(sorted(values), titles, strict=True)
        ],
        "domains": domains,
    }


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(frameworks())
def test_any_sound_framework_is_read_and_shown_as_it_is(drawn):
    reading = read_bytes(json.dumps(drawn, ensure_ascii=False, indent=1).encode())
    assert reading.problems == ()
    assert reading.framework == msgspec.convert(drawn, MaturityFramework)
    levels = [(str(each["value"]), f"{each['value']} – {each['title']}") for each in drawn["scale"]]
    for domain, given_domain in zip(reading.framework.domains, drawn["domains"], strict=True):
        form_of = DomainForm if domain.rated else QuestionsForm
        form = form_of(framework=reading.framework, domain=domain, rows={})
        kind = "indicators" if domain.rated else "questions"
        shown = [(section["title"], [each["title"] for each in section["asked"]])
                 for section in form.sections()]  # fmt: skip
        assert shown == [
            (sub["title"], [each["title"] for each in sub[kind]])
            for sub in given_domain["sub_domains"]
        ]
        for section in form.sections() if domain.rated else []:
            for asked in section["asked"]:
                choices = list(asked["answer"].field.choices)
                assert choices[: len(levels)] == levels
                assert [value for value, _ in choices[len(levels) :]] == ["not-applicable", ""]
