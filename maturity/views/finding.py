"""From a route's arguments to rows."""

from functools import wraps

from django.http import Http404

from maturity import queries


def of_assessment(view):
    """Resolve a route's `framework` (its key) to the review's self-assessment on it, and `domain`,
    where the route has one, to a domain of its framework that this person may see.

    The view is called with `assessment` in place of `framework` and finds in `request.domains`
    the domains that this person may see. Put it under `@requires`. Raises Http404 for what is not
    there or not this person's part, and for somebody who has no part at all.
    """

    @wraps(view)
    def resolved(request, review, framework, **kwargs):
        assessment = queries.assessment_on(review, framework)
        if assessment is None:
            raise Http404
        assessment.review = review
        mine = queries.domains_for(assessment, request.user, request.access)
        if not mine:
            raise Http404
        request.domains = mine
        if "domain" in kwargs:
            kwargs["domain"] = next((each for each in mine if each.key == kwargs["domain"]), None)
            if kwargs["domain"] is None:
                raise Http404
        return view(request, review=review, assessment=assessment, **kwargs)

    return resolved


def of_indicator(view):
    """Resolve a route's `indicator`, a code, to a rated indicator of its `domain`. Put it under
    `of_assessment`. Raises Http404.
    """

    @wraps(view)
    def resolved(request, domain, indicator, **kwargs):
        found = next((each for each in domain.indicators if each.key == indicator), None)
        if found is None:
            raise Http404
        return view(request, domain=domain, indicator=found, **kwargs)

    return resolved
