"""Addresses that the pages of codes cannot make by themselves."""

from django import template

register = template.Library()


@register.simple_tag
def filtered_url(request, further: dict[str, str]) -> str:
    """The address of the first page of the list shown, with further filters."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in further.items():
        query[name] = value
    return f"?{query.urlencode()}"
