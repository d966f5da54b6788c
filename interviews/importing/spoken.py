"""Who says what in a written transcript: paragraphs of Word or lines of plain text."""

import re

from interviews.importing.cues import LONGEST_CUE, MOST_CUES, Cue
from interviews.importing.paragraphs import Paragraph, read_starts
from interviews.importing.speakers import speaker_labels
from interviews.importing.transcript import UnreadableTranscript
from interviews.importing.voices import by_label, is_short
from interviews.importing.words import tidy

BULLET = re.compile(r"(?:[-*•–·▪‣]|\d{1,3}[.)])\s")
TITLE = re.compile(r"(?:.*[-_–\s])?Meeting (?:Recording|Transcript)|Transcript", re.IGNORECASE)
DATE = re.compile(
    r"(?:[a-z]{3,9},? )?(?:\d{1,2} [a-z]{3,9},? \d{4}|[a-z]{3,9} \d{1,2}, \d{4})"
    r"(?:,? (?:at )?\d{1,2}[:.]\d{2}(?:[\s\u202f]?[ap]m)?)?",
    re.IGNORECASE,
)
DURATION = re.compile(r"(?:\d{1,3}h\s*)?(?:\d{1,3}m\s*)?\d{1,3}s|(?:\d{1,3}h\s*)?\d{1,3}m")
SWITCHED = re.compile(
    r".{0,100}\b(?:started|stopped) (?:transcription|recording)\.?|Transcribed by https?://\S+",
    re.IGNORECASE,
)


def said_in_paragraphs(paragraphs: list[Paragraph], unit: str):
    """Each paragraph as a cue, with its (speaker, words) pairs or the reason for leaving it out.

    A paragraph without a name is of whoever spoke before, in a file that has names; a heading is
    of nobody, and so is what follows it. Raises UnreadableTranscript when there are too many.
    """
    if len(paragraphs) > MOST_CUES:
        raise UnreadableTranscript(f"The file has more than {MOST_CUES:,} {unit}s.")
    read_starts(paragraphs)
    labels = speaker_labels([[tidy(line) for line in each.words] for each in paragraphs])
    labels |= {each.speaker for each in paragraphs if each.speaker}
    is_export = any(each.speaker and each.start_ms is not None for each in paragraphs)
    is_wrapped = any(not each.is_below for each in paragraphs[1:])
    speaker, is_waiting, has_begun = "", False, False
    for paragraph in paragraphs:
        times = paragraph.start_ms, paragraph.end_ms
        words = [line for each in paragraph.words if (line := tidy(each))]
        cue = Cue(paragraph.number, *times, words=paragraph.lines)
        if is_export and _is_of_the_export(paragraph, has_begun):
            yield cue, "The program that made the file added this; nobody said it."
            continue
        if not is_short(cue):
            yield cue, f"The {unit} is longer than {LONGEST_CUE:,} characters."
            continue
        has_begun = has_begun or paragraph.is_marked
        said = [(paragraph.speaker, words)] if paragraph.speaker else by_label(words, labels)
        if len(said) > 1 and not said[0][1]:
            said.pop(0)  # nothing before the first label
        is_new = bool(said[0][0]) or paragraph.start_ms is not None
        if paragraph.is_heading:
            speaker, is_new = "", True
        elif not said[0][0]:
            said[0] = (speaker, said[0][1])
        under = paragraph.is_below and is_wrapped and not BULLET.match(paragraph.lines[0])
        cue.goes_on = not is_new and (is_waiting or under)
        speaker, is_waiting = said[-1][0], not said[-1][1]
        yield cue, said


def _is_of_the_export(paragraph: Paragraph, has_begun: bool) -> bool:
    lines = [tidy(line) for line in paragraph.lines]
    at_the_top = () if has_begun or paragraph.is_marked else (TITLE, DATE, DURATION)
    return all(
        any(pattern.fullmatch(line) for pattern in (SWITCHED, *at_the_top))
        for line in lines
        if line
    )
