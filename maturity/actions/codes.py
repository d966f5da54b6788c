"""Codes by which somebody without a password shows that an e-mail address is theirs.

Counted by address, so that no limit grows with the number of self-ratings somebody was asked to
help with.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from maturity.actions.letters import send_letter
from maturity.models import Contributor, OneTimeCode

CODE_DIGITS = 6
CODE_MINUTES = 10
MAX_TRIES = 5
# (so many, in so long): a code that nobody guesses in a day either.
LIMITS = [(3, timedelta(minutes=15)), (20, timedelta(days=1))]


class TooManyCodes(Exception):
    """As many codes were sent to this address as are sent in the time."""


class WrongCode(Exception):
    """Not the code, or not any more: too late, used, or tried too often."""


def send_code(*, contributor: Contributor) -> None:
    """Mail a new code to the contributor's address; those sent before end.

    Raises TooManyCodes and InvitationNotSent.
    """
    address = contributor.user.email if contributor.user else contributor.email
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    with transaction.atomic():
        sent = _lock_codes(contributor)
        now = timezone.now()
        if any(sum(each.made_at > now - time for each in sent) >= n for n, time in LIMITS):
            raise TooManyCodes
        OneTimeCode.objects.filter(pk__in=[each.pk for each in sent], expires_at__gt=now).update(
            expires_at=now
        )
        oldest = now - max(time for _, time in LIMITS)  # those before count for nothing
        OneTimeCode.objects.filter(
            contributor__email=contributor.email, made_at__lt=oldest
        ).delete()
        OneTimeCode.objects.create(
            contributor=contributor,
            code_hash=_hash(contributor, code),
            expires_at=now + timedelta(minutes=CODE_MINUTES),
        )
    send_letter("code", to=address, code=code, minutes=CODE_MINUTES)


def use_code(*, contributor: Contributor, code: str) -> None:
    """Take the code that was sent last, once. Raises WrongCode, counting the try."""
    with transaction.atomic():
        sent = _lock_codes(contributor)
        latest = sent[-1] if sent else None
        if (
            latest is None
            or latest.contributor_id != contributor.pk
            or latest.used_at
            or latest.n_tries >= MAX_TRIES
            or latest.expires_at <= timezone.now()
        ):
            raise WrongCode
        is_right = constant_time_compare(latest.code_hash, _hash(contributor, code))
        OneTimeCode.objects.filter(pk=latest.pk).update(
            n_tries=F("n_tries") + 1, used_at=timezone.now() if is_right else None
        )
    if not is_right:  # after the commit: the try counts
        raise WrongCode


def _lock_codes(contributor: Contributor) -> list[OneTimeCode]:
    """The codes sent to this address, oldest first; the address is locked until the transaction
    ends, so that tries and codes are counted one after the other.
    """
    same_address = Contributor.objects.filter(email=contributor.email).order_by("pk")
    list(same_address.select_for_update())
    return list(OneTimeCode.objects.filter(contributor__email=contributor.email).order_by("pk"))


def _hash(contributor: Contributor, code: str) -> str:
    """Of no use to whoever reads the table without the site's secret key."""
    return salted_hmac("maturity.code", f"{contributor.pk}:{code}").hexdigest()
