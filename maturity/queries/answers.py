"""Reading the answers of one self-rating. What counts as an answer, and how answers add up, is in
`maturity.adding_up`."""

from collections.abc import Iterable
from dataclasses import dataclass

from adoption_reviews.frameworks import Domain, MaturityFramework
from maturity import adding_up
from maturity.adding_up import Area
from maturity.models import Rating, SelfAssessment
from maturity.queries.assessments import framework_of
from maturity.queries.cohort import summary


@dataclass(frozen=True)
class Answer:
    """What an assessment says about one indicator. `indicator` and `domain` are codes."""

    indicator: str
    title: str
    domain: str
    sub_domain: str  # its title
    value: int | None = None
    is_not_applicable: bool = False
    explanation: str = ""
    words: str = "Not answered"  # e.g. 3 – Making progress
    is_described: bool = False  # a question that has an answer

    @property
    def is_silent(self) -> bool:
        return self.value is None and not self.is_not_applicable and not self.is_described


@dataclass(frozen=True)
class Progress:
    """How much of an assessment is done. The last three add up to `n_indicators`."""

    n_indicators: int
    n_answered: int
    n_not_applicable: int
    n_silent: int

    @property
    def n_done(self) -> int:
        """Rated, or said not to apply."""
        return self.n_answered + self.n_not_applicable

    @property
    def words(self) -> str:
        """E.g. 20 of 35 indicators answered: 18 rated, 2 not applicable."""
        return (
            f"{self.n_done} of {self.n_indicators} indicators answered: "
            f"{self.n_answered} rated, {self.n_not_applicable} not applicable"
        )


def ratings_in(assessment: SelfAssessment, domain: Domain) -> dict[str, Rating]:
    """The stored answers of one domain by indicator, with who gave them. One query."""
    codes = [indicator.key for indicator in domain.indicators]
    ratings = Rating.objects.filter(assessment=assessment.pk, indicator__in=codes)
    return {rating.indicator: rating for rating in ratings.select_related("updated_by")}


def answers(assessment: SelfAssessment) -> list[Answer]:
    """An answer for every indicator, in framework order, silent ones included. One query."""
    framework = framework_of(assessment)
    ratings = {
        rating.indicator: rating for rating in Rating.objects.filter(assessment=assessment.pk)
    }
    found = []
    for domain in framework.rated_domains:
        for sub in domain.sub_domains:
            for indicator in sub.indicators:
                asked = (indicator.key, indicator.title, domain.key, sub.title)
                rating = ratings.get(indicator.key)
                found.append(_answer(asked, rating, framework) if rating else Answer(*asked))
    return found


def _answer(asked: tuple, rating: Rating, framework: MaturityFramework) -> Answer:
    counts_as = _counts_as(rating, framework)
    return Answer(
        *asked,
        value=counts_as if isinstance(counts_as, int) else None,
        is_not_applicable=rating.is_not_applicable,
        explanation=rating.explanation,
        words=in_words(rating, framework),
    )


def answers_by_domain(assessment: SelfAssessment) -> list[tuple[Domain, list[Answer]]]:
    """The same under the rated domains they belong to. One query."""
    found = answers(assessment)
    return [
        (domain, [answer for answer in found if answer.domain == domain.key])
        for domain in framework_of(assessment).rated_domains
    ]


def silent_by_domain(assessment: SelfAssessment) -> list[tuple[Domain, list[Answer]]]:
    """What is not answered, under its domain; domains that are done are left out. One query."""
    silent = [
        (domain, [answer for answer in found if answer.is_silent])
        for domain, found in answers_by_domain(assessment)
    ]
    return [(domain, found) for domain, found in silent if found]


def in_words(rating: Rating, framework: MaturityFramework) -> str:
    """An answer as a page says it, e.g. "3 – Making progress"."""
    match _counts_as(rating, framework):
        case None:
            return "Not answered"
        case adding_up.NOT_APPLICABLE:
            return "Not applicable"
        case value:
            return f"{value} – {framework.level(value).title}"


def _counts_as(rating: Rating, framework: MaturityFramework):
    levels = [level.value for level in framework.scale]
    return adding_up.answer_of(rating.value, rating.is_not_applicable, levels)


def progress(assessment: SelfAssessment) -> Progress:
    """Progress over all rated domains. One query."""
    return progress_of(spread([assessment], framework_of(assessment)))


def progress_of(domains: Iterable[Area]) -> Progress:
    """The progress of one assessment, from its spread."""
    domains = list(domains)
    return Progress(
        n_indicators=sum(each.n_indicators for each in domains),
        n_answered=sum(each.n_answered for each in domains),
        n_not_applicable=sum(each.n_not_applicable for each in domains),
        n_silent=sum(each.n_silent for each in domains),
    )


def spread(assessments: Iterable[SelfAssessment], framework: MaturityFramework) -> list[Area]:
    """Answers per rated domain and level, in framework order. One query.

    Assessments that cannot be counted on `framework` are left out (see `cohort.counted`).
    """
    return list(summary(assessments, framework).domains)
