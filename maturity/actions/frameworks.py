"""A hub's own frameworks: drafts that may be replaced, and what is published and never changes."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.frameworks import MaturityFramework, Problem, Reading
from adoption_reviews.models import HubFramework
from maturity.queries.frameworks import read_upload


class NotSound(Exception):
    """A file with problems is no draft, and no draft with problems is published."""

    def __init__(self, problems: tuple[Problem, ...]):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class DraftGone(Exception):
    """Somebody has published or deleted the draft meanwhile."""


class DraftChanged(Exception):
    """Somebody has replaced the draft since it was looked at."""


def edition(row: HubFramework) -> str:
    """A mark of what a draft says now."""
    return hashlib.sha256(row.text.encode()).hexdigest()[:16]


@transaction.atomic
def upload_framework(*, content: bytes, by) -> HubFramework:
    """Keep a file as a new draft. Raises NotSound."""
    framework = _sound(read_upload(content))
    row = HubFramework(text=_text(content), uploaded_by=by)
    _write(row, framework)
    audit.record(by=by, verb="framework.uploaded", on=row, framework=row.ref)
    return row


@transaction.atomic
def replace_framework(*, row: HubFramework, content: bytes, seen: str, by) -> HubFramework:
    """Put a file in a draft's place. The same file again changes nothing.

    `seen` is the edition that the change was made to. Raises NotSound, DraftGone, DraftChanged.
    """
    row = _locked_draft(row)
    if row.text.encode() == content:
        return row
    if edition(row) != seen:
        raise DraftChanged
    framework = _sound(read_upload(content, replacing=row))
    row.text, row.uploaded_by = _text(content), by
    _write(row, framework)
    audit.record(by=by, verb="framework.replaced", on=row, framework=row.ref)
    return row


@transaction.atomic
def delete_framework(*, row: HubFramework, by) -> None:
    """Delete a draft. Raises DraftGone."""
    row = _locked_draft(row)
    audit.record(by=by, verb="framework.deleted", on=row, framework=row.ref)
    row.delete()


@transaction.atomic
def publish_framework(*, row: HubFramework, seen: str, by) -> HubFramework:
    """Offer a draft to trusts; from then on it never changes.

    It is read once more: what it stands beside may have changed. `seen` is the edition that was
    looked at. Raises NotSound, DraftGone, DraftChanged.
    """
    row = _locked_draft(row)
    if edition(row) != seen:
        raise DraftChanged
    _sound(read_upload(row.text.encode(), replacing=row))
    row.published_by, row.published_at = by, timezone.now()
    row.save()
    audit.record(by=by, verb="framework.published", on=row, framework=row.ref)
    return row


def _sound(reading: Reading) -> MaturityFramework:
    if reading.framework is None:
        raise NotSound(reading.problems)
    return reading.framework


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig")


def _locked_draft(row: HubFramework) -> HubFramework:
    row = HubFramework.objects.select_for_update().filter(pk=row.pk, published_at=None).first()
    if row is None:
        raise DraftGone
    return row


def _write(row: HubFramework, framework: MaturityFramework) -> None:
    row.key, row.version, row.title = framework.key, framework.version, framework.title
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody uploaded the same version at the same moment
        raise NotSound((Problem(None, f"there is a draft of {row.ref} already"),)) from None
