"""A date asked for as day, month and year, which people find easier than one box or a calendar."""

import calendar
import datetime

from django import forms
from django.core.exceptions import ValidationError

from adoption_reviews.forms.base import in_sentence

PARTS = ("day", "month", "year")
MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}


def part_input(width: int) -> forms.TextInput:
    css_class = f"nhsuk-date-input__input nhsuk-input--width-{width}"
    return forms.TextInput(attrs={"inputmode": "numeric", "class": css_class})


def number_in(part: str) -> int:
    """The number of one or two digits that a day or month is; 0 for anything else."""
    return int(part) if part.isascii() and part.isdigit() and len(part) <= 2 else 0


class DateInputWidget(forms.MultiWidget):
    """Three inputs, posted as `<name>_day`, `<name>_month`, `<name>_year`."""

    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(
            {"day": part_input(2), "month": part_input(2), "year": part_input(4)}, attrs
        )

    def decompress(self, value):
        if isinstance(value, str) and value:
            value = datetime.date.fromisoformat(value)
        return [value.day, value.month, value.year] if value else [None, None, None]


class SplitDateField(forms.Field):
    """A `datetime.date`, or None. Each error names the parts at fault in `params["parts"]`."""

    widget = DateInputWidget

    def to_python(self, value):
        if not value or isinstance(value, datetime.date):
            return value or None
        day, month, year = ((part or "").strip() for part in value)
        missing = [name for name, part in zip(PARTS, (day, month, year), strict=True) if not part]
        if len(missing) == len(PARTS):
            return None
        if missing:
            self.fail(f"must include a {' and '.join(missing)}", missing)
        if not (year.isascii() and year.isdigit() and len(year) == len("2026")):
            self.fail("must have a year of 4 numbers", ["year"])
        day_number = number_in(day)
        month_number = number_in(month) or MONTHS.get(month.lower(), 0)
        if not 1 <= month_number <= 12:
            self.fail("must be a real date", ["month"])
        try:
            return datetime.date(int(year), month_number, day_number)
        except ValueError:
            self.fail("must be a real date", ["day"])

    def fail(self, problem: str, parts: list[str]):
        raise ValidationError(
            f"{self.label or 'Date'} {problem}", code="invalid", params={"parts": parts}
        )

    def validate(self, value):
        if value is None and self.required:
            default = forms.Field.default_error_messages["required"]
            given = self.error_messages["required"]
            plain = f"Enter {in_sentence(str(self.label or 'date'))}"
            raise ValidationError(
                plain if given is default else given, code="required", params={"parts": PARTS}
            )

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True
