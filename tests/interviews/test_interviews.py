"""Interviews: list, plan, change, read. Names are not on these pages."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import RoleGroup
from interviews.actions.interviews import InterviewPlan, plan_interview
from interviews.guide import guide_of
from interviews.models import Interview, Segment, SegmentVersion
from tests.factories.core import MembershipFactory, UserFactory
from tests.factories.interviews import InterviewFactory, ParticipantFactory, SegmentFactory

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def urls(review):
    return {
        "list": reverse("interviews:list", args=[review.slug]),
        "add": reverse("interviews:add", args=[review.slug]),
        "detail": reverse("interviews:detail", args=[review.slug, 1]),
        "edit": reverse("interviews:edit", args=[review.slug, 1]),
    }


@pytest.fixture
def wenna(review):
    return ParticipantFactory(
        review=review, pseudonym="P07", division="Surgery", identity__name="Wenna Tregarth"
    )


@pytest.fixture
def interview(review, wenna, reviewer):
    interview = InterviewFactory(
        review=review, number=1, participants=[wenna], status=Interview.Status.PLANNED
    )
    interview.reviewers.set([reviewer])
    return interview


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


def typed(*participants, reviewers, **changes):
    return {
        "participants": [each.pk for each in participants],
        "reviewers": [each.pk for each in reviewers],
        "mode": "video",
        "place": "Room 4",
        "minutes": "45",
        "date_day": "4",
        "date_month": "5",
        "date_year": "2026",
        "time": "14:30",
    } | changes


def errors(response):
    return {
        field: [str(error) for error in found]
        for field, found in response.context["form"].errors.items()
    }


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "by", "object_id", "detail"))


def test_guide_follows_the_framework_of_the_review(review):
    stages = guide_of(InterviewFactory(review=review))
    assert [(each.key, each.title, len(each.prompts)) for each in stages] == [
        ("identify", "Identifying innovations", 9),
        ("decide", "Deciding whether to adopt", 5),
        ("implement", "Implementing and sustaining", 4),
    ]
    assert stages[1].questions[0].text == (
        "When a member of staff comes back with an innovation, what happens next?"
    )
    assert (stages[0].prompts[0].key, stages[0].prompts[0].title) == (
        "clear-narrative",
        "Clear innovation narrative",
    )


def test_plan_keeps_who_how_and_when(review, wenna, reviewer, as_reviewer, urls):
    InterviewFactory(review=review, number=8)
    other = ParticipantFactory(review=review, pseudonym="P08")
    response = as_reviewer.post(urls["add"], typed(wenna, other, reviewers=[reviewer]))
    assert (response.status_code, response.url) == (302, urls["list"])
    interview = Interview.objects.get(number=9)
    assert (interview.review, interview.mode, interview.status) == (review, "video", "planned")
    assert (interview.place, interview.minutes) == ("Room 4", 45)
    assert interview.scheduled_at == datetime(2026, 5, 4, 13, 30, tzinfo=UTC)  # British summer time
    assert list(interview.participants.all()) == [wenna, other]
    assert list(interview.reviewers.all()) == [reviewer]
    detail = {"number": 9, "participants": ["P07", "P08"]}
    assert events() == [("interview.planned", reviewer.pk, str(interview.pk), detail)]


@pytest.mark.parametrize("time", ["14.30", "1430", "2:30pm", "2.30 PM"])
def test_plan_takes_times_as_people_write_them(wenna, reviewer, as_reviewer, urls, time):
    as_reviewer.post(urls["add"], typed(wenna, reviewers=[reviewer], time=time))
    scheduled = timezone.localtime(Interview.objects.get().scheduled_at)
    assert (scheduled.hour, scheduled.minute) == (14, 30)


def test_plan_without_date_and_time(wenna, reviewer, as_reviewer, urls):
    no_date = dict.fromkeys(["date_day", "date_month", "date_year", "time"], "")
    as_reviewer.post(urls["add"], typed(wenna, reviewers=[reviewer]) | no_date)
    assert Interview.objects.get().scheduled_at is None


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"participants": []}, {"participants": ["Select who is interviewed"]}),
        ({"reviewers": []}, {"reviewers": ["Select who interviews"]}),
        ({"mode": "telegram"}, {"mode": ["Select in person, by video or by phone"]}),
        ({"time": ""}, {"time": ["Enter the time as well"]}),
        ({"time": "noon"}, {"time": ["Time must be a real time, like 14:30"]}),
        ({"date_month": "13"}, {"date": ["Date must be a real date"]}),
        (
            {"place": "Tregarth’s office"},
            {"place": ["Say the place without what names a participant: Tregarth"]},
        ),
        ({"minutes": ""}, {"minutes": ["Enter minutes it takes"]}),
        ({"minutes": "4"}, {"minutes": ["Minutes it takes must be 5 or more"]}),
        ({"minutes": "481"}, {"minutes": ["Minutes it takes must be 480 or less"]}),
        ({"place": "x" * 201}, {"place": ["Place must be 200 characters or fewer"]}),
        (
            {"date_day": "", "date_month": "", "date_year": ""},
            {"date": ["Enter the date as well"]},
        ),
    ],
)
def test_plan_says_what_is_wrong(wenna, reviewer, as_reviewer, changes, found):
    url = reverse("interviews:add", args=[wenna.review.slug])
    response = as_reviewer.post(url, typed(wenna, reviewers=[reviewer]) | changes)
    assert response.status_code == 200
    assert errors(response) == found
    assert not Interview.objects.exists()


def test_plan_offers_only_those_who_take_part_here(review, wenna, reviewer, as_reviewer, urls):
    InterviewFactory(review=review, number=3, participants=[wenna])
    new = ParticipantFactory(review=review, pseudonym="P20")
    gone = ParticipantFactory(review=review, withdrawn_at=timezone.now())
    elsewhere = ParticipantFactory()
    lead = MembershipFactory(role=Role.TRUST_LEAD, organisation=review.organisation).user
    form = as_reviewer.get(f"{urls['add']}?participant=P07").context["form"]
    assert list(form.fields["participants"].queryset) == [new, wenna]
    assert list(form.fields["reviewers"].queryset) == [reviewer]
    assert form["participants"].value() == [wenna.pk]
    assert form.interviewed == {str(wenna.pk): "Already in interview 3"}
    for people, reviewers in (([gone], [reviewer]), ([elsewhere], [reviewer]), ([wenna], [lead])):
        response = as_reviewer.post(urls["add"], typed(*people, reviewers=reviewers))
        assert (response.status_code, len(errors(response))) == (200, 1)
    assert Interview.objects.count() == 1


def test_plan_without_participants_says_what_to_do(as_reviewer, urls):
    assert "Nobody to interview yet" in as_reviewer.get(urls["add"]).content.decode()


def test_several_are_planned_for_those_who_have_none(review, wenna, reviewer, as_reviewer):
    url = reverse("interviews:add_several", args=[review.slug])
    InterviewFactory(review=review, number=4, participants=[wenna])
    ParticipantFactory(review=review, withdrawn_at=timezone.now())
    first, second, third = ParticipantFactory.create_batch(3, review=review)
    form = as_reviewer.get(url).context["form"]
    assert form["participants"].value() == [first.pk, second.pk, third.pk]
    values = {
        "participants": [first.pk, third.pk],
        "reviewers": [reviewer.pk],
        "mode": "phone",
        "minutes": "30",
    }
    response = as_reviewer.post(url, values)
    assert (response.status_code, response.url) == (
        302,
        reverse("interviews:schedule", args=[review.slug]),
    )
    planned = review.interviews.filter(number__gt=4)
    assert [
        (each.number, list(each.participants.all()), list(each.reviewers.all()), each.minutes)
        for each in planned
    ] == [(5, [first], [reviewer], 30), (6, [third], [reviewer], 30)]
    assert [each.scheduled_at for each in planned] == [None, None]
    # Sent twice, it plans nothing twice: they are no longer among those who have none.
    assert as_reviewer.post(url, values).status_code == 200
    assert review.interviews.count() == 3


def test_several_for_nobody_says_so(review, reviewer, as_reviewer):
    url = reverse("interviews:add_several", args=[review.slug])
    assert "Everybody has an interview" in as_reviewer.get(url).content.decode()


def test_edit_changes_the_plan(interview, wenna, reviewer, as_reviewer, urls):
    other = ParticipantFactory(review=interview.review, pseudonym="P08")
    response = as_reviewer.post(urls["edit"], typed(other, reviewers=[reviewer]))
    assert (response.status_code, response.url) == (302, urls["detail"])
    interview.refresh_from_db()
    assert (interview.mode, list(interview.participants.all())) == ("video", [other])
    detail = {"number": 1, "participants": ["P08"]}
    assert events() == [("interview.edited", reviewer.pk, str(interview.pk), detail)]


def test_edit_form_begins_with_the_plan(interview, wenna, reviewer, as_reviewer, urls):
    interview.scheduled_at = datetime(2026, 5, 4, 13, 30, tzinfo=UTC)
    interview.save()
    form = as_reviewer.get(urls["edit"]).context["form"]
    page = as_reviewer.get(urls["edit"]).content.decode()
    assert form["participants"].value() == [wenna.pk]
    assert form["reviewers"].value() == [reviewer.pk]
    assert 'value="14:30"' in page


def test_edit_keeps_somebody_whose_words_are_there(interview, wenna, reviewer, as_reviewer, urls):
    SegmentFactory(interview=interview, participant=wenna)
    other = ParticipantFactory(review=interview.review)
    response = as_reviewer.post(urls["edit"], typed(other, reviewers=[reviewer]))
    assert errors(response) == {
        "participants": ["P07 must stay: the transcript has words of theirs"]
    }
    assert list(interview.participants.all()) == [wenna]
    assert events() == []


def test_edit_keeps_those_who_have_withdrawn_or_left(interview, wenna, reviewer, as_reviewer, urls):
    left = MembershipFactory(role=Role.REVIEWER, review=interview.review)
    interview.reviewers.add(left.user)
    left.delete()
    wenna.withdrawn_at = timezone.now()
    wenna.save()
    values = typed(wenna, reviewers=[reviewer, left.user])
    assert as_reviewer.post(urls["edit"], values).status_code == 302
    assert set(interview.reviewers.all()) == {reviewer, left.user}
    assert list(interview.participants.all()) == [wenna]


def test_list_shows_status_and_coverage_without_names(review, interview, wenna, as_reviewer, urls):
    executive = ParticipantFactory(review=review, pseudonym="P08", role_group=RoleGroup.EXECUTIVE)
    gone = ParticipantFactory(review=review, pseudonym="P09", withdrawn_at=timezone.now())
    InterviewFactory(review=review, number=2, participants=[executive])
    InterviewFactory(review=review, number=3, participants=[gone])
    page = as_reviewer.get(urls["list"])
    assert [(each.number, each.is_withdrawn) for each in page.context["interviews"]] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert [(each.done, each.people) for each in page.context["coverage"]] == [
        (1, 1),
        (0, 0),
        (0, 1),
        (0, 0),
    ]
    words = page.content.decode()
    assert "1 of 2 interviews completed" in words
    assert "P07, front line" in words
    assert "Tregarth" not in words


def test_list_without_interviews_says_what_to_do(review, as_reviewer, urls):
    assert "First add the people" in as_reviewer.get(urls["list"]).content.decode()
    ParticipantFactory(review=review)
    assert "Say who is interviewed" in as_reviewer.get(urls["list"]).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_any_number(
    review, as_reviewer, urls, django_assert_num_queries, n
):
    for interview in InterviewFactory.create_batch(n, review=review):
        interview.reviewers.set([UserFactory()])
        SegmentFactory.create_batch(n, interview=interview)
    as_reviewer.get(urls["list"])
    with django_assert_num_queries(9):
        as_reviewer.get(urls["list"])


def test_detail_shows_the_transcript_by_number_speaker_and_stage(
    interview, wenna, as_reviewer, urls
):
    SegmentFactory(
        interview=interview, position=2, kind="question", speaker="Interviewer", text="How?",
        stage="identify", start_ms=750_000,
    )  # fmt: skip
    SegmentFactory(interview=interview, position=5, speaker="P07", text=SCRIPT, stage="decide")
    SegmentFactory(interview=interview, position=7, kind="note", text="Phone rings")
    page = as_reviewer.get(urls["detail"])
    assert [
        (
            line.number,
            line.time,
            line.stage and line.stage.title,
            line.stage_number,
            line.n_versions,
        )
        for line in page.context["page"]
    ] == [
        (1, "12:30", "Identifying innovations", 1, 1),
        (2, "", "Deciding whether to adopt", 2, 1),
        (3, "", None, None, 1),
    ]
    words = page.content.decode()
    assert "Tregarth" not in words
    assert SCRIPT not in words
    assert "&lt;script&gt;alert" in words
    for shown in ("12:30", "Question", "Interviewer", "Note", "Outside the guide", "Phone rings"):
        assert shown in words


def test_detail_leads_to_the_history_of_a_changed_segment(interview, as_reviewer, urls):
    segment = SegmentFactory(interview=interview, text="First words")
    Segment.objects.update(version=2, text="Second words")
    SegmentVersion.objects.create(segment=segment, version=2, text="Second words")
    page = as_reviewer.get(urls["detail"])
    (line,) = page.context["page"]
    assert line.n_versions == 2
    words = page.content.decode()
    assert "First words" not in words
    args = [interview.review.slug, interview.number, segment.pk]
    assert reverse("interviews:segment_history", args=args) in words


def test_detail_shows_what_was_deleted_apart(interview, as_reviewer, urls):
    SegmentFactory(interview=interview, text="Stays")
    SegmentFactory(interview=interview, text="Went", deleted_at=timezone.now())
    page = as_reviewer.get(urls["detail"])
    assert [line.segment.text for line in page.context["page"]] == ["Stays"]
    assert [line.segment.text for line in page.context["deleted"]] == ["Went"]
    assert "Taken out of the transcript" in page.content.decode()


@pytest.mark.parametrize(
    ("status", "words"), [("planned", "No words yet"), ("completed", "There are no words in this")]
)
def test_detail_without_words_says_what_to_do(interview, as_reviewer, urls, status, words):
    Interview.objects.update(status=status)
    assert words in as_reviewer.get(urls["detail"]).content.decode()


def test_detail_of_a_long_transcript_has_pages(interview, as_reviewer, urls):
    Segment.objects.bulk_create(
        Segment(interview=interview, position=number, text=f"Words {number}")
        for number in range(1, 502)
    )
    page = as_reviewer.get(f"{urls['detail']}?page=2")
    assert [line.number for line in page.context["page"]] == [501]
    assert "Segments 501 to 501 of 501." in page.content.decode()


def test_detail_warns_when_somebody_has_withdrawn(interview, wenna, as_reviewer, urls):
    wenna.withdrawn_at = timezone.now()
    wenna.save()
    assert "This interview does not count" in as_reviewer.get(urls["detail"]).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_detail_costs_the_same_for_any_number(
    interview, as_reviewer, urls, django_assert_num_queries, n
):
    for segment in SegmentFactory.create_batch(n, interview=interview):
        SegmentVersion.objects.create(segment=segment, version=2, by=UserFactory())
    as_reviewer.get(urls["detail"])
    with django_assert_num_queries(13):
        as_reviewer.get(urls["detail"])


def test_interview_of_another_review_is_not_found(as_reviewer, urls):
    InterviewFactory(number=1)
    for url in (urls["detail"], urls["edit"]):
        assert as_reviewer.get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_interviews_planned_at_once_get_numbers_of_their_own(review, wenna, reviewer):
    plan = InterviewPlan(participants=[wenna], reviewers=[reviewer], mode="phone")

    def one(_):
        try:
            return plan_interview(review=review, plan=plan, by=reviewer).number
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(one, range(6))) == [1, 2, 3, 4, 5, 6]
