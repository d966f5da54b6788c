"""The two pages to mark a text on: by selecting words, which takes a script, and by typing them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.shortcuts import redirect, render

from adoption_reviews.codes import code_groups, codes_by_key
from adoption_reviews.coding import queries, sending
from adoption_reviews.coding.forms import FilterForm, MarkWordsForm
from adoption_reviews.coding.markup import Markup
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
    """The page of the script: first the text, then where marks stand in it, as that is read. All
    else about them is asked for behind it: `feed.marked`.

    Who keeps to the other page is led there, until they follow its link with `?select` back.
    """
    if "select" in request.GET:
        request.session.pop(BY_HAND, None)
    elif request.session.get(BY_HAND):
        return redirect(source.url_of("code_by_hand"))
    parts = source.parts()
    if not parts:
        return by_hand(request, source, page)  # says the same: there is nothing to select
    context = _frame(request, source, page) | {
        "tabs": _tabs(parts, page.headings),
        "to_look_at": _to_look_at(request, source),
        "marked_url": f"{source.url_of('marked')}?revision={source.words_revision}",
    }
    markup = Markup(source, request.user, {})

    def pieces() -> Iterator[str]:
        yield markup.rows(queries.rows(parts, [], page.headings))
        yield sending.as_json("coding-marks", sending.placed(queries.places(source, request.user)))

    return render_in_pieces(request, "coding/page.html", context, ["text", "marks"], pieces())


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


def _to_look_at(request, source) -> list[queries.ToLookAt]:
    """For a page that has no marks yet to look through for them. Mostly there are none."""
    if request.is_only_read or not source.passages.filter(needs_a_look=True).exists():
        return []
    flagged = queries.marks(source, request.user, passage__needs_a_look=True)
    return queries.to_look_at(source, flagged, request.user)


def _frame(request, source, page: Page) -> dict:
    return {
        "source": source,
        "page": page,
        "done": request.session.pop(UNDO, None),
        "undo_url": source.url_of("undo_coding"),
        "code_url": source.url_of("code"),
        "by_hand_url": source.url_of("code_by_hand"),
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
