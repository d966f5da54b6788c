"""What a self-rating says about its trust: this round beside last, and among other trusts."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from adoption_reviews.sheets import Sheet, csv_file
from maturity import queries
from maturity.charts import part_chart, profile_wheel, shares_chart
from maturity.queries.place import place as place_of
from maturity.queries.profile import Moved
from maturity.queries.profile import profile as profile_of
from maturity.shown import WHOLE
from maturity.tables import ShareRow, place_sheet, profile_sheet
from maturity.views.finding import of_assessment

TOLD = (Moved.UP, Moved.DOWN, Moved.NEWLY, Moved.NO_LONGER)  # one by one; the rest are counted


@requires(Permission.READ_WHOLE_MATURITY)
@of_assessment
def profile(request, review, assessment):
    found = profile_of(assessment)
    now, before = _rounds(found)
    context = {
        "assessment": assessment,
        "profile": found,
        "standing": queries.standing(assessment),
        "now": now,
        "before": before,
        "wheel": profile_wheel(found, now, before),
        "parts": [
            (part, part_chart(part, found, now, before)) for part in found.parts if part.indicators
        ],
        "moves": [(moved, those) for moved, those in found.moves if moved in TOLD],
        "counts": [(len(those), moved) for moved, those in found.moves],
    }
    return render(request, "maturity/profile.html", context)


@requires(Permission.READ_WHOLE_MATURITY)
@of_assessment
def download_profile(request, review, assessment):
    """What the profile shows, as CSV."""
    found = profile_of(assessment)
    return csv_response(profile_sheet(found, *_rounds(found)), f"profile-{review.slug}")


@requires(Permission.READ_WHOLE_MATURITY)
@of_assessment
def place(request, review, assessment):
    """The trust's own answers in what the hub has shown trusts of each other."""
    found = place_of(assessment, request.GET.get("beside", WHOLE))
    context = {"assessment": assessment, "place": found, "title": _title(assessment)}
    if found is not None:
        own = "Own answers"
        context |= {
            "own": own,
            "levels": list(reversed(found.framework.scale)),
            "tables": [
                (words, [ShareRow(each.area, each.own) for each in placed], chart)
                for words, placed in (("part", found.domains), ("sub-domain", found.sub_domains))
                if placed
                for chart in [_chart(found, placed, words, own)]
            ],
        }
    return render(request, "maturity/place.html", context)


@requires(Permission.READ_WHOLE_MATURITY)
@of_assessment
def download_place(request, review, assessment):
    """What is shown of the trust's place, as CSV."""
    found = place_of(assessment, request.GET.get("beside", WHOLE))
    if found is None:
        return redirect("maturity:place", review=review.slug, framework=assessment.framework_key)
    return csv_response(place_sheet(found), f"among-other-trusts-{review.slug}")


def csv_response(sheet: Sheet, name: str) -> HttpResponse:
    return HttpResponse(
        csv_file(sheet),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _rounds(found) -> tuple[str, str]:
    """This round and the one before, as pages name them; the second empty without one."""
    before = f"Round {found.before.review.round_number}" if found.before else ""
    return f"Round {found.assessment.review.round_number}", before


def _title(assessment) -> str:
    return queries.framework_of(assessment).title


def _chart(found, placed, words, own):
    return shares_chart(
        [(each.area.title, each.area, each.own) for each in placed],
        found.framework,
        title=f"Self-ratings by {words}, {found.chosen.group} ({found.chosen.n} trusts)",
        own_label=own,
    )
