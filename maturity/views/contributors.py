"""The trust's lead and those whom they ask to take part."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.actions import InvitationNotSent
from adoption_reviews.roles import Permission
from maturity import queries
from maturity.actions import NotOpen
from maturity.actions import contributors as actions
from maturity.forms.contributors import InviteForm, PartsForm, RemindForm
from maturity.queries.contributors import contributors, given_parts, invited_person
from maturity.views.finding import of_assessment

NOT_OPEN = "The self-rating has been submitted, so nobody can answer any more."
NOT_SENT = (
    "The e-mail to {email} could not be sent. Check the address. Send the link again if it is "
    "right; if not, revoke the invitation and invite the right one."
)


def of_contributor(view):
    """Resolve a route's `contributor` to somebody still asked in this self-assessment.

    The view is called with `person`, a queries.Invited, in its place. What the action finds changed
    meanwhile is said on the list. Raises Http404 for nobody.
    """

    @wraps(view)
    @of_assessment
    def resolved(request, review, assessment, contributor):
        person = invited_person(assessment, contributor)
        if person is None or person.is_revoked:
            raise Http404
        try:
            return view(request, review=review, assessment=assessment, person=person)
        except actions.Revoked:
            messages.info(request, "This invitation was revoked a moment ago.")
        except NotOpen:
            messages.info(request, NOT_OPEN)
        return to_list(assessment)

    return resolved


@requires(Permission.LEAD_MATURITY)
@of_assessment
def list_(request, review, assessment):
    everybody = contributors(assessment)
    asked = [each for each in everybody if not each.is_revoked]
    given = {code for each in asked for code in each.contributor.domains}
    context = {
        "assessment": assessment,
        "framework": queries.framework_of(assessment),
        "asked": asked,
        "revoked": [each for each in everybody if each.is_revoked],
        "parts": [(each, each.part.key in given) for each in given_parts(assessment)],
    }
    return render(request, "maturity/contributors.html", context)


@requires(Permission.LEAD_MATURITY)
@of_assessment
def invite(request, review, assessment):
    if not assessment.is_open:
        messages.info(request, NOT_OPEN)
        return to_list(assessment)
    form = InviteForm(request.POST or None, assessment=assessment, **_parts_and_asked(assessment))
    if form.is_valid():
        try:
            actions.invite_contributor(
                assessment=assessment, **form.cleaned_data, site_url=site(request), by=request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except NotOpen:
            messages.info(request, NOT_OPEN)
            return to_list(assessment)
        except InvitationNotSent:
            messages.error(request, NOT_SENT.format(email=form.cleaned_data["email"]))
            return to_list(assessment)
        else:
            messages.success(
                request,
                f"We have sent {form.cleaned_data['name']} a link. It works for "
                f"{actions.LINK_DAYS} days.",
            )
            return redirect(request.path) if "another" in request.POST else to_list(assessment)
    context = {"assessment": assessment, "form": form}
    return render(request, "maturity/invite.html", context)


@requires(Permission.LEAD_MATURITY)
@of_contributor
def give_parts(request, review, assessment, person):
    form = PartsForm(
        request.POST or None,
        assessment=assessment,
        **_parts_and_asked(assessment),
        initial={"domains": person.contributor.domains},
    )
    if form.is_valid():
        try:
            actions.give_parts(contributor=person.contributor, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"The parts of {person.contributor} have been saved.")
            return to_list(assessment)
    context = {"assessment": assessment, "person": person, "form": form}
    return render(request, "maturity/give_parts.html", context)


@requires(Permission.LEAD_MATURITY)
@require_POST
@of_contributor
def send_link(request, review, assessment, person):
    contributor = person.contributor
    try:
        actions.send_link(contributor=contributor, site_url=site(request), by=request.user)
    except InvitationNotSent:
        messages.error(request, NOT_SENT.format(email=contributor.email))
    else:
        messages.success(
            request, f"We have sent {contributor} a new link. The one sent before has ended."
        )
    return to_list(assessment)


@requires(Permission.LEAD_MATURITY)
@of_contributor
def remind(request, review, assessment, person):
    contributor = person.contributor
    if person.is_done or not assessment.is_open:
        done = f"{contributor} has answered everything they were asked."
        messages.info(request, done if person.is_done else NOT_OPEN)
        return to_list(assessment)
    last = contributor.reminded_at
    was_lately = bool(last) and timezone.now() - last < actions.REMINDED_AGAIN_AFTER
    to = to_list(assessment)
    form = RemindForm(request.POST or None, cancel=to.url, was_lately=was_lately)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remind_contributor(
                contributor=contributor,
                words=form.cleaned_data["words"],
                again=form.cleaned_data.get("again", False),
                site_url=site(request),
                by=request.user,
            )
        except actions.RemindedLately:
            return redirect(request.path)  # a colleague was quicker: it is asked for now
        except actions.NothingToRemindOf:
            messages.info(request, f"{contributor} has answered everything by now.")
        except InvitationNotSent:
            messages.error(request, "The reminder could not be sent. Try again in a while.")
        else:
            messages.success(request, f"We have sent {contributor} a reminder.")
        return to
    context = {
        "assessment": assessment,
        "person": person,
        "form": form,
        "reminded_at": last if was_lately else None,
    }
    return render(request, "maturity/remind.html", context)


@requires(Permission.LEAD_MATURITY)
@of_contributor
def revoke(request, review, assessment, person):
    if request.method == "POST":
        actions.revoke_contributor(contributor=person.contributor, by=request.user)
        messages.success(
            request, f"{person.contributor} has no access any more. Their answers stay."
        )
        return to_list(assessment)
    context = {
        "assessment": assessment,
        "person": person,
        "question": f"Revoke the invitation of {person.contributor}?",
        "list_url": to_list(assessment).url,
    }
    return render(request, "maturity/revoke.html", context)


def _parts_and_asked(assessment) -> dict:
    """Every part of the framework, and by its key the names of those who are asked to answer it."""
    asked = {}
    everybody = contributors(assessment)
    for person in [each for each in everybody if not each.is_revoked]:
        for given in person.parts:
            asked.setdefault(given.part.key, []).append(person.contributor.name)
    return {"parts": [each.part for each in given_parts(assessment)], "asked": asked}


def to_list(assessment):
    return redirect("maturity:contributors", assessment.review.slug, assessment.framework_key)


def site(request) -> str:
    return request.build_absolute_uri("/")
