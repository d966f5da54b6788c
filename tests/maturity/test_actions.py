from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import PERMISSIONS, Role
from maturity import actions
from maturity.actions import Change
from maturity.models import Rating, RatingVersion, SelfAssessment
from tests.factories.core import UserFactory


def submit(review, user):
    actions.take_step(
        assessment=opened(review, user),
        step=actions.Step.SUBMIT,
        by=user,
        access=PERMISSIONS[Role.TRUST_LEAD],
    )


def change(value=3, *, base=0, words="", not_applicable=False, indicator="agreed-strategy"):
    return Change(indicator, value, not_applicable, words, base)


def save(review, user, *changes):
    return actions.save_ratings(assessment=opened(review, user), changes=changes, by=user)


def opened(review, user):
    return actions.open_assessment(review=review, framework_ref=review.maturity_ref, by=user)


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


def stored():
    fields = ("indicator", "value", "is_not_applicable", "explanation", "version")
    return list(Rating.objects.order_by("pk").values_list(*fields))


def test_first_answer_opens_the_assessment(review, trust_lead):
    outcome = save(review, trust_lead, change(5, words="  We have one.\r\nIt is used. "))
    rating = Rating.objects.get()
    assert (outcome.saved, outcome.conflicts) == ({"agreed-strategy": rating}, {})
    assert stored() == [("agreed-strategy", 5, False, "We have one.\nIt is used.", 1)]
    assert rating.updated_by == trust_lead
    assessment = SelfAssessment.objects.get()
    assert (assessment.review, assessment.framework_ref) == (review, review.maturity_ref)
    assert events() == [
        ("maturity.opened", {"framework": review.maturity_ref}),
        (
            "rating.saved",
            {"indicator": "agreed-strategy", "value": 5, "not_applicable": False, "version": 1},
        ),
    ]


def test_every_change_is_kept_as_a_version(review, trust_lead, trust_contributor):
    save(review, trust_lead, change(5))
    save(review, trust_contributor, change(None, base=1, words="Not sure"))
    save(review, trust_lead, change(None, base=2, words="Not sure", not_applicable=True))
    versions = RatingVersion.objects.order_by("version")
    assert list(
        versions.values_list("version", "value", "is_not_applicable", "explanation", "by")
    ) == [
        (1, 5, False, "", trust_lead.pk),
        (2, None, False, "Not sure", trust_contributor.pk),
        (3, None, True, "Not sure", trust_lead.pk),
    ]
    assert stored() == [("agreed-strategy", None, True, "Not sure", 3)]


def test_same_answer_twice_changes_nothing(review, trust_lead):
    save(review, trust_lead, change(5))
    again = save(review, trust_lead, change(5))
    assert again.saved["agreed-strategy"].version == 1
    assert [verb for verb, _ in events()] == ["maturity.opened", "rating.saved"]


def test_outdated_change_is_reported_and_the_others_saved(review, trust_lead, trust_contributor):
    save(review, trust_lead, change(5))
    outcome = save(
        review, trust_contributor, change(1, words="No"), change(3, indicator="clear-definition")
    )
    assert outcome.conflicts["agreed-strategy"].value == 5
    assert list(outcome.saved) == ["clear-definition"]
    assert stored() == [
        ("agreed-strategy", 5, False, "", 1),
        ("clear-definition", 3, False, "", 1),
    ]


def test_answer_left_as_it_was_read_does_not_undo_a_later_one(review, trust_lead):
    save(review, trust_lead, change(5))
    save(review, trust_lead, change(3, base=1))
    read_at_first = save(review, trust_lead, change(5, base=1))
    never_answered = save(review, trust_lead, change(None, base=0))
    for outcome in (read_at_first, never_answered):
        assert outcome.conflicts == {}
        assert outcome.saved["agreed-strategy"].value == 3
    assert stored() == [("agreed-strategy", 3, False, "", 2)]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            change(4),
            "4 is not on the scale. Choose one of 1 (little or no progress), "
            "3 (making progress), 5 (proud to share), or not applicable",
        ),
        (change(3, not_applicable=True), "Choose either a rating or not applicable, not both"),
        (change(indicator="no-such"), "This indicator is not in the framework"),
        (change(words="x" * 10_001), "The explanation must be 10,000 characters or fewer"),
        (change(words="a\0b"), "The explanation holds a character that cannot be stored"),
        (change(base=7), "This page does not belong to this self-rating. Load it again."),
        (change(base=-1), "This page does not belong to this self-rating. Load it again."),
    ],
)
def test_answer_that_cannot_be_is_refused(review, trust_lead, wrong, message):
    with pytest.raises(ValidationError) as refused:
        save(review, trust_lead, change(3, indicator="clear-definition"), wrong)
    assert refused.value.messages == [message]
    assert (stored(), [verb for verb, _ in events()]) == ([], ["maturity.opened"])


def test_submitting_closes_the_assessment(review, trust_lead):
    save(review, trust_lead, change(5), change(None, not_applicable=True, indicator="icb"))
    submit(review, trust_lead)
    assessment = SelfAssessment.objects.get()
    assert (assessment.status, assessment.submitted_by) == ("submitted", trust_lead)
    assert events()[-1] == (
        "maturity.submitted",
        {"before": "open", "answered": 1, "not_applicable": 1, "silent": 33},
    )
    with pytest.raises(actions.NotOpen):
        save(review, trust_lead, change(1, base=1))
    with pytest.raises(actions.StepRefused):
        submit(review, trust_lead)
    assert stored()[0] == ("agreed-strategy", 5, False, "", 1)


def test_assessment_without_one_answer_is_not_submitted(review, trust_lead):
    with pytest.raises(actions.NothingRated):
        submit(review, trust_lead)
    save(review, trust_lead, change(None, words="We will come back to this"))
    with pytest.raises(actions.NothingRated):
        submit(review, trust_lead)
    assert SelfAssessment.objects.get().status == "open"


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_one_version_at_once_let_one_through(review, trust_lead):
    people = [trust_lead, UserFactory()]

    def race(base, values):
        def one(number):
            try:
                saved = save(
                    review, people[number], change(values[number], base=base, words=f"Base {base}")
                )
                return len(saved.conflicts)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(one, range(2)))

    assert race(0, [1, 5]) == [0, 1]
    assert SelfAssessment.objects.count() == 1
    assert race(1, [1, 5]) == [0, 1]
    assert list(RatingVersion.objects.values_list("version", flat=True)) == [1, 2]
    assert [verb for verb, _ in events()].count("maturity.opened") == 1
