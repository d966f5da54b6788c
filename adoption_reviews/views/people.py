"""People and their roles."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from adoption_reviews import actions, queries
from adoption_reviews.access import requires
from adoption_reviews.forms.people import PeopleFilter, PersonForm, RoleForm
from adoption_reviews.roles import Permission, Role

PEOPLE_A_PAGE = 50


@requires(Permission.MANAGE_PEOPLE)
def list_(request):
    filters = PeopleFilter(request.GET)
    filters.is_valid()
    people = queries.people(**filters.cleaned_data)
    page = Paginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/list.html", {"form": filters, "page": page})


@requires(Permission.MANAGE_PEOPLE)
def add(request):
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            person = actions.add_person(**form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            send_invitation(request, person, f"{person} has been added.")
            return redirect("people:detail", person.pk)
    return render(request, "people/add.html", {"form": form})


@requires(Permission.MANAGE_PEOPLE)
def detail(request, pk):
    person = the_person(pk)
    return render(
        request, "people/detail.html", {"person": person, "is_self": person == request.user}
    )


@requires(Permission.MANAGE_PEOPLE)
def edit(request, pk):
    person = the_person(pk)
    form = PersonForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            actions.edit_person(person=person, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{form.cleaned_data['name']} has been saved.")
            return redirect("people:detail", pk)
    return render(request, "people/edit.html", {"form": form, "person": person})


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def invite(request, pk):
    person = the_person(pk)
    if person.is_active:
        send_invitation(request, person)
    return redirect("people:detail", pk)


@requires(Permission.MANAGE_PEOPLE)
def deactivate(request, pk):
    person = the_person(pk)
    if request.method == "POST":
        try:
            actions.deactivate_person(person=person, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, f"{person} cannot sign in any more.")
        return redirect("people:detail", pk)
    context = {
        "person": person,
        "question": f"End {person}’s access?",
        "consequence": "They are signed out at once and cannot sign in again. Their roles and all "
        "they did stay on record, and you can let them in again later.",
    }
    return render(request, "people/deactivate.html", context)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def reactivate(request, pk):
    person = the_person(pk)
    actions.reactivate_person(person=person, by=request.user)
    messages.success(request, f"{person} can sign in again.")
    return redirect("people:detail", pk)


@requires(Permission.MANAGE_PEOPLE)
def add_role(request, pk):
    person = the_person(pk)
    form = RoleForm(request.POST or None, person=person)
    if form.is_valid():
        role = form.cleaned_data["role"]
        try:
            membership = actions.give_role(user=person, role=role, by=request.user, **form.place())
        except ValidationError as refusal:
            form.add_error("role", refusal)
        else:
            messages.success(request, f"{person} now has the role {membership.get_role_display()}.")
            return redirect("people:detail", pk)
    return render(request, "people/add_role.html", {"form": form, "person": person})


@requires(Permission.MANAGE_PEOPLE)
def remove_role(request, pk, membership):
    person = the_person(pk)
    held = queries.membership_of(person, membership)
    if held is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.take_role(membership=held, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, f"{person} no longer has the role {held.get_role_display()}.")
            if person == request.user and held.role == Role.HUB_ADMINISTRATOR:
                return redirect("start")  # this page is closed to them now
        return redirect("people:detail", pk)
    place = held.review or held.organisation or "the whole hub"
    context = {
        "person": person,
        "held": held,
        "question": f"Take the role {held.get_role_display()} from {person}?",
        "consequence": f"They hold it for {place}. All they did stays on record, and you can give "
        "the role again later.",
    }
    return render(request, "people/remove_role.html", context)


def the_person(pk):
    person = queries.person(pk)
    if person is None:
        raise Http404
    return person


def send_invitation(request, person, said=""):
    """Send the e-mail and say so, or say that it could not be sent and what to do."""
    try:
        actions.invite_person(
            person=person, site_url=request.build_absolute_uri("/"), by=request.user
        )
    except actions.InvitationNotSent:
        messages.error(
            request,
            f"{said} The e-mail to {person.email} could not be sent. Check the address and "
            "send it again.".lstrip(),
        )
    else:
        messages.success(
            request, f"{said} We have sent {person.email} a link to set a password.".strip()
        )
