"""Saves that meet other saves: a table for ratings, one for questions, and who may save what."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.frameworks import Question
from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from maturity import actions
from maturity.actions import Change, ContextChange
from maturity.models import ContextAnswer, ContextAnswerVersion, Contributor, Rating, RatingVersion
from tests.factories.core import MembershipFactory
from tests.factories.maturity import ContributorFactory, RatingFactory

CODE = "agreed-strategy"


def rate(assessment, by, value, words="", *, base=0, later=None, **options):
    change = Change(CODE, value, False, words, base, later)
    return actions.save_ratings(assessment=assessment, changes=[change], by=by, **options)


def describe(assessment, by, words, *, base=0, question="staff-headcount"):
    change = ContextChange(question, words, base)
    return actions.save_context(assessment=assessment, changes=[change], by=by)


# First answer: 5, "Yes", not for later (version 1); then somebody else's: 3, "Less so" (version 2).
# What is sent on which version, and what becomes of it: saved as version 3, kept as it is, kept as
# it is because the writer changed nothing ("newer"), or a conflict.
STALE = [
    ((1, "No", False), 2, "saved"),
    ((3, "Less so", True), 2, "saved"),
    ((None, "", False), 2, "saved"),
    ((3, "Less so", False), 2, "kept"),
    ((3, "Less so", False), 1, "kept"),
    ((3, "Less so", False), 0, "kept"),
    ((3, "  Less so\r\n", False), 1, "kept"),
    ((5, "Yes", False), 1, "newer"),
    ((None, "", False), 0, "newer"),
    ((1, "No", False), 1, "conflict"),
    ((1, "No", False), 0, "conflict"),
    ((5, "Yes", True), 1, "conflict"),
    ((3, "Less so", True), 1, "conflict"),
    ((5, "Yes", False), 0, "conflict"),
    ((None, "", False), 1, "conflict"),
]


@pytest.mark.parametrize(("sent", "base", "becomes"), STALE)
def test_stale_ratings(*, assessment, trust_lead, trust_contributor, sent, base, becomes):
    rate(assessment, trust_lead, 5, "Yes", later=False)
    rate(assessment, trust_contributor, 3, "Less so", base=1, later=False)
    value, words, later = sent
    outcome = rate(assessment, trust_lead, value, words, base=base, later=later)
    found = {
        "conflict": CODE in outcome.conflicts,
        "newer": CODE in outcome.newer,
        "saved": CODE in outcome.saved and outcome.saved[CODE].version == 3,
    }
    assert [each for each, is_so in found.items() if is_so] == [becomes] * (becomes != "kept")
    now = (value, words.strip(), later) if becomes == "saved" else (3, "Less so", False)
    rating = Rating.objects.get()
    assert (rating.value, rating.explanation, rating.is_for_later) == now
    assert RatingVersion.objects.count() == rating.version == (3 if becomes == "saved" else 2)


@pytest.mark.parametrize(
    ("sent", "base", "becomes"),
    [
        ("300", 2, "saved"),
        ("", 2, "saved"),
        ("2,500", 1, "kept"),
        ("100", 1, "newer"),
        ("", 0, "newer"),
        ("300", 1, "conflict"),
        ("", 1, "conflict"),
    ],
)
def test_stale_answers_to_questions(
    *, assessment, trust_lead, trust_contributor, sent, base, becomes
):
    describe(assessment, trust_lead, "100")
    describe(assessment, trust_contributor, "2500", base=1)
    outcome = describe(assessment, trust_lead, sent, base=base)
    code = "staff-headcount"
    assert (code in outcome.conflicts, code in outcome.newer) == (
        becomes == "conflict",
        becomes == "newer",
    )
    answer = ContextAnswer.objects.get()
    assert (answer.words, answer.version) == ((sent, 3) if becomes == "saved" else ("2500", 2))
    assert ContextAnswerVersion.objects.count() == answer.version


def test_a_change_that_says_nothing_of_later_leaves_it(assessment, trust_lead):
    rate(assessment, trust_lead, 5, later=True)
    rate(assessment, trust_lead, 3, base=1)
    assert list(RatingVersion.objects.values_list("value", "is_for_later")) == [
        (5, True),
        (3, True),
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("12,500", "12500"),
        ("12 500", "12500"),
        ("1,234,567.50", "1234567.5"),
        ("2.5", "2.5"),
        ("0.50", "0.5"),
        ("007", "7"),
        (" 40 ", "40"),
        ("10.0", "10"),
        ("100", "100"),
        ("", ""),
    ],
)
def test_numbers_are_kept_plain(written, kept):
    question = Question(key="n", title="Staff", kind="number")
    assert actions.checked_words(question, written) == kept


@pytest.mark.parametrize(
    "written", ["about 500", "1,5", "12,50", "-3", "1e3", "5%", "٣", "1.2.3", ".5", "5.", "1 2"]
)
def test_numbers_in_other_words_are_refused(written):
    question = Question(key="n", title="Staff", kind="number")
    with pytest.raises(ValidationError) as refused:
        actions.checked_words(question, written)
    assert refused.value.messages == [
        "Enter ‘Staff’ as a number and nothing else, like 12,500 or 2.5"
    ]


def test_a_number_of_many_digits_is_refused():
    question = Question(key="n", title="Staff", kind="number")
    with pytest.raises(ValidationError, match="must have 15 digits or fewer"):
        actions.checked_words(question, "1" * 16)


def test_a_choice_must_be_offered_unless_it_stands_there(assessment, trust_lead):
    with pytest.raises(ValidationError, match="Choose one of: acute, mental health"):
        describe(assessment, trust_lead, "hospice", question="organisation-type")
    ContextAnswer.objects.create(
        assessment=assessment, question="organisation-type", words="hospice", updated_by=trust_lead
    )
    outcome = describe(assessment, trust_lead, "hospice", base=1, question="organisation-type")
    assert outcome.saved["organisation-type"].version == 1


def test_a_question_elsewhere_is_refused(assessment, trust_lead):
    with pytest.raises(ValidationError, match="This question is not in the framework"):
        describe(assessment, trust_lead, "x", question=CODE)


def test_saving_a_question_is_audited_without_its_words(assessment, trust_lead):
    describe(assessment, trust_lead, "12,500")
    event = AuditEvent.objects.get()
    assert (event.verb, event.detail, event.review, event.by) == (
        "context.saved",
        {"question": "staff-headcount", "version": 1},
        assessment.review,
        trust_lead,
    )


def settle(assessment, by):
    RatingFactory(assessment=assessment, value=5, settled_at=timezone.now(), settled_by=by)


def test_what_is_settled_only_the_lead_changes(assessment, trust_lead, trust_contributor):
    settle(assessment, trust_lead)
    assert list(rate(assessment, trust_contributor, 1, base=1).settled) == [CODE]
    assert list(rate(assessment, trust_contributor, 5, base=1).saved) == [CODE]  # as it stands
    assert Rating.objects.get().value == 5
    rate(assessment, trust_lead, 1, base=1, even_settled=True)
    assert Rating.objects.get().value == 1


# --- Over HTTP ------------------------------------------------------------------------------


@pytest.fixture
def url(review, assessment):
    def of(name, domain="vision-strategy", code=None):
        given = [review.slug, assessment.framework_key, domain, *([code] if code else [])]
        return reverse(f"maturity:{name}", args=given)

    return of


@pytest.fixture
def part_contributor(review, assessment):
    """Somebody asked to answer the first rated domain, and nothing else."""
    user = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation).user
    ContributorFactory(assessment=assessment, user=user)
    return user


def send(client, url, **given):
    change = {"base_version": 0, "person": int(client.session["_auth_user_id"])} | given
    response = client.post(url, json.dumps(change), content_type="application/json")
    is_json = response["Content-Type"] == "application/json"
    return response.status_code, response.json() if is_json else None


RATED = {"value": 3, "not_applicable": False, "explanation": ""}


def test_save_answer_takes_questions(trust_lead, signed_in, url):
    client = signed_in(trust_lead)
    question = url("save_answer", "context", "staff-headcount")
    status, said = send(client, question, words="12,500")
    assert (status, said["version"]) == (200, 1)
    status, said = send(client, question, words="many", base_version=1)
    assert (status, said) == (
        400,
        {"message": "Enter ‘Staff employed’ as a number and nothing else, like 12,500 or 2.5"},
    )
    status, said = send(client, question, words="300")
    assert (status, said["reason"], said["theirs"]["answer"]) == (
        409,
        "changed",
        {"words": "12,500"},
    )
    status, said = send(client, question, **RATED)
    assert (status, said["message"][:30]) == (400, "This answer could not be read:")


def test_save_answer_returns_the_newer_where_nothing_was_changed(
    trust_lead, trust_contributor, signed_in, url
):
    save = url("save_answer", code=CODE)
    send(signed_in(trust_contributor), save, **RATED)
    status, said = send(signed_in(trust_lead), save, **RATED | {"value": None})
    assert (status, said["newer"]["version"], said["newer"]["by"]) == (
        200,
        1,
        trust_contributor.name,
    )
    assert said["newer"]["answer"] == {"answer": "3", "explanation": "", "later": False}


def test_save_answer_keeps_what_is_for_later(trust_lead, signed_in, url):
    send(signed_in(trust_lead), url("save_answer", code=CODE), **RATED, for_later=True)
    assert Rating.objects.get().is_for_later is True


@pytest.mark.parametrize(
    ("who", "status", "reason"),
    [("trust_contributor", 409, "settled"), ("trust_lead", 200, None)],
)
def test_save_answer_on_a_settled_rating(
    *, request, assessment, trust_lead, signed_in, url, who, status, reason
):
    settle(assessment, trust_lead)
    client = signed_in(request.getfixturevalue(who))
    found, said = send(client, url("save_answer", code=CODE), **RATED | {"base_version": 1})
    assert (found, said.get("reason")) == (status, reason)
    assert Rating.objects.get().value == (3 if status == 200 else 5)


def test_contributor_reaches_their_part_only(part_contributor, assessment, signed_in, url):
    client = signed_in(part_contributor)
    assert send(client, url("save_answer", code=CODE), **RATED)[0] == 200
    for name, code in [("domain", None), ("changes", None), ("history", "lessons")]:
        assert client.get(url(name, "learning-impact", code)).status_code == 404
    save = url("save_answer", "learning-impact", "lessons")
    assert client.post(save, "{}", content_type="application/json").status_code == 404
    page = client.get(reverse("maturity:detail", args=[assessment.review.slug, KEY])).context
    assert [part.key for part in page["progress"].parts] == ["vision-strategy"]
    assert page["progress"].rated.words == "1 of 3 indicators answered: 1 rated, 0 not applicable"
    Contributor.objects.update(revoked_at=timezone.now())
    assert client.get(url("domain")).status_code == 404
    assert send(client, url("save_answer", code=CODE), **RATED)[0] == 404


KEY = "insites-learning-framework"


def test_settled_ratings_are_only_shown_to_contributors(
    assessment, trust_lead, trust_contributor, signed_in, url
):
    settle(assessment, trust_lead)
    form = signed_in(trust_contributor).get(url("domain")).context["form"]
    assert f"{CODE}-answer" not in form.fields
    posted = {f"{CODE}-answer": "1", f"{CODE}-version": "1", f"{CODE}-explanation": ""}
    assert signed_in(trust_contributor).post(url("domain"), posted).status_code == 302
    assert Rating.objects.get().value == 5
    assert f"{CODE}-answer" in signed_in(trust_lead).get(url("domain")).context["form"].fields


# --- What others answered meanwhile ---------------------------------------------------------


def test_changes_are_what_is_newer_than_the_page(
    assessment, trust_lead, trust_contributor, signed_in, url
):
    client = signed_in(trust_lead)
    asked = url("changes")
    first = client.get(asked)
    assert first.json() == {
        "person": trust_lead.pk,
        "is_open": True,
        "framework": assessment.framework_ref,
        "answers": {},
    }
    unchanged = client.get(asked, headers={"If-None-Match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    rate(assessment, trust_contributor, 3, "Theirs")
    changed = client.get(asked, headers={"If-None-Match": first["ETag"]})
    answer = changed.json()["answers"][CODE]
    assert (answer["version"], answer["by"], answer["words"]) == (
        1,
        trust_contributor.name,
        "3 – Making progress",
    )
    assert client.get(asked, {CODE: 1, "nonsense": "x"}).json()["answers"] == {}
    assessment.status = "submitted"
    assessment.save()
    closed = client.get(asked, headers={"If-None-Match": changed["ETag"]})
    assert closed.json()["is_open"] is False


def test_changes_of_questions(assessment, trust_lead, signed_in, url):
    describe(assessment, trust_lead, "12500")
    answers = signed_in(trust_lead).get(url("changes", "context")).json()["answers"]
    assert answers["staff-headcount"]["answer"] == {"words": "12,500"}


def test_one_save_takes_few_queries(
    assessment, trust_contributor, signed_in, url, django_assert_num_queries
):
    client = signed_in(trust_contributor)
    save = url("save_answer", code=CODE)
    # Who: session, user, memberships. What: review, assessment, parts. Then within savepoints:
    # lock, answer, its writing, its version, the event. One is this test's look at the session.
    with django_assert_num_queries(14):
        send(client, save, **RATED)
    with django_assert_num_queries(14):
        send(client, save, **RATED | {"value": 5, "base_version": 1})
    with django_assert_num_queries(8):
        client.get(url("changes"))
