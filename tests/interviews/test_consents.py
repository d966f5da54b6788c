"""Consents: given on days of their own, corrected, taken back one by one, and their history."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from interviews import sound_store
from interviews.actions.consents import Agreed, give_consents, take_back_consent
from interviews.actions.participants import withdraw_participant
from interviews.models import Consent, Recording, RecordingSlice
from interviews.queries import coded_passages
from interviews.queries.participants import consent_history
from tests.factories.core import UserFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
)

FOURTH, FIFTH = date(2026, 5, 4), date(2026, 5, 5)


@pytest.fixture
def wenna(review):
    """Somebody who was asked nothing yet."""
    return ParticipantFactory(
        review=review,
        pseudonym="P07",
        identity__name="Wenna Tregarth",
        consent_to_interview=False,
        consent_to_record=False,
        consent_to_quote=False,
    )


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(page, *more):
    return lambda who: reverse(f"interviews:{page}", args=[who.review.slug, who.pseudonym, *more])


consents_url, page_url = url("consents"), url("participant")


def typed(day, by, *consents):
    return {
        "consents": consents,
        "agreed_on_day": day.day,
        "agreed_on_month": day.month,
        "agreed_on_year": day.year,
        "asked_by": by.pk,
    }


def told(day):
    return {"on_day": day.day, "on_month": day.month, "on_year": day.year}


def states(who):
    who.refresh_from_db()
    return {str(each.consent): (each.is_given, each.on, each.by) for each in who.consents}


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "by", "object_id", "detail"))


def errors(response):
    return {
        field: [str(error) for error in found]
        for field, found in response.context["form"].errors.items()
    }


def recording(interview, by, data=b"sound"):
    """A recording of one slice in the storage, and the slice's file."""
    row = Recording.objects.create(
        interview=interview, content_type="audio/webm", start_ms=0, by=by
    )
    checksum = hashlib.sha256(data).hexdigest()
    file = sound_store.store_slice(row, 0, data)
    RecordingSlice.objects.create(
        recording=row,
        number=0,
        start_ms=0,
        duration_ms=5000,
        size=len(data),
        sha256=checksum,
        file=file,
    )
    return row, file


def test_consents_of_different_days_keep_their_own(wenna, reviewer, as_reviewer):
    first = typed(FOURTH, reviewer, "interview", "record")
    response = as_reviewer.post(consents_url(wenna), first)
    assert (response.status_code, response.url) == (302, page_url(wenna))
    as_reviewer.post(consents_url(wenna), typed(FIFTH, reviewer, "quote"))
    assert states(wenna) == {
        "interview": (True, FOURTH, reviewer),
        "record": (True, FOURTH, reviewer),
        "quote": (True, FIFTH, reviewer),
    }
    about = (reviewer.pk, str(wenna.pk))
    asked = {"pseudonym": "P07", "asked_by": reviewer.pk}
    assert events() == [
        ("consent.given", *about, asked | {"consent": "interview", "on_day": "2026-05-04"}),
        ("consent.given", *about, asked | {"consent": "record", "on_day": "2026-05-04"}),
        ("consent.given", *about, asked | {"consent": "quote", "on_day": "2026-05-05"}),
    ]


def test_day_and_asker_of_one_consent_can_be_corrected(wenna, reviewer, as_reviewer):
    asker = UserFactory()
    agreed = {Consent.INTERVIEW: Agreed(FOURTH, asker), Consent.QUOTE: Agreed(FOURTH, asker)}
    give_consents(participant=wenna, agreed=agreed, by=reviewer)
    form = as_reviewer.get(f"{consents_url(wenna)}?consent=quote&consent=nonsense").context["form"]
    assert (form["consents"].value(), form["agreed_on"].value(), form["asked_by"].value()) == (
        [Consent.QUOTE],
        FOURTH,
        asker.pk,
    )
    as_reviewer.post(consents_url(wenna), typed(FIFTH, asker, "quote"))
    assert states(wenna) == {
        "interview": (True, FOURTH, asker),
        "record": (False, None, None),
        "quote": (True, FIFTH, asker),
    }
    assert [verb for verb, *_ in events()] == ["consent.given"] * 2 + ["consent.corrected"]
    as_reviewer.post(consents_url(wenna), typed(FIFTH, asker, "quote"))
    assert len(events()) == 3  # the same again is no event


def test_consent_page_begins_with_today_and_who_asks(wenna, reviewer, as_reviewer):
    page = as_reviewer.get(consents_url(wenna))
    assert page.context["form"].initial == {
        "consents": [],
        "agreed_on": timezone.localdate(),
        "asked_by": reviewer.pk,
    }
    assert "(optional)" not in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"consents": []}, {"consents": ["Select what they agreed to"]}),
        ({"consents": ["soul"]}, {"consents": ["Select from the list"]}),
        (
            {"agreed_on_year": "2999"},
            {"agreed_on": ["Date they agreed must be today or in the past"]},
        ),
        (
            {"agreed_on_day": "", "agreed_on_month": "", "agreed_on_year": ""},
            {"agreed_on": ["Enter the date they agreed"]},
        ),
        ({"asked_by": ""}, {"asked_by": ["Select the reviewer who asked them"]}),
    ],
)
def test_consent_page_says_what_is_wrong(wenna, reviewer, as_reviewer, changes, found):
    response = as_reviewer.post(consents_url(wenna), typed(FOURTH, reviewer, "interview") | changes)
    assert response.status_code == 200
    assert errors(response) == found
    assert events() == []


