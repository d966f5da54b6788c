"""Giving an interview to a second coder, and what comes of their coding."""

from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from interviews.models import Interview, Passage, SecondCoding
from interviews.queries.interviews import reviewers_of
from interviews.queries.second_coding import (
    as_given,
    first_codings,
    may_code_second,
    second_coding_at_work,
)


class SecondCodingRefused(ValueError):
    """What was asked for cannot be done; the message says why."""


@transaction.atomic
def give_second_coding(*, interview: Interview, coder, by) -> SecondCoding:
    """Let a reviewer who has not coded the interview code it blind. Raises SecondCodingRefused."""
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    if reason := why_not_given(interview, by) or _why_not_to(interview, coder, by):
        raise SecondCodingRefused(reason)
    second = SecondCoding.objects.create(interview=interview, coder=coder, given_by=by)
    _record("second_coding.given", second, by)
    return second


def why_not_given(interview: Interview, by) -> str:
    """Why nobody can be given the interview now; "" when somebody can."""
    if not Interview.objects.evidence().filter(pk=interview.pk).exists():
        return (
            "Only a completed interview in which nobody has withdrawn can be coded a second time."
        )
    if second_coding_at_work(interview, by):
        return "You are coding this interview blind yourself. Finish first."
    if not first_codings(interview).exists():
        return "Nobody has coded this interview yet. Code it first, then give it to a second coder."
    return ""


def _why_not_to(interview: Interview, coder, by) -> str:
    if may_code_second(interview).filter(pk=coder.pk).exists():
        return ""
    if not reviewers_of(interview.review).filter(pk=coder.pk).exists():
        return f"{coder} is not a reviewer of this review."
    if interview.second_codings.filter(coder=coder).exists():
        return f"This interview was given to {coder} already."
    if coder == by:
        return "You have coded this interview yourself. Choose a colleague who has not."
    if not interview.passages.filter(codings__author=coder).exists():
        return f"{coder} can read the audit log, which names the codes that others gave."
    return f"{coder} has coded this interview already. A second coder has seen nothing of it."


@transaction.atomic
def finish_second_coding(*, second: SecondCoding, by) -> SecondCoding:
    """End the blind coding: both codings are kept as they stand, and everybody sees both.

    Cannot be undone: the coder sees the first coding from now on. Raises SecondCodingRefused.
    """
    Interview.objects.select_for_update().get(pk=second.interview_id)
    second = _at_work(second)
    if second.coder != by:
        raise SecondCodingRefused(f"Only {second.coder} can say when it is finished.")
    second.as_given = as_given(second)
    second.finished_at = timezone.now()
    second.save()
    _record("second_coding.finished", second, by, codings=len(second.as_given["second"]))
    return second


@transaction.atomic
def withdraw_second_coding(*, second: SecondCoding, by) -> int:
    """Take the interview back from a second coder at work; how many codings of theirs stay.

    They count for nothing, and are seen like others. Raises SecondCodingRefused.
    """
    Interview.objects.select_for_update().get(pk=second.interview_id)
    second = _at_work(second)
    if second.coder == by:
        raise SecondCodingRefused("Ask whoever gave you the interview to take it back.")
    n_kept = second.codings.count()
    _record("second_coding.withdrawn", second, by, codings=n_kept)
    if n_kept:
        second.withdrawn_at = timezone.now()
        second.save()
    else:
        second.delete()  # it can be given to them again
    return n_kept


@transaction.atomic
def remove_second_coding(*, second: SecondCoding, by) -> int:
    """Remove what was coded in a second coding that was taken back; how many codings those were.

    Raises SecondCodingRefused for one that is at work or finished.
    """
    Interview.objects.select_for_update().get(pk=second.interview_id)
    second = SecondCoding.objects.select_for_update(of=("self",)).get(pk=second.pk)
    if second.withdrawn_at is None:
        raise SecondCodingRefused("Only what was coded before an interview was taken back can go.")
    passages = list(second.codings.values_list("passage", flat=True))
    n_removed = second.codings.count()
    second.codings.all().delete()
    Passage.objects.filter(pk__in=passages, codings=None).delete()
    _record("second_coding.removed", second, by, codings=n_removed)
    second.delete()
    return n_removed


def _at_work(second: SecondCoding) -> SecondCoding:
    found = SecondCoding.objects.select_for_update(of=("self",)).filter(pk=second.pk).at_work()
    if not found:
        raise SecondCodingRefused("This coding is no longer at work.")
    return found[0]


def _record(verb: str, second: SecondCoding, by, **detail) -> None:
    interview = second.interview
    audit.record(
        by=by,
        verb=verb,
        on=interview,
        review=interview.review,
        interview=interview.number,
        coder=second.coder_id,
        **detail,
    )
