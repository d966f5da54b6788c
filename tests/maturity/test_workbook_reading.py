"""A workbook round trip: hostile cells one by one, and any answers and edits at random."""

import datetime
import io
import random
import re
import zipfile
from dataclasses import asdict
from types import SimpleNamespace

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.packaging.custom import StringProperty

from adoption_reviews.frameworks import Domain, Indicator, Level, MaturityFramework, SubDomain
from adoption_reviews.frameworks import Question as FrameworkQuestion
from adoption_reviews.office_files import OLD_OFFICE, RefusedFile
from maturity.workbook import MAX_BYTES, Part, make_workbook, read_workbook
from maturity.workbook.layout import sheet_title

FRAMEWORK = MaturityFramework(
    key="small",
    version="2",
    title="=Small",
    source="Tests",
    scale=(
        Level(value=1, title="Little"),
        Level(value=3, title="Some - or more"),
        Level(value=5, title="Proud to share"),
    ),
    domains=(
        Domain(
            key="rated",
            title="Rated: one/two",
            why="-Why",
            sub_domains=(
                SubDomain(
                    key="first",
                    title="@First",
                    indicators=(
                        Indicator(key="a", title="=A"),
                        Indicator(key="b", title="What B says"),
                        Indicator(key="c", title="What C says"),
                    ),
                ),
            ),
        ),
        Domain(
            key="described",
            title="Described",
            why="Why",
            rated=False,
            sub_domains=(
                SubDomain(
                    key="second",
                    title="Second",
                    questions=(
                        FrameworkQuestion(key="n", title="How many", kind="number"),
                        FrameworkQuestion(
                            key="o", title="Which", kind="choice", choices=("one, two", "three")
                        ),
                        FrameworkQuestion(key="t", title="Say", kind="text"),
                    ),
                ),
            ),
        ),
    ),
)
RATED, DESCRIBED = "1 Rated  one two", "2 Described"
OWN = {"rated", "described"}
AGAIN = "Download the workbook again for a sheet that is whole."
NOT_ON_SCALE = (
    "“{}” is not on the scale. Choose one of 1 – Little, 3 – Some - or more, 5 – Proud to share, "
    "or not applicable."
)


def rating(value=None, *, not_applicable=False, explanation="", later=False, version=1):
    return SimpleNamespace(
        value=value,
        is_not_applicable=not_applicable,
        explanation=explanation,
        is_for_later=later,
        version=version,
    )


def made(rows=(), **kwargs):
    rows = dict(rows)
    return make_workbook(
        **{
            "assessment_id": 7,
            "review": "Trust, round 1",
            "framework": FRAMEWORK,
            "parts": [Part(domain, rows) for domain in FRAMEWORK.domains],
            "on": datetime.date(2026, 11, 22),
        }
        | kwargs
    )


def opened(data=None):
    return openpyxl.load_workbook(io.BytesIO(data or made()))


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data, **kwargs):
    given = {"assessment_id": 7, "framework": FRAMEWORK, "own": OWN} | kwargs
    return read_workbook(data, **given)


def refusal(data, **kwargs):
    with pytest.raises(RefusedFile) as refused:
        read(data, **kwargs)
    return str(refused.value)


def problems(book):
    return [(each.sheet, each.row, each.reason) for each in read(saved(book)).problems]


def answers(book):
    return {each.code: each for each in read(saved(book)).answers}


# --- What is written ------------------------------------------------------------------------------


def test_workbook_is_easy_to_find_one_s_way_in():
    book = opened()
    assert book.sheetnames == ["Read me", RATED, DESCRIBED, "Choices"]
    assert book["Choices"].sheet_state == "hidden"
    sheet = book[RATED]
    assert [cell.value for cell in sheet[3]][:5] == [
        "Topic",
        "Indicator",
        "Rating",
        "Explanation",
        "Come back later",
    ]
    assert (sheet.freeze_panes, sheet.merged_cells.ranges) == ("C4", set())
    hidden = [name for name, column in sheet.column_dimensions.items() if column.hidden]
    assert hidden == ["F", "G", "H", "I"]  # nothing was said last round
    assert [cell.protection.locked for cell in sheet[4]] == [True, True, *[False] * 3, *[True] * 4]
    assert {each.formula1 for each in sheet.data_validations.dataValidation} == {
        "Choices!$A$1:$A$4",
        "Choices!$B$1:$B$1",
    }
    assert [cell.value for cell in book["Choices"]["A"]] == [
        "5 – Proud to share",
        "3 – Some - or more",
        "1 – Little",
        "Not applicable",
    ]


