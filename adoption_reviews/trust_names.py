"""What a name in the NHS's list of organisations says: how to write it, and the kind it names."""

import re

from adoption_reviews.models import Organisation

KEPT_IN_CAPITALS = {"NHS", "ICB", "CIC", "UK"}
SMALL = {
    "a",
    "and",
    "at",
    "by",
    "for",
    "in",
    "le",
    "of",
    "on",
    "the",
    "to",
    "under",
    "upon",
    "with",
}
# A word, with an apostrophe inside it or at its end: KING'S, THOMAS', O'BRIEN.
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]*)*")

# The first that the name contains decides. "Partnership", "health and care" and the like are used
# by several kinds of trust, so they decide nothing: the kind stays unknown until somebody says it.
KINDS = [
    ("ambulance", Organisation.Kind.AMBULANCE),
    ("integrated care board", Organisation.Kind.COMMISSIONER),
    ("care home", Organisation.Kind.CARE_HOME),
    ("mental health", Organisation.Kind.MENTAL_HEALTH),
    ("community", Organisation.Kind.COMMUNITY),
    ("hospital", Organisation.Kind.ACUTE),
    ("acute", Organisation.Kind.ACUTE),
]


def written_name(name: str) -> str:
    """The name with single spaces and, if it came all in capitals, with capitals where due."""
    name = " ".join(name.split())
    if name != name.upper():
        return name
    return WORD.sub(lambda match: _written_word(match[0], is_first=match.start() == 0), name)


def _written_word(word: str, *, is_first: bool) -> str:
    if word in KEPT_IN_CAPITALS:
        return word
    if word.lower() in SMALL and not is_first:
        return word.lower()
    if re.match(r"O['’][^\W\d_]{2}", word):
        return word[:2] + word[2:].capitalize()
    if re.match(r"MC[^\W\d_]{3}", word):
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def short_name(name: str) -> tuple[str, str]:
    """The name without what most names end in, and that ending: together the whole name."""
    match = re.search(r",? NHS( Foundation)? Trust$", name)
    return (name[: match.start()], match[0]) if match else (name, "")


def kind_named(name: str) -> str:
    """The kind of organisation that the name itself states, else `Kind.UNKNOWN`."""
    words = name.casefold()
    for phrase, kind in KINDS:
        if re.search(rf"\b{phrase}s?\b", words):
            return kind
    return Organisation.Kind.UNKNOWN


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in capitals, spaces, punctuation or "&" for "and" only."""
    return spoken(one) == spoken(other)


def spoken(name: str) -> str:
    """What all writings of a name share: see `same_name`."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold().replace("&", " and ").replace("'", "")))
