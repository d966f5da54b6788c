"""Bringing a transcript into an interview: the action and the command."""

import io
import json
import uuid
from datetime import UTC, datetime, timedelta

import docx
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from adoption_reviews.models import AuditEvent
from interviews.actions.importing import AlreadyImported, ImportRefused, import_transcript
from interviews.actions.participants import withdraw_participant
from interviews.importing import Remark, read_transcript
from interviews.models import Interview, KnownSpeaker, ParticipantIdentity, Segment, SegmentVersion
from interviews.queries.importing import LEFT_OUT, OTHER, speakers_matched
from interviews.queries.recording import INTERVIEWER
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
        (3, "speech", "Speaker 1", None, 60_000, "Me too.", 1),
    ]
    fields = ("segment__position", "version", "kind", "speaker", "text", "by")
    assert list(SegmentVersion.objects.order_by("segment__position").values_list(*fields)) == [
        (1, 1, "question", "Interviewer", "How do you hear of things?", reviewer.pk),
        (2, 1, "speech", "P07", "Through the network.", reviewer.pk),
        (3, 1, "speech", "Speaker 1", "Me too.", reviewer.pk),
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
        "format": "WebVTT",
        "cues": 4,
        "imported": 3,
        "joined": 0,
        "left_out": 1,
        "segments": 3,
        "status": ["planned", "completed"],
    }


def test_import_takes_the_speakers_it_is_told(interview, reviewer):
    told = {"Interviewer": INTERVIEWER, "Somebody Else": "P07", "Tregarth, Wenna (Matron)": OTHER}
    import_transcript(interview=interview, transcript=transcript(), by=reviewer, speakers=told)
    assert list(Segment.objects.values_list("speaker", "participant__pseudonym")) == [
        ("Interviewer", None),
        ("Speaker 1", None),
        ("P07", "P07"),
    ]


def test_import_leaves_out_who_is_to_be_left_out(interview, reviewer):
    told = {
        "Interviewer": INTERVIEWER,
        "Somebody Else": LEFT_OUT,
        "Tregarth, Wenna (Matron)": "P07",
    }
    came_in = import_transcript(
        interview=interview, transcript=transcript(), by=reviewer, speakers=told
    )
    assert list(Segment.objects.values_list("speaker", flat=True)) == ["Interviewer", "P07"]
    assert (came_in.cues, came_in.imported) == (4, 2)
    assert came_in.left_out == (
        Remark(9, "There are no words in this cue."),
        Remark(11, "What Somebody Else says was left out.", "Me too."),
    )
    detail = AuditEvent.objects.get().detail
    assert (detail["cues"], detail["imported"], detail["left_out"]) == (4, 2, 2)


def test_import_of_nobody_that_is_left_is_refused(interview, reviewer):
    told = dict.fromkeys(transcript().speakers, LEFT_OUT)
    with pytest.raises(ImportRefused, match="There are no words to import"):
        import_transcript(interview=interview, transcript=transcript(), by=reviewer, speakers=told)
    assert not Segment.objects.exists()
    assert not KnownSpeaker.objects.exists()


def test_import_gives_two_people_of_one_name_no_name_at_all(review, interview, reviewer):
    interview.participants.add(ParticipantFactory(review=review, identity__name="Wenna Tregarth"))
    import_transcript(interview=interview, transcript=transcript(), by=reviewer)
    assert list(Segment.objects.values_list("speaker", flat=True)) == [
        "Interviewer",
        "Speaker 1",
        "Speaker 2",
    ]


def test_import_stores_no_speaker_s_name_anywhere(interview, reviewer):
    """Names in the words stay as spoken; those of speakers are in no table but the identities'."""
    said = "WEBVTT\n\n" + "\n\n".join(
        f"0{n}:00:01.000 --> 0{n}:00:02.000\n<v {name}>Words {n}"
        for n, name in enumerate(["Xanthippe Quill", "Wenna Tregarth", "Yorick Zed"])
    )
    speakers = {"Xanthippe Quill": OTHER, "Wenna Tregarth": "P07", "Yorick Zed": INTERVIEWER}
    import_transcript(
        interview=interview, transcript=transcript(said), by=reviewer, speakers=speakers
    )
    rows = [
        str(each)
        for model in apps.get_models()
        if model is not ParticipantIdentity
        for each in model.objects.values_list()
    ]
    assert KnownSpeaker.objects.count() == 3
    for name in ("Xanthippe", "Quill", "Wenna", "Tregarth", "Yorick"):
        assert [row for row in rows if name.casefold() in row.casefold()] == []


