"""Addresses that the pages of codes cannot make by themselves."""

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def filtered_url(request, further: dict[str, str]) -> str:
    """The address of the first page of the list shown, with further filters."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in further.items():
        query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def theme_url(context, page: str, theme, *arguments) -> str:
    """The address of a page about a theme, in the review shown or among the hub's themes."""
    review = context.get("review")
    if review is None:
        return reverse(f"hub_themes:{page}", args=[theme.key, *arguments])
    return reverse(f"themes:{page}", args=[review.slug, theme.key, *arguments])
