"""The two steps of bringing a transcript in: choose a file, then say who speaks in it.

Between the steps the file travels in the page, packed and signed, so that no words are kept on the
server before a reviewer has agreed to what was read.
"""

import base64
import zlib

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from interviews.importing import MAX_BYTES, Transcript, UnreadableTranscript, read_transcript
from interviews.queries.importing import speakers_matched
from interviews.queries.recording import INTERVIEWER

A_DAY = 24 * 60 * 60
LONGEST_PACKED = 2_000_000  # characters; Django takes forms of 2.5 MB
AS_WRITTEN = "as-written"
MOST_SPEAKERS = 30  # asked about one by one; more are a broken file


class StalePage(Exception):
    """What the page sent back is not what this interview's import page was given, or too old."""


def _signer(interview) -> TimestampSigner:
    return TimestampSigner(salt=f"interviews.import.{interview.pk}")


def pack(interview, data: bytes) -> str:
    return _signer(interview).sign(base64.b64encode(zlib.compress(data)).decode())


def unpack(interview, packed: str) -> Transcript:
    """The transcript that `pack` was given. Raises StalePage."""
    try:
        value = _signer(interview).unsign(packed, max_age=A_DAY)
    except BadSignature as error:
        raise StalePage from error
    return read_transcript(zlib.decompress(base64.b64decode(value)))


class TranscriptFileForm(Form):
    file = forms.FileField(
        label="Transcript file",
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        help_text="WebVTT (.vtt), as Teams and Zoom export it, up to 5 MB.",
        error_messages={"required": "Select a transcript file"},
    )

    def __init__(self, data=None, files=None, *, interview):
        super().__init__(data, files)
        self.interview = interview
        self.transcript, self.packed = None, ""

    def clean_file(self):
        file = self.cleaned_data["file"]
        data = file.read(MAX_BYTES + 1)
        try:
            self.transcript = read_transcript(data)
        except UnreadableTranscript as error:
            raise ValidationError(str(error)) from error
        if not self.transcript.turns:
            raise ValidationError("There are no words to import in this file.")
        self.packed = pack(self.interview, data)
        if len(self.packed) > LONGEST_PACKED:
            raise ValidationError("The file is too large to be imported on this page.")
        return file

    @property
    def helper(self):
        return helper(
            Question("file"), submit="Read file", cancel=self.interview.get_absolute_url()
        )


class SpeakersForm(Form):
    """Who each speaker of the transcript is, and whether it goes behind what is there."""

    packed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, interview, transcript, packed, has_segments):
        super().__init__(data, initial={"packed": packed})
        self.interview = interview
        people = [
            (each.pseudonym, f"{each.pseudonym}, {each.get_role_group_display()}")
            for each in interview.participants.all()
        ]
        choices = [
            ("", "Select who this is"),
            *people,
            (INTERVIEWER, "An interviewer, who asks the questions"),
            (AS_WRITTEN, "Somebody else: leave the name as it is"),
        ]
        self.speakers = transcript.speakers[:MOST_SPEAKERS]
        matched = speakers_matched(interview, self.speakers)
        for number, speaker in enumerate(self.speakers):
            self.fields[f"speaker_{number}"] = forms.ChoiceField(
                label=f"Who is {speaker}?",
                choices=choices,
                initial=matched[speaker],
                error_messages=dict.fromkeys(
                    ["required", "invalid_choice"], f"Select who {speaker} is"
                ),
            )
        if has_segments:
            self.fields["append"] = forms.BooleanField(
                label="Put it behind the transcript that is there",
                error_messages={"required": "Tick this to put it behind the transcript"},
            )

    def who(self) -> dict[str, str]:
        """What was chosen for each speaker, once valid, as `import_transcript` takes it."""
        chosen = {
            speaker: self.cleaned_data[f"speaker_{number}"]
            for number, speaker in enumerate(self.speakers)
        }
        return {speaker: "" if who == AS_WRITTEN else who for speaker, who in chosen.items()}

    @property
    def helper(self):
        questions = [Question(name) for name in self.fields if name != "packed"]
        return helper(
            "packed",
            *questions,
            submit="Import transcript",
            action=reverse(
                "interviews:import_confirm",
                args=[self.interview.review.slug, self.interview.number],
            ),
            cancel=self.interview.get_absolute_url(),
        )
