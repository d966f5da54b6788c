"""A text with its marks, as HTML.

Written here and not in a template: a long transcript has 1,300 parts and more marks than that, and
a template takes ten times as long for them as the database does. All that people wrote is escaped.
"""

from collections.abc import Callable, Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from adoption_reviews.coding.queries import Mark, Row

HANDFUL = 5  # marks of one part in sight; the others open with a click
ROWS = 8  # in one list: a browser lays out no list that is far from the window


class Markup:
    """Writes one text's HTML as `viewer` sees it. `numbers`: of its parts, by id."""

    def __init__(self, source, viewer, numbers: dict[str, int]):
        self.viewer_id: int = viewer.pk  # asked for at each mark: a request's user takes its time
        self.numbers = numbers
        self.names: dict[tuple[str, str], str] = {}
        self.by_passage = source.MARK_ROUTE == "passage"
        self.address: Callable[[int], str] = (
            source.url_of(source.MARK_ROUTE, 0).replace("/0/", "/{}/").format
        )

    def rows(self, rows: Iterable[Row]) -> SafeString:
        """The parts in lists of a few, each with the marks that begin in it beside it."""
        items = list(map(self._row, rows))
        lists = (items[first : first + ROWS] for first in range(0, len(items), ROWS))
        return mark_safe(
            "".join(f'<ol class="coding-text__rows">{"".join(each)}</ol>' for each in lists)
        )

    def _margin(self, marks: list[Mark]) -> str:
        """What is marked in one part; nothing where nothing is, for the script to put there."""
        if not marks:
            return ""
        few = len(marks) <= HANDFUL + 1
        listed = "".join(map(self._mark, marks if few else marks[:HANDFUL]))
        html = f'<ul class="coding-marks">{listed}</ul>'
        if not few:
            more = "".join(map(self._mark, marks[HANDFUL:]))
            html += (
                f'<details class="coding-more"><summary>{len(marks) - HANDFUL} more</summary>'
                f'<ul class="coding-marks">{more}</ul></details>'
            )
        return f'<div class="coding-row__margin" data-margin>{html}</div>'

    def _mark(self, mark: Mark) -> str:
        """One of them."""
        note = escape(self._note(mark))
        note = f' <span class="coding-mark__note">{note}</span>' if note else ""
        return (
            f'<li class="coding-mark coding-mark--{mark.code.stage}" data-passage="{mark.passage}"'
            f' data-coding="{mark.coding}">'
            f'<a class="coding-mark__link" href="{escape(self._link(mark))}">'
            f"{self._name(mark)}{note}</span></a></li>"
        )

    def _row(self, row: Row) -> str:
        part = row.part
        note = ", note" if part.label else "Note"
        who = escape(part.label) + (note if part.kind == "note" else "")
        heading = f'<p class="coding-row__stage">{escape(row.heading)}</p>' if row.heading else ""
        return (
            f'<li class="coding-row coding-row--{escape(part.kind)}" id="segment-{part.id}"'
            f' data-row data-stage="{escape(part.heading)}">{heading}'
            f'<p class="coding-row__who"><span class="coding-row__number">{row.number}</span>'
            f" {who}</p>"
            f'<p class="coding-row__text" data-text="{part.id}">{escape(part.text)}</p>'
            f"{self._margin(row.marks)}</li>\n"
        )

    def _name(self, mark: Mark) -> str:
        """Its sign and code, written once for all marks alike; the span is left open for a note."""
        key = mark.code.key, mark.direction
        if key not in self.names:
            self.names[key] = (
                f'<span class="coding-mark__sign" aria-hidden="true">{mark.sign}</span><span>'
                f'<span class="nhsuk-u-visually-hidden">{escape(mark.direction_label)}: </span>'
                f"{escape(mark.code.title)}"
            )
        return self.names[key]

    def _link(self, mark: Mark) -> str:
        """Where more about it is to be seen, or changed."""
        if self.by_passage:
            return self.address(mark.passage)
        is_mine = mark.author_id == self.viewer_id
        return self.address(mark.coding) if is_mine else f"#segment-{mark.start_part}"

    def _note(self, mark: Mark) -> str:
        """What else is to be said of it, in a few words."""
        until = mark.end_part != mark.start_part and self.numbers.get(mark.end_part)
        notes = [
            f"to {until}" if until else "",
            "needs a look" if mark.needs_a_look else "",
            "may be quoted" if mark.is_usable else "",
            "" if mark.author_id == self.viewer_id else mark.author,
        ]
        return ", ".join(filter(None, notes))
