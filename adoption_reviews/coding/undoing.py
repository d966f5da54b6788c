"""Taking a change back. What was taken back gives what does it again, and so without end."""

from django.core import serializers
from django.db import transaction

from adoption_reviews.coding import actions, backs
from adoption_reviews.coding.changes import (
    CodingRefused,
    Done,
    held,
    record,
    record_move,
)
from adoption_reviews.coding.following import Was, ends_of, follow
from adoption_reviews.coding.giving import title_of
from adoption_reviews.coding.queries import codings_of

TOO_LATE = "This can no longer be undone: somebody changed it meanwhile"


@transaction.atomic
def undo(*, source, back: dict, by) -> Done:
    """Do the opposite of the change that gave `back`, which `by` made.

    Where the text was corrected meanwhile, what comes back follows its words. Raises
    CodingRefused when what it was about is not there any more, or is there already.
    """
    does = {"remove": _remove, "restore": _restore, "change": _change, "move": _move}
    return does[back["do"]](held(source), back, by)


def _coding(source, pk: int):
    coding = codings_of(source).filter(pk=pk).select_related("passage").first()
    if coding is None:
        raise CodingRefused(TOO_LATE)
    return coding


def _remove(source, back: dict, by) -> Done:
    return actions.remove_coding(source=source, coding=_coding(source, back["coding"]), by=by)


def _restore(source, back: dict, by) -> Done:
    rows = [each.object for each in serializers.deserialize("json", back["rows"])]
    codings = codings_of(source)
    [coding] = [each for each in rows if isinstance(each, codings.model)]
    passages = source.passages.filter(pk=back["passage"])
    if not back["is_last"] and not passages.exists():
        raise CodingRefused(TOO_LATE)
    if codings.filter(
        passage=back["passage"],
        framework_ref=coding.framework_ref,
        code=coding.code,
        author=coding.author_id,
    ).exists():
        raise CodingRefused("These words are marked with that code again already")
    is_there = passages.exists()
    for row in rows:
        if row.pk != back["passage"] or not isinstance(row, passages.model) or not is_there:
            row.save_base(raw=True, force_insert=True)  # with its time, as it was
    passage = passages.get()
    if not is_there:
        _follow(source, passage, back["versions"])
    coding.passage = passage
    record("coding.added", source, coding, by, restored=True)
    return _done(source, coding, "Back", backs.removing(coding))


def _change(source, back: dict, by) -> Done:
    coding = _coding(source, back["coding"])
    again = backs.changing(coding)
    values = back["values"]
    twin = codings_of(source).filter(
        passage=coding.passage_id,
        framework_ref=values["framework_ref"],
        code=values["code"],
        author=coding.author_id,
    )
    if twin.exclude(pk=coding.pk).exists():
        raise CodingRefused(TOO_LATE)
    for name, value in values.items():
        setattr(coding, name, value)
    coding.save()
    record("coding.changed", source, coding, by, restored=True)
    return _done(source, coding, "Changed back", again)


def _move(source, back: dict, by) -> Done:
    passage = source.passages.filter(pk=back["passage"]).first()
    if passage is None:
        raise CodingRefused(TOO_LATE)
    again = backs.moving(source, passage)
    before = ends_of(passage)[0]
    for column, value in back["place"].items():
        setattr(passage, column, value)
    passage.save()
    passage = source.passages.get(pk=passage.pk)  # ids of parts as the database gives them
    _follow(source, passage, back["versions"])
    record_move(source, passage, by, restored=True)
    return Done(
        said="The passage has its old ends",
        passage=passage.pk,
        parts=frozenset([before, ends_of(passage)[0]]),
        back=again,
    )


def _follow(source, passage, versions: dict[str, int]) -> None:
    """Follow what was corrected since the passage was there last, when its parts had `versions`."""
    parts = source.reach([passage])
    now = {each.id: each.version for each in parts}
    changed = {(part, version) for part, version in versions.items() if now.get(part) != version}
    if changed or any(each.deleted_at for each in parts):
        old = source.texts_at(changed)
        was = {part: Was(version, old.get((part, version), "")) for part, version in changed}
        follow(source, [passage], was)


def _done(source, coding, what: str, back: dict) -> Done:
    return Done(
        said=f"{what}: {title_of(coding.framework_ref, coding.code)}",
        passage=coding.passage_id,
        parts=frozenset([ends_of(coding.passage)[0]]),
        back=back,
    )
