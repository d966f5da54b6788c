"""The frozen content of a report: everything it says, as JSON, at the moment it was asked for.

Web page and PDF are made from the snapshot alone, so an old version always says what it said.
What is printed beside a figure is worked out here too; templates only set it.
"""

from collections import Counter
from datetime import datetime
from itertools import count

from django.conf import settings

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Review
from adoption_reviews.rated import rated_framework
from casestudies.queries import case_studies, influences_seen
from interviews.queries import people_interviewed
from maturity.queries import answers, latest_assessment, progress, spread
from reports import evidence_rules as rules
from reports.evidence_rules import Spread, Status
from reports.queries.evidence import InfluenceEvidence, Quote, influence_evidence, usable_quotes
from reports.quotes import quotes_printed
from reports.wording import compact, limits, method, opening, sentence

SCHEMA = 1

AT_MOST = 4  # influences under "does well" and "would help most"


def make_snapshot(review: Review, *, at: datetime) -> dict:
    """All that a report on `review` says, asked for at `at`; JSON values only.

    `references` maps the references printed (E001 …) to passage ids: a reviewer finds the passage
    by it, nobody else can. They count in order of appearance and, within an influence, in an
    order that says nothing about whose words they are.
    """
    found = influence_evidence(review)
    quotes = quotes_printed(found, usable_quotes(review))
    references = _references(found)
    framework = get_framework(review.influences_ref)
    fieldwork, studies = _fieldwork(review, found), _case_studies(review, framework)
    snapshot = {
        "schema": SCHEMA,
        "hub": settings.HUB_NAME,
        "organisation": {
            "name": review.organisation.name,
            "ods_code": review.organisation.ods_code,
        },
        "round": review.round_number,
        "starts_on": _iso(review.starts_on),
        "ends_on": _iso(review.ends_on),
        "made_at": at.isoformat(),
        "framework": {"ref": framework.ref, "title": framework.title, "source": framework.source},
        "fieldwork": fieldwork,
        "opening": opening(found, fieldwork["people"], len(studies)),
        "does_well": [each.code for each in _does_well(found)],
        "would_help": [each.code for each in _would_help(found)],
        "stages": [
            {
                "key": stage.key,
                "number": number,
                "title": stage.title,
                "influences": [
                    _influence(each, quotes[each.code], references)
                    for each in found
                    if each.stage_key == stage.key
                ],
            }
            for number, stage in enumerate(framework.stages, start=1)
        ],
        "case_studies": studies,
        "self_rating": _self_rating(review),
        "references": {reference: passage for passage, reference in references.items()},
    }
    return snapshot | {"method": method(snapshot), "limits": limits(snapshot)}


def _iso(day) -> str | None:
    return day.isoformat() if day else None


def _fieldwork(review: Review, found: list[InfluenceEvidence]) -> dict:
    people = {each.participant_id: each.role_group for each in people_interviewed([review])}
    labels = rules.folded_groups(Counter(people.values()))
    groups = Counter(labels[group] for group in people.values())
    return {
        "people": len(people),
        "interviews": review.interviews.evidence().count(),
        "groups": [
            {"label": label, "people": groups[label]}
            for label in dict.fromkeys(labels.values())
            if label
        ],
        "passages": len({passage for each in found for passage in each.passage_ids}),
    }


def _does_well(found: list[InfluenceEvidence]) -> list[InfluenceEvidence]:
    """The present influences that most people speak for, widespread ones first."""
    present = [each for each in found if each.status is Status.PRESENT]
    present.sort(key=lambda each: (each.spread is not Spread.WIDESPREAD, -each.n_helps))
    return present[:AT_MOST]


def _would_help(found: list[InfluenceEvidence]) -> list[InfluenceEvidence]:
    """Missing influences, then mixed ones, those that most people say are missing first."""
    lacking = [each for each in found if each.status in (Status.MISSING, Status.MIXED)]
    lacking.sort(key=lambda each: (each.status is not Status.MISSING, -each.n_hinders))
    return lacking[:AT_MOST]


def _references(found: list[InfluenceEvidence]) -> dict[int, str]:
    """Passage id → the reference printed for it."""
    references, number = {}, count(1)
    for each in found:
        for passage in sorted(each.passage_ids, key=_shuffled):
            if passage not in references:
                references[passage] = f"E{next(number):03d}"
    return references


def _shuffled(passage_id: int) -> int:
    """A place that is always the same and tells nothing of neighbours (Knuth's multiplier)."""
    return passage_id * 2_654_435_761 % 2**32


