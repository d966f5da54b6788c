"""The grid of codes: what it counts, and that every figure opens just the passages it counts."""

import csv
import html
import io
import random
import re
from collections import defaultdict

import pytest
from django.utils import timezone

from adoption_reviews.codes import THEMES, code_groups
from adoption_reviews.frameworks import SHIPPED, file_frameworks
from adoption_reviews.models import Review, Theme
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Interview, SecondCoding
from reports.queries.code_grid import code_grid
from reports.queries.codings import codings
from reports.queries.evidence import influence_evidence
from reports.queries.grid_columns import By
from tests.factories.casestudies import CaseStudyCodingFactory, CaseStudyPassageFactory
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)

NETWORKS = "positive-influences@2020.1:good-networks"
FIGURE = re.compile(r'<a href="([^"]*/grid/passages/[^"]*)">(.*?)</a>', re.DOTALL)


def grid_of(review, viewer=None, by=By.INTERVIEW, reviews=None, **options):
    reviews = list(
        Review.objects.filter(pk__in=[each.pk for each in reviews or [review]]).select_related(
            "organisation"
        )
    )
    groups = code_groups(review, reviews)
    return code_grid(reviews, viewer, by=by, groups=groups, **options)


def figures(grid, key=NETWORKS):
    """(people, passages) by title of column, and of everybody."""
    row = next(each for each in grid.rows if each.code.key == key)
    cells = zip(grid.columns, row.cells, strict=True)
    found = {column.title: (cell.n_people, cell.n_passages) for column, cell in cells if cell}
    return found | {"": (row.total.n_people, row.total.n_passages)}


def said(interview, *codes, participant=None, **options):
    passage = PassageFactory(
        start_segment=SegmentFactory(interview=interview, participant=participant)
    )
    for code in codes:
        CodingFactory(passage=passage, code=code, **options)
    return passage


@pytest.fixture
def mixed(review):
    """A review with all that makes counting hard."""
    chance = random.Random(7)
    codes = ["good-networks", "pump-priming-fund", "trialling-support"]
    people = [
        ParticipantFactory(
            review=review, role_group=group, division=chance.choice(["", "Surgery", "Medicine"])
        )
        for group in RoleGroup.values * 3
    ]
    for number in range(1, 12):
        taking_part = chance.sample(people, chance.choice([1, 1, 2, 3]))
        held = InterviewFactory(review=review, number=number, participants=taking_part)
        for _ in range(chance.randrange(5)):
            speaker = chance.choice([None, *taking_part])
            passage = said(held, *chance.sample(codes, 2), participant=speaker)
            if chance.random() < 0.5:  # coded alike by somebody else
                CodingFactory(
                    passage=passage, code=chance.choice(codes), author=UserFactory(), counts=True
                )
    Interview.objects.filter(number__in=[3, 4]).update(status=Interview.Status.IN_PROGRESS)
    said(InterviewFactory(review=review, number=20), "good-networks", counts=False)
    gone = said(InterviewFactory(review=review, number=21), "good-networks").start_segment
    gone.deleted_at = timezone.now()
    gone.save()
    left = ParticipantFactory(review=review, withdrawn_at=timezone.now())
    said(InterviewFactory(review=review, number=22, participants=[left]), "good-networks")
    said(InterviewFactory(review=review, number=23, participants=[]), "good-networks")
    for _ in range(2):
        passage = CaseStudyPassageFactory(case_study__review=review)
        CaseStudyCodingFactory(passage=passage, code="good-networks")
        CaseStudyCodingFactory(passage=passage, code="pump-priming-fund")
    return review


def counted_one_by_one(review, viewer, by):
    """The same figures from every coding, in no clever way."""
    people, passages = defaultdict(set), defaultdict(set)
    for each in codings([review], viewer):
        if not each.counts:
            continue
        if each.text_kind == "case-study":
            column = f"Case study {each.text_number}" if by == By.INTERVIEW else "Case studies"
            who, whole = ("study", each.text_id), None
        else:
            column = {
                By.INTERVIEW: f"Interview {each.text_number}",
                By.ROLE_GROUP: RoleGroup(each.role_group).label
                if each.role_group
                else "Not known who",
                By.DIVISION: each.division or "No division given",
            }[by]
            who = whole = each.participant_id
        people[each.key, column].add(who)
        people[each.key, ""].add(whole)
        for place in (column, ""):
            passages[each.key, place].add(each.passage_key)
    return {
        place: (len(people[place] - {None}), len(passage)) for place, passage in passages.items()
    }


