"""Frameworks as data: YAML files loaded once into frozen objects.

A file is one version of one framework and never changes once released; rows store its reference
(`key@version`) and codes, never titles. The schema is strict: unknown, missing and duplicate keys
and duplicate codes are refused with the file and the place.
"""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from django.conf import settings
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

SHIPPED = Path(__file__).parent / "framework_data"

Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, msgspec.Meta(min_length=1)]


class FrameworkError(ValueError):
    """A framework file that cannot be used; the message names file, place and reason."""


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Influence(Strict):
    key: Key
    title: Words
    description: Words


class Stage(Strict):
    key: Key
    title: Words
    opening_question: Words
    influences: tuple[Influence, ...]


class Level(Strict):
    value: int
    title: Words


class Indicator(Strict):
    key: Key
    title: Words


class Question(Strict):
    key: Key
    title: Words
    kind: str  # number, choice or text
    choices: tuple[str, ...] = ()


class SubDomain(Strict):
    key: Key
    title: Words
    indicators: tuple[Indicator, ...] = ()
    questions: tuple[Question, ...] = ()


class Domain(Strict):
    key: Key
    title: Words
    why: Words
    sub_domains: tuple[SubDomain, ...]
    rated: bool = True

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(each for sub in self.sub_domains for each in sub.indicators)


class Segment(Strict):
    key: Key
    title: Words
    description: Words


class Code(Strict):
    key: Key
    title: Words
    description: Words


class CodeGroup(Strict):
    key: Key
    title: Words
    codes: tuple[Code, ...]


class Source(Strict):
    key: Key
    citation: Words
    finding: Words
    bears_on: tuple[Key, ...]


class Framework(Strict, tag_field="kind"):
    """What every framework has, beside `codes()`: all of them, in order. Rows name it by `ref`."""

    key: Key
    version: Words
    title: Words
    source: Words

    @property
    def ref(self) -> str:
        return f"{self.key}@{self.version}"


class InfluencesFramework(Framework, tag="influences"):
    stages: tuple[Stage, ...]

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
    scale: tuple[Level, ...]
    domains: tuple[Domain, ...]

    def codes(self) -> list[str]:
        return [each.key for domain in self.domains for each in domain.indicators]

    @property
    def rated_domains(self) -> tuple[Domain, ...]:
        return tuple(domain for domain in self.domains if domain.rated)

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
    segments: tuple[Segment, ...]

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
    sources: tuple[Source, ...]

    def codes(self) -> list[str]:
        return [each.key for each in self.sources]


AnyFramework = (
    InfluencesFramework | MaturityFramework | WheelFramework | BarriersFramework | EvidenceSources
)


def _by_key(items, key: str):
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)


def read_framework(path: Path) -> AnyFramework:
    """Read and check one file. Raises FrameworkError with file, line or path, and reason."""
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        framework = msgspec.convert(data, AnyFramework)
    except UnicodeDecodeError as error:
        raise FrameworkError(f"{path.name}: the file is not UTF-8 text") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        reason = str(error.problem).strip().splitlines()[0]
        raise FrameworkError(f"{path.name}, line {line}: {reason}") from error
    except msgspec.ValidationError as error:
        raise FrameworkError(f"{path.name}: {error}") from error
    _check(framework, path.name)
    return framework


def _check(framework: AnyFramework, name: str) -> None:
    codes = framework.codes()
    if not codes:
        raise FrameworkError(f"{name}: there is not one code in it")
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    if repeated:
        raise FrameworkError(f"{name}: code used twice: {', '.join(repeated)}")
    if isinstance(framework, MaturityFramework):
        _check_maturity(framework, name)


def _check_maturity(framework: MaturityFramework, name: str) -> None:
    values = [level.value for level in framework.scale]
    if not 2 <= len(values) <= 7 or values != sorted(set(values)):
        raise FrameworkError(f"{name}: a scale has 2 to 7 levels with rising whole numbers")
    for domain in framework.domains:
        for sub in domain.sub_domains:
            if domain.rated != bool(sub.indicators) or domain.rated == bool(sub.questions):
                wanted = "indicators" if domain.rated else "questions"
                raise FrameworkError(f"{name}: {sub.key} must have {wanted} and nothing else")
            for question in sub.questions:
                if question.kind not in ("number", "choice", "text"):
                    raise FrameworkError(f"{name}: {question.key}: unknown kind {question.kind}")
                if (question.kind == "choice") != bool(question.choices):
                    raise FrameworkError(f"{name}: {question.key}: choices go with kind choice")


def framework_files() -> list[Path]:
    """The shipped files, then those of the hub's own folder."""
    folders = [SHIPPED] + ([Path(settings.FRAMEWORK_DIR)] if settings.FRAMEWORK_DIR else [])
    return [path for folder in folders for path in sorted(folder.glob("*.yaml"))]


@cache
def all_frameworks() -> dict[str, AnyFramework]:
    """Every framework by reference. Raises FrameworkError for the first file that is wrong."""
    found = {}
    for path in framework_files():
        framework = read_framework(path)
        if framework.ref in found:
            raise FrameworkError(f"{path.name}: {framework.ref} is defined by another file too")
        found[framework.ref] = framework
    for framework in found.values():
        if isinstance(framework, EvidenceSources):
            _check_bears_on(framework, found)
    return found


def _check_bears_on(evidence: EvidenceSources, found: dict[str, AnyFramework]) -> None:
    known = {code for framework in found.values() for code in framework.codes()}
    for source in evidence.sources:
        unknown = sorted(set(source.bears_on) - known)
        if unknown:
            raise FrameworkError(
                f"{evidence.ref}: {source.key} bears on unknown codes: {', '.join(unknown)}"
            )


def get_framework(ref: str) -> AnyFramework:
    """The framework `key@version`. Raises FrameworkError when there is none."""
    try:
        return all_frameworks()[ref]
    except KeyError:
        raise FrameworkError(f"There is no framework {ref}") from None
