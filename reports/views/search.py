"""Searching transcripts, case studies and memos."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from reports.actions.search_index import bring_up_to_date
from reports.forms.search import SearchForm
from reports.queries.search import Group, group_of, matches, numbers_by_group
from reports.queries.search_results import results
from reports.search.asking import LONGEST, asked

ON_A_PAGE = 20


@requires(Permission.CODE_PASSAGES)
@require_safe
@never_cache
def search(request, review):
    mine = request.user_access.reviews_with(Permission.CODE_PASSAGES)
    form = SearchForm(request.GET, n_reviews=len(mine))
    form.is_valid()
    typed = form.typed()
    wanted = asked(typed)
    context = {
        "form": form,
        "typed": typed,
        "longest": LONGEST if form.is_cut() else None,
        "asked": wanted,
        "n_reviews": len(mine),
    }
    if wanted:
        reviews = mine if form.is_everywhere() else [review]
        context |= _found(request, wanted, reviews) | {"is_everywhere": form.is_everywhere()}
    return render(request, "search/search.html", context)


def _found(request, wanted, reviews) -> dict:
    is_complete = bring_up_to_date(reviews)
    found = matches(wanted, reviews, request.user)
    numbers = numbers_by_group(found)
    kind = request.GET.get("kind", "")
    group = Group(kind) if kind in set(Group) else None
    chosen = [match for match in found if group is None or group_of(match.kind) == group]
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "is_complete": is_complete,
        "n_found": len(found),
        "group": group,
        "groups": _groups(request, numbers, group),
        "page": page,
        "results": results(list(page), wanted, request.user),
    }


def _groups(request, numbers, chosen) -> list[dict]:
    """The kinds of texts to choose from, each with its number and its address."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("kind", None)
    links = [("Everything", sum(numbers.values()), None)]
    links += [(group.label, number, group) for group, number in numbers.items()]
    found = []
    for title, number, group in links:
        if group:
            query["kind"] = group
        found.append(
            {
                "title": title,
                "number": number,
                "url": f"?{query.urlencode()}",
                "is_current": group == chosen,
            }
        )
    return found