@pytest.mark.parametrize("by", [By.INTERVIEW, By.ROLE_GROUP, By.DIVISION])
def test_grid_counts_what_counting_one_by_one_gives(mixed, by):
    grid = grid_of(mixed, by=by)
    found = {
        (row.code.key, column): figure
        for row in grid.rows
        for column, figure in figures(grid, row.code.key).items()
    }
    assert found == counted_one_by_one(mixed, None, by)
    assert len(found) > 10


def test_grid_counts_as_many_people_as_the_evidence(mixed):
    evidence = {each.code: each for each in influence_evidence(mixed)}
    grid = grid_of(mixed, by=By.ROLE_GROUP, with_empty=True)
    people = {
        row.code.code: row.total.n_people
        for row in grid.rows
        if row.code.framework_ref == mixed.influences_ref
    }
    assert people == {code: each.n_people for code, each in evidence.items()}
    assert grid.n_interviewed == evidence["good-networks"].n_interviewed


def test_grid_counts_a_person_in_two_columns_once_in_the_total(review):
    person = ParticipantFactory(review=review)
    for number in (1, 2):
        held = InterviewFactory(review=review, number=number, participants=[person])
        said(held, "good-networks", "pump-priming-fund")
    grid = grid_of(review)
    assert figures(grid) == {"Interview 1": (1, 1), "Interview 2": (1, 1), "": (1, 2)}
    assert [(cell.n_people, cell.n_passages) for cell in grid.totals] == [(1, 1), (1, 1)]
    assert (grid.total.n_people, grid.total.n_passages) == (1, 2)
    assert [row.how_many for row in grid.rows] == ["one", "one"]


def test_grid_says_how_many_in_words(review, interviewed):
    for number in range(10):
        interviewed(review, *[("good-networks", "helps")] * (number < 5), ("pump-priming-fund", ""))
    rows = {row.code.code: row.how_many for row in grid_of(review).rows}
    assert rows == {"good-networks": "about half", "pump-priming-fund": "all"}


def test_grid_hides_codes_without_codings_unless_asked(review, interviewed):
    interviewed(review, ("good-networks", "helps"))
    codes = [code for group in code_groups(review) for code in group.codes]
    hidden, whole = grid_of(review), grid_of(review, with_empty=True)
    assert (len(hidden.rows), hidden.n_hidden) == (1, len(codes) - 1)
    assert ([row.code for row in whole.rows], whole.n_hidden) == (codes, 0)


def test_grid_of_some_groups_totals_only_these(review, interviewed):
    interviewed(review, ("good-networks", "helps"), ("pump-priming-fund", "helps"))
    person = interviewed(review, ("benefits-known", "helps"))
    Theme.objects.create(key="t-1", title="Hope", review=review, created_by=UserFactory())
    said(person.interviews.get(), "t-1", framework_ref=THEMES)
    grid = grid_of(review, families=["Themes of this review"])
    assert [(row.code.title, row.total.n_passages) for row in grid.rows] == [("Hope", 1)]
    assert (grid.total.n_people, grid.total.n_passages) == (1, 1)


def test_grid_shows_what_was_coded_with_codes_that_no_list_has(review, interviewed):
    interviewed(review, ("a-code-of-old", "helps"))
    (group,) = grid_of(review).groups
    assert (group.title, [row.code.title for row in group.rows]) == (
        "Other codes",
        ["a-code-of-old"],
    )


def test_grid_of_one_direction_counts_only_its_passages(review, interviewed):
    interviewed(review, ("good-networks", "helps"), ("good-networks", "hinders"))
    interviewed(review, ("good-networks", "helps"))
    assert figures(grid_of(review, direction="hinders"))[""] == (1, 1)


def test_grid_keeps_case_studies_apart_from_people(review, interviewed):
    interviewed(review, ("good-networks", "helps"))
    for number in (1, 2):
        CaseStudyCodingFactory(
            passage__case_study__review=review, passage__case_study__number=number
        )
    by_interview, by_group = grid_of(review), grid_of(review, by=By.ROLE_GROUP)
    assert [column.title for column in by_interview.columns[-2:]] == [
        "Case study 1",
        "Case study 2",
    ]
    assert figures(by_group) == {"Front line": (1, 1), "Case studies": (2, 2), "": (1, 3)}
    assert by_group.rows[0].n_case_studies == 2


# --- More than one review ---------------------------------------------------------------------


@pytest.fixture
def three(review, reviewer, interviewed):
    """This review, another of the reviewer's and one that is not theirs, each with a passage."""
    theirs = ReviewFactory(organisation__name="Sandgrove NHS Trust")
    MembershipFactory(user=reviewer, role=Role.REVIEWER, review=theirs)
    foreign = ReviewFactory(organisation__name="Foreign NHS Trust")
    again = ReviewFactory(organisation=review.organisation, round_number=2, slug="again-2")
    MembershipFactory(user=reviewer, role=Role.REVIEWER, review=again)
    for each in (review, theirs, foreign, again):
        interviewed(each, ("good-networks", "helps"))
    return review, theirs, foreign, again


