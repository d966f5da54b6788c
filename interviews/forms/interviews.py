"""The form of an interview: who, how and when."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.forms import Form, Question, SeveralRowsField, SplitDateField, helper
from adoption_reviews.names import names_found
from interviews.actions.interviews import InterviewPlan
from interviews.forms.guide_choice import GuideChoice, guide_choices
from interviews.models import Interview
from interviews.queries.coverage import State, with_state
from interviews.queries.interviews import participants_to_interview, reviewers_of
from interviews.queries.participants import identities

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
    place = forms.CharField(
        label="Place",
        max_length=200,
        required=False,
        help_text="A room, or the link of a video call. It goes into calendars, so name no people.",
    )
    date = SplitDateField(label="Date", required=False)
    time = forms.TimeField(
        label="Time",
        required=False,
        input_formats=TIME_FORMATS,
        widget=forms.TimeInput(format="%H:%M"),
        help_text="For example 14:30",
    )
    minutes = forms.IntegerField(
        label="Minutes it takes", min_value=5, max_value=480, help_text="Most take 30 to 60"
    )

    guide = GuideChoice()

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
            "place": interview.place if interview else "",
            "minutes": interview.minutes if interview else 60,
        }
        guides = guide_choices(review, interview)
        initial["guide"] = guides.initial
        if interview and interview.scheduled_at:
            at = timezone.localtime(interview.scheduled_at)
            initial |= {"date": at.date(), "time": at.time()}
        super().__init__(data, initial=initial)
        self.fields["guide"].offer(guides)
        self.fields["participants"].queryset = who
        self.fields["reviewers"].queryset = reviewers_of(review, also=interviewing)
        self.interviewed = {
            str(each.pk): "Already in " + ", ".join(str(other).lower() for other in others)
            for each in who
            if (others := [other for other in each.interviews.all() if other != interview])
        }

    def clean_place(self):
        place = self.cleaned_data["place"]
        if names := names_found(place, identities(self.review)):
            raise ValidationError(
                f"Say the place without what names a participant: {', '.join(names)}"
            )
        return place

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
            place=values["place"],
            minutes=values["minutes"],
            guide_version=self.fields["guide"].version(values["guide"]),
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
            Question("place", width="two-thirds"),
            Question("date"),
            Question("time", width=5),
            Question("minutes", width=3),
            Question("guide", hint=self.fields["guide"].hint, optional=False),
            submit=submit,
            cancel=cancel,
        )


class OneEachForm(InterviewForm):
    """An interview for each of those who have none, dates to be set later."""

    def __init__(self, data=None, *, review, by):
        super().__init__(data, review=review, by=by)
        for name in ("date", "time", "place"):
            del self.fields[name]
        without = with_state(self.fields["participants"].queryset).filter(state=State.MISSING)
        self.fields["participants"].label = "Plan an interview for each of"
        self.fields["participants"].queryset = without
        self.initial["participants"] = list(without)

    def plan(self) -> InterviewPlan:
        values = self.cleaned_data
        return InterviewPlan(
            participants=list(values["participants"]),
            reviewers=list(values["reviewers"]),
            mode=values["mode"],
            minutes=values["minutes"],
            guide_version=self.fields["guide"].version(values["guide"]),
        )

    @property
    def helper(self):
        return helper(
            Question("participants", small=True),
            Question("reviewers", small=True),
            Question("mode", inline=True),
            Question("minutes", width=3),
            Question("guide", hint=self.fields["guide"].hint, optional=False),
            submit="Plan these interviews",
            cancel=reverse("interviews:list", args=[self.review.slug]),
        )
