"""A transcript on its way from the preview to the confirmation: inside the page, packed and signed.

So no words lie on the server before a reviewer has agreed to them, and any web process can answer.
What is confirmed is exactly what was shown. It is good for one interview, one person and a day, and
its id lets it come in once only.
"""

import base64
import uuid
import zlib
from dataclasses import dataclass

import msgspec
from django.core.signing import BadSignature, TimestampSigner

from interviews.importing.transcript import Transcript

A_DAY = 24 * 60 * 60
LONGEST_PACKED = 2_000_000  # characters; Django takes forms of 2.5 MB


class StalePage(Exception):
    """What the page sent back was not given to this person for this interview, or is too old."""


@dataclass(frozen=True, slots=True)
class Carried:
    id: uuid.UUID
    transcript: Transcript


def pack(transcript: Transcript, *, interview, user) -> str:
    data = msgspec.json.encode(Carried(uuid.uuid4(), transcript))
    return _signer(interview, user).sign(base64.b64encode(zlib.compress(data)).decode())


def unpack(packed: str, *, interview, user) -> Carried:
    """What `pack` was given. Raises StalePage."""
    try:
        value = _signer(interview, user).unsign(packed, max_age=A_DAY)
    except BadSignature as error:
        raise StalePage from error
    return msgspec.json.decode(zlib.decompress(base64.b64decode(value)), type=Carried)


def _signer(interview, user) -> TimestampSigner:
    return TimestampSigner(salt=f"interviews.import.{interview.pk}.{user.pk}")
