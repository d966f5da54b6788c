"""Making sense of codings: the grid of codes, what its figures count, codes together, new codes."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from adoption_reviews.access import requires
from adoption_reviews.codes import code_groups, codes_by_key
from adoption_reviews.roles import Permission
from adoption_reviews.sheets import csv_file
from interviews.queries.second_coding import coded_blind
from reports.forms.sense import ByForm, FamilyForm, GridForm, PassagesForm, TogetherForm
from reports.grid_presentation import (
    ACROSS,
    address,
    as_html,
    grid_lead,
    grid_sheet,
    in_a_list,
    is_of,
    linked,
    linked_rows,
    where_words,
)
from reports.queries.cell_passages import Wanted, counted_passages
from reports.queries.code_grid import code_grid, reviews_compared
from reports.queries.code_pairs import code_pairs
from reports.queries.grid_columns import By
from reports.queries.saturation import saturation as saturation_of
from reports.saturation_chart import saturation_chart

PASSAGES_A_PAGE = 50
PAIRS_A_PAGE = 50
FILTERS = ("kind", "interview", "case_study", "role_group", "division", "direction")


@requires(Permission.CODE_PASSAGES)
def grid(request, review):
    """Codes × interviews, role groups, divisions, trusts or rounds."""
    form, shown, mine = _grid(request, review)
    kept = kept_query(form)
    url = reverse("sense:passages", args=[review.slug])
    context = {
        "form": form,
        "grid": shown,
        "lead": grid_lead(shown, form.chosen(), len(mine)),
        "groups": linked_rows(shown, cells_kept(form), url),
        "totals": as_html(url, linked(shown, shown.totals, None, kept)),
        "kept": kept,
        "own": {row.code.key for row in shown.rows if is_of(review, row.code)},
        "query": request.GET.urlencode(),
        "blind": coded_blind([review], request.user),
        **in_a_list(shown, cells_kept(form), request.GET.get("show", "")),
    }
    return render(request, "sense/grid.html", context)


@requires(Permission.CODE_PASSAGES)
def download(request, review):
    """The grid as it is shown, as CSV."""
    form, shown, _ = _grid(request, review)
    name = f"codes-by-{form.chosen()}-{review.slug}.csv"
    return HttpResponse(
        csv_file(grid_sheet(shown)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _grid(request, review):
    """The form, the grid asked for, and the reviews it spans."""
    mine = request.user_access.reviews_with(Permission.CODE_PASSAGES)
    by = ByForm(request.GET).chosen()
    reviews = reviews_compared(review, mine, by)
    groups = code_groups(review, reviews)
    spans = [each for each in ACROSS if by == each or _has_several(review, mine, each)]
    form = GridForm(request.GET, groups=groups, spans=spans)
    form.is_valid()
    shown = code_grid(
        reviews,
        request.user,
        by=by,
        groups=groups,
        families=form.families,
        direction=form.cleaned_data.get("direction", ""),
        with_empty=form.cleaned_data.get("empty", False),
    )
    return form, shown, reviews


def _has_several(review, mine, by: By) -> bool:
    reviews = reviews_compared(review, mine, by)
    return len(reviews) > 1 if by == By.ROUND else len({r.organisation_id for r in reviews}) > 1


def cells_kept(form: GridForm) -> str:
    """What the address of every figure of one code has."""
    chosen = {"direction": form.cleaned_data.get("direction", "")}
    if form.chosen() in ACROSS:
        chosen["by"] = form.chosen().value
    return urlencode({name: value for name, value in chosen.items() if value})


def kept_query(form: GridForm) -> str:
    """What the address of every figure of all codes shown has."""
    families = form.cleaned_data.get("family") or []
    return address(cells_kept(form), *(urlencode({"family": each}) for each in families))


@requires(Permission.CODE_PASSAGES)
def passages(request, review):
    """The passages that one figure counts."""
    mine = request.user_access.reviews_with(Permission.CODE_PASSAGES)
    reviews = reviews_compared(review, mine, ByForm(request.GET).chosen())
    groups = code_groups(review, reviews)
    form = PassagesForm(request.GET, groups=groups)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    within = [
        each
        for each in reviews
        if asked["trust"] in ("", each.organisation.ods_code)
        and asked["round"] in (None, each.round_number)
    ]
    wanted = Wanted(
        keys=form.keys(),
        beside=asked["beside"],
        overlapping=form.is_overlapping,
        **{name: asked[name] for name in FILTERS},
    )
    codes = codes_by_key(groups)
    found = counted_passages(within, request.user, wanted, codes)
    context = {
        "page": Paginator(found, PASSAGES_A_PAGE).get_page(request.GET.get("page")),
        "n_people": len({each.person for each in found} - {None}),
        "n_case_studies": len({each.text for each in found if each.is_case_study}),
        "several_reviews": len(within) > 1,
        "code_page": code_page(review, codes.get(asked["code"])) if not asked["beside"] else "",
        **where_words(asked, codes, form.groups, within),
        "back": back_query(asked),
    }
    return render(request, "sense/passages.html", context)


def code_page(review, code) -> str:
    """The address of a code's own page; "" for a code that has none in this review."""
    if code is None or not is_of(review, code):
        return ""
    return reverse("codes:detail", args=[review.slug, code.key])


def back_query(asked: dict) -> str:
    """Of the page that a figure was opened from, as far as the figure tells."""
    if asked["beside"]:
        return urlencode({"how": asked["how"]} if asked["how"] else {})
    columns = asked["by"] or next(
        (
            by
            for name, by in (("role_group", By.ROLE_GROUP), ("division", By.DIVISION))
            if asked[name]
        ),
        "",
    )
    kept = {"by": str(columns), "direction": asked["direction"], "family": asked["family"]}
    return urlencode({name: value for name, value in kept.items() if value}, doseq=True)


@requires(Permission.CODE_PASSAGES)
def together(request, review):
    """Pairs of codes on one passage, or on words that they share."""
    groups = code_groups(review)
    form = TogetherForm(request.GET, groups=groups)
    family = form.chosen()
    found = code_pairs(review, request.user, groups, family=family, overlapping=form.is_overlapping)
    context = {
        "form": form,
        "found": found,
        "family": family,
        "page": Paginator(found.pairs, PAIRS_A_PAGE).get_page(request.GET.get("page")),
        "kept": urlencode({"how": form.cleaned_data["how"]} if form.is_overlapping else {}),
        "blind": coded_blind([review], request.user),
    }
    return render(request, "sense/together.html", context)


def titles(keys, codes) -> list[str]:
    """In the order of `codes`; what no list has comes last, by its key."""
    known = [code.title for key, code in codes.items() if key in keys]
    return known + [key for key in keys if key not in codes]


@requires(Permission.CODE_PASSAGES)
def saturation(request, review):
    """How many new codes each further interview brought."""
    groups = code_groups(review)
    form = FamilyForm(request.GET, groups=groups)
    family = form.chosen()
    keys = {code.key for code in family.codes} if family else None
    found = saturation_of(review, request.user, keys)
    codes = codes_by_key(groups)
    context = {
        "form": form,
        "found": found,
        "chart": saturation_chart(found),
        "steps": [(step, titles(step.new, codes)) for step in found.steps],
        "blind": coded_blind([review], request.user),
        "kept": urlencode({"family": slugify(family.title)} if family else {}),
    }
    return render(request, "sense/saturation.html", context)
