"""What templates of components cannot work out by themselves."""

from django import template
from django.http import QueryDict

register = template.Library()

# Shape and words go with each, in templates/components/influence_status.html.
STATUSES = {
    "present": ("P", "Present"),
    "mixed": ("M", "Mixed"),
    "missing": ("X", "Missing"),
    "single-source": ("S", "One person only"),
    "no-evidence": ("–", "No evidence"),
}


@register.filter
def status_letter(status: str) -> str:
    """The status's letter. Raises KeyError for a status that is none of ours."""
    return STATUSES[status][0]


@register.filter
def status_title(status: str) -> str:
    """The status in a word or two, where its full words stand beside it."""
    return STATUSES[status][1]


@register.simple_tag
def page_url(request, param, number) -> str:
    """The address of another page of the list shown, with its search and filters kept."""
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query[param or "page"] = number
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(paginator, current) -> list[int | None]:
    """First, last and those around the current number; None where some are left out."""
    return [
        number if isinstance(number, int) else None
        for number in paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)
    ]
