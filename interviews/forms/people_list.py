"""The two steps of importing a list of people: choose the file, then agree to what it would do.

Between the steps the rows travel in the page, packed and signed for this user and this review: no
name is kept on the server before somebody has agreed, and nothing is left to clear away after.
"""

from dataclasses import asdict
from datetime import date

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.vocabulary import RoleGroup
from interviews.forms.participants import day_until_today
from interviews.models import Consent
from interviews.people_files import MAX_BYTES, UnreadableList, read_tables
from interviews.people_list import Listed, read_people
from interviews.queries.interviews import reviewers_of
from interviews.queries.people_list import LEAVE_OUT, Fate, RowFate, fates, groups_to_ask

AN_HOUR = 60 * 60
MOST_GROUPS = 20  # asked about one by one; more are a column of something else
LONGEST_PACKED = 2_000_000  # characters; Django takes forms of 2.5 MB


class StalePage(Exception):
    """What the page sent back is not what this user was given for this review, or too old."""


def _salt(review, user) -> str:
    return f"interviews.people_list.{review.pk}.{user.pk}"


def pack(review, user, rows: list[Listed], foreseen: list[RowFate]) -> str:
    """The rows, and what the preview says of each."""
    values = {
        "rows": [asdict(row) for row in rows],
        "foreseen": [each.words for each in foreseen],
    }
    for row in values["rows"]:
        row["consents"] = {key: day and day.isoformat() for key, day in row["consents"].items()}
    return signing.dumps(values, salt=_salt(review, user), compress=True)


def unpack(review, user, packed: str) -> tuple[list[Listed], list[str]]:
    """What `pack` was given, within the hour. Raises StalePage."""
    try:
        values = signing.loads(packed, salt=_salt(review, user), max_age=AN_HOUR)
    except signing.BadSignature as error:
        raise StalePage from error
    rows = [
        Listed(
            **row
            | {
                "consents": {
                    Consent(key): day and date.fromisoformat(day)
                    for key, day in row["consents"].items()
                },
                "refused": tuple(Consent(each) for each in row["refused"]),
                "notes": tuple(row["notes"]),
            }
        )
        for row in values["rows"]
    ]
    return rows, values["foreseen"]


class PeopleFileForm(Form):
    file = forms.FileField(
        label="List of people",
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.xlsx,.txt,.tsv,text/csv,"
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
        help_text="A CSV file or an Excel workbook (.xlsx), up to 5 MB. Nothing is kept yet.",
        error_messages={"required": "Select a list of people"},
    )

    def __init__(self, data=None, files=None, *, review):
        super().__init__(data, files)
        self.review, self.people = review, None

    def clean_file(self):
        try:
            tables = read_tables(self.cleaned_data["file"].read(MAX_BYTES + 1))
            self.people = read_people(tables, today=timezone.localdate())
        except UnreadableList as error:
            raise ValidationError(str(error)) from error
        if len(self._groups()) > MOST_GROUPS:
            raise ValidationError(
                f"The column of role groups has more than {MOST_GROUPS} that are not known. "
                "Is it the right column?"
            )

    def _groups(self) -> list[str]:
        return groups_to_ask(self.people.people)

    @property
    def helper(self):
        return helper(
            Question("file"),
            submit="Read the list",
            action=reverse("interviews:participants_import", args=[self.review.slug]),
            cancel=reverse("interviews:participants", args=[self.review.slug]),
        )


class PeopleListForm(Form):
    """What the list leaves open: unknown role groups, and who asked for consents and when."""

    packed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, review, by, rows, found=None, packed=""):
        super().__init__(data, initial={"packed": packed})
        self.review, self.rows = review, rows
        self.found = found or fates(review, rows)
        asked = {each.row.group.casefold() for each in self.found if each.fate == Fate.ASKED}
        self.groups = [each for each in groups_to_ask(rows) if each.casefold() in asked]
        for number, group in enumerate(self.groups):
            who = f"“{group}”" if group else "those without a role group"
            self.fields[f"group_{number}"] = forms.ChoiceField(
                label=f"Role group of {who}",
                choices=[
                    ("", "Select a role group"),
                    *RoleGroup.choices,
                    (LEAVE_OUT, "Leave these people out"),
                ],
                error_messages=dict.fromkeys(
                    ["required", "invalid_choice"], f"Select the role group of {who}"
                ),
            )
        agreeing = [
            row.consents
            for each in self.found
            if (row := each.row) and (each.agreed or (each.fate == Fate.ASKED and row.consents))
        ]
        if agreeing:
            self.fields["asked_by"] = forms.ModelChoiceField(
                reviewers_of(review),
                label="Reviewer who asked for the consents in the list",
                initial=by.pk,
                error_messages={"invalid_choice": "Select a reviewer from the list"},
            )
        if any(day is None for consents in agreeing for day in consents.values()):
            self.fields["agreed_on"] = day_until_today("Date of the consents that have none")

    def chosen(self) -> dict:
        """What was chosen, once valid, as `import_participants` takes it."""
        values = self.cleaned_data
        return {
            "groups": {
                group.casefold(): values[f"group_{number}"]
                for number, group in enumerate(self.groups)
            },
            "asked_by": values.get("asked_by"),
            "agreed_on": values.get("agreed_on"),
        }

    @property
    def does_something(self) -> bool:
        return any(each.fate in (Fate.ADDED, Fate.CHANGED, Fate.ASKED) for each in self.found)

    @property
    def helper(self):
        return helper(
            "packed",
            *(Question(name) for name in self.fields if name != "packed"),
            submit="Import these people",
            action=reverse("interviews:participants_import_confirm", args=[self.review.slug]),
            cancel=reverse("interviews:participants", args=[self.review.slug]),
        )
