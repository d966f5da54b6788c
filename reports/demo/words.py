"""The demo hub's words, read from the YAML files beside this one into frozen objects."""

from datetime import date
from pathlib import Path

import msgspec
from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
TALK = ("warm-up", "identify", "decide", "implement", "closing")
DIRECTIONS = ("helps", "hinders", "mixed")


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Line(Strict):
    say: str  # may hold {colleague} or {ward}
    by: str = ""  # the role group it suits; "" suits all
    also: str = ""  # a second influence that it is evidence of, in the same direction


class Said(Strict):
    """What there is to say about one influence."""

    probes: tuple[str, ...]
    helps: tuple[Line, ...]
    hinders: tuple[Line, ...]
    mixed: tuple[Line, ...]


class Topic(Strict):
    ask: tuple[str, ...]  # ways to put one question
    answers: tuple[Line, ...]
    question: str = ""  # key of the guide's question that this is


class FollowUp(Strict):
    ask: tuple[str, ...]
    answers: tuple[str, ...]


class Asides(Strict):
    notes: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]


class Trust(Strict):
    ods_code: str
    name: str
    region: str


class Asked(Strict):
    """Somebody asked to answer parts of the self-rating. With a sign-in they have come in."""

    name: str
    email: str
    parts: tuple[str, ...]


class ReviewPlan(Strict):
    trust: str
    status: str
    starts_on: date
    ends_on: date
    interviews: tuple[date, date]  # first and last day
    wards: tuple[str, ...]
    rated_on: date | None = None  # when the self-rating was submitted; None: it is still open
    not_quoted: tuple[str, ...] = ()  # pseudonyms
    withdrawn: dict[str, date] = {}  # pseudonym: when
    planned: dict[str, date] = {}  # pseudonym: for when; their interviews are still to come
    has_hub_guide: bool = False  # its interviews follow the hub's own guide
    contributors: tuple[Asked, ...] = ()


class Trusts(Strict):
    trusts: dict[str, Trust]
    reviews: dict[str, ReviewPlan]
    colleagues: tuple[str, ...]


class GuidePrompt(Strict):
    key: str
    title: str
    description: str


class GuideQuestion(Strict):
    key: str
    text: str
    role_groups: tuple[str, ...] = ()
    prompts: tuple[GuidePrompt, ...] = ()


class GuideStage(Strict):
    key: str
    questions: tuple[GuideQuestion, ...]


class HubGuide(Strict):
    """The hub's own interview guide, structured as in interviews/guide.py."""

    title: str
    published_on: date
    stages: tuple[GuideStage, ...]


class Study(Strict):
    innovation: str
    kind: str
    is_nationally_prioritised: bool
    how_identified: str
    how_decided: str
    how_implemented: str
    benefits: str
    lessons: str
    influences: dict[str, str]  # code: direction


class StudyPassage(Strict):
    """Words of a case study that a reviewer marked; they stand once in its part."""

    study: int  # its number in the review
    part: str
    words: str
    influences: dict[str, str] = {}  # code: direction
    barriers: dict[str, str] = {}


class Answer(Strict):
    explanation: str
    value: int | None = None
    is_not_applicable: bool = False


class Saying(Strict, kw_only=True):
    """`by`: an e-mail address; `day`: how many days after the first interview."""

    indicator: str
    by: str
    day: int


class Remarked(Saying, kw_only=True):
    words: str
    with_reviewers: bool = False


class AddedLink(Saying, kw_only=True):
    title: str
    url: str


class AddedFile(Saying, kw_only=True):
    title: str
    name: str
    text: str


class Filling(Strict):
    """What was said and added while a self-rating was filled in."""

    remarks: tuple[Remarked, ...] = ()
    links: tuple[AddedLink, ...] = ()
    files: tuple[AddedFile, ...] = ()
    settled: dict[str, int] = {}  # by code, the day
    for_later: tuple[str, ...] = ()


class Words(Strict):
    """Everything. Reviews go by the name of the trust and the round: wychmere-1."""

    trusts: dict[str, Trust]
    reviews: dict[str, ReviewPlan]
    colleagues: tuple[str, ...]
    people: dict[str, dict[str, tuple[tuple[str, str, str], ...]]]  # review, group: name, job, …
    patterns: dict[str, dict[str, tuple[int, int, int]]]  # review, code: lines by direction
    said: dict[str, Said]  # by code
    talk: dict[str, tuple[Topic, ...]]  # by stage
    asides: Asides
    case_studies: dict[str, tuple[Study, ...]]  # by review
    case_study_passages: dict[str, tuple[StudyPassage, ...]]  # by review
    ratings: dict[str, dict[str, Answer]]  # indicator, review
    filling: dict[str, Filling]  # by review
    guide: HubGuide


def read_words() -> Words:
    """Read all files. Raises msgspec.ValidationError for one that is not as it should be."""
    places = _read("trusts.yaml", Trusts)
    ratings = {}
    for path in sorted((FOLDER / "ratings").glob("*.yaml")):
        ratings |= _read(path, dict[str, dict[str, Answer]])
    return Words(
        trusts=places.trusts,
        reviews=places.reviews,
        colleagues=places.colleagues,
        people=_read("people.yaml", dict[str, dict[str, tuple[tuple[str, str, str], ...]]]),
        patterns=_read("patterns.yaml", dict[str, dict[str, tuple[int, int, int]]]),
        said={path.stem: _read(path, Said) for path in sorted((FOLDER / "said").glob("*.yaml"))},
        talk={stage: _read(f"talk/{stage}.yaml", tuple[Topic, ...]) for stage in TALK},
        asides=_read("asides.yaml", Asides),
        case_studies={
            review: _read(f"case_studies/{review}.yaml", tuple[Study, ...])
            for review in places.reviews
        },
        case_study_passages=_read("case_study_passages.yaml", dict[str, tuple[StudyPassage, ...]]),
        ratings=ratings,
        filling=_read("filling.yaml", dict[str, Filling]),
        guide=_read("guide.yaml", HubGuide),
    )


def _read(path, kind):
    data = YAML(typ="safe", pure=True).load((FOLDER / path).read_text(encoding="utf-8"))
    return msgspec.convert(data, kind)
