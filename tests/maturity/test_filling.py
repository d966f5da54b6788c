"""The pages on which a self-rating is opened, filled in and looked back at."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from maturity import actions, queries
from maturity.actions import Change, ContextChange
from maturity.models import Rating, RatingVersion, SelfAssessment
from maturity.queries.history import differences
from tests.factories.core import MembershipFactory, ReviewFactory
from tests.factories.maturity import ContributorFactory, RatingFactory, SelfAssessmentFactory

KEY = "insites-learning-framework"
WHEEL = "adopting-innovation-wheel"
CODE = "agreed-strategy"


@pytest.fixture
def list_url(review):
    return reverse("maturity:list", args=[review.slug])


def part_url(assessment, domain="vision-strategy"):
    return reverse(
        "maturity:domain", args=[assessment.review.slug, assessment.framework_key, domain]
    )


def history_url(assessment, code=CODE, domain="vision-strategy"):
    given = [assessment.review.slug, assessment.framework_key, domain, code]
    return reverse("maturity:history", args=given)


@pytest.fixture
def next_round(review):
    """The organisation's second round, with an open self-rating."""
    this = ReviewFactory(organisation=review.organisation, round_number=review.round_number + 1)
    return SelfAssessmentFactory(review=this)


def domain(framework_ref, key):
    return queries.framework_of(SelfAssessment(framework_ref=framework_ref)).domain(key)


# --- The list -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("reviewer", "The trust’s lead opens it. You can read it here as soon as they have."),
        ("hub_staff", "The trust’s lead opens it. You can read it here as soon as they have."),
        ("trust_lead", "Rate yourselves on the InSites learning framework"),
    ],
)
def test_list_without_a_self_rating_says_what_comes_next(request, signed_in, list_url, who, words):
    response = signed_in(request.getfixturevalue(who)).get(list_url)
    assert words in response.content.decode()
    assert SelfAssessment.objects.count() == 0


def test_list_for_somebody_who_was_asked_nothing(review, assessment, signed_in, list_url):
    user = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation).user
    response = signed_in(user).get(list_url)
    assert "Nothing to answer yet" in response.content.decode()
    detail = reverse("maturity:detail", args=[review.slug, KEY])
    assert signed_in(user).get(detail).status_code == 404


def test_list_offers_the_reviews_framework_first_and_others(trust_lead, signed_in, list_url):
    context = signed_in(trust_lead).get(list_url).context
    assert context["own"].key == KEY
    assert [each.key for each in context["others"]] == [WHEEL, "positive-influences"]


def test_list_leads_to_the_only_self_rating(review, assessment, trust_lead, signed_in, list_url):
    detail = reverse("maturity:detail", args=[review.slug, KEY])
    client = signed_in(trust_lead)
    assert client.get(list_url).url == detail
    assert client.get(f"{list_url}?all").status_code == 200


def test_list_stays_while_the_reviews_own_framework_is_to_come(
    review, trust_lead, reviewer, signed_in, list_url
):
    SelfAssessmentFactory(review=review, framework_ref=f"{WHEEL}@2025.1")
    assert signed_in(trust_lead).get(list_url).context["own"].key == KEY
    assert signed_in(reviewer).get(list_url).status_code == 302


@pytest.mark.parametrize("key", [WHEEL, "positive-influences"])
def test_another_framework_is_opened_and_filled_in(review, trust_lead, signed_in, list_url, key):
    client = signed_in(trust_lead)
    ref = next(each.ref for each in client.get(list_url).context["others"] if each.key == key)
    response = client.post(reverse("maturity:open", args=[review.slug]), {"framework": ref})
    assert response.url == reverse("maturity:detail", args=[review.slug, key])
    assessment = SelfAssessment.objects.get()
    for part in queries.framework_of(assessment).domains:
        assert client.get(part_url(assessment, part.key)).status_code == 200


def test_list_takes_the_same_queries_for_one_and_for_three(
    *, review, assessment, trust_lead, signed_in, list_url, django_assert_num_queries
):
    client = signed_in(trust_lead)
    with django_assert_num_queries(10):
        client.get(f"{list_url}?all")
    for ref in [f"{WHEEL}@2025.1", "positive-influences@2020.1"]:
        SelfAssessmentFactory(review=review, framework_ref=ref)
    with django_assert_num_queries(10):
        client.get(list_url)


