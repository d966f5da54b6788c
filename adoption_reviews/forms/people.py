"""Finding and adding people, giving roles, and searching the audit log."""

from django import forms
from django.urls import reverse

from adoption_reviews.audit_words import PHRASES
from adoption_reviews.forms import Form, Question, SplitDateField, helper
from adoption_reviews.forms.reviews import ROLE_HINTS, with_address
from adoption_reviews.queries import WITHOUT_ROLE, every_organisation, everybody, reviews
from adoption_reviews.roles import Role


class PeopleFilter(Form):
    search = forms.CharField(label="Name or e-mail address", required=False, max_length=100)
    role = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "All"), *Role.choices, (WITHOUT_ROLE, "Without a role")],
    )

    @property
    def helper(self):
        return helper(
            Question("search", width=20),
            "role",
            submit="Show",
            method="get",
            form_class="app-form--inline",
        )


class PersonForm(Form):
    name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(label="E-mail address", max_length=254)

    def __init__(self, *args, person=None, **kwargs):
        if person is not None:
            kwargs["initial"] = {"name": person.name, "email": person.email}
        super().__init__(*args, **kwargs)
        self.person = person

    @property
    def helper(self):
        email_hint = "They sign in with it."
        if self.person is None:
            email_hint += " We send a link there to set a password."
        return helper(
            Question("name", width="two-thirds"),
            Question("email", width="two-thirds", hint=email_hint),
            submit="Save" if self.person else "Add person",
            cancel=reverse("people:detail", args=[self.person.pk])
            if self.person
            else reverse("people:list"),
        )


class RoleForm(Form):
    """A role and, unless it is one for the whole hub, the trust or the review it is held in."""

    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=forms.RadioSelect)
    review = forms.ModelChoiceField(
        label="Review", queryset=None, required=False, empty_label="Choose a review"
    )
    lead_of = forms.ModelChoiceField(
        label="Lead of", queryset=None, required=False, empty_label="Choose a trust"
    )
    contributor_to = forms.ModelChoiceField(
        label="Contributor to", queryset=None, required=False, empty_label="Choose a trust"
    )

    PLACES = {
        Role.REVIEWER: ("review", "Select the review"),
        Role.TRUST_LEAD: ("lead_of", "Select the trust they are lead of"),
        Role.TRUST_CONTRIBUTOR: ("contributor_to", "Select the trust they contribute to"),
    }

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["review"].queryset = reviews()
        for name in ("lead_of", "contributor_to"):
            self.fields[name].queryset = every_organisation()

    def clean(self):
        field, message = self.PLACES.get(self.cleaned_data.get("role"), (None, None))
        if field and field not in self.errors and not self.cleaned_data.get(field):
            self.add_error(field, message)
        return self.cleaned_data

    def place(self) -> dict:
        """`review` or `organisation` of a valid form, as `actions.give_role` takes it."""
        field, _ = self.PLACES.get(self.cleaned_data["role"], (None, None))
        if field is None:
            return {}
        return {"review" if field == "review" else "organisation": self.cleaned_data[field]}

    @property
    def helper(self):
        return helper(
            Question(
                "role",
                hints=ROLE_HINTS,
                reveal={role: field for role, (field, _) in self.PLACES.items()},
            ),
            submit="Give role",
            cancel=reverse("people:detail", args=[self.person.pk]),
        )


class AuditFilter(Form):
    verb = forms.ChoiceField(label="What", required=False)
    by = forms.ModelChoiceField(label="Who", queryset=None, required=False, empty_label="Everybody")
    review = forms.ModelChoiceField(
        label="Review", queryset=None, required=False, empty_label="All reviews"
    )
    since = SplitDateField(label="From", required=False)
    until = SplitDateField(label="To", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        phrases = sorted(PHRASES.items(), key=lambda item: item[1].label)
        self.fields["verb"].choices = [
            ("", "Everything"),
            *((verb, phrase.label) for verb, phrase in phrases),
        ]
        self.fields["by"].queryset = everybody()
        self.fields["by"].label_from_instance = with_address
        self.fields["review"].queryset = reviews()

    def clean(self):
        since, until = (self.cleaned_data.get(name) for name in ("since", "until"))
        if since and until and until < since:
            self.add_error("until", "The last day must be the same as or after the first")
        return self.cleaned_data

    @property
    def helper(self):
        return helper(
            "verb",
            "by",
            "review",
            "since",
            "until",
            submit="Show",
            method="get",
            form_class="app-form--inline",
        )
