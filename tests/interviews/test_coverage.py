"""Coverage: people interviewed, planned and missing by role group and division, each a link."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Interview
from interviews.queries import coverage, divisions_unheard, people_interviewed, total
from interviews.queries.coverage import Counts
from tests.factories.interviews import InterviewFactory, ParticipantFactory


def person(review, group, division="", **more):
    return ParticipantFactory(review=review, role_group=group, division=division, **more)


def interview(review, *people, status=Interview.Status.COMPLETED):
    number = review.interviews.count() + 1
    return InterviewFactory(review=review, participants=people, status=status, number=number)


@pytest.fixture
def people(review):
    """Seven people who take part, one who has left, and one whose partner has left."""
    executive = person(review, RoleGroup.EXECUTIVE)
    surgery = [person(review, RoleGroup.FRONT_LINE, "Surgery") for _ in range(3)]
    theatres = person(review, RoleGroup.FRONT_LINE, "  surgery ")
    medicine = person(review, RoleGroup.FRONT_LINE, "Medicine")
    left = person(review, RoleGroup.FRONT_LINE, "Estates", withdrawn_at=timezone.now())
    partner = person(review, RoleGroup.DIVISIONAL, "Medicine")
    interview(review, executive)
    interview(review, executive, surgery[0])
    interview(review, surgery[1], status=Interview.Status.PLANNED)
    interview(review, surgery[1], status=Interview.Status.IN_PROGRESS)
    interview(review, surgery[0], status=Interview.Status.PLANNED)
    interview(review, left, partner)
    interview(review, left, status=Interview.Status.PLANNED)
    person(InterviewFactory().review, RoleGroup.OTHER)
    return executive, *surgery, theatres, medicine, partner


def table(rows):
    return [
        (row.role_group.value, row.counts, [(each.division, each.counts) for each in row.divisions])
        for row in rows
    ]


def test_coverage_counts_each_person_once(review, people):
    assert table(coverage(review)) == [
        ("executive", Counts(1, 0, 0), [("", Counts(1, 0, 0))]),
        ("divisional", Counts(0, 0, 1), [("Medicine", Counts(0, 0, 1))]),
        (
            "front-line",
            Counts(1, 1, 3),
            [("Medicine", Counts(0, 0, 1)), ("Surgery", Counts(1, 1, 2))],
        ),
        ("other", Counts(), []),
    ]
    assert total(coverage(review)) == Counts(2, 1, 4)
    assert total(coverage(review)).people == len(people)
    assert total(coverage(review)).done == len(people_interviewed([review]))
    assert divisions_unheard(coverage(review)) == ["Medicine"]


def test_coverage_of_nobody(review):
    assert table(coverage(review)) == [(group.value, Counts(), []) for group in RoleGroup]
    assert (total(coverage(review)), divisions_unheard(coverage(review))) == (Counts(), [])


class Figures(HTMLParser):
    """The figures of the coverage table: (text, address)."""

    def __init__(self, words):
        super().__init__()
        self.found, self.href = [], None
        self.feed(words[words.index('id="coverage"') : words.index("</table>")])

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.href = dict(attrs)["href"]

    def handle_data(self, data):
        if self.href:
            self.found.append((int(data), self.href))
            self.href = None


def test_each_figure_leads_to_the_people_it_counts(review, people, reviewer, signed_in):
    client = signed_in(reviewer)
    page = client.get(reverse("interviews:list", args=[review.slug])).content.decode()
    figures = Figures(page[page.index('id="coverage"') :]).found
    assert len(figures) == 20
    for n, href in figures:
        listed = client.get(href).context["page"].paginator.count
        assert (href, listed) == (href, n)


@pytest.mark.parametrize("page", ["list", "review"])
def test_both_pages_show_the_same_numbers_and_words(review, people, reviewer, signed_in, page):
    url = review.get_absolute_url()
    if page == "list":
        url = reverse("interviews:list", args=[review.slug])
    words = signed_in(reviewer).get(url).content.decode()
    words = words[words.index('id="coverage"') :]
    assert [n for n, _ in Figures(words).found[-4:]] == [7, 2, 1, 4]
    for said in ("Interviewed", "Planned", "No interview yet"):
        assert said in words
    assert "Nobody has been interviewed yet from: Medicine." in words
    assert "Estates" not in words


def test_hub_staff_see_no_divisions_and_no_links(review, people, hub_staff, signed_in):
    words = signed_in(hub_staff).get(review.get_absolute_url()).content.decode()
    words = words[words.index('id="coverage"') :]
    assert Figures(words).found == []
    assert "Surgery" not in words
    assert "Medicine" not in words


def test_role_group_with_nobody_is_marked(review, reviewer, signed_in):
    interview(review, person(review, RoleGroup.EXECUTIVE))
    url = reverse("interviews:list", args=[review.slug])
    words = signed_in(reviewer).get(url).content.decode()
    assert words.count("Nobody yet") == 2  # divisional leadership and front line


@pytest.mark.parametrize("n", [1, 3])
def test_coverage_is_one_query(review, django_assert_num_queries, n):
    for _ in range(n):
        interview(review, person(review, RoleGroup.EXECUTIVE, f"Division {n}"))
    with django_assert_num_queries(1):
        coverage(review)
