"""The schema of framework files: what each kind of file may hold, as frozen objects.

Unknown and missing keys are refused by `shape`, what a type cannot say by `rules`.
"""

from typing import Annotated, Literal

import msgspec

KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"
VERSION = r"[0-9a-z]+(?:[.-][0-9a-z]+)*"

Key = Annotated[str, msgspec.Meta(pattern=rf"^{KEY}$", max_length=60)]
Version = Annotated[str, msgspec.Meta(pattern=rf"^{VERSION}$", max_length=39)]
Ref = Annotated[str, msgspec.Meta(pattern=rf"^{KEY}@{VERSION}$", max_length=100)]
Title = Annotated[str, msgspec.Meta(pattern=r"^.+\Z", max_length=200)]  # one line
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Value = Annotated[int, msgspec.Meta(ge=0, le=1000)]


class FrameworkError(ValueError):
    """A framework that cannot be used; the message names file, line and reason."""


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Influence(Strict):
    key: Key
    title: Title
    description: Words


class Stage(Strict):
    key: Key
    title: Title
    opening_question: Words
    influences: Annotated[tuple[Influence, ...], msgspec.Meta(min_length=1)]


class Level(Strict):
    value: Value
    title: Title


class Indicator(Strict):
    key: Key
    title: Words
    influences: tuple[Key, ...] = ()  # codes in the framework that its own `influences` names


class Question(Strict):
    key: Key
    title: Words
    kind: Literal["number", "choice", "text"]
    choices: tuple[Title, ...] = ()


class SubDomain(Strict):
    key: Key
    title: Title
    indicators: tuple[Indicator, ...] = ()
    questions: tuple[Question, ...] = ()


class Domain(Strict):
    key: Key
    title: Title
    why: Words
    sub_domains: Annotated[tuple[SubDomain, ...], msgspec.Meta(min_length=1)]
    rated: bool = True

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(each for sub in self.sub_domains for each in sub.indicators)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(each for sub in self.sub_domains for each in sub.questions)


class Segment(Strict):
    key: Key
    title: Title
    description: Words


class Code(Strict):
    key: Key
    title: Title
    description: Words


class CodeGroup(Strict):
    key: Key
    title: Title
    codes: tuple[Code, ...]


class Source(Strict):
    key: Key
    citation: Words
    finding: Words
    bears_on: tuple[Key, ...]


class Band(Strict):
    """Answers above the band before and up to this number; the last band has no `up_to`."""

    title: Title
    up_to: float | None = None


class Attribute(Strict):
    """What tells organisations of one peer group from another.

    Either a field of the organisation or a question of the framework's unrated domain. `bands` go
    with a question that is answered by a number.
    """

    key: Key
    title: Title
    field: Literal["kind", "region"] | None = None
    question: Key | None = None
    bands: tuple[Band, ...] = ()


class Tie(Strict):
    """What an indicator bears on. Both are codes."""

    indicator: Key
    influences: Annotated[tuple[Key, ...], msgspec.Meta(min_length=1)]


class Framework(Strict, tag_field="kind"):
    """What every framework has, beside `codes()`: all of them, in order. Rows name it by `ref`."""

    key: Key
    version: Version
    title: Title
    source: Words

    @property
    def ref(self) -> str:
        return f"{self.key}@{self.version}"


class InfluencesFramework(Framework, tag="influences"):
    stages: Annotated[tuple[Stage, ...], msgspec.Meta(min_length=1)]

    def codes(self) -> list[str]:
        return [each.key for stage in self.stages for each in stage.influences]

    def influence(self, code: str) -> Influence:
        """Raises KeyError for a code the framework does not have."""
        return _by_key((each for stage in self.stages for each in stage.influences), code)

    def stage_of(self, code: str) -> Stage:
        """The stage an influence belongs to. Raises KeyError for an unknown code."""
        for stage in self.stages:
            if any(each.key == code for each in stage.influences):
                return stage
        raise KeyError(code)


class MaturityFramework(Framework, tag="maturity"):
    scale: Annotated[tuple[Level, ...], msgspec.Meta(min_length=2, max_length=7)]
    domains: Annotated[tuple[Domain, ...], msgspec.Meta(min_length=1)]
    influences: Ref | None = None  # the framework of the codes that its indicators bear on
    peer_groups: tuple[Attribute, ...] = ()

    def codes(self) -> list[str]:
        return [each.key for domain in self.domains for each in domain.indicators]

    @property
    def rated_domains(self) -> tuple[Domain, ...]:
        return tuple(domain for domain in self.domains if domain.rated)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Of its unrated domains, in order."""
        return tuple(each for domain in self.domains for each in domain.questions)

    def domain(self, key: str) -> Domain:
        """Raises KeyError for a domain the framework does not have."""
        return _by_key(self.domains, key)

    def indicator(self, code: str) -> Indicator:
        """Raises KeyError for a code the framework does not have."""
        return _by_key((each for domain in self.domains for each in domain.indicators), code)

    def level(self, value: int) -> Level:
        """Raises KeyError for a value that is not on the scale."""
        for level in self.scale:
            if level.value == value:
                return level
        raise KeyError(value)


class WheelFramework(Framework, tag="wheel"):
    segments: Annotated[tuple[Segment, ...], msgspec.Meta(min_length=1)]

    def codes(self) -> list[str]:
        return [each.key for each in self.segments]


class BarriersFramework(Framework, tag="barriers"):
    groups: tuple[CodeGroup, ...]
    propositions: tuple[Code, ...]

    def codes(self) -> list[str]:
        return [each.key for group in self.groups for each in group.codes] + [
            each.key for each in self.propositions
        ]


class EvidenceSources(Framework, tag="evidence"):
    sources: Annotated[tuple[Source, ...], msgspec.Meta(min_length=1)]

    def codes(self) -> list[str]:
        return [each.key for each in self.sources]


class Ties(Framework, tag="ties"):
    """What the indicators of a framework bear on, kept apart from it: a released file is never
    changed. The codes are those of its indicators.
    """

    framework: Ref
    influences: Ref
    ties: Annotated[tuple[Tie, ...], msgspec.Meta(min_length=1)]

    def codes(self) -> list[str]:
        return [each.indicator for each in self.ties]


class PeerGroups(Framework, tag="peer-groups"):
    """The attributes by which the trusts that rate themselves on a framework are compared."""

    framework: Ref
    attributes: Annotated[tuple[Attribute, ...], msgspec.Meta(min_length=1)]

    def codes(self) -> list[str]:
        return [each.key for each in self.attributes]


AnyFramework = (
    InfluencesFramework
    | MaturityFramework
    | WheelFramework
    | BarriersFramework
    | EvidenceSources
    | Ties
    | PeerGroups
)


def _by_key(items, key: str):
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)
