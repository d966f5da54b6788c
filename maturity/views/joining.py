"""Coming in by an invitation's link, and coming back by a code.

A GET changes nothing and sends nothing: mail scanners follow links too. Whoever holds a link or
asks for a code is told the same whether there is nobody, somebody with a password or somebody
without one: what differs is the letter alone.
"""

from contextlib import suppress
from urllib.parse import urlencode

from allauth.core import ratelimit
from allauth.decorators import rate_limit
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from adoption_reviews.access import public
from adoption_reviews.actions import InvitationNotSent
from maturity import queries
from maturity.actions import codes
from maturity.actions import joining as actions
from maturity.actions.letters import send_letter
from maturity.forms.joining import WRONG, AskForm, CodeForm
from maturity.queries.joining import (
    Link,
    account_of,
    contributor_with_code,
    contributor_without_password,
    invited,
)

# In the session while a code is on its way: {"contributor": key or None, "back": address to ask
# for another, "next": address to go on at}.
CODE_SENT = "code_sent"
# Gone: it was good once. A link that is broken is simply not found.
NOT_INVITED = "This invitation has ended, or your account has been switched off."
STATUS = {Link.BROKEN: 404, Link.REPLACED: 410, Link.REVOKED: 410, Link.EXPIRED: 410}


@public
@never_cache
@rate_limit(action="send_code")
def join(request, token):
    """What somebody was asked for; POST takes part when signed in, else has a code sent."""
    contributor, link = invited(token)
    if contributor is None:
        return render(request, "joining/ended.html", {"link": link.value}, status=STATUS[link])
    if request.user.is_authenticated:
        return _join_signed_in(request, contributor)
    context = _asked(contributor) | {"here": request.path}
    if request.method == "POST":
        try:
            _send_code(request, contributor)
        except codes.TooManyCodes:
            context["problem"] = (
                "Three codes were sent within a quarter of an hour. Wait a little, then ask again."
            )
        except InvitationNotSent:
            context["problem"] = "The code could not be sent. Try again in a few minutes."
        else:
            request.session[CODE_SENT] = {
                "contributor": contributor.pk,
                "back": request.path,
                "next": context["work_url"],
            }
            return redirect("joining:enter")
    return render(request, "joining/join.html", context)


def _send_code(request, contributor):
    """A code, or to somebody with a password a letter that says so. Raises as `send_code`."""
    account = account_of(contributor)
    email = account.email if account else contributor.email
    if not _may_be_written_to(request, email):
        raise codes.TooManyCodes
    if account and account.has_usable_password():
        _write_without_code(request, email, back=request.path)
    else:
        codes.send_code(contributor=contributor)


def _may_be_written_to(request, email: str) -> bool:
    """Counts a letter; nobody is flooded with them, whether they are somebody here or not."""
    return bool(ratelimit.consume(request, action="code_letter", key=email.lower()))


def _join_signed_in(request, contributor):
    context = _asked(contributor)
    if not actions.is_theirs(contributor, request.user):
        return render(request, "joining/somebody_else.html", context, status=403)
    if request.method == "POST":
        try:
            actions.join(contributor=contributor, by=request.user)
        except actions.NotInvited:
            return _refused(request, ValidationError(NOT_INVITED))
        except ValidationError as refusal:
            return _refused(request, refusal)
    elif contributor.accepted_at is None:
        return render(request, "joining/join.html", context)
    return redirect(context["work_url"])


@public
@never_cache
@rate_limit(action="send_code")
def ask(request):
    """Somebody without a password who comes back."""
    if request.user.is_authenticated:
        return redirect("start")
    form = AskForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        contributor = contributor_without_password(email)
        if _may_be_written_to(request, email):
            # What goes wrong is said to nobody: it would tell who is here.
            with suppress(codes.TooManyCodes, InvitationNotSent):
                _write(contributor, email, request)
        request.session[CODE_SENT] = {
            "contributor": contributor.pk if contributor else None,
            "back": request.get_full_path(),
            "next": _next(request),
        }
        return redirect("joining:enter")
    return render(request, "joining/ask.html", {"form": form, "next": _next(request)})


def _next(request) -> str:
    """Where they were on their way to, if that is a page of this site; else their start page."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, None, require_https=request.is_secure())
    return wanted if is_ours else reverse("start")


def _write(contributor, email, request):
    if contributor is not None:
        codes.send_code(contributor=contributor)
    else:
        _write_without_code(request, email)


def _write_without_code(request, email: str, back: str = ""):
    """`back`: where signing in leads."""
    site, login_url = request.build_absolute_uri, reverse("account_login")
    send_letter(
        "no_code",
        to=email,
        login_url=site(f"{login_url}?{urlencode({'next': back})}" if back else login_url),
        forgotten_url=site(reverse("account_reset_password")),
    )


@public
@never_cache
@rate_limit(action="enter_code")
def enter(request):
    """The code that was sent."""
    sent = request.session.get(CODE_SENT)
    if request.user.is_authenticated or sent is None:
        return redirect("start" if request.user.is_authenticated else "joining:ask")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        contributor = contributor_with_code(sent["contributor"])
        try:
            if contributor is None:
                raise codes.WrongCode
            user = actions.come_in(contributor=contributor, code=form.cleaned_data["code"])
        except codes.WrongCode:
            form.add_error("code", WRONG)
        except actions.NotInvited:
            return _refused(request, ValidationError(NOT_INVITED))
        except ValidationError as refusal:
            return _refused(request, refusal)
        else:
            del request.session[CODE_SENT]
            login(request, user)
            request.session.set_expiry(0)  # as long as the browser, as for a password
            return redirect(sent["next"])
    return render(request, "joining/enter.html", {"form": form, **sent})


def _refused(request, refusal):
    context = {"reason": " ".join(refusal.messages)}
    return render(request, "joining/refused.html", context, status=403)


def _asked(contributor) -> dict:
    """What the page of an invitation may say: who asked, for which trust, for which parts."""
    assessment = contributor.assessment
    review = assessment.review
    framework = queries.framework_of(assessment)
    return {
        "lead": contributor.invited_by,
        "trust": review.organisation,
        "framework": framework,
        "parts": [each for each in framework.domains if each.key in contributor.domains],
        "until": contributor.expires_at,
        "work_url": reverse("maturity:detail", args=[review.slug, assessment.framework_key]),
    }
