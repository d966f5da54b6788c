"""The last look before anything leaves: is somebody in it who could be recognised?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from adoption_reviews.identifiers.initials import initials_places, is_bare
from adoption_reviews.identifiers.numbers import emails, nhs_numbers, phone_numbers
from adoption_reviews.identifiers.titles import TITLES
from adoption_reviews.identifiers.words import folded, plain
from adoption_reviews.names import name_places
from adoption_reviews.vocabulary import Identifier


@dataclass(frozen=True, slots=True)
class Found:
    """Something that may give somebody away. Offsets count code points."""

    text: int  # the number of the text it stands in, from 0
    begin: int
    end: int
    words: str  # as written there
    kind: str  # of Identifier
    whose: tuple = ()  # the identities it may be of; none: nobody's that is listed

    @property
    def may_be_ordinary(self) -> bool:
        """Whether it is a word in small letters, or capitals without dots: ward, KP."""
        return self.kind == Identifier.NAME and is_ordinary(self.words)


def is_ordinary(words: str) -> bool:
    """Whether a name that was found may as well be an ordinary word or an abbreviation."""
    return words.isalpha() and (words.islower() or is_bare(words))


def identifiers_found(
    texts: Iterable[str], identities: Iterable, *, left: Collection[str] = ()
) -> list[Found]:
    """What in `texts` names one of `identities`, or is a way to reach anybody, in order.

    Looked for are names in every form that `names` and `initials` know, and any e-mail address,
    phone number and NHS number, whoever's it is. `identities` are ParticipantIdentity rows, or
    anything with `name` and `email`. `left` are words (folded) that reviewers settled to be
    ordinary: they are passed over where they look so ("young", not "Young"). Nothing found: the
    texts may leave. No two of those found overlap.
    """
    identities, found = list(identities), []
    for number, text in enumerate(texts):
        here = set(_found_in(number, text, identities))
        here = [each for each in here if not any(_inside(each, other) for other in here)]
        found += _one_by_one(text, sorted(here, key=lambda each: (each.begin, each.end)))
    return [
        each for each in found if not (each.may_be_ordinary and folded(each.words) in set(left))
    ]


def _found_in(number: int, text: str, identities: list):
    places = name_places(text, identities) + initials_places(text, identities, TITLES)
    for begin, end, whose in places:
        kind = Identifier.EMAIL if "@" in plain(text[begin:end])[0] else Identifier.NAME
        people = tuple(identities[each] for each in whose)
        yield Found(number, begin, end, text[begin:end], kind.value, people)
    simple, origin = plain(text)
    for kind, finder in (
        (Identifier.EMAIL, emails),
        (Identifier.PHONE, phone_numbers),
        (Identifier.NHS_NUMBER, nhs_numbers),
    ):
        for simple_begin, simple_end in finder(simple):
            begin, end = origin[simple_begin], origin[simple_end - 1] + 1
            yield Found(number, begin, end, text[begin:end], kind.value)


def _one_by_one(text: str, found: list[Found]) -> list[Found]:
    """Those that overlap as one, so that whoever replaces them can go from one to the next."""
    apart = []
    for each in found:
        if not apart or each.begin >= apart[-1].end:
            apart.append(each)
            continue
        last = apart.pop()
        end = max(last.end, each.end)
        whose = tuple(dict.fromkeys(last.whose + each.whose))
        apart.append(replace(last, end=end, words=text[last.begin : end], whose=whose))
    return apart


def _inside(one: Found, other: Found) -> bool:
    """Whether the other says more: it is longer, or at the same place knows whose it is."""
    if (one.begin, one.end) == (other.begin, other.end):
        return one.kind == other.kind and not one.whose and bool(other.whose)
    return other.begin <= one.begin and one.end <= other.end