# --- Progress -------------------------------------------------------------------------------


def test_progress_counts_described_parts_apart(assessment, trust_lead):
    RatingFactory(assessment=assessment, value=5, is_for_later=True)
    for code, words in [("icb", ""), ("vcse", "We have none")]:
        RatingFactory(
            assessment=assessment,
            indicator=code,
            value=None,
            is_not_applicable=True,
            explanation=words,
        )
    actions.save_context(
        assessment=assessment, changes=[ContextChange("plans", "Grow", 0)], by=trust_lead
    )
    domains = queries.framework_of(assessment).domains
    progress = queries.parts_progress(assessment, domains)
    assert progress.rated.words == "3 of 35 indicators answered: 1 rated, 2 not applicable"
    assert progress.described_words == "1 of 8 questions described"
    assert [each.code for each in progress.for_later] == [CODE]
    assert [each.code for each in progress.without_reason] == ["icb"]
    counts = {part.key: (part.n_done, part.n_asked, part.is_done) for part in progress.parts}
    assert counts["context"] == (1, 8, False)
    assert counts["vision-strategy"] == (1, 3, False)
    assert counts["external-partnerships"] == (2, 6, False)
    own = queries.parts_progress(assessment, domains[1:2])
    assert (own.rated.n_indicators, own.n_questions, own.without_reason) == (3, 0, [])


def test_not_applicable_without_reason_goes_by_the_domains_given(assessment):
    for code in (CODE, "icb"):
        RatingFactory(assessment=assessment, indicator=code, value=None, is_not_applicable=True)
    domains = queries.framework_of(assessment).domains
    found = queries.not_applicable_without_reason(assessment, domains)
    assert [each.code for each in found] == [CODE, "icb"]
    found = queries.not_applicable_without_reason(assessment, domains[:2])
    assert [each.code for each in found] == [CODE]


def test_part_is_done_only_with_nothing_left_to_come_back_to(assessment):
    for code in (CODE, "strategy-communicated", "clear-definition"):
        RatingFactory(assessment=assessment, indicator=code, is_for_later=code == CODE)
    part = queries.framework_of(assessment).domain("vision-strategy")
    assert queries.parts_progress(assessment, [part]).next.key == "vision-strategy"
    Rating.objects.update(is_for_later=False)
    assert queries.parts_progress(assessment, [part]).next is None


def test_detail_names_what_is_left(assessment, trust_lead, signed_in):
    RatingFactory(assessment=assessment, is_for_later=True)
    RatingFactory(assessment=assessment, indicator="icb", value=None, is_not_applicable=True)
    url = reverse("maturity:detail", args=[assessment.review.slug, KEY])
    words = signed_in(trust_lead).get(url).content.decode()
    assert "To come back to" in words
    assert f'href="{part_url(assessment)}#{CODE}"' in words
    assert "Not applicable, without a reason" in words
    assert f'href="{part_url(assessment, "external-partnerships")}#icb"' in words


# --- A part without a script ----------------------------------------------------------------


def test_part_saves_later_and_questions_from_a_posted_page(assessment, trust_lead, signed_in):
    client = signed_in(trust_lead)
    posted = {f"{CODE}-answer": "", f"{CODE}-version": "0", f"{CODE}-later": "on"}
    assert client.post(part_url(assessment), posted).status_code == 302
    assert Rating.objects.get().is_for_later is True
    page = {
        "staff-headcount-words": "12,500",
        "staff-headcount-version": "0",
        "organisation-type-words": "acute",
        "organisation-type-version": "0",
    }
    response = client.post(part_url(assessment, "context"), page)
    assert response.url == part_url(assessment, "vision-strategy")
    found = assessment.context_answers.order_by("pk").values_list("question", "words")
    assert list(found) == [("staff-headcount", "12500"), ("organisation-type", "acute")]


