"""Words of whoever asks are nobody's evidence, wherever evidence is counted."""

import pytest

from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Coding
from interviews.queries import coded_passages
from reports.queries.code_counts import code_counts
from reports.queries.code_grid import By, code_grid
from reports.queries.codes import code_groups
from reports.queries.codings import codings
from reports.queries.evidence import influence_evidence, usable_quotes
from reports.queries.saturation import saturation
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    SegmentFactory,
)


@pytest.fixture
def people(review):
    return [
        ParticipantFactory(review=review, pseudonym=name, role_group=group)
        for name, group in (("P01", RoleGroup.EXECUTIVE), ("P02", RoleGroup.FRONT_LINE))
    ]


@pytest.fixture
def segments(review, people):
    """Two questions in a row, an answer of P02, a note, a question at the end."""
    interview = InterviewFactory(review=review, number=1, participants=people)
    lines = (
        ("question", None, "How do you hear of things?"),
        ("question", None, "Through networks, perhaps?"),
        ("speech", people[1], "We ring round."),
        ("note", None, "They laugh."),
        ("question", None, "And then?"),
    )
    return [
        SegmentFactory(interview=interview, position=place, kind=kind, participant=who, text=text)
        for place, (kind, who, text) in enumerate(lines, start=1)
    ]


@pytest.fixture
def mark(segments):
    """A function: code from one segment to another, both by their places from 0."""

    def make(first, last, **fields):
        return CodingFactory(
            passage__start_segment=segments[first],
            passage__end_segment=segments[last],
            passage__end_offset=len(segments[last].text),
            **fields,
        )

    return make


def counted(review) -> list:
    return [(each.passage_id, each.pseudonym) for each in coded_passages([review])]


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 1), (4, 4)])
def test_passage_within_questions_is_nobodys_evidence(mark, review, reviewer, first, last):
    coding = mark(
        first, last, passage__anonymised_quote="Through networks?", passage__is_usable=True
    )

    assert counted(review) == []
    assert Coding.objects.counting().count() == 0
    [networks] = [each for each in influence_evidence(review) if each.code == "good-networks"]
    assert (networks.n_people, networks.letter, networks.passage_ids) == (0, "–", ())
    assert usable_quotes(review) == {}
    grid = code_grid([review], reviewer, by=By.INTERVIEW, groups=code_groups(review))
    assert (grid.rows, grid.total.n_people, grid.total.n_passages) == ([], 0, 0)
    assert saturation(review, reviewer).steps[0].new == ()
    [given] = codings([review], reviewer)
    assert (given.coding_id, given.is_asked, given.counts) == (coding.pk, True, False)
    assert (given.pseudonym, given.role_group, given.participant_id) == ("", "", None)
    found = code_counts(review, reviewer)[given.key]
    assert (found.passages, found.people) == (1, 0)  # it stays in the codebook


@pytest.mark.parametrize(("first", "last"), [(0, 2), (1, 2), (2, 2), (1, 4), (2, 4)])
def test_passage_with_an_answer_counts_for_who_answers(mark, review, reviewer, first, last):
    coding = mark(first, last)

    assert counted(review) == [(coding.passage_id, "P02")]  # not the interview's first
    [given] = codings([review], reviewer)
    assert (given.pseudonym, given.counts, given.is_asked) == ("P02", True, False)
    grid = code_grid([review], reviewer, by=By.ROLE_GROUP, groups=code_groups(review))
    [row] = grid.rows
    assert row.total.n_people == 1
    by_title = dict(zip([each.title for each in grid.columns], row.cells, strict=True))
    assert [title for title, cell in by_title.items() if cell] == [RoleGroup.FRONT_LINE.label]
    assert code_counts(review, reviewer)[given.key].people == 1


def test_note_counts_as_before(mark, review):
    assert counted(review) == [] and mark(3, 4)
    assert [who for _, who in counted(review)] == ["P01"]


def test_answer_deleted_since_leaves_the_question(mark, review, segments):
    mark(1, 4)
    for each in segments[2:4]:
        each.deleted_at = "2026-11-01T12:00Z"
        each.save()
    assert counted(review) == []


def test_segment_corrected_to_speech_counts_from_then_on(mark, review, segments, people):
    coding = mark(1, 1)
    segments[1].kind, segments[1].participant = "speech", people[0]
    segments[1].save()
    assert counted(review) == [(coding.passage_id, "P01")]


def test_quote_that_begins_with_a_question_needs_everybodys_consent(mark, review, people):
    mark(1, 2, passage__anonymised_quote="We ring round.", passage__is_usable=True)
    assert [each.usable_quote for each in coded_passages([review])] == ["We ring round."]
    people[0].consent_to_quote = False
    people[0].save()
    assert [each.usable_quote for each in coded_passages([review])] == [""]


def test_code_page_says_why_it_does_not_count(mark, review, reviewer, signed_in):
    coding = mark(0, 0)
    page = signed_in(reviewer).get(
        f"/reviews/{review.slug}/codes/{coding.framework_ref}:{coding.code}/"
    )
    assert "The interviewer’s words: nobody’s evidence" in page.text
    assert "Does not count yet" not in page.text
