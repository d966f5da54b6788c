"""Addresses that the pages of codes cannot make by themselves."""

from django import template

register = template.Library()


@register.simple_tag
def filtered_url(request, param: str, value: str) -> str:
    """The address of the first page of the list shown, with one more filter."""
    query = request.GET.copy()
    query.pop("page", None)
    query[param] = value
    return f"?{query.urlencode()}"
