"""Finding, adding and editing organisations."""

from django import forms
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.models import Organisation
from adoption_reviews.queries import regions
from adoption_reviews.trust_file import REGIONS


class TrustFilter(Form):
    """Search and filters above the list of trusts; every field may be left alone."""

    search = forms.CharField(label="Name or ODS code", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "All kinds"), *Organisation.Kind.choices]
    )
    region = forms.ChoiceField(label="Region", required=False)
    reviewed = forms.ChoiceField(
        label="Reviews", required=False, choices=[("", "All trusts"), ("yes", "With a review")]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "All regions"), *((name, name) for name in regions())]

    @property
    def helper(self):
        return helper(
            Question("search", width=20),
            "kind",
            "region",
            "reviewed",
            submit="Show",
            method="get",
            form_class="app-form--inline",
        )


class TrustForm(Form):
    """What is known of an organisation beside its code."""

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(
        label="Kind of organisation",
        choices=Organisation.Kind.choices,
        initial=Organisation.Kind.ACUTE,
    )
    region = forms.ChoiceField(label="Region", required=False)

    def __init__(self, *args, organisation=None, **kwargs):
        if organisation is not None:
            kwargs["initial"] = {
                "name": organisation.name,
                "kind": organisation.kind,
                "region": organisation.region,
            }
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        known = sorted({*REGIONS.values(), *regions()})
        self.fields["region"].choices = [("", "Not known"), *((name, name) for name in known)]

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    @property
    def helper(self):
        return helper(
            Question("name", hint="A former name is kept and can still be searched for."),
            Question("kind"),
            Question("region", optional=False),
            submit="Save",
            cancel=self.organisation.get_absolute_url(),
        )


class NewTrustForm(TrustForm):
    ods_code = forms.CharField(label="ODS code", max_length=6)

    field_order = ["ods_code", "name", "kind", "region"]

    def clean_ods_code(self):
        return self.cleaned_data["ods_code"].strip().upper()

    @property
    def helper(self):
        return helper(
            Question(
                "ods_code",
                width=5,
                hint="The NHS’s code of the organisation, like RT1. It cannot be changed later.",
            ),
            Question("name"),
            Question("kind"),
            Question("region", optional=False),
            submit="Add trust",
            cancel=reverse("trusts:list"),
        )
