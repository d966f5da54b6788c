"""Moving a self-rating to a later version of its framework."""

import json

import pytest
from django.urls import reverse

from adoption_reviews.frameworks import FrameworkError, forget_published
from adoption_reviews.models import AuditEvent
from maturity import actions, queries
from maturity.actions import Change, NotOpen
from maturity.actions.versions import move_to_version
from maturity.queries.versions import moving, newer_version
from tests.factories.core import ReviewFactory, UserFactory
from tests.factories.frameworks import HubFrameworkFactory, framework_text
from tests.factories.maturity import ContributorFactory, RatingFactory, SelfAssessmentFactory

FIRST = framework_text("steps", "1")
# own-budget is dropped, coaching is new, staff-time is reworded, leaders-time moved to another
# sub-domain, and 2 is no longer on the scale.
SECOND = (
    framework_text("steps", "2")
    .replace("  - {value: 2, title: In places}\n", "  - {value: 3, title: Half of it}\n")
    .replace("title: Staff get time,", "title: Staff have time,")
    .replace("          - {key: leaders-time, title: Leaders give time}\n", "")
    .replace(
        "{key: own-budget, title: Innovation has a budget}",
        "{key: leaders-time, title: Leaders give time}\n"
        "          - {key: coaching, title: Teams are coached}",
    )
)
THIRD = framework_text("steps", "3")  # as the first


@pytest.fixture(autouse=True)
def _nothing_published():
    forget_published()
    yield
    forget_published()


@pytest.fixture
def versions(db):
    for version, text in (("1", FIRST), ("2", SECOND)):
        HubFrameworkFactory(key="steps", version=version, text=text, published=True)


@pytest.fixture
def assessment(versions, review):
    """On the first version, all three indicators answered: 1, 2 (not on the second), 4."""
    review.maturity_ref = "steps@1"
    review.save()
    found = SelfAssessmentFactory(review=review, framework_ref="steps@1")
    for code, value in (("staff-time", 1), ("leaders-time", 2), ("own-budget", 4)):
        RatingFactory(assessment=found, indicator=code, value=value, explanation=f"About {code}")
    return found


def values(assessment) -> dict:
    return {each.indicator: each.value for each in queries.answers(assessment)}


def stored(assessment) -> dict:
    return dict(assessment.ratings.values_list("indicator", "value"))


def counted(assessment) -> tuple:
    done = queries.progress(assessment)
    return done.n_indicators, done.n_answered, done.n_not_applicable, done.n_silent


def test_shared_codes_keep_their_answers_and_the_rest_is_kept_unseen(assessment, trust_lead):
    before = stored(assessment)
    moved = move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)

    assert moved.framework_ref == "steps@2"
    assert values(moved) == {"staff-time": 1, "leaders-time": None, "coaching": None}
    assert counted(moved) == (3, 1, 0, 2)
    assert stored(moved) == before
    moved.review.refresh_from_db()
    assert moved.review.maturity_ref == "steps@2"
    event = AuditEvent.objects.get(verb="maturity.moved")
    assert (event.by, event.review, event.detail) == (
        trust_lead,
        assessment.review,
        {"old": "steps@1", "new": "steps@2", "staying": 1, "unseen": 2, "returning": 0},
    )


def test_what_was_kept_unseen_comes_back_with_a_version_that_asks_it(assessment, trust_lead):
    move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)
    HubFrameworkFactory(key="steps", version="3", text=THIRD, published=True)
    assessment.refresh_from_db()

    found = moving(assessment, newer_version(assessment))
    assert [(each.code, each.words) for each in found.returning] == [
        ("leaders-time", "2 – In places"),
        ("own-budget", "4 – Everywhere"),
    ]
    moved = move_to_version(assessment=assessment, framework_ref="steps@3", by=trust_lead)
    assert values(moved) == {"staff-time": 1, "leaders-time": 2, "own-budget": 4}