def _influence(found: InfluenceEvidence, quotes: list[Quote], references: dict[int, str]) -> dict:
    return {
        "code": found.code,
        "title": found.title,
        "description": found.description,
        "status": found.status.value,
        "letter": found.letter,
        "words": found.words,
        "spread": found.spread.value,
        "sentence": sentence(found),
        "how_many": found.how_many,
        "n_supporting": found.n_supporting,
        "n_interviewed": found.n_interviewed,
        "n_people": found.n_people,
        "n_helps": found.n_helps,
        "n_hinders": found.n_hinders,
        "n_mixed": found.n_mixed,
        "role_groups": list(found.role_groups),
        "case_studies": [
            {"number": each.number, "innovation": each.innovation, "direction": each.direction}
            for each in found.case_studies
        ],
        "references": compact(references[passage] for passage in found.passage_ids),
        "quotes": [
            {
                "text": each.text,
                "role_group": each.role_group,
                "direction": each.direction,
                "code": found.code,
                "reference": references[each.passage_id],
                "passage_id": each.passage_id,
            }
            for each in quotes
            if each.passage_id in references
        ],
    }


CASE_STUDY_PARTS = [
    ("how_identified", "How it was found"),
    ("how_decided", "How it was decided"),
    ("how_implemented", "How it was put in place"),
    ("benefits", "What it brought"),
    ("lessons", "What can be learnt"),
]


def _case_studies(review: Review, framework) -> list[dict]:
    seen = influences_seen([review], framework.ref)
    return [
        {
            "number": study.number,
            "innovation": study.innovation,
            "kind": study.get_kind_display(),
            "is_nationally_prioritised": study.is_nationally_prioritised,
            "parts": [
                {"field": field, "title": title, "text": getattr(study, field).strip()}
                for field, title in CASE_STUDY_PARTS
                if getattr(study, field).strip()
            ],
            "influences": [
                {
                    "code": each.code,
                    "title": framework.influence(each.code).title,
                    "direction": each.direction,
                }
                for each in seen
                if each.case_study_id == study.pk and each.code in framework.codes()
            ],
        }
        for study in case_studies(review)
    ]


def _self_rating(review: Review) -> dict:
    """A rating that was not submitted is said to be so, and none of it is shown."""
    assessment = latest_assessment(review)
    is_submitted = assessment is not None and assessment.is_submitted
    framework = rated_framework(assessment.framework_ref if assessment else review.maturity_ref)
    head = {
        "framework": {"ref": framework.ref, "title": framework.title, "source": framework.source},
        "scale": [{"value": level.value, "title": level.title} for level in framework.scale],
        "is_submitted": is_submitted,
    }
    if not is_submitted:
        is_reopened = assessment is not None and assessment.status == assessment.Status.REOPENED
        return head | {"is_begun": assessment is not None, "is_reopened": is_reopened}
    found = {each.indicator: each for each in answers(assessment)}
    done = progress(assessment)
    spreads = {each.key: each for each in spread([assessment], framework)}
    return head | {
        "submitted_at": assessment.submitted_at.isoformat(),
        "n_indicators": done.n_indicators,
        "n_answered": done.n_answered,
        "n_not_applicable": done.n_not_applicable,
        "n_silent": done.n_silent,
        "domains": [
            {
                "key": domain.key,
                "title": domain.title,
                "why": domain.why,
                "n_answered": spreads[domain.key].n_answered,
                "n_not_applicable": spreads[domain.key].n_not_applicable,
                "n_silent": spreads[domain.key].n_silent,
                # A list: the keys of a JSON object would come back as text.
                "levels": [
                    {"value": value, "n": n} for value, n in spreads[domain.key].n_per_level.items()
                ],
                "answers": [
                    {
                        "indicator": indicator.key,
                        "title": indicator.title,
                        "sub_domain": found[indicator.key].sub_domain,
                        "value": found[indicator.key].value,
                        "is_not_applicable": found[indicator.key].is_not_applicable,
                        "explanation": found[indicator.key].explanation.strip(),
                        "is_left_out": False,
                    }
                    for indicator in domain.indicators
                ],
            }
            for domain in framework.rated_domains
        ],
    }


def leave_out_explanations(snapshot: dict, indicators: set[str]) -> None:
    """Take the explanations of `indicators` out of a snapshot that is not stored yet."""
    for domain in snapshot["self_rating"].get("domains", []):
        for answer in domain["answers"]:
            if answer["indicator"] in indicators:
                answer.update(explanation="", is_left_out=True)