def test_last_round_is_shown_and_locked():
    last = SimpleNamespace(words="1 – Little", explanation="=Then")
    part = Part(FRAMEWORK.domains[0], {}, {"a": last})
    sheet = opened(made(parts=[part]))[RATED]
    assert (sheet["F4"].value, sheet["G4"].value) == ("1 – Little", "=Then")
    assert (sheet["F4"].protection.locked, sheet.column_dimensions["F"].hidden) == (True, False)


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_no_text_becomes_a_formula(begins):
    text = f"{begins}cmd|' /C calc'!A0"
    book = opened(made({"a": rating(3, explanation=text), "t": answer(text)}))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert (book[RATED]["D4"].value, book[RATED]["D4"].quotePrefix) == (text, True)
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        assert [name for name in archive.namelist() if b"<f>" in archive.read(name)] == []


def answer(words, version=1):
    return SimpleNamespace(words=words, version=version)


def test_workbook_names_nobody():
    """It is the same whoever downloads it."""
    data = made({"a": rating(3)})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"creator[^>]*>([^<]+)<", core) == ["Adoption reviews"]
    assert "lastModifiedBy" not in core


# --- Cell by cell ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value", "not_applicable"),
    [
        (None, None, False),
        ("", None, False),
        ("  ", None, False),
        ("5 – Proud to share", 5, False),
        ("5 - proud  to share ", 5, False),
        ("5", 5, False),
        (5, 5, False),
        (5.0, 5, False),
        ("Proud to share", 5, False),
        ("3 – Some – or more", 3, False),
        ("Not applicable", None, True),
        ("NOT APPLICABLE", None, True),
        ("n/a", None, True),
    ],
)
def test_rating_is_read(typed, value, not_applicable):
    book = opened()
    book[RATED]["C5"] = typed
    found = answers(book)["b"]
    assert (found.value, found.is_not_applicable, problems(book)) == (value, not_applicable, [])


FORMULA = "holds a formula. Type what it should say instead."
DATE = (
    "holds a date or a time, which is perhaps not what was typed. "
    "Format the cell as text and type it again."
)
HOSTILE = [
    ("C5", 4, NOT_ON_SCALE.format("4")),
    ("C5", "4", NOT_ON_SCALE.format("4")),
    ("C5", 4.5, NOT_ON_SCALE.format("4.5")),
    ("C5", -5, NOT_ON_SCALE.format("-5")),
    ("C5", "5 – Little", NOT_ON_SCALE.format("5 – Little")),
    ("C5", "x" * 100, NOT_ON_SCALE.format("x" * 60 + "…")),
    ("C5", True, "“Rating” holds the truth value TRUE. Type words."),
    ("C5", datetime.datetime(2026, 5, 3), f"“Rating” {DATE}"),
    ("C5", "=1+4", f"“Rating” {FORMULA}"),
    ("C5", "#N/A", "“Rating” holds an error of the spreadsheet, #N/A."),
    ("D5", "=HYPERLINK(\"http://a.example\")", f"“Explanation” {FORMULA}"),
    ("D5", datetime.date(2026, 5, 3), f"“Explanation” {DATE}"),
    ("D5", datetime.time(10, 30), f"“Explanation” {DATE}"),
    ("D5", datetime.timedelta(days=2), f"“Explanation” {DATE}"),
    ("D5", False, "“Explanation” holds the truth value FALSE. Type words."),
    ("D5", "a_x0000_", "“Explanation” holds a character that cannot be stored."),
    ("C5", "_x0000_", "“Rating” holds a character that cannot be stored."),
    ("E5", "perhaps", "“Come back later” says “perhaps”. It is Yes or empty."),
    ("E5", 1, "“Come back later” says “1”. It is Yes or empty."),
    ("I5", "0", f"A hidden column of this row has been changed. {AGAIN}"),
    ("I5", -1, f"A hidden column of this row has been changed. {AGAIN}"),
    ("I5", 2**31, f"A hidden column of this row has been changed. {AGAIN}"),
    ("I5", None, f"A hidden column of this row has been changed. {AGAIN}"),
    ("I5", True, f"A hidden column of this row has been changed. {AGAIN}"),
    ("B5", "Something else",
     "The row does not say what is asked here: cells have been moved or typed over. " + AGAIN),
]  # fmt: skip


