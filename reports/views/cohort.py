"""Self-ratings of all trusts, by name: for the hub."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from adoption_reviews.access import requires
from adoption_reviews.frameworks import get_framework
from adoption_reviews.rated import ratable_frameworks
from adoption_reviews.roles import Permission
from adoption_reviews.sheets import Sheet, csv_file
from maturity.adding_up import by_rank
from maturity.charts import shares_chart
from maturity.queries import standings
from maturity.queries.cohort import counted, n_at_work
from maturity.queries.groups import by_group
from maturity.tables import ShareRow, areas_sheet, groups_sheet
from reports.queries.ratings import cohort_spread, domain_by_indicator, named_courses
from reports.queries.rounds import assessments_handed_over, choose
from reports.views.dashboard import choosing


@requires(Permission.SEE_DASHBOARD)
def maturity(request):
    """Parts and sub-domains in the order of the share at the top level."""
    framework, frameworks = _framework(request.GET.get("framework", ""))
    assessments, n_other, compared = counted_assessments(framework, request.GET.getlist("review"))
    found, stand = cohort_spread(assessments, framework), standings(assessments)
    kept = _kept(framework, compared)
    parts = {each.key: each.title for each in framework.domains}
    context = {
        **_chosen(framework, frameworks, kept),
        "assessments": assessments,
        "n_at_work": n_at_work(framework),
        "n_other": n_other,
        "counted": [(each, stand[each.pk]) for each in assessments],
        **choosing(compared),
        "shares": [
            _shares("part", found.summary.domains, framework, assessments, kept),
            _shares("sub-domain", found.summary.sub_domains, framework, assessments, kept),
        ],
        "learning": [(each, parts[each.area.domain]) for each in found.learning],
        "needing_help": [(each, parts[each.area.domain]) for each in found.needing_help],
        "courses": named_courses(framework),
    }
    return render(request, "dashboard/maturity.html", context)


@requires(Permission.SEE_DASHBOARD)
def maturity_csv(request):
    """What the page of self-ratings shows, and every indicator, in the same order."""
    framework, _ = _framework(request.GET.get("framework", ""))
    assessments, *_ = counted_assessments(framework, request.GET.getlist("review"))
    found = cohort_spread(assessments, framework).summary
    areas = [
        area
        for kind in (found.domains, found.sub_domains, found.indicators)
        for area in by_rank(kind)
    ]
    return _csv(areas_sheet(areas, framework), f"self-ratings-{framework.key}")


@requires(Permission.SEE_DASHBOARD)
def maturity_domain(request, domain):
    """One part by indicator and by trust."""
    framework, frameworks = _framework(request.GET.get("framework", ""))
    found = next((each for each in framework.rated_domains if each.key == domain), None)
    if found is None:
        raise Http404
    assessments, _, compared = counted_assessments(framework, request.GET.getlist("review"))
    sub_domains, trusts = domain_by_indicator(assessments, framework, found)
    context = {
        **_chosen(framework, frameworks, _kept(framework, compared)),
        "domain": found,
        "sub_domains": [
            (sub, [(each, ShareRow(each.area)) for each in sub.indicators]) for sub in sub_domains
        ],
        "trusts": [(each, reversed(each.counts.n_per_level.values())) for each in trusts],
    }
    return render(request, "dashboard/maturity_domain.html", context)


@requires(Permission.SEE_DASHBOARD)
def maturity_groups(request, framework):
    """The spread by peer group, small groups together."""
    framework, frameworks = _framework(framework, default=False)
    assessments, _, compared = counted_assessments(framework, request.GET.getlist("review"))
    found = by_group(assessments, framework, request.GET.get("by", ""))
    rows = [
        (domain, [(each, each.summary.domains[place]) for each in found.groups])
        for place, domain in enumerate(framework.rated_domains)
    ]
    context = {
        **_chosen(framework, frameworks, _kept(framework, compared)),
        "found": found,
        "folded": [each for each in found.groups if len(each.titles) > 1],
        "parts": [
            (
                domain,
                [(group, ShareRow(area)) for group, area in those],
                _groups_chart(domain, those, framework),
            )
            for domain, those in rows
        ],
    }
    return render(request, "dashboard/maturity_groups.html", context)


@requires(Permission.SEE_DASHBOARD)
def maturity_groups_csv(request, framework):
    """The same as CSV, with the sub-domains."""
    framework, _ = _framework(framework, default=False)
    assessments, *_ = counted_assessments(framework, request.GET.getlist("review"))
    found = by_group(assessments, framework, request.GET.get("by", ""))
    return _csv(groups_sheet(found, framework), f"groups-{found.attribute.key}-{framework.key}")


def counted_assessments(framework, slugs):
    """The last (or chosen) self-rating of each trust that can be counted on `framework`, how many
    trusts have others only, and the rounds there are to choose from."""
    there = assessments_handed_over(framework)
    of_review = {each.review_id: each for each in counted(there, framework)}
    compared = choose([each.review for each in of_review.values()], slugs)
    n_trusts = len({each.review.organisation_id for each in there})
    return [of_review[each.chosen.pk] for each in compared], n_trusts - len(compared), compared


def _framework(key: str, *, default: bool = True):
    """The newest version of the framework asked for, and all that can be chosen. Without one
    asked for, the hub's own where `default`. Raises Http404."""
    frameworks = ratable_frameworks()
    if default and not key:
        return get_framework(settings.MATURITY_FRAMEWORK), frameworks
    found = next((each for each in frameworks if each.key == key), None)
    if found is None:
        raise Http404
    return found, frameworks


def _kept(framework, compared) -> str:
    """The framework and the earlier rounds that were chosen, for the addresses of links."""
    rounds = [("review", each.chosen.slug) for each in compared if each.chosen != each.rounds[-1]]
    return urlencode([("framework", framework.key), *rounds])


def _chosen(framework, frameworks, kept) -> dict:
    return {
        "framework": framework,
        "frameworks": frameworks,
        "kept": kept,
        "levels": list(reversed(framework.scale)),
    }


def _shares(words, areas, framework, assessments, kept):
    """(words, rows, chart) of areas of one kind, by rank."""
    ranked, parts = by_rank(areas), {each.key: each.title for each in framework.domains}
    is_finer = words == "sub-domain"
    rows = [
        ShareRow(
            area,
            url=f"{reverse('dashboard:maturity_domain', args=[area.domain])}?{kept}",
            part=parts[area.domain] if is_finer else "",
            has_badges=True,
        )
        for area in ranked
    ]
    chart = shares_chart(
        [(area.title, area, None) for area in ranked],
        framework,
        title=f"Self-ratings by {words}, {len(assessments)} trusts",
    )
    return words, rows, chart


def _groups_chart(domain, those, framework):
    return shares_chart(
        [(f"{group.words} ({group.n})", area, None) for group, area in those],
        framework,
        title=f"{domain.title} by group",
    )


def _csv(sheet: Sheet, name: str) -> HttpResponse:
    return HttpResponse(
        csv_file(sheet),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
