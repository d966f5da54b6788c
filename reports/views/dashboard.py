"""Trusts compared."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from adoption_reviews.access import requires
from adoption_reviews.frameworks import get_framework
from adoption_reviews.roles import Permission
from maturity.charts import spread_chart
from maturity.queries import spread, standings
from maturity.queries.cohort import counted
from reports.evidence_rules import Status
from reports.queries.grid import grid, strongest_first, teaching
from reports.queries.ratings import domain_by_indicator
from reports.queries.rounds import assessments_begun, choose, rounds_with_evidence
from reports.queries.sources import sources_on


@requires(Permission.SEE_DASHBOARD)
def overview(request):
    framework = get_framework(settings.INFLUENCES_FRAMEWORK)
    compared = choose(rounds_with_evidence(), request.GET.getlist("review"))
    shown = grid(compared, framework, request.user)
    context = {
        "grid": shown,
        "legend": LEGEND,
        **choosing(compared),
        **in_a_list(shown, request.GET.get("show", "")),
    }
    return render(request, "dashboard/overview.html", context)


LEGEND = [
    (Status.PRESENT, "Present"),
    (Status.MIXED, "Mixed"),
    (Status.MISSING, "Missing"),
    (Status.SINGLE_SOURCE, "One source only"),
    (Status.NO_EVIDENCE, "Nobody spoke of it"),
]


def choosing(compared) -> dict:
    """What dashboard/_rounds.html needs."""
    return {
        "choices": [each for each in compared if len(each.rounds) > 1],
        "is_chosen": any(each.chosen != each.rounds[-1] for each in compared),
    }


def in_a_list(shown, asked) -> dict:
    """For narrow screens: one trust (its round's slug) or one influence (its code) as a list."""
    if not shown.reviews:
        return {}
    rows = {row.code: row for stage in shown.stages for row in stage.rows}
    if asked in rows:
        return {"show": asked, "shown_row": rows[asked]}
    slugs = [review.slug for review in shown.reviews]
    place = slugs.index(asked) if asked in slugs else 0
    return {
        "show": asked,
        "shown_review": shown.reviews[place],
        "shown_stages": [
            (stage, [(row, row.cells[place]) for row in stage.rows]) for stage in shown.stages
        ],
    }


@requires(Permission.SEE_DASHBOARD)
def influence(request, code):
    framework = get_framework(settings.INFLUENCES_FRAMEWORK)
    if code not in framework.codes():
        raise Http404
    compared = choose(rounds_with_evidence(), request.GET.getlist("review"))
    shown = grid(compared, framework, request.user)
    row = shown.row(code)
    stage = framework.stage_of(code)
    codes = framework.codes()
    place = codes.index(code)
    context = {
        "influence": framework.influence(code),
        "stage": stage,
        "stage_number": framework.stages.index(stage) + 1,
        "row": row,
        "cells": strongest_first(row),
        "teaching": teaching(row),
        "changes": [
            (course, change)
            for course in shown.courses
            for change in course.changes
            if change.code == code
        ],
        "sources": sources_on(code),
        "previous": framework.influence(codes[place - 1]) if place else None,
        "next": framework.influence(codes[place + 1]) if place + 1 < len(codes) else None,
    }
    return render(request, "dashboard/influence.html", context)


def counted_assessments(framework, slugs):
    """The last (or chosen) self-rating of each trust that can be counted on `framework`, how many
    trusts have others only, and the rounds there are to choose from."""
    begun = assessments_begun(framework)
    of_review = {each.review_id: each for each in counted(begun, framework)}
    compared = choose([each.review for each in of_review.values()], slugs)
    n_trusts = len({each.review.organisation_id for each in begun})
    return [of_review[each.chosen.pk] for each in compared], n_trusts - len(compared), compared


@requires(Permission.SEE_DASHBOARD)
def maturity(request):
    framework = get_framework(settings.MATURITY_FRAMEWORK)
    assessments, n_other, compared = counted_assessments(framework, request.GET.getlist("review"))
    domains, stand = spread(assessments, framework), standings(assessments)
    context = {
        "assessments": assessments,
        "n_submitted": sum(each.is_submitted for each in assessments),
        "n_other": n_other,
        "counted": [(each, stand[each.pk]) for each in assessments],
        **choosing(compared),
        "levels": list(reversed(framework.scale)),
        "rows": [(domain, highest_first(domain)) for domain in domains],
        "chart": spread_chart(
            domains,
            framework,
            title=f"Self-ratings by domain, {len(assessments)} trusts",
            as_shares=True,
        ),
    }
    return render(request, "dashboard/maturity.html", context)


def highest_first(area):
    """How many are at each level, and which percentage of those rated: none where nothing was."""
    percentages = area.percentage_per_level
    return [(n, percentages[level]) for level, n in reversed(area.n_per_level.items())]


@requires(Permission.SEE_DASHBOARD)
def maturity_domain(request, domain):
    framework = get_framework(settings.MATURITY_FRAMEWORK)
    found = next((each for each in framework.rated_domains if each.key == domain), None)
    if found is None:
        raise Http404
    assessments, *_ = counted_assessments(framework, request.GET.getlist("review"))
    sub_domains, trusts = domain_by_indicator(assessments, framework, found)
    context = {
        "domain": found,
        "sub_domains": [
            (sub, [(each, reversed(each.area.n_per_level.values())) for each in sub.indicators])
            for sub in sub_domains
        ],
        "trusts": [(each, reversed(each.counts.n_per_level.values())) for each in trusts],
        "levels": list(reversed(framework.scale)),
    }
    return render(request, "dashboard/maturity_domain.html", context)
