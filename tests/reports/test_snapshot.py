import json
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from adoption_reviews.roles import PERMISSIONS, Role
from adoption_reviews.vocabulary import RoleGroup
from maturity.actions import Step, take_step
from maturity.models import Rating, SelfAssessment
from reports.evidence_rules import Status
from reports.presentation import report_context
from reports.queries import Quote, influence_evidence
from reports.quotes import chosen_quotes
from reports.rendering import report_html
from reports.snapshot import leave_out_explanations, make_snapshot
from reports.wording import compact, limits, method, people_who, period, sentence
from tests.factories.casestudies import CaseStudyFactory, InfluenceSeenFactory
from tests.factories.interviews import CodingFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory
from tests.factories.reports import ReportFactory

AT = datetime(2019, 5, 3, 12, tzinfo=UTC)


def influence_in(snapshot, code):
    return next(
        each for stage in snapshot["stages"] for each in stage["influences"] if each["code"] == code
    )


def test_snapshot_of_an_empty_review_says_that_nothing_was_found(review):
    snapshot = make_snapshot(review, at=AT)
    assert snapshot["schema"] == 1
    assert snapshot["made_at"] == "2019-05-03T12:00:00+00:00"
    assert snapshot["organisation"]["name"] == review.organisation.name
    assert snapshot["fieldwork"] == {"people": 0, "interviews": 0, "groups": [], "passages": 0}
    assert [len(stage["influences"]) for stage in snapshot["stages"]] == [9, 5, 4]
    assert (snapshot["does_well"], snapshot["would_help"]) == ([], [])
    assert snapshot["case_studies"] == []
    assert snapshot["references"] == {}
    assert (snapshot["self_rating"]["is_submitted"], snapshot["self_rating"]["is_begun"]) == (
        False,
        False,
    )


def test_snapshot_comes_back_from_json_as_it_was(review, interviewed):
    interviewed(review, ("ring-holder", "helps"), usable="Somebody rings the network.")
    snapshot = make_snapshot(review, at=AT)
    assert json.loads(json.dumps(snapshot)) == snapshot


def test_snapshot_of_an_influence_holds_all_that_is_printed(review, interviewed):
    for group in (RoleGroup.EXECUTIVE, RoleGroup.DIVISIONAL, RoleGroup.FRONT_LINE):
        for _ in range(3):
            interviewed(review, ("ring-holder", "helps"), role_group=group)
    interviewed(review, ("ring-holder", "hinders"), usable="Nobody does that here, I am sorry.")
    person = interviewed(
        review, ("ring-holder", "helps"), usable="The director does that, and does it well."
    )
    study = CaseStudyFactory(review=review, number=2, innovation="Pocket ultrasound")
    InfluenceSeenFactory(case_study=study, code="ring-holder", direction="helps")
    snapshot = make_snapshot(review, at=AT)
    [passage] = person.interviews.get().passages.all()
    [reference] = [ref for ref, pk in snapshot["references"].items() if pk == passage.pk]
    found = influence_in(snapshot, "ring-holder")
    assert found == {
        "code": "ring-holder",
        "title": "Someone holds the ring",
        "description": "A person or process at trust level connects the trust to nationally "
        "prioritised innovations.",
        "status": "present",
        "letter": "P",
        "words": "Present: 10 of 11 people, all three role groups, 1 case study",
        "spread": "widespread",
        "sentence": "Most people (10 of 11) say that it helps; 1 says that it is missing. They "
        "come from every role group. Case study 2 shows it at work.",
        "how_many": "most",
        "n_supporting": 10,
        "n_interviewed": 11,
        "n_people": 11,
        "n_helps": 10,
        "n_hinders": 1,
        "n_mixed": 0,
        "role_groups": ["Executive and corporate", "Divisional leadership", "Front line"],
        "case_studies": [{"number": 2, "innovation": "Pocket ultrasound", "direction": "helps"}],
        "references": ["E001–E011"],
        "quotes": [
            {
                "text": "The director does that, and does it well.",
                "role_group": "Front line",
                "direction": "helps",
                "code": "ring-holder",
                "reference": reference,
                "passage_id": passage.pk,
            }
        ],
    }
    assert snapshot["does_well"] == ["ring-holder"]
    assert snapshot["opening"] == (
        "Of 18 positive influences on adopting innovation 1 is at work in this trust. None is "
        "mixed and none missing. This is what 11 people and 1 case study tell us."
    )


