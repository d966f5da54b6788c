"""What the coding page's script asks for: all about the marks, then now and then what is new."""

from django.http import HttpResponse, JsonResponse

from adoption_reviews.codes import code_groups, codes_by_key
from adoption_reviews.coding import giving, queries, sending
from adoption_reviews.coding.news import NOTHING_YET, Since, last_event, news


def marked(request, source):
    """All that is marked and what a coder needs to mark more. `?revision=`: of the words the page
    shows; newer ones are news to it.
    """
    user, groups = request.user, code_groups(source.review)
    event = last_event(source, user)
    marks = queries.marks(source, user, codes_by_key(groups))
    ends = {(mark.start_part, mark.end_part) for mark in marks}
    return JsonResponse(
        sending.folded(marks, user)
        | {
            "urls": _urls(source),
            "groups": giving.groups_to_give(groups),
            "recent": giving.recent_codes(source, user),
            "since": f"{event}.{request.GET.get('revision', '')}",
            "is_only_read": request.is_only_read,
            "progress": str(queries.progress(source, user, ends=ends)),
        }
    )


def feed(request, source):
    """What changed since `?since=`, in the form of the answer to a change; nothing: 204.

    After a correction of the words: all of them in `texts`, and every passage (`is_whole`).
    So too without a readable `since`.
    """
    try:
        since = Since.read(request.GET.get("since", ""))
    except ValueError:
        since = NOTHING_YET
    found = news(source, since, request.user)
    if not found:
        return HttpResponse(status=204)
    user, codes = request.user, codes_by_key(code_groups(source.review))
    changed = {} if found.is_corrected else {"passage__in": found.passages}
    marks = queries.marks(source, user, codes, **changed)
    texts = {part.id: part.text for part in source.parts()} if found.is_corrected else {}
    return JsonResponse(
        {
            "passages": sending.drawn(marks, user, source),
            "gone": sorted(found.passages - {mark.passage for mark in marks}),
            "is_whole": found.is_corrected,
            "texts": texts,
            "progress": str(queries.progress(source, user)),
            "since": str(found.since),
        }
    )


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
