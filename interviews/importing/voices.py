"""Who speaks in captions: voice tags, `Name:` before the words, or a name on a line of its own."""

from interviews.importing.cues import LONGEST_CUE, Cue
from interviews.importing.speakers import name_lines, speaker_labels, split_label
from interviews.importing.words import Span, spans_of


def said_in(cues: list[Cue]):
    """Each cue with its (speaker, words) pairs, or with why it has none."""
    spans = [spans_of(cue.words) if is_short(cue) else None for cue in cues]
    voices = {span.speaker for each in spans for span in each or () if span.speaker}
    labels, names = voices, set()
    if not voices:
        lines = [[line for span in each for line in span.lines] for each in spans if each]
        labels = speaker_labels(lines)
        names = set() if labels else name_lines(lines)
    for cue, each in zip(cues, spans, strict=True):
        if each is None:
            yield cue, f"The cue is longer than {LONGEST_CUE:,} characters."
            continue
        said = [pair for span in each for pair in _by_name(span, labels, names)]
        yield cue, [pair for pair in said if pair[1]] or "There are no words in this cue."


def is_short(cue: Cue) -> bool:
    return sum(map(len, cue.words)) <= LONGEST_CUE


def _by_name(span: Span, labels: set[str], names: set[str]) -> list[tuple[str, list[str]]]:
    if span.speaker is not None:
        return [(span.speaker, span.lines)]
    if names and len(span.lines) > 1 and span.lines[0] in names:
        return [(span.lines[0], span.lines[1:])]
    return by_label(span.lines, labels)


def by_label(lines: list[str], labels: set[str]) -> list[tuple[str, list[str]]]:
    """The lines by the labels that some begin with; a first pair without a speaker may be empty."""
    if not labels:
        return [("", lines)]
    said = [("", [])]
    for line in lines:
        speaker, words = split_label(line, labels) or (None, line)
        if speaker is not None:
            said.append((speaker, []))
        if words:
            said[-1][1].append(words)
    return said
