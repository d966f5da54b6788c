"""Adding links and files as evidence for an answer, and removing them."""

from functools import partial
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from maturity import evidence_store
from maturity.actions.steps import lock, lock_open
from maturity.evidence_files import CheckedFile
from maturity.models import Attachment, SelfAssessment
from maturity.models.attachments import attachment_place

MOST = 20  # links and files of one indicator
TOO_MANY = f"There are {MOST} links and files here already. Remove one first."
TITLE_LENGTH = 200


@transaction.atomic
def add_link(*, assessment: SelfAssessment, indicator: str, url: str, title: str, by) -> Attachment:
    """Add a link that a form has checked. Raises NotOpen, and ValidationError when there are too
    many.
    """
    assessment = lock_open(assessment)
    _check_number(assessment, indicator)
    row = Attachment.objects.create(
        assessment=assessment,
        indicator=indicator,
        url=url,
        title=(title or url)[:TITLE_LENGTH],
        added_by=by,
    )
    _record("attachment.added", row, assessment, by)
    return row


def add_file(
    *, assessment: SelfAssessment, indicator: str, file: CheckedFile, title: str, by
) -> Attachment:
    """Add a file that `check_file` let through; the same one twice under one indicator stays one.

    Raises NotOpen, and ValidationError when there are too many. When the row cannot be kept, no
    file stays behind.
    """
    row = Attachment(
        assessment=assessment,
        indicator=indicator,
        title=(title or file.name)[:TITLE_LENGTH],
        file_name=file.name,
        media_type=file.media_type,
        size=len(file.data),
        checksum=sha256(file.data).hexdigest(),
        added_by=by,
    )
    row.file.name = attachment_place(row, file.name)
    try:
        with transaction.atomic():
            assessment = lock_open(assessment)
            same = assessment.attachments.filter(
                indicator=indicator, checksum=row.checksum, removed_at=None
            ).first()
            if same:
                return same
            _check_number(assessment, indicator)
            row.save()
            _record("attachment.added", row, assessment, by)
            # Last, and under the lock: nobody removes the same bytes meanwhile.
            evidence_store.store(row.file.name, file.data)
    except BaseException:
        delete_unless_used(assessment=assessment, name=row.file.name)
        raise
    return row


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by) -> None:
    """Remove a link or a file. The row stays; the file goes unless another row stands on it.

    Raises NotOpen.
    """
    assessment = lock_open(attachment.assessment)
    row = Attachment.objects.get(pk=attachment.pk)
    if row.removed_at is not None:
        return
    row.removed_at, row.removed_by = timezone.now(), by
    row.save()
    _record("attachment.removed", row, assessment, by)
    if row.file:
        transaction.on_commit(
            partial(delete_unless_used, assessment=assessment, name=row.file.name), robust=True
        )


@transaction.atomic
def delete_unless_used(*, assessment: SelfAssessment, name: str) -> None:
    """Delete a file that no row stands on any more. Under the lock: one that is just being added
    is either there to be seen or adds its bytes afterwards.
    """
    lock(assessment)
    if not assessment.attachments.filter(file=name, removed_at=None).exists():
        evidence_store.delete(name)


def _check_number(assessment: SelfAssessment, indicator: str) -> None:
    if assessment.attachments.filter(indicator=indicator, removed_at=None).count() >= MOST:
        raise ValidationError(TOO_MANY)


def _record(verb: str, row: Attachment, assessment: SelfAssessment, by) -> None:
    """Neither title nor address nor file name: they may hold anybody's words."""
    audit.record(
        by=by,
        verb=verb,
        on=row,
        review=assessment.review,
        indicator=row.indicator,
        kind="file" if row.file else "link",
        media_type=row.media_type,
        size=row.size,
    )
