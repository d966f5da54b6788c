"""The forms of a participant: who they are, and what they agreed to."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.forms import Form, Question, SplitDateField, helper
from adoption_reviews.names import plain_name
from adoption_reviews.vocabulary import RoleGroup
from interviews.actions.consents import Agreed
from interviews.actions.participants import ParticipantDetails
from interviews.models import Consent
from interviews.queries.coverage import State
from interviews.queries.interviews import reviewers_of
from interviews.queries.participants import divisions, participants, people_found

ROLE_GROUP_HINTS = {
    RoleGroup.EXECUTIVE: "Board members, directors and corporate teams",
    RoleGroup.DIVISIONAL: "Those who lead a division: consultant, manager, nurse or AHP",
    RoleGroup.FRONT_LINE: "Staff who work with patients or in a service",
}


def day_until_today(label: str, **more) -> SplitDateField:
    return SplitDateField(label=label, validators=[_not_in_the_future(label)], **more)


def _not_in_the_future(label: str):
    def check(day):
        if day > timezone.localdate():
            raise ValidationError(f"{label} must be today or in the past")

    return check


class ConsentFields(Form):
    """What somebody agreed to on one day, and who asked. For other days it is filled in again."""

    consents = forms.MultipleChoiceField(
        label="What has this person agreed to?",
        choices=Consent.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Leave empty what they have not been asked, or do not want.",
        error_messages={"invalid_choice": "Select from the list"},
    )
    agreed_on = day_until_today("Date they agreed", required=False)
    asked_by = forms.ModelChoiceField(
        None,
        label="Reviewer who asked them",
        required=False,
        empty_label="Nobody yet",
        error_messages={"invalid_choice": "Select a reviewer from the list"},
    )

    def __init__(self, data=None, *, review, by, also=(), initial=None):
        """`also`: users who can be chosen although they are no longer reviewers here."""
        super().__init__(data, initial={"asked_by": by.pk} | (initial or {}))
        self.review = review
        self.fields["asked_by"].queryset = reviewers_of(review, also=also)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("consents"):
            missing = {
                "agreed_on": "Enter the date they agreed",
                "asked_by": "Select the reviewer who asked them",
            }
            for field, words in missing.items():
                if field in cleaned and not cleaned[field]:
                    self.add_error(field, words)
        return cleaned

    def agreed(self) -> dict[Consent, Agreed]:
        """What was agreed to, once valid."""
        asked = Agreed(self.cleaned_data["agreed_on"], self.cleaned_data["asked_by"])
        return {Consent(each): asked for each in self.cleaned_data["consents"]}


class DetailsFields(Form):
    name = forms.CharField(
        label="Full name",
        max_length=200,
        help_text="Seen only here, on the list of participants and in the schedule. Everywhere "
        "else this person has a pseudonym.",
    )
    email = forms.EmailField(label="E-mail address", required=False)
    job_title = forms.CharField(label="Job title", max_length=200, required=False)
    role_group = forms.ChoiceField(
        label="Role group", choices=RoleGroup.choices, widget=forms.RadioSelect
    )
    division = forms.CharField(
        label="Division or service", max_length=100, required=False, help_text="For example Surgery"
    )
    participant = None

    def clean(self):
        cleaned = super().clean()
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

    def details(self, **agreed) -> ParticipantDetails:
        """What was entered, once valid."""
        names = ("name", "email", "job_title", "role_group", "division")
        return ParticipantDetails(**{name: self.cleaned_data[name] for name in names}, **agreed)

    @property
    def questions(self) -> list[Question]:
        return [
            Question("name", width="two-thirds"),
            Question("job_title", width="two-thirds"),
            Question("role_group", hints=ROLE_GROUP_HINTS),
            Question("division", width="two-thirds"),
            Question("email", width="two-thirds"),
        ]


class NewParticipantForm(ConsentFields, DetailsFields):
    """Somebody new, with what they agreed to on one day."""

    def details(self) -> ParticipantDetails:
        return super().details(agreed=self.agreed())

    @property
    def helper(self):
        return helper(
            *self.questions,
            Question("consents"),
            Question("agreed_on", hint="Add what they agreed to on another day afterwards."),
            Question("asked_by"),
            submit="Add participant",
            cancel=reverse("interviews:participants", args=[self.review.slug]),
        )


class DetailsForm(DetailsFields):
    """Who a participant is, who is there already."""

    def __init__(self, data=None, *, participant):
        who = participant.identity
        super().__init__(
            data,
            initial={
                "name": who.name,
                "email": who.email,
                "job_title": who.job_title,
                "role_group": participant.role_group,
                "division": participant.division,
            },
        )
        self.review, self.participant = participant.review, participant

    @property
    def helper(self):
        return helper(
            *self.questions, submit="Save changes", cancel=self.participant.get_absolute_url()
        )


class ConsentForm(ConsentFields):
    """What a participant agreed to on one day: new consents, or other days for old ones."""

    def __init__(self, data=None, *, participant, by, chosen=()):
        """`chosen`: consents ticked to begin with; the first says the day and who asked."""
        chosen = [Consent(each) for each in chosen if each in Consent.values]
        initial = {"consents": chosen, "agreed_on": timezone.localdate()}
        asked = [state.by for state in participant.consents if state.by]
        if chosen and (first := participant.consent(chosen[0])).is_given:
            initial |= {"agreed_on": first.on, "asked_by": first.by and first.by.pk}
        super().__init__(data, review=participant.review, by=by, also=asked, initial=initial)
        self.participant = participant
        for field, words in {
            "consents": "Select what they agreed to",
            "agreed_on": "Enter the date they agreed",
            "asked_by": "Select the reviewer who asked them",
        }.items():
            self.fields[field].required = True
            self.fields[field].error_messages["required"] = words
        self.fields["consents"].help_text = "What you leave out stays as it is."

    @property
    def helper(self):
        hints = {
            state.consent: f"Agreed on {state.on:%-d %B %Y}"
            if state.on
            else "Agreed, day not known"
            for state in self.participant.consents
            if state.is_given
        }
        return helper(
            Question("consents", hints=hints),
            Question("agreed_on"),
            Question("asked_by"),
            submit="Save consent",
            cancel=self.participant.get_absolute_url(),
        )


class ParticipantFilter(Form):
    """What the list of participants is narrowed down to. What makes no sense narrows nothing.

    Names are not searched for: they would stand in addresses and logs.
    """

    role_group = forms.ChoiceField(
        label="Role group", required=False, choices=[("", "All"), *RoleGroup.choices]
    )
    division = forms.ChoiceField(label="Division or service", required=False)
    state = forms.ChoiceField(
        label="Interview",
        required=False,
        choices=[("", "All"), *((state.value, state.label) for state in State)],
    )

    def __init__(self, data, *, review):
        super().__init__(data)
        named = [(division, division) for division in divisions(review)]
        self.fields["division"].choices = [("", "All"), *named, ("-", "None given")]
        self.review = review

    def found(self) -> list:
        self.is_valid()
        return people_found(self.review, **self.cleaned_data)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    @property
    def helper(self):
        return helper(
            Question("role_group"),
            Question("division"),
            Question("state"),
            submit="Show",
            method="get",
            form_class="app-form--inline",
        )


class WithdrawForm(Form):
    """The pseudonym, typed: a withdrawal is for good."""

    pseudonym = forms.CharField(label="Pseudonym", max_length=10)

    def __init__(self, data=None, *, participant):
        super().__init__(data)
        self.participant = participant
        self.fields["pseudonym"].label = f"To go on, enter the pseudonym, {participant}"

    def clean_pseudonym(self):
        if self.cleaned_data["pseudonym"].casefold() != self.participant.pseudonym.casefold():
            raise ValidationError(f"Enter {self.participant} to withdraw this participant")
        return self.participant.pseudonym

    @property
    def helper(self):
        return helper(
            Question("pseudonym", width=5),
            submit=f"Withdraw {self.participant}",
            warning=True,
            cancel=self.participant.get_absolute_url(),
        )


class TakeBackForm(Form):
    """The day on which somebody said that they no longer agree."""

    on = day_until_today("Date they told you")

    def __init__(self, data=None, *, participant, warning):
        super().__init__(data, initial={"on": timezone.localdate()})
        self.participant, self.warning = participant, warning

    @property
    def helper(self):
        return helper(
            Question("on"),
            submit="Take back consent",
            warning=self.warning,
            cancel=self.participant.get_absolute_url(),
        )
