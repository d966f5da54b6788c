"""The guide of one interview: chosen when it is planned, kept, followed, and what was left out."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.audit_words import sentence
from adoption_reviews.models import AuditEvent
from adoption_reviews.vocabulary import RoleGroup
from interviews.actions import guides as actions
from interviews.forms.guide_choice import guide_choices
from interviews.guide import Question, edition, guide_of
from interviews.models import CoveredPrompt, Interview, Segment
from interviews.queries.guides import draft_of, newer_version, unasked, version_to_begin_with
from tests.factories.guides import GuideFactory, GuideVersionFactory, content, question
from tests.factories.hub import text
from tests.factories.interviews import InterviewFactory, ParticipantFactory, SegmentFactory

EXECUTIVE = RoleGroup.EXECUTIVE
OPENING = "If another hospital did something better than you do, how would you find out?"


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def errors(response) -> dict:
    found = response.context["form"].errors.items()
    return {field: list(messages) for field, messages in found}


def last_event():
    event = AuditEvent.objects.latest("pk")
    return event.verb, sentence(event, {})


def plan(review, reviewer, participant, **more):
    return {
        "participants": [participant.pk],
        "reviewers": [reviewer.pk],
        "mode": "in-person",
        "minutes": "60",
    } | more


@pytest.fixture
def participant(review):
    return ParticipantFactory(review=review)


def test_plan_begins_with_the_hubs_one_guide(as_reviewer, review, reviewer, participant):
    version = GuideVersionFactory(guide__title="Acute trusts")
    add = reverse("interviews:add", args=[review.slug])
    field = as_reviewer.get(add).context["form"]["guide"]
    assert (field.value(), [str(label) for _, label in field.field.choices]) == (
        str(version.pk),
        ["Acute trusts, version 1", "Standard guide"],
    )
    as_reviewer.post(add, plan(review, reviewer, participant, guide=str(version.pk)))
    as_reviewer.post(add, plan(review, reviewer, participant, guide="standard"))
    as_reviewer.post(add, plan(review, reviewer, participant))
    held = review.interviews.order_by("number").values_list("guide_version", flat=True)
    assert list(held) == [version.pk, None, version.pk]


def test_plan_begins_with_the_reviews_last_guide_when_there_are_several(review):
    choices = [GuideVersionFactory(), GuideVersionFactory()]
    assert version_to_begin_with(review, choices) is None
    InterviewFactory(review=review, guide_version=choices[1])
    assert version_to_begin_with(review, choices) == choices[1]
    InterviewFactory(review=review)
    assert version_to_begin_with(review, choices) is None


def test_plan_offers_the_latest_versions_of_guides_in_use_that_fit(as_reviewer, review):
    used = GuideVersionFactory(guide__title="Used")
    latest = GuideVersionFactory(guide=used.guide, number=2)
    GuideVersionFactory(guide__retired_at=timezone.now())
    GuideVersionFactory(guide__framework_ref="gone@1")
    GuideFactory()  # a draft
    field = as_reviewer.get(reverse("interviews:add", args=[review.slug])).context["form"]["guide"]
    assert [value for value, _ in field.field.choices] == [str(latest.pk), "standard"]


def test_plan_with_a_guide_that_is_not_offered_is_refused(
    as_reviewer, review, reviewer, participant
):
    retired = GuideVersionFactory(guide__retired_at=timezone.now())
    add = reverse("interviews:add", args=[review.slug])
    response = as_reviewer.post(add, plan(review, reviewer, participant, guide=str(retired.pk)))
    assert errors(response) == {"guide": ["Select a guide from the list"]}
    assert not Interview.objects.exists()


def test_interview_keeps_its_version_when_a_new_one_is_published(review, hub_administrator):
    guide, by = GuideFactory(), hub_administrator
    first = actions.publish_guide(guide=guide, seen=edition(draft_of(guide)), by=by)
    interview = InterviewFactory(review=review, guide_version=first)
    question = draft_of(guide).questions()["identify-opening"]
    newer = Question(key=question.key, text="Newer?", prompts=question.prompts)
    seen = edition(question)
    guide = actions.save_question(guide=guide, question=newer, stage="identify", seen=seen, by=by)
    second = actions.publish_guide(guide=guide, seen=edition(draft_of(guide)), by=by)
    other = InterviewFactory(review=review, guide_version=second)
    assert [
        (each.guide_version.number, guide_of(each)[0].questions[0].text)
        for each in review.interviews.order_by("pk")
    ] == [(1, OPENING), (2, "Newer?")]
    assert (interview.guide_version, other.guide_version) == (first, second)


@pytest.fixture
def planned(review):
    """A planned interview with version 1 of a guide that has version 2."""
    old = GuideVersionFactory(guide__title="Acute trusts")
    GuideVersionFactory(guide=old.guide, number=2, content=content(decide=[question("n", "New?")]))
    return InterviewFactory(review=review, number=5, guide_version=old, status="planned")


def test_detail_offers_the_newer_version_and_takes_it(as_reviewer, planned, reviewer):
    page = text(as_reviewer.get(planned.get_absolute_url()))
    assert "Guide Acute trusts, version 1 There is a newer one. Take version 2" in page
    update = reverse("interviews:update_guide", args=[planned.review.slug, 5])
    response = as_reviewer.post(update, follow=True)
    assert said(response) == ["Interview 5 now follows Acute trusts, version 2."]
    planned.refresh_from_db()
    assert (planned.guide_version.number, newer_version(planned)) == (2, None)
    assert last_event() == (
        "interview.guide_chosen",
        "gave interview 5 the guide “Acute trusts, version 2”",
    )
    again = as_reviewer.post(update, follow=True)
    assert said(again) == ["The guide stays as it is: there is no newer one for it."]


def test_guide_stays_once_words_were_recorded(as_reviewer, planned, reviewer):
    segment = SegmentFactory(interview=planned)
    Segment.objects.filter(pk=segment.pk).update(deleted_at=timezone.now())
    assert "There is a newer one" not in text(as_reviewer.get(planned.get_absolute_url()))
    update = reverse("interviews:update_guide", args=[planned.review.slug, 5])
    as_reviewer.post(update)
    edit = reverse("interviews:edit", args=[planned.review.slug, 5])
    field = as_reviewer.get(edit).context["form"]["guide"]
    assert [label for _, label in field.field.choices] == ["Acute trusts, version 1"]
    given = plan(planned.review, reviewer, planned.participants.get(), guide="standard")
    assert errors(as_reviewer.post(edit, given)) == {"guide": ["Select a guide from the list"]}
    with pytest.raises(ValidationError):
        actions.choose_guide(interview=planned, version=None, by=reviewer)
    planned.refresh_from_db()
    assert planned.guide_version.number == 1


def test_edit_changes_the_guide_and_says_so_in_the_log(as_reviewer, planned, reviewer):
    edit = reverse("interviews:edit", args=[planned.review.slug, 5])
    assert as_reviewer.get(edit).context["form"]["guide"].value() == str(planned.guide_version_id)
    as_reviewer.post(
        edit, plan(planned.review, reviewer, planned.participants.get(), guide="standard")
    )
    planned.refresh_from_db()
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert (planned.guide_version, list(verbs)) == (
        None,
        ["interview.guide_chosen", "interview.edited"],
    )


def test_record_page_shows_the_questions_for_those_who_are_there_first(as_reviewer, review):
    mine = question("a", "All?", prompts=[("p", "P")])
    version = GuideVersionFactory(
        content=content(identify=[question("b", "Boards?", EXECUTIVE), mine])
    )
    interview = InterviewFactory(review=review, guide_version=version, status="planned")
    page = as_reviewer.get(reverse("interviews:record", args=[review.slug, interview.number]))
    stage = page.context["guide_stages"][0]
    assert ([each.key for each in stage.questions], [each.key for each in stage.others]) == (
        ["a"],
        ["b"],
    )
    assert "0 of 1 asked 0 of 1 covered" in text(page)
    assert "For other role groups" in text(page)


def test_unasked_leaves_out_what_was_asked_covered_or_is_for_others(review, reviewer):
    version = GuideVersionFactory(
        content=content(
            identify=[
                question("a", "Asked?", prompts=[("p", "Covered"), ("q", "Not covered")]),
                question("b", "Boards?", EXECUTIVE),
            ],
            decide=[question("c", "Not asked?")],
            implement=[question("d", "Deleted?")],
        )
    )
    interview = InterviewFactory(review=review, guide_version=version)
    SegmentFactory(interview=interview, kind="question", question="a")
    SegmentFactory(interview=interview, kind="question", question="d", deleted_at=timezone.now())
    CoveredPrompt.objects.create(interview=interview, key="p", by=reviewer)
    left_out = unasked(interview)
    assert [
        (each.stage.key, [one.key for one in each.questions], [one.key for one in each.prompts])
        for each in left_out.stages
    ] == [("identify", [], ["q"]), ("decide", ["c"], []), ("implement", ["d"], [])]
    assert left_out.words == "Of the guide 2 questions were not asked and 1 prompt was not covered"


def test_end_page_says_what_was_not_asked_and_does_not_block(as_reviewer, review):
    version = GuideVersionFactory(content=content(decide=[question("c", "Not asked?")]))
    interview = InterviewFactory(review=review, guide_version=version, status="in-progress")
    SegmentFactory(interview=interview, stage="identify")
    end = reverse("interviews:end", args=[review.slug, interview.number])
    page = text(as_reviewer.get(end))
    assert "Of the guide 3 questions were not asked and 13 prompts were not covered" in page
    assert "Deciding whether to adopt Not asked: Not asked?" in page
    as_reviewer.post(end)
    interview.refresh_from_db()
    assert interview.status == Interview.Status.COMPLETED


def test_reviewers_read_guides_and_cannot_edit_them(as_reviewer, review):
    version = GuideVersionFactory()
    where = reverse("interviews:guides", args=[review.slug])
    page = as_reviewer.get(where)
    assert (page.context["version"], "Version 1, published on" in text(page)) == (version, True)
    assert as_reviewer.get(where, {"guide": "standard"}).context["version"] is None
    assert as_reviewer.get(where, {"guide": "nonsense"}).context["version"] == version
    for name in ("detail", "publish", "preview"):
        assert (
            as_reviewer.get(reverse(f"guides:{name}", args=[version.guide_id])).status_code == 403
        )


def test_guide_of_an_interview_costs_one_query(review, django_assert_num_queries):
    version = GuideVersionFactory()
    interview = InterviewFactory(review=review, guide_version=version)
    interview = review.interviews.get(pk=interview.pk)
    with django_assert_num_queries(1):
        guide_of(interview)


@pytest.mark.parametrize("n", [1, 3])
def test_reading_and_choosing_cost_the_same_for_any_number_of_guides(
    as_reviewer, review, django_assert_num_queries, n
):
    for _ in range(n):
        InterviewFactory(review=review, guide_version=GuideVersionFactory(), status="planned")
    url = reverse("interviews:guides", args=[review.slug])
    as_reviewer.get(url)
    with django_assert_num_queries(6):
        as_reviewer.get(url)
    interview = review.interviews.select_related("guide_version__guide").latest("number")
    with django_assert_num_queries(2):
        guide_choices(review, interview)
