"""What the templates of one question need to know, worked out from the bound field and options."""

from dataclasses import dataclass, field

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from adoption_reviews.forms.date import PARTS, DateInputWidget

# The first that fits; a subclass stands before what it derives from.
KINDS = [
    (DateInputWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "several"),
]
BASE_CLASS = {
    "select": "nhsuk-select",
    "textarea": "nhsuk-textarea",
    "file": "nhsuk-file-upload__input",
    "password": "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
}
DJANGO_ROWS = "10"  # what Django gives every textarea, so not a choice of the form's author


@dataclass(frozen=True)
class Options:
    """How a question is asked, beyond what its form field says."""

    width: int | str | None = None  # 2, 3, 4, 5, 10, 20, 30 characters, or "full", "one-half" …
    label: str | None = None
    label_size: str = "s"  # s, m, l or xl
    label_hidden: bool = False  # for screen readers only
    heading: bool = False  # the label or legend is the page's h1
    hint: str | None = None
    hints: dict = field(default_factory=dict)  # value of a choice → what it means
    inline: bool = False  # short choices side by side
    small: bool = False
    rows: int | None = None
    max_words: int | None = None  # counts words under a textarea; the form checks them
    prefix: str = ""
    suffix: str = ""
    optional: bool | None = None  # None: said of fields that are not required, in posted forms


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    attrs: dict
    hint: str
    revealed: str  # HTML of the fields that belong to it


def kind_of(bound: BoundField) -> str:
    if bound.is_hidden:
        return "hidden"
    widget = bound.field.widget
    return next((kind for kinds, kind in KINDS if isinstance(widget, kinds)), "input")


def first_input_id(bound: BoundField) -> str:
    """The id of the field's first input, or of the first part at fault in a date."""
    kind = kind_of(bound)
    if kind == "date":
        faulty = parts_at_fault(bound)
        return f"{bound.auto_id}_{PARTS.index(faulty[0]) if faulty else 0}"
    if kind in ("radios", "checkboxes", "several"):
        return f"{bound.auto_id}_0"
    return bound.field.widget.attrs.get("id") or bound.auto_id


def parts_at_fault(bound: BoundField) -> list[str]:
    """Which of day, month and year have the error; all of them when it does not say."""
    errors = bound.form.errors.as_data().get(bound.name, [])
    named = {part for error in errors for part in (error.params or {}).get("parts", PARTS)}
    return [part for part in PARTS if part in named]


def is_marked_optional(bound: BoundField, options: Options, kind: str, method: str) -> bool:
    if options.optional is not None:
        return options.optional
    return not (bound.field.required or kind == "checkbox" or method.lower() == "get")


def counted(bound: BoundField, options: Options, kind: str) -> dict | None:
    """The limit under a textarea: {"what": "words" or "characters", "limit": how many}."""
    if kind != "textarea":
        return None
    if options.max_words:
        return {"what": "words", "limit": options.max_words}
    limit = getattr(bound.field, "max_length", None)
    return {"what": "characters", "limit": limit} if limit else None


def widget_html(
    bound: BoundField, options: Options, *, kind: str, described_by: str, is_counted: bool
) -> SafeString:
    css_class = BASE_CLASS.get(kind, "nhsuk-input")
    if options.width:
        css_class += (
            f" nhsuk-input--width-{options.width}"
            if isinstance(options.width, int)
            else f" nhsuk-u-width-{options.width}"
        )
    if bound.errors and kind != "file":
        css_class += f" {css_class.split()[0]}--error"
    if is_counted:
        css_class += " nhsuk-js-character-count"
    own = bound.field.widget.attrs
    attrs = {
        "class": f"{css_class} {own.get('class', '')}".strip(),
        "aria-describedby": described_by or False,
        # A browser that cuts pasted words short loses them without a word; the form says so.
        "maxlength": False,
        "minlength": False,
        "placeholder": False,
        "required": False,
    }
    if kind == "textarea":
        rows = options.rows or own.get("rows")
        attrs |= {"cols": False, "rows": 5 if str(rows) == DJANGO_ROWS else rows}
    if kind == "password":
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    return bound.as_widget(attrs=attrs)


def choices(bound: BoundField, options: Options, revealed: dict[str, str]) -> list[Choice]:
    return [
        Choice(
            id=widget.data["attrs"].get("id", ""),
            name=widget.data["name"],
            value=str(widget.data["value"]),
            label=widget.data["label"],
            checked=widget.data["selected"],
            attrs={"disabled": True} if widget.data["attrs"].get("disabled") else {},
            hint=hints_by_value(options).get(str(widget.data["value"]), ""),
            revealed=revealed.get(str(widget.data["value"]), ""),
        )
        for widget in bound.subwidgets
    ]


def hints_by_value(options: Options) -> dict[str, str]:
    return {str(value): hint for value, hint in options.hints.items()}


def shown(
    bound: BoundField, options: Options, *, revealed: dict | None = None, method: str = "post"
) -> dict:
    """The template's context; `kind` names the template under `nhsuk/fields/`."""
    kind = kind_of(bound)
    base_id = bound.auto_id
    hint = options.hint if options.hint is not None else bound.help_text
    count = counted(bound, options, kind)
    described_by = " ".join(
        part
        for part, wanted in (
            (f"{base_id}-info", count),
            (f"{base_id}_helptext", hint),
            (f"{base_id}_error", bound.errors),
        )
        if wanted
    )
    context = {
        "kind": kind,
        "field": bound,
        "options": options,
        "id": base_id,
        "label": options.label if options.label is not None else bound.label,
        "optional": is_marked_optional(bound, options, kind, method),
        "hint": hint,
        "errors": list(bound.errors),
        "described_by": described_by,
        "count": count,
    }
    if kind in ("radios", "checkboxes"):
        context["choices"] = choices(bound, options, revealed or {})
    elif kind == "checkbox":
        context["revealed"] = "".join((revealed or {}).values())
        context["checked"] = bound.field.widget.check_test(bound.value())
    elif kind == "date":
        context["parts"] = date_parts(bound)
    elif kind in ("hidden", "several"):
        context["widget"] = mark_safe(str(bound))
    else:
        context["widget"] = widget_html(
            bound, options, kind=kind, described_by=described_by, is_counted=bool(count)
        )
    return context


def date_parts(bound: BoundField) -> list[dict]:
    """Label, id and input of day, month and year, in that order."""
    attrs = bound.build_widget_attrs({"id": bound.auto_id})
    widget = bound.field.widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
    faulty = parts_at_fault(bound) if bound.errors else []
    made = []
    for part, sub in zip(PARTS, widget["subwidgets"], strict=True):
        error = " nhsuk-input--error" if part in faulty else ""
        made.append(
            {
                "title": part.capitalize(),
                "id": sub["attrs"]["id"],
                "name": sub["name"],
                "value": sub["value"],
                "css_class": f"nhsuk-input {sub['attrs']['class']}{error}",
                "disabled": sub["attrs"].get("disabled", False),
            }
        )
    return made
