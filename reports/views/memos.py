"""Memos: reviewers' notes about a review, a text, a passage or a code."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.actions import memos as actions
from adoption_reviews.models import Memo
from adoption_reviews.roles import Permission
from reports.forms.memos import MemoForm
from reports.queries import memos as queries


@requires(Permission.CODE_PASSAGES)
@never_cache
def add(request, review):
    """The memos about one thing, and a form for another."""
    asked = request.POST or request.GET
    subject = _subject(request, review, asked.get("about") or Memo.About.REVIEW, asked.get("key"))
    initial = {"about": subject.about, "key": subject.key}
    form = MemoForm(request.POST or None, initial=initial, cancel=subject.url)
    if form.is_valid():
        actions.add_memo(
            review=review,
            about=subject.about,
            key=subject.key,
            text=form.cleaned_data["text"],
            by=request.user,
        )
        messages.success(request, "The memo has been saved.")
        return redirect(f"{subject.url}#memos")
    context = {
        "form": form,
        "subject": subject,
        "memos": queries.memos_about(review, subject.about, subject.key, request.user),
    }
    return render(request, "memos/add.html", context)


@requires(Permission.CODE_PASSAGES)
@never_cache
def edit(request, review, memo):
    memo, subject = _own(request, review, memo)
    initial = {"text": memo.text, "version": memo.version}
    form = MemoForm(request.POST or None, initial=initial, cancel=f"{subject.url}#memos")
    theirs, status = None, 200
    if form.is_valid():
        try:
            actions.edit_memo(
                memo=memo,
                text=form.cleaned_data["text"],
                base_version=form.cleaned_data["version"],
                by=request.user,
            )
        except actions.MemoOutdated as refusal:
            theirs, status = refusal.memo, 409
            form = form.beside(theirs)
        else:
            messages.success(request, "The memo has been saved.")
            return redirect(f"{subject.url}#memos")
    context = {"form": form, "subject": subject, "memo": memo, "theirs": theirs}
    return render(request, "memos/edit.html", context, status=status)


@requires(Permission.CODE_PASSAGES)
@never_cache
def delete(request, review, memo):
    memo, subject = _own(request, review, memo)
    if request.method == "POST":
        actions.delete_memo(memo=memo, by=request.user)
        messages.success(request, "The memo has been deleted.")
        return redirect(f"{subject.url}#memos")
    context = {
        "memo": memo,
        "subject": subject,
        "consequence": f"It is about {subject.title}. Nobody can bring it back.",
        "cancel_url": f"{subject.url}#memos",
    }
    return render(request, "memos/delete.html", context)


def _own(request, review, pk):
    memo = queries.own_memo(review, pk, request.user)
    if memo is None:
        raise Http404
    return memo, _subject(request, review, memo.about, memo.key)


def _subject(request, review, about, key):
    found = queries.subject(review, about, key or "", request.user)
    if found is None:
        raise Http404
    return found
