"""People named by their initials alone: W.T., W. R. Tregarth's W.R.T., Dr WT, and WT."""

import re
from collections.abc import Sequence
from functools import lru_cache

from adoption_reviews.identifiers.words import Word, folded, words_of
from adoption_reviews.names import NamePlace, parts_of_name

DOTTED = re.compile(r"\.[\s-]{0,2}")
MOST = 5  # letters of initials
# What two to four capitals mean to nearly every reader; with dots they are initials all the same.
COMMON = (
    "ae ahp ai am an anp api app as at be bma bmj bp by ca cc ccg cd ceo cfo cio cnio cno cns cnst "
    "coo cqc cqi cqin ct cto cv do doh dr ed eds ehr emr ent epr er eu faq fd ft gdpr gi gp gps he "
    "hb hca hcp hdu hee hei hr hrs hse icb icp ics ict icu id if ig im in ip is isa it itu iv kpi "
    "la ld lead led lmc ltd mbe md mdt me mh mhra mp mr mri ms msk my nhs nhse nhsx nice nihr no "
    "np npd obe of ok on op opd or os ot pa pals pc pct pdf pdsa pg pgd phd phe pi pm pmo po pp pr "
    "ppe ppi qa qi qip qof ra rca rcn rcp rct rd rn rtt sla so sop st stp tb to tv uk up ukhsa "
    "us usa vat vte we who wte"
)
ABBREVIATIONS = frozenset(COMMON.split())


def initials_places(text: str, identities: Sequence, titles: frozenset[str]) -> list[NamePlace]:
    """Where initials of somebody stand, with dots, after a title, or where they can mean no other.

    Without dots only capitals count that are no common abbreviation and stand among words that
    are not capitals themselves. `titles`: plain words like "dr".
    """
    known = _initials(tuple(each.name for each in identities))
    if not known:
        return []
    words, found = words_of(text), []
    for at, word in enumerate(words):
        if not word.is_capitals:
            continue
        whose, end = known.get(word.spellings[-1]), word.ends[-1]
        if len(word.spellings[0]) == 1:
            whose, end = _dotted(text, words, at, known)
        elif whose and not _is_unmistakable(words, at, titles):
            whose = None
        if whose:
            found.append(NamePlace(word.begins, end, whose))
    return found


def is_bare(words: str) -> bool:
    """Whether initials were written without dots, so that they may mean something else."""
    return words.isalpha() and words.isupper() and len(words) <= MOST


def _dotted(text: str, words: list[Word], at: int, known: dict) -> tuple[tuple | None, int]:
    """Whose the longest initials with dots are that begin at `at`, and where they end."""
    letters, whose, end = words[at].spellings[0], None, 0
    for n in range(at + 1, min(at + MOST, len(words))):
        gap = text[words[n - 1].ends[0] : words[n].begins]
        is_letter = len(words[n].spellings[-1]) == 1 and words[n].is_capitals
        if not is_letter or not DOTTED.fullmatch(gap):
            break
        letters += words[n].spellings[-1]
        if letters in known:
            whose, end = known[letters], words[n].ends[-1]
            end += text[end : end + 1] == "."
    return whose, end


def _is_unmistakable(words: list[Word], at: int, titles: frozenset[str]) -> bool:
    if at and words[at - 1].spellings[0] in titles:
        return True
    beside = [each for each in (at - 1, at + 1) if 0 <= each < len(words)]
    shouted = any(words[n].is_capitals and len(words[n].spellings[0]) > 1 for n in beside)
    return words[at].spellings[-1] not in ABBREVIATIONS and not shouted


@lru_cache(maxsize=64)
def _initials(names: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    owners = {}
    for number, name in enumerate(names):
        for letters in _initials_of(name):
            owners.setdefault(letters, []).append(number)
    return {letters: tuple(whose) for letters, whose in owners.items()}


def _initials_of(name: str) -> set[str]:
    """wt, wrt; of Rhys Lloyd-Jones rlj, rl and rj. Small letters."""
    parts = [folded(part).split() for part in parts_of_name(name)]
    if len(parts) < 2:
        return set()
    firsts = ["".join(word[0] for word in part) for part in parts]
    spoken = {"".join(firsts), firsts[0] + firsts[-1], firsts[0][0] + firsts[-1]}
    spoken |= {"".join(each[0] for each in firsts)}
    spoken |= {firsts[0][0] + letter for letter in firsts[-1]}
    return {letters for letters in spoken if 2 <= len(letters) <= MOST}
