"""Passages stay on their words when the transcript is corrected."""

import random

import pytest

from adoption_reviews.anchoring import moved, words_between
from interviews.actions.recording import SegmentContent, save_segment
from interviews.models import Interview, Passage
from tests.factories.interviews import InterviewFactory, PassageFactory, SegmentFactory

SAID = "We ring somebody up 🩺 and then we try it on one ward."


def found(old, new, words):
    start = old.index(words)
    place = moved(old, new, start, start + len(words))
    return place and new[slice(*place)]


@pytest.mark.parametrize(
    ("new", "words", "now"),
    [
        (SAID, "ring somebody up 🩺", "ring somebody up 🩺"),
        ("🙂🙂 Well. " + SAID, "ring somebody up 🩺", "ring somebody up 🩺"),
        (SAID.replace("ring", "phone"), "ring somebody up 🩺", "phone somebody up 🩺"),
        (SAID.replace("somebody", "somebdoy"), "ring somebody up 🩺", "ring somebdoy up 🩺"),
        (SAID.replace("somebody up", "somebody there up"), "somebody up", "somebody there up"),
        (SAID.replace("We ring", "We often ring"), "ring somebody", "ring somebody"),
        (SAID.replace("one ward", "one whole ward"), "one ward.", "one whole ward."),
        (SAID.replace("ring somebody up 🩺 and then we ", ""), "ring somebody up 🩺", None),
        ("Nothing of it is left", "ring somebody up 🩺", None),
        ("", "ring somebody up 🩺", None),
        ("We try it on one ward. And then: ring somebody up 🩺", "ring somebody up 🩺", ...),
        ("they tryed it", "We", None),
    ],
)
def test_moved_finds_the_words(new, words, now):
    assert found(SAID, new, words) == (words if now is ... else now)


def test_moved_takes_the_repetition_that_is_left():
    assert moved("the the fund", "the fund", 4, 12) == (0, 8)


def test_moved_leaves_out_what_is_put_in_at_the_edges():
    assert found("We ring up", "We xx ring yy up", "ring") == "ring"


def test_moved_never_loses_words_that_no_edit_touched():
    """300 random corrections outside a passage: it still says the same."""
    chance = random.Random(7)
    words = [
        "trial",
        "🩺",
        "ward",
        "board",
        "money",
        "nobody",
        "🙂",
        "asks",
        "for",
        "the",
        "and",
        "who",
        "of",
        "it",
    ]
    for _ in range(300):
        before = " ".join(chance.choices(words, k=chance.randint(0, 30)))
        kept = " ".join(chance.choices(words, k=chance.randint(3, 12)))
        after = " ".join(chance.choices(words, k=chance.randint(0, 30)))
        edited = [part.split() for part in (before, after)]
        for part in edited:
            for _ in range(chance.randint(0, 3)):
                place = chance.randint(0, len(part))
                part[place : place + chance.randint(0, 2)] = chance.choices(
                    ["new", "🙃", "words"], k=chance.randint(0, 2)
                )
        old = f"{before} [{kept}] {after}"
        new = f"{' '.join(edited[0])} [{kept}] {' '.join(edited[1])}"
        start = old.index("[")
        place = moved(old, new, start, start + len(kept) + 2)
        assert place is not None
        assert new[slice(*place)] == f"[{kept}]"


@pytest.mark.parametrize(
    ("texts", "start", "end", "words"),
    [
        (["one 🩺 two"], 4, 9, "🩺 two"),
        (["one 🩺", "two", "three"], 4, 2, "🩺\ntwo\nth"),
    ],
)
def test_words_between(texts, start, end, words):
    assert words_between(texts, start, end) == words


# --- Saving a segment that holds passages ------------------------------------------------------


@pytest.fixture
def interview(review):
    return InterviewFactory(review=review, number=1, status=Interview.Status.IN_PROGRESS)


@pytest.fixture
def segment(interview):
    return SegmentFactory(interview=interview, position=1, text=SAID)


def words_of(segment, start, last, end):
    reached = segment.interview.segments.filter(position__range=(segment.position, last.position))
    return words_between([each.text for each in reached], start, end)


@pytest.fixture
def mark(reviewer):
    """A function: the passage of `words` in a segment, or from there to `until` in another."""

    def marked(segment, words, until=None, **values):
        start = segment.text.index(words)
        end = until or (segment, start + len(words))
        return PassageFactory(
            start_segment=segment,
            start_offset=start,
            end_segment=end[0],
            end_offset=end[1],
            quote=words_of(segment, start, *end),
            created_by=reviewer,
            **values,
        )

    return marked


@pytest.fixture
def correct(reviewer):
    """A function: saves a segment with another text, as the recording page does."""

    def corrected(segment, text, deleted=False):
        segment.refresh_from_db()
        content = SegmentContent(
            kind=segment.kind,
            stage=segment.stage,
            speaker=segment.speaker,
            text=text,
            deleted=deleted,
        )
        save_segment(
            interview=segment.interview,
            segment_id=segment.pk,
            base=segment.version,
            content=content,
            by=reviewer,
        )
        segment.refresh_from_db()

    return corrected