def test_taking_back_keeps_the_day_and_who_was_told(wenna, reviewer, as_reviewer):
    give_consents(participant=wenna, agreed={Consent.QUOTE: Agreed(FOURTH, reviewer)}, by=reviewer)
    take_back = url("take_back", "quote")(wenna)
    assert as_reviewer.get(take_back).status_code == 200
    response = as_reviewer.post(take_back, told(FIFTH))
    assert (response.status_code, response.url) == (302, page_url(wenna))
    assert states(wenna)["quote"] == (False, FIFTH, reviewer)
    detail = {"pseudonym": "P07", "consent": "quote", "on_day": "2026-05-05"}
    assert events()[-1] == ("consent.taken_back", reviewer.pk, str(wenna.pk), detail)
    assert (
        "<strong>Taken back</strong> on 5 May 2026"
        in as_reviewer.get(page_url(wenna)).content.decode()
    )
    # What is not given cannot be taken back again.
    assert as_reviewer.post(take_back, told(FIFTH)).url == page_url(wenna)
    assert len(events()) == 2
    give_consents(participant=wenna, agreed={Consent.QUOTE: Agreed(FIFTH, reviewer)}, by=reviewer)
    assert states(wenna)["quote"] == (True, FIFTH, reviewer)


def test_take_back_of_an_unknown_consent_is_not_found(wenna, as_reviewer):
    assert as_reviewer.get(url("take_back", "soul")(wenna)).status_code == 404


def test_taking_back_to_quote_takes_every_quote_of_theirs(review, reviewer, as_reviewer):
    wenna, other = ParticipantFactory.create_batch(2, review=review)
    usable = {"is_usable": True, "anonymised_quote": "Nobody asks us."}
    theirs, joint, others = (
        InterviewFactory(review=review, participants=people)
        for people in ([wenna], [wenna, other], [other])
    )
    for interview in (theirs, joint, others):
        passage = PassageFactory(start_segment__interview=interview, **usable)
        CodingFactory(passage=passage)
    spoken = PassageFactory(
        start_segment__interview=joint, start_segment__participant=other, **usable
    )
    CodingFactory(passage=spoken)
    take_back = url("take_back", "quote")(wenna)
    assert as_reviewer.get(take_back).context["n_quotes"] == 2
    as_reviewer.post(take_back, told(timezone.localdate()))
    assert [each.usable_quote for each in coded_passages([review])] == [
        "",
        "",
        "Nobody asks us.",
        "Nobody asks us.",
    ]


@pytest.mark.usefixtures("media")
def test_taking_back_to_record_deletes_the_sound_of_all_their_interviews(
    review, reviewer, as_reviewer, django_capture_on_commit_callbacks
):
    wenna, other = ParticipantFactory.create_batch(2, review=review)
    joint = InterviewFactory(review=review, participants=[wenna, other])
    others = InterviewFactory(review=review, participants=[other])
    (gone, gone_file), (kept, kept_file) = (recording(each, reviewer) for each in (joint, others))
    take_back = url("take_back", "record")(wenna)
    assert as_reviewer.get(take_back).context["n_with_sound"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        as_reviewer.post(take_back, told(timezone.localdate()))
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.deleted_because, gone.deleted_at is not None) == ("consent", True)
    assert (kept.deleted_because, kept.deleted_at) == ("", None)
    assert [sound_store.exists(file) for file in (gone_file, kept_file)] == [False, True]
    assert [verb for verb, *_ in events()] == ["consent.taken_back", "sound.deleted"]


@pytest.mark.usefixtures("media")
def test_sound_is_said_to_go_in_the_same_transaction(review, reviewer):
    """If the process dies before the files went, the sweep knows that they are to go."""
    wenna = ParticipantFactory(review=review)
    row, file = recording(InterviewFactory(review=review, participants=[wenna]), reviewer)
    take_back_consent(participant=wenna, consent=Consent.RECORD, on=FOURTH, by=reviewer)
    row.refresh_from_db()
    assert (row.deleted_because, row.deleted_at) == ("consent", None)
    assert sound_store.exists(file)


@pytest.mark.usefixtures("media")
def test_taking_back_another_consent_leaves_the_sound(
    review, reviewer, django_capture_on_commit_callbacks
):
    wenna = ParticipantFactory(review=review)
    row, file = recording(InterviewFactory(review=review, participants=[wenna]), reviewer)
    for consent in (Consent.QUOTE, Consent.INTERVIEW):
        with django_capture_on_commit_callbacks(execute=True):
            take_back_consent(participant=wenna, consent=consent, on=FOURTH, by=reviewer)
    row.refresh_from_db()
    assert (row.deleted_because, row.deleted_at) == ("", None)
    assert sound_store.exists(file)


