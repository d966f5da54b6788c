"""Importing a list of participants: choose a file, see what each row would do, agree."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions.people_list import ListOvertaken, import_participants
from interviews.forms.people_list import PeopleFileForm, PeopleListForm, StalePage, pack, unpack
from interviews.people_template import TEMPLATES
from interviews.queries.people_list import Fate, counts, fates


@requires(Permission.SEE_PARTICIPANTS)
@never_cache
def participants_import(request, review):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PeopleFileForm(*sent, review=review)
    if form.is_valid():
        people = form.people
        return _preview(request, review, people.people, people=people)
    return render(request, "interviews/participants_import.html", {"form": form})


@requires(Permission.SEE_PARTICIPANTS)
@require_POST
@never_cache
def participants_import_confirm(request, review):
    try:
        rows, foreseen = unpack(review, request.user, request.POST.get("packed", ""))
    except StalePage:
        messages.error(request, "The list is no longer at hand. Select it again.")
        return redirect("interviews:participants_import", review.slug)
    form = PeopleListForm(request.POST, review=review, by=request.user, rows=rows)
    if not form.is_valid():
        return _preview(request, review, rows, form=form)
    try:
        counted = import_participants(
            review=review, rows=rows, foreseen=foreseen, by=request.user, **form.chosen()
        )
    except ListOvertaken:
        messages.error(
            request,
            "Somebody changed the participants meanwhile. Look again at what the list would do.",
        )
        return _preview(request, review, rows)
    messages.success(
        request,
        f"{_people(counted[Fate.ADDED])} added and {_people(counted[Fate.CHANGED])} changed.",
    )
    return redirect("interviews:participants", review.slug)


def _people(n: int) -> str:
    return f"{n or 'Nobody'} {'person has been' if n == 1 else 'people have been'}"


def _preview(request, review, rows, *, form=None, people=None):
    if form is None:
        found = fates(review, rows)
        packed = pack(review, request.user, rows, found)
        form = PeopleListForm(review=review, by=request.user, rows=rows, found=found, packed=packed)
    context = {"form": form, "people": people, "counts": counts(form.found), "n": len(rows)}
    return render(request, "interviews/participants_import_preview.html", context)


@requires(Permission.SEE_PARTICIPANTS)
@require_safe
def participants_template(request, review, kind):
    """An empty list to fill in, as CSV or as an Excel workbook."""
    if kind not in TEMPLATES:
        raise Http404
    content_type, make = TEMPLATES[kind]
    return HttpResponse(
        make(),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="participants.{kind}"'},
    )
