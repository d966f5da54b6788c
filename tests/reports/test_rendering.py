"""One report is made for the whole file: a full review, with all that people type."""

import re
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdf
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from adoption_reviews.pdf_fonts import covered
from adoption_reviews.vocabulary import RoleGroup
from maturity.models import SelfAssessment
from reports.models import Report
from reports.rendering import OURS, OwnFilesOnly, printable, render_pdf, report_html
from reports.snapshot import make_snapshot
from tests.factories.casestudies import CaseStudyFactory, InfluenceSeenFactory
from tests.factories.core import OrganisationFactory, ReviewFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory
from tests.reports.conftest import interview_somebody

pytestmark = pytest.mark.django_db  # the module’s fixtures need the tables

HOSTILE = (
    "<script>alert(1)</script> <img src='file:///etc/passwd'> <link rel=stylesheet "
    "href='http://localhost:9/x.css'> {{ snapshot }} & \x07 tail"
)
TYPED = "Łódź Ωmega 创新 naïve 👩‍⚕️ \u202ebidi\u202c مرحبا \U0010ffff end"


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker):
    """A version of a full review's report, as the worker finds it."""
    with django_db_blocker.unblock(), transaction.atomic():
        organisation = OrganisationFactory(name="Thornsea NHS Trust")
        review = ReviewFactory(organisation=organisation, round_number=2)
        for group in (RoleGroup.EXECUTIVE, RoleGroup.DIVISIONAL, RoleGroup.FRONT_LINE):
            for _ in range(3):
                interview_somebody(
                    review,
                    ("ring-holder", "helps"),
                    ("trialling-support", "hinders"),
                    role_group=group,
                    usable="Somebody rings the network every other week, so we hear of things.",
                    identity__name="Wenna Tregarthen",
                )
        interview_somebody(review, ("benefits-known", "mixed"), usable=TYPED)
        study = CaseStudyFactory(
            review=review, number=1, innovation=TYPED, how_identified=HOSTILE, lessons=TYPED
        )
        InfluenceSeenFactory(case_study=study, code="benefits-known", direction="helps")
        assessment = SelfAssessmentFactory(
            review=review, status=SelfAssessment.Status.SUBMITTED, submitted_at=timezone.now()
        )
        RatingFactory(assessment=assessment, indicator="agreed-strategy", explanation=HOSTILE)
        RatingFactory(
            assessment=assessment, indicator="clear-accountability", explanation="Long. " * 600
        )
        snapshot = make_snapshot(review, at=timezone.now())
        transaction.set_rollback(True)
    return Report(review=review, version=3, snapshot=snapshot)


@pytest.fixture(scope="module")
def pdf(report):
    return render_pdf(report_html(report))


@pytest.fixture(scope="module")
def opened(pdf):
    with pikepdf.open(BytesIO(pdf.content)) as document:
        yield document


@pytest.fixture(scope="module")
def pages(pdf):
    document = pypdf.PdfReader(BytesIO(pdf.content))
    return [" ".join(page.extract_text().split()) for page in document.pages]


