"""What becomes of codes, coders, people and texts that are here already or are not."""

import pytest
from django.utils import timezone

from adoption_reviews.actions.themes import create_theme
from adoption_reviews.models import Memo, Theme, ThemeChange
from interviews.models import Coding, Interview, Participant, Passage, SecondCoding
from reports.actions.exchange import export_review, import_project
from reports.exchange.account import What
from reports.exchange.reading import read_exchange_file
from tests.factories.interviews import CodingFactory
from tests.reports.exchange.conftest import SECOND
from tests.reports.exchange.projects import (
    WORDS,
    book,
    code,
    coding,
    guid,
    inline,
    qde,
    selection,
    sources,
    users,
)

pytestmark = pytest.mark.django_db


def brought(review, data, by, **more):
    project, account = read_exchange_file(data)
    return import_project(review=review, project=project, account=account, by=by, **more)


def project(codes, marks="", *, people=""):
    return qde(people + book(*codes) + sources(inline("T", WORDS, marks))).encode()


def test_code_is_found_by_its_title_where_only_one_has_it(review, reviewer):
    theme = create_theme(review=review, title="Night shifts", by=reviewer)
    data = project([code("night  Shifts"), code("Good networks"), code("Quite new")])
    outcome = brought(review, data, reviewer)
    assert outcome.codes.new_themes == ("Quite new",)
    assert {target.code for target in outcome.codes.targets.values()} >= {
        theme.key,
        "good-networks",
    }


def test_codes_of_one_title_stay_apart(review, reviewer):
    data = project(
        [
            code("Barriers", code("Time", key="time one")),
            code("Helps", code("Time", key="time two")),
            code("Time", key="time three"),
        ]
    )
    outcome = brought(review, data, reviewer)
    assert outcome.codes.new_themes == ("Barriers", "Time", "Helps", "Helps: Time", "Time (2)")
    assert brought(review, data, reviewer).codes.new_themes == ()


def test_new_theme_can_be_undone_like_any_other(review, reviewer):
    brought(review, project([code("Quite new", "<Description>Words</Description>")]), reviewer)
    change = ThemeChange.objects.get()
    assert (change.verb, change.theme.description, change.by) == ("created", "Words", reviewer)


def test_codes_nested_too_deep_stand_higher(review, reviewer):
    nested = code("six")
    for name in ("five", "four", "three", "two", "one"):
        nested = code(name, nested)
    outcome = brought(review, project([nested]), reviewer)
    assert Theme.objects.get(title="six").parent.title == "three"
    assert outcome.account.remarks == [
        "Nested deeper than 4 levels, so that they stand higher here: 2 codes."
    ]


def test_code_below_one_of_a_framework_becomes_a_theme(review, reviewer):
    outcome = brought(review, project([code("Good networks", code("By phone"))]), reviewer)
    assert Theme.objects.get().title == "By phone"
    assert outcome.account.remarks == [
        "Nested in a code of a framework, so that they are themes at the top here: 1 code."
    ]


def test_direction_is_known_by_its_words_where_guids_were_changed(review, reviewer):
    codes = [code("Good networks", code("Good networks: hinders or is missing"))]
    marks = selection("s", 5, 12, coding("Good networks: hinders or is missing", "s"))
    brought(review, project(codes, marks), reviewer)
    given = Coding.objects.get()
    assert (given.code, given.direction) == ("good-networks", "hinders")


def test_coders_are_found_by_name_or_address_among_reviewers_only(
    review, reviewer, second_reviewer, outsider
):
    marks = "".join(
        selection(f"s{n}", 5, 12 + n, coding("A", f"s{n}", name), user=name)
        for n, name in enumerate(["ada second", "ADA@hub.example", outsider.name])
    )
    people = users("ada second", "ADA@hub.example", outsider.name)
    outcome = brought(review, project([code("A")], marks, people=people), reviewer)
    assert [(each.author, each.memo) for each in Coding.objects.order_by("pk")] == [
        (second_reviewer, ""),
        (second_reviewer, ""),
        (reviewer, f"Coded by {outsider.name}."),
    ]
    assert [each.is_known for each in outcome.coders] == [True, True, False]


def test_code_given_twice_by_people_unknown_here_is_kept_twice(review, reviewer):
    inside = coding("A", "s", "Una") + coding("A", "s", "Duo")
    data = project([code("A")], selection("s", 5, 12, inside), people=users("Una", "Duo"))
    brought(review, data, reviewer)
    assert sorted(Coding.objects.values_list("memo", flat=True)) == [
        "Coded by Duo.",
        "Coded by Una.",
    ]
    brought(review, data, reviewer)
    assert (Coding.objects.count(), Passage.objects.count()) == (2, 2)


