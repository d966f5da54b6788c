"""What trusts are shown of their cohort, and what would be shown next."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adoption_reviews.frameworks import (
    MaturityFramework,
    PeerAttribute,
    group_of,
    peer_attributes,
)
from adoption_reviews.models import Organisation
from maturity.folding import Group, Member
from maturity.models import CohortRelease, ContextAnswer, SelfAssessment
from maturity.queries.cohort import answers_given, codes_shared, counted, handed_over
from maturity.shown import Answers, ShownGroup, ShownPartition, shown

NOT_KNOWN = "Not known"
NOT_ASKED = "not asked"  # the version that was answered has no such indicator


@dataclass(frozen=True)
class NextRelease:
    """What a release now would show: its partitions, the answers behind them, what is left out."""

    partitions: list[ShownPartition]
    answers: dict[Member, Answers]
    left_out: list[str]  # titles of attributes whose groups cannot be shown apart


def releases(framework_key: str) -> list[CohortRelease]:
    """All releases on any version of the framework, oldest first, with who released them."""
    found = CohortRelease.objects.filter(framework_ref__startswith=f"{framework_key}@")
    return list(found.select_related("released_by"))


def latest_release(framework_key: str) -> CohortRelease | None:
    """What trusts see now; its members are not read. One query."""
    found = CohortRelease.objects.filter(framework_ref__startswith=f"{framework_key}@")
    return found.select_related("released_by").defer("members").order_by("pk").last()


def next_release(framework: MaturityFramework, before: Sequence[CohortRelease]) -> NextRelease:
    """What may be shown beside all that was released `before`. Four queries.

    Counted are the last submitted or agreed self-ratings, one an organisation. Raises
    `shown.TooFew`.
    """
    assessments = _submitted(framework)
    answers = _answers(assessments, framework)
    attributes = peer_attributes(framework.ref)
    partitions = shown(
        answers=dict(answers.values()),
        answers_before={
            _member(key): given
            for release in before
            for key, given in release.members["answers"].items()
        },
        attributes=parted(
            assessments, {pk: member for pk, (member, _) in answers.items()}, attributes
        ),
        framework=framework,
        before=[each for release in before for each in partitions_of(release)],
    )
    there = {each.key for each in partitions}
    return NextRelease(
        partitions=partitions,
        answers=dict(answers.values()),
        left_out=[each.title for each in attributes if each.key not in there],
    )


def partitions_of(release: CohortRelease) -> list[ShownPartition]:
    """What a release shows, with the members each figure stands on."""
    return [
        ShownPartition(
            partition["key"],
            partition["title"],
            tuple(
                ShownGroup(
                    tuple(group["titles"]), frozenset(map(_member, members)), group["counts"]
                )
                for group, members in zip(partition["groups"], in_groups, strict=True)
            ),
        )
        for partition, in_groups in zip(
            release.figures["partitions"], release.members["groups"], strict=True
        )
    ]


def as_figures(found: NextRelease) -> tuple[dict, dict]:
    """(figures, members) as a CohortRelease keeps them."""
    figures = {
        "partitions": [
            {
                "key": partition.key,
                "title": partition.title,
                "groups": [
                    {"titles": list(group.titles), "n": group.n, "counts": group.counts}
                    for group in partition.groups
                ],
            }
            for partition in found.partitions
        ],
        "left_out": found.left_out,
    }
    members = {
        "groups": [
            [sorted(map(_key, group.members)) for group in partition.groups]
            for partition in found.partitions
        ],
        "answers": {_key(member): dict(given) for member, given in found.answers.items()},
    }
    return figures, members


def n_submitted(framework: MaturityFramework) -> int:
    """How many organisations would be in a release now."""
    return len(_submitted(framework))


def _submitted(framework: MaturityFramework) -> list[SelfAssessment]:
    """The last of each organisation that is handed over, oldest round first."""
    rows = counted(handed_over(framework).select_related("review__organisation"), framework)
    return list({each.review.organisation_id: each for each in rows}.values())


def _answers(
    assessments: list[SelfAssessment], framework: MaturityFramework
) -> dict[int, tuple[Member, Answers]]:
    """By assessment: the organisation as a member, and its answers as text."""
    codes, given = codes_shared(assessments, framework), answers_given(assessments, framework)
    found = {}
    for each in assessments:
        known = codes[each.framework_ref]
        answers = {code: str(answer) for code, answer in given[each.pk].items()}
        answers |= {code: NOT_ASKED for code in framework.codes() if code not in known}
        written = "\n".join(f"{code}={answers[code]}" for code in sorted(answers))
        state = hashlib.sha256(written.encode()).hexdigest()[:16]
        found[each.pk] = ((each.review.organisation_id, state), answers)
    return found


def groups_of(
    assessments: Iterable[SelfAssessment], attributes: Sequence[PeerAttribute]
) -> dict[int, dict[str, str]]:
    """By assessment and key of the attribute: the title of the group it is in. One query.

    `assessments` come with their review and organisation.
    """
    assessments = list(assessments)
    questions = [each.question for each in attributes if each.question]
    rows = ContextAnswer.objects.filter(assessment__in=assessments, question__in=questions)
    said = {
        (pk, question): words
        for pk, question, words in rows.values_list("assessment", "question", "words")
    }
    return {
        each.pk: {
            attribute.key: group_of(attribute, _answer_to(attribute, each, said)) or NOT_KNOWN
            for attribute in attributes
        }
        for each in assessments
    }


def _answer_to(attribute: PeerAttribute, assessment: SelfAssessment, said: dict) -> str:
    if attribute.field:
        return _field(assessment.review.organisation, attribute.field)
    return said.get((assessment.pk, attribute.question), "")


def parted(
    assessments: Iterable[SelfAssessment],
    members: Mapping[int, Member],
    attributes: Sequence[PeerAttribute],
) -> list[tuple[str, str, dict[str, Group]]]:
    """(key, title, members by title of group) of each attribute; who is not known is a group.

    `members` has each assessment as a member. One query.
    """
    titles = groups_of(assessments, attributes)
    found = []
    for attribute in attributes:
        groups: dict[str, set[Member]] = {}
        for pk, by_key in titles.items():
            groups.setdefault(by_key[attribute.key], set()).add(members[pk])
        order = [
            *attribute.groups,
            *sorted(set(groups) - {*attribute.groups, NOT_KNOWN}),
            NOT_KNOWN,
        ]
        known = {title: frozenset(groups[title]) for title in order if title in groups}
        found.append((attribute.key, attribute.title, known))
    return found


def _field(organisation: Organisation, name: str) -> str:
    return {"kind": organisation.kind, "region": organisation.region}[name]


def _key(member: Member) -> str:
    return f"{member[0]}:{member[1]}"


def _member(key: str) -> Member:
    organisation, state = key.split(":")
    return int(organisation), state
