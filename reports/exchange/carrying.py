"""A project on its way from the preview to the confirmation: inside the page, packed and signed.

So no words lie on the server before a reviewer has agreed to them, and what is confirmed is exactly
what was shown. It is good for one review, one person and a day.
"""

import base64
import lzma
from collections import Counter
from dataclasses import dataclass

import msgspec
from django.core.signing import BadSignature, TimestampSigner

from reports.exchange.account import Account, Refusal, What
from reports.exchange.project import Project

A_DAY = 24 * 60 * 60
LONGEST_PACKED = 2_000_000  # characters; Django takes forms of 2.5 MB


class StalePage(Exception):
    """What the page sent back was not given to this person for this review, or is too old."""


class TooLarge(ValueError):
    """The project does not fit into a page; the message says so."""


@dataclass(frozen=True, slots=True)
class Carried:
    project: Project
    direction: str
    found: dict[What, int]
    refused: list[Refusal]
    no_equal: dict[str, int]
    remarks: list[str]
    offsets: str

    def account(self) -> Account:
        """The reader's, as it was before anything was brought in."""
        return Account(
            found=Counter(self.found),
            refused=list(self.refused),
            no_equal=Counter(self.no_equal),
            remarks=list(self.remarks),
            offsets=self.offsets,
        )


def pack(project: Project, account: Account, direction: str, *, review, user) -> str:
    """Raises TooLarge."""
    carried = Carried(
        project,
        direction,
        dict(account.found),
        account.refused,
        dict(account.no_equal),
        account.remarks,
        account.offsets,
    )
    data = base64.b64encode(lzma.compress(msgspec.json.encode(carried))).decode()
    if len(data) > LONGEST_PACKED:
        raise TooLarge(
            "The project is too large for this page. Whoever runs this system can bring it in with "
            "the command import_review."
        )
    return _signer(review, user).sign(data)


def unpack(packed: str, *, review, user) -> Carried:
    """What `pack` was given. Raises StalePage."""
    try:
        value = _signer(review, user).unsign(packed, max_age=A_DAY)
    except BadSignature as error:
        raise StalePage from error
    return msgspec.json.decode(lzma.decompress(base64.b64decode(value)), type=Carried)


def _signer(review, user) -> TimestampSigner:
    return TimestampSigner(salt=f"reports.exchange.{review.pk}.{user.pk}")
