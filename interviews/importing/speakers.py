"""Tells a speaker's name at the beginning of a line from words that happen to end in a colon.

Zoom writes `Ann Price: words`. A label is taken for a speaker when it is shaped like a name (up
to six words with capitals, no word that opens a remark such as Note or Remember) and either more
than half of the file's cues begin with such a label, or this one begins two cues or more. A label
not shaped like a name (`jsmith2`) must begin at least three cues and a tenth of all. A colon
inside a time or an address is followed by no space, so is not the end of a label.
"""

import re
from collections import Counter

LABEL = re.compile(r"(?:-\s*|>>\s*)?([^:：]{1,80}?)\s*(?::(?:\s+|$)|：\s*)(.*)")
BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]")
WORD = re.compile(r"[^\W\d_](?:[\w'’]*|[\w'’]{0,4}\.)|\d{1,4}")
BETWEEN_WORDS = re.compile(r"[\s,|/&+‐‑–—-]+")
MOST_WORDS = 6
LONGEST_NAME = 80  # characters
PARTICLES = frozenset(
    """
    al and ap bin da de del della den der di dos du e el ferch ibn la le of van von y
    """.split()  # noqa: SIM905
)
# Words that open a remark, not a name. None of them is a common surname.
NOT_NAMES = frozenset(
    """
    a about action actions address agenda also an answer answers appendix are as at aside basically
    because but caution chapter conclusion date decision e.g eg email example examples fact figure
    finally first firstly for from fyi he her here his how however i i.e idea ie if important in is
    issue issues it item items its kind language last lastly later lesson link message mind my
    namely next no note notes now number objective ok okay on one option options or otherwise our
    outcome page part phase phone plus point points problem problems ps question questions quote re
    reason reasons recording region remember reminder result results second secondly section she
    slide so solution source stage step steps style subject summary table that the their then there
    therefore these they thing things third thirdly this those three time tip title to topic total
    transcript transcription two update url warning was we website well were what when where which
    who why with yes you your
    """.split()  # noqa: SIM905
)


def speaker_labels(cues: list[list[str]]) -> set[str]:
    """The labels that are speakers, in a file without voice tags: where there are any, a label
    is only a speaker when it is one of them. `cues` holds the lines of each cue, tags taken out.
    """
    begins = Counter(label for lines in cues if (label := _label(lines[:1])))
    in_cues = Counter(label for lines in cues for label in {_label([line]) for line in lines})
    names = {label for label in in_cues if is_like_a_name(label)}
    speakers = {label for label in names if in_cues[label] > 1}
    speakers |= {label for label in begins if _recurs_often(label, begins[label], len(cues))}
    if sum(begins[label] for label in names) * 2 > len(cues):
        speakers |= {label for label in names if begins[label]}
    return speakers


def name_lines(cues: list[list[str]]) -> set[str]:
    """Names that stand by themselves on the first line of cues, where most cues have one and
    somebody speaks twice."""
    first = Counter(lines[0] for lines in cues if len(lines) > 1 and len(lines[0]) <= LONGEST_NAME)
    names = {line for line in first if is_like_a_name(line)}
    times = [first[name] for name in names]
    return names if max(times, default=0) > 1 and sum(times) * 2 > len(cues) else set()


def split_label(line: str, labels: set[str]) -> tuple[str, str] | None:
    """Speaker and words of a line that begins with one of `labels`."""
    match = LABEL.fullmatch(line)
    if match and match[1] in labels:
        return match[1], match[2]
    return None


def _label(lines: list[str]) -> str:
    match = LABEL.fullmatch(lines[0]) if lines else None
    return match[1] if match else ""


def is_like_a_name(label: str) -> bool:
    if label in ("Q", "A"):
        return True
    words = [word for word in BETWEEN_WORDS.split(BRACKETS.sub(" ", label)) if word]
    if not 1 <= len(words) <= MOST_WORDS or words[0][0].islower() or words[0][0].isdigit():
        return False
    return all(
        WORD.fullmatch(word)
        and word.casefold().strip(".") not in NOT_NAMES
        and (not word[0].islower() or word in PARTICLES)
        for word in words
    )


def _recurs_often(label: str, times: int, cues: int) -> bool:
    words = re.split(r"[\s._-]+", label.casefold())
    return (
        times >= 3
        and times * 10 >= cues
        and len(words) <= 4
        and re.fullmatch(r"[^\W\d][\w\s.'’@-]{0,39}", label) is not None
        and not set(words) & NOT_NAMES
    )
