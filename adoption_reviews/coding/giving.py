"""The codes that can be given to words of a text, and those given last."""

from adoption_reviews.codes import (
    THEMES,
    CodeGroup,
    codes_by_key,
    framework_groups,
    key_of,
)
from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Review, Theme

MANY = 200  # codings looked through for the codes used lately


def groups_to_give(groups: list[CodeGroup]) -> list[dict]:
    """The codes that can be given now, by group, as the code picker wants them."""
    return [
        {
            "title": group.title,
            "stage": group.stage,
            "codes": [
                {
                    "key": code.key,
                    "title": code.title,
                    "description": code.description,
                    "stage": code.stage,
                    "parent": code.parent,
                }
                for code in group.codes
                if code.is_given
            ],
        }
        for group in groups
        if any(code.is_given for code in group.codes)
    ]


def recent_codes(source, user) -> list[str]:
    """Keys of the codes this user gave last in the review's texts of this kind, latest first, nine
    at most.
    """
    model = source.passages.model
    used = (
        model.codings.rel.related_model.objects.seen_by(user)
        .filter(**{f"passage__{model.SOURCE}__review": source.review_id, "author": user})
        .order_by("-pk")[:MANY]
    )
    keys = [key_of(ref, code) for ref, code in used.values_list("framework_ref", "code")]
    return list(dict.fromkeys(keys))[:9]


def can_be_given(review: Review, framework_ref: str, code: str) -> bool:
    """Whether the review has the code and it is not retired. One query for a theme, else none."""
    if framework_ref == THEMES:
        theme = Theme.objects.filter(key=code).first()
        return bool(theme and theme.is_given and theme.review_id in (None, review.pk))
    own = (review.influences_ref, review.barriers_ref)
    return framework_ref in own and code in get_framework(framework_ref).codes()


def title_of(framework_ref: str, code: str) -> str:
    """The title of a code; the code itself when nothing has it any more."""
    if framework_ref == THEMES:
        return Theme.objects.filter(key=code).values_list("title", flat=True).first() or code
    try:
        known = codes_by_key(framework_groups(framework_ref))
    except ValueError:  # no such framework, or none with codes
        return code
    return known[key].title if (key := key_of(framework_ref, code)) in known else code
