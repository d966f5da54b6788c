"""Starting a review, moving it on, and saying who works on it."""

from django import forms
from django.urls import reverse

from adoption_reviews.forms import Form, Question, SeveralRowsField, SplitDateField, helper
from adoption_reviews.models import Review
from adoption_reviews.queries import who_may_review, who_may_sign_in
from adoption_reviews.roles import Role, Scope


class DatesForm(Form):
    """First and last day of a review, either of which may not be known yet."""

    starts_on = SplitDateField(label="First day", required=False)
    ends_on = SplitDateField(label="Last day", required=False)

    def clean(self):
        starts_on, ends_on = (self.cleaned_data.get(name) for name in ("starts_on", "ends_on"))
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Last day must be the same as or after the first day")
        return self.cleaned_data


class StartReviewForm(DatesForm):
    reviewers = SeveralRowsField(
        label="Reviewers",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["reviewers"].queryset = who_may_review(organisation)

    @property
    def helper(self):
        return helper(
            Question("starts_on", hint="Of the set-up; it can be changed later."),
            Question("ends_on", hint="The day by which the trust should have its report."),
            Question(
                "reviewers",
                small=True,
                hint="They alone see participants and transcripts. You can add others later.",
            ),
            submit="Start review",
            cancel=self.organisation.get_absolute_url(),
        )


PHASES = {
    Review.Status.PLANNING: "Scope, dates and whom to interview are being agreed",
    Review.Status.FIELDWORK: "Interviews are held, case studies written, the trust rates itself",
    Review.Status.ANALYSIS: "Passages are marked and the evidence is drawn together",
    Review.Status.REPORTING: "The report is written, released and talked through",
    Review.Status.FOLLOW_UP: "The trust carries out what was agreed",
    Review.Status.CLOSED: "Nothing is left to do",
}


class EditReviewForm(DatesForm):
    status = forms.ChoiceField(
        label="Phase", choices=Review.Status.choices, widget=forms.RadioSelect
    )

    field_order = ["status", "starts_on", "ends_on"]

    def __init__(self, *args, review, **kwargs):
        initial = {
            "status": review.status,
            "starts_on": review.starts_on,
            "ends_on": review.ends_on,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.review = review

    @property
    def helper(self):
        return helper(
            Question("status", hints=PHASES),
            Question("starts_on"),
            Question("ends_on"),
            submit="Save",
            cancel=reverse("reviews:detail", args=[self.review.slug]),
        )


class AddToReviewForm(Form):
    """Somebody who works on the review, or one of the trust's own people."""

    person = forms.ModelChoiceField(label="Person", queryset=None, empty_label="Choose a person")
    role = forms.ChoiceField(
        label="Role",
        choices=[(role, role.label) for role in Role if role.scope is not Scope.HUB],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = who_may_sign_in()
        self.fields["person"].label_from_instance = with_address

    @property
    def helper(self):
        return helper(
            Question("person", hint="Not in the list? A hub administrator adds people."),
            Question("role", hints=ROLE_HINTS),
            submit="Add to review",
        )


ROLE_HINTS = {
    Role.HUB_ADMINISTRATOR: "Adds people, gives roles, reads the audit log; else as hub staff",
    Role.HUB_STAFF: "Compares trusts, starts reviews, reads evidence and reports",
    Role.REVIEWER: "Interviews, marks passages, writes case studies, builds the report",
    Role.TRUST_LEAD: "Rates the trust’s maturity, asks colleagues to help, reads released reports",
    Role.TRUST_CONTRIBUTOR: "Answers the parts of the self-rating that the trust’s lead gives them",
}


def with_address(user) -> str:
    """Two people may share a name; nobody shares an address."""
    return f"{user.name} ({user.email})"
