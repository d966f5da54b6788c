"""Taking in a workbook that was filled in elsewhere: read first, applied when agreed to."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.roles import Permission
from maturity.actions.context import ContextChange, checked_words, save_context
from maturity.actions.ratings import Change, checked, save_ratings
from maturity.actions.steps import lock, lock_open
from maturity.models import SelfAssessment, Source, UploadedWorkbook
from maturity.queries import domains_for, framework_of, questions_of
from maturity.queries.workbook import Fate, Preview, Row, preview, weighed
from maturity.workbook import FilledIn, Problem, read_workbook

LONGEST_NAME = 200


class Overtaken(Exception):
    """Something changed since the preview was shown; nothing was applied."""


class AlreadyDone(Exception):
    """The workbook was applied or taken away meanwhile."""


class NothingToChange(Exception):
    """`not_yours`: titles of parts in the workbook that its uploader does not answer."""

    def __init__(self, not_yours: list[str]):
        super().__init__()
        self.not_yours = not_yours


def upload_workbook(
    *, assessment: SelfAssessment, data: bytes, file_name: str, by, access: Collection[Permission]
) -> UploadedWorkbook:
    """Read a workbook and keep what it would change, for a preview.

    No answer is written. The same file again, before it was applied, is the same upload. Raises
    NotOpen, NothingToChange, and RefusedFile for a file that cannot be read or is of something
    else.
    """
    domains = domains_for(assessment, by, access)
    filled = read_workbook(
        data,
        assessment_id=assessment.pk,
        framework=framework_of(assessment),
        own={each.key for each in domains},
    )
    with transaction.atomic():
        assessment = lock_open(assessment)
        tidied = [_tidied(each, assessment) for each in filled.answers]
        # Whether a settled rating may be changed is asked when it is shown and applied.
        answers = [answer for answer, _ in tidied]
        rows = weighed(assessment, domains, answers, even_settled=True)
        wrong = {answer.code: why for answer, why in tidied if why}
        changed = [row for row in rows if row.fate != Fate.UNCHANGED]
        answers = [row.filled for row in changed if not _why(row, wrong)]
        problems = [
            Problem(row.filled.sheet, row.filled.row, _why(row, wrong), row.title)
            for row in changed
            if _why(row, wrong)
        ]
        problems = [*filled.problems, *problems]
        if not answers and not problems:
            raise NothingToChange(filled.not_yours)
        changes = {
            "answers": [asdict(each) for each in answers],
            "problems": [asdict(each) for each in problems],
            "not_yours": filled.not_yours,
            "n_unchanged": len(rows) - len(changed),
        }
        pending = UploadedWorkbook.objects.filter(
            assessment=assessment, uploaded_by=by, applied_at__isnull=True
        )
        same = next((each for each in pending if each.changes == changes), None)
        if same is not None:
            return same
        upload = UploadedWorkbook.objects.create(
            assessment=assessment,
            file_name="".join(filter(str.isprintable, file_name))[-LONGEST_NAME:],
            changes=changes,
            uploaded_by=by,
        )
        audit.record(
            by=by,
            verb="workbook.uploaded",
            on=upload,
            review=assessment.review,
            changes=len(answers),
            problems=len(problems),
        )
        return upload


def _tidied(filled: FilledIn, assessment: SelfAssessment) -> tuple[FilledIn, str]:
    """The row with its words as they are kept, and why it cannot be saved; empty when it can."""
    framework = framework_of(assessment)
    question = next((q for q in questions_of(framework) if q.key == filled.code), None)
    try:
        if question:
            return replace(filled, words=checked_words(question, filled.words)), ""
        return replace(filled, explanation=checked(_change(filled, 0), framework).explanation), ""
    except ValidationError as error:
        return filled, f"{' '.join(error.messages).rstrip('.')}."


def _why(row: Row, wrong: Mapping[str, str]) -> str:
    """Why a row that would change something cannot be taken over; empty when it can."""
    if row.filled.base_version > row.version:
        return "A hidden column of this row has been changed."
    return wrong.get(row.code, "")


@transaction.atomic
def apply_workbook(
    *,
    upload: UploadedWorkbook,
    keep: Mapping[str, str],
    leave_out: bool,
    mark: str,
    by,
    access: Collection[Permission],
) -> int:
    """Save all that was chosen, or nothing; how many answers were changed.

    `keep`: "mine" or "theirs" by the code of each conflict; `mark`: of the preview that `by` saw;
    `leave_out`: rows that cannot be taken over are left out. Raises Overtaken when the preview
    would not be the same now, AlreadyDone and NotOpen, and ValidationError when something has not
    been chosen.
    """
    assessment = lock_open(upload.assessment)
    upload = (
        UploadedWorkbook.objects.select_for_update(of=("self",))
        .filter(pk=upload.pk, uploaded_by=by, applied_at__isnull=True)
        .first()
    )
    if upload is None:
        raise AlreadyDone
    upload.assessment = assessment
    even_settled = Permission.LEAD_MATURITY in access
    domains = domains_for(assessment, by, access)
    found = preview(upload, domains, even_settled=even_settled)
    if found.mark != mark:
        raise Overtaken
    rows = _chosen(found, keep, leave_out)
    questions = {each.key for each in questions_of(framework_of(assessment))}
    # Made to what is stored now: that nobody changed it since the preview is what `mark` says.
    outcomes = [
        save_ratings(
            assessment=assessment,
            changes=[_change(row.filled, row.version) for row in rows if row.code not in questions],
            by=by,
            source=Source.WORKBOOK,
            even_settled=even_settled,
        ),
        save_context(
            assessment=assessment,
            changes=[
                ContextChange(row.code, row.filled.words, row.version)
                for row in rows
                if row.code in questions
            ],
            by=by,
            source=Source.WORKBOOK,
        ),
    ]
    if any(each.conflicts or each.settled or each.newer for each in outcomes):
        raise Overtaken
    upload.applied_at = timezone.now()
    upload.changes = {}  # what it said is in the answers' history now
    upload.save(update_fields=["applied_at", "changes"])
    audit.record(
        by=by,
        verb="workbook.applied",
        on=upload,
        review=assessment.review,
        changes=len(rows),
        left_out=len(found.problems),
    )
    return len(rows)


def _chosen(found: Preview, keep: Mapping[str, str], leave_out: bool) -> list[Row]:
    if found.problems and not leave_out:
        raise ValidationError("Say that the rows that cannot be taken over are left out")
    if any(keep.get(row.code) not in ("mine", "theirs") for row in found.conflicts):
        raise ValidationError("Choose which answer to keep")
    mine = [row for row in found.conflicts if keep[row.code] == "mine"]
    return [*found.changes, *mine]


def _change(filled: FilledIn, version: int) -> Change:
    return Change(
        filled.code,
        filled.value,
        filled.is_not_applicable,
        filled.explanation,
        version,
        filled.is_for_later,
    )


@transaction.atomic
def cancel_workbook(*, upload: UploadedWorkbook, by) -> None:
    """Take an upload that was not applied away. Raises AlreadyDone."""
    assessment = lock(upload.assessment)
    deleted, _ = UploadedWorkbook.objects.filter(pk=upload.pk, applied_at__isnull=True).delete()
    if not deleted:
        raise AlreadyDone
    audit.record(by=by, verb="workbook.cancelled", on=upload, review=assessment.review)
