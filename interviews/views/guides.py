"""The hub's interview guides: write the draft, publish it, read what was published."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import guides as actions
from interviews.forms.guides import (
    GuideForm,
    PreviewForm,
    QuestionForm,
    TitleForm,
    rearranged,
    values_of,
)
from interviews.guide import edition, read_content, stages_of, standard_content
from interviews.queries import guide_changes
from interviews.queries import guides as queries

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
def list_(request):
    rows = [
        {"guide": guide, "latest": queries.latest_version(guide), "pending": _pending(guide)}
        for guide in queries.guides()
    ]
    return render(request, "guides/list.html", {"rows": rows})


@requires(Permission.MANAGE_GUIDES)
@never_cache
def add(request):
    form = GuideForm(request.POST or None, guides=queries.guides())
    if form.is_valid():
        source = form.source()
        framework_ref = source.framework_ref if source else settings.INFLUENCES_FRAMEWORK
        content = queries.draft_of(source) if source else standard_content(framework_ref)
        try:
            guide = actions.start_guide(
                title=form.cleaned_data["title"],
                framework_ref=framework_ref,
                content=content,
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"The draft of “{guide}” is ready to be edited.")
            return redirect(guide)
    return render(request, "guides/add.html", {"form": form})


@requires(Permission.MANAGE_GUIDES)
@never_cache
def detail(request, guide):
    guide = the_guide(guide)
    content = queries.draft_of(guide)
    pending = _pending(guide)
    context = {
        "guide": guide,
        "stages": stages_of(content, guide.framework_ref),
        "versions": guide.versions.all(),
        "latest": queries.latest_version(guide),
        "pending": pending,
        "pending_words": guide_changes.summary(pending),
        "gaps": guide_changes.gaps(content, guide.framework_ref),
    }
    return render(request, "guides/detail.html", context)


@requires(Permission.MANAGE_GUIDES)
@never_cache
def rename(request, guide):
    guide = the_guide(guide)
    form = TitleForm(request.POST or None, guide=guide)
    if form.is_valid():
        try:
            actions.rename_guide(guide=guide, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The title has been saved.")
            return redirect(guide)
    return render(request, "guides/rename.html", {"form": form, "guide": guide})


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


@requires(Permission.MANAGE_GUIDES)
@never_cache
def preview(request, guide):
    """The draft as an interviewer has it beside the writing."""
    guide = the_guide(guide)
    form = PreviewForm(request.GET)
    groups = form.chosen()
    stages = stages_of(queries.draft_of(guide), guide.framework_ref)
    context = {
        "guide": guide,
        "form": form,
        "guide_stages": queries.asked_of(stages, groups),
        "settings": {"stages": [{"key": stage.key, "title": stage.title} for stage in stages]},
    }
    return render(request, "guides/preview.html", context)


@requires(Permission.MANAGE_GUIDES)
@never_cache
def publish(request, guide):
    guide = the_guide(guide)
    content, latest = queries.draft_of(guide), queries.latest_version(guide)
    if request.method == "POST":
        try:
            version = actions.publish_guide(
                guide=guide, seen=request.POST.get("seen", ""), by=request.user
            )
        except actions.DraftChanged:
            messages.error(
                request, "Somebody else has changed the draft. Look at what would be published now."
            )
            return redirect("guides:publish", guide.pk)
        except ValidationError as refusal:
            messages.error(request, ". ".join(refusal.messages) + ".")
            return redirect(guide)
        messages.success(request, f"{version} is published. New interviews can be planned with it.")
        return redirect(guide)
    number = latest.number + 1 if latest else 1
    context = {
        "guide": guide,
        "latest": latest,
        "number": number,
        "question": f"Publish version {number}?",
        "action": f"Publish version {number}",
        "changes": _grouped(_pending(guide)),
        "gaps": guide_changes.gaps(content, guide.framework_ref),
        "seen": edition(content),
    }
    return render(request, "guides/publish.html", context)


@requires(Permission.MANAGE_GUIDES)
@never_cache
def version(request, guide, version):
    guide = the_guide(guide)
    found = next((each for each in guide.versions.all() if each.number == version), None)
    if found is None:
        raise Http404
    form = PreviewForm(request.GET)
    stages = stages_of(read_content(found.content, guide.framework_ref), guide.framework_ref)
    latest = queries.latest_version(guide)
    context = {
        "guide": guide,
        "version": found,
        "form": form,
        "guide_stages": queries.asked_of(stages, form.chosen()),
        "is_latest": found == latest,
        "latest_url": latest.get_absolute_url(),
    }
    return render(request, "guides/version.html", context)


@requires(Permission.MANAGE_GUIDES)
@never_cache
def retire(request, guide):
    guide = the_guide(guide)
    if request.method == "POST":
        actions.retire_guide(guide=guide, by=request.user)
        messages.success(request, f"“{guide}” is no longer offered for new interviews.")
        return redirect("guides:list")
    context = {
        "guide": guide,
        "question": f"Retire “{guide}”?",
        "consequence": "It is no longer offered when an interview is planned. Interviews that have "
        "it keep it, its versions can still be read, and you can bring it back.",
        "url": reverse("guides:retire", args=[guide.pk]),
    }
    return render(request, "guides/retire.html", context)


@requires(Permission.MANAGE_GUIDES)
@require_POST
def bring_back(request, guide):
    guide = the_guide(guide)
    actions.bring_back_guide(guide=guide, by=request.user)
    messages.success(request, f"“{guide}” is offered for new interviews again.")
    return redirect(guide)


def the_guide(pk):
    guide = queries.guide(pk)
    if guide is None:
        raise Http404
    return guide


def _pending(guide) -> list:
    """What the draft changes in the last version."""
    latest = queries.latest_version(guide)
    old = read_content(latest.content, guide.framework_ref) if latest else None
    return guide_changes.changes(old, queries.draft_of(guide), guide.framework_ref)


def _grouped(changes) -> list[tuple[str, list]]:
    """By kind, in the order of guide_changes.KINDS: (heading, changes)."""
    groups = [
        (title, [change for change in changes if change.kind == kind])
        for kind, title in guide_changes.KINDS.items()
    ]
    return [(title, found) for title, found in groups if found]
