"""Report snapshots to PDF. The only module that imports WeasyPrint."""

import gc
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from adoption_reviews.pdf_fonts import PDF_FONTS, covered
from reports.models import Report
from reports.presentation import report_context

FONTS = settings.BUILD_DIR / "fonts"
OURS = "https://report-files.invalid/"  # a name that leads nowhere: nothing is asked of a network
STYLESHEET = settings.BASE_DIR / "static/css/pdf.css"
MISSING_CHARACTER = "\N{WHITE SQUARE}"  # which our fonts have
VARIATION_SELECTORS = {chr(each) for each in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}


@dataclass(frozen=True)
class Pdf:
    content: bytes
    pages: int


class OwnFilesOnly(URLFetcher):
    """Serves the fonts to the stylesheets. No network, no other file, whatever the HTML names."""

    def __init__(self):
        super().__init__(allowed_protocols=())

    def fetch(self, url, headers=None):
        name = url.removeprefix(OURS)
        path = FONTS / name
        if not url.startswith(OURS) or Path(name).name != name or not path.is_file():
            raise ValueError(f"Reports may not use {url}")
        return URLFetcherResponse(url, path.read_bytes())


def report_html(report: Report) -> str:
    """The report's HTML for paper, from its snapshot."""
    return render_to_string(
        "reports/pdf/report.html",
        report_context(report) | {"is_paper": True, "pdf_fonts": PDF_FONTS},
    )


def render_pdf(html: str) -> Pdf:
    """A tagged PDF (PDF/UA-1) of the HTML, with fonts and stylesheets of our own.

    Characters that no font has are printed as a replacement sign, which is what keeps the PDF
    valid whatever people type. Raises what WeasyPrint raises.
    """
    fonts, stylesheets = _style()
    source = HTML(string=printable(html), base_url=OURS, url_fetcher=OwnFilesOnly())
    options = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
    with _without_garbage_collection():
        document = source.render(stylesheets=stylesheets, font_config=fonts, **options)
        return Pdf(content=document.write_pdf(**options), pages=len(document.pages))


def printable(text: str) -> str:
    """The text with control characters left out and those that no font has replaced."""
    text = unicodedata.normalize("NFC", text)
    instead = {ord(each): _instead(each) for each in set(text)}
    return text.translate({code: other for code, other in instead.items() if other is not None})


def _instead(character: str) -> str | None:
    """What is printed instead of a character; None for itself."""
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):  # some fonts claim to have these
        return None if character in "\n\t" else ""
    if ord(character) in covered(FONTS):
        return None
    if category == "Cf" or character in VARIATION_SELECTORS:
        return ""
    return " " if category.startswith("Z") else MISSING_CHARACTER


@cache
def _style() -> tuple[FontConfiguration, list[CSS]]:
    """Fonts and stylesheets, read once in each worker process."""
    fonts = FontConfiguration()
    options = {"font_config": fonts, "url_fetcher": OwnFilesOnly(), "base_url": OURS}
    paths = [FONTS / "fonts.css", STYLESHEET]
    return fonts, [CSS(string=path.read_text(encoding="utf-8"), **options) for path in paths]


@contextmanager
def _without_garbage_collection():
    """Collecting while millions of boxes are made takes up to a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()