def test_snapshot_references_do_not_follow_the_order_of_interviews(review, interviewed):
    for _ in range(8):
        interviewed(review, ("ring-holder", "helps"))
    passages = list(make_snapshot(review, at=AT)["references"].values())
    assert sorted(passages) != passages
    assert len(passages) == 8


def test_snapshot_puts_widespread_and_most_missed_influences_first(review, interviewed):
    for _ in range(4):
        interviewed(review, ("ring-holder", "helps"), ("benefits-known", "hinders"))
    for _ in range(2):
        interviewed(review, ("good-networks", "helps"), ("benefits-review", "hinders"))
    for _ in range(10):
        interviewed(review, ("pump-priming-fund", "mixed"))
    snapshot = make_snapshot(review, at=AT)
    # Two of sixteen people are fewer than a quarter: good networks are in pockets.
    assert snapshot["does_well"] == ["ring-holder", "good-networks"]
    assert snapshot["would_help"] == ["benefits-known", "benefits-review", "pump-priming-fund"]


def test_opening_counts_only_those_who_say_an_influence_is_missing(review, interviewed):
    for direction in ("hinders", "helps", "mixed", "mixed", "mixed"):
        interviewed(review, ("benefits-known", direction))
    for direction in ("hinders", "hinders", "helps", "helps"):
        interviewed(review, ("benefits-review", direction))
    context = report_context(ReportFactory(review=review, snapshot=make_snapshot(review, at=AT)))
    assert [(each["code"], each["n"]) for each in context["would_help"]] == [
        ("benefits-review", 2),
        ("benefits-known", 1),
    ]


def test_snapshot_of_a_case_study_holds_what_was_written_and_shown(review):
    study = CaseStudyFactory(
        review=review,
        number=1,
        innovation="Pocket ultrasound",
        kind="medtech",
        is_nationally_prioritised=True,
        how_identified="At a conference.",
        lessons="  Ask early.\n\nAsk often.  ",
    )
    InfluenceSeenFactory(case_study=study, code="good-networks", direction="mixed")
    assert make_snapshot(review, at=AT)["case_studies"] == [
        {
            "number": 1,
            "innovation": "Pocket ultrasound",
            "kind": "Medical technology",
            "is_nationally_prioritised": True,
            "parts": [
                {
                    "field": "how_identified",
                    "title": "How it was found",
                    "text": "At a conference.",
                },
                {
                    "field": "lessons",
                    "title": "What can be learnt",
                    "text": "Ask early.\n\nAsk often.",
                },
            ],
            "influences": [
                {"code": "good-networks", "title": "Good networks", "direction": "mixed"}
            ],
        }
    ]


def test_snapshot_shows_nothing_of_a_self_rating_that_is_not_submitted(review):
    assessment = SelfAssessmentFactory(review=review)
    RatingFactory(assessment=assessment, explanation="Not yet for others.")
    rating = make_snapshot(review, at=AT)["self_rating"]
    assert (rating["is_submitted"], rating["is_begun"]) == (False, True)
    assert "Not yet for others." not in json.dumps(rating)


@pytest.fixture
def submitted(review):
    assessment = SelfAssessmentFactory(
        review=review,
        status=SelfAssessment.Status.SUBMITTED,
        submitted_at=timezone.make_aware(datetime(2019, 4, 2, 9)),
    )
    RatingFactory(assessment=assessment, indicator="agreed-strategy", value=5, explanation="Yes.")
    RatingFactory(
        assessment=assessment, indicator="clear-definition", value=None, is_not_applicable=True
    )
    return assessment


def test_snapshot_of_a_self_rating_counts_silent_answers_as_nothing(review, submitted):
    rating = make_snapshot(review, at=AT)["self_rating"]
    domain = rating["domains"][0]
    assert rating["is_submitted"] is True
    assert rating["submitted_at"] == "2019-04-02T08:00:00+00:00"
    assert (rating["n_answered"], rating["n_not_applicable"]) == (1, 1)
    assert rating["n_silent"] == rating["n_indicators"] - 2
    assert (domain["n_answered"], domain["n_not_applicable"], domain["n_silent"]) == (1, 1, 1)
    assert domain["levels"] == [{"value": 1, "n": 0}, {"value": 3, "n": 0}, {"value": 5, "n": 1}]
    assert [(each["indicator"], each["value"]) for each in domain["answers"]] == [
        ("agreed-strategy", 5),
        ("strategy-communicated", None),
        ("clear-definition", None),
    ]
    assert domain["answers"][0]["explanation"] == "Yes."


