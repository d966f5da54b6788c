"""{% question form.name width=20 %} and {% error_summary form %}."""

from django import template
from django.forms import BaseFormSet
from django.template.loader import render_to_string

from adoption_reviews.forms.question import Options, first_input_id, kind_of, shown

register = template.Library()


@register.simple_tag(takes_context=True)
def question(context, field, **options):
    """One field with its label, hint and errors; the options are those of `Options`."""
    return render_question(context, field, Options(**options))


@register.simple_tag(takes_context=True)
def crispy_question(context, field):
    """The same for the pack's field.html, where a Question in the layout left its options."""
    return render_question(
        context, field, context.get("question") or Options(), context.get("revealed")
    )


def render_question(context, field, options, revealed=None):
    method = context.get("form_method") or "post"
    inner = shown(field, options, revealed=revealed, method=method)
    return render_to_string(f"nhsuk/fields/{inner['kind']}.html", inner)


@register.simple_tag
def error_summary(form):
    """What is wrong, each line a link to the answer; once a page, however often it is asked for."""
    if getattr(form, "is_error_summary_shown", False):
        return ""
    errors = summary(form)
    if not errors:
        return ""
    form.is_error_summary_shown = True
    return render_to_string("nhsuk/error_summary.html", {"errors": errors})


def summary(form) -> list[tuple[str, str]]:
    """(id of the input, message) of each error; those of the whole form lead to its first input."""
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        inputs = [first_id(one) for one in form.forms]
        whole = [(next(iter(inputs), ""), message) for message in form.non_form_errors()]
        return whole + [line for one in form.forms for line in summary(one)]
    lines = [(first_id(form), message) for message in form.non_field_errors()]
    for field in form:
        if kind_of(field) == "hidden":
            # Nobody can see it to correct it, so the line leads to the form's beginning.
            lines += [(first_id(form), message) for message in field.errors]
        else:
            lines += [(first_input_id(field), message) for message in field.errors]
    return lines


def first_id(form) -> str:
    return next((first_input_id(field) for field in form.visible_fields()), "")
