"""The evidence for each influence of a review: one function, for screen, report and dashboard."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from adoption_reviews.frameworks import InfluencesFramework, get_framework
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction
from casestudies import queries as casestudies
from interviews import queries as interviews
from reports import evidence_rules as rules
from reports.evidence_rules import Spread, Status


@dataclass(frozen=True)
class CaseStudySeen:
    """A case study that shows the influence helping, lacking, or both."""

    number: int
    innovation: str
    direction: str


@dataclass(frozen=True)
class Quote:
    """Words cleared for use, from somebody who agreed to be quoted, without a name.

    `participant_id` tells quotes of one person apart and is never shown.
    """

    passage_id: int
    participant_id: int
    role_group: str  # the folded label; "" when role groups may not be named
    direction: str
    text: str


@dataclass(frozen=True)
class InfluenceEvidence:
    """What a review found out about one influence. Counts are of people, never of mentions."""

    code: str
    title: str
    description: str
    stage_key: str
    stage_title: str
    stage_number: int  # 1, 2, 3
    status: Status
    words: str  # the status in words with its counts
    spread: Spread  # of a present influence; "" for others
    n_interviewed: int  # people interviewed in the review
    n_helps: int
    n_hinders: int
    n_mixed: int
    role_groups: tuple[str, ...]  # folded labels of those who say what the status says
    n_role_groups: int  # folded role groups of the review
    case_studies: tuple[CaseStudySeen, ...]
    passage_ids: tuple[int, ...]  # every passage counted
    n_usable_quotes: int

    @property
    def letter(self) -> str:
        return self.status.letter

    @property
    def n_people(self) -> int:
        """People who spoke of it."""
        return self.n_helps + self.n_hinders + self.n_mixed

    @property
    def n_supporting(self) -> int:
        """People who say what the status says: the count to print beside its letter."""
        if self.status is Status.PRESENT:
            return self.n_helps
        if self.status is Status.MISSING:
            return self.n_hinders
        return self.n_people

    @property
    def how_many(self) -> str:
        """`n_supporting` as a word: most, about half, a few …"""
        return rules.how_many(self.n_supporting, self.n_interviewed)


def influence_evidence(review: Review, viewer=None) -> list[InfluenceEvidence]:
    """The review's influences in the order of its framework, those without evidence too.

    `viewer` is who looks at it: what they code blind is left out. None is a report.
    """
    return evidence_grid([review], viewer)[review.pk]


def evidence_grid(reviews: Iterable[Review], viewer=None) -> dict[int, list[InfluenceEvidence]]:
    """Review id → its influences in the order of its framework.

    The number of queries is the same for any number of reviews on one framework version.
    """
    by_framework = defaultdict(list)
    for review in reviews:
        by_framework[review.influences_ref].append(review)
    grid = {}
    for ref, group in by_framework.items():
        people, passages, seen = defaultdict(list), defaultdict(list), defaultdict(list)
        for person in interviews.people_interviewed(group):
            people[person.review_id].append(person)
        for passage in interviews.coded_passages(group, ref, viewer):
            passages[passage.review_id, passage.code].append(passage)
        for each in casestudies.influences_seen(group, ref):
            seen[each.review_id, each.code].append(each)
        framework = get_framework(ref)
        for review in group:
            labels = _labels(people[review.pk])
            grid[review.pk] = [
                _influence(
                    framework,
                    code,
                    n_interviewed=len({person.participant_id for person in people[review.pk]}),
                    labels=labels,
                    passages=passages[review.pk, code],
                    seen=seen[review.pk, code],
                )
                for code in framework.codes()
            ]
    return grid


def usable_quotes(review: Review, code: str | None = None, viewer=None) -> dict[str, list[Quote]]:
    """Influence code → its quotes cleared for use, shortest first; only `code`'s when given."""
    labels = _labels(interviews.people_interviewed([review]))
    passages = defaultdict(list)  # a passage coded alike by two people is one quote
    for passage in interviews.coded_passages([review], review.influences_ref, viewer):
        if passage.usable_quote and code in (None, passage.code):
            passages[passage.code, passage.passage_id].append(passage)
    quotes = defaultdict(list)
    for (influence, passage_id), codings in passages.items():
        quotes[influence].append(
            Quote(
                passage_id=passage_id,
                participant_id=codings[0].participant_id,
                role_group=labels.get(codings[0].role_group, ""),
                direction=rules.stance(each.direction for each in codings),
                text=codings[0].usable_quote,
            )
        )
    for each in quotes.values():
        each.sort(key=lambda quote: (len(quote.text), quote.passage_id))
    return dict(quotes)


def _labels(people) -> dict[str, str]:
    groups = {person.participant_id: person.role_group for person in people}
    return rules.folded_groups(Counter(groups.values()))


def _influence(
    framework: InfluencesFramework, code, *, n_interviewed, labels, passages, seen
) -> InfluenceEvidence:
    said, group_of = defaultdict(list), {}
    for passage in passages:
        said[passage.participant_id].append(passage.direction)
        group_of[passage.participant_id] = labels.get(passage.role_group, "")
    stances = {person: rules.stance(directions) for person, directions in said.items()}
    people = Counter(stances.values())
    studies = Counter(each.direction for each in seen)
    status = rules.status(
        helps=people[Direction.HELPS] + studies[Direction.HELPS],
        hinders=people[Direction.HINDERS] + studies[Direction.HINDERS],
        mixed=people[Direction.MIXED] + studies[Direction.MIXED],
    )
    wanted = {Status.PRESENT: [Direction.HELPS], Status.MISSING: [Direction.HINDERS]}.get(
        status, Direction.values
    )
    groups = {group_of[person] for person, each in stances.items() if each in wanted} - {""}
    all_groups = set(labels.values()) - {""}
    stage = framework.stage_of(code)
    influence = framework.influence(code)
    return InfluenceEvidence(
        code=code,
        title=influence.title,
        description=influence.description,
        stage_key=stage.key,
        stage_title=stage.title,
        stage_number=framework.stages.index(stage) + 1,
        status=status,
        words=rules.words(
            status,
            helps=people[Direction.HELPS],
            hinders=people[Direction.HINDERS],
            mixed=people[Direction.MIXED],
            interviewed=n_interviewed,
            groups=len(groups),
            all_groups=len(all_groups),
            case_studies=sum(studies[direction] for direction in wanted),
        ),
        spread=rules.spread(
            helping=people[Direction.HELPS],
            interviewed=n_interviewed,
            groups=groups,
            all_groups=all_groups,
        )
        if status is Status.PRESENT
        else Spread.NOT_SAID,
        n_interviewed=n_interviewed,
        n_helps=people[Direction.HELPS],
        n_hinders=people[Direction.HINDERS],
        n_mixed=people[Direction.MIXED],
        role_groups=tuple(label for label in dict.fromkeys(labels.values()) if label in groups),
        n_role_groups=len(all_groups),
        case_studies=tuple(
            CaseStudySeen(number=each.number, innovation=each.innovation, direction=each.direction)
            for each in sorted(seen, key=lambda each: each.number)
        ),
        passage_ids=tuple(dict.fromkeys(passage.passage_id for passage in passages)),
        n_usable_quotes=len({each.passage_id for each in passages if each.usable_quote}),
    )
