"""What every page's frame shows: names and the main navigation of the person signed in."""

from django.conf import settings
from django.urls import reverse

from adoption_reviews.roles import Permission

# title, route, permission held for the whole hub
HUB_PAGES = [
    ("Trusts", "trusts:list", Permission.SEE_TRUSTS),
    ("Dashboard", "dashboard:overview", Permission.SEE_DASHBOARD),
    ("People", "people:list", Permission.MANAGE_PEOPLE),
    ("Guides", "guides:list", Permission.MANAGE_GUIDES),
    ("Frameworks", "frameworks:list", Permission.MANAGE_FRAMEWORKS),
    ("Themes", "hub_themes:list", Permission.MANAGE_THEMES),
    ("Settings", "settings:edit", Permission.MANAGE_SETTINGS),
    ("Audit log", "audit:list", Permission.READ_AUDIT),
]
# title, route, permission held in the review
REVIEW_PAGES = [
    ("Review", "reviews:detail", Permission.SEE_REVIEW),
    ("Participants", "interviews:participants", Permission.SEE_PARTICIPANTS),
    ("Interviews", "interviews:list", Permission.RECORD_INTERVIEWS),
    ("Case studies", "casestudies:list", Permission.READ_CASE_STUDIES),
    ("Codes", "codes:list", Permission.CODE_PASSAGES),
    ("Grid", "sense:grid", Permission.CODE_PASSAGES),
    ("Evidence", "reports:evidence", Permission.READ_EVIDENCE),
    ("Self-rating", "maturity:list", Permission.READ_MATURITY),
    ("Report", "reports:list", Permission.READ_REPORTS),
    ("Search", "search:search", Permission.CODE_PASSAGES),
]
# Pages that belong to another, by its title, though their addresses do not begin with its.
BELOW = {"Codes": ["agreement:list", "exchange:overview", "interviews:replacements"]}


def frame(request) -> dict:
    """`hub_name`, `product_name`, `navigation`; inside a review also `review_navigation`,
    `may_see_review` and `is_only_read`: it is closed, and what the page shows stays as it is."""
    context = {"hub_name": settings.HUB_NAME, "product_name": settings.PRODUCT_NAME}
    held = getattr(request, "user_access", None)
    if held is None:
        return context | {"navigation": []}
    context["navigation"] = [link(request, "Start", reverse("start"), exact=True)] + [
        link(request, title, reverse(route))
        for title, route, permission in HUB_PAGES
        if permission in held.in_hub()
    ]
    review = getattr(request, "review", None)
    if review is not None:
        context["review"] = review
        context["access"] = request.access
        context["is_only_read"] = getattr(request, "is_only_read", False)
        context["may_see_review"] = Permission.SEE_REVIEW in request.access
        context["review_navigation"] = [
            link(
                request,
                title,
                reverse(route, args=[review.slug]),
                exact=title == "Review",
                below=[reverse(each, args=[review.slug]) for each in BELOW.get(title, [])],
            )
            for title, route, permission in REVIEW_PAGES
            if permission in request.access
        ]
    return context


def link(request, title: str, url: str, *, exact: bool = False, below=()) -> dict:
    """`below`: addresses of further pages that belong to it."""
    current = request.path == url if exact else request.path.startswith((url, *below))
    return {"title": title, "url": url, "current": current}
