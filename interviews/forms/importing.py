"""The two steps of bringing a transcript in: choose or paste it, then say who speaks in it."""

from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from interviews.importing import (
    MAX_WORD_BYTES,
    Transcript,
    UnreadableTranscript,
    read_transcript,
)
from interviews.importing.carrying import LONGEST_PACKED, pack
from interviews.queries.importing import LEFT_OUT, OTHER, cues_by_speaker, speakers_matched
from interviews.queries.recording import INTERVIEWER

ACCEPTED = ".vtt,.srt,.docx,.txt,.text,text/vtt,text/plain"
MOST_SPEAKERS = 30  # asked about one by one; more are a broken file
NOBODY = "nobody"
LONGEST_SAMPLE = 100  # characters of what a speaker says first


class TranscriptForm(Form):
    """A file or pasted words. Once valid, `transcript` is what was read and `packed` carries it."""

    file = forms.FileField(
        label="Transcript file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text="WebVTT or SRT (.vtt, .srt), Word (.docx, up to 20 MB) or plain text (.txt). "
        "Files of text may have up to 5 MB.",
    )
    words = forms.CharField(
        label="Or paste the transcript",
        required=False,
        strip=False,
        widget=forms.Textarea,
        help_text="Plain text, WebVTT or SRT, just as you copied it.",
    )

    def __init__(self, data=None, files=None, *, interview, by):
        super().__init__(data, files)
        self.interview, self.by = interview, by
        self.transcript, self.packed = None, ""

    def clean(self):
        file, words = self.cleaned_data.get("file"), self.cleaned_data.get("words", "")
        if self.errors:
            return
        if file and words.strip():
            self.add_error("file", "Select a file or paste the transcript, not both")
        elif file:
            self._read("file", file.read(MAX_WORD_BYTES + 1))
        elif words.strip():
            self._read("words", words.encode())
        else:
            self.add_error("file", "Select a transcript file or paste the transcript")

    def _read(self, field: str, data: bytes) -> None:
        try:
            transcript = read_transcript(data)
            if field == "words":  # what a browser sends is always the same
                transcript = replace(transcript, encoding="")
            self.transcript = transcript
            self.packed = packed(transcript, self.interview, self.by)
        except (UnreadableTranscript, ValidationError) as error:
            message = error.message if isinstance(error, ValidationError) else str(error)
            self.add_error(field, message)

    @property
    def helper(self):
        return helper(
            Question("file", optional=False),
            Question("words", rows=8, optional=False),
            submit="Read the transcript",
            cancel=self.interview.get_absolute_url(),
        )


def packed(transcript: Transcript, interview, by) -> str:
    """The transcript packed to travel in the page. Raises ValidationError where it cannot."""
    if not transcript.turns:
        message = "There are no words to import in this file."
        if transcript.cues == 1:
            message = f"The only {transcript.unit} found has no words to import."
        elif transcript.cues:
            message = (
                f"{transcript.cues:,} {transcript.unit}s were found, and none can be imported."
            )
        raise ValidationError(message)
    carried = pack(transcript, interview=interview, user=by)
    if len(carried) > LONGEST_PACKED:
        raise ValidationError("The file is too large to be imported on this page.")
    return carried


class SpeakersForm(Form):
    """Who each speaker of the transcript is, and whether it goes behind what is there."""

    packed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, interview, transcript, packed, has_segments):
        super().__init__(data, initial={"packed": packed})
        self.interview = interview
        self.speakers = transcript.speakers[:MOST_SPEAKERS]
        self.n_more = len(transcript.speakers) - len(self.speakers)
        counts = cues_by_speaker(transcript)
        matched = speakers_matched(interview, self.speakers)
        for number, speaker in enumerate(self.speakers):
            self.fields[f"speaker_{number}"] = self._question(
                f"Who is {speaker}?",
                [("", "Select who this is"), *self._people()],
                (OTHER, "Somebody else: keep the words without the name"),
                initial=matched[speaker],
                hint=_hint(transcript, speaker, counts),
                missing=f"Select who {speaker} is",
            )
        if "" in counts:
            self.fields["unnamed"] = self._question(
                "Who says the words that have no name?",
                [(NOBODY, "Not known: keep them without a speaker"), *self._people()],
                initial=NOBODY,
                hint=_hint(transcript, "", counts),
                missing="Select who says the words that have no name",
            )
        if has_segments:
            self.fields["append"] = forms.BooleanField(
                label="Put it behind the transcript that is there",
                error_messages={"required": "Tick this to put it behind the transcript"},
            )

    def _people(self) -> list[tuple[str, str]]:
        people = self.interview.participants.all()
        return [
            *(
                (each.pseudonym, f"{each.pseudonym}, {each.get_role_group_display()}")
                for each in people
            ),
            (INTERVIEWER, "An interviewer, who asks the questions"),
        ]

    def _question(self, label, choices, *further, initial, hint, missing):
        return forms.ChoiceField(
            label=label,
            choices=[*choices, *further, (LEFT_OUT, "Leave out what they say")],
            initial=initial,
            help_text=hint,
            error_messages=dict.fromkeys(["required", "invalid_choice"], missing),
        )

    def who(self) -> dict[str, str]:
        """What was chosen for each speaker, once valid, as `import_transcript` takes it."""
        chosen = {
            speaker: self.cleaned_data[f"speaker_{number}"]
            for number, speaker in enumerate(self.speakers)
        }
        unnamed = self.cleaned_data.get("unnamed", NOBODY)
        return chosen if unnamed == NOBODY else chosen | {"": unnamed}

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


def _hint(transcript: Transcript, speaker: str, counts: dict[str, int]) -> str:
    """How much they say and how they begin: "12 cues, the first: “Yes, of course.”"."""
    first = next(turn.text for turn in transcript.turns if turn.speaker == speaker)
    if len(first) > LONGEST_SAMPLE:
        first = f"{first[: LONGEST_SAMPLE - 1].rstrip()}…"
    number = counts[speaker]
    if number == 1:
        return f"1 {transcript.unit}: “{first}”"
    return f"{number:,} {transcript.unit}s, the first: “{first}”"
