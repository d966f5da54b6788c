"""Reading transcripts that other programs made.

One function, `read_transcript`; a format is one more reader in READERS. A reader takes the bytes
of a file, gives a Transcript that accounts for every cue, and raises UnreadableTranscript with a
sentence to show when it cannot.
"""

from interviews.importing.decoding import MAX_BYTES
from interviews.importing.transcript import Remark, Transcript, Turn, UnreadableTranscript
from interviews.importing.vtt import read_vtt

READERS = {"WebVTT": read_vtt}


def read_transcript(data: bytes, *, kind: str = "WebVTT") -> Transcript:
    """Read a file of one of READERS' kinds. Raises UnreadableTranscript."""
    return READERS[kind](data)


__all__ = [
    "MAX_BYTES",
    "READERS",
    "Remark",
    "Transcript",
    "Turn",
    "UnreadableTranscript",
    "read_transcript",
]
