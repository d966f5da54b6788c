"""The form of an interview: who, how and when."""

from datetime import datetime

from django import forms
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.forms import Form, Question, SeveralRowsField, SplitDateField, helper
from interviews.actions.interviews import InterviewPlan
from interviews.models import Interview
from interviews.queries.interviews import participants_to_interview, reviewers_of

TIME_FORMATS = ["%H:%M", "%H.%M", "%H%M", "%I:%M%p", "%I:%M %p", "%I.%M%p", "%I.%M %p", "%I%p"]


class Participants(SeveralRowsField):
    def label_from_instance(self, participant):
        about = [participant.pseudonym, participant.get_role_group_display(), participant.division]
        return ", ".join(part for part in about if part)


class InterviewForm(Form):
    """A new interview, or with `interview` one that is there."""

    participants = Participants(
        None,
        label="Who is interviewed?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select who is interviewed",
            "invalid_choice": "Select participants from the list",
        },
    )
    reviewers = SeveralRowsField(
        None,
        label="Who interviews?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select who interviews",
            "invalid_choice": "Select reviewers from the list",
        },
    )
    mode = forms.ChoiceField(
        label="How?",
        choices=Interview.Mode,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], "Select in person, by video or by phone"
        ),
    )
    date = SplitDateField(label="Date", required=False)
    time = forms.TimeField(
        label="Time",
        required=False,
        input_formats=TIME_FORMATS,
        widget=forms.TimeInput(format="%H:%M"),
        help_text="For example 14:30",
    )

    def __init__(self, data=None, *, review, by, interview=None, chosen=()):
        """`chosen`: pseudonyms ticked to begin with in a new interview."""
        self.review, self.interview = review, interview
        taking_part = list(interview.participants.all()) if interview else []
        interviewing = list(interview.reviewers.all()) if interview else []
        who = participants_to_interview(review, also=taking_part)
        initial = {
            "participants": taking_part or [each for each in who if each.pseudonym in chosen],
            "reviewers": interviewing or [by],
            "mode": interview.mode if interview else Interview.Mode.IN_PERSON,
        }
        if interview and interview.scheduled_at:
            at = timezone.localtime(interview.scheduled_at)
            initial |= {"date": at.date(), "time": at.time()}
        super().__init__(data, initial=initial)
        self.fields["participants"].queryset = who
        self.fields["reviewers"].queryset = reviewers_of(review, also=interviewing)
        self.interviewed = {
            str(each.pk): "Already in " + ", ".join(str(other).lower() for other in others)
            for each in who
            if (others := [other for other in each.interviews.all() if other != interview])
        }

    def clean(self):
        cleaned = super().clean()
        if "date" in cleaned and "time" in cleaned:
            if cleaned["date"] and not cleaned["time"]:
                self.add_error("time", "Enter the time as well")
            elif cleaned["time"] and not cleaned["date"]:
                self.add_error("date", "Enter the date as well")
        return cleaned

    def plan(self) -> InterviewPlan:
        """What was entered, once valid."""
        values = self.cleaned_data
        at = values["date"] and datetime.combine(values["date"], values["time"])
        return InterviewPlan(
            participants=list(values["participants"]),
            reviewers=list(values["reviewers"]),
            mode=values["mode"],
            scheduled_at=at and timezone.make_aware(at),
        )

    @property
    def helper(self):
        if self.interview:
            submit, cancel = "Save changes", self.interview.get_absolute_url()
        else:
            submit, cancel = "Plan interview", reverse("interviews:list", args=[self.review.slug])
        return helper(
            Question(
                "participants",
                hint="More than one for a joint interview. Names are on the list of participants.",
                hints=self.interviewed,
                small=True,
            ),
            Question("reviewers", small=True),
            Question("mode", inline=True),
            Question("date"),
            Question("time", width=5),
            submit=submit,
            cancel=cancel,
        )
