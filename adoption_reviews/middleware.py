"""The one gate: every request passes here, and what was not declared is refused."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from adoption_reviews.access import SAFE, Access, is_only_read
from adoption_reviews.models import Organisation, Review

# The sign-in library's own pages: they show a person nothing but their own account.
SIGN_IN_ROUTES = "account_"


def access_middleware(get_response):
    """Resolve `review` and `ods` route arguments to rows and check the view's permission.

    The view is called with the row in place of the argument and finds in `request.access` the
    permissions held there, in `request.user_access` all that the user holds. Raises Http404 for
    an outsider, PermissionDenied for a member without the right or a view that declared nothing.
    What is only to be read in a closed review is said in `request.is_only_read`, and a request to
    change it is answered with a page that says why it is not done.
    """

    def middleware(request):
        return get_response(request)

    middleware.process_view = process_view
    return middleware


def process_view(request, view, args, kwargs):
    if getattr(view, "is_public", False):
        return None  # without a look at the session: /readyz must answer when the database does not
    if not request.user.is_authenticated:
        return None  # on the way to the sign-in page
    request.user_access = Access(request.user)
    request.access = request.user_access.in_hub()
    if is_sign_in_route(request.resolver_match.url_name):
        return None
    required = getattr(view, "required_permission", None)
    if required is None:
        raise PermissionDenied("This view declares no permission")
    if "review" in kwargs:
        reviews = Review.objects.select_related("organisation")
        review = get_object_or_404(reviews, slug=kwargs["review"])
        if not request.user_access.in_review(review):
            raise Http404
        kwargs["review"] = request.review = review
        request.access = request.user_access.in_review(review)
    elif "ods" in kwargs:
        organisation = Organisation.objects.filter(ods_code=kwargs.pop("ods").upper()).first()
        if organisation is None or not request.user_access.in_organisation(organisation):
            raise Http404
        kwargs["organisation"] = request.organisation = organisation
        request.access = request.user_access.in_organisation(organisation)
    if required not in request.access:
        raise PermissionDenied
    if "review" in kwargs:
        request.is_only_read = is_only_read(request.review, required)
        is_change = request.method not in SAFE and not view.changes_nothing
        if request.is_only_read and is_change:
            return render(request, "reviews/closed.html", status=403)
    return None


def is_sign_in_route(name: str | None) -> bool:
    return bool(name) and name.startswith(SIGN_IN_ROUTES)
