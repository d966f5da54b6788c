"""Uploading a filled-in workbook, and agreeing to what it would change."""

from django import forms
from django.core.exceptions import ValidationError

from adoption_reviews.forms import Form, Question, helper
from maturity.queries.workbook import Preview, Row
from maturity.workbook import MAX_BYTES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookForm(Form):
    """Once valid, `data` holds the file."""

    file = forms.FileField(
        label="Filled-in workbook",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": f".xlsx,{XLSX}"}),
        help_text=f"An Excel workbook (.xlsx), up to {MAX_BYTES // 1_000_000} MB",
        error_messages={"required": "Select the filled-in workbook"},
    )
    data = b""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(f"The file is larger than {MAX_BYTES // 1_000_000} MB")
        self.data = file.read()
        return file

    @property
    def helper(self):
        return helper(Question("file"), submit="Check the workbook")


class PreviewForm(Form):
    """A choice for each conflict, and whether rows that cannot be taken over are left out."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, preview: Preview, **kwargs):
        super().__init__(*args, **kwargs)
        self.preview = preview
        self.initial["mark"] = preview.mark
        for row in preview.conflicts:
            self.fields[f"{row.code}-keep"] = forms.ChoiceField(
                label="Which answer should be kept?",
                choices=[("mine", "The one in the workbook"), ("theirs", "The one that is there")],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which answer to keep for ‘{row.title}’"},
            )
        if preview.problems:
            self.fields["leave_out"] = forms.BooleanField(
                label="Leave these out and take over the rest",
                error_messages={
                    "required": "Tick that these are left out, or correct them in the workbook "
                    "and upload it again"
                },
            )

    def parts(self) -> list[dict]:
        """For the template: each part with its rows and the choice of each conflict."""
        return [
            {"domain": domain, "rows": [self._shown(row) for row in rows]}
            for domain, rows in self.preview.parts
        ]

    def _shown(self, row: Row) -> dict:
        name = f"{row.code}-keep"
        return {"row": row, "keep": self[name] if name in self.fields else None}

    @property
    def keep(self) -> dict[str, str]:
        """ "mine" or "theirs" by code. Only after `is_valid`."""
        return {row.code: self.cleaned_data[f"{row.code}-keep"] for row in self.preview.conflicts}
