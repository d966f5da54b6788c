"""A believable interview made of the lines dealt to somebody and of other talk."""

import re
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from reports.demo.dealing import Dealt, Speaker
from reports.demo.words import TALK, Words

SHORTEST, LONGEST = 27, 44  # turns aimed at
LONG_LINE = 45  # words; such a line may be written down as two turns
# Topics that every interview has, and where: below 0 at the beginning of the stage, above 0 at its
# end. Consent and the person's work open the warm-up, thanks come last of all.
PLACES = {"warm-up": {0: -2, 1: -1}, "closing": {-1: 1}}
OPENING = {0: -1}
SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[A-Z'])")


@dataclass(frozen=True)
class Turn:
    kind: str  # question, speech or note
    stage: str  # a stage of the guide, or ""
    text: str
    question: str = ""  # key of the guide's question that it asks


@dataclass(frozen=True)
class Mark:
    """A passage: from an offset in one turn to an offset in another, in code points."""

    dealt: Dealt
    first: int  # index of the turn
    start: int
    last: int
    end: int
    quote: str
    anonymised: str


class Deck:
    """The talk of one review: no answer is given twice in it."""

    def __init__(self, words: Words, wards: tuple[str, ...], rng: Random):
        self.words, self.wards, self.rng = words, wards, rng
        self.topics = {
            stage: [(topic.ask, self._shuffled(topic.answers), topic.question) for topic in topics]
            for stage, topics in words.talk.items()
        }
        asides = words.asides
        self.follow_ups = [(each.ask, self._shuffled(each.answers)) for each in asides.follow_ups]
        self.notes = self._shuffled(asides.notes)
        self.before, self.after = list(asides.before), list(asides.after)

    def _shuffled(self, items) -> list:
        items = list(items)
        self.rng.shuffle(items)
        return items

    def talk(self, stage: str, topic: int, role_group: str) -> list[Turn]:
        """A question and an answer that suits the speaker; nothing when there is none left."""
        ask, answers, question = self.topics[stage][topic]
        for answer in answers:
            if answer.by in ("", role_group):
                answers.remove(answer)
                return self._exchange(stage, self.rng.choice(ask), answer.say, question)
        return []

    def follow_up(self, stage: str, number: int) -> list[Turn]:
        ask, answers = self.follow_ups[number]
        return self._exchange(stage, self.rng.choice(ask), answers.pop()) if answers else []

    def note(self, stage: str) -> list[Turn]:
        return [Turn("note", guide_stage(stage), self.notes.pop())] if self.notes else []

    def _exchange(self, stage: str, ask: str, say: str, question: str = "") -> list[Turn]:
        stage = guide_stage(stage)
        return [Turn("question", stage, ask, question), Turn("speech", stage, say)]


def guide_stage(stage: str) -> str:
    """The guide knows three stages; what is said before and after them belongs to none."""
    return stage if stage in TALK[1:-1] else ""


@dataclass
class Block:
    """Turns that stay together; marks count turns from the block's first."""

    turns: list[Turn]
    marks: list[Mark]
    place: int = 0  # as in PLACES


def transcript(
    speaker: Speaker, deck: Deck, stage_of: dict[str, str]
) -> tuple[list[Turn], list[Mark]]:
    """The turns of an interview, and the passages in them. `stage_of`: influence → stage."""
    rng, group = deck.rng, speaker.role_group
    blocks = defaultdict(list)
    for stage in TALK:
        for topic, place in PLACES.get(stage, OPENING).items():
            blocks[stage].append(Block(deck.talk(stage, topic, group), [], place))
    deck.rng.shuffle(deck.before)
    deck.rng.shuffle(deck.after)
    for place, dealt in enumerate(speaker.lines):
        stage = stage_of[dealt.codes[0]]
        blocks[stage].append(_block(dealt, place, stage, deck))
    _lengthen(blocks, speaker, deck, aim=rng.randint(SHORTEST, LONGEST))
    turns, marks = [], []
    for stage in TALK:
        rng.shuffle(blocks[stage])
        for block in sorted(blocks[stage], key=lambda block: block.place):
            marks += [_moved(mark, len(turns)) for mark in block.marks]
            turns += block.turns
    return turns, marks


def _lengthen(blocks: dict[str, list[Block]], speaker: Speaker, deck: Deck, aim: int) -> None:
    """Add other talk until the interview has about `aim` turns."""
    choices = [
        (stage, topic)
        for stage, topics in deck.topics.items()
        for topic in range(len(topics))
        if not {topic, topic - len(topics)} & PLACES.get(stage, OPENING).keys()
    ]
    choices += [("follow-up", number) for number in range(len(deck.follow_ups))]
    choices.append(("note", 0))
    deck.rng.shuffle(choices)
    while sum(len(block.turns) for each in blocks.values() for block in each) < aim and choices:
        stage, topic = choices.pop()
        within = deck.rng.choice(TALK[1:-1])
        if stage == "note":
            deck.rng.choice(blocks[within]).turns.extend(deck.note(within))
        elif stage == "follow-up":
            deck.rng.choice(blocks[within]).turns.extend(deck.follow_up(within, topic))
        else:
            blocks[stage].append(Block(deck.talk(stage, topic, speaker.role_group), []))


def _block(dealt: Dealt, place: int, stage: str, deck: Deck) -> Block:
    """A probe and the line, perhaps with words around it, perhaps written down in two turns."""
    rng = deck.rng
    probe = Turn("question", stage, rng.choice(deck.words.said[dealt.codes[0]].probes))
    names = {"colleague": rng.choice(deck.words.colleagues), "ward": rng.choice(deck.wards)}
    parts = [dealt.line.say.format(**names)]
    if len(parts[0].split()) >= LONG_LINE and rng.random() < 0.5:
        parts = _halves(parts[0])
    before = f"{deck.before[place]} " if rng.random() < 0.35 else ""
    after = f" {deck.after[place]}" if rng.random() < 0.2 else ""
    texts = [before + parts[0], *parts[1:]]
    end = len(texts[-1])
    texts[-1] += after
    mark = Mark(
        dealt=dealt,
        first=1,
        start=len(before),
        last=len(parts),
        end=end,
        quote="\n".join(parts),
        anonymised=dealt.line.say.format(colleague="[a colleague]", ward="[a ward]"),
    )
    return Block([probe, *(Turn("speech", stage, text) for text in texts)], [mark])


def _halves(text: str) -> list[str]:
    """The text in two, at the end of the sentence that is nearest to its middle."""
    ends = [match.start() for match in SENTENCE_END.finditer(text)]
    if not ends:
        return [text]
    cut = min(ends, key=lambda end: abs(end - len(text) / 2))
    return [text[:cut], text[cut + 1 :]]


def _moved(mark: Mark, by: int) -> Mark:
    return Mark(
        dealt=mark.dealt,
        first=mark.first + by,
        start=mark.start,
        last=mark.last + by,
        end=mark.end,
        quote=mark.quote,
        anonymised=mark.anonymised,
    )
