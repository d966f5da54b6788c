"""Out of a review, into another, and out again: the same counts, offsets and words."""

from collections import Counter

import pytest

from adoption_reviews.models import Memo, Theme
from adoption_reviews.vocabulary import Direction
from casestudies.models import CaseStudy
from casestudies.models import Coding as StudyCoding
from interviews.models import Coding, Interview, Participant, Passage, Segment
from reports.actions.exchange import export_review, import_project
from reports.exchange.account import Count, What
from reports.exchange.reading import read_exchange_file
from tests.factories.interviews import CodingFactory, ParticipantFactory
from tests.reports.exchange.conftest import THIRD, passage


def exported(review, viewer, **more):
    return export_review(review=review, kind="qdpx", viewer=viewer, by=viewer, **more).data


def brought(review, data, by, **more):
    project, account = read_exchange_file(data)
    return import_project(review=review, project=project, account=account, by=by, **more)


def told(data):
    """All that a project says, without what differs from review to review."""
    project, account = read_exchange_file(data)
    codes = {code.guid: code for code in project.codes}
    notes = {note.guid: note.text for note in project.notes}

    def path(guid):
        code = codes[guid]
        return (*path(code.parent), code.name) if code.parent else (code.name,)

    def coded(codings):
        return Counter(
            (path(c.code), c.user, c.at, tuple(notes[n] for n in c.notes)) for c in codings
        )

    return {
        "sources": [
            (
                source.name,
                source.text,
                [
                    (
                        s.start,
                        s.end,
                        s.user,
                        s.at,
                        sorted(coded(s.codings).items()),
                        [notes[n] for n in s.notes],
                    )
                    for s in source.selections
                ],
                sorted(coded(source.codings)),
                [notes[n] for n in source.notes],
            )
            for source in project.sources
        ],
        "codes": sorted((path(guid), code.description) for guid, code in codes.items()),
        "notes": sorted(notes.values()),
        "on project": sorted(notes[n] for n in project.own_notes),
        "cases": [
            (case.name, case.values.get("Role group"), case.values.get("Name"), len(case.sources))
            for case in project.cases
        ],
        "counts": {what: account.count(what) for what in What},
        "refused": account.refused,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("with_identities", [False, True])
def test_export_import_export_says_the_same(evidence, elsewhere, reviewer, with_identities):
    first = exported(evidence, reviewer, with_identities=with_identities)
    outcome = brought(elsewhere, first, reviewer)
    assert outcome.account.refused == []
    second = exported(elsewhere, reviewer, with_identities=with_identities)
    assert told(second) == told(first)
    assert told(first)["counts"][What.SELECTION] == Count(6, 6, 0)
    assert told(first)["counts"][What.CODING] == Count(8, 8, 0)


@pytest.mark.django_db
def test_import_again_adds_nothing(evidence, elsewhere, reviewer):
    data = exported(evidence, reviewer)
    brought(elsewhere, data, reviewer)
    before = rows()
    outcome = brought(elsewhere, data, reviewer)
    assert rows() == before
    assert (outcome.n_interviews, outcome.n_case_studies, outcome.n_memos) == (0, 0, 0)


@pytest.mark.django_db
def test_import_into_the_review_it_came_from_adds_nothing(evidence, reviewer):
    data = exported(evidence, reviewer)
    before = rows()
    outcome = brought(evidence, data, reviewer)
    assert outcome.account.refused == []
    assert rows() == before


@pytest.mark.django_db
def test_import_where_pseudonyms_are_taken_keeps_people_apart(evidence, elsewhere, reviewer):
    ParticipantFactory(review=elsewhere, pseudonym="P01", role_group="executive")
    ParticipantFactory(review=elsewhere, pseudonym="P03", role_group="executive")
    data = exported(evidence, reviewer)
    for _ in range(2):
        outcome = brought(elsewhere, data, reviewer)
        people = elsewhere.participants.values_list("pseudonym", "role_group")
        assert list(people) == [
            ("P01", "executive"),
            ("P03", "executive"),
            ("P04", "front-line"),
            ("P02", "executive"),
        ]
        assert sum(outcome.account.no_equal.values()) == 1
    segments = elsewhere.interviews.get(number=1).segments.values_list("speaker", flat=True)
    assert list(segments) == ["Interviewer", "P04", "P04"]
    assert told(exported(elsewhere, reviewer))["counts"] == told(data)["counts"]


def rows():
    models = (Passage, Coding, StudyCoding, CaseStudy, Interview, Participant, Segment, Memo, Theme)
    return {model._meta.label: model.objects.count() for model in models}


@pytest.mark.django_db
def test_passage_without_its_words_stays_out_of_the_project_and_is_not_doubled(evidence, reviewer):
    told_before = told(exported(evidence, reviewer))["counts"]
    last = Segment.objects.get(text=THIRD)
    lost = passage(last, 16, last, len(THIRD), reviewer)
    CodingFactory(passage=lost, direction=Direction.HINDERS)
    Memo.objects.create(
        review=evidence, about="passage", key=str(lost.pk), text="Striking too", author=reviewer
    )
    Segment.objects.filter(pk=last.pk).update(text="Nobody decides. Perhaps.")
    lost.needs_a_look = True
    lost.save()
    left = export_review(review=evidence, kind="qdpx", viewer=reviewer, by=reviewer)
    assert left.n_left_out == 1
    assert told(left.data)["counts"] == told_before
    before = rows()
    brought(evidence, left.data, reviewer)
    assert rows() == before