@pytest.mark.parametrize(("where", "typed", "reason"), HOSTILE)
def test_hostile_cell_is_refused_with_its_row_and_why(where, typed, reason):
    book = opened()
    book[RATED][where] = typed
    assert problems(book) == [(RATED, 5, reason)]
    assert set(answers(book)) == {"a", "c", "n", "o", "t"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("x" * 40_000, "x" * 40_000),  # saving says that it is too long
        (12, "12"),
        (2.5, "2.5"),
        ("\r\n two\r\nlines ", "two\nlines"),
        ("a_x000B_b", "a\x0bb"),
        ("_xD83D_", "_xD83D_"),  # half a character can be kept by nobody
        ("‘quotes’ and 😀", "‘quotes’ and 😀"),
    ],
)
def test_explanation_is_read(typed, kept):
    book = opened()
    book[RATED]["D5"]._value = typed
    book[RATED]["D5"].data_type = "s" if isinstance(typed, str) else "n"
    assert answers(book)["b"].explanation == kept


@pytest.mark.parametrize(
    ("where", "typed", "words"),
    [
        ("C4", 12500, "12500"),
        ("C4", 0.00001, "0.00001"),
        ("C4", 1e300, "1" + "0" * 300),
        ("C4", "12,500", "12,500"),
        ("C5", "One, Two", "one, two"),
        ("C5", "four", "four"),  # saving says that it is no choice
        ("C6", " Words ", "Words"),
    ],
)
def test_question_is_read(where, typed, words):
    book = opened()
    book[DESCRIBED][where] = typed
    found = answers(book)
    assert words in {found[code].words for code in "not"}


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("A title of this many letters", "12 A title of this many letters"),
        ("Horizon scanning and networks abroad", "12 Horizon scanning and…"),
        ("Vision, strategy and leadership", "12 Vision, strategy and…"),
        ("Time to look outward, learning", "12 Time to look outward…"),
        ("Llanfairpwllgwyngyllgogerychwyrndrobwll", "12 Llanfairpwllgwyngyllgogeryc…"),
        ("The trust’s own 'words'", "12 The trust’s own 'words"),
    ],
)
def test_sheet_title_ends_with_a_whole_word(title, cut):
    domain = msgspec.structs.replace(FRAMEWORK.domains[0], title=title)
    assert sheet_title(12, domain) == cut
    assert len(cut) <= 31


# --- Rows, columns and sheets ---------------------------------------------------------------------


def merged(book):
    book[RATED].merge_cells("C4:C5")


def deleted_row(book):
    book[RATED].delete_rows(5)


def added_row(book):
    book[RATED]["C9"] = "5"


def unknown_code(book):
    book[RATED]["H5"] = "zzz"


def code_of_another_part(book):
    book[RATED]["H5"] = "t"


def code_twice(book):
    book[RATED]["H5"] = "a"


def moved_columns(book):
    book[RATED].move_range("C3:C6", cols=10)


def inserted_column(book):
    book[RATED].insert_cols(3)


def renamed_heading(book):
    book[RATED]["C3"] = "Score"


def missing_sheet(book):
    del book[RATED]


def sheet_twice(book):
    book.copy_worksheet(book[RATED]).title = "Copy"


def strange_sheet(book):
    book.create_sheet("Notes")["B2"] = "Here"


def empty_sheet(book):
    book.create_sheet("Sheet 3")


def renamed_sheet(book):
    book[RATED].title = "Our vision"


def very_long_sheet(book):
    book[RATED]["A3000"] = "x"


CHANGED_COLUMNS = (
    "The columns of this sheet are not where they were, or were given other headings. "
    "Download the workbook again and carry over what you filled in."
)


