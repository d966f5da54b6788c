"""Bringing a transcript into an interview: the action and the command."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from adoption_reviews.models import AuditEvent
from interviews.actions.importing import ImportRefused, import_transcript
from interviews.importing import read_transcript
from interviews.models import Interview, Segment, SegmentVersion
from tests.factories.interviews import InterviewFactory, ParticipantFactory, SegmentFactory

VTT = """WEBVTT

00:00:01.000 --> 00:00:02.000
Interviewer: How do you hear of things?

00:00:03.000 --> 00:00:09.000
Tregarth, Wenna (Matron): Through the network.

00:00:10.000 --> 00:00:11.000

00:01:00.000 --> 00:01:02.000
Somebody Else: Me too.
"""
NINE = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def wenna(review):
    return ParticipantFactory(review=review, pseudonym="P07", identity__name="Wenna Tregarth")


@pytest.fixture
def interview(review, wenna):
    return InterviewFactory(
        review=review,
        participants=[wenna],
        status=Interview.Status.PLANNED,
        scheduled_at=NINE,
    )


@pytest.fixture
def vtt(tmp_path):
    path = tmp_path / "meeting.vtt"
    path.write_text(VTT, encoding="utf-8")
    return path


def transcript(text=VTT):
    return read_transcript(text.encode())


def test_import_makes_segments_with_versions_and_completes_the_interview(
    interview, wenna, reviewer
):
    import_transcript(interview=interview, transcript=transcript(), by=reviewer)
    fields = ("position", "kind", "speaker", "participant_id", "start_ms", "text", "version")
    assert list(Segment.objects.values_list(*fields)) == [
        (1, "question", "Interviewer", None, 1000, "How do you hear of things?", 1),
        (2, "speech", "P07", wenna.pk, 3000, "Through the network.", 1),
        (3, "speech", "Somebody Else", None, 60_000, "Me too.", 1),
    ]
    fields = ("segment__position", "version", "kind", "speaker", "text", "by")
    assert list(SegmentVersion.objects.order_by("segment__position").values_list(*fields)) == [
        (1, 1, "question", "Interviewer", "How do you hear of things?", reviewer.pk),
        (2, 1, "speech", "P07", "Through the network.", reviewer.pk),
        (3, 1, "speech", "Somebody Else", "Me too.", reviewer.pk),
    ]
    interview.refresh_from_db()
    assert interview.status == Interview.Status.COMPLETED
    assert interview.started_at == NINE
    assert interview.ended_at == NINE + timedelta(minutes=1)


def test_import_is_audited_without_words_or_names(interview, reviewer):
    import_transcript(interview=interview, transcript=transcript(), by=reviewer)
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.review, event.object_type, event.object_id) == (
        "transcript.imported",
        reviewer,
        interview.review,
        "interview",
        str(interview.pk),
    )
    assert event.detail == {
        "cues": 4,
        "imported": 3,
        "left_out": 1,
        "segments": 3,
        "status": ["planned", "completed"],
    }


def test_import_takes_the_speakers_it_is_told(interview, reviewer):
    told = {"Somebody Else": "P07", "Tregarth, Wenna (Matron)": ""}
    import_transcript(interview=interview, transcript=transcript(), by=reviewer, speakers=told)
    assert list(Segment.objects.values_list("speaker", "participant__pseudonym")) == [
        ("Interviewer", None),
        ("Tregarth, Wenna (Matron)", None),
        ("P07", "P07"),
    ]


def test_import_leaves_two_people_of_one_name_as_written(review, interview, reviewer):
    interview.participants.add(ParticipantFactory(review=review, identity__name="Wenna Tregarth"))
    import_transcript(interview=interview, transcript=transcript(), by=reviewer)
    assert Segment.objects.get(position=2).speaker == "Tregarth, Wenna (Matron)"


def test_import_into_a_transcript_is_refused_unless_appended(interview, reviewer):
    SegmentFactory(interview=interview, position=4, text="Here before")
    with pytest.raises(ImportRefused, match="has a transcript already"):
        import_transcript(interview=interview, transcript=transcript(), by=reviewer)
    assert Segment.objects.count() == 1
    import_transcript(interview=interview, transcript=transcript(), by=reviewer, append=True)
    assert list(Segment.objects.values_list("position", flat=True)) == [4, 5, 6, 7]


def test_import_with_somebody_withdrawn_is_refused(interview, wenna, reviewer):
    wenna.withdrawn_at = NINE
    wenna.save()
    with pytest.raises(ImportRefused, match="P07 has withdrawn"):
        import_transcript(interview=interview, transcript=transcript(), by=reviewer)
    assert not Segment.objects.exists()
    assert not AuditEvent.objects.exists()


def test_import_cuts_a_very_long_turn_between_words(interview, reviewer):
    words = "nine chars " * 4000
    text = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{words}\n"
    import_transcript(interview=interview, transcript=transcript(text), by=reviewer)
    pieces = list(Segment.objects.values_list("text", flat=True))
    assert [len(piece) for piece in pieces] == [19_997, 19_997, 4003]
    assert " ".join(pieces) == words.strip()


def run(capsys, *args):
    call_command("import_transcript", *map(str, args))
    return capsys.readouterr().out


def test_dry_run_prints_its_findings_and_needs_no_database(vtt, capsys):
    assert json.loads(run(capsys, vtt, "--dry-run", "--json")) == {
        "cues": 4,
        "imported": 3,
        "left_out": [{"line": 9, "reason": "There are no words in this cue."}],
        "speakers": ["Interviewer", "Tregarth, Wenna (Matron)", "Somebody Else"],
    }


def test_dry_run_in_words(vtt, capsys):
    assert run(capsys, vtt, "--dry-run").splitlines() == [
        "Left out: line 9: There are no words in this cue.",
        "Speakers: Interviewer; Tregarth, Wenna (Matron); Somebody Else",
        "3 of 4 cues can be imported.",
        "Dry run: nothing was changed.",
    ]


def test_command_imports(interview, reviewer, vtt, capsys):
    place = f"{interview.review.slug}/{interview.number}"
    out = run(capsys, vtt, "--interview", place, "--by", reviewer.email.upper(), "--json")
    assert json.loads(out)["imported"] == Segment.objects.count() == 3
    assert AuditEvent.objects.get().by == reviewer


def test_command_refuses_a_second_import_and_appends_when_told(interview, reviewer, vtt):
    args = [vtt, "--interview", f"{interview.review.slug}/{interview.number}"]
    args += ["--by", reviewer.email]
    call_command("import_transcript", *map(str, args))
    with pytest.raises(CommandError, match=r"has a transcript already.*Use --append\."):
        call_command("import_transcript", *map(str, args))
    assert Segment.objects.count() == 3
    call_command("import_transcript", *map(str, args), "--append")
    assert Segment.objects.count() == 6


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("{slug}/999", "There is no interview 999 in {slug}."),
        ("{slug}/x", "There is no interview x in {slug}."),
        ("{slug}/99999999999999999999", "There is no interview 99999999999999999999 in {slug}."),
        ("nowhere/1", "There is no review nowhere in which {email} is a reviewer."),
        ("nowhere", "There is no review nowhere in which {email} is a reviewer."),
    ],
)
def test_command_says_which_place_is_not_there(interview, reviewer, vtt, place, message):
    names = {"slug": interview.review.slug, "email": reviewer.email}
    args = ["--interview", place.format(**names), "--by", reviewer.email]
    with pytest.raises(CommandError) as refused:
        call_command("import_transcript", str(vtt), *args)
    assert str(refused.value) == message.format(**names)


def test_command_lets_only_reviewers_of_the_review_import(interview, trust_lead, hub_staff, vtt):
    place = f"{interview.review.slug}/{interview.number}"
    for by, message in (
        (trust_lead.email, "There is no review"),
        (hub_staff.email, "There is no review"),
        ("nobody@trust.example", "Nobody signs in as nobody@trust.example."),
    ):
        with pytest.raises(CommandError, match=message):
            call_command("import_transcript", str(vtt), "--interview", place, "--by", by)
    assert not Segment.objects.exists()


def test_command_without_a_place_or_a_person_says_what_it_needs(vtt):
    with pytest.raises(CommandError, match="Say where it goes with --interview"):
        call_command("import_transcript", str(vtt), "--json")


def test_command_refuses_unreadable_files_in_one_sentence(tmp_path):
    binary = tmp_path / "binary.vtt"
    binary.write_bytes(bytes(range(256)))
    for path, message in (
        (tmp_path / "none.vtt", f"{tmp_path}/none.vtt cannot be read: No such file or directory."),
        (tmp_path, f"{tmp_path} cannot be read: Is a directory."),
        (
            binary,
            f"{binary}: The file is not text, or is UTF-16 without its mark: "
            "there is a NUL byte on line 1.",
        ),
    ):
        with pytest.raises(CommandError) as refused:
            call_command("import_transcript", str(path), "--dry-run", "--json")
        assert str(refused.value) == message
