"""Choosing a second coder."""

from django import forms
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from interviews.queries.second_coding import may_code_second


class GiveForm(Form):
    coder = forms.ModelChoiceField(
        None,
        label="Who codes it a second time?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Select a colleague",
            "invalid_choice": "Select a reviewer of this review who has not coded the interview",
        },
    )

    def __init__(self, data=None, *, interview):
        super().__init__(data)
        self.interview = interview
        self.fields["coder"].queryset = may_code_second(interview)

    @property
    def helper(self):
        return helper(
            Question("coder", hint="Only reviewers of this review who have not coded it."),
            submit="Give it to them",
            cancel=reverse(
                "interviews:detail", args=[self.interview.review.slug, self.interview.number]
            ),
        )