def heads(response):
    head = response.text.partition("<thead>")[2].partition("</thead>")[0]
    cells = re.findall(r"<th[^>]*>(.*?)(?:<span|</th>)", head, re.DOTALL)
    return [html.unescape(each) for each in cells]


def test_grid_by_trust_spans_the_reviewers_own_reviews_only(three, reviewer, signed_in):
    review, _, foreign, _ = three
    response = signed_in(reviewer).get(f"/reviews/{review.slug}/grid/?by=trust")
    own = review.organisation.name.removesuffix(" NHS Foundation Trust")
    assert sorted(heads(response)) == sorted(["Code", "Sandgrove", own, "Everybody"])
    assert "Foreign" not in response.text
    elsewhere = f"passages/?by=trust&trust={foreign.organisation.ods_code}"
    opened = signed_in(reviewer).get(f"/reviews/{review.slug}/grid/{elsewhere}")
    assert "data-passages" not in opened.text


@pytest.fixture
def later_version(settings, tmp_path):
    """The reference of a later version of the influences, among the hub's own files."""
    name = settings.INFLUENCES_FRAMEWORK.replace("@", "-")
    shipped = (SHIPPED / f"{name}.yaml").read_text()
    (tmp_path / "later.yaml").write_text(re.sub(r"(?m)^version: .*$", 'version: "2030.1"', shipped))
    settings.FRAMEWORK_DIR = str(tmp_path)
    file_frameworks.cache_clear()
    yield "positive-influences@2030.1"
    file_frameworks.cache_clear()


def test_grid_tells_not_asked_from_nothing_said(
    review, reviewer, interviewed, signed_in, later_version
):
    other = ReviewFactory(organisation__name="Alder NHS Trust", influences_ref=later_version)
    MembershipFactory(user=reviewer, role=Role.REVIEWER, review=other)
    interviewed(other)
    interviewed(review, ("good-networks", "helps"))
    grid = grid_of(review, by=By.TRUST, reviews=[other, review], with_empty=True)
    asked = [column.asked(review.influences_ref) for column in grid.columns]
    assert asked == [False, True]
    assert "Identifying innovations (2030.1)" in [group.title for group in grid.groups]
    address = f"/reviews/{review.slug}/grid/"
    shown = signed_in(reviewer).get(f"{address}?by=trust").text
    assert shown.count('<td class="app-muted">Not asked</td>') == 1
    rows = signed_in(reviewer).get(f"{address}download/?by=trust").content.decode("utf-8-sig")
    assert "good-networks,Not asked,Not asked,1,1,1,2,one,0,1" in rows


def test_grid_by_round_spans_the_rounds_of_this_trust(three, reviewer, signed_in):
    response = signed_in(reviewer).get(f"/reviews/{three[0].slug}/grid/?by=round")
    assert heads(response) == ["Code", "Round 1", "Round 2", "Everybody"]


def test_grid_by_trust_without_other_reviews_shows_one(review, reviewer, interviewed, signed_in):
    """A role for the trust or the hub beside it gives no words of other reviews."""
    MembershipFactory(user=reviewer, role=Role.HUB_STAFF)
    interviewed(ReviewFactory(organisation__name="Foreign NHS Trust"), ("good-networks", "helps"))
    interviewed(review, ("good-networks", "helps"))
    response = signed_in(reviewer).get(f"/reviews/{review.slug}/grid/?by=trust")
    assert "Foreign" not in response.text
    assert 'value="round"' not in response.text


# --- Blind coding -----------------------------------------------------------------------------


def test_second_coder_at_work_sees_nothing_of_the_first(review, reviewer, interviewed, signed_in):
    person = interviewed(review, ("good-networks", "helps"))
    interviewed(review, ("pump-priming-fund", "helps"))
    second = MembershipFactory(user__name="Second", role=Role.REVIEWER, review=review).user
    held = person.interviews.get()
    blind = SecondCoding.objects.create(interview=held, coder=second, given_by=reviewer)
    said(held, "trialling-support", author=second, second_coding=blind, counts=False)
    shown = {
        user: [row.code.code for row in grid_of(review, user).rows] for user in (reviewer, second)
    }
    assert shown == {
        reviewer: ["pump-priming-fund", "good-networks"],
        second: ["pump-priming-fund"],
    }
    response = signed_in(second).get(f"/reviews/{review.slug}/grid/")
    assert f"You are coding interview {held.number} without seeing" in " ".join(
        response.text.split()
    )
    opened = signed_in(second).get(f"/reviews/{review.slug}/grid/passages/")
    assert 'data-passages="1"' in opened.text