def test_numbered_speakers_keep_their_number_and_others_get_the_next(interview, reviewer):
    SegmentFactory(interview=interview, position=1, speaker="Speaker 2")
    said = "WEBVTT\n\n" + "\n\n".join(
        f"0{n}:00:01.000 --> 0{n}:00:02.000\n<v {name}>Words {n}"
        for n, name in enumerate(["Ann Quill", "Speaker 3", "Bob Zed", "Speaker 1"])
    )
    import_transcript(interview=interview, transcript=transcript(said), by=reviewer, append=True)
    assert list(Segment.objects.values_list("speaker", flat=True)) == [
        "Speaker 2",
        "Speaker 4",
        "Speaker 3",
        "Speaker 5",
        "Speaker 1",
    ]
    assert not KnownSpeaker.objects.exists()


def test_choice_of_speakers_is_remembered_for_the_review(review, interview, wenna, reviewer):
    names = ["Interviewer", "Tregarth, Wenna (Matron)", "Somebody Else"]
    told = dict(zip(names, [LEFT_OUT, OTHER, "P07"], strict=True))
    import_transcript(interview=interview, transcript=transcript(), by=reviewer, speakers=told)
    written = ["interviewer", "WENNA TREGARTH", "Else, Somebody"]
    expected = dict(zip(written, [LEFT_OUT, OTHER, "P07"], strict=True))
    assert speakers_matched(interview, written) == expected
    another = InterviewFactory(review=review)
    expected = dict(zip(written, [LEFT_OUT, OTHER, ""], strict=True))
    assert speakers_matched(another, written) == expected
    elsewhere = InterviewFactory()
    expected = dict(zip(written, [INTERVIEWER, "", ""], strict=True))
    assert speakers_matched(elsewhere, written) == expected


def test_withdrawal_forgets_whose_name_it_was(interview, wenna, reviewer):
    import_transcript(
        interview=interview, transcript=transcript(), by=reviewer, speakers={"Somebody Else": "P07"}
    )
    assert KnownSpeaker.objects.get().participant == wenna
    withdraw_participant(participant=wenna, by=reviewer)
    assert not KnownSpeaker.objects.exists()


def test_numbered_speakers_are_not_remembered(interview, reviewer):
    said = transcript("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Speaker 1>Words")
    import_transcript(
        interview=interview, transcript=said, by=reviewer, speakers={"Speaker 1": "P07"}
    )
    assert Segment.objects.get().speaker == "P07"
    assert not KnownSpeaker.objects.exists()


def test_words_without_a_speaker_are_of_whom_one_says(interview, wenna, reviewer):
    said = transcript("WEBVTT\n\n00:01.000 --> 00:02.000\nWords")
    import_transcript(interview=interview, transcript=said, by=reviewer)
    import_transcript(
        interview=interview, transcript=said, by=reviewer, append=True, speakers={"": "P07"}
    )
    fields = ("speaker", "participant_id", "kind")
    assert list(Segment.objects.values_list(*fields)) == [
        ("", None, "speech"),
        ("P07", wenna.pk, "speech"),
    ]


def test_same_import_comes_in_once(interview, reviewer):
    told = {"interview": interview, "transcript": transcript(), "by": reviewer}
    import_id = uuid.uuid4()
    import_transcript(**told, import_id=import_id)
    with pytest.raises(AlreadyImported):
        import_transcript(**told, import_id=import_id, append=True)
    assert Segment.objects.count() == 3
    import_transcript(**told, import_id=uuid.uuid4(), append=True)
    assert Segment.objects.count() == 6


def test_import_counts_up_the_revision_that_others_follow(interview, reviewer):
    before = interview.revision
    import_transcript(interview=interview, transcript=transcript(), by=reviewer)
    interview.refresh_from_db()
    assert interview.revision == before + 1
    revisions = set(Segment.objects.values_list("revision", flat=True))
    assert revisions == {interview.revision}


def test_transcript_without_times_leaves_the_end_open(interview, reviewer):
    said = transcript("Ann: Hello.\nBob: Good morning.\nAnn: And so on.")
    import_transcript(interview=interview, transcript=said, by=reviewer)
    interview.refresh_from_db()
    assert (interview.status, interview.started_at, interview.ended_at) == ("completed", NINE, None)
    assert set(Segment.objects.values_list("start_ms", flat=True)) == {None}


