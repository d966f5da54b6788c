import pytest
from django.utils import timezone

from adoption_reviews.vocabulary import Direction, RoleGroup
from interviews.models import Interview
from reports.evidence_rules import Spread, Status
from reports.queries import (
    CaseStudySeen,
    InfluenceEvidence,
    Quote,
    evidence_grid,
    influence_evidence,
    usable_quotes,
)
from reports.queries.passages import MarkedPassage, marked_passages
from reports.queries.reports import gaps_before_report, latest_references, report, reports
from tests.factories.casestudies import CaseStudyFactory, InfluenceSeenFactory
from tests.factories.core import ReviewFactory, UserFactory
from tests.factories.interviews import CodingFactory
from tests.factories.reports import ReportFactory


def evidence_of(review, code):
    return next(each for each in influence_evidence(review) if each.code == code)


def test_influence_evidence_has_every_influence_in_the_framework_s_order(review):
    found = influence_evidence(review)
    assert len(found) == 18
    assert (found[0].code, found[-1].code) == ("clear-narrative", "benefits-known")
    assert [each.stage_number for each in found] == [1] * 9 + [2] * 5 + [3] * 4
    assert {each.status for each in found} == {Status.NO_EVIDENCE}


def test_influence_evidence_counts_people_not_mentions(review, interviewed):
    for _ in range(2):
        interviewed(review, *[("good-networks", "helps")] * 5)
    interviewed(review, ("good-networks", "helps"), ("good-networks", "hinders"))
    interviewed(review, ("good-networks", "hinders"), role_group=RoleGroup.EXECUTIVE)
    for _ in range(2):
        interviewed(review, role_group=RoleGroup.EXECUTIVE)
    study = CaseStudyFactory(review=review, number=4, innovation="Pocket ultrasound")
    InfluenceSeenFactory(case_study=study, code="good-networks", direction="helps")
    found = evidence_of(review, "good-networks")
    passage_ids = found.passage_ids
    assert len(passage_ids) == 13
    assert found == InfluenceEvidence(
        code="good-networks",
        title="Good networks",
        description="System, regional and national networks help people explore innovations.",
        stage_key="identify",
        stage_title="Identifying innovations",
        stage_number=1,
        status=Status.MIXED,  # 3 of 5 sources say it helps
        words="Mixed: 2 say it helps, 1 that it is missing, 1 both, 1 case study",
        spread=Spread.NOT_SAID,
        n_interviewed=6,
        n_helps=2,
        n_hinders=1,
        n_mixed=1,
        role_groups=("Executive and corporate", "Front line"),
        n_role_groups=2,
        case_studies=(CaseStudySeen(4, "Pocket ultrasound", "helps"),),
        passage_ids=passage_ids,
        n_usable_quotes=0,
    )
    assert (found.letter, found.n_people, found.n_supporting) == ("M", 4, 4)


def test_influence_evidence_names_the_groups_of_those_who_say_what_the_status_says(
    review, interviewed
):
    for group in (RoleGroup.EXECUTIVE, RoleGroup.DIVISIONAL, RoleGroup.FRONT_LINE):
        for _ in range(3):
            interviewed(review, ("ring-holder", "helps"), role_group=group)
        if group is not RoleGroup.FRONT_LINE:
            interviewed(review, ("benefits-known", "helps"), role_group=group)
    interviewed(review, ("benefits-known", "hinders"), role_group=RoleGroup.FRONT_LINE)
    widespread, pockets = evidence_of(review, "ring-holder"), evidence_of(review, "benefits-known")
    assert widespread.spread is Spread.WIDESPREAD
    assert widespread.words == "Present: 9 of 12 people, all three role groups"
    assert widespread.how_many == "most"
    assert pockets.spread is Spread.IN_POCKETS
    assert pockets.role_groups == ("Executive and corporate", "Divisional leadership")


def test_influence_evidence_folds_role_groups_of_fewer_than_three(review, interviewed):
    interviewed(review, ("ring-holder", "helps"), role_group=RoleGroup.EXECUTIVE)
    interviewed(review, ("ring-holder", "helps"), role_group=RoleGroup.DIVISIONAL)
    for _ in range(3):
        interviewed(review)
    found = evidence_of(review, "ring-holder")
    assert found.role_groups == ("Front line, executive and corporate and divisional leadership",)


def test_influence_evidence_leaves_out_the_withdrawn_and_the_unfinished(review, interviewed):
    kept = interviewed(review, ("ring-holder", "helps"))
    gone = interviewed(review, ("ring-holder", "hinders"))
    gone.withdrawn_at = timezone.now()
    gone.save()
    unfinished = interviewed(review, ("ring-holder", "hinders"))
    unfinished.interviews.update(status=Interview.Status.IN_PROGRESS)
    found = evidence_of(review, "ring-holder")
    assert (found.status, found.words) == (Status.SINGLE_SOURCE, "One person only")
    assert found.n_interviewed == kept.interviews.count() == 1


