"""Writing memos: reviewers' notes to their team. The audit log never holds their words."""

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.models import Memo


class MemoRefused(ValueError):
    """What was asked for cannot be done; the message says why."""


class MemoOutdated(MemoRefused):
    """The memo was saved since it was read; nothing was saved. `memo`: as it stands now."""

    def __init__(self, memo: Memo):
        super().__init__("This memo has been changed since you opened the page")
        self.memo = memo


@transaction.atomic
def add_memo(*, review, about, key, text, by) -> Memo:
    """Write a memo about something in a review (see the model). Raises MemoRefused."""
    memo = Memo.objects.create(
        review=review, about=Memo.About(about), key=key, text=_checked(text), author=by
    )
    audit.record(by=by, verb="memo.added", on=memo, review=review, about=memo.about)
    return memo


@transaction.atomic
def edit_memo(*, memo, text, base_version, by) -> Memo:
    """Save the author's own memo; saying what is there changes nothing.

    Raises MemoOutdated, and MemoRefused for somebody else's.
    """
    now = _own(memo, by)
    text = _checked(text)
    if text == now.text:
        return now
    if base_version != now.version:
        raise MemoOutdated(now)
    now.text = text
    now.version += 1
    now.save()
    audit.record(by=by, verb="memo.changed", on=now, review=now.review, about=now.about)
    return now


@transaction.atomic
def delete_memo(*, memo, by) -> None:
    """Delete the author's own memo, for good. Raises MemoRefused for somebody else's."""
    now = _own(memo, by)
    audit.record(by=by, verb="memo.deleted", on=now, review=now.review, about=now.about)
    now.delete()


def _own(memo: Memo, by) -> Memo:
    now = Memo.objects.select_for_update(of=("self",)).filter(pk=memo.pk).first()
    if now is None:
        raise MemoRefused("This memo has been deleted")
    if now.author_id != by.pk:
        raise MemoRefused("Only whoever wrote a memo can change it")
    return now


def _checked(text: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise MemoRefused("Enter a memo")
    return text
