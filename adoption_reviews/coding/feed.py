"""What others did, for the coding page's script, which asks every few seconds."""

from django.http import HttpResponse, JsonResponse

from adoption_reviews.codes import code_groups, codes_by_key
from adoption_reviews.coding import queries, sending
from adoption_reviews.coding.news import NOTHING_YET, Since, news


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
