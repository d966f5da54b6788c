"""What can leave a review, in every format, and how much it is."""

import io
import zipfile
from dataclasses import dataclass

from adoption_reviews.models import Review, User
from adoption_reviews.sheets import csv_file
from interviews.models import Interview
from reports.exchange.sheets import workbook
from reports.exchange.writing import qdc, qdpx
from reports.queries.codings import codings
from reports.queries.exchange_codebook import all_codes, codebook
from reports.queries.exchange_project import review_project
from reports.queries.exchange_tables import coding_tables
from reports.queries.exchange_words import Words
from reports.wording import counted

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "qdpx": "application/zip",
    "qdc": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file, and what a person should know of it."""

    data: bytes
    codes: bytes = b""  # a second file: with CSV the table of all codes
    n_texts: int = 0
    n_codings: int = 0
    n_left_out: int = 0  # passages whose words are gone from their text; the tables have them
    n_controls: int = 0  # control characters shown as signs, since Excel holds none

    @property
    def remarks(self) -> list[str]:
        said = []
        if self.n_left_out:
            said.append(
                f"Left out, since their words are no longer in the text: "
                f"{counted(self.n_left_out, 'passage', 'passages')}. The tables have them."
            )
        if self.n_controls:
            said.append(
                "Shown as signs, since Excel cannot hold them: "
                f"{counted(self.n_controls, 'control character', 'control characters')}."
            )
        return said


def export(
    review: Review, kind: str, viewer: User | None, *, with_identities: bool, replace: bool
) -> Exported:
    """A review in a format of FORMATS. Raises exchange_words.IdentifiersFound."""
    words = Words(review, with_identities=with_identities, replace=replace)
    if kind == "qdc":
        codes = codebook(review, words)
        words.check()
        return Exported(qdc(codes))
    if kind == "qdpx":
        project, n_left_out = review_project(
            review, viewer, with_identities=with_identities, words=words
        )
        words.check()
        return Exported(
            qdpx(project),
            n_texts=len(project.sources),
            n_codings=sum(len(s.codings) for one in project.sources for s in one.selections),
            n_left_out=n_left_out,
        )
    tables = coding_tables(review, viewer, with_identities=with_identities, words=words)
    words.check()
    n_codings = len(tables[0].rows)
    if kind == "xlsx":
        book = workbook(tables)
        return Exported(book.data, n_codings=n_codings, n_controls=book.n_controls)
    return Exported(csv_file(tables[0]), csv_file(tables[1]), n_codings=n_codings)


def both_tables(review: Review, exported: Exported) -> bytes:
    """The two CSV files in one archive, for those who fetch one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{review.slug}-codings.csv", exported.data)
        archive.writestr(f"{review.slug}-codes.csv", exported.codes)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is to take out."""

    interviews: int
    case_studies: int
    codes: int
    codings: int


def sizes(review: Review, viewer: User) -> Sizes:
    """What `viewer` would find in an export."""
    found = codings([review], viewer)
    return Sizes(
        interviews=Interview.objects.filter(review=review).counting().count(),
        case_studies=review.case_studies.count(),
        codes=sum(len(codes) for _, codes in all_codes(review, [each.key for each in found])),
        codings=len(found),
    )
