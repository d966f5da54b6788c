"""In whatever unit a file counts, its passages are on their words."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.exchange.account import What
from reports.exchange.layout import laid_out, located, pieces_of
from reports.exchange.offsets import Marked, Text, Unit, unit_of
from reports.exchange.reading import read_exchange_file
from tests.reports.exchange import projects
from tests.reports.exchange.projects import book, code, coding, qde, selection, source, sources

TEXT = "Ann 😀 said 𝓌ard seven.\nBen: 👩‍⚕️ nobody, “ever”.\n\nZoë: na\u0308ive 🏥 ends.\n"
WORDS = ["said", "𝓌ard seven", "Ben: 👩‍⚕️ nobody", "ever", "na\u0308ive 🏥", "ends"]


def counted(text, at, unit):
    """Where a code point stands in a unit, in the plainest way."""
    before = text[:at]
    if unit.lines == "two":
        before = before.replace("\n", "\r\n")
    length = len(before.encode("utf-16-le")) // 2 if unit.is_utf16 else len(before)
    return length + unit.counts_mark


UNITS = [
    Unit(is_utf16=wide, lines=lines, counts_mark=mark, is_last=last)
    for wide in (False, True)
    for lines in ("one", "two")
    for mark in (False, True)
    for last in (False, True)
]


WAYS = [
    (line_end, has_mark, named, unit)
    for line_end in ("\n", "\r\n")
    for has_mark in (False, True)
    for named in (False, True)
    for unit in UNITS
    # Only names tell that an end names the last character.
    if (named or not unit.is_last) and (has_mark or not unit.counts_mark)
]


@pytest.mark.parametrize(("line_end", "has_mark", "named", "unit"), WAYS)
def test_selection_is_on_its_words_in_every_unit(line_end, has_mark, named, unit):
    marks = []
    for number, words in enumerate(WORDS):
        at = TEXT.index(words)
        end = counted(TEXT, at + len(words), unit) - unit.is_last
        inside = coding("A", str(number))
        name = words if named else ""
        marks.append(selection(f"s{number}", counted(TEXT, at, unit), end, inside, name=name))
    raw = ("\ufeff" if has_mark else "") + TEXT.replace("\n", line_end)
    data = projects.zipped(
        {
            "project.qde": qde(book(code("A")) + sources(source("T", "".join(marks)))),
            "Sources/T.txt": raw.encode(),
        }
    )
    project, account = read_exchange_file(data)
    [found] = project.sources
    assert found.text == TEXT
    assert [found.text[each.start : each.end] for each in found.selections] == WORDS
    assert account.refused == []


def test_code_points_are_taken_where_nothing_tells_units_apart():
    text = Text("plain words only")
    assert unit_of([Marked(text, 0, 5, ("something else",))])[0] == Unit()


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (5, 3, "It ends before it begins."),
        (3, 3, "It is empty."),
        (0, 10_000, "It reaches outside its text."),
        (-4, 3, "It reaches outside its text."),
        ("x", 3, "Its offsets are no numbers."),
        (3, 99999999999999999999, "Its offsets are no numbers."),
        (22, 23, "There are no words in it."),
    ],
)
def test_selection_that_marks_nothing_is_refused_with_its_codings(start, end, reason):
    inside = selection("bad", start, end, coding("A", "bad"), name="nothing")
    inside += selection("good", 4, 10, coding("A", "good"), name="😀 said")
    data = projects.zipped(
        {
            "project.qde": qde(book(code("A")) + sources(source("T", inside))),
            "Sources/T.txt": TEXT,
        }
    )
    project, account = read_exchange_file(data)
    assert [(each.what, each.reason) for each in account.refused] == [
        (What.SELECTION, reason),
        (What.CODING, "Its selection is not imported."),
    ]
    [kept] = project.sources[0].selections
    assert project.sources[0].text[kept.start : kept.end] == "😀 said"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", "P01: ", "Note: "]), st.text(max_size=20)), max_size=8),
    st.data(),
)
def test_stretch_of_a_laid_out_text_is_found_in_its_parts(parts, data):
    text, spans = laid_out(parts)
    assert [text[start:end] for start, end in spans] == [words for _, words in parts]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = located(spans, start, end)
    covered = {at for first, last in spans for at in range(max(first, start), min(last, end))}
    if not covered:
        assert found is None
    else:
        assert spans[found.first][0] + found.start == min(covered)
        assert spans[found.last][0] + found.end == max(covered) + 1


def test_long_line_is_cut_into_parts_that_lose_nothing_but_a_space():
    line = "Ann: " + " ".join(random.Random(1).choices(["ward", "😀", "networks"], k=9000))
    text = f"{line}\nAnn: Yes.\n"
    pieces = pieces_of(text)
    assert {each.speaker for each in pieces} == {"Ann"}
    assert max(each.end - each.start for each in pieces) <= 20_000
    assert " ".join(text[each.start : each.end] for each in pieces) == f"{line[5:]} Yes."
