"""The hub's interview guides: begin one, look at its draft, publish it, read what was published."""

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
from interviews.forms.guides import GuideForm, PreviewForm, TitleForm
from interviews.guide import edition, read_content, stages_of, standard_content
from interviews.queries import guide_changes
from interviews.queries import guides as queries


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