def test_part_says_what_is_wrong_with_a_number(assessment, trust_lead, signed_in):
    page = {"staff-headcount-words": "some", "staff-headcount-version": "0"}
    form = signed_in(trust_lead).post(part_url(assessment, "context"), page).context["form"]
    assert form.errors == {
        "staff-headcount-words": [
            "Enter ‘Staff employed’ as a number and nothing else, like 12,500 or 2.5"
        ]
    }
    assert form["staff-headcount-words"].value() == "some"


def test_questions_conflict_shows_both(assessment, trust_lead, trust_contributor, signed_in):
    actions.save_context(
        assessment=assessment, changes=[ContextChange("plans", "Theirs", 0)], by=trust_contributor
    )
    page = {"plans-words": "Mine", "plans-version": "0"}
    response = signed_in(trust_lead).post(part_url(assessment, "context"), page)
    assert response.status_code == 409
    assert "Theirs" in response.content.decode()
    page |= {"plans-version": "1", "plans-theirs": "1", "plans-keep": "mine"}
    assert signed_in(trust_lead).post(part_url(assessment, "context"), page).status_code == 302
    assert assessment.context_answers.get().words == "Mine"


def test_part_says_what_an_indicator_bears_on(assessment, trust_lead, signed_in):
    context = signed_in(trust_lead).get(part_url(assessment)).context
    assert context["bears_on"][CODE] == (
        "Clear innovation narrative",
        "Planning that looks out and ahead",
    )


def test_part_may_be_kept_by_whoever_fills_it_in(assessment, trust_lead, reviewer, signed_in):
    client = signed_in(trust_lead)
    assert client.get(part_url(assessment))["Rating-User"] == str(trust_lead.pk)
    assert "Rating-User" not in signed_in(reviewer).get(part_url(assessment))
    assessment.status = "submitted"
    assessment.save()
    assert "Rating-User" not in client.get(part_url(assessment))


def test_device_may_hold_open_parts_of_ones_own(assessment, trust_lead, signed_in):
    review = assessment.review
    user = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation).user
    ContributorFactory(assessment=assessment, user=user)
    url = reverse("self_ratings:device")
    assert signed_in(user).get(url).json() == {
        "user": user.pk,
        "assessments": [assessment.pk],
        "pages": [part_url(assessment)],
    }
    assert len(signed_in(trust_lead).get(url).json()["pages"]) == 8
    SelfAssessment.objects.update(status="agreed")
    assert signed_in(user).get(url).json()["assessments"] == []


# --- Last round -----------------------------------------------------------------------------


def test_last_round_is_the_latest_before_with_the_same_framework(review, next_round):
    first = SelfAssessmentFactory(review=review)
    RatingFactory(assessment=first, value=3, explanation="Then")
    RatingFactory(assessment=SelfAssessmentFactory(), value=1)  # somebody else's
    other = SelfAssessmentFactory(review=review, framework_ref=f"{WHEEL}@2025.1")
    RatingFactory(assessment=other, value=1)
    found = queries.last_ratings(next_round, [CODE, "lessons"])
    assert {code: (each.round_number, each.words) for code, each in found.items()} == {
        CODE: (1, "3 – Making progress")
    }
    assert (found[CODE].choice, found[CODE].explanation) == ("3", "Then")
    assert queries.last_ratings(first, [CODE]) == {}


def test_last_round_off_this_scale_is_shown_in_words(review, next_round):
    gone = SelfAssessmentFactory(review=review, framework_ref=f"{KEY}@2019.1")
    RatingFactory(assessment=gone, value=4)
    last = queries.last_ratings(next_round, [CODE])[CODE]
    assert (last.words, last.value, last.choice) == ("4", None, "")


def test_last_rounds_answers_to_questions(review, next_round, trust_lead):
    first = SelfAssessmentFactory(review=review)
    changes = [ContextChange("staff-headcount", "12500", 0), ContextChange("plans", "", 0)]
    actions.save_context(assessment=first, changes=changes, by=trust_lead)
    found = queries.last_context(next_round, ["staff-headcount", "plans"])
    assert {code: each.words for code, each in found.items()} == {"staff-headcount": "12,500"}


