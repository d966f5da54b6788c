"""What leaves a review and how, and the file that comes in."""

from django import forms
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.office_files import RefusedFile
from adoption_reviews.vocabulary import Direction
from reports.exchange.archive import MAX_BYTES
from reports.exchange.carrying import TooLarge, pack
from reports.exchange.reading import read_exchange_file

KINDS = [
    ("xlsx", "Excel workbook (.xlsx)"),
    ("csv", "Tables as text (.csv)"),
    ("qdpx", "Project for other coding programs (.qdpx)"),
    ("qdc", "Codebook for other coding programs (.qdc)"),
]
HINTS = {
    "xlsx": "A sheet with a row for every coding and one with every code.",
    "csv": "The same two tables, in a zip archive.",
    "qdpx": "Texts, codes, marked passages, coders, memos and participants, for NVivo, ATLAS.ti, "
    "MAXQDA, QualCoder and others.",
    "qdc": "Codes alone, with their descriptions.",
}


class ExportForm(Form):
    """`places`: what stands in the way of leaving names out, where something does."""

    kind = forms.ChoiceField(
        label="What do you want to take out?", choices=KINDS, widget=forms.RadioSelect
    )
    names = forms.ChoiceField(
        label="Names of participants and coders",
        choices=[("without", "Leave them out"), ("with", "Put them in")],
        initial="without",
        widget=forms.RadioSelect,
    )
    is_agreed = forms.BooleanField(
        required=False,
        label="I need the names and keep the file where only this review’s reviewers can read it",
    )
    replace = forms.BooleanField(
        required=False,
        label="Put words in square brackets in their place, as in this review’s quotes",
    )

    def __init__(self, *args, review, places=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.review = review
        if not places and "replace" not in self.data:
            del self.fields["replace"]

    def clean(self):
        data = super().clean()
        if data.get("names") == "with" and not data.get("is_agreed"):
            self.add_error("is_agreed", "Confirm that you need the names and keep them safe")
        return data

    @property
    def helper(self):
        questions = [
            Question("kind", hints=HINTS),
            Question(
                "names",
                hints={
                    "without": "Participants are P01, P02, coders Coder 1, Coder 2. Every text is "
                    "checked for names before it leaves.",
                    "with": "This is written to the audit log.",
                },
                reveal={"with": "is_agreed"},
            ),
        ]
        if "replace" in self.fields:
            questions.append(Question("replace"))
        return helper(
            *questions,
            submit="Download",
            cancel=reverse("exchange:overview", args=[self.review.slug]),
        )


class ImportForm(Form):
    """Once valid, `project` and `account` are what was read and `packed` carries them."""

    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ".qdpx,.qdc,.qde"}),
        help_text="A REFI-QDA project (.qdpx) or codebook (.qdc), up to 100 MB. Export it without "
        "sound and pictures if you can.",
    )
    direction = forms.ChoiceField(
        label="Codings without a direction become",
        help_text="Other programs do not say whether a passage shows that something helps or "
        "hinders.",
        choices=Direction.choices,
        initial=Direction.MIXED,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, review, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.by = review, by
        self.project, self.account, self.packed = None, None, ""

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        try:
            content = data["file"].read(MAX_BYTES + 1)
            self.project, self.account = read_exchange_file(content)
            self.packed = pack(
                self.project, self.account, data["direction"], review=self.review, user=self.by
            )
        except (RefusedFile, TooLarge) as error:
            self.add_error("file", str(error))
        return data

    @property
    def helper(self):
        return helper(
            Question("file"),
            Question("direction"),
            submit="Read the file",
            cancel=reverse("exchange:overview", args=[self.review.slug]),
        )


class ConfirmForm(Form):
    """Brings in what the preview showed."""

    packed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
        self.review = review

    @property
    def helper(self):
        return helper(
            "packed",
            submit="Import all this",
            action=reverse("exchange:import_confirm", args=[self.review.slug]),
            cancel=reverse("exchange:import", args=[self.review.slug]),
        )
