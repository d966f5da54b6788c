"""What the coding page and the passage page send."""

from django import forms
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.frameworks import get_framework
from adoption_reviews.vocabulary import Direction
from interviews.actions.coding import Span
from interviews.queries.coding import code_groups, words_in


class MarkForm(Form):
    """An influence and a direction for a stretch of the transcript, however it was chosen."""

    code = forms.ChoiceField(label="Influence")
    direction = forms.ChoiceField(
        label="What the words show",
        choices=Direction,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "There is no direction called %(value)s"},
    )

    def __init__(self, *args, interview, **kwargs):
        super().__init__(*args, **kwargs)
        self.interview = interview
        groups = code_groups(get_framework(interview.review.influences_ref))
        self.fields["code"].choices = [
            ("", "Select an influence"),
            *(
                (group["title"], [(each["code"], each["title"]) for each in group["codes"]])
                for group in groups
            ),
        ]
        self.fields["code"].error_messages["invalid_choice"] = (
            "There is no influence called %(value)s"
        )


class SelectionForm(MarkForm):
    """Words selected on the page: segments, offsets in code points, and the words seen there."""

    start_segment = forms.UUIDField()
    start_offset = forms.IntegerField(min_value=0)
    end_segment = forms.UUIDField()
    end_offset = forms.IntegerField(min_value=1)
    words = forms.CharField(strip=False)

    def clean_words(self):
        return self.cleaned_data["words"].replace("\r\n", "\n")

    def span(self) -> Span:
        data = self.cleaned_data
        return Span(
            data["start_segment"], data["start_offset"], data["end_segment"], data["end_offset"]
        )


class WordsForm(MarkForm):
    """Words typed or pasted, and the number of the segment they stand in. Needs no script."""

    segment = forms.IntegerField(label="Number of the segment", min_value=1)
    words = forms.CharField(label="The exact words", widget=forms.Textarea)
    field_order = ["segment", "words", "code", "direction"]

    def clean(self):
        data = super().clean()
        number, words = data.get("segment"), data.get("words")
        if number is None or words is None:
            return data
        segments = list(self.interview.segments.standing())
        if number > len(segments):
            self.add_error("segment", f"The transcript has {len(segments)} segments")
            return data
        self.found = segments[number - 1]
        places = words_in(self.found, words)
        if not places:
            self.add_error("words", f"These words are not in segment {number}")
        elif len(places) > 1:
            self.add_error(
                "words", f"These words stand in segment {number} more than once. Enter more of them"
            )
        else:
            self.place = places[0]
            start, end = self.place
            data["words"] = self.found.text[start:end]
        return data

    def span(self) -> Span:
        start, end = self.place
        return Span(self.found.pk, start, self.found.pk, end)

    @property
    def helper(self):
        return helper(
            Question("segment", width=4),
            Question(
                "words", rows=3, hint="Copy them from the transcript: they must stand there once."
            ),
            Question("code"),
            Question("direction"),
            submit="Mark these words",
            action=reverse(
                "interviews:add_coding", args=[self.interview.review.slug, self.interview.number]
            ),
        )
