"""Reading guides: the hub's own with their versions, and what one interview has of its guide."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, F, Prefetch
from django.urls import reverse

from adoption_reviews.frameworks import FrameworkError
from interviews.guide import (
    Content,
    GuideStage,
    Prompt,
    Question,
    guide_of,
    read_content,
    role_groups_of,
    stage_keys,
    stages_of,
)
from interviews.models import Guide, GuideVersion, Interview

STANDARD = "standard"  # in forms and addresses: the guide that the framework makes


def guides():
    """The hub's guides, those in use first, by title: a QuerySet. Two queries.

    Versions are prefetched, latest first; `n_interviews`: planned or held with any of them.
    """
    versions = GuideVersion.objects.select_related("published_by").order_by("-number")
    return (
        Guide.objects.annotate(n_interviews=Count("versions__interviews"))
        .prefetch_related(Prefetch("versions", versions))
        .order_by(F("retired_at").asc(nulls_first=True), "title", "pk")
    )


def guide(pk: int) -> Guide | None:
    return guides().filter(pk=pk).first()


def latest_version(guide: Guide) -> GuideVersion | None:
    """The version that new interviews get; None before the first one."""
    return max(guide.versions.all(), key=lambda version: version.number, default=None)


def draft_of(guide: Guide) -> Content:
    return read_content(guide.draft, guide.framework_ref)


def content_of(version: GuideVersion) -> Content:
    return read_content(version.content, version.guide.framework_ref)


@dataclass(frozen=True, slots=True)
class AskedStage:
    """A stage with its questions parted: for the people in the room, and for others alone."""

    key: str
    title: str
    number: int
    questions: tuple[Question, ...]
    others: tuple[Question, ...]

    @property
    def n_prompts(self) -> int:
        return sum(len(each.prompts) for each in self.questions)


def asked_of(stages: tuple[GuideStage, ...], role_groups) -> list[AskedStage]:
    """The guide for people of these role groups; without any, everything is for everybody."""
    return [
        AskedStage(
            key=stage.key,
            title=stage.title,
            number=stage.number,
            questions=stage.asked_of(role_groups),
            others=stage.others(role_groups),
        )
        for stage in stages
    ]


# --- Which guide an interview has -------------------------------------------------------------


def fits(guide: Guide, review) -> bool:
    """Whether interviews of the review can follow the guide: both have the same stages."""
    try:
        return stage_keys(guide.framework_ref) == stage_keys(review.influences_ref)
    except FrameworkError:  # this installation no longer has it
        return False


def versions_to_choose(review) -> list[GuideVersion]:
    """The latest version of each guide in use that fits the review, by title. One query."""
    latest = {}
    versions = GuideVersion.objects.filter(guide__retired_at__isnull=True)
    for version in versions.select_related("guide").order_by("guide__title", "guide", "number"):
        latest[version.guide_id] = version
    return [version for version in latest.values() if fits(version.guide, review)]


def version_to_begin_with(review, choices: list[GuideVersion]) -> GuideVersion | None:
    """What a new interview gets unless another is chosen: the hub's one guide, or that of the
    review's last interview; None: the standard guide. One query at most."""
    if len(choices) == 1:
        return choices[0]
    last = review.interviews.select_related("guide_version").order_by("-number").first()
    if last is None or last.guide_version is None:
        return None
    return next((each for each in choices if each.guide_id == last.guide_version.guide_id), None)


def has_words(interview: Interview) -> bool:
    """Whether anything was ever recorded in it, so that its guide stays as it is."""
    return interview.segments.exists()


def newer_version(interview: Interview) -> GuideVersion | None:
    """The latest version of the interview's guide when it has an older one and no words yet."""
    held = interview.guide_version
    if held is None or held.guide.retired_at or has_words(interview):
        return None
    latest = held.guide.versions.select_related("guide").first()
    return latest if latest.number > held.number else None


def guide_url(interview: Interview) -> str:
    """Where the interview's guide can be read, as it is for those in the interview."""
    chosen = {"guide": interview.guide_version_id or STANDARD}
    groups = role_groups_of(interview)
    if len(groups) == 1:
        chosen["role_group"] = groups[0]
    return f"{reverse('interviews:guides', args=[interview.review.slug])}?{urlencode(chosen)}"


def readable_versions(review) -> list[GuideVersion]:
    """What the review's people may read: what can be chosen, and what its interviews have."""
    choices = versions_to_choose(review)
    held = GuideVersion.objects.filter(interviews__review=review).select_related("guide")
    older = held.distinct().order_by("guide__title", "-number")
    return choices + [each for each in older if each not in choices]


# --- What was left out of it ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What one stage of the guide has that an interview did not come to."""

    stage: GuideStage
    questions: list[Question]
    prompts: list[Prompt]


@dataclass(frozen=True, slots=True)
class Unasked:
    """By stage, only stages where something was left out; only what is for the people there."""

    stages: list[LeftOut]

    @property
    def n_questions(self) -> int:
        return sum(len(stage.questions) for stage in self.stages)

    @property
    def n_prompts(self) -> int:
        return sum(len(stage.prompts) for stage in self.stages)

    @property
    def words(self) -> str:
        """How many, e.g. "Of the guide 2 questions were not asked and 1 prompt was not covered"."""
        said = []
        if self.n_questions:
            noun = "question was" if self.n_questions == 1 else "questions were"
            said.append(f"{self.n_questions} {noun} not asked")
        if self.n_prompts:
            noun = "prompt was" if self.n_prompts == 1 else "prompts were"
            said.append(f"{self.n_prompts} {noun} not covered")
        return "Of the guide " + " and ".join(said)

    def __bool__(self):
        return bool(self.stages)


def unasked(interview: Interview) -> Unasked:
    """Questions of the guide that no standing segment asks, prompts that nobody ticked.

    Three queries, one more for a hub's guide that was not joined.
    """
    asking = interview.segments.standing().exclude(question="")
    asked = set(asking.values_list("question", flat=True))
    covered = set(interview.covered.values_list("key", flat=True))
    groups = role_groups_of(interview)
    stages = []
    for stage in guide_of(interview):
        mine = stage.asked_of(groups)
        questions = [each for each in mine if each.key not in asked]
        prompts = [prompt for each in mine for prompt in each.prompts if prompt.key not in covered]
        if questions or prompts:
            stages.append(LeftOut(stage, questions, prompts))
    return Unasked(stages)


def stages_of_version(version: GuideVersion) -> tuple[GuideStage, ...]:
    return stages_of(content_of(version), version.guide.framework_ref)