@pytest.mark.parametrize(
    ("spoil", "found", "left"),
    [
        (merged, [(RATED, row, f"Cells of this row are merged. {AGAIN}") for row in (4, 5)], "c"),
        (deleted_row, [(RATED, 0, f"Its row is missing. {AGAIN}")], "ac"),
        (added_row,
         [(RATED, 9, "This row belongs to nothing that is asked here, so it is not read.")], "abc"),
        (unknown_code,
         [(RATED, 5, "This row belongs to nothing that is asked here, so it is not read."),
          (RATED, 0, f"Its row is missing. {AGAIN}")], "ac"),
        (code_of_another_part,
         [(RATED, 5, "This row belongs to another part. Put it back on its sheet."),
          (RATED, 0, f"Its row is missing. {AGAIN}")], "ac"),
        (code_twice,
         [(RATED, 4, "This stands in more than one row."),
          (RATED, 5, "This stands in more than one row."),
          (RATED, 0, f"Its row is missing. {AGAIN}")], "c"),
        (moved_columns, [(RATED, 0, CHANGED_COLUMNS)], ""),
        (inserted_column, [(RATED, 0, CHANGED_COLUMNS)], ""),
        (renamed_heading, [(RATED, 0, CHANGED_COLUMNS)], ""),
        (missing_sheet, [(RATED, 0, f"This sheet is missing. {AGAIN}")], ""),
        (sheet_twice,
         [(each, 0, "There are 2 sheets of this part. Delete those that are not meant.")
          for each in (RATED, "Copy")], ""),
        (strange_sheet,
         [("Notes", 0, "This sheet is not one of the parts, so nothing in it is read.")], "abc"),
        (empty_sheet, [], "abc"),
        (renamed_sheet, [], "abc"),  # the code in it says which part it is
        (very_long_sheet, [(RATED, 0, f"The sheet has more than 2,000 rows. {AGAIN}")], ""),
    ],
)  # fmt: skip
def test_spoilt_sheet_says_what_is_wrong(spoil, found, left):
    book = opened()
    spoil(book)
    assert problems(book) == found
    assert set(answers(book)) == {*left, "n", "o", "t"}


def test_rows_in_another_order_are_read():
    """Sorting moves whole rows with their codes."""
    book = opened()
    sheet = book[RATED]
    first, last = ([cell.value for cell in sheet[row]] for row in (4, 6))
    for place, (one, other) in enumerate(zip(first, last, strict=True), start=1):
        sheet.cell(4, place).value, sheet.cell(6, place).value = other, one
        sheet.cell(6, place).data_type = "s" if isinstance(one, str) else "n"
    sheet["C4"] = "5"
    assert problems(book) == []
    assert answers(book)["c"].value == 5


def test_parts_of_others_are_not_read():
    found = read(made({"t": answer("Hidden")}), own={"rated"})
    assert ({each.code for each in found.answers}, found.not_yours) == (set("abc"), ["Described"])
    assert found.problems == []


def test_parts_that_were_not_downloaded_are_not_missed():
    data = made(parts=[Part(FRAMEWORK.domains[0])])
    found = read(data)
    assert ({each.code for each in found.answers}, found.problems) == (set("abc"), [])


# --- Whole files ----------------------------------------------------------------------------------


def with_properties(**changed):
    book = opened()
    for each, value in changed.items():
        name = each.replace("_", "-")
        del book.custom_doc_props[name]
        if value is not None:
            book.custom_doc_props.append(StringProperty(name=name, value=value))
    return saved(book)


ANOTHERS = "This is the workbook of another self-rating. Download the one of this self-rating."
NOT_OURS = "This workbook was not downloaded here. Download the workbook again and fill that in."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"x" * (MAX_BYTES + 1), "The file is larger than 5 MB."),
        (b"code,rating\na,5\n", "This is not an Excel workbook (.xlsx)."),
        (OLD_OFFICE + bytes(600),
         "This is a file of an old version of Office (.doc or .xls). Open it in Excel, save it as "
         "an Excel workbook (.xlsx) and select that."),
        (OLD_OFFICE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
         "The file is protected with a password. Take the password off in Excel, save the file "
         "and select it again."),
        (saved(openpyxl.Workbook()), NOT_OURS),
        (with_properties(Framework=None), NOT_OURS),
        (with_properties(Self_rating="8"), ANOTHERS),
        (with_properties(Framework="other@2"), ANOTHERS),
        (with_properties(Framework="small@1"),
         "This workbook was made for version 1, and the self-rating is on version 2 now. "
         "Download the workbook again and carry over what you filled in."),
    ],
    ids=["empty", "large", "csv", "old", "encrypted", "foreign", "property", "trust", "framework",
         "version"],
)  # fmt: skip
def test_file_that_is_refused(data, reason):
    assert refusal(data) == reason


