"""What leaves a review: valid by the standard, whole, and without names unless asked for."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from adoption_reviews.models import AuditEvent, Memo
from interviews.models import Replacement, Segment
from reports.actions.exchange import export_review
from reports.exchange.reading import read_exchange_file
from reports.queries.exchange import FORMATS
from reports.queries.exchange_words import IdentifiersFound
from tests.factories.casestudies import CaseStudyFactory
from tests.factories.interviews import CodingFactory, InterviewFactory, ParticipantFactory

pytestmark = pytest.mark.django_db

STANDARD = Path(__file__).parents[4] / "shared" / "data" / "refi"
with_standard = pytest.mark.skipif(
    not STANDARD.exists(), reason="The standard’s schemas lie in ../shared/data/refi, not here."
)
ORDER = {
    "Project": [
        "Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs",
        "Description", "NoteRef",
    ],
    "Code": ["Description", "NoteRef", "Code"],
    "Case": ["Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"],
    "TextSource": [
        "Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef",
        "VariableValue",
    ],
    "PlainTextSelection": ["Description", "Coding", "NoteRef"],
    "Coding": ["CodeRef", "NoteRef"],
}  # fmt: skip


def exported(review, kind, by, **more):
    return export_review(review=review, kind=kind, viewer=by, by=by, **more)


def root_of(data):
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("project.qde"))


@with_standard
@pytest.mark.parametrize("with_identities", [False, True])
def test_project_is_valid_by_the_standard(evidence, reviewer, with_identities):
    schema = etree.XMLSchema(etree.parse(STANDARD / "Project.xsd"))
    schema.assertValid(
        root_of(exported(evidence, "qdpx", reviewer, with_identities=with_identities).data)
    )


@with_standard
def test_codebook_is_valid_by_the_standard(evidence, reviewer):
    schema = etree.XMLSchema(etree.parse(STANDARD / "Codebook.xsd"))
    schema.assertValid(etree.fromstring(exported(evidence, "qdc", reviewer).data))


def test_project_is_built_as_the_standard_says(evidence, reviewer):
    data = exported(evidence, "qdpx", reviewer).data
    root = root_of(data)
    assert root.tag == "{urn:QDA-XML:project:1.0}Project"
    files = zipfile.ZipFile(io.BytesIO(data)).namelist()
    guids, targets = [], []
    for element in root.iter():
        assert element.tag.startswith("{urn:QDA-XML:project:1.0}")
        order = ORDER.get(etree.QName(element).localname)
        if order:
            places = [order.index(etree.QName(each).localname) for each in element]
            assert places == sorted(places)
        guids += [element.get("guid")] * ("guid" in element.attrib)
        targets += [value for name, value in element.attrib.items() if name == "targetGUID"]
        targets += [value for name, value in element.attrib.items() if name == "creatingUser"]
        if path := element.get("plainTextPath"):
            assert f"Sources/{path.removeprefix('internal://')}" in files
    assert len(guids) == len(set(guids))
    assert set(targets) <= set(guids)


def test_project_names_nobody_unless_asked(evidence, reviewer):
    told = []
    for with_identities in (False, True):
        data = exported(evidence, "qdpx", reviewer, with_identities=with_identities).data
        archive = zipfile.ZipFile(io.BytesIO(data))
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
        told.append(
            [
                name in everything
                for name in ("Wenna", "Polglase", "Ada Second", "ada@hub.example", reviewer.email)
            ]
        )
    assert told == [[False] * 5, [True] * 5]
    details = AuditEvent.objects.filter(verb="exchange.exported").order_by("pk")
    assert [each.detail for each in details] == [
        {"format": "qdpx", "names": names, "texts": 3, "codings": 8}
        for names in ("without names", "with names")
    ]


def test_nothing_of_an_interview_leaves_once_somebody_withdrew(evidence, reviewer):
    evidence.participants.filter(pseudonym="P02").update(withdrawn_at=timezone.now())
    two = evidence.interviews.get(number=2)
    passage = two.passages.get()
    for about, key in (("interview", two.pk), ("passage", passage.pk)):
        Memo.objects.create(
            review=evidence, about=about, key=str(key), text="Gone with them", author=reviewer
        )
    data = exported(evidence, "qdpx", reviewer, with_identities=True).data
    archive = zipfile.ZipFile(io.BytesIO(data))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    said = ("Gone with them", "1+1 noted", "Polglase", "P02", "A quiet talk")
    # The memo that compares with P02 is about another interview and was written by a reviewer.
    assert [words in everything for words in said] == [False, False, False, True, True]
    tables = exported(evidence, "csv", reviewer, with_identities=True)
    assert b"1+1 noted" not in tables.data


def test_groups_codes_and_directions_are_nested(evidence, reviewer):
    project, _ = read_exchange_file(exported(evidence, "qdpx", reviewer).data)
    codes = {each.guid: each for each in project.codes}
    lines = set()
    for each in project.codes:
        line = [each.name]
        above = codes.get(each.parent)
        while above:
            line.append(above.name)
            above = codes.get(above.parent)
        lines.add((" < ".join(line), each.is_codable))
    assert {
        ("Themes of this review", False),
        ("Pockets < Themes of this review", True),
        ("One ward < Pockets < Themes of this review", True),
        ("One ward: mixed < One ward < Pockets < Themes of this review", True),
    } <= lines
    assert [name for name, _ in lines if name.startswith("Good networks: ")] != []


@pytest.mark.parametrize("kind", FORMATS)
def test_name_in_a_text_keeps_everything_here(evidence, reviewer, kind):
    if kind == "qdc":
        evidence.themes.filter(title="Pockets").update(description="As Wenna Tregarth says")
    segment = Segment.objects.get(text__startswith="Nobody")
    segment.text = "Nobody asks Tregarth. Nobody at all."
    segment.save()
    passage = segment.interview.passages.get(end_segment=segment)
    passage.quote = f"{passage.quote} Tregarth"
    passage.save()
    with pytest.raises(IdentifiersFound) as found:
        exported(evidence, kind, reviewer)
    assert {place.whose for place in found.value.places} == {("P01",)}
    assert not AuditEvent.objects.filter(verb="exchange.exported").exists()
    assert exported(evidence, kind, reviewer, with_identities=True).data


def test_names_are_replaced_as_in_quotes_and_passages_stay_on_their_words(evidence, reviewer):
    segment = Segment.objects.get(text__startswith="We ring")
    old = segment.text
    segment.text = f"Tregarth and Maud Polglase: {old}"
    segment.save()
    shift = len(segment.text) - len(old)
    for passage in segment.interview.passages.filter(start_segment=segment):
        passage.start_offset += shift
        passage.end_offset += shift
        passage.save()
    Replacement.objects.create(
        review=evidence,
        kind="name",
        original=f"{Replacement.PARTICIPANT}P02",
        replacement="a director",
        by=reviewer,
    )
    project, _ = read_exchange_file(exported(evidence, "qdpx", reviewer, replace=True).data)
    source = project.sources[0]
    assert "P01: [P01] and [a director]: We ring" in source.text
    words = sorted(source.text[each.start : each.end] for each in source.selections)
    assert len(words) == 4
    assert words.count(old[18:36]) == 2


def test_tables_hold_every_coding_and_every_code(evidence, reviewer):
    made = exported(evidence, "csv", reviewer)
    header, *rows = csv.reader(io.StringIO(made.data.decode("utf-8-sig"), newline=""))
    assert len(rows) == 8
    first = dict(zip(header, rows[0], strict=True))
    assert first | {"Coded at": ""} == {
        "Trust": evidence.organisation.name,
        "ODS code": evidence.organisation.ods_code,
        "Review": evidence.slug,
        "Round": "1",
        "Kind of text": "Interview",
        "Text number": "1",
        "Text": "Interview 1",
        "Participant": "P01",
        "Role group": "Front line",
        "Division": "Surgery",
        "Code group": first["Code group"],
        "Code": first["Code"],
        "Code key": f"{evidence.influences_ref}:good-networks",
        "Direction": "Helps",
        "Words": first["Words"],
        "Memo": "She means\nthe region.",
        "Memos on the passage": "Compare with P02",
        "Anonymised quote": "",
        "Quote cleared": "no",
        "Needs a look": "no",
        "Counts as evidence": "yes",
        "Coder": first["Coder"],
        "Coded at": "",
        "Part it begins in": "Segment 2",
        "First character": "18",
        "Part it ends in": "Segment 2",
        "Character after the last": "36",
        "Passage": first["Passage"],
        "Coding": first["Coding"],
    }
    assert rows[-1][header.index("Memo")] == "'=cmd"
    assert rows[-2][header.index("Words")] == "'=1+1 noted"
    codes = list(csv.reader(io.StringIO(made.codes.decode("utf-8-sig"), newline="")))[1:]
    assert {"Pockets", "One ward"} <= {row[1] for row in codes}
    assert sum(int(row[7]) for row in codes) == 8
    assert [row for row in codes if row[7] == "0"] != []
    book = openpyxl.load_workbook(io.BytesIO(exported(evidence, "xlsx", reviewer).data))
    assert book.sheetnames == ["Codings", "Codes"]
    assert (book["Codings"].max_row, book["Codes"].max_row) == (9, len(codes) + 1)


def test_tables_with_names_have_further_columns(evidence, reviewer):
    made = exported(evidence, "csv", reviewer, with_identities=True)
    header, first, *_ = csv.reader(io.StringIO(made.data.decode("utf-8-sig"), newline=""))
    named = dict(zip(header, first, strict=True))
    assert (named["Participant’s name"], named["Coder"], named["Coder’s e-mail"]) == (
        "Wenna Tregarth",
        reviewer.name,
        reviewer.email,
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_export_takes_as_many_queries_for_more_evidence(
    evidence, reviewer, kind, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        exported(evidence, kind, reviewer)
    for number in (4, 5):
        participant = ParticipantFactory(review=evidence, pseudonym=f"P0{number}")
        interview = InterviewFactory(review=evidence, number=number, participants=[participant])
        CodingFactory(passage__start_segment__interview=interview)
        CaseStudyFactory(review=evidence, number=number)
    with django_assert_num_queries(len(few)):
        exported(evidence, kind, reviewer)
