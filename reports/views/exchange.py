"""Taking evidence out of a review and bringing it in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from reports.actions.exchange import NothingToImport, export_review, import_project
from reports.exchange.account import What
from reports.exchange.carrying import StalePage, unpack
from reports.forms.exchange import ConfirmForm, ExportForm, ImportForm
from reports.queries.exchange import FORMATS, both_tables, sizes
from reports.queries.exchange_words import IdentifiersFound
from reports.wording import counted

SHOWN = 50  # places or new themes that are listed one by one
WORDS = {
    What.SOURCE: "Texts and other sources",
    What.CODE: "Codes",
    What.SELECTION: "Marked passages",
    What.CODING: "Codings",
}


@requires(Permission.CODE_PASSAGES)
def overview(request, review):
    return render(request, "exchange/overview.html", {"sizes": sizes(review, request.user)})


@requires(Permission.CODE_PASSAGES, changes_nothing=True)
@never_cache
def export(request, review):
    form = ExportForm(request.POST or None, review=review)
    places = []
    if form.is_valid():
        asked = form.cleaned_data
        try:
            exported = export_review(
                review=review,
                kind=asked["kind"],
                viewer=request.user,
                by=request.user,
                with_identities=asked["names"] == "with",
                replace=asked.get("replace", False),
            )
        except IdentifiersFound as found:
            places = found.places
            form = ExportForm(request.POST, review=review, places=places)
            form.add_error(None, "Some texts may give somebody away. Nothing has been taken out")
        else:
            return _download(review, asked, exported)
    context = {"form": form, "places": places[:SHOWN], "n_places": len(places)}
    return render(request, "exchange/export.html", context)


def _download(review, asked: dict, exported) -> HttpResponse:
    kind, data, ending = asked["kind"], exported.data, asked["kind"]
    content_type = FORMATS[kind]
    if kind == "csv":
        data, ending, content_type = both_tables(review, exported), "zip", "application/zip"
    named = "-with-names" if asked["names"] == "with" else ""
    response = HttpResponse(data, content_type=content_type)
    name = f"{review.slug}-{localdate():%Y-%m-%d}{named}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Permission.CODE_PASSAGES)
@never_cache
def import_(request, review):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, review=review, by=request.user)
    if form.is_valid():
        # Before the trial, which goes on with the account.
        confirm = ConfirmForm(initial={"packed": form.packed}, review=review)
        try:
            outcome = import_project(
                review=review,
                project=form.project,
                account=form.account,
                by=request.user,
                direction=form.cleaned_data["direction"],
                is_trial=True,
            )
        except NothingToImport as error:
            form.add_error("file", str(error))
        else:
            context = {"form": confirm, "project": form.project, **_told(outcome)}
            return render(request, "exchange/import_preview.html", context)
    return render(request, "exchange/import.html", {"form": form})


def _told(outcome) -> dict:
    account, new = outcome.account, _new(outcome)
    themes = outcome.codes.new_themes
    return {
        "outcome": outcome,
        "counts": [
            (WORDS[what], count, new[what], count.imported - new[what])
            for what in What
            for count in [account.count(what)]
        ],
        "reasons": [(WORDS[each.what], each) for each in account.reasons()],
        "no_equal": sorted(account.no_equal.items()),
        "texts": outcome.texts[:SHOWN],
        "n_more_texts": max(len(outcome.texts) - SHOWN, 0),
        "themes": themes[:SHOWN],
        "n_more_themes": max(len(themes) - SHOWN, 0),
    }


def _new(outcome) -> dict[What, int]:
    """What comes in and was not there before; groups and directions are not codes of their own."""
    account = outcome.account
    return {
        What.SOURCE: account.count(What.SOURCE).imported - outcome.n_texts_there,
        What.CODE: len(outcome.codes.new_themes),
        What.SELECTION: account.count(What.SELECTION).imported - outcome.n_selections_there,
        What.CODING: account.count(What.CODING).imported - outcome.n_codings_there,
    }


def _came_in(outcome) -> str:
    new = _new(outcome)
    if not any(new.values()) and not outcome.n_memos:
        return "Nothing new came in. All that can be imported is there already."
    named = ((What.SOURCE, "text"), (What.CODE, "theme"), (What.CODING, "coding"))
    n_texts, n_themes, n_codings = (counted(new[what], word) for what, word in named)
    return capfirst(f"{n_texts}, {n_themes} and {n_codings} came in.")


@requires(Permission.CODE_PASSAGES)
@require_POST
@never_cache
def import_confirm(request, review):
    try:
        carried = unpack(request.POST.get("packed", ""), review=review, user=request.user)
        outcome = import_project(
            review=review,
            project=carried.project,
            account=carried.account(),
            by=request.user,
            direction=carried.direction,
        )
    except StalePage:
        messages.error(request, "The file is no longer at hand. Select it again.")
        return redirect("exchange:import", review.slug)
    messages.success(request, _came_in(outcome))
    return redirect("exchange:overview", review.slug)