def test_import_writes_in_a_few_queries_whatever_the_length(
    interview, reviewer, django_assert_max_num_queries
):
    cues = "\n\n".join(
        f"{n // 60:02}:{n % 60:02}:01.000 --> {n // 60:02}:{n % 60:02}:02.000\n<v A{n % 2}>W {n}"
        for n in range(1000)
    )
    said = transcript(f"WEBVTT\n\n{cues}")
    with django_assert_max_num_queries(25):
        import_transcript(interview=interview, transcript=said, by=reviewer)
    assert Segment.objects.count() == 1000


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
        "format": "WebVTT",
        "encoding": "UTF-8",
        "unit": "cue",
        "found": 4,
        "cues": 4,
        "imported": 3,
        "joined": 0,
        "segments": 3,
        "left_out": [{"line": 9, "reason": "There are no words in this cue.", "words": ""}],
        "mended": [],
        "speakers": ["Interviewer", "Tregarth, Wenna (Matron)", "Somebody Else"],
        "notes": [],
        "refused": None,
    }


def test_dry_run_gives_every_format_the_same_shape(vtt, tmp_path, capsys):
    made = docx.Document()
    made.add_paragraph("Ann Price: Hello.")
    made.add_paragraph("Bob Hay: Good morning.")
    made.save(tmp_path / "a.docx")
    (tmp_path / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nAnn: Hello.\n")
    (tmp_path / "a.txt").write_bytes("Ann: caf\xe9.\nBob: Yes.".encode("latin-1"))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    shape = json.loads(run(capsys, vtt, "--dry-run", "--json")).keys()
    found = {}
    for name in ("a.docx", "a.srt", "a.txt"):
        outcome = json.loads(run(capsys, tmp_path / name, "--dry-run", "--json"))
        assert outcome.keys() == shape
        found[name] = [outcome[key] for key in ("format", "encoding", "unit", "found", "imported")]
    assert found == {
        "a.docx": ["Word document", "", "paragraph", 2, 2],
        "a.srt": ["SRT", "UTF-8", "cue", 1, 1],
        "a.txt": ["Plain text", "Windows-1252", "line", 2, 2],
    }
    with pytest.raises(CommandError, match="This is a PDF"):
        call_command("import_transcript", str(tmp_path / "a.pdf"), "--dry-run", "--json")
    outcome = json.loads(capsys.readouterr().out)
    assert outcome.keys() == shape
    assert (outcome["found"], outcome["imported"], outcome["left_out"]) == (0, 0, [])
    assert outcome["refused"].startswith(f"{tmp_path}/a.pdf: This is a PDF.")


def test_dry_run_reads_standard_input(capsys, monkeypatch):
    sent = io.TextIOWrapper(io.BytesIO(VTT.encode()))
    monkeypatch.setattr("sys.stdin", sent)
    assert json.loads(run(capsys, "-", "--dry-run", "--json"))["imported"] == 3


def test_dry_run_keeps_nothing(interview, vtt, capsys):
    place = f"{interview.review.slug}/{interview.number}"
    run(capsys, vtt, "--interview", place, "--by", "nobody@trust.example", "--dry-run")
    assert (Segment.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_dry_run_in_words(vtt, capsys):
    assert run(capsys, vtt, "--dry-run").splitlines() == [
        "Left out: line 9: There are no words in this cue.",
        "Speakers: Interviewer; Tregarth, Wenna (Matron); Somebody Else",
        "WebVTT: 3 of 4 cues can be imported, 0 of them joined to the one before.",
        "Dry run: nothing was changed.",
    ]


def test_command_imports(interview, reviewer, vtt, capsys):
    place = f"{interview.review.slug}/{interview.number}"
    out = run(capsys, vtt, "--interview", place, "--by", reviewer.email.upper(), "--json")
    assert json.loads(out)["imported"] == Segment.objects.count() == 3
    assert AuditEvent.objects.get().by == reviewer


def test_command_takes_review_and_interview_apart(interview, reviewer, vtt, capsys):
    place = ["--review", interview.review.slug, "--interview", interview.number]
    run(capsys, vtt, *place, "--by", reviewer.email)
    assert interview.segments.count() == 3


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
            f"{binary}: The file is not text. Select the transcript itself: "
            "WebVTT, SRT, Word or plain text.",
        ),
    ):
        with pytest.raises(CommandError) as refused:
            call_command("import_transcript", str(path), "--dry-run", "--json")
        assert str(refused.value) == message