def elements(node, kind=None):
    """Every structure element below `node`, in reading order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if kind is None or str(child.S) == kind:
                yield child
            yield from elements(child, kind)


def test_pdf_says_what_it_is(opened):
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Thornsea NHS Trust: innovation adoption review, round 2"
        assert metadata["dc:creator"] == ["Demo Health Innovation Network"]
    assert str(opened.Root.Lang) == "en-GB"
    assert bool(opened.Root.MarkInfo.Marked) is True
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle) is True


def test_pdf_headings_begin_with_one_and_skip_no_level(opened):
    levels = [
        int(str(each.S)[2])
        for each in elements(opened.Root.StructTreeRoot)
        if re.fullmatch(r"/H[1-6]", str(each.S))
    ]
    assert levels.count(1) == 1 == levels[0]
    assert max(after - before for before, after in pairwise(levels)) == 1


def test_pdf_figures_have_alternative_text(opened):
    figures = list(elements(opened.Root.StructTreeRoot, "/Figure"))
    texts = [str(each.get("/Alt", "")) for each in figures]
    assert all(texts)
    assert [text for text in texts if text.startswith("Positive influences by stage.")]
    assert [text for text in texts if text.startswith("Self-rating by domain.")]


def test_pdf_tables_are_whole(report, opened):
    """One table a stage and one a rated domain; a table cut by a page would count twice."""
    wanted = len(report.snapshot["stages"]) + len(report.snapshot["self_rating"]["domains"])
    tables = list(elements(opened.Root.StructTreeRoot, "/Table"))
    assert len(tables) == wanted
    assert all(any(elements(table, "/TH")) for table in tables)


def test_pdf_bookmarks_are_the_parts(opened):
    with opened.open_outline() as outline:
        [cover] = outline.root
        assert cover.title == "Thornsea NHS Trust"
        assert [part.title for part in cover.children] == [
            "What we found",
            "The 18 influences at a glance",
            "Identifying innovations",
            "Deciding whether to adopt",
            "Implementing and sustaining",
            "Case studies",
            "Self-rating",
            "Method and limits",
        ]


def test_pdf_tells_the_result_on_its_first_spread(pdf, pages):
    assert pdf.pages == len(pages)
    assert "Thornsea NHS Trust" in pages[0]
    assert "What this trust does well" in pages[1]
    assert "Someone holds the ring" in pages[1]
    assert "What would help most" in pages[1]
    assert "Support for trials" in pages[1]
    assert pages[2].count("The 18 influences at a glance") == 2  # heading and running foot


def test_pdf_lists_an_influence_under_its_stage_with_its_quote(pages):
    [identify] = [n for n, text in enumerate(pages) if "Identifying innovations: people" in text]
    [decide] = [n for n, text in enumerate(pages) if "Deciding whether to adopt: people" in text]
    stage = " ".join(pages[identify:decide])
    assert "Most people (9 of 10) say that it helps." in stage
    assert "Somebody rings the network every other week, so we hear of things." in stage
    assert "Most people (9 of 10) say that it is missing." in " ".join(pages[decide:])


def test_pdf_names_no_participant(pdf, pages):
    assert "Tregarth" not in " ".join(pages)
    assert b"Tregarth" not in pdf.content


def test_pdf_prints_hostile_words_and_does_not_obey_them(pages):
    text = " ".join(pages)
    assert "<script>alert(1)</script>" in text
    assert "{{ snapshot }} & tail" in text
    assert "root:" not in text


def test_pdf_prints_what_people_type(pages):
    text = " ".join(pages)
    assert "Łódź Ωmega 创新 naïve" in text
    assert "\N{WHITE SQUARE} end" in text


def test_pdf_embeds_every_font(opened):
    fonts = {
        str(font.BaseFont): font
        for page in opened.pages
        for font in page.Resources.get("/Font", {}).values()
    }
    assert fonts
    for name, font in fonts.items():
        [descendant] = font.DescendantFonts
        assert "/FontFile2" in descendant.FontDescriptor or (
            "/FontFile3" in descendant.FontDescriptor
        ), name


def test_pdf_of_an_empty_review_is_made_too(review):
    report = Report(review=review, version=1, snapshot=make_snapshot(review, at=timezone.now()))
    assert render_pdf(report_html(report)).pages > 5


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Łódź, Ωμέγα, Привет, 创新", "Łódź, Ωμέγα, Привет, 创新"),
        ("a\x00b\x07c\x7f\x9d", "abc"),
        ("line\r\nnext\ttab", "line\nnext\ttab"),
        ("e\u0301", "é"),
        ("bell \U0010ffff", "bell \N{WHITE SQUARE}"),
        ("م", "\N{WHITE SQUARE}"),
        ("lone \ud800 half", "lone  half"),
        ("soft\u00adhyphen, zero\u200bwidth\u2028end", "soft\u00adhyphen, zero\u200bwidth end"),
        ("", ""),
    ],
)
def test_printable(typed, printed):
    assert printable(typed) == printed


def test_printable_leaves_only_characters_that_a_font_has():
    fonts = covered(settings.BUILD_DIR / "fonts")
    everything = "".join(map(chr, range(0x30000)))
    assert {ord(each) for each in printable(everything)} - {ord("\n"), ord("\t")} <= fonts


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/font.ttf",
        "file:///etc/passwd",
        "ftp://localhost/x",
        "data:text/css,a{}",
        f"{OURS}../../../etc/passwd",
        f"{OURS}%2e%2e/secret_key",
        f"{OURS}/etc/passwd",
        f"{OURS}nothing-there.ttf",
        OURS,
    ],
)
def test_fetcher_refuses_all_but_our_fonts(url):
    with pytest.raises(ValueError, match="may not use"):
        OwnFilesOnly().fetch(url)


def test_fetcher_serves_our_fonts():
    assert (
        OwnFilesOnly().fetch(f"{OURS}fonts.css").read()
        == (settings.BUILD_DIR / "fonts" / "fonts.css").read_bytes()
    )
