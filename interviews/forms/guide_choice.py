"""Choosing the guide of an interview that is planned."""

from dataclasses import dataclass

from django import forms

from interviews.models import GuideVersion
from interviews.queries.guides import (
    STANDARD,
    has_words,
    version_to_begin_with,
    versions_to_choose,
)


@dataclass(frozen=True, slots=True)
class GuideChoices:
    versions: list[GuideVersion]
    has_standard: bool
    initial: str  # the value of what is chosen to begin with
    hint: str


def guide_choices(review, interview=None) -> GuideChoices:
    """What a new interview, or one that is there, can follow. Once it has words: what it has."""
    held = interview.guide_version if interview else None
    if interview and has_words(interview):
        hint = "It stays as it is: words have been recorded along it."
        return GuideChoices([held] if held else [], held is None, _value(held), hint)
    versions = versions_to_choose(review)
    initial = held if interview else version_to_begin_with(review, versions)
    if held and held not in versions:
        versions.insert(0, held)  # an older version, or of a guide that was retired
    return GuideChoices(versions, True, _value(initial), "What is asked, and what to listen for.")


def _value(version: GuideVersion | None) -> str:
    return str(version.pk) if version else STANDARD


class GuideChoice(forms.ChoiceField):
    """One of the guides on `offer`; nothing chosen is what it begins with."""

    def __init__(self, **kwargs):
        messages = {"invalid_choice": "Select a guide from the list"}
        super().__init__(
            label="Guide",
            required=False,
            widget=forms.RadioSelect,
            error_messages=messages,
            **kwargs,
        )
        self.hint = ""
        self._versions, self._initial = {}, STANDARD

    def offer(self, choices: GuideChoices) -> None:
        self._versions = {_value(each): each for each in choices.versions}
        self._initial, self.hint = choices.initial, choices.hint
        self.choices = [(value, str(each)) for value, each in self._versions.items()]
        if choices.has_standard:
            self.choices = [*self.choices, (STANDARD, "Standard guide")]

    def clean(self, value):
        return super().clean(value) or self._initial

    def version(self, value: str) -> GuideVersion | None:
        """The version of a clean value; None: the standard guide."""
        return self._versions.get(value)
