"""One trust's profile: its answers of this round beside those of its round before."""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from adoption_reviews.frameworks import Domain, Indicator, MaturityFramework, SubDomain
from maturity.adding_up import NOT_APPLICABLE, Answer, Course, Step
from maturity.models import SelfAssessment
from maturity.queries.assessments import framework_of
from maturity.queries.cohort import answers_given, codes_shared, courses
from maturity.queries.last_round import last_assessment


class Moved(StrEnum):
    """What became of an indicator since the round before, as pages say it."""

    UP = "Up"
    DOWN = "Down"
    SAME = "The same"
    NEWLY = "Newly rated"
    NO_LONGER = "No longer rated"
    NEITHER = "Not rated either time"
    NOT_ASKED = "Not asked last time"


@dataclass(frozen=True)
class Beside:
    """One indicator: what is said now and what was said before."""

    indicator: Indicator
    sub_domain: SubDomain
    now: Answer
    before: Answer
    was_asked: bool
    now_words: str  # e.g. 3 – Making progress
    then_words: str

    @property
    def moved(self) -> Moved:
        if not self.was_asked:
            return Moved.NOT_ASKED
        now, before = isinstance(self.now, int), isinstance(self.before, int)
        if now and before:
            if self.now == self.before:
                return Moved.SAME
            return Moved.UP if self.now > self.before else Moved.DOWN
        if now:
            return Moved.NEWLY
        return Moved.NO_LONGER if before else Moved.NEITHER


@dataclass(frozen=True)
class ProfilePart:
    """A rated domain with its indicators in order."""

    domain: Domain
    indicators: tuple[Beside, ...]

    @property
    def sub_domains(self) -> list[tuple[SubDomain, list[Beside]]]:
        """In the framework's order, those without an indicator left out."""
        found = {each.key: (each, []) for each in self.domain.sub_domains}
        for each in self.indicators:
            found[each.sub_domain.key][1].append(each)
        return [(sub, those) for sub, those in found.values() if those]


@dataclass(frozen=True)
class Profile:
    """`before` is the self-rating of the round before; None when there is none to compare.

    `cannot_compare` is true where there is one whose scale has other values.
    """

    assessment: SelfAssessment
    framework: MaturityFramework
    before: SelfAssessment | None
    cannot_compare: bool
    parts: tuple[ProfilePart, ...]
    course: Course | None

    @property
    def indicators(self) -> list[Beside]:
        return [each for part in self.parts for each in part.indicators]

    @property
    def is_empty(self) -> bool:
        """Nothing is answered now."""
        return all(each.now is None for each in self.indicators)

    @property
    def n_rated(self) -> int:
        return sum(isinstance(each.now, int) for each in self.indicators)

    @property
    def moves(self) -> list[tuple[Moved, list[Beside]]]:
        """By what became of them, in the order of Moved; what nothing became of is left out."""
        found = {moved: [] for moved in Moved}
        for each in self.indicators:
            found[each.moved].append(each)
        return [(moved, those) for moved, those in found.items() if those]

    @property
    def direction(self) -> str:
        """What the moves come to, by the rule of `maturity.adding_up`; empty without any."""
        n = Counter(each.moved for each in self.indicators)
        n_both = n[Moved.UP] + n[Moved.DOWN] + n[Moved.SAME]
        step = Step(n_both=n_both, n_up=n[Moved.UP], n_down=n[Moved.DOWN])
        return step.word if n_both else ""


def profile(assessment: SelfAssessment) -> Profile:
    """The profile of a self-rating that comes with its review. Five queries at most."""
    framework = framework_of(assessment)
    last = last_assessment(assessment)
    compared = [assessment] if last is None else [assessment, last]
    given, codes = answers_given(compared, framework), codes_shared(compared, framework)
    before = last if last is not None and given.get(last.pk) else None
    asked = codes[before.framework_ref] if before else frozenset()
    now, then = given[assessment.pk], given[before.pk] if before else {}

    def beside(each: Indicator, sub: SubDomain) -> Beside:
        answers = now.get(each.key), then.get(each.key)
        words = (long(answer, framework) for answer in answers)
        was_asked = each.key in asked
        found = Beside(each, sub, *answers, was_asked, *words)
        return found if was_asked else replace(found, then_words="Not asked")

    parts = tuple(
        ProfilePart(
            domain,
            tuple(beside(each, sub) for sub in domain.sub_domains for each in sub.indicators),
        )
        for domain in framework.rated_domains
    )
    return Profile(
        assessment=assessment,
        framework=framework,
        before=before,
        cannot_compare=last is not None and last.pk not in given,
        parts=parts,
        course=course_until(assessment, framework),
    )


def course_until(assessment: SelfAssessment, framework: MaturityFramework) -> Course | None:
    """The course of the organisation up to this round; None before there are two. Two queries."""
    organisation = assessment.review.organisation_id
    found = courses(framework, organisation, until=assessment.review.round_number)
    course = found.get(organisation)
    return course if course and course.word else None


def short(answer: Answer) -> str:
    """An answer where there is little room: its level, n/a or a dash."""
    if answer is None:
        return "–"
    return "n/a" if answer == NOT_APPLICABLE else str(answer)


def long(answer: Answer, framework: MaturityFramework) -> str:
    """An answer in words, e.g. 3 – Making progress."""
    if answer is None:
        return "Not answered"
    if answer == NOT_APPLICABLE:
        return "Not applicable"
    return f"{answer} – {framework.level(answer).title}"
