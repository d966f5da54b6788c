"""The evidence for each influence."""

from django.http import Http404
from django.shortcuts import render

from adoption_reviews.access import requires
from adoption_reviews.codes import key_of
from adoption_reviews.frameworks import get_framework
from adoption_reviews.roles import Permission
from adoption_reviews.vocabulary import Direction
from reports.evidence_rules import Status
from reports.queries.evidence import influence_evidence, usable_quotes
from reports.queries.passages import marked_passages
from reports.queries.reports import latest_references
from reports.queries.review_page import stages
from reports.queries.sources import sources_on
from reports.queries.tied_ratings import tied_ratings
from reports.wording import counted, sentence


@requires(Permission.READ_EVIDENCE)
def evidence(request, review):
    """Every influence of the review by stage, with its status and counts."""
    found = influence_evidence(review, request.user)
    return render(
        request,
        "reports/evidence.html",
        {
            "stages": stages(found),
            "lead": f"What {counted(found[0].n_interviewed, 'person', 'people')} interviewed and "
            "the case studies say of each influence.",
            "has_evidence": any(each.status is not Status.NO_EVIDENCE for each in found),
            "may_mark": Permission.CODE_PASSAGES in request.access,
            "may_build": Permission.BUILD_REPORTS in request.access,
        },
    )


@requires(Permission.READ_EVIDENCE)
def influence(request, review, code):
    """One influence: what it rests on. Only reviewers see words that are not cleared."""
    if code not in get_framework(review.influences_ref).codes():
        raise Http404
    found = next(each for each in influence_evidence(review, request.user) if each.code == code)
    context = {
        "influence": found,
        "sentence": sentence(found),
        "sources": sources_on(code),
        "tied": tied_ratings(review, code, request.user, request.access),
    }
    if Permission.RECORD_INTERVIEWS in request.access:
        context |= _passages(review, code, request.user)
    else:
        quotes = usable_quotes(review, code, request.user).get(code, [])
        context["directions"] = [
            (direction.label, [each for each in quotes if each.direction == direction])
            for direction in Direction
        ]
        context["n_quotes"] = len(quotes)
        context["n_further"] = len(found.passage_ids) - len(quotes)
    return render(request, "reports/influence.html", context)


def _passages(review, code, viewer) -> dict:
    version, references = latest_references(review)
    passages = marked_passages(review, code, viewer)
    return {
        "may_read_interviews": True,
        "code_key": key_of(review.influences_ref, code),
        "version": version,
        "directions": [
            (
                direction.label,
                [
                    (each, references.get(each.passage_id, ""))
                    for each in passages
                    if each.direction == direction
                ],
            )
            for direction in Direction
        ],
    }