def test_wheel_is_drawn_of_the_frozen_answers(review, submitted):
    report = ReportFactory(review=review, snapshot=make_snapshot(review, at=AT))
    wheel = report_context(report)["self_rating"]["wheel"]
    assert wheel.wide.description.startswith(
        "InSites learning framework: Rating. Innovation strategy: 5. Strategic communications: –. "
    )


def test_snapshot_without_sub_domains_has_no_wheel_and_is_printed_all_the_same(review, submitted):
    report = ReportFactory(review=review, snapshot=make_snapshot(review, at=AT))
    for domain in report.snapshot["self_rating"]["domains"]:
        for answer in domain["answers"]:
            del answer["sub_domain"]
    assert report_context(report)["self_rating"]["wheel"] is None
    assert "The wheel has a slice" not in report_html(report)


def test_left_out_explanation_is_gone_and_said_to_be(review, submitted):
    snapshot = make_snapshot(review, at=AT)
    leave_out_explanations(snapshot, {"agreed-strategy"})
    first = snapshot["self_rating"]["domains"][0]["answers"][0]
    assert (first["explanation"], first["is_left_out"]) == ("", True)


# --- Quotes ----------------------------------------------------------------------------------


def quote(pk, direction, length=100, person=None, group="Front line"):
    return Quote(
        passage_id=pk,
        participant_id=person or pk,
        role_group=group,
        direction=direction,
        text="x" * length,
    )


def ids(status, *quotes):
    return [each.passage_id for each in chosen_quotes(status, list(quotes))]


def test_chosen_quotes_say_what_the_status_says_first():
    quotes = [quote(1, "hinders"), quote(2, "mixed"), quote(3, "helps")]
    assert ids(Status.PRESENT, *quotes) == [3, 2]
    assert ids(Status.MISSING, *quotes) == [1, 2]
    assert ids(Status.SINGLE_SOURCE, quotes[0]) == [1]


def test_chosen_quotes_never_say_the_opposite_of_the_status():
    assert ids(Status.PRESENT, quote(1, "hinders")) == []
    assert ids(Status.MISSING, quote(1, "helps")) == []


def test_chosen_quotes_under_mixed_say_both_sides():
    assert ids(Status.MIXED, quote(1, "helps"), quote(2, "helps"), quote(3, "hinders")) == [1, 3]


def test_chosen_quotes_are_of_two_people_and_better_of_two_role_groups():
    first, same_person = quote(1, "helps", 50), quote(2, "helps", 60, person=1)
    same_group, other_group = quote(3, "helps", 70), quote(4, "helps", 80, group="Others")
    assert ids(Status.PRESENT, first, same_person) == [1]
    assert ids(Status.PRESENT, first, same_person, same_group) == [1, 3]
    assert ids(Status.PRESENT, first, same_person, same_group, other_group) == [1, 4]


def test_chosen_quotes_are_short_but_say_something():
    tiny, short, long = quote(1, "helps", 5), quote(2, "helps", 60), quote(3, "helps", 500)
    assert ids(Status.PRESENT, tiny, long, short) == [2, 1]
    assert ids(Status.PRESENT) == []


def test_snapshot_prints_a_quote_twice_only_where_there_is_no_other(review, interviewed):
    both = interviewed(
        review, ("ring-holder", "helps"), usable="Short words on both of them, truly."
    )
    other = interviewed(
        review, ("good-networks", "helps"), usable="Somewhat longer words on networks alone, yes."
    )
    passage = both.interviews.get().passages.get()
    for code in ("good-networks", "benefits-known"):
        CodingFactory(passage=passage, code=code)
    snapshot = make_snapshot(review, at=AT)
    printed = {
        code: [each["passage_id"] for each in influence_in(snapshot, code)["quotes"]]
        for code in ("ring-holder", "good-networks", "benefits-known")
    }
    assert printed == {
        "ring-holder": [passage.pk],
        "good-networks": [other.interviews.get().passages.get().pk],
        "benefits-known": [passage.pk],
    }


