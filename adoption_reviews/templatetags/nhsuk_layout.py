"""How crispy's own button objects look in this pack."""

from django import template

register = template.Library()


@register.filter
def button_class(button) -> str:
    """The classes given to a crispy Submit, Button or Reset, without Bootstrap's."""
    given = [name for name in button.field_classes.split() if not name.startswith("btn")]
    default = "nhsuk-button--brand" if button.input_type == "submit" else "nhsuk-button--secondary"
    return " ".join(given) if any("--" in name for name in given) else " ".join([default, *given])
