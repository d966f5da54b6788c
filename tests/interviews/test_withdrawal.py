"""Withdrawal: out of every count, every quote and every later report; its words for nobody."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import RoleGroup
from interviews.actions.consents import take_back_consent
from interviews.actions.participants import withdraw_participant
from interviews.models import Consent, Interview, Participant, Recording
from interviews.queries import coded_passages, coverage, identities, people_interviewed
from interviews.queries.withdrawal import last_left_at, withdrawal_effects
from reports.actions import Overtaken, release_report
from reports.queries.evidence import evidence_grid, usable_quotes
from reports.queries.grid import grid
from reports.queries.passages import marked_passages
from reports.queries.review_page import interview_counts
from reports.queries.rounds import choose, rounds_with_evidence
from reports.queries.start import news, reviewer_tasks
from reports.snapshot import make_snapshot
from tests.factories.core import MembershipFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)
from tests.factories.reports import ReportFactory

SAID = "only Wenna ever said this"
MADE_AT = timezone.now()


def hold(review, *people, words, speaker=None, **interview):
    """An interview that has ended, with one passage cleared to be quoted."""
    held = InterviewFactory(
        review=review,
        number=review.interviews.count() + 1,
        participants=people,
        ended_at=timezone.now(),
        **interview,
    )
    segment = SegmentFactory(interview=held, participant=speaker, text=words)
    passage = PassageFactory(start_segment=segment, anonymised_quote=words, is_usable=True)
    CodingFactory(passage=passage)
    return held


@pytest.fixture
def others(review):
    """Three other people, each interviewed, of whom nothing may change."""
    people = [
        ParticipantFactory(review=review, pseudonym=f"P{n:02d}", role_group=group)
        for n, group in enumerate(
            (RoleGroup.EXECUTIVE, RoleGroup.FRONT_LINE, RoleGroup.FRONT_LINE), start=1
        )
    ]
    for person in people:
        hold(review, person, words=f"{person} speaks of networks here")
    return people


@pytest.fixture
def wenna(review, others):
    return ParticipantFactory(review=review, pseudonym="P07", identity__name="Wenna Tregarth")


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


def url(page, who, *more):
    return reverse(f"interviews:{page}", args=[who.review.slug, who.pseudonym, *more])


def everything(review):
    """All that is counted, quoted and traced anywhere, as far as it tells people apart."""
    framework = get_framework(review.influences_ref)
    dashboard = grid(choose(rounds_with_evidence(), []), framework)
    return {
        "passages": coded_passages([review]),
        "people": people_interviewed([review]),
        "coverage": coverage(review),
        "evidence": evidence_grid([review]),
        "quotes": usable_quotes(review),
        "traced": marked_passages(review, "good-networks"),
        "counts": interview_counts(review),
        "dashboard": (dashboard.n_people, [row.words for s in dashboard.stages for row in s.rows]),
        "news": [(n.interviews, n.passages) for n in news([review], timezone.now())],
        "tasks": reviewer_tasks([review], timezone.now()),
        "snapshot": make_snapshot(review, at=MADE_AT),
    }


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "by", "object_id", "detail"))


def test_after_a_withdrawal_all_is_as_if_they_had_never_spoken(review, others, reviewer):
    # One who has left has no interview to come, but is still somebody to find in words.
    before = everything(review)
    wenna = ParticipantFactory(review=review, pseudonym="P07", identity__name="Wenna Tregarth")
    hold(review, wenna, words=SAID)
    InterviewFactory(
        review=review,
        number=90,
        participants=[wenna],
        status=Interview.Status.PLANNED,
        scheduled_at=timezone.now() + timedelta(hours=1),
    )
    InterviewFactory(
        review=review, number=91, participants=[wenna], status=Interview.Status.IN_PROGRESS
    )
    between = everything(review)
    assert all(between[part] != before[part] for part in before)
    assert SAID in json.dumps(between["snapshot"])
    withdraw_participant(participant=wenna, by=reviewer)
    after = everything(review)
    assert after == before
    assert SAID not in json.dumps(after["snapshot"])
    assert "P07" not in str(after)
    assert "Wenna Tregarth" in [each.name for each in identities(review)]


def test_joint_interview_stops_counting_for_everybody_in_it(review, others, wenna, reviewer):
    before = everything(review)
    newcomer = ParticipantFactory(review=review, pseudonym="P08")
    hold(review, wenna, newcomer, words="What P08 said beside Wenna", speaker=newcomer)
    withdraw_participant(participant=wenna, by=reviewer)
    after = everything(review)
    for part in ("passages", "people", "evidence", "quotes", "traced", "snapshot", "dashboard"):
        assert after[part] == before[part], part


def test_planned_joint_interview_goes_ahead_with_the_others(review, others, wenna, reviewer):
    joint = InterviewFactory(
        review=review,
        number=9,
        participants=[wenna, others[0]],
        status=Interview.Status.PLANNED,
    )
    alone = InterviewFactory(
        review=review, number=10, participants=[wenna], status=Interview.Status.PLANNED
    )
    withdraw_participant(participant=wenna, by=reviewer)
    assert list(joint.participants.all()) == [others[0]]
    assert list(alone.participants.all()) == [wenna]
    assert list(review.interviews.counting().filter(status="planned")) == [joint]


def test_effects_are_what_then_happens(review, others, wenna, reviewer):
    mine = hold(review, wenna, words=SAID)
    joint = hold(review, wenna, others[1], words="Both of us")
    PassageFactory(start_segment__interview=mine)
    Recording.objects.create(
        interview=joint, content_type="audio/webm", start_ms=0, by=reviewer, n_slices=0
    )
    planned = InterviewFactory(review=review, number=9, participants=[wenna], status="planned")
    with_other = InterviewFactory(
        review=review, number=10, participants=[wenna, others[2]], status="planned"
    )
    report = ReportFactory(review=review, ready=True)
    release_report(report=report, by=reviewer)
    effects = withdrawal_effects(wenna)
    assert (effects.held, effects.called_off, effects.without) == (
        [mine, joint],
        [planned],
        [with_other],
    )
    assert (effects.others, effects.n_passages, effects.n_quotes, effects.n_with_sound) == (
        ["P02"],
        3,
        2,
        1,
    )
    assert [each.version for each in effects.released] == [report.version]
    n_before = len(coded_passages([review]))
    withdraw_participant(participant=wenna, by=reviewer)
    assert n_before - len(coded_passages([review])) == 2  # one of the three was not coded
    assert events()[-1] == (
        "participant.withdrawn",
        reviewer.pk,
        str(wenna.pk),
        {
            "pseudonym": "P07",
            "interviews": 2,
            "planned": 2,
            "passages": 3,
            "quotes": 2,
            "sound": 1,
        },
    )


def test_page_says_what_happens_and_asks_for_the_pseudonym(
    review, others, wenna, reviewer, as_reviewer
):
    hold(review, wenna, words=SAID)
    hold(review, wenna, others[1], words="Both of us")
    release_report(report=ReportFactory(review=review, ready=True), by=reviewer)
    page = as_reviewer.get(url("withdraw", wenna))
    words = " ".join(page.content.decode().split())
    for said in (
        "2 interviews no longer count, and nobody can read them any more",
        "This goes for P02 too, who took part",
        "2 marked passages no longer count, and 2 cleared quotes can no longer be printed.",
        "Version 1 of the report was released on",
        "cannot be undone",
    ):
        assert said in words
    assert SAID not in words
    for typed in ("", "P70", "Wenna Tregarth"):
        response = as_reviewer.post(url("withdraw", wenna), {"pseudonym": typed})
        assert (response.status_code, len(response.context["form"].errors)) == (200, 1)
    wenna.refresh_from_db()
    assert wenna.withdrawn_at is None
    response = as_reviewer.post(url("withdraw", wenna), {"pseudonym": " p07 "})
    assert (response.status_code, response.url) == (
        302,
        reverse("interviews:participants", args=[review.slug]),
    )
    wenna.refresh_from_db()
    assert wenna.withdrawn_at is not None


def test_withdrawing_twice_changes_nothing(wenna, reviewer, as_reviewer):
    first = withdraw_participant(participant=wenna, by=reviewer).withdrawn_at
    withdraw_participant(participant=wenna, by=reviewer)
    for response in (
        as_reviewer.get(url("withdraw", wenna)),
        as_reviewer.post(url("withdraw", wenna), {"pseudonym": "P07"}),
    ):
        assert (response.status_code, response.url) == (302, url("participant", wenna))
    wenna.refresh_from_db()
    assert (wenna.withdrawn_at, len(events())) == (first, 1)


def test_interview_page_says_why_its_words_are_gone(review, others, wenna, reviewer, as_reviewer):
    held = hold(review, wenna, words=SAID)
    page = held.get_absolute_url()
    assert SAID in as_reviewer.get(page).content.decode()
    withdraw_participant(participant=wenna, by=reviewer)
    words = as_reviewer.get(page).content.decode()
    assert SAID not in words
    assert "nobody can read its words any more" in words
    args = [review.slug, held.number]
    assert reverse("interviews:record", args=args) not in words
    assert held.segments.get().text == SAID  # kept, but for nobody


@pytest.mark.parametrize("how", ["withdrawn", "quote", "record"])
def test_versions_built_before_are_neither_read_nor_released(
    review, wenna, reviewer, as_reviewer, how
):
    hold(review, wenna, words=SAID)
    released = ReportFactory(review=review, released=True)
    old = ReportFactory(review=review, ready=True)
    if how == "withdrawn":
        withdraw_participant(participant=wenna, by=reviewer)
    else:
        take_back_consent(
            participant=wenna, consent=Consent(how), on=timezone.localdate(), by=reviewer
        )
    is_overtaken = how != "record"
    pages = {name: reverse(f"reports:{name}", args=[review.slug, 2]) for name in (
        "detail", "pdf", "release"
    )}  # fmt: skip
    found = {name: as_reviewer.get(page).status_code for name, page in pages.items()}
    assert set(found.values()) == ({302} if is_overtaken else {200})
    as_reviewer.post(pages["release"])
    old.refresh_from_db()
    assert (old.released_at is None) == is_overtaken
    assert as_reviewer.get(reverse("reports:detail", args=[review.slug, 1])).status_code == 200
    listed = as_reviewer.get(reverse("reports:list", args=[review.slug]))
    assert listed.context["overtaken"] == ([old] if is_overtaken else [])
    assert released.released_at is not None


def test_version_built_afterwards_can_be_released(review, others, wenna, reviewer):
    withdraw_participant(participant=wenna, by=reviewer)
    report = ReportFactory(review=review, ready=True)
    assert release_report(report=report, by=reviewer).released_at is not None


def test_version_asked_for_before_and_built_afterwards_is_not_released(
    review, others, wenna, reviewer
):
    report = ReportFactory(review=review)
    withdraw_participant(participant=wenna, by=reviewer)
    type(report).objects.update(status="ready")
    with pytest.raises(Overtaken):
        release_report(report=report, by=reviewer)


def test_start_page_asks_for_a_new_report(review, others, wenna, reviewer):
    report = ReportFactory(review=review, ready=True)
    withdraw_participant(participant=wenna, by=reviewer)
    [tasks] = reviewer_tasks([review], timezone.now())
    assert f"Release version {report.version} of the report" not in [t.action for t in tasks.tasks]
    assert "Build a new report" in [task.action for task in tasks.tasks]


def test_last_left_at_keeps_reviews_apart(review, others, wenna, reviewer):
    assert last_left_at([review]) == {}
    ParticipantFactory(withdrawn_at=timezone.now())
    assert last_left_at([review]) == {}
    withdraw_participant(participant=wenna, by=reviewer)
    wenna.refresh_from_db()
    assert last_left_at([review]) == {review.pk: wenna.withdrawn_at}


@pytest.mark.parametrize("n", [1, 3])
def test_withdraw_page_costs_the_same_for_any_number(
    review, wenna, as_reviewer, django_assert_num_queries, n
):
    for _ in range(n):
        hold(review, wenna, ParticipantFactory(review=review), words=SAID)
    as_reviewer.get(url("withdraw", wenna))
    with django_assert_num_queries(12):
        as_reviewer.get(url("withdraw", wenna))


def test_withdrawal_names_nobody_in_the_log(review, wenna, reviewer):
    hold(review, wenna, words=SAID)
    withdraw_participant(participant=wenna, by=reviewer)
    assert "Tregarth" not in str(events())
    assert SAID not in str(events())


def test_hub_staff_see_nothing_of_it_on_the_dashboard(review, others, wenna, reviewer, signed_in):
    hold(review, wenna, words=SAID)
    withdraw_participant(participant=wenna, by=reviewer)
    hub = signed_in(MembershipFactory(role=Role.HUB_STAFF).user)
    for page in (
        reverse("dashboard:overview"),
        reverse("dashboard:influence", args=["good-networks"]),
        reverse("reports:influence", args=[review.slug, "good-networks"]),
    ):
        words = hub.get(page).content.decode()
        assert SAID not in words
        assert "P07" not in words
    assert Participant.objects.taking_part().filter(review=review).count() == 3
