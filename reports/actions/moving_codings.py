"""Moves codings from one theme to another, and exactly back.

Where the same person has given both themes to a passage, the two become one: whatever either said
is kept in it, and both are written down as they were.
"""

from datetime import datetime

from adoption_reviews.codes import THEMES
from adoption_reviews.models import Theme
from adoption_reviews.vocabulary import Direction
from casestudies.models import Coding as CaseStudyCoding
from interviews.models import Coding, Settlement
from reports.queries.codings import TextKind

MODELS = {TextKind.INTERVIEW: Coding, TextKind.CASE_STUDY: CaseStudyCoding}
AT_ONCE = 500  # rows in one statement


def codings_of(theme: Theme) -> dict:
    """Kind of text → its codings with the theme, of everybody: QuerySets."""
    return {
        kind: model.objects.filter(framework_ref=THEMES, code=theme.key)
        for kind, model in MODELS.items()
    }


def move_codings(found: dict, source: Theme, target: Theme) -> dict:
    """Give `found` (see `codings_of`) the target's key instead of the source's.

    Answers what `move_back` needs, in what JSON can hold: by kind of text the ids that moved, and
    the pairs that became one.
    """
    moved = {}
    for kind, codings in found.items():
        there = {
            (each.passage_id, each.author_id): each
            for each in codings_of(target)[kind].filter(passage__in=codings.values("passage"))
        }
        ids, joined = [], []
        for coding in codings.select_for_update(of=("self",)):
            other = there.get((coding.passage_id, coding.author_id))
            if other is None:
                ids.append(coding.pk)
            else:
                joined.append(_join(coding, other))
        _set_code(MODELS[kind].objects.all(), ids, target)
        if ids or joined:
            moved[str(kind)] = {"ids": ids, "joined": joined}
    return moved


def move_back(moved: dict, source: Theme, target: Theme) -> int:
    """Undo `move_codings`; how many stayed because they were changed or given anew since.

    Codings that were taken away since stay away.
    """
    stayed = 0
    for kind, model in MODELS.items():
        part = moved.get(str(kind), {"ids": [], "joined": []})
        source_again = codings_of(source)[kind].values_list("passage_id", "author_id")
        taken = set(source_again)
        movable = []
        for chunk in _chunks(part["ids"]):
            for each in model.objects.filter(pk__in=chunk):
                is_there = (each.framework_ref, each.code) == (THEMES, target.key)
                if is_there and (each.passage_id, each.author_id) not in taken:
                    movable.append(each.pk)
                else:
                    stayed += 1
        _set_code(model.objects.all(), movable, source)
        for pair in part["joined"]:
            stayed += not _part(model, pair, taken)
    return stayed


def _set_code(rows, ids: list[int], theme: Theme) -> None:
    for chunk in _chunks(ids):
        rows.filter(pk__in=chunk).update(code=theme.key)


def _chunks(ids: list[int]):
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _join(coding, other) -> dict:
    """Put what `coding` says into `other`, of the same person on the same passage."""
    removed, before = _state(coding), _state(other)
    after = dict(before)
    if coding.direction != other.direction:
        after["direction"] = Direction.MIXED.value
    after["memo"] = _both(other.memo, coding.memo)
    if "counts" in before:
        after["counts"] = before["counts"] or removed["counts"]
        if removed["second_coding_id"] is None:
            after["second_coding_id"] = None
        after["settlement"] = _joined_settlement(before["settlement"], removed["settlement"])
    coding.delete()
    _put(type(other), after)
    return {"removed": removed, "before": before, "after": after}


def _both(first: str, second: str) -> str:
    return "\n\n".join(dict.fromkeys(each for each in (first, second) if each.strip()))


def _joined_settlement(one: dict | None, other: dict | None) -> dict | None:
    if not (one and other):
        return one or other
    return one | {
        "note": _both(one["note"], other["note"]),
        "counts": one["counts"] or other["counts"],
    }


def _part(model, pair: dict, taken: set) -> bool:
    """Make two of one again; whether that could be done."""
    kept = model.objects.filter(pk=pair["after"]["id"]).first()
    removed = pair["removed"]
    if kept is None or (removed["passage_id"], removed["author_id"]) in taken:
        return False
    if _state(kept) == pair["after"]:
        _put(model, pair["before"])
    _put(model, removed)
    return True


def _state(coding) -> dict:
    """All that a coding says, its settlement too, in what JSON can hold."""
    state = _values(coding)
    if isinstance(coding, Coding):
        settlement = Settlement.objects.filter(coding=coding).first()
        state["settlement"] = settlement and _values(settlement, but="coding_id")
    return state


def _values(row, but: str = "") -> dict:
    names = [field.attname for field in row._meta.concrete_fields if field.attname != but]
    values = {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _put(model, state: dict) -> None:
    """Write a coding as `_state` told it, new or changed, with its own times."""
    values = {name: value for name, value in state.items() if name != "settlement"}
    _write(model, values)
    if "settlement" in state:
        Settlement.objects.filter(coding=state["id"]).delete()
        if state["settlement"]:
            _write(Settlement, state["settlement"] | {"coding_id": state["id"]})


def _write(model, values: dict) -> None:
    """Times that the model sets by itself are set again after."""
    rest = {name: value for name, value in values.items() if name != "id"}
    rows = model.objects.filter(pk=values["id"])
    if not rows.exists():
        model.objects.create(**values)
    rows.update(**rest)
