"""From a snapshot to what templates set: the same for the web page and for paper."""

from datetime import datetime
from itertools import groupby
from types import SimpleNamespace

from adoption_reviews.frameworks import Level
from adoption_reviews.vocabulary import Direction
from maturity.adding_up import NOT_APPLICABLE, Area, Kind
from maturity.charts import answer_slice, answers_wheel, spread_chart
from reports.evidence_rules import Status
from reports.models import Report
from reports.pictures import NARROW, cover_motif, influences_picture
from reports.wording import counted, day, period

LONG_EXPLANATIONS = 1_600  # characters in a domain; more of them do not fit in a whole table

SHORT_QUOTE = 150  # characters, two lines

# The order in which a stage's influences are told: heading, what it means, statuses.
KINDS = [
    ("Positive influences found", "", Status.PRESENT),
    ("Mixed", "Sources differ on whether these help or are missing.", Status.MIXED),
    ("Missing", "Most sources say that these are missing.", Status.MISSING),
    (
        "One source only",
        "One person or one case study is too little to go by.",
        Status.SINGLE_SOURCE,
    ),
    ("No evidence", "Nobody spoke of these.", Status.NO_EVIDENCE),
]


def report_context(report: Report) -> dict:
    """Everything the report's templates need; they read nothing from the database."""
    snapshot = report.snapshot
    influences = {
        each["code"]: each for stage in snapshot["stages"] for each in stage["influences"]
    }
    return {
        "report": report,
        "snapshot": snapshot,
        "made_on": day(snapshot["made_at"]),
        "period": period(snapshot["starts_on"], snapshot["ends_on"]),
        "summary": _summary(influences.values()),
        "n_influences": len(influences),
        "does_well": [
            influences[code] | {"n": influences[code]["n_helps"]} for code in snapshot["does_well"]
        ],
        "would_help": [
            influences[code] | {"n": influences[code]["n_hinders"]}
            for code in snapshot["would_help"]
        ],
        "stages": [_stage(stage) for stage in snapshot["stages"]],
        "well_quote": _short_quote(influences, snapshot["does_well"], Direction.HELPS),
        "help_quote": _short_quote(influences, snapshot["would_help"], Direction.HINDERS),
        "opening": snapshot["opening"],
        "motif": cover_motif(snapshot),
        "picture": influences_picture(snapshot),
        "narrow_picture": influences_picture(snapshot, NARROW),
        "self_rating": _self_rating(snapshot["self_rating"]),
    }


def _short_quote(influences: dict, codes: list[str], direction: str) -> dict | None:
    """A quote for the opening, which is to stay within two pages."""
    quotes = [
        quote
        for code in codes
        for quote in influences[code]["quotes"]
        if quote["direction"] == direction and len(quote["text"]) <= SHORT_QUOTE
    ]
    return quotes[0] if quotes else None


def _summary(influences) -> list[dict]:
    """Each status with how many influences have it, in the order of the statuses."""
    statuses = [each["status"] for each in influences]
    widespread = sum(each["spread"] == "widespread" for each in influences)
    return [
        {
            "status": status.value,
            "label": status.label,
            "n": statuses.count(status),
            "note": f"{widespread} of them widespread"
            if status is Status.PRESENT and widespread
            else "",
        }
        for status in Status
    ]


def _stage(stage: dict) -> dict:
    influences = [
        each | {"status_label": Status(each["status"]).label} for each in stage["influences"]
    ]
    kinds = [
        {
            "title": title,
            "meaning": meaning,
            "status": status.value,
            "influences": [each for each in influences if each["status"] == status],
        }
        for title, meaning, status in KINDS
    ]
    return stage | {
        "influences": influences,
        "kinds": [kind for kind in kinds if kind["influences"]],
        "caption": f"{stage['title']}: people who say of each influence that it helps, is missing, "
        "or both",
        "table_id": f"{stage['key']}-figures",
    }


def _self_rating(rating: dict) -> dict:
    if not rating["is_submitted"]:
        return rating
    titles = {level["value"]: level["title"] for level in rating["scale"]}
    domains = [
        domain
        | {
            "answers": [
                answer | {"level": titles.get(answer["value"], "")} for answer in domain["answers"]
            ],
            **_explained(domain),
            "counts": _domain_counts(domain),
            "caption": f"Ratings: {domain['title']}",
            "table_id": f"domain-{domain['key']}-ratings",
        }
        for domain in rating["domains"]
    ]
    return rating | {
        "submitted_on": day(datetime.fromisoformat(rating["submitted_at"])),
        "domains": domains,
        "chart": _chart(rating),
        "wheel": _wheel(rating),
        "highest_first": list(reversed(rating["scale"])),
    }


def _explained(domain: dict) -> dict:
    """Where the explanations go: beside the ratings, below when they are long, or nowhere."""
    letters = sum(len(answer["explanation"]) for answer in domain["answers"])
    some = letters or any(answer["is_left_out"] for answer in domain["answers"])
    return {
        "explained_beside": bool(some) and letters <= LONG_EXPLANATIONS,
        "explained_below": letters > LONG_EXPLANATIONS,
    }


def _domain_counts(domain: dict) -> str:
    """What follows "3 of": "5 indicators rated, 1 not applicable"."""
    asked = len(domain["answers"])
    parts = [f"{counted(asked, 'indicator')} rated"]
    if domain["n_not_applicable"]:
        parts.append(f"{domain['n_not_applicable']} not applicable")
    if domain["n_silent"]:
        parts.append(f"{domain['n_silent']} not answered")
    return ", ".join(parts)


def _wheel(rating: dict):
    """The wheel of the answers frozen then; None where the snapshot is from before it kept which
    sub-domain an indicator belongs to."""
    answers = [answer for domain in rating["domains"] for answer in domain["answers"]]
    if not all("sub_domain" in answer for answer in answers):
        return None
    scale = tuple(Level(value=each["value"], title=each["title"]) for each in rating["scale"])
    values = [level.value for level in scale]

    def sub_domain_of(answer: dict) -> str:
        return answer["sub_domain"]

    def a_slice(answer: dict):
        said = NOT_APPLICABLE if answer["is_not_applicable"] else answer["value"]
        return answer_slice(said, values)

    parts = [
        (
            domain["title"],
            [
                (title, [a_slice(each) for each in those])
                for title, those in groupby(domain["answers"], key=sub_domain_of)
            ],
        )
        for domain in rating["domains"]
    ]
    named = SimpleNamespace(title=rating["framework"]["title"], scale=scale)
    return answers_wheel(parts, named, now="Rating")


def _chart(rating: dict):
    """The chart of the figures and words frozen then, whatever the framework file says now."""
    scale = tuple(Level(value=each["value"], title=each["title"]) for each in rating["scale"])
    spreads = [
        Area(
            kind=Kind.DOMAIN,
            key=domain["key"],
            title=domain["title"],
            domain=domain["key"],
            n_indicators=len(domain["answers"]),
            n_not_applicable=domain["n_not_applicable"],
            n_silent=domain["n_silent"],
            n_per_level={level["value"]: level["n"] for level in domain["levels"]},
        )
        for domain in rating["domains"]
    ]
    return spread_chart(spreads, SimpleNamespace(scale=scale))