# --- Every figure opens its passages ----------------------------------------------------------


def words_in(link: str) -> str:
    shown = re.sub(r'<span aria-hidden="true">.*?</span>', "", link, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def assert_figures_open(client, path, fewest):
    """Each figure of the page leads to as many passages, of as many people."""
    found = FIGURE.findall(client.get(path).text)
    assert len(found) >= fewest
    for address, link in set(found):
        opened = client.get(html.unescape(address)).text
        n_passages = int(re.search(r"(\d+) passages?\b", words_in(link))[1])
        n_people = re.search(r"(\d+) (?:of \d+|person|people)", words_in(link))
        lead = re.search(r'data-passages="(\d+)">.*?</p>', opened, re.DOTALL)
        assert (address, int(lead[1])) == (address, n_passages)
        assert opened.count("<blockquote>") == n_passages
        people = re.search(r"(\d+) (?:person|people)", words_in(lead[0]))
        if n_people:
            assert (address, people and people[1]) == (address, n_people[1])


@pytest.mark.parametrize(
    ("query", "fewest"),
    [
        (f"show={NETWORKS}", 35),
        ("by=role-group", 15),
        ("by=division", 15),
        ("by=role-group&direction=helps&family=identifying-innovations", 10),
    ],
)
def test_every_figure_opens_the_passages_it_counts(mixed, reviewer, signed_in, query, fewest):
    path = f"/reviews/{mixed.slug}/grid/?{query}"
    assert_figures_open(signed_in(reviewer), path, fewest)


@pytest.mark.parametrize("by", ["trust", "round"])
def test_every_figure_opens_its_passages_across_reviews(three, reviewer, signed_in, by):
    CaseStudyCodingFactory(passage__case_study__review=three[0])
    path = f"/reviews/{three[0].slug}/grid/?by={by}"
    assert_figures_open(signed_in(reviewer), path, 6)


def test_an_address_that_means_nothing_is_not_found(review, reviewer, signed_in):
    for query in ("interview=x", "family=none", "kind=book", "by=moon"):
        response = signed_in(reviewer).get(f"/reviews/{review.slug}/grid/passages/?{query}")
        assert (query, response.status_code) == (query, 404)


# --- Download, queries ------------------------------------------------------------------------


def test_download_has_what_is_shown_and_runs_nothing(review, reviewer, interviewed, signed_in):
    theme = Theme.objects.create(
        key="t-1", title="=cmd|' /C calc'!A0", review=review, created_by=reviewer
    )
    person = interviewed(review, ("good-networks", "helps"), division="@SUM(A1)")
    said(person.interviews.get(), theme.key, framework_ref=THEMES)
    CaseStudyCodingFactory(passage__case_study__review=review)
    response = signed_in(reviewer).get(f"/reviews/{review.slug}/grid/download/?by=division")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Disposition"] == (
        f'attachment; filename="codes-by-division-{review.slug}.csv"'
    )
    assert rows[0] == [
        *("Group", "Code", "Key", "'@SUM(A1): people", "'@SUM(A1): passages"),
        *("Case studies: case studies", "Case studies: passages"),
        *("People", "People interviewed", "How many", "Case studies", "Passages"),
    ]
    group = "Identifying innovations"
    assert rows[1:] == [
        [group, "Good networks", NETWORKS, *"1111", "1", "1", "one", "1", "2"],
        [
            *("Themes of this review", "'=cmd|' /C calc'!A0", "themes:t-1"),
            *("1", "1", "0", "0", "1", "1", "one", "0", "1"),
        ],
        ["", "All these codes", "", "1", "2", "1", "1", "1", "1", "", "1", "3"],
    ]


def test_grid_takes_as_many_queries_for_one_as_for_three(
    review, reviewer, interviewed, signed_in, django_assert_num_queries
):
    client, page = signed_in(reviewer), f"/reviews/{review.slug}/grid/"
    for times in (1, 2):
        for _ in range(times):
            interviewed(review, ("good-networks", "helps"), ("pump-priming-fund", "helps"))
            CaseStudyCodingFactory(passage__case_study__review=review)
        reviews = list(Review.objects.filter(pk=review.pk).select_related("organisation"))
        for by in By.values:
            with django_assert_num_queries(4):
                code_grid(reviews, reviewer, by=by, groups=code_groups(review, reviews))
            with django_assert_num_queries(10):  # four for who asks, the reviews, the blind ones
                client.get(f"{page}?by={by}")
        with django_assert_num_queries(10):
            client.get(f"{page}passages/")
        with django_assert_num_queries(9):
            client.get(f"{page}download/")
