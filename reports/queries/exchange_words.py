"""Texts on their way out: line ends made one, and who could be recognised found or replaced."""

import re
from dataclasses import dataclass

from adoption_reviews.identifiers.check import identifiers_found
from adoption_reviews.identifiers.words import folded
from adoption_reviews.models import Review
from interviews.queries.participants import identities
from interviews.queries.quotes import key_of, words_left
from reports.wording import counted

LINE_END = re.compile("\r\n|\r|\ufeff")
UNNAMED = {"email": "e-mail address", "phone": "phone number", "nhs-number": "NHS number"}


class IdentifiersFound(Exception):
    """Something that would leave may give somebody away. `places` says where."""

    def __init__(self, places: list["Place"]):
        super().__init__(f"{counted(len(places), 'place', 'places')} may give somebody away.")
        self.places = places


@dataclass(frozen=True, slots=True)
class Place:
    """Words in a text that may give somebody away. For the review's reviewers only."""

    where: str
    words: tuple[str, ...]
    whose: tuple[str, ...]  # pseudonyms


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text as it leaves. `edits`: (begin, end, length of what stands there now)."""

    text: str
    edits: tuple[tuple[int, int, int], ...] = ()

    def at(self, offset: int, *, is_end: bool = False) -> int:
        """Where an offset of the text as it was stands now."""
        shift = 0
        for begin, end, now in self.edits:
            if offset <= begin:
                break
            if offset < end:
                return begin + shift + (now if is_end else 0)
            shift += now - (end - begin)
        return offset + shift


class Words:
    """Makes texts fit to leave a review.

    With identities they leave as they are. Without, what may give somebody away is noted in
    `places` or, if `replace` says so, stands as the review's quotes have it, in square brackets.
    """

    def __init__(self, review: Review, *, with_identities: bool, replace: bool):
        self.places: list[Place] = []
        self._replace = replace
        self._checked = not with_identities
        self._people = identities(review) if self._checked else []
        self._left = words_left(review) if self._checked else frozenset()
        self._done: dict[str, Cleaned] = {}  # many texts stand in several places
        rows = review.replacements.exclude(replacement="")
        self._stands_for = dict(rows.values_list("original", "replacement"))

    def cleaned(self, text: str, where: str) -> Cleaned:
        """`where` says for a list of places which text it is."""
        if text not in self._done:
            self._done[text] = self._cleaned(text, where)
        return self._done[text]

    def _cleaned(self, text: str, where: str) -> Cleaned:
        edits = [
            (*each.span(), "" if each[0] == "\ufeff" else "\n") for each in LINE_END.finditer(text)
        ]
        if self._checked:
            found = identifiers_found([text], self._people, left=self._left)
            if self._replace:
                edits += [(each.begin, each.end, self._instead(each)) for each in found]
            elif found:
                self._note(found, where)
        return _edited(text, edits) if edits else Cleaned(text)

    def text(self, text: str, where: str) -> str:
        return self.cleaned(text, where).text if text else ""

    def check(self) -> None:
        """Raises IdentifiersFound."""
        if self.places:
            raise IdentifiersFound(self.places)

    def _note(self, found, where: str) -> None:
        whose = {each.participant.pseudonym for one in found for each in one.whose}
        words = tuple(dict.fromkeys(each.words for each in found))
        self.places.append(Place(where, words, tuple(sorted(whose))))

    def _instead(self, found) -> str:
        words = self._stands_for.get(folded(found.words))
        if not words and found.whose:
            participant = found.whose[0].participant
            words = self._stands_for.get(key_of(participant), participant.pseudonym)
        return f"[{words or UNNAMED.get(found.kind, 'name')}]"


def _edited(text: str, edits: list[tuple[int, int, str]]) -> Cleaned:
    pieces, kept, at = [], [], 0
    for begin, end, instead in sorted(edits):
        if begin < at:  # inside one that is made already
            continue
        pieces += [text[at:begin], instead]
        kept.append((begin, end, len(instead)))
        at = end
    return Cleaned("".join([*pieces, text[at:]]), tuple(kept))
