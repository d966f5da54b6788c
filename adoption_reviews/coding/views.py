"""What is changed on the coding page, for any text: the apps' views find it and call these.

A script asks for JSON and gets what changed; without one the same routes redirect to the page.
"""

from collections.abc import Callable

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from adoption_reviews.actions.themes import ThemeRefused, create_theme
from adoption_reviews.codes import THEMES, code_groups, key_of
from adoption_reviews.coding import actions, backs, giving, queries, sending
from adoption_reviews.coding.changes import CodingRefused, Done
from adoption_reviews.coding.following import ends_of
from adoption_reviews.coding.forms import (
    ChangeForm,
    MarkSelectionForm,
    MarkWordsForm,
    MoveForm,
    SelectionForm,
)
from adoption_reviews.coding.pages import UNDO, Page, by_hand
from adoption_reviews.coding.undoing import undo as undo_change

UNDO_SECONDS = 24 * 60 * 60
TOO_LATE = "This can no longer be undone: mark the words again"


def add(request, source, page_of: Callable[[], Page]):
    """Mark words, given as a selection (script) or as typed words (form)."""
    is_selection = "start_part" in request.POST
    if is_selection:
        form = MarkSelectionForm(request.POST, source=source)
    else:
        form = MarkWordsForm(request.POST, source=source, groups=code_groups(source.review))
    if form.is_valid():
        try:
            coding = actions.add_coding(
                source=source,
                span=form.span(),
                words=form.cleaned_data["words"],
                by=request.user,
                **form.given(),
            )
        except CodingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _answer(request, source, _added(coding), coding)
    if is_selection or _wants_json(request):
        return _refused(request, source, _errors(form))
    return by_hand(request, source, page_of(), form)


def _added(coding) -> Done:
    return Done(
        said=f"Marked as {giving.title_of(coding.framework_ref, coding.code)}",
        passage=coding.passage_id,
        parts=frozenset([ends_of(coding.passage)[0]]),
        back=backs.removing(coding),
    )


def change(request, source, coding: int):
    """Another direction, memo or code for one's own coding."""
    coding = _own_coding(request, source, coding)
    sent = request.POST if request.method == "POST" else None
    groups = code_groups(source.review)
    form = ChangeForm(sent, source=source, groups=groups, coding=coding)
    if form.is_valid():
        try:
            done = actions.change_coding(
                source=source, coding=coding, by=request.user, **form.given()
            )
        except CodingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _answer(request, source, done)
    if request.method == "POST" and _wants_json(request):
        return _refused(request, source, _errors(form))
    context = {
        "coding": coding,
        "passage": coding.passage,
        "form": form,
        "remove_url": source.url_of("remove_coding", coding.pk),
    }
    return render(request, "coding/change.html", context | _places(source, coding.passage))


def remove(request, source, coding: int):
    coding = _own_coding(request, source, coding)
    done = actions.remove_coding(source=source, coding=coding, by=request.user)
    return _answer(request, source, done)


def move(request, source, passage: int):
    """New ends for one's own passage, or for one whose words a correction took away."""
    seen = queries.codings_of(source).seen_by(request.user).values("passage")
    passage = get_object_or_404(source.passages.filter(pk__in=seen), pk=passage)
    if passage.created_by_id != request.user.pk and not passage.needs_a_look:
        raise PermissionDenied
    is_selection = "start_part" in request.POST
    if request.method == "POST":
        form = (SelectionForm if is_selection else MoveForm)(request.POST, source=source)
    else:
        form = MoveForm(source=source, initial=_as_typed(source, passage))
    if form.is_valid():
        try:
            done = actions.move_passage(
                source=source,
                passage=passage,
                span=form.span(),
                words=form.cleaned_data["words"],
                by=request.user,
            )
        except CodingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _answer(request, source, done)
    if request.method == "POST" and (is_selection or _wants_json(request)):
        return _refused(request, source, _errors(form))
    context = {"passage": passage, "form": form}
    return render(request, "coding/move.html", context | _places(source, passage))


