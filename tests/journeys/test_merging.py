"""The three-way merge of the recording page, run where it runs: in a browser."""

import random

import pytest

MERGE = """async (cases) => {
    const { mergeText } = await import("/static/js/recording/merge.js");
    return cases.map(([base, theirs, mine]) => mergeText(base, theirs, mine));
}"""

CONTENT = """async (cases) => {
    const { mergeContent } = await import("/static/js/recording/merge.js");
    return cases.map(([base, theirs, mine]) => mergeContent(base, theirs, mine));
}"""


@pytest.fixture(scope="module")
def merge(browser, live_server):
    """A function: what the page makes of (base, theirs, mine) cases; None where it gives up."""
    page = browser.new_page(base_url=live_server.url)
    page.goto("/static/js/recording/merge.js")  # from here it may be loaded

    def run(cases, script=MERGE):
        return page.evaluate(script, cases)

    yield run
    page.close()


def test_texts_are_merged_word_by_word(merge):
    base = "We ring round the wards,  and then\nwe try it. 🩺"
    cases = {
        ("We phone round the wards,  and then\nwe try it. 🩺", base + " A lot."): (
            "We phone round the wards,  and then\nwe try it. 🩺 A lot."
        ),
        (base, "Mine."): "Mine.",
        ("Theirs.", base): "Theirs.",
        ("The same.", "The same."): "The same.",
        ("So " + base, base[:-2]): "So " + base[:-2],
        (base.replace("ring", "phone"), base.replace("ring", "call")): None,
        (base + " One.", base + " Two."): None,
        (base.replace("\n", " "), base.replace("We", "They")): (
            base.replace("\n", " ").replace("We", "They")
        ),
        ("", base.replace("ring", "phone")): None,
        (base + " One.", base + " One."): base + " One.",
    }
    made = merge([[base, *case] for case in cases])
    assert dict(zip(cases, made, strict=True)) == cases


def test_empty_and_odd_texts_are_merged(merge):
    cases = [
        ["", "", "words"],
        ["", "  ", "  "],
        ["  ", "", "  x"],
        ["a", "a", ""],
        ["x __proto__ y", "x __proto__ z y", "w x __proto__ y"],
        ["constructor a", "constructor a b", "c constructor a"],
    ]
    assert merge(cases) == [
        "words",
        "  ",
        None,
        "",
        "w x __proto__ z y",
        "c constructor a b",
    ]


def test_very_long_and_monotonous_texts_are_merged_or_given_up_soon(merge):
    words = " ".join(f"word{number}" for number in range(3_000))
    same = "a " * 9_000
    assert merge(
        [[words, f"first {words}", f"{words} last"], [same, f"b {same}c", f"{same}d"]]
    ) == [
        f"first {words} last",
        None,
    ]


def edited(words, chance, name):
    """The words after some edits, what was put in, and what was taken out."""
    words, put_in, taken = list(words), [], set()
    for number in range(chance.randint(1, 4)):
        at = chance.randrange(len(words) + 1)
        if chance.random() < 0.5:
            new = [f"{name}{number}.{each}" for each in range(chance.randint(1, 3))]
            words[at:at] = new
            put_in += new
        else:
            gone = words[at : at + chance.randint(1, 3)]
            words[at : at + len(gone)] = []
            taken |= {word for word in gone if word not in put_in}
            put_in = [word for word in put_in if word not in gone]
    return words, put_in, taken


def spaced(words):
    """The words as a text, each with a space of its own kind behind it."""
    return "".join(word + ("\n", "  ", " ", " ")[len(word) % 4] for word in words)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_clean_merge_has_each_ones_words_once_and_none_that_were_deleted(merge, seed):
    chance = random.Random(seed)
    cases, expected = [], []
    for _ in range(300):
        base = [f"w{number}" for number in range(chance.randint(1, 60))]
        theirs, mine = edited(base, chance, "t"), edited(base, chance, "m")
        cases.append([spaced(words) for words in (base, theirs[0], mine[0])])
        gone = theirs[2] | mine[2]
        expected.append(sorted([w for w in base if w not in gone] + theirs[1] + mine[1]))
    made = merge(cases)
    clean = [
        (sorted(text.split()), words)
        for text, words in zip(made, expected, strict=True)
        if text is not None
    ]
    assert len(clean) > 100
    assert [got for got, _ in clean] == [words for _, words in clean]


def test_order_of_words_is_each_writers_own(merge):
    chance = random.Random(4)
    cases = []
    for _ in range(300):
        base = [f"w{number}" for number in range(40)]
        cases.append([base, edited(base, chance, "t")[0], edited(base, chance, "m")[0]])
    made = merge([[" ".join(words) for words in case] for case in cases])
    for text, (_, theirs, mine) in zip(made, cases, strict=True):
        if text is not None:
            merged = text.split()
            for words in (theirs, mine):
                kept = [word for word in words if word in merged]
                assert [word for word in merged if word in words] == kept


def said(text="one two three", **changes):
    return {
        "kind": "speech",
        "stage": "identify",
        "speaker": "P07",
        "text": text,
        "question": "",
        "start_ms": None,
        "deleted": False,
    } | changes


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        (
            said(speaker="P08"),
            said("one two three four"),
            said("one two three four", speaker="P08"),
        ),
        (said(kind="note"), said(stage="decide"), said(kind="note", stage="decide")),
        (said(speaker="P08"), said(speaker="P09"), None),
        (said(speaker="P08"), said(speaker="P08"), said(speaker="P08")),
        (said(start_ms=5), said("one"), said("one", start_ms=5)),
        (said(deleted=True), said("one"), None),
        (said("one"), said(deleted=True), None),
        (said(stage="decide"), said(deleted=True), None),
        (said(deleted=True), said(deleted=True), said(deleted=True)),
        (said(deleted=True), said(), said(deleted=True)),
        (said("one"), said("three"), None),
    ],
)
def test_contents_are_merged_field_by_field(merge, theirs, mine, merged):
    assert merge([[said(), theirs, mine]], CONTENT) == [merged]
