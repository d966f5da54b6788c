"""What a reviewer asks about, stage by stage: made from the influences framework of the review."""

from dataclasses import dataclass

from adoption_reviews.frameworks import get_framework


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to listen for: one influence."""

    key: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class GuideStage:
    key: str
    title: str
    opening_question: str
    prompts: tuple[Prompt, ...]


def guide(review) -> tuple[GuideStage, ...]:
    """The stages in order. Raises FrameworkError when the review's framework is not there."""
    return tuple(
        GuideStage(
            key=stage.key,
            title=stage.title,
            opening_question=stage.opening_question,
            prompts=tuple(
                Prompt(each.key, each.title, each.description) for each in stage.influences
            ),
        )
        for stage in get_framework(review.influences_ref).stages
    )
