"""What others did, for the coding page's script, which asks every few seconds."""

from django.http import HttpResponse, JsonResponse

from adoption_reviews.codes import code_groups, codes_by_key
from adoption_reviews.coding import queries, sending
from adoption_reviews.coding.markup import Markup
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
    user, model = request.user, source.passages.model
    codes, parts = codes_by_key(code_groups(source.review)), source.parts()
    order = [part.id for part in parts]
    if found.is_corrected:
        marks = queries.marks(source, user, codes)
        # Every margin: a choice among them would tell where hidden passages begin.
        starts = {*order, *(mark.start_part for mark in marks)}
    else:
        changed = source.passages.filter(pk__in=found.passages)
        starts = {str(each) for each in changed.values_list(model.START, flat=True)}
        marks = queries.marks(source, user, codes, **{f"passage__{model.START}__in": starts})
    numbers = {part: number for number, part in enumerate(order, 1)}
    told = [mark for mark in marks if found.is_corrected or mark.passage in found.passages]
    return JsonResponse(
        {
            "passages": sending.drawn(told, user, source),
            "gone": sorted(found.passages - {mark.passage for mark in told}),
            "is_whole": found.is_corrected,
            "margins": Markup(source, user, numbers).margins(marks, sorted(starts)),
            "texts": {part.id: part.text for part in parts} if found.is_corrected else {},
            "progress": str(queries.progress(source, user, order)),
            "since": str(found.since),
        }
    )
