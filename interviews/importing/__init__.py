"""Reading transcripts that other programs made.

One function, `read_transcript`. What a file is, its bytes say and not its name: each reader in
READERS knows its format by its content. A reader gives a Transcript that accounts for every cue,
and raises UnreadableTranscript with a sentence to show when it cannot.
"""

from collections.abc import Callable
from typing import NamedTuple

from adoption_reviews.office_files import MAX_BYTES as MAX_WORD_BYTES
from interviews.importing.captions import is_srt, is_vtt, read_srt, read_vtt
from interviews.importing.decoding import MAX_BYTES, Text, text_of
from interviews.importing.plain import read_text
from interviews.importing.refusals import refusal_of, refusal_of_text
from interviews.importing.transcript import (
    Remark,
    Transcript,
    Turn,
    UnreadableTranscript,
    without_speakers,
)
from interviews.importing.word import read_word

ZIP = b"PK"  # Word documents are zip archives


class Reader(NamedTuple):
    is_it: Callable[[str], bool]
    read: Callable[[Text], Transcript]


# Formats that are text, the first that fits. Word is told apart before anything is decoded.
READERS = {
    "WebVTT": Reader(is_vtt, read_vtt),
    "SRT": Reader(is_srt, read_srt),
    "Plain text": Reader(lambda text: True, read_text),
}


def read_transcript(data: bytes) -> Transcript:
    """Read a file of any format that is known. Raises UnreadableTranscript."""
    if refusal := refusal_of(data):
        raise UnreadableTranscript(refusal)
    if data.startswith(ZIP):
        return read_word(data)
    source = text_of(data)
    if refusal := refusal_of_text(source.text):
        raise UnreadableTranscript(refusal)
    return next(reader.read(source) for reader in READERS.values() if reader.is_it(source.text))


__all__ = [
    "MAX_BYTES",
    "MAX_WORD_BYTES",
    "READERS",
    "Remark",
    "Transcript",
    "Turn",
    "UnreadableTranscript",
    "read_transcript",
    "without_speakers",
]
