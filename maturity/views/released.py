"""What trusts see of each other: the last release of the cohort's figures, and the next."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from adoption_reviews.access import requires
from adoption_reviews.rated import ratable_frameworks
from adoption_reviews.roles import Permission
from maturity.actions.releasing import release_cohort
from maturity.queries import released as queries
from maturity.shown import TooFew

TOO_FEW = (
    "Fewer than five trusts have submitted, or fewer than five have answered anew since the "
    "figures were last shown. With so few, somebody could work out one trust’s answers."
)


@requires(Permission.RELEASE_COHORT)
def shown(request, framework):
    framework = _framework(framework)
    before = queries.releases(framework.key)
    try:
        coming = queries.next_release(framework, before)
    except TooFew:
        coming = None
    latest = before[-1] if before else None
    context = {
        "framework": framework,
        "n_submitted": queries.n_submitted(framework),
        "latest": latest,
        "now": _detailed(queries.partitions_of(latest) if latest else [], framework),
        "coming": coming,
        "next": _detailed(coming.partitions if coming else [], framework),
        "is_unchanged": bool(latest and coming and queries.as_figures(coming)[0] == latest.figures),
        "too_few": TOO_FEW,
    }
    return render(request, "cohort/shown.html", context)


@requires(Permission.RELEASE_COHORT)
def release(request, framework):
    framework = _framework(framework)
    if request.method == "POST":
        try:
            release_cohort(framework_ref=framework.ref, by=request.user)
        except TooFew:
            messages.error(request, TOO_FEW)
        else:
            messages.success(request, "Trusts now see these figures.")
        return redirect("cohort:shown", framework=framework.key)
    return render(request, "cohort/release.html", {"framework": framework})


def _detailed(partitions, framework):
    """Each partition with how much of the framework it has figures for."""
    n_domains = len(framework.rated_domains)
    n_sub_domains = sum(len(each.sub_domains) for each in framework.rated_domains)
    return [
        (
            each,
            f"{each.n_shown('domain')} of {n_domains} parts, "
            f"{each.n_shown('sub_domain')} of {n_sub_domains} sub-domains",
        )
        for each in partitions
    ]


def _framework(key: str):
    """Its newest version. Raises Http404."""
    for framework in ratable_frameworks():
        if framework.key == key:
            return framework
    raise Http404
