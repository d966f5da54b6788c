"""What a reviewer asks about, stage by stage.

A guide follows the stages of an influences framework. A hub may write its own (models/guides.py
keeps it as JSON, in the structure below); without one the standard guide is made from the
framework: each stage's opening question, with the stage's influences to listen for.

The keys of questions and prompts are made once and kept over a guide's versions: segments and
ticks name them. A prompt that stands for an influence has the influence's code as its key.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

import msgspec

from adoption_reviews.frameworks import InfluencesFramework, Key, Strict, get_framework
from adoption_reviews.vocabulary import RoleGroup

LONGEST_QUESTION = 500  # characters
LONGEST_PROMPT = 150
LONGEST_DESCRIPTION = 500
MOST_QUESTIONS = 40  # in one stage
MOST_PROMPTS = 40  # of one question


class GuideError(ValueError):
    """What is stored, or was given, is no guide; the message says where and why."""


class Prompt(Strict):
    """Something to listen for."""

    key: Key
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_PROMPT)]
    description: Annotated[str, msgspec.Meta(max_length=LONGEST_DESCRIPTION)] = ""


class Question(Strict):
    key: Key
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_QUESTION)]
    role_groups: tuple[RoleGroup, ...] = ()  # who is asked; empty: everybody
    prompts: Annotated[tuple[Prompt, ...], msgspec.Meta(max_length=MOST_PROMPTS)] = ()

    def is_for(self, role_groups: Collection[str]) -> bool:
        """Whether somebody of `role_groups` is asked this; without any group, everybody is."""
        return not self.role_groups or not role_groups or bool({*self.role_groups} & {*role_groups})

    @property
    def group_titles(self) -> str:
        """Who is asked, e.g. "Front line, Others"; "" for everybody."""
        return ", ".join(group.label for group in self.role_groups)


class Stage(Strict):
    """The questions of one stage, the opening question first."""

    key: Key
    questions: Annotated[tuple[Question, ...], msgspec.Meta(max_length=MOST_QUESTIONS)] = ()


class Content(Strict):
    """A whole guide, as it is stored."""

    stages: tuple[Stage, ...]

    def questions(self) -> dict[str, Question]:
        """Every question by key, in the guide's order."""
        return {each.key: each for stage in self.stages for each in stage.questions}

    def stage_of(self, question: str) -> str:
        """The key of a question's stage. Raises KeyError."""
        for stage in self.stages:
            if any(each.key == question for each in stage.questions):
                return stage.key
        raise KeyError(question)

    def prompt_keys(self) -> set[str]:
        return {prompt.key for each in self.questions().values() for prompt in each.prompts}


def read_content(data, framework_ref: str) -> Content:
    """Check stored or given values. Raises GuideError, FrameworkError."""
    try:
        content = msgspec.convert(data, Content)
    except msgspec.ValidationError as error:
        raise GuideError(f"This is no guide: {error}") from error
    wanted = stage_keys(framework_ref)
    if [stage.key for stage in content.stages] != wanted:
        raise GuideError(f"The stages of a guide must be {', '.join(wanted)}")
    questions = [each for stage in content.stages for each in stage.questions]
    keys = [each.key for each in questions]
    prompts = [prompt.key for each in questions for prompt in each.prompts]
    for what, used in (("questions", keys), ("prompts", prompts)):
        twice = [key for key, times in Counter(used).items() if times > 1]
        if twice:
            raise GuideError(f"Two {what} have the key {twice[0]}")
    return content


def stored(value: Strict) -> dict:
    """A content, or a part of one, as it is stored: what JSON can hold."""
    return msgspec.json.decode(msgspec.json.encode(value))


def tidy(words: str) -> str:
    """One line of text, white space evened out."""
    return " ".join(words.split())


def edition(value: Strict) -> str:
    """A short fingerprint: the same for the same content, another one after any change."""
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:16]


def new_key(kind: str) -> str:
    """A key that no question or prompt has yet. `kind`: question or prompt."""
    return f"{kind}-{secrets.token_hex(5)}"


def stage_keys(framework_ref: str) -> list[str]:
    """The keys of the stages, in order: those of every guide that follows this framework."""
    return [stage.key for stage in get_framework(framework_ref).stages]


def standard_content(framework_ref: str) -> Content:
    """The guide that the framework itself makes. Raises FrameworkError when it is not there."""
    framework: InfluencesFramework = get_framework(framework_ref)
    return Content(
        stages=tuple(
            Stage(
                key=stage.key,
                questions=(
                    Question(
                        key=f"{stage.key}-opening",
                        text=stage.opening_question,
                        prompts=tuple(
                            Prompt(key=each.key, title=each.title, description=each.description)
                            for each in stage.influences
                        ),
                    ),
                ),
            )
            for stage in framework.stages
        )
    )


@dataclass(frozen=True, slots=True)
class GuideStage:
    """A stage as pages show it."""

    key: str
    title: str
    number: int  # its place, from 1
    questions: tuple[Question, ...]

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        return tuple(prompt for each in self.questions for prompt in each.prompts)

    def asked_of(self, role_groups: Collection[str]) -> tuple[Question, ...]:
        """The questions for somebody of `role_groups`, the opening question first."""
        return tuple(each for each in self.questions if each.is_for(role_groups))

    def others(self, role_groups: Collection[str]) -> tuple[Question, ...]:
        """The questions for other role groups alone."""
        return tuple(each for each in self.questions if not each.is_for(role_groups))


def stages_of(content: Content, framework_ref: str) -> tuple[GuideStage, ...]:
    """A guide's stages in order, with the framework's titles."""
    titles = {stage.key: stage.title for stage in get_framework(framework_ref).stages}
    return tuple(
        GuideStage(stage.key, titles[stage.key], number, stage.questions)
        for number, stage in enumerate(content.stages, 1)
    )


def guide_of(interview) -> tuple[GuideStage, ...]:
    """The stages of the guide an interview was planned with: what every page of it shows.

    One query where it is a hub's guide and its version was not joined. Raises FrameworkError when
    the review's framework is not there.
    """
    framework_ref, version = interview.review.influences_ref, interview.guide_version
    if version is None:
        return stages_of(standard_content(framework_ref), framework_ref)
    return stages_of(read_content(version.content, framework_ref), framework_ref)


def role_groups_of(interview) -> list[str]:
    """The role groups of those interviewed, each once. One query where they are not prefetched."""
    return list(dict.fromkeys(each.role_group for each in interview.participants.all()))