def test_value_that_is_not_on_the_scale_stays_until_it_is_answered_anew(assessment, trust_lead):
    moved = move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)
    same = Change("leaders-time", None, False, "About leaders-time", base_version=1)
    actions.save_ratings(assessment=moved, changes=[same], by=trust_lead)
    assert stored(moved)["leaders-time"] == 2

    anew = Change("leaders-time", 3, False, "About leaders-time", base_version=1)
    actions.save_ratings(assessment=moved, changes=[anew], by=trust_lead)
    assert stored(moved)["leaders-time"] == 3


def test_what_becomes_of_each_answer_is_said_before(assessment, trust_lead):
    found = moving(assessment, newer_version(assessment))
    assert found.n_staying == 1
    assert [(each.code, each.words, each.why) for each in found.unseen] == [
        ("leaders-time", "2 – In places", "This value is not on the new scale. Rate it again."),
        ("own-budget", "4 – Everywhere", "The new version does not ask this."),
    ]
    assert found.returning == ()
    assert [(each.kind, each.code) for each in found.comparison.changes] == [
        ("Reworded", "staff-time"),
        ("Moved", "leaders-time"),
        ("New", "coaching"),
        ("Dropped", "own-budget"),
    ]
    assert [(each.value, each.before, each.after) for each in found.comparison.levels] == [
        (2, "In places", ""),
        (3, "", "Half of it"),
    ]


def test_colleagues_whose_part_is_gone_are_named(assessment):
    ContributorFactory(assessment=assessment, name="Asha", domains=["leading"])
    lost = ContributorFactory(assessment=assessment, name="Bo", domains=["leading", "gone"])
    assert moving(assessment, newer_version(assessment)).narrowed == (lost,)


def test_moving_twice_is_moving_once(assessment, trust_lead):
    for _ in range(2):
        move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)
    assert AuditEvent.objects.filter(verb="maturity.moved").count() == 1


def test_submitted_self_rating_does_not_move(assessment, trust_lead):
    assessment.status = assessment.Status.SUBMITTED
    assessment.save()
    with pytest.raises(NotOpen):
        move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)


@pytest.mark.parametrize(
    "ref", ["steps@0", "steps@9", "insites-learning-framework@2025.1", "nonsense", ""]
)
def test_only_a_later_version_of_the_same_framework_is_moved_to(assessment, trust_lead, ref):
    with pytest.raises(FrameworkError):
        move_to_version(assessment=assessment, framework_ref=ref, by=trust_lead)
    assessment.refresh_from_db()
    assert assessment.framework_ref == "steps@1"


def test_nothing_moves_back(assessment, trust_lead):
    move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)
    with pytest.raises(FrameworkError, match="no later version"):
        move_to_version(assessment=assessment, framework_ref="steps@1", by=trust_lead)


def test_review_keeps_its_own_framework_when_another_moves(versions, trust_lead):
    review = ReviewFactory(maturity_ref="insites-learning-framework@2025.1")
    other = SelfAssessmentFactory(review=review, framework_ref="steps@1")
    move_to_version(assessment=other, framework_ref="steps@2", by=trust_lead)
    review.refresh_from_db()
    assert review.maturity_ref == "insites-learning-framework@2025.1"


def test_version_page_shows_answers_and_moves(assessment, trust_lead, signed_in):
    client = signed_in(trust_lead)
    where = [assessment.review.slug, "steps"]
    url = reverse("maturity:version", args=where)
    overview = reverse("maturity:detail", args=where)
    assert url in client.get(overview).content.decode()

    page = client.get(url)
    assert [each.code for each in page.context["moving"].unseen] == ["leaders-time", "own-budget"]
    assert "About own-budget" in page.content.decode()
    response = client.post(url, {"to": "steps@2"})

    assert (response.status_code, response.url) == (302, overview)
    assessment.refresh_from_db()
    assert assessment.framework_ref == "steps@2"
    assert url not in client.get(overview).content.decode()
    assert client.get(url).url == overview  # nothing newer is there


