"""Bringing a transcript in on the page: choose, check, agree."""

import io
import textwrap
import time

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from interviews.importing import MAX_BYTES, read_transcript
from interviews.importing.carrying import A_DAY, LONGEST_PACKED, pack
from interviews.importing.refusals import PDF, WEB_PAGE
from interviews.models import Interview, Segment, Transcription
from tests.factories.core import MembershipFactory
from tests.factories.interviews import InterviewFactory, ParticipantFactory, SegmentFactory

VTT = b"""WEBVTT

00:00:01.000 --> 00:00:02.000
<v Zed>How do you hear of things?</v>

-00:00:03.000 --> 00:00:09.000
<v Wenna Tregarth>Through <script>alert(1)</script> it.</v>

00:00:10.000 --> 00:00:11.000
"""


@pytest.fixture
def interview(review):
    wenna = ParticipantFactory(
        review=review, pseudonym="P07", identity__name="Wenna Tregarth", consent_to_record=False
    )
    return InterviewFactory(review=review, number=1, participants=[wenna], status="planned")


@pytest.fixture
def urls(review):
    args = [review.slug, 1]
    return {
        "import": reverse("interviews:import", args=args),
        "confirm": reverse("interviews:import_confirm", args=args),
        "detail": reverse("interviews:detail", args=args),
    }


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


@pytest.fixture
def packed(interview, reviewer):
    """What the page carries for VTT, as the reviewer was given it."""
    return pack(read_transcript(VTT), interview=interview, user=reviewer)


def file(data=VTT, name="meeting.vtt"):
    return {"file": SimpleUploadedFile(name, data)}


def errors(response):
    return {
        field: [str(error) for error in found]
        for field, found in response.context["form"].errors.items()
    }


def test_upload_shows_what_was_read_and_keeps_nothing(interview, as_reviewer, urls):
    page = as_reviewer.post(urls["import"], file())
    words = page.content.decode()
    assert "Nothing has been kept yet." in words
    assert "P07 has not agreed to be recorded." in words
    for shown in (
        "Who is Zed?",
        "Who is Wenna Tregarth?",
        "There are no words in this cue.",
        "1 cue: “How do you hear of things?”",
        "WebVTT",
        "UTF-8",
    ):
        assert shown in words
    assert "The start is before the recording began; 0:00 was taken." in words
    assert "<script>alert(1)" not in words
    form = page.context["form"]
    assert [form[f"speaker_{n}"].value() for n in range(2)] == ["", "P07"]
    assert not Segment.objects.exists()


def test_confirm_imports_with_the_speakers_chosen(interview, as_reviewer, urls):
    packed = as_reviewer.post(urls["import"], file()).context["form"]["packed"].value()
    response = as_reviewer.post(
        urls["confirm"], {"packed": packed, "speaker_0": "Interviewer", "speaker_1": "P07"}
    )
    assert (response.status_code, response.url) == (302, urls["detail"])
    assert list(Segment.objects.values_list("kind", "speaker", "text")) == [
        ("question", "Interviewer", "How do you hear of things?"),
        ("speech", "P07", "Through <script>alert(1)</script> it."),
    ]
    interview.refresh_from_db()
    assert interview.status == Interview.Status.COMPLETED
    assert AuditEvent.objects.get().verb == "transcript.imported"
    page = as_reviewer.get(urls["detail"]).content.decode()
    assert "2 of 3 cues have been imported." in page
    assert "<script>alert(1)" not in page


def test_confirm_keeps_somebody_else_without_the_name(as_reviewer, urls, packed):
    answers = {"packed": packed, "speaker_0": "other", "speaker_1": "P07"}
    as_reviewer.post(urls["confirm"], answers)
    assert list(Segment.objects.values_list("speaker", flat=True)) == ["Speaker 1", "P07"]


def test_confirm_leaves_out_who_is_to_be_left_out(as_reviewer, urls, packed):
    answers = {"packed": packed, "speaker_0": "left-out", "speaker_1": "P07"}
    page = as_reviewer.post(urls["confirm"], answers, follow=True).content.decode()
    assert list(Segment.objects.values_list("speaker", flat=True)) == ["P07"]
    assert "1 of 3 cues have been imported." in page


def test_choice_is_offered_again_with_the_next_file(review, interview, as_reviewer, urls, packed):
    answers = {"packed": packed, "speaker_0": "Interviewer", "speaker_1": "P07"}
    as_reviewer.post(urls["confirm"], answers)
    page = as_reviewer.post(urls["import"], file())
    form = page.context["form"]
    assert [form[f"speaker_{n}"].value() for n in range(2)] == ["Interviewer", "P07"]