def test_trial_stores_nothing_and_says_the_same(review, reviewer):
    data = project([code("A")], selection("s", 5, 12, coding("A", "s")))
    trial = brought(review, data, reviewer, is_trial=True)
    assert (Theme.objects.count(), Interview.objects.count(), Coding.objects.count()) == (0, 0, 0)
    real = brought(review, data, reviewer)
    assert (trial.n_interviews, trial.codes.new_themes) == (real.n_interviews, ("A",))
    assert trial.account.count(What.CODING) == real.account.count(What.CODING)


def test_imported_participant_has_consented_to_nothing(review, reviewer):
    brought(review, project([code("A")]), reviewer)
    [person] = Participant.objects.all()
    assert (person.pseudonym, person.was_never_asked, person.identity.name) == ("P01", True, "?")


def test_passages_are_found_again_after_the_text_was_corrected(evidence, reviewer):
    data = export_review(review=evidence, kind="qdpx", viewer=reviewer, by=reviewer).data
    Coding.objects.all().delete()
    segment = evidence.interviews.get(number=1).segments.get(position=1)
    segment.text = f"Well. {segment.text}"
    segment.save()
    outcome = brought(evidence, data, reviewer)
    quotes = Coding.objects.filter(code="good-networks").values_list("passage__quote", flat=True)
    assert set(quotes) == {SECOND[18:36], SECOND[23:30]}
    assert outcome.account.count(What.SELECTION).refused == 0


def test_passage_whose_words_are_gone_is_refused(evidence, reviewer):
    data = export_review(review=evidence, kind="qdpx", viewer=reviewer, by=reviewer).data
    evidence.interviews.get(number=2).segments.update(text="Something else altogether")
    outcome = brought(evidence, data, reviewer)
    assert {(each.what, each.reason) for each in outcome.account.refused} == {
        (
            What.SELECTION,
            "The text has changed here since, and these words are not in it once.",
        ),
        (What.CODING, "Its selection is not imported."),
    }


def test_words_of_somebody_who_withdrew_do_not_come_back(evidence, elsewhere, reviewer):
    data = export_review(review=evidence, kind="qdpx", viewer=reviewer, by=reviewer).data
    brought(elsewhere, data, reviewer)
    for review in (evidence, elsewhere):
        review.participants.filter(pseudonym="P02").update(withdrawn_at=timezone.now())
        before = Coding.objects.count()
        outcome = brought(review, data, reviewer)
        assert Coding.objects.count() == before
        assert [
            (each.name, each.reason) for each in outcome.account.refused if each.what == What.SOURCE
        ] == [("Interview 2", "Somebody whose words these are has withdrawn.")]


def test_codings_of_somebody_coding_blind_are_refused(evidence, reviewer, second_reviewer):
    data = export_review(review=evidence, kind="qdpx", viewer=reviewer, by=reviewer).data
    Coding.objects.filter(author=second_reviewer).delete()
    interview = evidence.interviews.get(number=1)
    SecondCoding.objects.create(interview=interview, coder=second_reviewer, given_by=reviewer)
    outcome = brought(evidence, data, reviewer)
    assert not Coding.objects.filter(author=second_reviewer).exists()
    refused = [each.reason for each in outcome.account.refused if each.what == What.CODING]
    assert refused == ["Its coder is coding this interview blind here."] * 2


def test_second_coding_stays_blind_in_every_export(evidence, reviewer, second_reviewer):
    interview = evidence.interviews.get(number=2)
    second = SecondCoding.objects.create(
        interview=interview, coder=second_reviewer, given_by=reviewer
    )
    passage = interview.passages.get()
    CodingFactory(
        passage=passage,
        code="trialling-support",
        author=second_reviewer,
        second_coding=second,
        counts=False,
        memo="A secret memo",
    )
    Memo.objects.create(
        review=evidence,
        about="interview",
        key=str(interview.pk),
        text="Hidden",
        author=second_reviewer,
    )

    def told(viewer):
        data = export_review(review=evidence, kind="qdpx", viewer=viewer, by=reviewer).data
        found, _ = read_exchange_file(data)
        source = next(each for each in found.sources if each.name == "Interview 2")
        n_codings = sum(len(each.codings) for each in source.selections)
        return n_codings, "A secret memo" in str(found.notes), "Hidden" in str(found.notes)

    assert told(reviewer) == (1, False, False)
    assert told(second_reviewer) == (1, True, True)
    assert told(None) == (1, False, False)


def test_codebook_comes_in(review, reviewer):
    data = (
        '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="X"><Codes>'
        f'{code("Fate", code("Chance"))}</Codes><Sets><Set guid="{guid("s")}" name="S"/></Sets>'
        "</CodeBook>"
    ).encode()
    outcome = brought(review, data, reviewer)
    assert outcome.codes.new_themes == ("Fate", "Chance")
    assert dict(outcome.account.no_equal) == {"set of codes or sources": 1}
