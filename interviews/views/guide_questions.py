"""Writing the draft of a guide, question by question."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import guides as actions
from interviews.forms.guide_questions import QuestionForm, rearranged, values_of
from interviews.guide import edition
from interviews.queries import guides as queries
from interviews.views.guides import the_guide

GONE = "Somebody else has removed this question meanwhile."
CHANGED = (
    "Somebody else has changed this question meanwhile. What you entered is below, theirs above "
    "it: save again to put yours in its place"
)
REMOVED = (
    "Somebody else has removed this question meanwhile. What you entered is below: save again to "
    "add it anew"
)


@requires(Permission.MANAGE_GUIDES)
@never_cache
def add_question(request, guide):
    guide = the_guide(guide)
    keys = [stage.key for stage in queries.draft_of(guide).stages]
    stage = request.GET.get("stage")
    values = values_of(None, stage if stage in keys else keys[0])
    return _question_page(request, guide, values, "guides/add_question.html")


@requires(Permission.MANAGE_GUIDES)
@never_cache
def question(request, guide, question):
    guide = the_guide(guide)
    content = queries.draft_of(guide)
    stored = content.questions().get(question)
    if stored is None and request.method != "POST":
        raise Http404
    values = values_of(stored, content.stage_of(question) if stored else "")
    return _question_page(request, guide, values, "guides/question.html")


def _question_page(request, guide, values, template):
    """The form of one question: its prompts are rearranged, or all of it is saved."""
    content = queries.draft_of(guide)
    theirs, focus = None, None
    if request.method == "POST":
        form = QuestionForm(request.POST, guide=guide, content=content)
        if do := request.POST.get("do"):
            typed, focus = rearranged(form, do)
            form = QuestionForm(guide=guide, content=content, values=typed)
            if focus is not None:
                form.fields[f"prompt_{focus}_title"].widget.attrs["autofocus"] = True
        elif form.is_valid():
            try:
                actions.save_question(
                    guide=guide,
                    question=form.question(),
                    stage=form.cleaned_data["stage"],
                    seen=form.cleaned_data["seen"],
                    by=request.user,
                )
            except actions.DraftChanged as conflict:
                theirs = conflict.theirs
                form.add_error(None, CHANGED if theirs else REMOVED)
                form.data = form.data.copy()
                form.data["seen"] = edition(theirs) if theirs else ""
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, "The question has been saved in the draft.")
                return redirect(f"{guide.get_absolute_url()}#{form.cleaned_data['key']}")
    else:
        form = QuestionForm(guide=guide, content=content, values=values)
    context = {"guide": guide, "form": form, "theirs": theirs, "key": form["key"].value()}
    return render(request, template, context)


@requires(Permission.MANAGE_GUIDES)
@require_POST
def move_question(request, guide, question):
    guide = the_guide(guide)
    way = -1 if request.POST.get("way") == "up" else 1
    try:
        actions.move_question(guide=guide, key=question, way=way, by=request.user)
    except actions.DraftChanged:
        messages.error(request, GONE)
        return redirect(guide)
    return redirect(f"{guide.get_absolute_url()}#{question}")


@requires(Permission.MANAGE_GUIDES)
@never_cache
def remove_question(request, guide, question):
    """Ask first. When somebody changed it meanwhile, ask again, with what it says now."""
    guide = the_guide(guide)
    stored = queries.draft_of(guide).questions().get(question)
    if stored is None:
        messages.info(request, GONE if request.method == "POST" else "This question is gone.")
        return redirect(guide)
    if request.method == "POST":
        try:
            actions.remove_question(
                guide=guide, key=question, seen=request.POST.get("seen", ""), by=request.user
            )
        except actions.DraftChanged:
            messages.error(
                request, "Somebody else has changed this question. It now reads as here."
            )
            return redirect("guides:remove_question", guide.pk, question)
        messages.success(request, "The question has been removed from the draft.")
        return redirect(guide)
    context = {"guide": guide, "question": stored, "seen": edition(stored)}
    return render(request, "guides/remove_question.html", context)