def test_last_round_fills_the_form_and_saves_nothing(review, next_round, trust_lead, signed_in):
    first = SelfAssessmentFactory(review=review)
    RatingFactory(assessment=first, value=5, explanation="Then " * 400)
    client, url = signed_in(trust_lead), part_url(next_round)
    assert "Round 1: 5 – Proud to share" in client.get(url).content.decode()
    typed = {
        f"{CODE}-answer": "",
        f"{CODE}-version": "0",
        "clear-definition-answer": "3",
        "clear-definition-explanation": "Typed",
        "clear-definition-version": "0",
    }
    form = client.post(url, typed | {"use": CODE}).context["form"]
    assert form[f"{CODE}-answer"].value() == "5"
    assert form[f"{CODE}-explanation"].value() == "Then " * 400
    assert form["clear-definition-explanation"].value() == "Typed"
    assert (next_round.ratings.count(), AuditEvent.objects.count()) == (0, 0)


def test_domain_page_with_long_explanations_stays_small(review, next_round, trust_lead, signed_in):
    """Everywhere 3,000 characters now, 10,000 in the round before."""
    words = " ".join(f"word{n * 7919 % 5000}" for n in range(1200))
    first = SelfAssessmentFactory(review=review)
    for indicator in domain(review.maturity_ref, "portfolio-methods").indicators:
        for each, length in ((first, 10_000), (next_round, 3_000)):
            RatingFactory(assessment=each, indicator=indicator.key, explanation=words[:length])
    response = signed_in(trust_lead).get(part_url(next_round, "portfolio-methods"))
    assert len(gzip.compress(response.content)) < 100_000


# --- History --------------------------------------------------------------------------------


def write(assessment, by, *answers, minutes=0):
    for value, words in answers:
        version = Rating.objects.filter(indicator=CODE).values_list("version", flat=True).first()
        change = Change(CODE, value, False, words, version or 0)
        actions.save_ratings(assessment=assessment, changes=[change], by=by)
    late = timezone.now() + timedelta(minutes=minutes)
    RatingVersion.objects.filter(by=by).update(at=late)


def test_history_shows_every_version_by_sitting(
    assessment, trust_lead, trust_contributor, signed_in
):
    write(assessment, trust_lead, (3, "We"), (3, "We have"), (3, "We have a plan"))
    write(assessment, trust_contributor, (5, "We have a good plan"), minutes=30)
    newest, oldest = signed_in(trust_lead).get(history_url(assessment)).context["sittings"]
    assert [each.number for each in oldest.versions] == [3, 2, 1]
    assert (newest.last.by, newest.last.source) == (trust_contributor.name, "on the page")
    assert (newest.last.before, newest.last.words) == (
        "3 – Making progress",
        "5 – Proud to share",
    )
    assert [(each.how, each.words) for each in newest.last.pieces] == [
        ("same", "We have a "),
        ("added", "good "),
        ("same", "plan"),
    ]


def test_history_of_a_question_and_of_nothing(assessment, trust_lead, signed_in):
    client = signed_in(trust_lead)
    url = history_url(assessment, "staff-headcount", "context")
    assert "Nobody has answered this yet." in client.get(url).content.decode()
    actions.save_context(
        assessment=assessment, changes=[ContextChange("staff-headcount", "12500", 0)], by=trust_lead
    )
    sitting = client.get(url).context["sittings"][0]
    assert [each.words for each in sitting.last.pieces] == ["12,500"]
    assert client.get(history_url(assessment, "lessons")).status_code == 404


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "All new"),
        ("Gone", ""),
        ("One two three", "One three"),
        ("a " * 3000, "b " * 3000),
        ("Line one\nline two", "Line one\n\nline 2"),
    ],
)
def test_differences_give_both_texts_back(old, new):
    pieces = list(differences(old, new))
    assert "".join(each.words for each in pieces if each.how != "removed") == new
    if old:
        assert "".join(each.words for each in pieces if each.how != "added") == old


def test_history_takes_the_same_queries_for_one_version_and_for_three(
    assessment, trust_lead, signed_in, django_assert_num_queries
):
    client = signed_in(trust_lead)
    write(assessment, trust_lead, (3, "One"))
    with django_assert_num_queries(7):
        client.get(history_url(assessment))
    write(assessment, trust_lead, (3, "Two"), (3, "Three"))
    with django_assert_num_queries(7):
        client.get(history_url(assessment))