def test_words_without_a_name_are_asked_about(interview, as_reviewer, urls):
    page = as_reviewer.post(urls["import"], {"words": "Through the network.\nAnd by mail."})
    form = page.context["form"]
    assert form["unnamed"].value() == "nobody"
    answers = {"packed": form["packed"].value(), "unnamed": "P07"}
    as_reviewer.post(urls["confirm"], answers)
    assert list(Segment.objects.values_list("speaker", "text")) == [
        ("P07", "Through the network."),
        ("P07", "And by mail."),
    ]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (VTT.decode(), "WebVTT"),
        ("1\r\n00:00:01,000 --> 00:00:02,000\r\nZed: Words", "SRT"),
        ("Zed: Words\r\nWenna Tregarth: More.", "Plain text"),
    ],
)
def test_pasted_words_are_read_like_a_file(interview, as_reviewer, urls, words, name):
    page = as_reviewer.post(urls["import"], {"words": words})
    transcript = page.context["transcript"]
    assert (transcript.format, transcript.encoding) == (name, "")
    assert transcript.turns == read_transcript(words.encode()).turns
    assert not Segment.objects.exists()


def test_pasted_words_that_cannot_be_read_stay_in_the_page(interview, as_reviewer, urls):
    words = "WEBVTT\r\n\r\n00:00:01.000 --> 00:00:02.000\r\n\r\nthen --> now\r\n"
    page = as_reviewer.post(urls["import"], {"words": words})
    assert errors(page) == {"words": ["2 cues were found, and none can be imported."]}
    assert page.context["form"]["words"].value() == words
    shown = page.content.decode()
    assert "There are no words in this cue." in shown
    assert "There are no times in this line." in shown


def test_file_and_pasted_words_together_are_not_taken(interview, as_reviewer, urls):
    page = as_reviewer.post(urls["import"], file() | {"words": "Zed: Words"})
    assert errors(page) == {"file": ["Select a file or paste the transcript, not both"]}


def test_word_document_comes_in(interview, as_reviewer, urls):
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("Interviewer: How do you hear of things?")
    made.add_paragraph("Wenna Tregarth: Through the network.")
    made.save(out)
    page = as_reviewer.post(urls["import"], file(out.getvalue(), name="notes.vtt"))
    form = page.context["form"]
    answers = {name: form[name].value() for name in form.fields}
    assert answers | {"packed": ""} == {
        "packed": "",
        "speaker_0": "Interviewer",
        "speaker_1": "P07",
    }
    as_reviewer.post(urls["confirm"], answers)
    assert list(Segment.objects.values_list("speaker", "text")) == [
        ("Interviewer", "How do you hear of things?"),
        ("P07", "Through the network."),
    ]


@pytest.fixture
def made_from_sound(interview, reviewer):
    return Transcription.objects.create(
        interview=interview, requested_by=reviewer, status="ready", text=VTT.decode()
    )


def test_transcript_made_from_sound_is_previewed(as_reviewer, urls, made_from_sound):
    link = f"?transcription={made_from_sound.pk}"
    assert f'href="{link}"' in as_reviewer.get(urls["import"]).content.decode()
    page = as_reviewer.get(urls["import"] + link)
    assert "Nothing has been kept yet." in page.content.decode()
    assert page.context["transcript"].turns == read_transcript(VTT).turns
    assert not Segment.objects.exists()
    packed = page.context["form"]["packed"].value()
    answers = {"packed": packed, "speaker_0": "Interviewer", "speaker_1": "P07"}
    as_reviewer.post(urls["confirm"], answers)
    assert Segment.objects.count() == 2


def test_transcript_made_from_other_sound_is_not_there(
    review, interview, as_reviewer, urls, made_from_sound
):
    elsewhere = InterviewFactory(review=review, number=2)
    not_ready = Transcription.objects.create(
        interview=interview, requested_by=made_from_sound.requested_by, text=VTT.decode()
    )
    other = reverse("interviews:import", args=[review.slug, elsewhere.number])
    for url in (
        f"{other}?transcription={made_from_sound.pk}",
        f"{urls['import']}?transcription={not_ready.pk}",
        f"{urls['import']}?transcription=999",
        f"{urls['import']}?transcription=x",
        f"{urls['import']}?transcription={'9' * 40}",
    ):
        assert as_reviewer.get(url).status_code == 404


@pytest.mark.parametrize("text", ["", "WEBVTT\n\n"])
def test_silent_sound_is_said_to_have_no_words(as_reviewer, urls, made_from_sound, text):
    made_from_sound.text = text
    made_from_sound.save()
    url = f"{urls['import']}?transcription={made_from_sound.pk}"
    page = as_reviewer.get(url, follow=True)
    assert page.redirect_chain == [(urls["import"], 302)]
    assert "There are no words in the transcript made from the sound." in page.content.decode()


def test_confirm_asks_who_each_speaker_is(as_reviewer, urls, packed):
    page = as_reviewer.post(urls["confirm"], {"packed": packed, "speaker_1": "P01"})
    assert errors(page) == {
        "speaker_0": ["Select who Zed is"],
        "speaker_1": ["Select who Wenna Tregarth is"],
    }
    assert not Segment.objects.exists()


