"""Every page of the product over the demo hub: nothing for axe to find, at 1280 and at 320 px."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.codes import key_of
from adoption_reviews.models import Review, Theme, User
from adoption_reviews.roles import Role
from casestudies.models import Coding as CaseStudyCoding
from casestudies.models import Passage as CaseStudyPassage
from interviews.models import Coding, Guide
from reports.actions import release_report, request_report
from reports.models import Report
from tests.access.test_routes import ALLOWED, ROUTES
from tests.factories.casestudies import CaseStudyCodingFactory
from tests.factories.core import MemoFactory
from tests.factories.frameworks import HubFrameworkFactory
from tests.factories.interviews import SecondCodingFactory
from tests.factories.maturity import (
    AttachmentFactory,
    RemarkFactory,
    UploadedWorkbookFactory,
)
from tests.factories.sound import make_recording, recorder_slices

POST_ONLY = 405
# Routes that answer with something else than a page, or only to a POST.
NO_PAGE = {
    "interviews:participants_import_confirm",
    "interviews:participants_template",
    "interviews:calendar",
    "interviews:interview_calendar",
    "frameworks:download",
    "offline:device",
    "self_ratings:device",
    "interviews:segments",
    "interviews:segment",
    "interviews:restore_segment",
    "interviews:rival",
    "interviews:covered",
    "interviews:recordings",
    "interviews:stop_recording",
    "interviews:store_slice",
    "interviews:sound",
    "interviews:transcribe",
    "interviews:transcription",
    "interviews:import_confirm",
    "exchange:import_confirm",
    "agreement:table",
    "agreement:interview_table",
    "interviews:add_coding",
    "interviews:remove_coding",
    "interviews:propose_again",
    "interviews:marked",
    "interviews:feed",
    "interviews:undo_coding",
    "interviews:add_theme",
    "interviews:looked_at",
    "casestudies:marked",
    "casestudies:feed",
    "casestudies:add_coding",
    "casestudies:remove_coding",
    "casestudies:undo_coding",
    "casestudies:add_theme",
    "interviews:update_guide",
    "guides:move_question",
    "guides:bring_back",
    "maturity:open",
    "maturity:save_answer",
    "maturity:send_link",
    "maturity:changes",
    "maturity:settle",
    "maturity:unsettle",
    "maturity:evidence_file",
    "maturity:workbook_file",
    "maturity:cancel_workbook",
    "maturity:download_profile",
    "dashboard:maturity_csv",
    "dashboard:maturity_groups_csv",
    "people:invite",
    "people:reactivate",
    "reports:status",
    "reports:pdf",
    "sense:download",
}

# So that the processes of a run share the work: all pages take minutes.
PARTS = 2


@pytest.fixture
def demo(transactional_db, settings, tmp_path, scikit_learn):
    """The demo hub with one released report: the arguments that routes need, and who signs in."""
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", verbosity=0)
    review = Review.objects.filter(self_assessments__status="open").first()
    reviewer = User.objects.filter(memberships__review=review).first()
    report = request_report(review=review, by=reviewer)
    report.status, report.pages, report.finished_at = Report.Status.READY, 30, timezone.now()
    report.pdf.save("report.pdf", ContentFile(b"%PDF-1.7"), save=False)
    report.save()
    release_report(report=report, by=reviewer)
    interview = review.interviews.filter(passages__isnull=False).first()
    coding = with_free_numbers(interview)
    passage = coding.passage
    CaseStudyCodingFactory(
        pk=coding.pk,
        passage__pk=passage.pk,
        passage__case_study=review.case_studies.get(number=interview.number),
        passage__created_by=coding.author,
    )
    guide = Guide.objects.get()
    theme = review.themes.filter(merged_into=None, retired_at=None).first()
    hub_theme = Theme.objects.get(review=None)
    users = {
        "reviewer": coding.author,
        "lead": User.objects.get(
            memberships__organisation=review.organisation, memberships__role=Role.TRUST_LEAD
        ),
        "administrator": User.objects.get(memberships__role=Role.HUB_ADMINISTRATOR),
    }
    arguments = {
        "review": review.slug,
        "ods": review.organisation.ods_code,
        "pseudonym": review.participants.first().pseudonym,
        "consent": "interview",
        "kind": "csv",
        "number": interview.number,
        "segment": interview.segments.first().pk,
        "rival": interview.segments.first().pk,
        "key": "good-networks",
        "recording": make_recording(interview, reviewer, slices=recorder_slices(3)).pk,
        "slice_number": 0,
        "passage": passage.pk,
        "replacement": review.replacements.create(
            kind="name", original="@P01", replacement="a nurse", by=reviewer
        ).pk,
        "coding": coding.pk,
        "coder": SecondCodingFactory(interview=interview).coder_id,
        "guide": guide.pk,
        "question": "identify-opening",
        "version": report.version,
        "code": "good-networks",
        "framework": "insites-learning-framework",
        "framework_ref": HubFrameworkFactory().ref,
        "domain": "vision-strategy",
        "indicator": "agreed-strategy",
        "contributor": review.self_assessments.get().contributors.first().pk,
        "pk": reviewer.pk,
        "membership": reviewer.memberships.get(review=review).pk,
        "code_key": key_of(review.influences_ref, "good-networks"),
        "theme": theme.key,
        "change": theme.changes.first().pk,
        "hub_theme": hub_theme.key,
        "hub_change": hub_theme.changes.first().pk,
        "memo": MemoFactory(review=review, author=coding.author).pk,
        "attachment": AttachmentFactory(
            assessment=review.self_assessments.get(framework_key="insites-learning-framework"),
            kept=True,
        ).pk,
        "upload": UploadedWorkbookFactory(
            assessment=review.self_assessments.get(framework_key="insites-learning-framework"),
            uploaded_by=users["lead"],
        ).pk,
        "remark": RemarkFactory(
            assessment=review.self_assessments.get(framework_key="insites-learning-framework"),
            with_reviewers=True,
            by=coding.author,
            by_reviewer=True,
        ).pk,
    }
    return users, arguments


def with_free_numbers(interview):
    """A coding whose number, and its passage's, no case study's has yet."""
    codings = Coding.objects.filter(passage__interview=interview).order_by("pk")
    taken = CaseStudyCoding.objects.values("pk")
    taken_by_passages = CaseStudyPassage.objects.values("pk")
    return codings.exclude(Q(pk__in=taken) | Q(passage__in=taken_by_passages)).first()


def seen_by(route: str) -> list[str]:
    """Who looks at a page: the trust's lead, and one of those who work for the hub."""
    of_hub = [who for who in ("reviewer", "administrator") if who in ALLOWED[route]]
    return of_hub[:1] + [who for who in ("lead",) if who in ALLOWED[route]]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible(demo, open_page, assert_accessible, part):
    users, arguments = demo
    for who, user in users.items():
        page = open_page(user)
        page.add_init_script(AXE_SCRIPT)  # this way the browser compiles it once for all pages
        for route in [route for route in ALLOWED if who in seen_by(route)][part::PARTS]:
            url = reverse(route, kwargs={name: arguments[name] for name in ROUTES[route]})
            if route in NO_PAGE:
                assert (route, is_page(page.request.get(url))) == (route, False)
                continue
            response = page.goto(url)
            assert (route, response.status, is_page(response)) == (route, 200, True)
            assert_accessible(page)


def is_page(response) -> bool:
    return response.status != POST_ONLY and "html" in response.headers["content-type"]


def test_pages_for_nobody_and_nothing_are_accessible(open_page, outsider, assert_accessible):
    page = open_page(outsider)
    for path, status in [("/", 200), ("/trusts/", 403), ("/nowhere/", 404)]:
        assert page.goto(path).status == status
        assert_accessible(page)


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/"])
def test_pages_before_signing_in_are_accessible(browser, live_server, assert_accessible, path):
    page = browser.new_page(base_url=live_server.url)
    assert page.goto(path).status == 200
    assert_accessible(page)
    page.close()
