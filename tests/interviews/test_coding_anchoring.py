"""Passages stay on their words when the transcript is corrected."""

import random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adoption_reviews.anchoring import moved, words_between
from adoption_reviews.coding.actions import add_coding
from adoption_reviews.coding.following import ends_now
from adoption_reviews.coding.sources import Span
from adoption_reviews.frameworks import get_framework
from interviews.actions.recording import SegmentContent, save_segment
from interviews.models import Interview, Passage, Segment
from tests.core.marked_text import Edited, some_words
from tests.factories.interviews import InterviewFactory, PassageFactory, SegmentFactory

ALPHABET = "ab \n🩺e\u0301"
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


def test_flag_that_somebody_set_stays_while_the_words_are_corrected_around(segment, mark, correct):
    passage = mark(segment, "ring somebody up 🩺", needs_a_look=True)
    for text in ("Well, " + SAID, "Well, well. " + SAID.replace("one ward", "two wards")):
        correct(segment, text)
        assert state(passage) == ("ring somebody up 🩺", "ring somebody up 🩺", True)
    correct(segment, SAID.replace("ring", "phone"))
    assert state(passage) == ("phone somebody up 🩺", "phone somebody up 🩺", True)


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


# --- At random ----------------------------------------------------------------------------------


@pytest.fixture
def edit(interview, reviewer):
    """A function: does one random thing to a transcript, as the recording page saves it."""

    def edited(text: Edited, history: dict, places: int) -> None:
        chance = text.chance
        what = chance.choice(["correct"] * 14 + ["delete", "bring back", "older", "older", "add"])
        standing = [part for part in text.order if part not in text.gone]
        part = chance.choice(standing)
        if what == "add":
            new = str(UUID(int=chance.getrandbits(128), version=4))
            text.add(new, some_words(chance), after=part)
            saved(new, text, after=part)
            history[new] = [list(text.parts[new])]
            return
        if what == "bring back" and text.gone:
            part = chance.choice(sorted(text.gone))
            text.delete(part, is_gone=False)
        elif what == "delete" and len(standing) > 4:
            text.delete(part)
        elif what == "older":
            text.put(part, chance.choice(history[part]))
        else:
            text.splice(part, chance.randint(1, places))
            history[part].append(list(text.parts[part]))
        saved(part, text)

    def saved(part: str, text: Edited, after: str | None = None) -> None:
        segment = Segment.objects.filter(pk=part).first()
        save_segment(
            interview=interview,
            segment_id=UUID(part),
            base=segment.version if segment else 0,
            content=SegmentContent(
                kind="speech",
                stage="",
                speaker="P07",
                text=text.text(part),
                deleted=part in text.gone,
            ),
            by=reviewer,
            after=UUID(after) if after else None,
        )

    return edited


@pytest.mark.parametrize(("seed", "places"), [(1, 1), (18, 1), (19, 2), (6, 3)])
def test_passages_keep_their_words_over_300_random_edits(interview, edit, reviewer, seed, places):
    """75 saves each: corrections in one place or up to three, as when two writers' words are
    merged; segments deleted, brought back, set back to an older version and put between others.
    """
    chance = random.Random(seed)
    for position in range(1, 13):
        key = UUID(int=chance.getrandbits(128), version=4)
        SegmentFactory(pk=key, interview=interview, position=position, text=some_words(chance, 30))
    text = Edited({each.id: each.text for each in interview.parts()}, chance)
    history = {part: [list(text.parts[part])] for part in text.order}
    words = {}
    for _ in range(25):
        span = text.span()
        passage = add_coding(
            source=interview,
            span=Span(*span),
            framework_ref=interview.review.influences_ref,
            code=chance.choice(get_framework(interview.review.influences_ref).codes()),
            direction="helps",
            by=reviewer,
        ).passage
        words[passage.pk] = passage.quote
        text.mark(passage.pk, span)
    for _ in range(75):
        edit(text, history, places)
        parts = interview.parts()
        for passage in Passage.objects.filter(interview=interview):
            text.check(passage, words[passage.pk], parts, places == 1)
    assert Passage.objects.count() == len(words)
    assert 0 < len(text.touched) < len(words)


@given(
    parts=st.lists(st.text(ALPHABET, min_size=1, max_size=30), min_size=1, max_size=3),
    data=st.data(),
)
@settings(derandomize=True, max_examples=300, deadline=None)
def test_one_correction_outside_a_passage_leaves_its_words(parts, data):
    """However often letters repeat: what one edit did not reach into is found for certain."""
    start = data.draw(st.integers(0, len(parts[0]) - 1))
    least = start + 1 if len(parts) == 1 else 1
    end = data.draw(st.integers(least, len(parts[-1])))
    where = data.draw(st.sampled_from(["before", "behind"]))
    first, last = (0, start) if where == "before" else (end, len(parts[-1]))
    from_, until = sorted(
        [data.draw(st.integers(first, last)), data.draw(st.integers(first, last))]
    )
    at = 0 if where == "before" else -1
    come = data.draw(st.text(ALPHABET, max_size=5))
    now = list(parts)
    now[at] = parts[at][:from_] + come + parts[at][until:]
    place = ends_now(parts, now, start, end)
    assert place is not None
    assert words_between(now, *place) == words_between(parts, start, end)
