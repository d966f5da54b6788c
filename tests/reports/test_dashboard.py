"""Trusts compared: influences by stage, one influence, self-ratings."""

import msgspec
import pytest
from django.urls import reverse

from adoption_reviews.frameworks import finding, get_framework
from adoption_reviews.vocabulary import RoleGroup
from reports.evidence_rules import Status
from reports.queries import influence_evidence
from reports.queries.grid import grid, strongest_first, teaching
from reports.queries.rounds import choose, rounds_with_evidence
from tests.factories.core import OrganisationFactory, ReviewFactory
from tests.factories.hub import interview, interview_all_groups, text
from tests.factories.interviews import InterviewFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory

FRAMEWORK = get_framework("positive-influences@2020.1")
OVERVIEW = "/dashboard/"


@pytest.fixture
def client(hub_staff, signed_in):
    return signed_in(hub_staff)


@pytest.fixture
def three_trusts(db):
    """Good networks: widespread in A, in pockets in B, missing in C."""
    reviews = {
        name: ReviewFactory(organisation__name=f"{name} Hospitals NHS Trust") for name in "ABC"
    }
    interview_all_groups(reviews["A"], ("good-networks", "helps"), usable="We ring them.")
    for said in [("good-networks", "helps")] * 2 + [("ring-holder", "hinders")] * 8:
        interview(reviews["B"], said)
    for _ in range(2):
        interview(reviews["C"], ("good-networks", "hinders"))
    return reviews


@pytest.fixture
def two_rounds(db):
    """One trust: Good networks missing at first, later present; the ring held both times."""
    organisation = OrganisationFactory(name="Oxbury NHS Trust", ods_code="RT1")
    rounds = [ReviewFactory(organisation=organisation, round_number=number) for number in (1, 2)]
    for review, direction in zip(rounds, ("hinders", "helps"), strict=True):
        for _ in range(2):
            interview(review, ("good-networks", direction), ("ring-holder", "helps"))
    return rounds


def shown(*slugs):
    return grid(choose(rounds_with_evidence(), slugs), FRAMEWORK)


def row(code, *slugs):
    return shown(*slugs).row(code)


# --- The figures -----------------------------------------------------------------------------


def test_grid_says_the_same_as_the_evidence_pages(three_trusts):
    for review in three_trusts.values():
        evidence = {each.code: each for each in influence_evidence(review)}
        column = {
            row.code: cell.evidence
            for stage in shown().stages
            for row in stage.rows
            for cell in row.cells
            if cell.review == review
        }
        assert column == evidence


def test_row_counts_trusts(three_trusts):
    found = row("good-networks")

    assert [cell.evidence.status for cell in found.cells] == [
        Status.PRESENT,
        Status.PRESENT,
        Status.MISSING,
    ]
    assert (found.n_asked, found.n_present, found.n_widespread) == (3, 2, 1)
    assert found.words == "Present in 2 of 3, widespread in 1"
    assert row("ring-holder").words == "Present in none of 3"


def test_stage_totals_count_present_influences(three_trusts):
    totals = [[(each.n_present, each.n_asked) for each in stage.totals] for stage in shown().stages]

    assert totals == [
        [(1, 9), (1, 9), (0, 9)],
        [(0, 5), (0, 5), (0, 5)],
        [(0, 4), (0, 4), (0, 4)],
    ]


def test_grid_has_the_latest_round_with_evidence(two_rounds):
    third = ReviewFactory(organisation=two_rounds[0].organisation, round_number=3)
    InterviewFactory(review=third, status="planned")

    assert shown().reviews == (two_rounds[1],)


def test_grid_has_an_earlier_round_when_chosen(two_rounds):
    assert shown("rt1-1").reviews == (two_rounds[0],)
    assert shown("nonsense").reviews == (two_rounds[1],)


def test_course_has_what_moved_since_the_round_before(two_rounds):
    [course] = shown().courses

    assert (course.before, course.after) == tuple(two_rounds)
    assert [
        (change.code, change.before.status, change.after.status) for change in course.changes
    ] == [("good-networks", Status.MISSING, Status.PRESENT)]
    assert course.n_unchanged == 17


def test_course_of_the_first_round_is_none(two_rounds):
    assert shown("rt1-1").courses == ()


def test_teaching_pairs_widespread_with_missing(three_trusts):
    found = teaching(row("good-networks"))

    assert (found.teachers, found.learners) == ((three_trusts["A"],), (three_trusts["C"],))


def test_strongest_first_ends_with_those_nobody_asked(three_trusts):
    cells = strongest_first(row("good-networks"))

    assert [cell.review for cell in cells] == list(three_trusts.values())


def test_influence_that_a_round_was_not_asked_is_not_missing(three_trusts, monkeypatch):
    first, *others = FRAMEWORK.stages
    fewer = msgspec.structs.replace(
        FRAMEWORK,
        version="2019.1",
        stages=(msgspec.structs.replace(first, influences=first.influences[:2]), *others),
    )
    known = finding.file_frameworks() | {fewer.ref: fewer}
    monkeypatch.setattr(finding, "file_frameworks", lambda: known)
    review = three_trusts["A"]
    review.influences_ref = fewer.ref
    review.save()

    found = row("good-networks")

    assert found.cells[0].evidence is None
    assert (found.n_asked, found.words) == (2, "Present in 1 of 2")


