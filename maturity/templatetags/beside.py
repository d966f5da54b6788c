"""What stands beside one indicator, out of what was fetched for the whole page."""

from django import template

register = template.Library()


@register.filter
def of(found: dict | None, code: str):
    """The value at `code`; None where there is none."""
    return (found or {}).get(code)
