"""The schedule: by day, with clashes, and as a calendar file that names nobody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from interviews.actions.interviews import InterviewPlan, edit_interview
from interviews.actions.participants import withdraw_participant
from interviews.models import Interview
from interviews.queries.schedule import clashes_of, schedule
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory
from tests.factories.interviews import InterviewFactory, ParticipantFactory

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)  # a Monday


@pytest.fixture
def wenna(review):
    return ParticipantFactory(
        review=review, pseudonym="P07", division="Surgery", identity__name="Wenna Tregarth"
    )


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


@pytest.fixture
def url(review):
    return lambda page, *args: reverse(f"interviews:{page}", args=[review.slug, *args])


def plan(review, number, at, *people, reviewers=(), **more):
    interview = InterviewFactory(
        review=review,
        number=number,
        status=more.pop("status", Interview.Status.PLANNED),
        scheduled_at=at,
        participants=people or [ParticipantFactory(review=review)],
        **more,
    )
    interview.reviewers.set(reviewers)
    return interview


def numbers(slots):
    return [slot.interview.number for slot in slots]


def events_of(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_each_interview_is_in_its_one_place(review):
    ended, begun = Interview.Status.COMPLETED, Interview.Status.IN_PROGRESS
    plan(review, 1, NOON - timedelta(hours=13))  # yesterday at 23:00
    plan(review, 2, NOON - timedelta(hours=12))  # today at 0:00
    plan(review, 3, NOON + timedelta(hours=11, minutes=59))
    plan(review, 4, NOON + timedelta(hours=12))  # tomorrow at 0:00
    plan(review, 5, NOON + timedelta(days=3))
    plan(review, 6, None)
    plan(review, 7, NOON - timedelta(days=1), status=begun)
    plan(review, 8, NOON - timedelta(days=1), status=ended)
    plan(review, 9, NOON, ParticipantFactory(review=review, withdrawn_at=NOON))
    InterviewFactory(scheduled_at=NOON)
    found = schedule(review, now=NOON)
    assert (numbers(found.overdue), numbers(found.today), numbers(found.undated)) == (
        [1],
        [2, 3],
        [6],
    )
    assert [(str(each.day), numbers(each.slots)) for each in found.coming] == [
        ("2026-11-24", [4]),
        ("2026-11-26", [5]),
    ]
    assert (numbers(found.under_way), found.n) == ([7], 7)


def test_mine_are_those_i_hold(review, reviewer, as_reviewer, url):
    today = timezone.localtime().replace(hour=12)
    plan(review, 1, today, reviewers=[reviewer, UserFactory()])
    plan(review, 2, today, reviewers=[UserFactory()])
    assert numbers(as_reviewer.get(url("schedule")).context["schedule"].today) == [1, 2]
    mine = as_reviewer.get(url("schedule") + "?who=mine")
    assert numbers(mine.context["schedule"].today) == [1]
    [event] = events_of(as_reviewer.get(url("calendar") + "?who=mine"))
    assert event["summary"].startswith("Interview 1 with")


def test_page_says_who_when_where_how_and_by_whom(review, wenna, reviewer, as_reviewer, url):
    at = timezone.localtime().replace(hour=9, minute=30) + timedelta(days=2)
    plan(review, 4, at, wenna, reviewers=[reviewer], place="Room 4", mode="video", minutes=45)
    words = as_reviewer.get(url("schedule")).content.decode()
    for said in (
        "P07 Wenna Tregarth, front line, Surgery",
        "09:30–10:15",
        "By video, Room 4",
        f"By {reviewer}",
    ):
        assert said in words


@pytest.mark.parametrize("query", ["", "?who=mine"])
def test_empty_schedule_says_what_to_do(as_reviewer, url, query):
    words = as_reviewer.get(url("schedule") + query).content.decode()
    assert ("You have no interviews to hold" if query else "Nothing is planned") in words


@pytest.mark.parametrize(
    ("starts", "minutes", "clashes"),
    [
        (NOON - timedelta(minutes=60), 60, False),  # ends as the other begins
        (NOON - timedelta(minutes=60), 61, True),
        (NOON + timedelta(minutes=59), 30, True),
        (NOON + timedelta(minutes=60), 30, False),
        (NOON, 5, True),
        (NOON - timedelta(hours=7), 480, True),
        (None, 60, False),
    ],
)
def test_clash_is_an_overlap_with_the_same_person(review, wenna, starts, minutes, clashes):
    first = plan(review, 1, NOON, wenna)
    second = plan(review, 2, starts, wenna, minutes=minutes)
    at = timezone.localtime(starts).strftime("%H:%M") if starts else ""
    assert clashes_of(second) == (["P07 is also in interview 1 at 12:00"] if clashes else [])
    assert clashes_of(first) == ([f"P07 is also in interview 2 at {at}"] if clashes else [])
    shown = schedule(review, now=NOON)
    days = [shown.today, shown.overdue, shown.undated, *(each.slots for each in shown.coming)]
    by_number = {slot.interview.number: slot.clashes for slots in days for slot in slots}
    assert by_number == {1: clashes_of(first), 2: clashes_of(second)}


def test_clash_needs_somebody_who_is_in_both(review, wenna, reviewer):
    first = plan(review, 1, NOON, reviewers=[UserFactory()])
    assert clashes_of(first) == []
    plan(review, 2, NOON, wenna, reviewers=[reviewer])
    assert clashes_of(first) == []
    plan(review, 3, NOON, wenna, status=Interview.Status.COMPLETED)
    third = plan(review, 4, NOON, wenna, reviewers=[reviewer])
    assert clashes_of(third) == [
        "P07 is also in interview 2 at 12:00",
        f"{reviewer} is also in interview 2 at 12:00",
    ]


def test_clash_in_another_review_does_not_say_which(review, reviewer):
    other = ReviewFactory()
    MembershipFactory(role=Role.REVIEWER, user=reviewer, review=other)
    plan(other, 77, NOON, reviewers=[reviewer])
    mine = plan(review, 1, NOON, reviewers=[reviewer])
    assert clashes_of(mine) == [f"{reviewer} interviews in another review at 12:00"]


def typed(*people, reviewers, at, minutes=60):
    return {
        "participants": [each.pk for each in people],
        "reviewers": [each.pk for each in reviewers],
        "mode": "phone",
        "minutes": minutes,
        "date_day": at.day,
        "date_month": at.month,
        "date_year": at.year,
        "time": f"{at:%H:%M}",
        "guide": "",
    }


def test_planning_warns_of_a_clash_and_keeps_the_plan(review, wenna, reviewer, as_reviewer, url):
    plan(review, 1, NOON, wenna, reviewers=[reviewer])
    values = typed(wenna, reviewers=[reviewer], at=NOON)
    page = as_reviewer.post(url("add"), values, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Interview 2 has been planned.",
        f"Clash: P07 is also in interview 1 at 12:00. {reviewer} is also in interview 1 at 12:00.",
    ]
    assert Interview.objects.get(number=2).scheduled_at == NOON
    values = typed(wenna, reviewers=[reviewer], at=NOON + timedelta(hours=3))
    page = as_reviewer.post(url("edit", 2), values, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Interview 2 has been changed."
    ]


@pytest.mark.parametrize("n", [1, 3])
def test_schedule_costs_the_same_for_any_number(
    review, as_reviewer, url, django_assert_num_queries, n
):
    for number in range(n):
        people = ParticipantFactory.create_batch(n, review=review)
        plan(review, number, timezone.now(), *people, reviewers=UserFactory.create_batch(2))
    as_reviewer.get(url("schedule"))
    with django_assert_num_queries(8):
        as_reviewer.get(url("schedule"))
    with django_assert_num_queries(9):
        as_reviewer.get(url("calendar"))


# --- The calendar file ------------------------------------------------------------------------


def test_calendar_holds_every_dated_interview(review, wenna, reviewer, as_reviewer, url):
    plan(review, 1, NOON, wenna, reviewers=[reviewer], place="Room 4; level 2, \\north\nleft")
    plan(review, 2, None)
    response = as_reviewer.get(url("calendar"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{review.slug}-interviews.ics"'
    calendar = Calendar.from_ical(response.content)
    assert (calendar["version"], calendar["prodid"]) == (
        "2.0",
        "-//Adoption reviews//Schedule//EN",
    )
    [event] = calendar.walk("VEVENT")
    record = f"http://testserver{reverse('interviews:record', args=[review.slug, 1])}"
    assert event["summary"] == f"Interview 1 with P07 (front line): {review.organisation.name}"
    assert event["location"] == "Room 4; level 2, \\north\nleft"
    assert event["description"] == f"In person. Interviewers: {reviewer}.\n{record}"
    assert (event["url"], event["status"], event["class"]) == (record, "CONFIRMED", "PRIVATE")
    assert (event["dtstart"].dt, event["dtend"].dt) == (NOON, NOON + timedelta(hours=1))


def test_calendar_escapes_folds_and_ends_lines_as_the_standard_says(
    review, wenna, as_reviewer, url
):
    place = "Große Halle; Ebene 2, „Nord“ – " * 5
    plan(review, 1, NOON, wenna, place=place.strip())
    content = as_reviewer.get(url("calendar")).content
    lines = content.split(b"\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert "Halle\\; Ebene 2\\, „Nord“".encode() in content.replace(b"\r\n ", b"")
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["location"] == place.strip()


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 3, 28, 9, tzinfo=LONDON), "20260328T090000Z"),
        (datetime(2026, 3, 29, 9, tzinfo=LONDON), "20260329T080000Z"),
        (datetime(2026, 10, 24, 9, tzinfo=LONDON), "20261024T080000Z"),
        (datetime(2026, 10, 25, 9, tzinfo=LONDON), "20261025T090000Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=0), "20261025T003000Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1), "20261025T013000Z"),
    ],
)
def test_calendar_is_right_across_the_clock_change(review, as_reviewer, url, local, utc):
    plan(review, 1, local)
    content = as_reviewer.get(url("calendar")).content.decode()
    assert f"DTSTART:{utc}\r\n" in content
    [event] = events_of(as_reviewer.get(url("interview_calendar", 1)))
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=60)
    assert event["dtstart"].dt == local.astimezone(UTC)


def test_calendar_keeps_the_uid_and_counts_changes(review, wenna, reviewer, as_reviewer, url):
    interview = plan(review, 1, NOON, wenna)
    address = url("interview_calendar", 1)
    [first] = events_of(as_reviewer.get(address))
    assert as_reviewer.get(address).content == as_reviewer.get(address).content
    assert (first["sequence"], first["dtstamp"].dt) == (
        0,
        interview.created_at.astimezone(UTC).replace(microsecond=0),
    )
    change = InterviewPlan(
        participants=[wenna],
        reviewers=[reviewer],
        mode="video",
        scheduled_at=NOON + timedelta(days=1),
    )
    edit_interview(interview=interview, plan=change, by=reviewer)
    [second] = events_of(as_reviewer.get(address))
    edited = AuditEvent.objects.get(verb="interview.edited").at.replace(microsecond=0)
    assert (second["uid"], second["sequence"]) == (first["uid"], 1)
    assert second["dtstamp"].dt == second["last-modified"].dt == edited
    assert second["dtstart"].dt == NOON + timedelta(days=1)


def test_calendar_calls_off_what_a_withdrawal_ended(review, wenna, reviewer, as_reviewer, url):
    other = ParticipantFactory(review=review, pseudonym="P08", role_group="executive")
    plan(review, 1, NOON, wenna)
    plan(review, 2, NOON, wenna, other)
    before = {
        event["uid"]: event["sequence"] for event in events_of(as_reviewer.get(url("calendar")))
    }
    withdraw_participant(participant=wenna, by=reviewer)
    response = as_reviewer.get(url("calendar"))
    first, second = events_of(response)
    assert (first["status"], first["summary"]) == (
        "CANCELLED",
        f"Interview 1: {review.organisation.name}",
    )
    assert (second["status"], second["summary"]) == (
        "CONFIRMED",
        f"Interview 2 with P08 (executive and corporate): {review.organisation.name}",
    )
    assert {event["uid"]: event["sequence"] for event in (first, second)} == {
        uid: sequence + 1 for uid, sequence in before.items()
    }
    assert b"P07" not in response.content


def test_calendar_names_nobody(review, wenna, as_reviewer, url):
    wenna.identity.email, wenna.identity.job_title = "wenna@trust.example", "Head of surgery"
    wenna.identity.save()
    plan(review, 1, NOON, wenna, place="Room 4")
    plan(review, 2, NOON, wenna, place="Office of Wenna Tregarth")  # entered before she was added
    for address in (url("calendar"), url("interview_calendar", 1), url("interview_calendar", 2)):
        content = as_reviewer.get(address).content.replace(b"\r\n ", b"").decode()
        for said in ("Wenna", "Tregarth", "wenna@", "Head of surgery", "Surgery"):
            assert said not in content
    assert b"LOCATION" not in as_reviewer.get(url("interview_calendar", 2)).content


def test_calendar_of_an_interview_without_a_date_is_not_found(review, as_reviewer, url):
    plan(review, 1, None)
    assert as_reviewer.get(url("interview_calendar", 1)).status_code == 404
    assert as_reviewer.get(url("interview_calendar", 2)).status_code == 404


def test_calendar_of_nothing_is_a_calendar(as_reviewer, url):
    response = as_reviewer.get(url("calendar"))
    assert (response.status_code, events_of(response)) == (200, [])


def test_calendar_leaves_out_characters_that_break_it(review, wenna, as_reviewer, url):
    plan(review, 1, NOON, wenna, place="Room\x0b 4\x1b[1m\r\nBEGIN:VEVENT")
    response = as_reviewer.get(url("calendar"))
    [event] = events_of(response)
    assert event["location"] == "Room 4[1m\nBEGIN:VEVENT"