# --- Words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("references", "printed"),
    [
        ([], []),
        (["E003"], ["E003"]),
        (["E002", "E001"], ["E001", "E002"]),
        (["E001", "E002", "E003", "E007"], ["E001–E003", "E007"]),
        (["E999", "E1000", "E1001"], ["E999–E1001"]),
    ],
)
def test_compact_references(references, printed):
    assert compact(references) == printed


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (None, None, ""),
        (date(2019, 3, 4), None, "4 March 2019"),
        (date(2019, 3, 4), date(2019, 4, 12), "4 March to 12 April 2019"),
        (date(2019, 3, 4), date(2020, 4, 12), "4 March 2019 to 12 April 2020"),
        (date(2019, 3, 4), date(2019, 3, 4), "4 March 2019"),
    ],
)
def test_period(starts, ends, words):
    assert period(starts and starts.isoformat(), ends and ends.isoformat()) == words


@pytest.mark.parametrize(
    ("n", "total", "words"),
    [
        (1, 20, "One person of 20 says"),
        (10, 20, "About half of the people (10 of 20) say"),
        (20, 20, "All people (20 of 20) say"),
        (2, 20, "A few people (2 of 20) say"),
    ],
)
def test_people_who_say_something(n, total, words):
    assert people_who(n, total) == words


def test_sentence_of_a_single_source_names_no_role_group(review, interviewed):
    interviewed(review, ("ring-holder", "helps"))
    for _ in range(4):
        interviewed(review)
    [found] = [each for each in influence_evidence(review) if each.code == "ring-holder"]
    assert sentence(found) == "One person of 5 says that it helps."


def test_sentence_of_case_studies_alone(review):
    for number, direction in [(1, "helps"), (3, "helps"), (4, "hinders"), (5, "mixed")]:
        study = CaseStudyFactory(review=review, number=number)
        InfluenceSeenFactory(case_study=study, code="ring-holder", direction=direction)
    [found] = [each for each in influence_evidence(review) if each.code == "ring-holder"]
    assert sentence(found) == (
        "Case studies 1 and 3 show it at work. Case study 4 shows it missing. Case study 5 shows "
        "it both at work and missing."
    )


def test_method_and_limits_give_the_review_s_own_figures(review, interviewed, submitted):
    review.starts_on, review.ends_on = date(2019, 3, 4), date(2019, 4, 12)
    for _ in range(4):
        interviewed(review, ("ring-holder", "helps"))
    snapshot = make_snapshot(review, at=AT)
    assert method(snapshot)[0] == (
        f"Demo Health Innovation Network reviewed how {review.organisation.name} adopts "
        "innovations (4 March to 12 April 2019). 4 people took part in 4 interviews, and "
        "reviewers wrote no case studies. By role group: front line 4."
    )
    silent = snapshot["self_rating"]["n_silent"]
    assert limits(snapshot)[-1] == (
        "The self-rating is the trust's own view and was not checked. "
        f"{silent} indicators had no answer and count as nothing."
    )


def test_reopening_leaves_a_report_as_it_was_and_is_said_in_the_next(review, reviewer):
    assessment = SelfAssessmentFactory(
        review=review,
        status="agreed",
        submitted_at=timezone.make_aware(datetime(2019, 4, 2, 9)),
    )
    RatingFactory(assessment=assessment, value=5)
    report = ReportFactory(review=review, snapshot=make_snapshot(review, at=AT), ready=True)
    before = report.snapshot["self_rating"]
    assert (before["is_submitted"], before["n_answered"]) == (True, 1)
    take_step(
        assessment=assessment,
        step=Step.REOPEN,
        by=reviewer,
        access=PERMISSIONS[Role.REVIEWER],
        reason="One part was left out",
    )
    Rating.objects.update(value=1)
    report.refresh_from_db()
    assert report.snapshot["self_rating"] == before
    rating = make_snapshot(review, at=AT)["self_rating"]
    assert [rating[key] for key in ("is_submitted", "is_begun", "is_reopened")] == [
        False,
        True,
        True,
    ]
