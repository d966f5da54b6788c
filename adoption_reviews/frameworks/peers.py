"""The attributes by which organisations are sorted into peer groups, and their groups.

Which they are is data: a file of kind `peer-groups` for a framework, or `peer_groups` of a
framework itself. Without either, organisations are compared by their kind and region.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from adoption_reviews.frameworks.finding import file_frameworks, find_framework
from adoption_reviews.frameworks.schema import (
    Attribute,
    Band,
    PeerGroups,
    Question,
)
from adoption_reviews.frameworks.versions import handed_down
from adoption_reviews.models import Organisation

KNOWN_KINDS = tuple(each for each in Organisation.Kind if each is not Organisation.Kind.UNKNOWN)
ALWAYS = (
    Attribute(key="kind", title="Kind of organisation", field="kind"),
    Attribute(key="region", title="Region", field="region"),
)


@dataclass(frozen=True)
class PeerAttribute:
    """One attribute: a field of the organisation or the answer to a question, never both.

    `field` is "kind", "region" or None; `question` is a code of an unrated domain or None.
    `groups` are the titles of its groups in order; empty where they are not known beforehand.
    """

    key: str
    title: str
    field: str | None
    question: str | None
    groups: tuple[str, ...]
    bands: tuple[Band, ...] = ()
    choices: tuple[str, ...] = ()


def peer_attributes(framework_ref: str) -> tuple[PeerAttribute, ...]:
    """The attributes for a framework: of the files that name it, then its own.

    A version without either has those of the version before, as far as it still asks what they
    stand on. Without any, and for a framework that is not there, they are kind and region.
    """
    framework = find_framework(framework_ref)
    if framework is None:
        return tuple(_attribute(each, {}) for each in ALWAYS)
    own = getattr(framework, "peer_groups", ())
    questions = {each.key: each for each in getattr(framework, "questions", ())}
    files = [each for each in file_frameworks().values() if isinstance(each, PeerGroups)]
    found = [
        attribute
        for each in handed_down(files, framework, also_earlier=not own)
        for attribute in each.attributes
        if _is_answered(attribute, questions)
    ]
    named = {each.key: each for each in (*found, *own) or ALWAYS}  # its own word counts
    return tuple(_attribute(each, questions) for each in named.values())


def group_of(attribute: PeerAttribute, answer: str) -> str | None:
    """The title of the group that an answer puts an organisation into; None: not known.

    `answer` is the organisation's field as it is stored or the words of a context answer: a number
    with a full stop and no separators, a choice as the framework words it. A number on the border
    of two bands belongs to the lower.
    """
    answer = answer.strip()
    if attribute.field == "kind":
        known = {each.value: each.label for each in KNOWN_KINDS}
        return known.get(answer)
    if attribute.field == "region":
        return answer or None
    if attribute.bands:
        return _band(attribute.bands, answer)
    return _titled(answer) if answer in attribute.choices else None


def _is_answered(attribute: Attribute, questions: dict[str, Question]) -> bool:
    """Whether the framework asks what the attribute stands on, in the way that it needs."""
    if attribute.question is None:
        return True
    question = questions.get(attribute.question)
    kind = "number" if attribute.bands else "choice"
    return question is not None and question.kind == kind


def _attribute(attribute: Attribute, questions: dict[str, Question]) -> PeerAttribute:
    question = questions.get(attribute.question)
    choices = question.choices if question else ()
    if attribute.field == "kind":
        groups = tuple(each.label for each in KNOWN_KINDS)
    else:
        groups = tuple(band.title for band in attribute.bands) or tuple(map(_titled, choices))
    return PeerAttribute(
        key=attribute.key,
        title=attribute.title,
        field=attribute.field,
        question=attribute.question,
        groups=groups,
        bands=attribute.bands,
        choices=choices,
    )


def _band(bands: tuple[Band, ...], answer: str) -> str | None:
    try:
        number = Decimal(answer)
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0:
        return None
    return next(
        (each.title for each in bands if each.up_to is None or number <= Decimal(str(each.up_to))),
        None,
    )


def _titled(choice: str) -> str:
    return choice[:1].upper() + choice[1:]
