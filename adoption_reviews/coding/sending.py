"""Marked passages as the coding page's script is sent them: values that JSON can hold."""

import json
from calendar import month_name
from collections.abc import Iterable
from datetime import datetime, tzinfo

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from adoption_reviews.coding.queries import Mark, Place

MONTHS = tuple(month_name)  # which writes each anew whenever it is asked for one


def drawn(marks: Iterable[Mark], viewer, source) -> list[dict]:
    """Each marked passage as the page's script draws it, once, with what it is coded as."""
    change, remove, move = (
        source.url_of(route, 0).replace("/0/", "/{}/").format
        for route in ("change_coding", "remove_coding", "move_passage")
    )
    page = None
    if source.MARK_ROUTE == "passage":
        page = source.url_of("passage", 0).replace("/0/", "/{}/").format
    zone, viewer_id = timezone.get_current_timezone(), viewer.pk
    passages: dict[int, dict] = {}
    for mark in marks:
        entry = passages.get(mark.passage)
        if entry is None:
            entry = passages[mark.passage] = {
                "id": mark.passage,
                "start": [mark.start_part, mark.start_offset],
                "end": [mark.end_part, mark.end_offset],
                "words": mark.words,
                "needs_a_look": mark.needs_a_look,
                "is_usable": mark.is_usable,
                "url": page(mark.passage) if page else None,
                "move": move(mark.passage) if _may_move(mark, viewer_id) else None,
                "codings": [],
            }
        mine = mark.author_id == viewer_id
        entry["codings"].append(
            {
                "id": mark.coding,
                "key": mark.code.key,
                "title": mark.code.title,
                "stage": mark.code.stage,
                "direction": mark.direction,
                "author": mark.author,
                "mine": mine,
                "memo": mark.memo,
                "when": _when(mark.created_at, zone),
                "change": change(mark.coding) if mine else None,
                "remove": remove(mark.coding) if mine else None,
            }
        )
    return list(passages.values())


def placed(places: Iterable[Place]) -> list[dict]:
    """Of each passage of a whole text what drawing it takes."""
    return [_place(each) | {"stage": each.stage} for each in places]


def folded(marks: Iterable[Mark], viewer) -> dict:
    """What `drawn` gives, without what the page's script can work out itself: the addresses of each
    mark, and words that stand in the text. `codes`: title and stage by key; `passages`: a list.
    """
    zone, viewer_id = timezone.get_current_timezone(), viewer.pk
    codes, passages = {}, {}
    for mark in marks:
        entry = passages.get(mark.passage)
        if entry is None:
            entry = passages[mark.passage] = _place(mark) | {
                "may_move": _may_move(mark, viewer_id),
                "is_usable": mark.is_usable,
                "codings": [],
            }
        codes.setdefault(mark.code.key, {"title": mark.code.title, "stage": mark.code.stage})
        entry["codings"].append(
            {
                "id": mark.coding,
                "key": mark.code.key,
                "direction": mark.direction,
                "author": mark.author,
                "mine": mark.author_id == viewer_id,
                "memo": mark.memo,
                "when": _when(mark.created_at, zone),
            }
        )
    return {"codes": codes, "passages": list(passages.values())}


def _place(each: Mark | Place) -> dict:
    """Where it is. Its words are left to the text unless a correction took them away: they would
    come twice.
    """
    place = {
        "id": each.passage,
        "start": [each.start_part, each.start_offset],
        "end": [each.end_part, each.end_offset],
    }
    return place | {"words": each.words, "needs_a_look": True} if each.needs_a_look else place


def as_json(element_id: str, data: dict | list) -> SafeString:
    """A <script> element that holds `data` and runs nothing.

    In it only a `<` could end it early. Django's json_script looks at each character for more than
    that, which takes longer than finding what is marked.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003C")
    return mark_safe(f'<script id="{element_id}" type="application/json">{text}</script>')


def _may_move(mark: Mark, viewer_id: int) -> bool:
    return mark.needs_a_look or mark.passage_by == viewer_id


def _when(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    month = MONTHS[local.month]
    return f"{local.day} {month} {local.year}, {local.hour:02}:{local.minute:02}"