def test_macros_are_refused():
    out = io.BytesIO(made())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert refusal(out.getvalue()).startswith("The file holds macros.")


# --- Anything at all ------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
TIDY = WORDS.map(lambda words: words.replace("\r\n", "\n").strip())
NUMBERS = st.one_of(
    st.integers(0, 10**15 - 1).map(str),
    st.tuples(st.integers(0, 10**6), st.integers(1, 9999)).map(
        lambda both: f"{both[0]}.{both[1]:04}".rstrip("0")
    ),
    TIDY,  # from an older version, where it was asked for in words
)
RATINGS = st.builds(
    lambda level, explanation, later, version: rating(
        level if level != "n" else None,
        not_applicable=level == "n",
        explanation=explanation,
        later=later,
        version=version,
    ),
    st.sampled_from([None, 1, 3, 5, "n"]),
    TIDY,
    st.booleans(),
    st.integers(1, 10_000),
)
ROWS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys("abc", RATINGS)
    | {
        "n": st.builds(answer, NUMBERS, st.integers(1, 99)),
        "o": st.builds(answer, st.sampled_from(["", "one, two", "three", "gone"])),
        "t": st.builds(answer, TIDY),
    },
)
SLOWLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def expected(rows):
    """What reading gives back of an untouched workbook, by code."""
    found = {}
    for code in "abcnot":
        row = vars(rows.get(code, SimpleNamespace(version=0))).copy()
        found[code] = {"base_version": row.pop("version"), **row}
    return found


def given_back(data):
    filled = read(data)
    assert filled.problems == []
    return {each.code: asdict(each) for each in filled.answers}


def assert_as_expected(data, rows):
    found = given_back(data)
    for code, values in expected(rows).items():
        assert {name: found[code][name] for name in values} == values


@SLOWLY
@given(ROWS)
def test_untouched_workbook_says_what_was_there(rows):
    assert_as_expected(made(rows), rows)
    assert_as_expected(saved(opened(made(rows))), rows)  # opened and saved by a program


@SLOWLY
@given(ROWS, st.dictionaries(st.sampled_from("abc"), RATINGS, max_size=3), TIDY)
def test_edited_workbook_says_exactly_the_edits(rows, edits, said):
    book = opened(made(rows))
    words = {1: "1 – Little", 3: "3 – Some - or more", 5: "5 – Proud to share"}
    for code, edit in edits.items():
        number = 4 + "abc".index(code)
        sheet = book[RATED]
        sheet[f"C{number}"] = "Not applicable" if edit.is_not_applicable else words.get(edit.value)
        type_in(sheet[f"D{number}"], edit.explanation)
        sheet[f"E{number}"] = "Yes" if edit.is_for_later else None
    type_in(book[DESCRIBED]["C6"], said)
    after = rows | {
        code: SimpleNamespace(**vars(edit) | {"version": rows[code].version if code in rows else 0})
        for code, edit in edits.items()
    }
    after["t"] = answer(said, rows["t"].version if "t" in rows else 0)
    assert_as_expected(saved(book), after)


def type_in(cell, text):
    """As a spreadsheet stores what is typed into a cell that is text."""
    cell._value = re.sub(
        "[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)",
        lambda found: f"_x{ord(found[0]):04X}_",
        text,
    )
    cell.data_type = "s"


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_parts_are_refused_or_read_and_never_raise_anything_else(seed):
    chance, data = random.Random(seed), made({"a": rating(3, explanation="Why")})
    for _ in range(25):
        spoilt = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(spoilt, "w") as new:
            names = old.namelist()
            victim = chance.choice([each for each in names if "theme" not in each])
            for name in names:
                part = bytearray(old.read(name))
                places = [at for at, byte in enumerate(part) if chr(byte).isalnum()]
                for _ in range(chance.choice([1, 3, 10]) if name == victim else 0):
                    part[chance.choice(places)] = chance.choice(b"0159AZaz")
                new.writestr(name, bytes(part))
        try:
            read(spoilt.getvalue())
        except RefusedFile as refused:
            assert str(refused).endswith((".", ")"))
