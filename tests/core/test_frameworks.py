import hashlib

import pytest

from adoption_reviews.frameworks import (
    SHIPPED,
    FrameworkError,
    file_frameworks,
    framework_files,
    get_framework,
    read_framework,
)

# A released file never changes: rows point into it. A change is a new version, a new file.
RELEASED = {
    "adopting-innovation-wheel-2025.1.yaml": "9f103ea6c15084a5",
    "adoption-barriers-2016.1.yaml": "0a95bc5b0a906d81",
    "insites-influence-ties-2026.1.yaml": "dcd5aa279a3c2a70",
    "insites-peer-groups-2026.1.yaml": "003217f3bc9b68d0",
    "insites-learning-framework-2025.1.yaml": "5181c0f80c4fd48b",
    "positive-influences-2020.1.yaml": "a140ed4610a51e08",
    "published-evidence-2026.1.yaml": "23437b99da4d09fd",
}

GOOD = """
kind: influences
key: try-out
version: "1"
title: Try-out
source: Invented
stages:
  - key: identify
    title: Identify
    opening_question: How?
    influences:
      - {key: one, title: One, description: The first}
"""


@pytest.fixture
def write(tmp_path):
    """A function: writes a framework file and returns its path."""

    def write_file(words: str | bytes):
        path = tmp_path / "own.yaml"
        path.write_bytes(words if isinstance(words, bytes) else words.encode())
        return path

    return write_file


@pytest.mark.parametrize("path", framework_files(), ids=lambda path: path.name)
def test_every_file_is_sound_and_named_after_its_version(path):
    framework = read_framework(path)
    assert path.name == f"{framework.key}-{framework.version}.yaml"


def test_released_files_are_unchanged():
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in SHIPPED.glob("*.yaml")
    }
    assert found == RELEASED


def test_influences_are_eighteen_in_three_stages():
    framework = get_framework("positive-influences@2020.1")
    assert [(stage.key, len(stage.influences)) for stage in framework.stages] == [
        ("identify", 9),
        ("decide", 5),
        ("implement", 4),
    ]
    assert framework.stage_of("ring-holder").key == "identify"
    assert framework.influence("ring-holder").title == "Someone holds the ring"


def test_insites_has_the_published_shape():
    framework = get_framework("insites-learning-framework@2025.1")
    sub_domains = [sub for domain in framework.domains for sub in domain.sub_domains]
    rated = [sub for domain in framework.rated_domains for sub in domain.sub_domains]
    assert [level.value for level in framework.scale] == [1, 3, 5]
    assert (len(framework.domains), len(sub_domains), len(rated)) == (8, 26, 23)
    assert len(framework.codes()) == 35


def test_the_others_have_their_published_sizes():
    assert {ref: len(each.codes()) for ref, each in file_frameworks().items()} == {
        "adopting-innovation-wheel@2025.1": 12,
        "adoption-barriers@2016.1": 14,
        "insites-influence-ties@2026.1": 28,
        "insites-learning-framework@2025.1": 35,
        "insites-peer-groups@2026.1": 6,
        "positive-influences@2020.1": 18,
        "published-evidence@2026.1": 6,
    }


def test_unknown_reference_is_an_error(db):
    with pytest.raises(FrameworkError, match="There is no framework nonsense@1"):
        get_framework("nonsense@1")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            GOOD.replace("title: Try-out", "title: Try-out\ntitle: Again"),
            "own.yaml, line 6: “title” is there twice; the first is on line 5",
        ),
        (
            GOOD.replace("source: Invented", "source: Invented\nauthor: Me"),
            "own.yaml, line 7: “author” is not known here; known are kind, key, version, ",
        ),
        (
            GOOD.replace("source: Invented\n", ""),
            "own.yaml, line 2: “source” is missing",
        ),
        (
            GOOD.replace("title: One, ", ""),
            "own.yaml, line 12: “title” is missing in entry 1 of “influences”",
        ),
        (
            GOOD.replace('version: "1"', "version: 1"),
            "own.yaml, line 4: “version” must be text, not a number: put it in quotes, “1”",
        ),
        (
            GOOD + "      - {key: one, title: Again, description: Twice}\n",
            "own.yaml, line 13: code used twice: one",
        ),
        (
            GOOD.replace("kind: influences", "kind: horoscope"),
            "own.yaml, line 2: “kind” cannot be “horoscope”: it must be influences or ",
        ),
        (
            GOOD.replace("key: one", "key: One Two"),
            "own.yaml, line 12: “key” “One Two” is not a code: small letters, digits and",
        ),
        ("just words", "own.yaml, line 1: the file is “just words”, not a group of keys"),
        ("", "own.yaml, line 1: the file is empty"),
        ("stages: [", "own.yaml, line 1: "),
        (b"\xff\xfe\x00", "own.yaml, line 1: the file is not UTF-8 text"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place(write, words, message):
    with pytest.raises(FrameworkError) as caught:
        read_framework(write(words))
    assert str(caught.value).startswith(message)


def test_a_scale_must_rise(write):
    words = """
kind: maturity
key: own
version: "1"
title: Own
source: Invented
scale: [{value: 3, title: Some}, {value: 1, title: None yet}]
domains:
  - {key: one, title: One, why: Because, sub_domains: [
      {key: sub, title: Sub, indicators: [{key: a, title: A}]}]}
"""
    with pytest.raises(
        FrameworkError, match="line 7: the values of a scale must rise, and 1 follows 3"
    ):
        read_framework(write(words))
