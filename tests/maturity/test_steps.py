"""The steps of a self-rating: every status × step × role, who is told, and the pages."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import PERMISSIONS, Role
from maturity import actions, queries, tasks
from maturity.actions import Step
from maturity.actions.steps import MOVES, NOT_YOURS, REASON_LENGTH, REFUSALS
from maturity.actions.telling import tell_of_step, told_of
from maturity.models import SelfAssessment, StatusChange
from tests.factories.core import MembershipFactory, ReviewFactory
from tests.factories.maturity import RatingFactory, RemarkFactory, SelfAssessmentFactory

Status = SelfAssessment.Status
KEY = "insites-learning-framework"
SITE = "https://hub.example/"
LEAD, REVIEWER = Role.TRUST_LEAD, Role.REVIEWER
# The whole of what is legal: (status, step, role) → status. Everything else is refused.
LEGAL = {
    ("open", "submit", LEAD): "submitted",
    ("reopened", "submit", LEAD): "submitted",
    ("submitted", "agree", REVIEWER): "agreed",
    ("submitted", "reopen", REVIEWER): "reopened",
    ("submitted", "reopen", LEAD): "reopened",
    ("agreed", "reopen", REVIEWER): "reopened",
}


def at(review, status, **values):
    assessment = SelfAssessmentFactory(review=review, status=status, **values)
    RatingFactory(assessment=assessment)
    return assessment


def take(assessment, step, by, role=LEAD, **given):
    return actions.take_step(
        assessment=assessment,
        step=Step(step),
        by=by,
        access=PERMISSIONS[role],
        reason=given.pop("reason", "Two ratings were mixed up"),
        **given,
    )


def url(review, page):
    return reverse(f"maturity:{page}", args=[review.slug, KEY])


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("status", Status)
def test_every_step_from_every_status_by_every_role(review, outsider, status, step, role):
    assessment = at(review, status)
    after = LEGAL.get((status.value, step.value, role))
    if after:
        take(assessment, step, outsider, role)
    else:
        with pytest.raises(actions.StepRefused) as refused:
            take(assessment, step, outsider, role)
        words = REFUSALS.get((step, status)) or NOT_YOURS[step]
        assert str(refused.value) == words == actions.refusal(step, assessment, PERMISSIONS[role])
    assessment.refresh_from_db()
    changes = list(StatusChange.objects.values_list("before", "after", "by", "reason"))
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    if after:
        reason = "Two ratings were mixed up" if step == "reopen" else ""
        verb = {"submit": "submitted", "agree": "agreed", "reopen": "reopened"}[step]
        assert (assessment.status, verbs) == (after, [f"maturity.{verb}"])
        assert changes == [(status, after, outsider.pk, reason)]
    else:
        assert (assessment.status, verbs, changes) == (status, [], [])


def test_table_has_words_for_every_pair_of_step_and_status():
    assert set(MOVES) | set(REFUSALS) == {(step, status) for step in Step for status in Status}
    assert set(MOVES) & set(REFUSALS) == set()


def test_submitting_keeps_when_and_who_the_last_time(review, trust_lead, reviewer):
    assessment = take(at(review, "open"), "submit", trust_lead)
    first = assessment.submitted_at
    assert (first <= timezone.now(), assessment.submitted_by) == (True, trust_lead)
    take(assessment, "reopen", reviewer, REVIEWER)
    assessment = take(assessment, "submit", trust_lead)
    assert assessment.submitted_at > first
    assert AuditEvent.objects.order_by("pk").last().detail == {
        "before": "reopened",
        "answered": 1,
        "not_applicable": 0,
        "silent": 34,
    }


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("  \r\n ", "Say why the self-rating is opened again"),
        ("a\0b", "Say why the self-rating is opened again"),
        ("x" * (REASON_LENGTH + 1), "The reason must be 1,000 characters or fewer"),
    ],
)
def test_reopening_needs_a_reason(review, reviewer, reason, message):
    assessment = at(review, "agreed")
    with pytest.raises(ValidationError) as refused:
        take(assessment, "reopen", reviewer, REVIEWER, reason=reason)
    assert refused.value.messages == [message]
    assessment.refresh_from_db()
    assert (assessment.status, StatusChange.objects.count()) == ("agreed", 0)
    take(assessment, "reopen", reviewer, REVIEWER, reason="y" * REASON_LENGTH)


def test_reason_of_a_reopening_is_not_in_the_audit_log(review, reviewer):
    take(at(review, "agreed"), "reopen", reviewer, REVIEWER, reason="Ward nine was forgotten")
    assert "Ward nine" not in str(AuditEvent.objects.values_list("detail", flat=True))


def test_step_on_an_outdated_page_is_refused(review, trust_lead, reviewer):
    assessment = take(at(review, "open"), "submit", trust_lead)
    seen = queries.standing(assessment).change
    take(assessment, "reopen", trust_lead)
    take(assessment, "submit", trust_lead)
    with pytest.raises(actions.StepRefused, match="has changed since you opened the page"):
        take(assessment, "agree", reviewer, REVIEWER, seen=seen)
    take(assessment, "agree", reviewer, REVIEWER, seen=queries.standing(assessment).change)


def test_frozen_while_submitted_and_agreed(review):
    for status, is_open in [
        ("open", True),
        ("reopened", True),
        ("submitted", False),
        ("agreed", False),
    ]:
        assessment = SelfAssessment(review=review, status=status)
        assert (assessment.is_open, assessment.is_submitted) == (is_open, not is_open)


@pytest.mark.django_db(transaction=True)
def test_two_steps_at_once_let_one_through(review, reviewer, colleague):
    assessment = at(review, "submitted")

    def one(person):
        try:
            take(assessment, "agree", person, REVIEWER)
        except actions.StepRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said_to = sorted(pool.map(one, [reviewer, colleague]))
    assert said_to == ["", "The self-rating has been agreed already."]
    assert list(StatusChange.objects.values_list("after", flat=True)) == ["agreed"]


# --- What is said of it -----------------------------------------------------------------------


def test_steps_and_standing_say_who_and_when(
    review, trust_lead, reviewer, django_assert_num_queries
):
    opened = actions.open_assessment(
        review=review, framework_ref=review.maturity_ref, by=trust_lead
    )
    assert queries.standing(opened).words == "Not submitted"
    RatingFactory(assessment=opened)
    take(opened, "submit", trust_lead)
    take(opened, "reopen", reviewer, REVIEWER, reason="Please look at part 2 again")
    StatusChange.objects.update(at="2026-05-31T23:30Z")  # 1 June in London
    opened.refresh_from_db()
    with django_assert_num_queries(1):
        found = queries.steps(opened)
    assert [(each.words, each.by, each.reason) for each in found] == [
        ("Opened", trust_lead.name, ""),
        ("Submitted", trust_lead.name, ""),
        ("Opened again", reviewer.name, "Please look at part 2 again"),
    ]
    standing = queries.standing(opened)
    assert (standing.words, standing.reason) == (
        "Open again since 1 June 2026",
        "Please look at part 2 again",
    )
    take(opened, "submit", trust_lead)
    take(opened, "agree", reviewer, REVIEWER)
    StatusChange.objects.update(at="2026-06-02T12:00Z")
    opened.refresh_from_db()
    assert queries.standing(opened).words == f"Agreed on 2 June 2026 by {reviewer.name}"


def test_standings_take_one_query_for_any_number(db, django_assert_num_queries):
    found = [SelfAssessmentFactory(status="submitted", submitted_at=timezone.now()) for _ in "abc"]
    with django_assert_num_queries(1):
        assert len(queries.standings(found)) == 3
    with django_assert_num_queries(0):
        assert queries.standings([]) == {}


# --- Telling ----------------------------------------------------------------------------------


@pytest.fixture
def everybody(review, trust_lead, reviewer, colleague, trust_contributor):
    other_lead = MembershipFactory(role=LEAD, organisation=review.organisation).user
    gone = MembershipFactory(role=REVIEWER, review=review, user__is_active=False).user
    MembershipFactory(role=REVIEWER, review=ReviewFactory())
    return {
        "lead": trust_lead,
        "other lead": other_lead,
        "reviewer": reviewer,
        "colleague": colleague,
        "gone": gone,
    }


@pytest.mark.parametrize(
    ("after", "by", "told"),
    [
        ("open", "lead", []),
        ("submitted", "lead", ["reviewer", "colleague"]),
        ("agreed", "reviewer", ["lead", "other lead"]),
        ("reopened", "reviewer", ["lead", "other lead", "colleague"]),
        ("reopened", "lead", ["other lead", "reviewer", "colleague"]),
    ],
)
def test_told_of_a_step_are_those_on_its_other_side(assessment, everybody, after, by, told):
    change = StatusChange.objects.create(assessment=assessment, after=after, by=everybody[by])
    assert told_of(change.pk) == sorted(everybody[who].pk for who in told)


@pytest.mark.parametrize("after", ["submitted", "agreed", "reopened"])
def test_letter_says_what_happened_and_no_more(assessment, trust_lead, reviewer, after):
    change = StatusChange.objects.create(
        assessment=assessment, after=after, by=reviewer, reason="Ward nine was forgotten"
    )
    tell_of_step(change_id=change.pk, user_id=trust_lead.pk, site_url=SITE)
    (letter,) = mail.outbox
    trust = assessment.review.organisation.name
    assert letter.to == [trust_lead.email]
    assert letter.alternatives == []
    assert "\n" not in letter.subject
    assert f"Hello {trust_lead.name}," in letter.body
    assert trust in letter.body
    assert f"https://hub.example/reviews/{assessment.review.slug}/maturity/{KEY}/" in letter.body
    for secret in ("Ward nine", reviewer.name, trust_lead.email, reviewer.email):
        assert secret not in letter.body + letter.subject


def test_letter_of_what_is_gone_is_not_sent(assessment, reviewer):
    change = StatusChange.objects.create(assessment=assessment, after="submitted", by=None)
    tell_of_step(change_id=change.pk + 1, user_id=reviewer.pk, site_url=SITE)
    reviewer.is_active = False
    reviewer.save()
    tell_of_step(change_id=change.pk, user_id=reviewer.pk, site_url=SITE)
    assert mail.outbox == []


def test_step_with_a_site_asks_workers_once_committed(
    review, trust_lead, reviewer, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(
        tasks.tell_of_step, "apply_async", lambda args, **options: sent.append(args)
    )
    assessment = at(review, "open")
    with django_capture_on_commit_callbacks(execute=True):
        take(assessment, "submit", trust_lead, site_url=SITE)
        assert sent == []
    assert sent == [[StatusChange.objects.get().pk, reviewer.pk, SITE]]
    tasks.tell_of_step(*sent[0])
    assert [letter.to for letter in mail.outbox] == [[reviewer.email]]


# --- Pages ------------------------------------------------------------------------------------


def test_submit_page_lists_what_is_left_to_see_to(review, assessment, trust_lead, signed_in):
    RatingFactory(assessment=assessment, value=None, is_not_applicable=True)
    RatingFactory(assessment=assessment, indicator="lessons", is_for_later=True)
    RemarkFactory(assessment=assessment, indicator="clear-definition")
    page = signed_in(trust_lead).get(url(review, "submit"))
    context = page.context
    assert [each.code for each in context["parts"].without_reason] == ["agreed-strategy"]
    assert [each.code for each in context["parts"].for_later] == ["lessons"]
    assert [each.code for each in context["unsettled"]] == ["clear-definition"]
    words = page.content.decode()
    for heading in (
        "Not applicable, without a reason",
        "Marked to come back to",
        "Talked about and not settled",
        "Not answered",
        "What submitting means",
    ):
        assert f">{heading}</h2>" in words.replace(
            '<span class="nhsuk-u-visually-hidden">Important: </span>', ""
        )


def test_agree_asks_then_agrees(review, reviewer, trust_lead, signed_in):
    take(at(review, "open"), "submit", trust_lead)
    client = signed_in(reviewer)
    page = client.get(url(review, "agree"))
    seen = page.context["form"]["seen"].value()
    assert seen == StatusChange.objects.get().pk
    response = client.post(url(review, "agree"), {"seen": seen}, follow=True)
    assert said(response) == ["The self-rating has been agreed."]
    assert SelfAssessment.objects.get().status == "agreed"
    assert said(client.get(url(review, "agree"), follow=True)) == [
        "The self-rating has been agreed already."
    ]


def test_agree_on_an_outdated_page_is_refused(review, reviewer, trust_lead, signed_in):
    assessment = take(at(review, "open"), "submit", trust_lead)
    client = signed_in(reviewer)
    seen = client.get(url(review, "agree")).context["form"]["seen"].value()
    take(assessment, "reopen", trust_lead)
    take(assessment, "submit", trust_lead)
    response = client.post(url(review, "agree"), {"seen": seen}, follow=True)
    assert said(response) == ["The self-rating has changed since you opened the page. Look again."]
    assert SelfAssessment.objects.get().status == "submitted"


def test_reopen_keeps_what_was_typed_until_there_is_a_reason(review, reviewer, signed_in):
    at(review, "agreed")
    client = signed_in(reviewer)
    page = client.post(url(review, "reopen"), {"seen": 0, "reason": " "})
    assert page.context["form"].errors == {"reason": ["Say why the self-rating is opened again"]}
    long = "x" * (REASON_LENGTH + 1)
    page = client.post(url(review, "reopen"), {"seen": 0, "reason": long})
    assert page.context["form"].errors == {
        "reason": ["The reason must be 1,000 characters or fewer"]
    }
    assert page.context["form"]["reason"].value() == long
    assert SelfAssessment.objects.get().status == "agreed"
    response = client.post(url(review, "reopen"), {"seen": 0, "reason": "<b>Look</b>"}, follow=True)
    assert said(response) == ["The self-rating is open again."]
    assert StatusChange.objects.get().reason == "<b>Look</b>"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("open", "The trust has not submitted its self-rating yet. Answers may still change."),
        ("reopened", "The trust has not submitted its self-rating again yet. Answers may still"),
    ],
)
def test_who_reads_hears_that_answers_may_still_change(review, reviewer, signed_in, status, words):
    at(review, status)
    client = signed_in(reviewer)
    part = reverse("maturity:domain", args=[review.slug, KEY, "vision-strategy"])
    assert [
        words in client.get(page).content.decode() for page in (url(review, "detail"), part)
    ] == [
        True,
        True,
    ]


def test_lead_takes_back_what_is_not_agreed(review, trust_lead, signed_in):
    assessment = at(review, "submitted")
    client = signed_in(trust_lead)
    assert "Take the self-rating back" in client.get(url(review, "reopen")).content.decode()
    client.post(url(review, "reopen"), {"seen": 0, "reason": "Too early"}, follow=True)
    assessment.refresh_from_db()
    assert assessment.status == "reopened"
    SelfAssessment.objects.update(status="agreed")
    assert said(client.get(url(review, "reopen"), follow=True)) == [NOT_YOURS[Step.REOPEN]]


@pytest.mark.parametrize(
    ("page", "status", "n"),
    [("submit", "open", 11), ("agree", "submitted", 8), ("reopen", "agreed", 6)],
)
def test_step_pages_take_the_same_queries_for_any_number_of_answers(
    assessment, page, status, n, request
):
    django_assert_num_queries = request.getfixturevalue("django_assert_num_queries")
    SelfAssessment.objects.update(status=status, submitted_at=timezone.now())
    who = request.getfixturevalue("trust_lead" if page == "submit" else "reviewer")
    client = request.getfixturevalue("signed_in")(who)
    review = assessment.review
    for codes in (["agreed-strategy"], ["lessons", "clear-definition"]):
        for code in codes:
            RatingFactory(assessment=assessment, indicator=code, is_for_later=True)
            RemarkFactory(assessment=assessment, indicator=code)
        client.get(url(review, page))
        with django_assert_num_queries(n):
            client.get(url(review, page))