def test_second_transcript_goes_behind_the_first_only_when_ticked(
    interview, as_reviewer, urls, packed
):
    SegmentFactory(interview=interview, position=1)
    assert "1 segment already" in as_reviewer.get(urls["import"]).content.decode()
    shown = as_reviewer.post(urls["import"], file()).content.decode()
    assert "2 new, behind the 1 that are there and stay as they are" in shown
    answers = {"packed": packed, "speaker_0": "Interviewer", "speaker_1": "P07"}
    page = as_reviewer.post(urls["confirm"], answers)
    assert errors(page) == {"append": ["Tick this to put it behind the transcript"]}
    assert Segment.objects.count() == 1
    as_reviewer.post(urls["confirm"], answers | {"append": "on"})
    assert list(Segment.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_confirm_sent_twice_imports_once(as_reviewer, urls, packed):
    answers = {"packed": packed, "speaker_0": "Interviewer", "speaker_1": "P07", "append": "on"}
    as_reviewer.post(urls["confirm"], answers)
    page = as_reviewer.post(urls["confirm"], answers, follow=True)
    assert page.redirect_chain == [(urls["detail"], 302)]
    assert "This transcript has been imported already." in page.content.decode()
    assert Segment.objects.count() == 2
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("sent", ["", "x", "eJwDAAAAAAE=:1abc:abc"])
def test_confirm_of_what_was_not_given_asks_for_the_file_again(interview, as_reviewer, urls, sent):
    response = as_reviewer.post(urls["confirm"], {"packed": sent})
    assert (response.status_code, response.url) == (302, urls["import"])
    page = as_reviewer.post(urls["confirm"], {"packed": sent}, follow=True)
    told = "The transcript is no longer at hand. Select or paste it again."
    assert told in page.content.decode()


def test_transcript_given_for_one_interview_is_not_taken_for_another(
    review, interview, reviewer, as_reviewer, urls
):
    other = InterviewFactory(review=review, number=2)
    packed = pack(read_transcript(VTT), interview=other, user=reviewer)
    response = as_reviewer.post(urls["confirm"], {"packed": packed})
    assert (response.status_code, response.url) == (302, urls["import"])


def test_transcript_given_to_one_reviewer_is_not_taken_from_another(
    review, signed_in, urls, packed
):
    colleague = MembershipFactory(role=Role.REVIEWER, review=review).user
    answers = {"packed": packed, "speaker_0": "Interviewer", "speaker_1": "P07"}
    response = signed_in(colleague).post(urls["confirm"], answers)
    assert (response.status_code, response.url) == (302, urls["import"])
    assert not Segment.objects.exists()


def test_transcript_is_taken_for_a_day(as_reviewer, urls, packed, monkeypatch):
    answers = {"packed": packed, "speaker_0": "Interviewer", "speaker_1": "P07"}
    later = time.time() + A_DAY + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    response = as_reviewer.post(urls["confirm"], answers)
    assert (response.status_code, response.url) == (302, urls["import"])
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Select a transcript file or paste the transcript"),
        (file(b""), "The selected file is empty"),
        (file(b"<html>"), WEB_PAGE),
        (file(b"%PDF-1.7 ..."), PDF),
        (file(b"WEBVTT\n\nNOTE nothing"), "There are no words to import in this file."),
        (
            file(b"WEBVTT\n" + b"x" * MAX_BYTES),
            "The file is larger than 5 MB, the most a transcript may be.",
        ),
        (
            file(bytes(range(256)), name="a.exe"),
            "The file is not text. Select the transcript itself: WebVTT, SRT, Word or plain text.",
        ),
    ],
)
def test_bad_file_is_answered_in_the_form(interview, as_reviewer, urls, sent, message):
    page = as_reviewer.post(urls["import"], sent)
    assert (page.status_code, errors(page)) == (200, {"file": [message]})
    assert "<title>Error: " in page.content.decode()


def test_file_too_large_to_travel_in_the_page_is_refused(interview, reviewer, as_reviewer, urls):
    # Every second a different word, so that it cannot be packed small.
    words = " ".join(f"{number * 2_654_435_761 % 2**64:x}" for number in range(250_000))
    lines = textwrap.fill(words, 50_000)
    data = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{lines}".replace(
        "\n", "\n\n00:01.000 --> 00:02.000\n"
    ).encode()
    assert len(data) < MAX_BYTES
    transcript = read_transcript(data)
    assert len(pack(transcript, interview=interview, user=reviewer)) > LONGEST_PACKED
    page = as_reviewer.post(urls["import"], file(data))
    assert errors(page) == {"file": ["The file is too large to be imported on this page."]}


def test_import_asks_about_the_first_thirty_speakers_only(interview, as_reviewer, urls):
    cues = "\n\n".join(
        f"00:01.000 --> 00:02.000\n<v Speaker {number}>Words</v>" for number in range(40)
    )
    page = as_reviewer.post(urls["import"], file(f"WEBVTT\n\n{cues}".encode()))
    fields = [name for name in page.context["form"].fields if name.startswith("speaker_")]
    assert len(fields) == 30
