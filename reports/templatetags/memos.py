"""{% memos about="interview" key=interview.pk %}: what reviewers noted about the thing shown.

For pages of every app: nothing shows to people who may not mark passages in the review.
"""

from django import template
from django.urls import reverse

from adoption_reviews.roles import Permission
from reports.forms.memos import MemoForm
from reports.queries.memos import memos_about

register = template.Library()


@register.inclusion_tag("memos/_about.html", takes_context=True, name="memos")
def memos(context, about, key=""):
    """The memos about one thing, and a form for another. One query; two while coding blind."""
    request = context["request"]
    if Permission.CODE_PASSAGES not in request.access:
        return {}
    key = str(key)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "review": request.review,
        "memos": memos_about(request.review, about, key, request.user),
        "memo_form": MemoForm(
            initial={"about": about, "key": key},
            action=reverse("memos:add", args=[request.review.slug]),
        ),
    }
