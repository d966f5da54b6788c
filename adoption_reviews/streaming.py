"""Pages that are on their way before all of them is read.

A browser takes as long to open a long text as the server takes to find what is marked in it. Sent
in pieces, both work at the same time.
"""

import logging
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.safestring import mark_safe

logger = logging.getLogger("django.request")


def render_in_pieces(
    request, template: str, context: dict, places: list[str], pieces: Iterator[str]
) -> StreamingHttpResponse:
    """The template, in which `pieces`, HTML, take the `places` it names, in that order.

    All but the pieces is made at once, so that messages, the session and most errors are done with
    when the head of the answer goes. Then each piece is asked for when what stands before it has
    been sent. One that fails is logged as any failing page is; the page says so in its place, and
    comes to its end without the pieces after it.
    """
    place = f"<!--{get_random_string(22)}-->"  # nothing that people wrote can be mistaken for it
    html = render_to_string(template, context | dict.fromkeys(places, mark_safe(place)), request)
    return StreamingHttpResponse(_woven(request, html.split(place), pieces))


def _woven(request, frame: list[str], pieces: Iterator[str]) -> Iterator[str]:
    before, *others = frame
    yield before
    for after in others:
        try:
            piece = next(pieces, "")
        except Exception:
            extra = {"request": request, "status_code": 500}
            logger.exception("Internal Server Error: %s", request.path, extra=extra)
            piece = render_to_string("_cut_short.html")
        yield piece
        yield after