def test_influence_evidence_is_of_the_review_s_own_framework(review, interviewed):
    interviewed(review, ("ring-holder", "helps"))
    review.interviews.get().passages.get().codings.update(framework_ref="adoption-barriers@2016.1")
    assert evidence_of(review, "ring-holder").status is Status.NO_EVIDENCE


def test_evidence_grid_agrees_with_each_review_s_own(review, interviewed):
    other = ReviewFactory()
    interviewed(review, ("ring-holder", "helps"))
    interviewed(other, ("ring-holder", "hinders"))
    interviewed(other, ("ring-holder", "hinders"))
    assert evidence_grid([review, other]) == {
        review.pk: influence_evidence(review),
        other.pk: influence_evidence(other),
    }
    assert evidence_of(other, "ring-holder").words == "Missing: 2 of 2 people"


@pytest.mark.parametrize("reviews", [1, 3])
def test_evidence_grid_asks_the_database_as_often_for_many(
    db, reviews, interviewed, django_assert_num_queries
):
    many = [ReviewFactory() for _ in range(reviews)]
    for review in many:
        interviewed(review, ("ring-holder", "helps"))
    with django_assert_num_queries(5):
        grid = evidence_grid(many)
    assert len(grid) == reviews


def test_usable_quotes_are_cleared_consented_and_without_a_person(review, interviewed):
    person = interviewed(review, ("ring-holder", "helps"), usable="Somebody rings the network.")
    interviewed(review, ("ring-holder", "helps"), usable="No.", consent_to_quote=False)
    interviewed(review, ("ring-holder", "helps"))
    passage = person.interviews.get().passages.get()
    CodingFactory(passage=passage, code="ring-holder", author=UserFactory())  # agrees
    assert usable_quotes(review) == {
        "ring-holder": [
            Quote(
                passage_id=passage.pk,
                participant_id=person.pk,
                role_group="Front line",
                direction="helps",
                text="Somebody rings the network.",
            )
        ]
    }
    assert evidence_of(review, "ring-holder").n_usable_quotes == 1
    assert usable_quotes(review, "good-networks") == {}


def test_usable_quotes_name_no_role_group_when_few_were_interviewed(review, interviewed):
    interviewed(review, ("ring-holder", "helps"), usable="Somebody rings the network.")
    [quote] = usable_quotes(review, "ring-holder")["ring-holder"]
    assert quote.role_group == ""


def test_usable_quotes_are_mixed_where_two_coders_differ(review, interviewed):
    person = interviewed(review, ("ring-holder", "helps"), usable="It depends on who is on.")
    passage = person.interviews.get().passages.get()
    CodingFactory(passage=passage, code="ring-holder", direction="hinders", author=UserFactory())
    [quote] = usable_quotes(review, "ring-holder")["ring-holder"]
    assert quote.direction == "mixed"


def test_marked_passages_are_by_direction_with_a_twice_coded_one_once(review, interviewed):
    helped = interviewed(review, ("ring-holder", "helps"), text="Ask Jan.", usable="Ask somebody.")
    hindered = interviewed(review, ("ring-holder", "hinders"), text="Nobody does.")
    interviewed(review, ("good-networks", "helps"))
    passage = helped.interviews.get().passages.get()
    CodingFactory(passage=passage, code="ring-holder", author=UserFactory())
    assert marked_passages(review, "ring-holder") == [
        MarkedPassage(
            passage_id=passage.pk,
            interview_number=passage.interview.number,
            pseudonym=helped.pseudonym,
            role_group=RoleGroup.FRONT_LINE,
            direction=Direction.HELPS,
            quote="Ask Jan.",
            usable_quote="Ask somebody.",
        ),
        MarkedPassage(
            passage_id=hindered.interviews.get().passages.get().pk,
            interview_number=hindered.interviews.get().number,
            pseudonym=hindered.pseudonym,
            role_group=RoleGroup.FRONT_LINE,
            direction=Direction.HINDERS,
            quote="Nobody does.",
            usable_quote="",
        ),
    ]


def test_reports_are_the_released_ones_for_readers_and_all_for_builders(review):
    released = ReportFactory(review=review, released=True)
    ready = ReportFactory(review=review, ready=True)
    ReportFactory(released=True)  # of another review
    assert list(reports(review, unreleased=False)) == [released]
    assert list(reports(review, unreleased=True)) == [ready, released]
    assert report(review, 1, unreleased=False) == released
    assert report(review, 2, unreleased=False) is None
    assert report(review, 2, unreleased=True) == ready
    assert report(review, 3, unreleased=True) is None


def test_latest_references_are_those_of_the_newest_version(review, interviewed):
    assert latest_references(review) == (None, {})
    ReportFactory(review=review, ready=True)
    person = interviewed(review, ("ring-holder", "helps"))
    ReportFactory(review=review)
    passage = person.interviews.get().passages.get()
    assert latest_references(review) == (2, {passage.pk: "E001"})


def test_gaps_before_report_of_an_empty_review(review):
    assert [gap.route for gap in gaps_before_report(review)] == [
        "interviews:list",
        "casestudies:list",
        "maturity:list",
    ]
