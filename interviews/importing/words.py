"""The words of a cue, without WebVTT's own markup."""

import html
import re
from typing import NamedTuple

# Only the tags that WebVTT has (and <font>, which converted files keep) are markup. Anything else
# between angle brackets was said or typed, and stays text. No part of the pattern may run past
# another "<", so that a file of nothing but brackets is read in linear time.
TAG = re.compile(
    r"<(?P<end>/)?(?P<name>v|c|i|b|u|ruby|rt|lang|font)(?:\.[^\s<>.]+)*(?:\s(?P<note>[^<>]*))?>"
    r"|<\d[\d:.]*>",
    re.IGNORECASE,
)
VOICE = re.compile(r"<v(?:\.[^\s<>.]+)*\s([^<>]*)>([^<]*)</v>\s*")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
LONG_ENTITY = re.compile(r"&#\d{8,};?")  # no character; Python refuses to read such numbers
LONGEST_SPEAKER = 100  # characters, as the segment's field has it


class Span(NamedTuple):
    """Lines in one voice; `speaker` is None outside voice tags."""

    speaker: str | None
    lines: list[str]


def spans_of(lines: list[str]) -> list[Span]:
    """The cue's words by voice, in order; spans and lines without words left out."""
    text = "\n".join(lines)
    if "<" not in text:
        said = [clean(line) for line in lines]
        return [Span(None, found)] if (found := [line for line in said if line]) else []
    if text.count("<") == 2 and (voice := VOICE.fullmatch(text)):  # nearly every cue of Teams
        said = [line for each in voice[2].split("\n") if (line := clean(each))]
        return [Span(_speaker(voice[1]), said)] if said else []
    pieces, speaker, at = [(None, [])], None, 0
    for tag in TAG.finditer(text):
        pieces[-1][1].append(text[at : tag.start()])
        at = tag.end()
        if (tag["name"] or "").lower() == "v":
            speaker = None if tag["end"] else _speaker(tag["note"] or "")
            pieces.append((speaker, []))
    pieces[-1][1].append(text[at:])
    spans = [
        Span(speaker, [said for line in "".join(parts).split("\n") if (said := clean(line))])
        for speaker, parts in pieces
    ]
    return [span for span in spans if span.lines]


def _speaker(name: str) -> str:
    return clean(name)[:LONGEST_SPEAKER].strip()


def clean(text: str) -> str:
    """Entities decoded, control characters and repeated spaces gone."""
    if "&" in text:
        text = html.unescape(LONG_ENTITY.sub("\ufffd", text))
    return tidy(text)


def tidy(text: str) -> str:
    """Words that hold no markup: control characters and repeated spaces gone."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(CONTROL.sub(" ", text).split())
