"""What a draft changes in a guide, in words, and what must be seen to before it is published."""

from dataclasses import dataclass

from adoption_reviews.vocabulary import RoleGroup
from interviews.guide import Content, Question, stages_of


@dataclass(frozen=True, slots=True)
class Change:
    """`kind`: new, reworded, dropped, moved, asked (of others) or order."""

    kind: str
    what: str  # Question, Prompt or Stage
    text: str  # as it is now; what it was, when it is dropped
    stage: str  # title
    before: str = ""  # what was reworded or moved


KINDS = {
    "new": "New",
    "reworded": "Reworded",
    "dropped": "Dropped",
    "moved": "Moved",
    "asked": "Asked of others",
    "order": "In another order",
}


def changes(old: Content | None, new: Content, framework_ref: str) -> list[Change]:
    """From the last version (None: there is none, so all is new) to the draft, in its order."""
    if old == new:
        return []
    titles = {stage.key: stage.title for stage in stages_of(new, framework_ref)}
    before = old.questions() if old else {}
    found = []
    for stage in new.stages:
        for question in stage.questions:
            title, was = titles[stage.key], before.get(question.key)
            if was is None:
                found.append(Change("new", "Question", question.text, title))
                continue
            found += _question_changes(question, was, title)
            if old.stage_of(question.key) != stage.key:
                from_stage = titles[old.stage_of(question.key)]
                found.append(Change("moved", "Question", question.text, title, from_stage))
    found += _prompt_changes(old, new, titles)
    if old:
        found += _dropped(old, new, titles)
        found += _order(old, new, titles)
    return found


def _question_changes(question: Question, was: Question, title: str) -> list[Change]:
    found = []
    if question.text != was.text:
        found.append(Change("reworded", "Question", question.text, title, was.text))
    if {*question.role_groups} != {*was.role_groups}:
        who = was.group_titles or "Everybody"
        found.append(Change("asked", "Question", question.text, title, who))
    return found


def _prompt_changes(old: Content | None, new: Content, titles: dict) -> list[Change]:
    """Prompts of new questions go with them and are not listed one by one."""
    questions = old.questions() if old else {}
    before = {
        prompt.key: (prompt, key) for key, each in questions.items() for prompt in each.prompts
    }
    found = []
    for stage in new.stages:
        for question in stage.questions:
            for prompt in question.prompts:
                title, (was, place) = titles[stage.key], before.get(prompt.key, (None, ""))
                if was is None and question.key in questions:
                    found.append(Change("new", "Prompt", prompt.title, title))
                elif was is not None and prompt != was:
                    found.append(Change("reworded", "Prompt", prompt.title, title, was.title))
                elif was is not None and place != question.key:
                    text = questions[place].text
                    found.append(Change("moved", "Prompt", prompt.title, title, text))
    return found


def _dropped(old: Content, new: Content, titles: dict) -> list[Change]:
    found, kept, prompts = [], new.questions(), new.prompt_keys()
    for stage in old.stages:
        for question in stage.questions:
            if question.key not in kept:
                found.append(Change("dropped", "Question", question.text, titles[stage.key]))
            found += [
                Change("dropped", "Prompt", prompt.title, titles[stage.key])
                for prompt in question.prompts
                if prompt.key not in prompts
            ]
    return found


def _order(old: Content, new: Content, titles: dict) -> list[Change]:
    """Stages in which questions, or the prompts of one, follow each other in another order."""
    found = []
    for was, stage in zip(old.stages, new.stages, strict=True):
        before, after = _common(was.questions, stage.questions)
        kept = {each.key: each for each in was.questions}
        prompts = [
            _common(kept[each.key].prompts, each.prompts)
            for each in stage.questions
            if each.key in kept
        ]
        if before != after or any(one != other for one, other in prompts):
            title = titles[stage.key]
            found.append(Change("order", "Stage", title, title))
    return found


def _common(old, new) -> tuple[list[str], list[str]]:
    """The keys that both have, in the order of each."""
    before, after = [each.key for each in old], [each.key for each in new]
    return [key for key in before if key in after], [key for key in after if key in before]


def summary(found: list[Change]) -> str:
    """How many of each kind, e.g. "2 new, 1 reworded"."""
    counts = {kind: sum(change.kind == kind for change in found) for kind in KINDS}
    return ", ".join(
        f"{n} {KINDS[kind].lower()}" for kind, n in counts.items() if n and kind != "order"
    ) or ("in another order" if found else "")


def gaps(content: Content, framework_ref: str) -> list[str]:
    """What stands in the way of publishing: stages where somebody is asked nothing. Sentences."""
    found = []
    for stage in stages_of(content, framework_ref):
        if not stage.questions:
            found.append(f"{stage.title} has no question yet")
            continue
        left_out = [group.label for group in RoleGroup if not stage.asked_of([group.value])]
        if left_out:
            found.append(f"{stage.title} has no question for {', '.join(left_out)}")
    return found
