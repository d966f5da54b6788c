"""The hub's frameworks: those that are there, and a file on its way to being one of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.frameworks import compare as compare_versions
from adoption_reviews.roles import Permission
from maturity.actions import frameworks as actions
from maturity.forms import DomainForm, QuestionsForm
from maturity.forms.frameworks import FrameworkFileForm, VersionForm
from maturity.queries import frameworks as queries

GONE = "Somebody has published or deleted this draft meanwhile."
CHANGED = "Somebody else has replaced this draft meanwhile. This is what it says now."


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def list_(request):
    return render(request, "frameworks/list.html", {"frameworks": queries.listed()})


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def upload(request):
    form = FrameworkFileForm(request.POST or None, request.FILES or None)
    problems = []
    if form.is_valid():
        try:
            row = actions.upload_framework(content=form.content, by=request.user)
        except actions.NotSound as found:
            problems = queries.shown_problems(found.problems, form.content)
            form = form.with_problems(len(problems))
        else:
            messages.success(request, f"{row.ref} is kept as a draft. Trusts do not see it yet.")
            return redirect("frameworks:detail", row.ref)
    return render(request, "frameworks/upload.html", {"form": form, "problems": problems})


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def detail(request, framework_ref):
    found = the_framework(framework_ref)
    context = {
        "found": found,
        "framework": queries.shape_of(found),
        "before": queries.before(found),
        "reviews": queries.reviews_on(found.ref),
        "problems": queries.problems_of_draft(found),
    }
    return render(request, "frameworks/detail.html", context)


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def preview(request, framework_ref):
    """One domain after the other, as the form that a trust would see."""
    found = the_framework(framework_ref)
    framework = queries.shape_of(found)
    keys = [each.key for each in framework.domains]
    part = request.GET.get("part", keys[0])
    if part not in keys:
        raise Http404
    place = keys.index(part)
    domain = framework.domains[place]
    form_of = DomainForm if domain.rated else QuestionsForm
    context = {
        "found": found,
        "framework": framework,
        "domain": domain,
        "caption": f"Self-rating, part {place + 1} of {len(keys)}",
        "bears_on": queries.bears_on_in(framework),
        "preview": form_of(framework=framework, domain=domain, rows={}),
        "following": next(iter(framework.domains[place + 1 :]), None),
    }
    return render(request, "frameworks/preview.html", context)


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def compare(request, framework_ref):
    found = the_framework(framework_ref)
    before, after = queries.before(found), queries.shape_of(found)
    context = {
        "found": found,
        "before": before,
        "comparison": compare_versions(before, after) if before else None,
    }
    return render(request, "frameworks/compare.html", context)


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def download(request, framework_ref):
    found = the_framework(framework_ref)
    response = HttpResponse(queries.text_of(found), content_type="application/yaml; charset=utf-8")
    name = f"{found.key}-{found.version}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def copy(request, framework_ref):
    """Start a new version from one that may not be changed."""
    found = the_framework(framework_ref)
    if found.is_draft:
        return redirect("frameworks:replace", found.ref)
    if not found.may_be_copied:
        raise Http404
    cancel = reverse("frameworks:detail", args=[found.ref])
    form = VersionForm(request.POST or None, cancel=cancel)
    if form.is_valid():
        text = queries.copied_text(found, form.cleaned_data["version"])
        try:
            row = actions.upload_framework(content=text.encode(), by=request.user)
        except actions.NotSound as problem:
            form.add_error("version", ". ".join(map(sentence, problem.problems)))
        else:
            messages.success(request, f"The draft {row.ref} says what {found.ref} says. Change it.")
            return redirect("frameworks:replace", row.ref)
    return render(request, "frameworks/copy.html", {"form": form, "found": found})


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def replace(request, framework_ref):
    found = the_draft(framework_ref)
    options = {
        "cancel": reverse("frameworks:detail", args=[found.ref]),
        "submit": "Check and replace the draft",
    }
    initial = {"text": found.row.text, "seen": actions.edition(found.row)}
    form = FrameworkFileForm(
        request.POST or None, request.FILES or None, initial=initial, **options
    )
    problems = []
    if form.is_valid():
        try:
            row = actions.replace_framework(
                row=found.row,
                content=form.content,
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except actions.NotSound as wrong:
            problems = queries.shown_problems(wrong.problems, form.content)
            form = form.with_problems(len(problems))
        except actions.DraftChanged:
            form = form.after_change(actions.edition(found.row))
        except actions.DraftGone:
            messages.error(request, GONE)
            return redirect("frameworks:list")
        else:
            messages.success(request, f"The draft is now {row.ref}.")
            return redirect("frameworks:detail", row.ref)
    context = {"form": form, "found": found, "problems": problems}
    return render(request, "frameworks/replace.html", context)


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def delete(request, framework_ref):
    found = the_draft(framework_ref)
    if request.method == "POST":
        try:
            actions.delete_framework(row=found.row, by=request.user)
        except actions.DraftGone:
            messages.error(request, GONE)
        else:
            messages.success(request, f"The draft {found.ref} has been deleted.")
        return redirect("frameworks:list")
    return render(request, "frameworks/delete.html", {"found": found})


@requires(Permission.MANAGE_FRAMEWORKS)
@never_cache
def publish(request, framework_ref):
    found = the_framework(framework_ref)
    if not found.is_draft:  # pressed twice, or the way back from what it led to
        return redirect("frameworks:detail", found.ref)
    if request.method == "POST":
        try:
            row = actions.publish_framework(
                row=found.row, seen=request.POST.get("seen", ""), by=request.user
            )
        except actions.DraftChanged:
            messages.error(request, CHANGED)
            return redirect("frameworks:publish", found.ref)
        except actions.NotSound as wrong:
            messages.error(request, ". ".join(map(sentence, wrong.problems)) + ".")
            return redirect("frameworks:detail", found.ref)
        except actions.DraftGone:
            messages.error(request, GONE)
            return redirect("frameworks:list")
        messages.success(request, f"{row.ref} is published. Trusts can rate themselves on it.")
        return redirect("frameworks:detail", row.ref)
    before = queries.before(found)
    context = {
        "found": found,
        "before": before,
        "comparison": compare_versions(before, queries.shape_of(found)) if before else None,
        "problems": queries.problems_of_draft(found),
        "seen": actions.edition(found.row),
    }
    return render(request, "frameworks/publish.html", context)


def the_framework(ref):
    found = queries.listed_framework(ref)
    if found is None:
        raise Http404
    return found


def the_draft(ref):
    found = the_framework(ref)
    if not found.is_draft:
        raise Http404
    return found


def sentence(problem) -> str:
    return problem.reason[:1].upper() + problem.reason[1:]
