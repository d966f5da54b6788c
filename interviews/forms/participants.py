"""The form of a participant."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.forms import Form, Question, SplitDateField, helper
from adoption_reviews.vocabulary import RoleGroup
from interviews.actions.participants import CONSENTS, ParticipantDetails
from interviews.names import plain_name
from interviews.queries.interviews import reviewers_of
from interviews.queries.participants import participants

CONSENT_WORDS = {
    "consent_to_interview": "To be interviewed",
    "consent_to_record": "To be recorded",
    "consent_to_quote": "To be quoted without a name",
}
ROLE_GROUP_HINTS = {
    RoleGroup.EXECUTIVE: "Board members, directors and corporate teams",
    RoleGroup.DIVISIONAL: "Those who lead a division: consultant, manager, nurse or AHP",
    RoleGroup.FRONT_LINE: "Staff who work with patients or in a service",
}


class ParticipantForm(Form):
    """A new participant, or with `participant` one that is there."""

    name = forms.CharField(
        label="Full name",
        max_length=200,
        help_text="Seen only here and on the list of participants. Everywhere else this person has "
        "a pseudonym.",
    )
    email = forms.EmailField(label="E-mail address", required=False)
    job_title = forms.CharField(label="Job title", max_length=200, required=False)
    role_group = forms.ChoiceField(
        label="Role group", choices=RoleGroup.choices, widget=forms.RadioSelect
    )
    division = forms.CharField(
        label="Division or service", max_length=100, required=False, help_text="For example Surgery"
    )
    consents = forms.MultipleChoiceField(
        label="What has this person agreed to?",
        choices=CONSENT_WORDS.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Leave empty what they have not been asked, or do not want.",
    )
    consent_taken_on = SplitDateField(label="Date they agreed", required=False)
    consent_taken_by = forms.ModelChoiceField(
        None,
        label="Reviewer who asked them",
        required=False,
        empty_label="Nobody yet",
        error_messages={"invalid_choice": "Select a reviewer from the list"},
    )

    def __init__(self, data=None, *, review, by, participant=None):
        super().__init__(data, initial=initial(participant) | {"consent_taken_by": by.pk})
        self.review, self.participant = review, participant
        asked_by = participant.consent_taken_by if participant else None
        if asked_by:
            self.initial["consent_taken_by"] = asked_by.pk
        self.fields["consent_taken_by"].queryset = reviewers_of(
            review, also=[asked_by] if asked_by else []
        )

    def clean_consent_taken_on(self):
        day = self.cleaned_data["consent_taken_on"]
        if day and day > timezone.localdate():
            raise ValidationError("Date they agreed must be today or in the past")
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("consents"):
            for field in ("consent_taken_on", "consent_taken_by"):
                if field in cleaned and not cleaned[field]:
                    words = {"consent_taken_on": "Enter the date they agreed"}
                    self.add_error(field, words.get(field, "Select the reviewer who asked them"))
        twin = self._twin(cleaned)
        if twin:
            self.add_error("name", f"{twin} has the same name and job title")
        return cleaned

    def _twin(self, cleaned):
        """Somebody else who is most likely the same person, added twice."""
        wanted = [plain_name(cleaned.get(field, "")) for field in ("name", "job_title")]
        others = participants(self.review).filter(withdrawn_at__isnull=True)
        if self.participant:
            others = others.exclude(pk=self.participant.pk)
        for other in others:
            who = other.identity
            if wanted[0] and [plain_name(who.name), plain_name(who.job_title)] == wanted:
                return other
        return None

    def details(self) -> ParticipantDetails:
        """What was entered, once valid."""
        values = dict(self.cleaned_data)
        given = values.pop("consents")
        if not values["consent_taken_on"]:
            values["consent_taken_by"] = None
        return ParticipantDetails(**values, **{field: field in given for field in CONSENTS})

    @property
    def helper(self):
        return helper(
            Question("name", width="two-thirds"),
            Question("job_title", width="two-thirds"),
            Question("role_group", hints=ROLE_GROUP_HINTS),
            Question("division", width="two-thirds"),
            Question("email", width="two-thirds"),
            Question("consents"),
            Question("consent_taken_on"),
            Question("consent_taken_by"),
            submit="Save changes" if self.participant else "Add participant",
            cancel=reverse("interviews:participants", args=[self.review.slug]),
        )


def initial(participant) -> dict:
    if participant is None:
        return {}
    who = participant.identity
    return {
        "name": who.name,
        "email": who.email,
        "job_title": who.job_title,
        "role_group": participant.role_group,
        "division": participant.division,
        "consents": [field for field in CONSENTS if getattr(participant, field)],
        "consent_taken_on": participant.consent_taken_on,
    }
