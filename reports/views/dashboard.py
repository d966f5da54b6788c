"""Trusts compared."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from adoption_reviews.access import requires
from adoption_reviews.frameworks import get_framework
from adoption_reviews.roles import Permission
from reports.evidence_rules import Status
from reports.queries.grid import grid, strongest_first, teaching
from reports.queries.rounds import choose, rounds_with_evidence
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
