"""The two pages to mark a text on: by selecting words, which takes a script, and by typing them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from adoption_reviews.codes import code_groups, codes_by_key
from adoption_reviews.coding import queries, sending
from adoption_reviews.coding.forms import FilterForm, MarkWordsForm
from adoption_reviews.coding.markup import Markup
from adoption_reviews.coding.news import now
from adoption_reviews.streaming import render_in_pieces

UNDO = "coding.undo"  # the session's key for what the next page says was done
BY_HAND = "coding.by_hand"  # and for who keeps to the page without a script


@dataclass(frozen=True, slots=True)
class Page:
    """What the pages about the marks of one text say beside its words."""

    title: str
    crumbs: list[tuple[str, str]]  # title and address
    empty: dict[str, str]  # title, text, url and action when there are no words
    headings: dict[str, str] = field(default_factory=dict)  # titles by `Part.heading`
    notice: dict[str, str] | None = None  # text, url and action: what the coder must know


def code(request, source, page: Page):
    """The page of the script: first the text, then what is marked in it, as that is read.

    Who keeps to the other page is led there, until they follow its link with `?select` back.
    """
    if "select" in request.GET:
        request.session.pop(BY_HAND, None)
    elif request.session.get(BY_HAND):
        return redirect(source.url_of("code_by_hand"))
    user, parts = request.user, source.parts()
    if not parts:
        return by_hand(request, source, page)  # says the same: there is nothing to select
    context = _frame(request, source, page) | {"tabs": _tabs(parts, page.headings)}
    order = [part.id for part in parts]
    markup = Markup(source, user, {part: number for number, part in enumerate(order, 1)})

    def pieces() -> Iterator[str]:
        groups = code_groups(source.review)
        codes = codes_by_key(groups)
        yield render_to_string("coding/_to_look_at.html", _to_look_at(request, source, codes))
        yield markup.rows(queries.rows(parts, [], page.headings))
        since = now(source)
        marks = queries.marks(source, user, codes)
        yield sending.as_json("coding-marks", sending.placed(marks))
        ends = {(mark.start_part, mark.end_part) for mark in marks}
        settings = sending.folded(marks, user) | {
            "urls": _urls(source),
            "groups": queries.groups_to_give(groups),
            "recent": queries.recent_codes(source, user),
            "since": str(since),
            "is_only_read": request.is_only_read,
            "progress": str(queries.progress(source, user, order, ends)),
        }
        yield sending.as_json("coding-settings", settings)

    places = ["look", "text", "marks", "settings"]
    return render_in_pieces(request, "coding/page.html", context, places, pieces())


def by_hand(request, source, page: Page, form=None):
    """The page that needs no script. `form`: when it came back with errors.

    With `?stay`, whoever goes to the other page is led here from now on.
    """
    if "stay" in request.GET:
        request.session[BY_HAND] = True
    user, parts = request.user, source.parts()
    groups = code_groups(source.review)
    marks = queries.marks(source, user, codes_by_key(groups))
    filters = _filter_form(request, marks)
    narrowed = filters.chosen()
    rows = queries.rows(parts, marks, page.headings, narrowed)
    order = [part.id for part in parts]
    ends = {(mark.start_part, mark.end_part) for mark in marks}
    markup = Markup(source, user, {part: number for number, part in enumerate(order, 1)})
    context = _frame(request, source, page) | {
        "rows": rows,
        "text": markup.rows(rows),
        "tabs": _tabs([row.part for row in rows], page.headings),
        "n_parts": len(parts),
        "progress": queries.progress(source, user, order, ends),
        "to_look_at": [] if request.is_only_read else queries.to_look_at(source, marks, user),
        "filters": filters,
        "is_narrowed": bool(narrowed),
        "form": form or MarkWordsForm(source=source, groups=groups),
    }
    return render(request, f"coding/{'by_hand' if parts else 'empty'}.html", context)


def _to_look_at(request, source, codes) -> dict:
    """For a page that has no marks yet to look through for them. Mostly there are none."""
    found = []
    if not request.is_only_read and source.passages.filter(needs_a_look=True).exists():
        flagged = queries.marks(source, request.user, codes, passage__needs_a_look=True)
        found = queries.to_look_at(source, flagged, request.user)
    return {"to_look_at": found}


def _frame(request, source, page: Page) -> dict:
    return {
        "source": source,
        "page": page,
        "done": request.session.pop(UNDO, None),
        "undo_url": source.url_of("undo_coding"),
        "code_url": source.url_of("code"),
        "by_hand_url": source.url_of("code_by_hand"),
    }


def _urls(source) -> dict[str, str | None]:
    """Where the script asks; those about one mark have a 0 for its id."""
    has_page = source.MARK_ROUTE == "passage"
    return {
        "add": source.url_of("add_coding"),
        "undo": source.url_of("undo_coding"),
        "feed": source.url_of("feed"),
        "theme": source.url_of("add_theme"),
        "looked_at": None if source.PART_TITLES else source.url_of("looked_at"),
        "passage": source.url_of("passage", 0) if has_page else None,
        "move": source.url_of("move_passage", 0),
        "change": source.url_of("change_coding", 0),
        "remove": source.url_of("remove_coding", 0),
    }


def _filter_form(request, marks) -> FilterForm:
    codes = {mark.code.key: mark.code for mark in marks}
    coders = {mark.author_id: mark.author for mark in marks}
    return FilterForm(
        request.GET,
        codes=sorted(codes.values(), key=lambda code: code.title.casefold()),
        coders=dict(sorted(coders.items(), key=lambda item: item[1].casefold())),
    )


def _tabs(parts, headings: dict[str, str]) -> list[dict[str, str]]:
    """The first part under each heading that has a title."""
    firsts: dict[str, str] = {}
    for part in parts:
        firsts.setdefault(part.heading, part.id)
    return [
        {"key": key, "title": headings[key], "first": first}
        for key, first in firsts.items()
        if headings.get(key)
    ]
