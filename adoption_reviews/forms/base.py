"""Forms whose errors say what to do. An `error_messages` of a field's own is left as it is."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import pretty_name

CHOOSING = (forms.RadioSelect, forms.Select, forms.CheckboxSelectMultiple, forms.FileInput)


def in_sentence(label: str) -> str:
    """The label as it reads inside a sentence: "Full name" → "full name", "ODS code" stays."""
    first = label.split(" ", maxsplit=1)[0]
    if first[1:] != first[1:].lower() or first == "I":
        return label
    return label[:1].lower() + label[1:]


def required_message(field: forms.Field, label: str) -> str:
    if label.endswith("?"):
        return f"Answer ‘{label}’"
    if isinstance(field.widget, forms.CheckboxInput):
        return f"Tick ‘{label}’"
    verb = "Select" if isinstance(field.widget, CHOOSING) else "Enter"
    return f"{verb} {in_sentence(label)}"


def invalid_message(field: forms.Field, label: str) -> str | None:
    """What the field's own kind of nonsense is answered with, where there is one way to say it."""
    by_kind = {
        forms.EmailField: "Enter an e-mail address in the correct format, like name@example.com",
        forms.URLField: "Enter a web address in the correct format, like https://www.example.com",
        forms.IntegerField: f"{label} must be a whole number",
        forms.DecimalField: f"{label} must be a number",
        forms.FloatField: f"{label} must be a number",
        forms.DateTimeField: f"{label} must be a real date and time",
        forms.TimeField: f"{label} must be a real time, like 14:30",
    }
    return next((text for kind, text in by_kind.items() if type(field) is kind), None)


def plain_messages(field: forms.Field, label: str) -> dict[str, str]:
    """The words for each error code. Limits are filled in by Django, hence `%(limit_value)s`."""
    said = label.replace("%", "%%")
    messages = {
        "required": required_message(field, label),
        "max_length": f"{said} must be %(limit_value)d characters or fewer",
        "min_length": f"{said} must be %(limit_value)d characters or more",
        "max_value": f"{said} must be %(limit_value)s or less",
        "min_value": f"{said} must be %(limit_value)s or more",
        "null_characters_not_allowed": f"{said} holds a character that cannot be kept",
    }
    if isinstance(field, forms.FileField):
        messages = {"required": messages["required"], "empty": "The selected file is empty"}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        messages["invalid_choice"] = f"Select {in_sentence(said)} from the list"
        messages["invalid_pk_value"] = messages["invalid_choice"]
    if invalid := invalid_message(field, said):
        messages["invalid"] = invalid
    return messages


def is_own(field: forms.Field, code: str) -> bool:
    """Whether the form's author gave the message for `code`, rather than Django."""
    message = field.error_messages.get(code)
    defaults = [getattr(kind, "default_error_messages", {}) for kind in type(field).__mro__]
    return message is not None and all(message is not kind.get(code) for kind in defaults)


class SeveralRowsField(forms.ModelMultipleChoiceField):
    """Rows of a queryset. A key too long for any row is refused before the database is asked."""

    def clean(self, value):
        for key in value or ():
            if len(key) > len(str(models.BigIntegerField.MAX_BIGINT)) - 1:
                raise ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": key}
                )
        return super().clean(value)


class PlainErrors:
    """Mixin: errors as the NHS service manual words them; nothing left to the browser's bubbles."""

    use_required_attribute = False

    def full_clean(self):
        # Here rather than at the start, so that fields which a form adds later are covered.
        for name, field in self.fields.items():
            messages = plain_messages(field, str(field.label or pretty_name(name)))
            field.error_messages |= {
                code: text for code, text in messages.items() if not is_own(field, code)
            }
        super().full_clean()


class Form(PlainErrors, forms.Form):
    pass


class ModelForm(PlainErrors, forms.ModelForm):
    pass
