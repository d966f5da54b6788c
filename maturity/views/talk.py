"""Talking about an indicator, and what was said to the reviewers and by them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.actions import remarks as remark_actions
from maturity.actions import settling
from maturity.forms.remarks import RemarkForm
from maturity.queries import remarks as remark_queries
from maturity.queries.remarks import Thread
from maturity.views.finding import of_assessment, of_indicator

CLOSED = (
    "The self-rating has been submitted, so the discussion is closed. "
    "What you typed is below, to copy."
)


@requires(Permission.READ_MATURITY)
@never_cache
@of_assessment
@of_indicator
def talk(request, review, assessment, domain, indicator):
    threads = remark_queries.threads_for(request.access)
    if not threads:
        raise PermissionDenied
    forms = {thread: _form(request, thread) for thread in threads}
    context, status = {}, 200
    if request.method == "POST":
        thread = next((each for each in threads if each == request.POST.get("thread")), None)
        if thread is None:
            raise PermissionDenied
        form = forms[thread] = context["form"] = _form(request, thread, request.POST)
        if form.is_valid():
            status = _add(request, assessment, indicator, form)
            if status == 302:
                return redirect(f"{_talk_url(assessment, domain, indicator)}#{thread}")
    said = remark_queries.talk(assessment, indicator.key, request.access)
    rating = queries.ratings_in(assessment, domain).get(indicator.key)
    is_answered = rating is not None and (rating.is_not_applicable or rating.value is not None)
    framework = queries.framework_of(assessment)
    context |= {
        "assessment": assessment,
        "domain": domain,
        "indicator": indicator,
        "rating": rating,
        "words": queries.in_words(rating, framework) if rating else "Not answered",
        "is_answered": is_answered,
        "may_settle": Permission.LEAD_MATURITY in request.access and assessment.is_open,
        "may_rate": Permission.RATE_MATURITY in request.access,
        "threads": [
            {
                "name": thread,
                "remarks": said[thread],
                "form": forms[thread],
                "is_closed": not (thread.with_reviewers or assessment.is_open),
            }
            for thread in threads
        ],
    }
    return render(request, "maturity/talk.html", context, status=status)


@requires(Permission.READ_MATURITY)
@never_cache
@of_assessment
@of_indicator
def take_back(request, review, assessment, domain, indicator, *, remark):
    if not remark_queries.threads_for(request.access):
        raise PermissionDenied
    found = remark_queries.remark(assessment, indicator.key, remark, request.access)
    if found is None:
        raise Http404
    if found.by_id != request.user.pk:
        raise PermissionDenied
    talk_url = _talk_url(assessment, domain, indicator)
    if request.method == "POST":
        remark_actions.take_back_remark(remark=found, by=request.user)
        messages.success(request, "Your remark has been taken back.")
        return redirect(talk_url)
    context = {
        "assessment": assessment,
        "domain": domain,
        "indicator": indicator,
        "remark": found,
        "talk_url": talk_url,
    }
    return render(request, "maturity/take_back.html", context)


@requires(Permission.READ_MATURITY)
@never_cache
@of_assessment
def comments(request, review, assessment):
    """All that was said between the trust and its reviewers, what waits for the reader first."""
    found = remark_queries.comments_for(assessment, request.domains, request.access)
    if found is None:
        raise PermissionDenied
    as_reviewer = Permission.AGREE_MATURITY in request.access
    them = "the trust" if as_reviewer else "the reviewers"
    context = {
        "assessment": assessment,
        "comments": found,
        "groups": [
            ("Waiting for your answer", found.for_you),
            (f"Waiting for {them}", found.for_them),
            ("Settled since", found.settled),
        ],
        "as_reviewer": as_reviewer,
    }
    return render(request, "maturity/comments.html", context)


@requires(Permission.LEAD_MATURITY)
@require_POST
@of_assessment
@of_indicator
def settle(request, review, assessment, domain, indicator):
    version = request.POST.get("version", "")
    try:
        settling.settle_rating(
            assessment=assessment,
            indicator=indicator.key,
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            by=request.user,
        )
    except settling.CannotSettle as refused:
        messages.error(request, str(refused))
    except actions.NotOpen:
        messages.error(request, "The self-rating has been submitted, so nothing is settled now.")
    else:
        messages.success(request, "The rating is settled.")
    return redirect(_talk_url(assessment, domain, indicator))


@requires(Permission.LEAD_MATURITY)
@require_POST
@of_assessment
@of_indicator
def unsettle(request, review, assessment, domain, indicator):
    try:
        settling.unsettle_rating(assessment=assessment, indicator=indicator.key, by=request.user)
    except actions.NotOpen:
        messages.error(request, "The self-rating has been submitted, so nothing is opened now.")
    else:
        messages.success(request, "The rating can be changed again.")
    return redirect(_talk_url(assessment, domain, indicator))


def _form(request, thread: Thread, data=None) -> RemarkForm:
    by_reviewer = Permission.AGREE_MATURITY in request.access
    return RemarkForm(data, thread=thread, person=request.user.pk, by_reviewer=by_reviewer)


def _add(request, assessment, indicator, form: RemarkForm) -> int:
    """302 once it is said; else the status of the page that says why not."""
    try:
        remark_actions.add_remark(
            assessment=assessment,
            indicator=indicator.key,
            thread=form.thread,
            words=form.cleaned_data["words"],
            by=request.user,
            access=request.access,
        )
    except actions.NotOpen:
        form.add_error("words", CLOSED)
        return 409
    return 302


def _talk_url(assessment, domain, indicator) -> str:
    place = [assessment.review.slug, assessment.framework_key, domain.key, indicator.key]
    return reverse("maturity:talk", args=place)