def test_version_page_of_a_submitted_self_rating_leads_back(assessment, trust_lead, signed_in):
    assessment.status = assessment.Status.SUBMITTED
    assessment.save()
    url = reverse("maturity:version", args=[assessment.review.slug, "steps"])
    response = signed_in(trust_lead).post(url, {"to": "steps@2"})
    assert response.url == reverse("maturity:detail", args=[assessment.review.slug, "steps"])
    assessment.refresh_from_db()
    assert assessment.framework_ref == "steps@1"


def test_pages_of_a_domain_show_no_value_that_is_not_on_the_scale(
    assessment, trust_lead, signed_in
):
    move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)
    url = reverse("maturity:domain", args=[assessment.review.slug, "steps", "leading"])
    form = signed_in(trust_lead).get(url).context["form"]
    assert form["leaders-time-answer"].initial == ""
    assert form["leaders-time-explanation"].initial == "About leaders-time"


# --- Pages that were open while it moved ---------------------------------------------------------


@pytest.fixture
def moved(assessment, trust_lead):
    return move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)


@pytest.fixture
def alike(versions, assessment, trust_lead):
    """Moved to a version with the same scale, where one indicator is reworded and one dropped."""
    text = FIRST.replace('version: "1"', 'version: "1.1"').replace("Staff get", "Staff have")
    text = text.replace("          - {key: own-budget, title: Innovation has a budget}\n", "")
    text = text.replace("      - key: money\n        title: Money\n        indicators:\n", "")
    HubFrameworkFactory(key="steps", version="1.1", text=text, published=True)
    return move_to_version(assessment=assessment, framework_ref="steps@1.1", by=trust_lead)


def page_of(assessment):
    return reverse("maturity:domain", args=[assessment.review.slug, "steps", "leading"])


def posted(**changed):
    """The page as the first version has it, its answers as they are stored, but for `changed`."""
    data = {"framework": "steps@1"}
    for code, value in (("staff-time", "1"), ("leaders-time", "2"), ("own-budget", "4")):
        data |= {
            f"{code}-answer": value,
            f"{code}-explanation": f"About {code}",
            f"{code}-version": "1",
        }
    return data | {name.replace("_", "-"): value for name, value in changed.items()}


def save_alone(client, assessment, code, **given):
    url = reverse("maturity:save_answer", args=[assessment.review.slug, "steps", "leading", code])
    body = {
        "person": int(client.session["_auth_user_id"]),
        "base_version": 1,
        "value": 4,
        "not_applicable": False,
        "explanation": "Typed before it moved",
        "framework": "steps@1",
    } | given
    answer = client.post(url, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_answer_from_an_older_version_with_another_scale_is_not_saved(moved, signed_in, trust_lead):
    before = stored(moved)
    status, said = save_alone(signed_in(trust_lead), moved, "staff-time")
    assert (status, said["reason"]) == (409, "outdated")
    assert said["message"].endswith("Open it again to use what you typed.")
    assert stored(moved) == before


def test_answer_from_an_older_version_that_asked_alike_is_saved(alike, signed_in, trust_lead):
    client = signed_in(trust_lead)
    assert save_alone(client, alike, "leaders-time")[0] == 200
    assert stored(alike)["leaders-time"] == 4
    assert save_alone(client, alike, "staff-time")[1]["reason"] == "outdated"  # reworded
    assert stored(alike)["staff-time"] == 1


def test_answer_from_a_version_that_is_gone_is_not_saved(alike, signed_in, trust_lead):
    client = signed_in(trust_lead)
    for ref in ("steps@0", "insites-learning-framework@2025.1", "nonsense"):
        said = save_alone(client, alike, "leaders-time", framework=ref)[1]
        assert said["reason"] == "outdated"
    assert stored(alike)["leaders-time"] == 2


def test_open_page_hears_of_the_move(assessment, signed_in, trust_lead):
    client = signed_in(trust_lead)
    url = reverse("maturity:changes", args=[assessment.review.slug, "steps", "leading"])
    first = client.get(url)
    assert first.json()["framework"] == "steps@1"
    move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.json()["framework"]) == (200, "steps@2")