def test_taking_back_to_be_interviewed_suggests_withdrawal(review, reviewer, as_reviewer):
    wenna = ParticipantFactory(review=review, pseudonym="P07")
    words = as_reviewer.get(page_url(wenna)).content.decode()
    assert "No longer agrees to be interviewed" not in words
    take_back_consent(participant=wenna, consent=Consent.INTERVIEW, on=FOURTH, by=reviewer)
    words = as_reviewer.get(page_url(wenna)).content.decode()
    assert "No longer agrees to be interviewed" in words
    assert words.count(f'href="{url("withdraw")(wenna)}"') == 2


def test_withdrawn_participant_gives_and_takes_back_nothing(review, reviewer):
    wenna = ParticipantFactory(review=review, pseudonym="P07")
    withdraw_participant(participant=wenna, by=reviewer)
    with pytest.raises(ValidationError, match="P07 has withdrawn"):
        give_consents(participant=wenna, agreed={Consent.QUOTE: Agreed()}, by=reviewer)
    with pytest.raises(ValidationError, match="P07 has withdrawn"):
        take_back_consent(participant=wenna, consent=Consent.QUOTE, on=FOURTH, by=reviewer)
    assert [verb for verb, *_ in events()] == ["participant.withdrawn"]


def test_history_tells_what_was_written_down_latest_first(wenna, reviewer, as_reviewer):
    asker = UserFactory(name="Una Penhale")
    give_consents(participant=wenna, agreed={Consent.QUOTE: Agreed(FOURTH, asker)}, by=reviewer)
    give_consents(participant=wenna, agreed={Consent.QUOTE: Agreed(FIFTH, asker)}, by=reviewer)
    take_back_consent(participant=wenna, consent=Consent.QUOTE, on=FIFTH, by=reviewer)
    other = ParticipantFactory(review=wenna.review, consent_to_quote=False)
    give_consents(participant=other, agreed={Consent.QUOTE: Agreed(FIFTH, asker)}, by=reviewer)
    found = consent_history(wenna)
    assert [(each.what, each.on, each.asked_by, each.by) for each in found] == [
        ("taken_back", FIFTH, None, reviewer),
        ("corrected", FIFTH, asker, reviewer),
        ("given", FOURTH, asker, reviewer),
    ]
    words = as_reviewer.get(page_url(wenna)).content.decode()
    assert "asked by Una Penhale" in words


def test_audit_log_never_names_anybody(wenna, reviewer):
    give_consents(participant=wenna, agreed={Consent.QUOTE: Agreed(FOURTH, reviewer)}, by=reviewer)
    take_back_consent(participant=wenna, consent=Consent.QUOTE, on=FIFTH, by=reviewer)
    assert "Tregarth" not in str(events())


@pytest.mark.parametrize("n", [1, 3])
def test_participant_page_costs_the_same_for_any_history(
    wenna, reviewer, as_reviewer, django_assert_num_queries, n
):
    for _ in range(n):
        agreed = {Consent.QUOTE: Agreed(FOURTH, UserFactory())}
        give_consents(participant=wenna, agreed=agreed, by=reviewer)
        InterviewFactory(review=wenna.review, participants=[wenna])
    as_reviewer.get(page_url(wenna))
    with django_assert_num_queries(8):
        as_reviewer.get(page_url(wenna))


@pytest.mark.django_db(transaction=True)
def test_migration_copies_day_and_asker_to_each_consent_given():
    asker = UserFactory()
    executor = MigrationExecutor(connection)
    last = executor.loader.graph.leaf_nodes()
    try:
        core = "adoption_reviews"
        before = [("interviews", "0002_recording_and_guides")]
        executor.migrate(before)
        # The core's tables stay as they are now, whatever the interviews' are.
        before += [node for node in last if node[0] == core]
        apps = executor.loader.project_state(before).apps
        trust = apps.get_model(core, "Organisation").objects.create(name="Trust", ods_code="RX1")
        review = apps.get_model(core, "Review").objects.create(
            organisation=trust, slug="rx1-1", round_number=1
        )
        row = apps.get_model("interviews", "Participant").objects.create(
            review=review,
            pseudonym="P01",
            role_group="other",
            consent_to_quote=True,
            consent_taken_on=FOURTH,
            consent_taken_by_id=asker.pk,
        )
        executor = MigrationExecutor(connection)
        executor.migrate(last)
        found = executor.loader.project_state(last).apps.get_model("interviews", "Participant")
        kept = found.objects.get(pk=row.pk)
        assert (kept.consent_to_quote_on, kept.consent_to_quote_by_id) == (FOURTH, asker.pk)
        assert (kept.consent_to_record_on, kept.consent_to_record_by_id) == (None, None)
        assert (kept.consent_to_interview_on, kept.consent_to_interview_by_id) == (None, None)
    finally:
        MigrationExecutor(connection).migrate(last)
