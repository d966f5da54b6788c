"""The cohort by peer group, live and for the hub's eyes: small groups are folded for show."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from adoption_reviews.frameworks import MaturityFramework, PeerAttribute, peer_attributes
from maturity.adding_up import Summary, add_up
from maturity.folding import FEWEST, Folded, fold
from maturity.models import SelfAssessment
from maturity.queries.cohort import answers_given, codes_shared
from maturity.queries.released import parted


@dataclass(frozen=True)
class GroupSummary:
    """What one group adds up to; `titles` has more than one where small groups were folded."""

    titles: tuple[str, ...]
    n: int
    summary: Summary

    @property
    def words(self) -> str:
        return "; ".join(self.titles)


@dataclass(frozen=True)
class Groups:
    """The cohort by one attribute. `groups` is empty when only the whole would be left."""

    attribute: PeerAttribute
    attributes: tuple[PeerAttribute, ...]
    n: int
    groups: tuple[GroupSummary, ...]

    @property
    def fewest(self) -> int:
        return FEWEST


def by_group(
    assessments: Iterable[SelfAssessment], framework: MaturityFramework, chosen: str = ""
) -> Groups:
    """The self-ratings, which can be counted on the framework, by the attribute `chosen` names,
    else by the first. Two queries. They come with review and organisation."""
    assessments = list(assessments)
    attributes = peer_attributes(framework.ref)
    attribute = next((each for each in attributes if each.key == chosen), attributes[0])
    members = {each.pk: (each.review.organisation_id, "") for each in assessments}
    [(_, _, groups)] = parted(assessments, members, [attribute])
    folded = fold(groups, [frozenset(members.values())])
    by_member = {members[each.pk]: each for each in assessments}
    given, codes = answers_given(assessments, framework), codes_shared(assessments, framework)

    def group(each: Folded) -> GroupSummary:
        those = [by_member[member] for member in each.members]
        answers, asked = defaultdict(Counter), Counter()
        for assessment in those:
            asked.update(codes[assessment.framework_ref])
            for code, answer in given[assessment.pk].items():
                answers[code][answer] += 1
        found = add_up(framework, answers, n_assessments=len(those), n_asked=asked)
        return GroupSummary(each.titles, len(those), found)

    return Groups(attribute, attributes, len(assessments), tuple(map(group, folded)))
