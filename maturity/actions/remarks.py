"""Saying something about an indicator, and taking it back. The audit log holds no words."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.roles import Permission
from maturity.actions.steps import lock, lock_open
from maturity.models import Remark, SelfAssessment
from maturity.queries.remarks import Thread, threads_for

WORDS_LENGTH = 4_000


class NotYours(Exception):
    """A thread that this person does not take part in, or a remark of somebody else."""


@transaction.atomic
def add_remark(
    *,
    assessment: SelfAssessment,
    indicator: str,
    thread: Thread,
    words: str,
    by,
    access: Collection[Permission],
) -> Remark:
    """Say something about an indicator of a domain that `by`, holding `access`, may see.

    Sending the thread's last words once more adds nothing. The discussion among the trust's own
    people stands still while the self-rating is submitted; comments go on. Raises NotYours,
    NotOpen, and ValidationError for words that cannot be.
    """
    if thread not in threads_for(access):
        raise NotYours
    words = checked_words(words)
    assessment = lock(assessment) if thread.with_reviewers else lock_open(assessment)
    standing = assessment.remarks.filter(
        indicator=indicator, with_reviewers=thread.with_reviewers, taken_back_at=None
    )
    last = standing.order_by("pk").last()
    if last and (last.by_id, last.words) == (by.pk, words):
        return last
    remark = Remark.objects.create(
        assessment=assessment,
        indicator=indicator,
        with_reviewers=thread.with_reviewers,
        words=words,
        by=by,
        by_reviewer=Permission.AGREE_MATURITY in access,
    )
    _record("remark.added", remark, assessment.review, by)
    return remark


@transaction.atomic
def take_back_remark(*, remark: Remark, by) -> None:
    """Take back what one said: its words are deleted, that something was said stays.

    In any status: nobody's words are kept against their will. Raises NotYours.
    """
    standing = Remark.objects.select_for_update(of=("self",)).select_related("assessment__review")
    remark = standing.get(pk=remark.pk)
    if remark.by_id != by.pk:
        raise NotYours
    if remark.taken_back_at is None:
        remark.words, remark.taken_back_at = "", timezone.now()
        remark.save()
        _record("remark.taken_back", remark, remark.assessment.review, by)


def checked_words(words: str) -> str:
    """The words tidied. Raises ValidationError."""
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise ValidationError("Enter what you want to say")
    if "\0" in words:
        raise ValidationError("The remark holds a character that cannot be stored")
    if len(words) > WORDS_LENGTH:
        raise ValidationError(f"A remark must be {WORDS_LENGTH:,} characters or fewer")
    return words


def _record(verb: str, remark: Remark, review, by) -> None:
    audit.record(
        by=by,
        verb=verb,
        on=remark,
        review=review,
        indicator=remark.indicator,
        with_reviewers=remark.with_reviewers,
    )
