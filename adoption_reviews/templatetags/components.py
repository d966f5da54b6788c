"""{% component "tag" text="Draft" %} and {% wrap "inset" %}…{% endwrap %}: templates/components/.

A component's header comment declares its inputs, one a line, `?` marking those that may be left
out. An input that is unknown or missing is an error, not a blank.
"""

import re
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

HEADER = re.compile(r"{% comment %}(.*?){% endcomment %}", re.DOTALL)
INPUT = re.compile(r"^  (?P<name>[a-z_]+)(?P<optional>\??)(?:\s|$)", re.MULTILINE)


@lru_cache
def declared(source: str) -> dict[str, bool]:
    """Each input's name, and whether it must be given."""
    header = HEADER.match(source)
    if header is None:
        raise template.TemplateSyntaxError("A component begins with a comment on its inputs")
    return {match["name"]: not match["optional"] for match in INPUT.finditer(header[1])}


def render(context: template.Context, name: str, given: dict) -> SafeString:
    """The component's HTML. Raises TemplateSyntaxError for unknown or missing inputs."""
    component = context.template.engine.get_template(f"components/{name}.html")
    inputs = declared(component.source)
    if unknown := given.keys() - inputs.keys():
        raise template.TemplateSyntaxError(
            f"{name} has no input {', '.join(sorted(unknown))}, only {', '.join(inputs)}"
        )
    if missing := [key for key, needed in inputs.items() if needed and key not in given]:
        raise template.TemplateSyntaxError(f"{name} needs {', '.join(missing)}")
    frame = {key: context.get(key) for key in ("csrf_token", "request")}
    inner = template.Context(dict.fromkeys(inputs) | given | frame, autoescape=context.autoescape)
    return mark_safe(component.render(inner).strip())


@register.simple_tag(takes_context=True)
def component(context, name, /, **inputs):
    return render(context, name, inputs)


@register.simple_block_tag(takes_context=True, end_name="endwrap")
def wrap(context, content, name, /, **inputs):
    return render(context, name, inputs | {"content": content})
