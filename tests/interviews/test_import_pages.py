"""Bringing a transcript in on the page: choose, check, agree."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption_reviews.models import AuditEvent
from interviews.forms.importing import LONGEST_PACKED, pack
from interviews.importing import MAX_BYTES
from interviews.models import Interview, Segment
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
    for shown in ("Who is Zed?", "Who is Wenna Tregarth?", "There are no words in this cue."):
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


def test_confirm_leaves_a_name_as_it_is_when_told(interview, as_reviewer, urls):
    answers = {"packed": pack(interview, VTT), "speaker_0": "as-written", "speaker_1": "P07"}
    as_reviewer.post(urls["confirm"], answers)
    assert list(Segment.objects.values_list("speaker", flat=True)) == ["Zed", "P07"]


def test_confirm_asks_who_each_speaker_is(interview, as_reviewer, urls):
    page = as_reviewer.post(urls["confirm"], {"packed": pack(interview, VTT), "speaker_1": "P01"})
    assert errors(page) == {
        "speaker_0": ["Select who Zed is"],
        "speaker_1": ["Select who Wenna Tregarth is"],
    }
    assert not Segment.objects.exists()


def test_second_transcript_goes_behind_the_first_only_when_ticked(interview, as_reviewer, urls):
    SegmentFactory(interview=interview, position=1)
    assert "1 segment already" in as_reviewer.get(urls["import"]).content.decode()
    answers = {
        "packed": pack(interview, VTT),
        "speaker_0": "Interviewer",
        "speaker_1": "P07",
    }
    page = as_reviewer.post(urls["confirm"], answers)
    assert errors(page) == {"append": ["Tick this to put it behind the transcript"]}
    assert Segment.objects.count() == 1
    as_reviewer.post(urls["confirm"], answers | {"append": "on"})
    assert list(Segment.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_confirm_sent_twice_imports_once(interview, as_reviewer, urls):
    answers = {"packed": pack(interview, VTT), "speaker_0": "Interviewer", "speaker_1": "P07"}
    as_reviewer.post(urls["confirm"], answers)
    page = as_reviewer.post(urls["confirm"], answers)
    assert page.status_code == 200
    assert Segment.objects.count() == 2


@pytest.mark.parametrize("packed", ["", "x", "eJwDAAAAAAE=:1abc:abc"])
def test_confirm_of_what_was_not_given_asks_for_the_file_again(
    interview, as_reviewer, urls, packed
):
    response = as_reviewer.post(urls["confirm"], {"packed": packed})
    assert (response.status_code, response.url) == (302, urls["import"])
    page = as_reviewer.post(urls["confirm"], {"packed": packed}, follow=True)
    assert "The file is no longer at hand. Select it again." in page.content.decode()


def test_file_given_for_one_interview_is_not_taken_for_another(
    review, interview, as_reviewer, urls
):
    other = InterviewFactory(review=review, number=2)
    response = as_reviewer.post(urls["confirm"], {"packed": pack(other, VTT)})
    assert (response.status_code, response.url) == (302, urls["import"])


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Select a transcript file"),
        (file(b""), "The selected file is empty"),
        (file(b"<html>"), "This is not a WebVTT file: it does not begin with WEBVTT."),
        (file(b"WEBVTT\n\nNOTE nothing"), "There are no words to import in this file."),
        (
            file(b"WEBVTT\n" + b"x" * MAX_BYTES),
            "The file is larger than 5 MB, the most a transcript may be.",
        ),
        (
            file(bytes(range(256)), name="a.exe"),
            "The file is not text, or is UTF-16 without its mark: there is a NUL byte on line 1.",
        ),
    ],
)
def test_bad_file_is_answered_in_the_form(interview, as_reviewer, urls, sent, message):
    page = as_reviewer.post(urls["import"], sent)
    assert (page.status_code, errors(page)) == (200, {"file": [message]})
    assert "<title>Error: " in page.content.decode()


def test_file_too_large_to_travel_in_the_page_is_refused(interview, as_reviewer, urls):
    # Every second a different word, so that it cannot be packed small.
    words = " ".join(f"{number * 2_654_435_761 % 2**64:x}" for number in range(250_000))
    data = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{words}".encode()
    assert len(data) < MAX_BYTES
    assert len(pack(interview, data)) > LONGEST_PACKED
    page = as_reviewer.post(urls["import"], file(data))
    assert errors(page) == {"file": ["The file is too large to be imported on this page."]}


def test_import_asks_about_the_first_thirty_speakers_only(interview, as_reviewer, urls):
    cues = "\n\n".join(
        f"00:01.000 --> 00:02.000\n<v Speaker {number}>Words</v>" for number in range(40)
    )
    page = as_reviewer.post(urls["import"], file(f"WEBVTT\n\n{cues}".encode()))
    fields = [name for name in page.context["form"].fields if name.startswith("speaker_")]
    assert len(fields) == 30