def test_page_posted_after_the_move_keeps_what_was_typed(moved, signed_in, trust_lead):
    before = stored(moved)
    client = signed_in(trust_lead)
    data = posted(
        staff_time_answer="4", staff_time_explanation="Two days", own_budget_explanation="Cut"
    )
    page = client.post(page_of(moved), data)

    assert page.status_code == 409
    assert "This part has changed" in page.text
    assert stored(moved) == before
    form = page.context["form"]
    assert form["staff-time-explanation"].value() == "Two days"
    assert form["staff-time-answer"].value() == "1"  # as it is stored: 4 meant another level
    words = " ".join(page.text.split())
    assert "you answered <strong>4 – Everywhere</strong>: Two days</p>" in words
    assert "<strong>Innovation has a budget</strong>: 4 – Everywhere" in words
    assert [(each.title, each.words) for each in form.not_asked()] == [
        ("Innovation has a budget", "Cut")
    ]
    assert form["leaders-time-explanation"].value() == "About leaders-time"
    assert 'name="framework" value="steps@2"' in page.text

    again = {name: form[name].value() for name in form.fields} | {"framework": "steps@2"}
    again = {name: value for name, value in again.items() if value not in (False, None)}
    assert client.post(page_of(moved), again | {"staff-time-answer": "3"}).status_code == 302
    rating = moved.ratings.get(indicator="staff-time")
    assert (rating.value, rating.explanation) == (3, "Two days")


def test_page_posted_after_the_move_saves_what_is_asked_as_before(alike, signed_in, trust_lead):
    data = posted(leaders_time_answer="4", staff_time_explanation="Two days")
    page = signed_in(trust_lead).post(page_of(alike), data)
    assert page.status_code == 409
    assert stored(alike) == {"staff-time": 1, "leaders-time": 4, "own-budget": 4}
    assert page.context["form"]["leaders-time-answer"].value() == "4"
    assert page.context["form"]["staff-time-explanation"].value() == "Two days"


def test_page_posted_after_the_move_overwrites_nobody(moved, signed_in, trust_lead):
    newer = Change("staff-time", 3, False, "A colleague's", base_version=1)
    actions.save_ratings(assessment=moved, changes=[newer], by=UserFactory())
    client = signed_in(trust_lead)
    form = client.post(page_of(moved), posted(staff_time_explanation="Mine")).context["form"]
    again = {name: form[name].value() for name in form.fields} | {"framework": "steps@2"}
    again = {name: value for name, value in again.items() if value not in (False, None)}
    answer = client.post(page_of(moved), again)
    assert answer.status_code == 409
    assert "Which answer should be kept?" in answer.text
    assert moved.ratings.get(indicator="staff-time").explanation == "A colleague's"


def test_page_posted_after_a_move_that_changed_nothing_in_it_is_simply_saved(
    moved, signed_in, trust_lead
):
    """A described part has no scale: it is asked as before."""
    url = reverse("maturity:domain", args=[moved.review.slug, "steps", "about"])
    data = {"framework": "steps@1"}
    for code, words in (("staff", "120"), ("age", "new"), ("plans", "Many")):
        data |= {f"{code}-words": words, f"{code}-version": "0"}
    assert signed_in(trust_lead).post(url, data).status_code == 302
    assert dict(moved.context_answers.values_list("question", "words")) == {
        "staff": "120",
        "age": "new",
        "plans": "Many",
    }


def test_question_asked_otherwise_keeps_what_was_typed(assessment, signed_in, trust_lead):
    text = framework_text("steps", "4").replace("Plans, kind: text", "Our plans, kind: text")
    HubFrameworkFactory(key="steps", version="4", text=text, published=True)
    moved = move_to_version(assessment=assessment, framework_ref="steps@4", by=trust_lead)
    url = reverse("maturity:domain", args=[moved.review.slug, "steps", "about"])
    data = {"framework": "steps@1", "plans-words": "Many", "plans-version": "0"}
    page = signed_in(trust_lead).post(url, data)
    assert page.status_code == 409
    assert page.context["form"]["plans-words"].value() == "Many"
    assert "where this was ‘Plans’" in page.text
    assert moved.context_answers.count() == 0
