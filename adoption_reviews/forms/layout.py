"""What a form's layout is made of, beside crispy's own objects."""

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from adoption_reviews.forms.question import Options


class Question(LayoutObject):
    """One field and how it is asked; the options are those of `question.Options`.

    `reveal={"other": "other_text"}` (or a list of names) shows further fields under one choice of
    radios or checkboxes, and hides them while another is chosen.
    """

    def __init__(self, name: str, *, reveal: dict | None = None, **options):
        self.name = name
        self.options = Options(**options)  # raises TypeError for options there are not
        self.reveal = {
            str(value): [names] if isinstance(names, str) else list(names)
            for value, names in (reveal or {}).items()
        }
        self.fields = [name, *(field for names in self.reveal.values() for field in names)]

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        revealed = {
            value: mark_safe(
                "".join(
                    render_field(name, form, context, template_pack=template_pack) for name in names
                )
            )
            for value, names in self.reveal.items()
        }
        return render_field(
            self.name,
            form,
            context,
            template_pack=template_pack,
            extra_context={"question": self.options, "revealed": revealed},
        )


class Save:
    """A submit button. `name` and `value` tell several apart in the view."""

    def __init__(self, text: str, *, name: str = "", value: str = "", variant: str = "brand"):
        self.text, self.name, self.value, self.variant = text, name, value, variant

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(f"{template_pack}/button.html", {"button": self})


class LinkButton:
    """A link beside the buttons, such as Cancel."""

    def __init__(self, text: str, url: str):
        self.text, self.url = text, url

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(f"{template_pack}/button.html", {"button": self})