def _as_typed(source, passage) -> dict:
    """What somebody would type who marked it so. A part that is gone is left open."""
    start, order = ends_of(passage)[0], source.part_ids()
    typed = {"words": passage.quote}
    if start in order:
        typed["part"] = start if source.PART_TITLES else order.index(start) + 1
    return typed


def undo(request, source):
    """Take back the change that gave the token; answers with a token that does it again."""
    try:
        back = signing.loads(request.POST.get("token", ""), salt=UNDO, max_age=UNDO_SECONDS)
        if back.pop("source") != _name_of(source) or back.pop("by") != request.user.pk:
            raise Http404
        done = undo_change(source=source, back=back, by=request.user)
    except signing.BadSignature:
        return _refused(request, source, TOO_LATE)
    except CodingRefused as refusal:
        return _refused(request, source, str(refusal))
    return _answer(request, source, done)


def add_theme(request, source):
    """A theme of the review, to be given at once. For scripts: answers with JSON either way."""
    try:
        theme = create_theme(
            review=source.review, title=request.POST.get("title", ""), by=request.user
        )
    except ThemeRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    return JsonResponse(
        {
            "code": {
                "key": key_of(THEMES, theme.key),
                "title": theme.title,
                "description": theme.description,
                "stage": 0,
                "parent": "",
            }
        }
    )


def looked_at(request, source):
    """Note that parts have been read. For scripts."""
    actions.look_at(source=source, parts=request.POST.getlist("part"), by=request.user)
    return JsonResponse({"progress": str(queries.progress(source, request.user))})


def _own_coding(request, source, pk: int):
    """A coding one may see; PermissionDenied for somebody else's."""
    seen = queries.codings_of(source).seen_by(request.user).select_related("passage")
    coding = get_object_or_404(seen, pk=pk)
    if coding.author_id != request.user.pk:
        raise PermissionDenied
    return coding


def _places(source, passage) -> dict[str, str]:
    """Where to go from a page about one mark."""
    return {
        "code_url": source.url_of("code"),
        "part_url": _part_url(source, ends_of(passage)[0]),
        "move_url": source.url_of("move_passage", passage.pk),
    }


def _part_url(source, part: str) -> str:
    return f"{source.url_of('code')}#segment-{part}"


def _wants_json(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _name_of(source) -> list:
    return [source._meta.label_lower, source.pk]


def _answer(request, source, done: Done, added=None):
    """What a page must draw, and how to take it back. How far coding has come is left to the feed:
    counting that would take as long as the change. `added`: the coding when it is a new one.
    """
    back = {"source": _name_of(source), "by": request.user.pk, **done.back}
    token = signing.dumps(back, salt=UNDO, compress=True)
    if not _wants_json(request):
        request.session[UNDO] = {"said": done.said, "token": token}
        return redirect(_part_url(source, min(done.parts)))
    drawn = _drawn_anew(request, source, done) if added is None else _drawn(request, source, added)
    return JsonResponse(drawn | {"undo": token, "said": done.said})


def _drawn(request, source, coding) -> dict:
    """One's own new coding, for the page to put beside the marks it has. What others marked there
    meanwhile comes with the feed: asking for that would take as long as the change.
    """
    [passage] = sending.drawn([queries.mark_of(source, coding)], request.user, source)
    return {"added": passage}


def _drawn_anew(request, source, done: Done) -> dict:
    """The passage that was changed, if there is still something of it to be seen."""
    marks = queries.marks(source, request.user, passage=done.passage)
    passages = sending.drawn(marks, request.user, source)
    return {"passages": passages, "gone": [] if passages else [done.passage]}


def _errors(form) -> str:
    return ". ".join(error for errors in form.errors.values() for error in errors)


def _refused(request, source, reason: str):
    if _wants_json(request):
        return JsonResponse({"error": reason}, status=400)
    messages.error(request, reason)
    return redirect(source.url_of("code"))
