"""A link or a file as evidence."""

import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.office_files import RefusedFile
from maturity.actions.attachments import TITLE_LENGTH
from maturity.evidence_files import ENDINGS, MAX_BYTES, TAKEN, CheckedFile, check_file

URL_LENGTH = 1000
NO_LINK = "Enter a web address that begins with https:// or http://"


class EvidenceForm(Form):
    """Once valid, either `cleaned_data["url"]` or `checked` says what is to be added."""

    title = forms.CharField(label="What it is", required=False, max_length=TITLE_LENGTH)
    url = forms.CharField(
        label="Link",
        required=False,
        max_length=URL_LENGTH,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        help_text=f"{TAKEN}; up to {MAX_BYTES // 1_000_000} MB. "
        "Leave out files that name patients or say things about single members of staff.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.checked: CheckedFile | None = None

    def clean_url(self):
        url = self.cleaned_data["url"]
        return safe_link(url) if url else ""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            try:
                self.checked = check_file(file.read(MAX_BYTES + 1), file.name)
            except RefusedFile as refused:
                raise ValidationError(str(refused)) from refused
        return file

    def clean(self):
        if not self.errors:
            url = self.cleaned_data.get("url")
            if url and self.checked:
                self.add_error("url", "Enter a link or select a file, not both")
            elif not url and not self.checked:
                self.add_error("url", "Enter a link or select a file")

    @property
    def helper(self):
        return helper(
            Question("title", hint="A few words, such as “Innovation strategy 2026”."),
            Question("url", optional=False),
            Question("file", optional=False),
            submit="Add",
        )


def safe_link(url: str) -> str:
    """The address of a page on the web. Raises ValidationError for any other."""
    url = url.strip()
    if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", url):  # typed as on a poster
        url = f"https://{url}"
    if re.search(r"[\x00-\x20\x7f\\<>\"]", url):
        raise ValidationError(NO_LINK)
    try:
        URLValidator(schemes=["http", "https"])(url)
        parts = urlsplit(url)
    except (ValidationError, ValueError) as error:
        raise ValidationError(NO_LINK) from error
    if parts.username is not None or parts.password is not None:
        raise ValidationError("Leave out the name and password in front of the @")
    return url