def state(passage):
    """What stands where the passage says it stands, its quote, and whether it needs a look."""
    passage.refresh_from_db()
    stands = passage.start_segment.text[passage.start_offset : passage.end_offset]
    return stands, passage.quote, passage.needs_a_look


def test_passage_moves_with_its_words(segment, mark, correct):
    passage = mark(segment, "ring somebody up 🩺")
    correct(segment, "Well 🙂, " + SAID)
    assert state(passage) == ("ring somebody up 🩺", "ring somebody up 🩺", False)


def test_passage_follows_a_corrected_word(segment, mark, correct):
    passage = mark(segment, "ring somebody up 🩺")
    correct(segment, SAID.replace("ring", "phone"))
    assert state(passage) == ("phone somebody up 🩺", "phone somebody up 🩺", False)


def test_passage_whose_words_are_gone_is_kept_and_flagged(segment, mark, correct):
    passage = mark(segment, "ring somebody up 🩺")
    correct(segment, "We try it.")
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look) == ("ring somebody up 🩺", True)


def test_passage_is_found_again_when_its_words_come_back(segment, mark, correct):
    passage = mark(segment, "ring somebody up 🩺")
    correct(segment, "")
    correct(segment, "Oh, " + SAID)
    assert state(passage) == ("ring somebody up 🩺", "ring somebody up 🩺", False)


def test_passage_survives_words_retyped_letter_by_letter(segment, mark, correct):
    """A page saves in mid-word: the half-typed states between must not wear the passage down."""
    words = "ring somebody up 🩺"
    passage = mark(segment, words)
    before, after = SAID.split(words)
    for left in range(len(words), -1, -1):
        correct(segment, before + words[:left] + after)
    for typed in range(1, len(words) + 1):
        correct(segment, before + words[:typed] + after)
    assert state(passage) == (words, words, False)


def test_cleared_quote_whose_words_change_needs_a_look(segment, mark, correct):
    passage = mark(segment, "ring somebody up 🩺", is_usable=True, anonymised_quote="ring somebody")
    correct(segment, "Well, " + SAID)
    assert state(passage) == ("ring somebody up 🩺", "ring somebody up 🩺", False)
    correct(segment, SAID.replace("ring", "phone"))
    assert state(passage) == ("phone somebody up 🩺", "phone somebody up 🩺", True)
    assert passage.anonymised_quote == "ring somebody"
    correct(segment, SAID)
    assert state(passage) == ("ring somebody up 🩺", "ring somebody up 🩺", False)


def test_passage_of_a_deleted_segment_is_kept_and_flagged(segment, mark, correct):
    passage = mark(segment, "ring somebody up 🩺")
    correct(segment, SAID, deleted=True)
    assert state(passage) == ("ring somebody up 🩺", "ring somebody up 🩺", True)
    correct(segment, SAID)
    assert state(passage) == ("ring somebody up 🩺", "ring somebody up 🩺", False)


def test_passage_across_segments_follows_both_ends(interview, segment, mark, correct):
    middle = SegmentFactory(interview=interview, position=2, text="Nobody minds.")
    last = SegmentFactory(interview=interview, position=3, text="It spreads to other wards.")
    passage = mark(segment, "on one ward.", until=(last, 10))
    correct(last, "🙂 " + last.text)
    correct(segment, "🙂 " + segment.text)
    correct(middle, "Nobody minds at all.")
    passage.refresh_from_db()
    assert passage.start_segment.text[passage.start_offset :] == "on one ward."
    assert passage.end_segment.text[: passage.end_offset] == "🙂 It spreads"
    assert passage.quote == "on one ward.\nNobody minds at all.\n🙂 It spreads"
    assert passage.needs_a_look is False


def test_passage_across_a_segment_that_is_deleted_is_flagged(interview, segment, mark, correct):
    middle = SegmentFactory(interview=interview, position=2, text="Nobody minds.")
    last = SegmentFactory(interview=interview, position=3, text="It spreads.")
    passage = mark(segment, "on one ward.", until=(last, 10))
    correct(middle, middle.text, deleted=True)
    passage.refresh_from_db()
    assert (passage.quote, passage.needs_a_look) == (
        "on one ward.\nNobody minds.\nIt spreads",
        True,
    )


def test_only_passages_that_reach_into_the_segment_are_touched(
    interview, segment, mark, correct, review
):
    elsewhere = mark(SegmentFactory(interview__review=review, position=1, text=SAID), "one ward")
    later = mark(SegmentFactory(interview=interview, position=2, text=SAID), "one ward")
    correct(segment, "Something else altogether.")
    for passage in (elsewhere, later):
        before = Passage.objects.get(pk=passage.pk)
        assert (before.start_offset, before.needs_a_look, before.marked_start_version) == (
            passage.start_offset,
            False,
            None,
        )
