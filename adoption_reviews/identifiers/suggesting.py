"""What could stand in square brackets for a person or a place, different for each of them."""

import re
from collections.abc import Collection, Iterable

from adoption_reviews.identifiers.words import plain_words
from adoption_reviews.vocabulary import Identifier, RoleGroup

TITLED = {
    "a doctor": ("dr", "doctor", "surgeon"),
    "a professor": ("prof", "professor"),
    "a nurse": ("nurse", "sister", "matron"),
    "a midwife": ("midwife",),
    "a chaplain": ("rev", "revd", "reverend", "father", "canon", "chaplain", "imam", "rabbi"),
    "a councillor": ("cllr", "councillor"),
}
OF_ROLE_GROUP = {
    RoleGroup.EXECUTIVE: "an executive",
    RoleGroup.DIVISIONAL: "a divisional lead",
    RoleGroup.FRONT_LINE: "a member of staff",
}
PLACES = (
    "ward unit clinic theatre department suite laboratory centre hospital hospice surgery practice "
    "building house wing block campus site lounge room"
)
OTHERS = {
    Identifier.EMAIL: "e-mail address",
    Identifier.PHONE: "phone number",
    Identifier.POSTCODE: "postcode",
    Identifier.NHS_NUMBER: "NHS number",
    Identifier.TRUST: "this trust",
    Identifier.JOB_TITLE: "a colleague",
    Identifier.OTHER: "number",
}
# Only people and places are told apart: two of them under one replacement would become one.
TOLD_APART = (Identifier.NAME, Identifier.PLACE)
AGAIN = "third fourth fifth sixth seventh eighth ninth tenth"


def suggestion(
    kind: str, words: Iterable[str], *, titles: Iterable[str] = (), role_group: str = ""
) -> str:
    """What could stand for `words` (all ways that one person or place is written)."""
    if kind == Identifier.NAME:
        for title in titles:
            for suggested, those in TITLED.items():
                if title in those:
                    return suggested
        return OF_ROLE_GROUP.get(role_group, "a colleague")
    if kind == Identifier.JOB_TITLE:
        return OF_ROLE_GROUP.get(role_group, OTHERS[kind])
    if kind == Identifier.PLACE:
        said = [word for each in words for word in plain_words(each)]
        found = [place for place in PLACES.split() if place in said or f"{place}s" in said]
        return f"a {found[0]}" if found else "a place"
    return OTHERS[kind]


def told_apart(kind: str, suggested: str, taken: Collection[str]) -> str:
    """The suggestion, or "another doctor", "a third doctor" …, when others have it already."""
    taken = {each.casefold() for each in taken}
    if kind not in TOLD_APART or suggested.casefold() not in taken:
        return suggested
    thing = re.sub(r"^an? ", "", suggested)
    tried = [f"another {thing}"]
    tried += [f"{'an' if each[0] in 'aeiou' else 'a'} {each} {thing}" for each in AGAIN.split()]
    tried += [f"{thing} {number}" for number in range(len(tried) + 2, len(taken) + 13)]
    return next(each for each in tried if each not in taken)