# --- The overview ----------------------------------------------------------------------------


def test_overview_cells_lead_to_the_evidence(client, three_trusts):
    response = client.get(OVERVIEW)

    for review in three_trusts.values():
        for code in FRAMEWORK.codes():
            url = reverse("reports:influence", args=[review.slug, code])
            assert f'<a href="{url}">' in response.text
    assert "Present: 9 of 9 people, all three role groups" in response.text
    assert "What 21 people in 3 trusts said" in text(response)


def test_overview_has_no_participant_and_no_quote(client, three_trusts):
    response = client.get(OVERVIEW)

    for word in ("Tregarth", "P0", "We ring", "through the network"):
        assert word not in text(response)


def test_overview_below_its_grid_lists_one_trust(client, three_trusts):
    slug = three_trusts["B"].slug

    response = client.get(OVERVIEW, {"show": slug})

    assert response.context["shown_review"] == three_trusts["B"]
    assert f'<option value="{slug}" selected>' in response.text


def test_overview_below_its_grid_lists_one_influence(client, three_trusts):
    response = client.get(OVERVIEW, {"show": "good-networks"})

    assert response.context["shown_row"].code == "good-networks"
    assert '<option value="good-networks" selected>' in response.text


def test_overview_of_an_earlier_round_keeps_it_in_the_list_s_form(client, two_rounds):
    response = client.get(OVERVIEW, {"review": "rt1-1"})

    assert response.context["grid"].reviews == (two_rounds[0],)
    assert '<input type="hidden" name="review" value="rt1-1">' in response.text
    assert "What moved" not in response.text


def test_overview_shows_what_moved(client, two_rounds):
    response = client.get(OVERVIEW)

    assert "What moved since the round before" in response.text
    assert "The other 17 stand as they stood." in text(response)


@pytest.mark.parametrize("with_review", [False, True])
def test_overview_without_evidence_says_so(client, with_review):
    if with_review:
        InterviewFactory(review=ReviewFactory(), status="planned")

    assert "No evidence to compare yet" in client.get(OVERVIEW).text


@pytest.mark.parametrize(
    "url",
    [
        OVERVIEW,
        "/dashboard/influences/good-networks/",
        "/dashboard/maturity/",
        "/dashboard/maturity/culture-capabilities/",
    ],
)
def test_dashboard_asks_the_same_number_of_queries_for_more_trusts(
    client, url, django_assert_num_queries, django_assert_max_num_queries
):
    def fill():
        organisation = OrganisationFactory()
        for number in (1, 2):
            review = ReviewFactory(organisation=organisation, round_number=number)
            for group in (RoleGroup.EXECUTIVE, RoleGroup.FRONT_LINE):
                interview(review, ("good-networks", "helps"), role_group=group)
            assessment = SelfAssessmentFactory(review=review, status="submitted")
            RatingFactory(assessment=assessment, indicator="staff-valued")

    fill()
    client.get(url)
    with django_assert_max_num_queries(12) as first:
        client.get(url)
    fill()
    fill()
    with django_assert_num_queries(len(first)):
        client.get(url)


# --- One influence ---------------------------------------------------------------------------


def test_influence_shows_each_trust_best_first(client, three_trusts):
    response = client.get("/dashboard/influences/good-networks/")

    assert [cell.review for cell in response.context["cells"]] == list(three_trusts.values())
    words = text(response)
    assert "Present in 2 of 3, widespread in 1." in words
    assert "Widespread, 9 quotes cleared" in words
    assert "In pockets, no quotes cleared" in words
    assert "We ring" not in words


def test_influence_says_who_could_show_whom(client, three_trusts):
    words = text(client.get("/dashboard/influences/good-networks/"))

    assert (
        "It is widespread in: A Hospitals NHS Trust They could show how they do it to those where "
        "it is missing: C Hospitals NHS Trust"
    ) in words


def test_influence_missing_everywhere_needs_help_from_outside(client, three_trusts):
    words = text(client.get("/dashboard/influences/ring-holder/"))

    assert "It is missing in 1 trust and widespread in none" in words


def test_influence_shows_what_moved(client, two_rounds):
    words = text(client.get("/dashboard/influences/good-networks/"))

    assert "Round 1 to 2 Missing X Missing: 2 of 2 people Present P Present: 2 of 2 people" in words


def test_influence_cites_published_evidence(client, db):
    response = client.get("/dashboard/influences/good-networks/")

    assert "What published evidence says" in response.text
    assert "Greenhalgh" in response.text
    assert "No evidence yet" in response.text


def test_influence_leads_to_its_neighbours(client, db):
    codes = FRAMEWORK.codes()

    first = client.get(f"/dashboard/influences/{codes[0]}/")
    last = client.get(f"/dashboard/influences/{codes[-1]}/")

    assert (first.context["previous"], first.context["next"].key) == (None, codes[1])
    assert (last.context["previous"].key, last.context["next"]) == (codes[-2], None)


def test_influence_that_is_none_is_not_found(client, db):
    assert client.get("/dashboard/influences/moon/").status_code == 404
