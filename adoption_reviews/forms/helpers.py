"""The whole form around its questions: tag, token, buttons."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout

from adoption_reviews.forms.layout import LinkButton, Save


def helper(
    *layout,
    submit: str = "Save and continue",
    cancel: str | None = None,
    secondary: tuple[str, str] | None = None,
    warning: bool = False,
    method: str = "post",
    action: str = "",
    form_id: str = "",
    form_class: str = "app-form",
    tag: bool = True,
) -> FormHelper:
    """A crispy helper for `layout` (all fields in order when there is none).

    `submit=""` leaves out the button, `cancel` is a URL, `secondary` is (name, text) of a second
    button, `warning` makes the first one red, `tag=False` leaves out the form tag and its token.
    """
    made = FormHelper()
    if layout:
        made.layout = Layout(*layout)
    made.render_hidden_fields = True
    made.form_method = method
    made.form_action = action
    made.form_id = form_id
    made.form_class = form_class
    made.form_tag = tag
    made.disable_csrf = not tag
    made.attrs = {"novalidate": True}  # our own errors say more than the browser's
    made.buttons = [Save(submit, variant="warning" if warning else "brand")] if submit else []
    if secondary:
        name, text = secondary
        made.buttons.append(Save(text, name=name, value="1", variant="secondary"))
    if cancel:
        made.buttons.append(LinkButton("Cancel", cancel))
    return made
