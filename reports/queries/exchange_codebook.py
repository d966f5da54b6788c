"""A review's codes as other tools show them.

Codes lie in their groups, which passages cannot be coded with. Under each code lies one for every
direction it was given with: that is what passages are coded as.
"""

from collections.abc import Collection, Mapping

from adoption_reviews.codes import THEMES, code_groups, split_key, unknown_code
from adoption_reviews.codes import Code as OurCode
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction
from reports.exchange.guids import code_guid, direction_guid, group_guid
from reports.exchange.project import Code
from reports.queries.exchange_words import Words

OTHERS = "Other codes"


def all_codes(review: Review, used: Collection[str] = ()) -> list[tuple[str, list[OurCode]]]:
    """Every code by the title of its group, with those of `used` that no list has any more."""
    groups = [(group.title, group.codes) for group in code_groups(review)]
    listed = {code.key for _, codes in groups for code in codes}
    others = [unknown_code(*split_key(key)) for key in dict.fromkeys(used) if key not in listed]
    return [*groups, (OTHERS, others)] if others else groups


def written(code: OurCode, words: Words) -> tuple[str, str]:
    """A code's title and description as they leave; people write those of themes only."""
    if code.framework_ref != THEMES:
        return code.title, code.description
    title = words.text(code.title, "The title of a theme")
    return title, words.text(code.description, f"The description of the theme “{title}”")


def codebook(
    review: Review,
    words: Words,
    used: Mapping[str, Collection[str]] | None = None,
    notes: Mapping[str, Collection[str]] | None = None,
) -> tuple[Code, ...]:
    """`used`: code key → directions it is given with; `notes`: code key → guids of notes."""
    found, known = [], set()
    for title, codes in all_codes(review, used or ()):
        found.append(Code(guid=group_guid(title), name=title, is_codable=False))
        for code in codes:
            name, description = written(code, words)
            above = code_guid(code.parent) if code.parent else ""
            found.append(
                Code(
                    guid=code_guid(code.key),
                    name=name,
                    description=description,
                    parent=above if above in known else group_guid(title),
                    notes=tuple((notes or {}).get(code.key, ())),
                )
            )
            known.add(found[-1].guid)
            found += [
                Code(
                    guid=direction_guid(code.key, direction),
                    name=f"{name}: {direction.label.lower()}",
                    parent=code_guid(code.key),
                )
                for direction in Direction
                if direction in (used or {}).get(code.key, ())
            ]
    return tuple(found)
