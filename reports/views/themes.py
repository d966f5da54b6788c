"""Making themes and changing them. What becomes of their passages is in `splitting`."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.actions import themes as actions
from adoption_reviews.codes import THEMES, key_of
from adoption_reviews.roles import Permission
from reports.actions.themes import merge_theme, undo_theme_change
from reports.forms.themes import MergeForm, NestForm, ThemeForm, named_people
from reports.queries import themes as queries

BACK = "All becomes as it was before"


def about_theme(view):
    """Call the view with the theme of its `theme` argument; 404 when the review has none such.

    Without a review it is a theme of the hub, on the pages of hub administrators.
    """

    @wraps(view)
    def find(request, theme, review=None, **arguments):
        found = queries.theme_of(review, theme)
        if found is None:
            raise Http404
        return view(request, review, found, **arguments)

    return find


def changing(view):
    """Only for those who may change the theme, while it is not merged."""

    @wraps(view)
    def check(request, review, theme, **arguments):
        if not queries.may_change(theme, request.user_access):
            raise PermissionDenied
        if theme.merged_into_id:
            return to_code(review, theme)
        return view(request, review, theme, **arguments)

    return check


def to_code(review, theme):
    """To the theme's own page."""
    if review is None:
        return redirect("hub_themes:history", theme.key)
    return redirect("codes:detail", review.slug, key_of(THEMES, theme.key))


def code_url(review, theme) -> str:
    return to_code(review, theme).url


def theme_page(request, review, theme, page, *, status=200, **context):
    """One of the templates about one theme, in its review or among the hub's."""
    context |= {
        "theme": theme,
        "theme_base": "codes/theme_base.html" if review else "codes/hub_theme_base.html",
        "back_url": code_url(review, theme),
    }
    return render(request, f"codes/{page}.html", context, status=status)


@requires(Permission.CODE_PASSAGES)
@never_cache
def add(request, review):
    themes = queries.given_themes(review)
    cancel = redirect("codes:list", review.slug).url
    form = ThemeForm(request.POST or None, review=review, themes=themes, cancel=cancel)
    if form.is_valid():
        try:
            theme = actions.create_theme(review=review, by=request.user, **form.cleaned_data)
        except actions.ThemeRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The theme has been made.")
            return to_code(review, theme)
    return render(request, "codes/add_theme.html", {"form": form})


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
@changing
def edit(request, review, theme):
    cancel = code_url(review, theme)
    form = ThemeForm(request.POST or None, review=review, theme=theme, cancel=cancel)
    theirs, status = None, 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.describe_theme(
                theme=theme,
                title=data["title"],
                description=data["description"],
                base_version=data["version"],
                by=request.user,
            )
        except actions.ThemeOutdated as refusal:
            theirs, status = refusal.theme, 409
            form = form.beside(theirs)
        except actions.ThemeRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The theme has been saved.")
            return to_code(review, theme)
    last = theirs and queries.last_change(theirs)
    context = {"form": form, "theirs": theirs, "last": last, "status": status}
    return theme_page(request, review, theme, "edit_theme", **context)


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
@changing
def nest(request, review, theme):
    themes = queries.given_themes(review, theme.review_id is None).exclude(pk=theme.pk)
    cancel = code_url(review, theme)
    form = NestForm(request.POST or None, theme=theme, themes=themes, cancel=cancel)
    if form.is_valid():
        try:
            actions.nest_theme(
                theme=theme,
                parent=form.cleaned_data["parent"],
                base_version=form.cleaned_data["version"],
                by=request.user,
            )
        except actions.ThemeRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            parent = form.cleaned_data["parent"]
            done = f"has been nested in “{parent.title}”" if parent else "stands on its own"
            messages.success(request, f"“{theme.title}” {done}.")
            return to_code(review, theme)
    return theme_page(request, review, theme, "nest_theme", form=form)


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
@changing
def merge(request, review, theme):
    themes = queries.given_themes(review, theme.review_id is None).exclude(pk=theme.pk)
    cancel = code_url(review, theme)
    form = MergeForm(request.POST or None, theme=theme, themes=themes, cancel=cancel)
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            merge_theme(
                theme=theme, into=into, base_version=form.cleaned_data["version"], by=request.user
            )
        except actions.ThemeRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"“{theme}” has been merged into “{into}”.")
            return to_code(review, into)
    return theme_page(request, review, theme, "merge_theme", form=form, has_others=themes.exists())


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
@changing
def retire(request, review, theme):
    return _confirmed(request, review, theme, actions.retire_theme, done="has been retired")


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
@changing
def bring_back(request, review, theme):
    return _confirmed(request, review, theme, actions.bring_back_theme, done="can be given again")


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
@changing
def share(request, review, theme):
    """To the whole hub, unless its words name somebody who takes part in this review."""
    if theme.review_id is None:
        return to_code(review, theme)
    names = named_people(review, theme.title, theme.description)
    if names:
        return theme_page(request, review, theme, "share_theme", names=names)
    done = "is a theme of the whole hub now"
    return _confirmed(request, review, theme, actions.share_theme, done=done)


def _confirmed(request, review, theme, action, *, done):
    """Ask on the page called like the action, then do it to the theme as it was when asked."""
    if request.method != "POST":
        return theme_page(request, review, theme, action.__name__, version=str(theme.version))
    try:
        version = int(request.GET.get("version", ""))
        action(theme=theme, base_version=version, by=request.user)
    except actions.ThemeRefused as refusal:
        messages.error(request, f"{refusal}.")
    except ValueError:
        messages.error(request, "Open the page again: the theme was not changed.")
    else:
        messages.success(request, f"“{theme}” {done}.")
    return to_code(review, theme)


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
def history(request, review, theme):
    events = queries.history(theme, _coded(request))
    changes = [event.change for event in events]
    may_undo = {each.pk for each in changes if queries.may_undo(each, request.user_access)}
    return theme_page(request, review, theme, "theme_history", events=events, may_undo=may_undo)


@requires(Permission.CODE_PASSAGES)
@never_cache
@about_theme
def undo(request, review, theme, change):
    event = queries.change_of(theme, change, _coded(request))
    if event is None:
        raise Http404
    if not queries.may_undo(event.change, request.user_access):
        raise PermissionDenied
    if request.method == "POST":
        try:
            stayed = undo_theme_change(change=event.change, by=request.user)
        except actions.ThemeRefused as refusal:
            messages.error(request, f"{refusal}.")
        else:
            messages.success(request, _undone(stayed))
        return _to_history(review, theme)
    when = f"{localtime(event.change.at):%-d %B %Y}"
    is_making = event.change.verb == queries.Verb.CREATED
    after = "It will be retired; passages that have it keep it" if is_making else BACK
    consequence = f"{event.change.by} {event.words} on {when}. {after}."
    return theme_page(
        request, review, theme, "undo_theme_change", event=event, consequence=consequence
    )


def _to_history(review, theme):
    """Unless the theme went back to a review of its own: then to the list."""
    if queries.theme_of(review, theme.key) is None:
        return redirect("codes:list", review.slug) if review else redirect("hub_themes:list")
    if review is None:
        return to_code(review, theme)
    return redirect("themes:history", review.slug, theme.key)


def _undone(stayed: int) -> str:
    """Not how many: some may be codings that the reader is not to know of."""
    done = "The change has been undone."
    return f"{done} Passages that were coded anew since have stayed." if stayed else done


def _coded(request) -> set[int]:
    """Ids of the reviews whose passages the user codes."""
    return {each.pk for each in request.user_access.reviews_with(Permission.CODE_PASSAGES)}
