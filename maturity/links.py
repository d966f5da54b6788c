"""The link that is mailed to somebody who is asked to answer parts of a self-rating."""

from django.core import signing

from maturity.models import Contributor

LINK_DAYS = 14  # a link works for so long
SALT = "maturity.contributor"


def link_token(contributor: Contributor) -> str:
    """What stands in the address: the contributor and their present link, signed."""
    return signing.dumps([contributor.pk, contributor.link], salt=SALT)


def read_token(token: str) -> tuple[int, str] | None:
    """The contributor's key and link; None for anything that this site did not sign."""
    try:
        pk, link = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return pk, link
