"""The pages of agreement: both codings side by side, settling, figures and their file."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.codes import key_of
from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import Direction
from interviews.actions.second_coding import finish_second_coding
from interviews.models import Coding, Settlement
from interviews.queries import coded_passages
from reports.actions.agreement import NothingToSettle, Outcome, settle_difference
from reports.agreement.differences import Kind
from reports.agreement.table import agreement_table
from reports.agreement.units import Given, Text, Unit
from reports.queries.agreement import (
    codes_of,
    compared_interviews,
    left_to_settle,
    side_by_side,
    text_of,
)
from reports.queries.start import reviewer_tasks
from tests.factories.core import MembershipFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SecondCodingFactory,
    SegmentFactory,
)


@pytest.fixture
def colleague(review):
    return MembershipFactory(role="reviewer", review=review, user__name="Carys Penhale").user


def coded_twice(review, number, first, coder, *, finish=True):
    """An interview of six segments: three marks of each coder, one of them alike."""
    interview = InterviewFactory(review=review, number=number)
    segments = [
        SegmentFactory(interview=interview, position=place, text=f"Sentence {place} was said.")
        for place in range(6)
    ]
    second = SecondCodingFactory(interview=interview, coder=coder, given_by=first)

    def mark(place, by, code="good-networks", direction=Direction.HELPS, end=18):
        CodingFactory(
            passage=PassageFactory(
                start_segment=segments[place],
                created_by=by,
                end_offset=end,
                quote=segments[place].text[:end],
            ),
            code=code,
            direction=direction,
            second_coding=second if by == coder else None,
            counts=by != coder,
        )

    mark(0, first)
    mark(0, coder)
    mark(1, first)
    mark(1, coder, direction=Direction.HINDERS)
    mark(2, first, code="ring-holder")
    mark(3, coder, code="pump-priming-fund")
    mark(4, first)
    mark(4, coder, end=8)
    return finish_second_coding(second=second, by=coder) if finish else second


@pytest.fixture
def second(review, reviewer, colleague):
    return coded_twice(review, 1, reviewer, colleague)


def beside(second):
    return side_by_side(second, codes_of(second.interview.review))


def test_side_by_side_names_every_way_to_differ_in_the_order_of_the_text(second):
    assert [(each.kind, each.code.code) for each in beside(second).differences] == [
        (Kind.AGREED, "good-networks"),
        (Kind.DIRECTION, "good-networks"),
        (Kind.ONLY_FIRST, "ring-holder"),
        (Kind.ONLY_SECOND, "pump-priming-fund"),
        (Kind.BOUNDARIES, "good-networks"),
    ]
    assert [each.kind for each in beside(second).open] == [
        Kind.DIRECTION,
        Kind.ONLY_FIRST,
        Kind.ONLY_SECOND,
    ]


def test_what_is_coded_after_finishing_is_no_difference_by_itself(second, reviewer):
    segment = second.interview.segments.get(position=5)
    CodingFactory(passage=PassageFactory(start_segment=segment, created_by=reviewer))
    assert len(beside(second).differences) == 5


def evidence(review):
    return sorted((each.code, each.direction) for each in coded_passages([review]))


NETWORKS = ("good-networks", "helps")


@pytest.mark.parametrize(
    ("kind", "outcome", "counted"),
    [
        (Kind.DIRECTION, Outcome.FIRST, [*[NETWORKS] * 3, ("ring-holder", "helps")]),
        (
            Kind.DIRECTION,
            Outcome.SECOND,
            [*[NETWORKS] * 2, ("good-networks", "hinders"), ("ring-holder", "helps")],
        ),
        (
            Kind.DIRECTION,
            Outcome.BOTH,
            [*[NETWORKS] * 3, ("good-networks", "hinders"), ("ring-holder", "helps")],
        ),
        (Kind.DIRECTION, Outcome.NEITHER, [*[NETWORKS] * 2, ("ring-holder", "helps")]),
        (Kind.ONLY_FIRST, Outcome.NEITHER, [NETWORKS] * 3),
        (
            Kind.ONLY_SECOND,
            Outcome.SECOND,
            [*[NETWORKS] * 3, ("pump-priming-fund", "helps"), ("ring-holder", "helps")],
        ),
        (Kind.BOUNDARIES, Outcome.SECOND, [*[NETWORKS] * 3, ("ring-holder", "helps")]),
    ],
)
def test_evidence_counts_what_was_settled(second, review, kind, outcome, counted):
    reviewer = second.given_by
    [difference] = [each for each in beside(second).differences if each.kind is kind]
    settle_difference(
        second=second, coding=difference.pk, outcome=outcome, note="We talked.", by=reviewer
    )
    assert evidence(review) == sorted(counted)
    [settled] = [each.settled for each in beside(second).differences if each.settled]
    assert (settled.note, settled.by) == ("We talked.", reviewer)


def test_settling_is_audited_without_words_and_can_be_changed(second, review, reviewer, colleague):
    difference = beside(second).open[0]
    for by, outcome in [(reviewer, Outcome.FIRST), (colleague, Outcome.NEITHER)]:
        settle_difference(
            second=second, coding=difference.pk, outcome=outcome, note=f" By {by}. ", by=by
        )
    assert Settlement.objects.count() == 2  # one for each coding in it
    events = AuditEvent.objects.filter(verb="coding.settled").order_by("pk")
    assert [(each.by, each.detail["outcome"]) for each in events] == [
        (reviewer, "first"),
        (colleague, "neither"),
    ]
    assert events[1].detail == {
        "interview": 1,
        "framework": review.influences_ref,
        "code": "good-networks",
        "codings": [coding.pk for coding in difference.codings],
        "outcome": "neither",
    }
    settled = beside(second).differences[1].settled
    assert (settled.words, settled.note) == ("Neither counts", "By Carys Penhale.")
    assert beside(second).n_settled == 1


def test_settling_refuses_what_is_no_difference(second, reviewer):
    agreed, direction, only_first, *_ = beside(second).differences
    settling = {"second": second, "by": reviewer}
    with pytest.raises(NothingToSettle):
        settle_difference(coding=agreed.pk, outcome=Outcome.FIRST, note="x", **settling)
    with pytest.raises(NothingToSettle):
        settle_difference(coding=0, outcome=Outcome.FIRST, note="x", **settling)
    with pytest.raises(ValueError, match="second"):
        settle_difference(coding=only_first.pk, outcome=Outcome.SECOND, note="x", **settling)
    with pytest.raises(ValueError, match="first"):
        settle_difference(coding=direction.pk, outcome=Outcome.FIRST, note=" ", **settling)
    assert not Settlement.objects.exists()


def figures(review, viewer):
    texts = [each.text for each in compared_interviews(review, viewer)]
    return agreement_table(texts, Unit.SEGMENT)


def test_figures_stay_as_the_codings_were_given(second, review, reviewer):
    before = figures(review, reviewer)
    assert before.rows[0].code == key_of(review.influences_ref, "good-networks")
    # Three segments of six with it, the same ones for both.
    assert float(before.rows[0].kappa) == 1
    for difference in beside(second).open:
        settle_difference(
            second=second, coding=difference.pk, outcome=Outcome.NEITHER, note="x", by=reviewer
        )
    Coding.objects.filter(author=reviewer).first().delete()
    segment = second.interview.segments.last()
    segment.text = "Corrected since."
    segment.save()
    assert figures(review, reviewer) == before


def test_text_of_two_second_coders_leaves_out_what_was_corrected_in_between():
    one = {
        "segments": [["a", 10], ["b", 5], ["c", 10]],
        "first": [["x", "helps", 0, 2, 1, 3], ["x", "helps", 1, 0, 1, 5]],
        "second": [["x", "helps", 1, 0, 2, 4]],
    }
    other = {
        "segments": [["a", 10], ["b", 6], ["c", 10]],
        "first": [],
        "second": [["y", "mixed", 2, 1, 2, 3]],
    }
    text, n_corrected = text_of([one, other])
    assert n_corrected == 1
    assert text == Text(
        lengths=(10, 10),
        n_coders=3,
        given=(
            Given(1, "x", "helps", 10, 14),
            Given(2, "y", "mixed", 11, 13),
            Given(0, "x", "helps", 2, 10),
        ),
    )


def page(name, review, *args):
    return reverse(f"agreement:{name}", args=[review.slug, *args])


def test_list_shows_figures_and_what_is_to_be_done(second, review, reviewer, signed_in):
    other = InterviewFactory(review=review, number=2)
    CodingFactory(passage__start_segment__interview=other)
    third = InterviewFactory(review=review, number=3)
    CodingFactory(passage__start_segment__interview=third)
    at_work = SecondCodingFactory(interview=third, coder__name="Elowen Trevose")
    response = signed_in(reviewer).get(page("list", review))
    [listed] = response.context["interviews"]
    assert (listed["interview"], listed["n_open"]) == (second.interview, 3)
    assert response.context["to_give"] == [other]
    assert response.context["at_work"] == [at_work]
    rows = {row.title: row for row in response.context["rows"]}
    assert rows["All codes together"].given == (4, 4)
    assert (rows["All codes together"].observed, rows["All codes together"].kappa) == (
        "88.9%",
        "0.679",
    )
    content = response.content.decode()
    assert "Cohen’s kappa" in content and "Landis and Koch" in content


def test_list_by_character_and_direction(second, review, reviewer, signed_in):
    client = signed_in(reviewer)
    by_segment = client.get(page("list", review)).context["rows"][0]
    by_character = client.get(page("list", review), {"unit": "character"}).context["rows"][0]
    by_direction = client.get(page("list", review), {"meant": "direction"}).context["rows"][0]
    assert by_segment.n_units == "18"  # six segments, three codes
    assert by_character.n_units == f"{3 * 6 * 20:,}"
    assert by_direction.observed == "83.3%"  # one code more on which they differ
    odd = client.get(page("list", review), {"unit": "word", "meant": "?"})
    assert odd.context["rows"][0] == by_segment


def test_list_of_a_review_with_nothing_to_compare(review, reviewer, signed_in):
    content = signed_in(reviewer).get(page("list", review)).content.decode()
    assert "Nothing to compare yet" in content


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_any_number_of_interviews(
    review, second, signed_in, django_assert_num_queries, n
):
    for number in range(1, n):
        coded_twice(review, number + 1, second.given_by, second.coder)
    client = signed_in(second.given_by)
    with django_assert_num_queries(13):
        assert len(client.get(page("list", review)).context["interviews"]) == n


def test_detail_shows_both_codings_and_only_differences_when_asked(
    second, review, reviewer, signed_in
):
    client = signed_in(reviewer)
    response = client.get(page("detail", review, 1))
    assert len(response.context["shown"]) == 5
    assert "0 of 3 differences settled" in response.content.decode()
    response = client.get(page("detail", review, 1), {"show": "differences"})
    assert len(response.context["shown"]) == 3


def test_detail_before_anybody_has_finished(review, reviewer, colleague, signed_in):
    second = coded_twice(review, 1, reviewer, colleague, finish=False)
    content = signed_in(reviewer).get(page("detail", review, 1)).content.decode()
    assert "Carys Penhale is coding this interview blind since" in content
    Coding.objects.filter(second_coding=second).delete()
    second.delete()
    content = signed_in(reviewer).get(page("detail", review, 1)).content.decode()
    assert "Coded once so far" in content


def test_settling_goes_from_one_difference_to_the_next(second, review, reviewer, signed_in):
    client, open_ = signed_in(reviewer), beside(second).open
    for place, difference in enumerate(open_):
        url = f"{page('settle', review, 1, difference.pk)}?coder={second.coder_id}"
        refused = client.post(url, {"outcome": "neither", "note": " "})
        assert refused.context["form"].errors == {"note": ["Enter why"]}
        response = client.post(url, {"outcome": "neither", "note": "Said too little."})
        after = (
            page("settle", review, 1, open_[place + 1].pk)
            if place + 1 < len(open_)
            else page("detail", review, 1)
        )
        assert response.url == f"{after}?coder={second.coder_id}"
    assert not beside(second).open
    content = client.get(page("detail", review, 1)).content.decode()
    assert "3 of 3 differences settled" in content
    assert "Said too little." in content
    form = client.get(page("settle", review, 1, open_[0].pk)).context["form"]
    assert form.initial == {"note": "Said too little.", "outcome": "neither"}


def test_settle_of_what_is_no_difference_leads_back(second, review, reviewer, signed_in):
    agreed = beside(second).differences[0]
    response = signed_in(reviewer).get(page("settle", review, 1, agreed.pk))
    assert response.url == f"{page('detail', review, 1)}?coder={second.coder_id}"
    InterviewFactory(review=review, number=2)
    response = signed_in(reviewer).get(page("settle", review, 2, agreed.pk))
    assert response.url == page("detail", review, 2)


def test_three_coders_have_fleiss_kappa_and_each_is_compared(
    second, review, reviewer, colleague, signed_in
):
    third = MembershipFactory(role=Role.REVIEWER, review=review, user__name="Jago Opie").user
    other = SecondCodingFactory(interview=second.interview, coder=third)
    segment = second.interview.segments.get(position=2)
    CodingFactory(
        passage=PassageFactory(start_segment=segment, created_by=third),
        code="ring-holder",
        second_coding=other,
        counts=False,
    )
    finish_second_coding(second=other, by=third)
    client = signed_in(reviewer)
    response = client.get(page("detail", review, 1), {"coder": third.pk})
    assert response.context["kappa_name"] == "Fleiss’ kappa"
    assert response.context["second"] == other
    assert response.context["coders"] == [str(reviewer), "Carys Penhale", "Jago Opie"]
    kinds = {each.code.code: each.kind for each in response.context["beside"].differences}
    assert kinds["ring-holder"] is Kind.BOUNDARIES
    assert client.get(page("detail", review, 1)).context["second"] == second


def test_agreement_is_shut_for_who_still_codes_the_interview_blind(
    second, review, reviewer, signed_in
):
    other = SecondCodingFactory(interview=second.interview)
    client = signed_in(other.coder)
    assert client.get(page("detail", review, 1)).status_code == 403
    listed = client.get(page("list", review))
    assert (listed.context["interviews"], listed.context["blind"]) == ([], [second.interview])
    assert client.get(page("interview_table", review, 1)).url == page("detail", review, 1)
    difference = beside(second).open[0]
    url = page("settle", review, 1, difference.pk)
    assert client.post(url, {"outcome": "neither", "note": "x"}).url == page("detail", review, 1)
    assert not Settlement.objects.exists()


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_table_as_csv_has_every_figure_unrounded(second, review, reviewer, signed_in):
    client = signed_in(reviewer)
    response = client.get(page("interview_table", review, 1))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f"{review.slug}-agreement-interview-1.csv" in response.headers["Content-Disposition"]
    overall, *codes = rows_of(response)
    assert overall["Code"] == "All codes together"
    assert overall["Marks: Carys Penhale"] == "4"
    assert float(overall["Kappa"]) == 19 / 28
    assert float(overall["Observed agreement"]) == 16 / 18
    assert len(codes) == 3
    everything = rows_of(client.get(page("table", review)))
    assert everything[0]["Marks: Second coder"] == "4"
    assert everything[1]["Unit"] == "segment"


def test_figures_that_are_not_defined_say_why(review, reviewer, colleague, signed_in):
    interview = InterviewFactory(review=review, number=1)
    segment = SegmentFactory(interview=interview)
    second = SecondCodingFactory(interview=interview, coder=colleague)
    for by, of_second in [(reviewer, None), (colleague, second)]:
        CodingFactory(
            passage=PassageFactory(start_segment=segment, created_by=by), second_coding=of_second
        )
    finish_second_coding(second=second, by=colleague)
    response = signed_in(reviewer).get(page("detail", review, 1))
    row = response.context["rows"][1]
    assert (row.kappa, row.alpha, row.observed) == ("not defined", "not defined", "100.0%")
    assert row.why_not == (
        "Not defined: everybody gave the same answer throughout, so chance alone explains it"
    )
    [_, file] = rows_of(signed_in(reviewer).get(page("interview_table", review, 1)))
    assert (file["Kappa"], file["Why kappa is not defined"] != "") == ("", True)


def test_interview_somebody_withdrew_from_is_in_no_figure(second, review, reviewer, signed_in):
    person = second.interview.participants.get()
    person.withdrawn_at = timezone.now() - timedelta(days=1)
    person.save()
    client = signed_in(reviewer)
    assert client.get(page("list", review)).context["interviews"] == []
    assert client.get(page("detail", review, 1)).url == second.interview.get_absolute_url()


@pytest.mark.django_db
def test_start_leads_to_what_is_left_to_settle_until_it_is(
    second, review, reviewer, colleague, django_assert_num_queries
):
    def told():
        (found,) = reviewer_tasks([review], timezone.now(), reviewer)
        return [(task.action, task.url) for task in found.tasks if "difference" in task.action]

    url = reverse("agreement:detail", args=[review.slug, 1]) + "?show=differences"
    assert told() == [("Settle 3 differences in interview 1", url)]
    for coding in Coding.objects.filter(passage__interview=second.interview):
        Settlement.objects.create(coding=coding, counts=True, note="Agreed", by=reviewer)
    assert told() == []
    for number in (2, 3):
        coded_twice(review, number, reviewer, colleague)
    with django_assert_num_queries(3):
        assert [left for _, left in left_to_settle([review], reviewer)] == [3, 3]
    SecondCodingFactory(interview=review.interviews.get(number=2), coder=reviewer)
    assert [each.number for each, _ in left_to_settle([review], reviewer)] == [3]
