"""An interview coded a second time, blind: giving it, finishing it, taking it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import second_coding as actions
from interviews.forms.second_coding import GiveForm
from interviews.queries.second_coding import (
    first_coders,
    second_coding_at_work,
    second_codings,
)
from interviews.views.shut import shut_when_withdrawn


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@shut_when_withdrawn
def second_coding(request, review, number):
    """Give the interview to a second coder."""
    interview = get_object_or_404(review.interviews, number=number)
    refusal = actions.why_not_given(interview, request.user)
    form = None if refusal else GiveForm(request.POST or None, interview=interview)
    if request.method == "POST" and form and form.is_valid():
        coder = form.cleaned_data["coder"]
        try:
            actions.give_second_coding(interview=interview, coder=coder, by=request.user)
        except actions.SecondCodingRefused as error:
            form.add_error("coder", str(error))
        else:
            messages.success(
                request,
                f"{interview} is {coder}’s to code blind. They find it on their start page.",
            )
            return redirect(interview)
    context = {"interview": interview, "refusal": refusal, "form": form}
    if form:
        context["has_colleagues"] = form.fields["coder"].queryset.exists()
        context["first_coders"] = first_coders(interview)
    return render(request, "interviews/second_coding.html", context)


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@shut_when_withdrawn
def finish_second_coding(request, review, number):
    interview = get_object_or_404(review.interviews, number=number)
    second = second_coding_at_work(interview, request.user)
    if second is None:
        messages.error(request, "You are not coding this interview blind.")
        return redirect(interview)
    if request.method == "POST":
        actions.finish_second_coding(second=second, by=request.user)
        messages.success(request, "You have finished. This is how the two codings compare.")
        return redirect(_agreement(interview))
    context = {
        "interview": interview,
        "question": "Have you finished coding blind?",
        "consequence": f"You have made {_marks(second.codings.count())} in {interview}. From "
        "now on you see what others marked in it, and they see what you marked. This cannot be "
        "undone: you could not code it without knowing any more.",
    }
    return render(request, "interviews/finish_second_coding.html", context)


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@shut_when_withdrawn
def withdraw_second_coding(request, review, number, coder):
    interview, second = _second_coding(review, number, coder)
    if not second.is_at_work or second.coder == request.user:
        messages.error(request, "This second coding cannot be taken back.")
        return redirect(interview)
    if request.method == "POST":
        try:
            n_kept = actions.withdraw_second_coding(second=second, by=request.user)
        except actions.SecondCodingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _taken_back(second, n_kept))
        return redirect(interview)
    context = {
        "interview": interview,
        "question": f"Take {interview} back from {second.coder}?",
        "consequence": f"{second.coder} then sees what others marked and cannot go on blind. What "
        "they marked so far is kept and does not count; you can remove it afterwards.",
    }
    return render(request, "interviews/withdraw_second_coding.html", context)


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@shut_when_withdrawn
def remove_second_coding(request, review, number, coder):
    interview, second = _second_coding(review, number, coder)
    if second.withdrawn_at is None:
        messages.error(request, "Only what was coded before an interview was taken back can go.")
        return redirect(interview)
    if request.method == "POST":
        n_removed = actions.remove_second_coding(second=second, by=request.user)
        messages.success(request, f"{_marks(n_removed)} of {second.coder} removed.")
        return redirect(interview)
    context = {
        "interview": interview,
        "question": f"Remove {_marks(second.codings.count())} of {second.coder}?",
        "consequence": f"They were made in {interview} before it was taken back, and do not count. "
        "Once removed they are gone.",
    }
    return render(request, "interviews/remove_second_coding.html", context)


def _second_coding(review, number, coder):
    interview = get_object_or_404(review.interviews, number=number)
    second = second_codings(interview).filter(coder=coder).first()
    if second is None:
        raise Http404
    return interview, second


def _taken_back(second, n_kept) -> str:
    words = f"{second.interview} is no longer {second.coder}’s to code."
    return words + (f" {_marks(n_kept)} of theirs kept: they do not count." if n_kept else "")


def _marks(n: int) -> str:
    return f"{n} mark{'' if n == 1 else 's'}"


def _agreement(interview) -> str:
    return reverse("agreement:detail", args=[interview.review.slug, interview.number])
