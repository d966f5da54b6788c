"""One of everything in one review, and somebody in every role, here and in another trust."""

import uuid

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from adoption_reviews.codes import key_of
from adoption_reviews.roles import Role
from interviews.models import Interview
from maturity.links import link_token
from reports.models import Report
from reports.snapshot import make_snapshot
from tests.factories.casestudies import CaseStudyCodingFactory
from tests.factories.core import (
    MembershipFactory,
    MemoFactory,
    ReviewFactory,
    ThemeFactory,
    UserFactory,
)
from tests.factories.frameworks import HubFrameworkFactory
from tests.factories.guides import GuideVersionFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SecondCodingFactory,
)
from tests.factories.maturity import (
    AttachmentFactory,
    ContributorFactory,
    RemarkFactory,
    SelfAssessmentFactory,
    UploadedWorkbookFactory,
)
from tests.factories.sound import make_recording

SEGMENT = uuid.UUID("00000000-0000-4000-8000-000000000001")


@pytest.fixture
def one_moment(monkeypatch):
    """Pages that are compared print the same date, though midnight may fall between them."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """(what `house` gives, what `people` gives, the session of each of these people by their pk),
    made once for all tests of a module."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        house = build_house()
        people = build_people(house)
        yield house, people, {user.pk: session_of(user) for user in people.values()}
        transaction.set_rollback(True)


@pytest.fixture
def house(db, built):
    """The arguments that routes need, all of one review with one of everything."""
    return built[0]


@pytest.fixture
def people(db, built):
    """Users by the name of what they are: five roles here, three roles elsewhere, and none."""
    return built[1]


@pytest.fixture
def signed_in(signed_in, built):
    """As everywhere, but quicker for those of `people`: they have signed in before."""

    def sign_in(user) -> Client:
        if user.pk not in built[2]:
            return signed_in(user)
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = built[2][user.pk]
        return client

    return sign_in


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def build_house():
    review = ReviewFactory(organisation__ods_code="RT1", slug="rt1-1")
    interview = InterviewFactory(
        review=review,
        number=1,
        status=Interview.Status.IN_PROGRESS,
        participants__pseudonym="P01",
        scheduled_at=timezone.now(),
    )
    reviewer = MembershipFactory(role=Role.REVIEWER, review=review)
    passage = PassageFactory(
        start_segment__interview=interview,
        start_segment__id=SEGMENT,
        is_usable=False,
        created_by=reviewer.user,
    )
    coding = CodingFactory(passage=passage)
    CaseStudyCodingFactory(
        pk=coding.pk,
        passage__pk=passage.pk,
        passage__case_study__review=review,
        passage__case_study__number=1,
        passage__created_by=reviewer.user,
    )
    assessment = SelfAssessmentFactory(review=review)
    lead = MembershipFactory(role=Role.TRUST_LEAD, organisation=review.organisation).user
    contributor = ContributorFactory(
        assessment=assessment, user=None, email="a@b.example", name="A B", accepted_at=None
    )
    report = Report(
        review=review,
        version=1,
        status=Report.Status.READY,
        snapshot=make_snapshot(review, at=timezone.now()),
        requested_by=UserFactory(),
        released_at=timezone.now(),
        pages=1,
    )
    report.pdf.save("report.pdf", ContentFile(b"%PDF-1.7"), save=False)
    report.save()
    make_recording(interview, reviewer.user, id=SEGMENT)
    replacement = review.replacements.create(
        kind="name", original="@P01", replacement="a nurse", by=reviewer.user
    )
    theme, hub_theme = ThemeFactory(review=review), ThemeFactory(review=None)
    change, hub_change = (
        each.changes.create(verb="created", by=each.created_by) for each in (theme, hub_theme)
    )
    memo = MemoFactory(review=review, author=reviewer.user)
    second = SecondCodingFactory(interview=interview)
    return {
        "review": "rt1-1",
        "ods": "RT1",
        "pseudonym": "P01",
        "consent": "record",
        "kind": "csv",
        "number": 1,
        "segment": SEGMENT,
        "rival": SEGMENT,
        "key": "good-networks",
        "recording": SEGMENT,
        "slice_number": 0,
        "passage": passage.pk,
        "coding": coding.pk,
        "coder": second.coder_id,
        "guide": GuideVersionFactory().guide_id,
        "question": "identify-opening",
        "version": 1,
        "code": "good-networks",
        "framework": "insites-learning-framework",
        "framework_ref": HubFrameworkFactory().ref,
        "domain": "vision-strategy",
        "indicator": "agreed-strategy",
        "pk": reviewer.user_id,
        "membership": reviewer.pk,
        "code_key": key_of(review.influences_ref, "good-networks"),
        "theme": theme.key,
        "change": change.pk,
        "hub_theme": hub_theme.key,
        "hub_change": hub_change.pk,
        "memo": memo.pk,
        "remark": RemarkFactory(
            assessment=assessment, with_reviewers=True, by=reviewer.user, by_reviewer=True
        ).pk,
        "attachment": AttachmentFactory(assessment=assessment, kept=True).pk,
        "row": review,
        "assessment": assessment,
        "contributor": contributor.pk,
        "token": link_token(contributor),
        "upload": UploadedWorkbookFactory(assessment=assessment, uploaded_by=lead).pk,
        "reviewer": reviewer.user,
        "lead": lead,
        "replacement": replacement.pk,
    }


def build_people(house):
    here = house["row"]
    elsewhere = ReviewFactory()

    def member(role, **scope):
        return MembershipFactory(role=role, **scope).user

    contributor = member(Role.TRUST_CONTRIBUTOR, organisation=here.organisation)
    ContributorFactory(assessment=house["assessment"], user=contributor)
    return {
        "administrator": member(Role.HUB_ADMINISTRATOR),
        "hub staff": member(Role.HUB_STAFF),
        "reviewer": house["reviewer"],
        "lead": house["lead"],
        "contributor": contributor,
        "other reviewer": member(Role.REVIEWER, review=elsewhere),
        "other lead": member(Role.TRUST_LEAD, organisation=elsewhere.organisation),
        "other contributor": member(Role.TRUST_CONTRIBUTOR, organisation=elsewhere.organisation),
        "no role": UserFactory(),
    }
