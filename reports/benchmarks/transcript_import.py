"""Three hours of talk from the bytes of a WebVTT file to rows, beside the bare parser."""

import random

import webvtt

from interviews.actions.importing import import_transcript
from interviews.importing import read_transcript
from interviews.models import Interview, Segment
from reports.benchmarks.measuring import Measured, in_turns

TIMES = 7
HOURS = 3
WORDS = """the network we then ring somebody up because evidence data pilot trust care team board
of digital to in a what finance ward nurse clinic money time people""".split()  # noqa: SIM905


def transcript_import() -> list[Measured]:
    text = three_hours()
    data = text.encode()
    review = Interview.objects.first().review
    reviewer = review.memberships.filter(role="reviewer").first().user
    waiting = []

    def plan():
        number = review.interviews.order_by("-number").first().number + 1
        waiting.append(Interview.objects.create(review=review, number=number))

    def bring_in():
        import_transcript(
            interview=waiting[-1], transcript=read_transcript(data), by=reviewer, append=False
        )

    def parse():
        return webvtt.from_string(text).captions

    ours, theirs = in_turns(bring_in, parse, times=TIMES, before_ours=plan)
    segments = Segment.objects.filter(interview=waiting[-1]).count()
    measured = Measured(
        what="transcript import, file to rows",
        size=f"n = {TIMES}, {HOURS} hours, {len(parse()):,} cues, {segments:,} segments",
        ours=ours,
        compared_with="webvtt-py alone",
        theirs=theirs,
    )
    return [measured]


def three_hours() -> str:
    """A WebVTT file as Teams makes them: cues of a few seconds, two people who take turns."""
    chance, lines, at, speaker = random.Random(1), ["WEBVTT", ""], 0, "Ann Price"
    while at < HOURS * 3_600_000:
        if chance.random() < 0.2:
            speaker = "Bob Hay" if speaker == "Ann Price" else "Ann Price"
        length = chance.randrange(1500, 5000)
        said = " ".join(chance.choices(WORDS, k=length // 400))
        lines += [f"{stamp(at)} --> {stamp(at + length)}", f"<v {speaker}>{said}</v>", ""]
        at += length + chance.choice([0, 300, 1000, 2500])
    return "\n".join(lines)


def stamp(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
