"""Self-ratings of all trusts on the hub's pages: shares in order, names, groups, courses, CSV."""

import csv
import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from adoption_reviews.frameworks import get_framework
from tests.factories.core import OrganisationFactory, ReviewFactory
from tests.factories.hub import text
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def client(hub_staff, signed_in):
    return signed_in(hub_staff)


@pytest.fixture
def rated(db):
    """A function: a self-rating of a new trust with the given value for each indicator."""

    def rate(name, is_submitted=True, **values):
        assessment = SelfAssessmentFactory(
            review=ReviewFactory(organisation__name=f"{name} Hospitals NHS Trust"),
            status="submitted" if is_submitted else "open",
            submitted_at="2026-05-04T12:00Z" if is_submitted else None,
        )
        for code, value in values.items():
            RatingFactory(
                assessment=assessment,
                indicator=code.replace("_", "-"),
                value=value,
                is_not_applicable=value is None,
            )
        return assessment

    return rate


def shares(response, kind):
    """The rows of the page's table by part or sub-domain."""
    [rows] = [rows for words, rows, _ in response.context["shares"] if words == kind]
    return rows


MATURITY = get_framework("insites-learning-framework@2025.1")
DOMAIN = MATURITY.rated_domains[0]
FIRST, SECOND, THIRD = (each.key.replace("-", "_") for each in DOMAIN.indicators[:3])


def test_maturity_counts_answers_and_never_silence(client, rated):
    rated("A", **{FIRST: 5, SECOND: 5, THIRD: None})
    rated("B", **{FIRST: 1})
    rated("C", is_submitted=False, **{FIRST: 1})

    response = client.get("/dashboard/maturity/")

    row = shares(response, "part")[0]
    assert row.levels == [(2, 67), (0, 0), (1, 33)]
    assert (row.area.n_answered, row.area.n_not_applicable, row.area.n_silent) == (3, 1, 2)
    words = text(response)
    assert "The last submitted self-rating of 2 trusts." in words
    assert "1 trust is filling in a self-rating that is not submitted." in words
    assert "67% (2) 0% (0) 33% (1) 3 of 6 1 2" in words
    assert "Self-ratings by part, 2 trusts" in response.text


def test_maturity_of_a_domain_nobody_rated_has_no_share(client, rated):
    rated("A", **{FIRST: 5})

    response = client.get("/dashboard/maturity/")

    assert shares(response, "part")[1].levels == [(0, None), (0, None), (0, None)]
    assert f"{MATURITY.rated_domains[1].title}: nobody answered, n = 0 of 5" in response.text


def test_maturity_takes_the_last_round_of_each_trust(client, rated):
    first = rated("A", **{FIRST: 1})
    second, _, third = (
        SelfAssessmentFactory(
            review=ReviewFactory(organisation=first.review.organisation, round_number=number),
            status=status,
        )
        for number, status in enumerate(("agreed", "submitted", "open"), start=2)
    )
    for each in (second, third):  # of those between, nothing was answered in one
        RatingFactory(assessment=each, indicator=FIRST.replace("_", "-"), value=5)

    assert client.get("/dashboard/maturity/").context["assessments"] == [second]
    chosen = client.get("/dashboard/maturity/", {"review": first.review.slug})
    assert chosen.context["assessments"] == [first]
    assert f'<option value="{first.review.slug}" selected>' in chosen.text


def test_maturity_without_self_ratings_says_so(client, db):
    assert "No self-rating yet" in client.get("/dashboard/maturity/").text
    assert "No self-rating yet" in client.get(f"/dashboard/maturity/{DOMAIN.key}/").text


def test_maturity_domain_counts_by_indicator_and_trust(client, rated):
    first = rated("A", **{FIRST: 5, SECOND: 3})
    rated("B", **{FIRST: 1, SECOND: None})
    rated("C", **{THIRD: 3})
    rated("D", **{THIRD: 1})
    rated("E", is_submitted=False, **{FIRST: 5})

    response = client.get(f"/dashboard/maturity/{DOMAIN.key}/")

    words = text(response)
    titles = {each.key.replace("-", "_"): each.title for each in DOMAIN.indicators}
    assert f"{titles[FIRST]} 1 (50%) 0 (0%) 1 (50%) 0 2" in words
    assert f"{titles[SECOND]} 0 (0%) 1 (100%) 0 (0%) 1 2" in words
    assert f"{titles[THIRD]} All need help 0 (0%) 1 (50%) 1 (50%) 0 2" in words
    assert "A Hospitals NHS Trust 1 1 0 0 1" in words
    assert "B Hospitals NHS Trust 0 0 1 1 1" in words
    assert "E Hospitals NHS Trust" not in words
    url = reverse("maturity:domain", args=[first.review.slug, first.framework_key, DOMAIN.key])
    assert f'<a href="{url}">' in response.text


@pytest.mark.parametrize("domain", ["moon", "context"])
def test_maturity_domain_that_is_not_rated_is_not_found(client, db, domain):
    assert client.get(f"/dashboard/maturity/{domain}/").status_code == 404


def rows_of(response):
    assert response.content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def drawings(response):
    """The charts of a page."""
    page = response.text
    starts = [place for place in range(len(page)) if page.startswith("<svg xmlns", place)]
    return [
        ElementTree.fromstring(page[start : page.index("</svg>", start) + 6]) for start in starts
    ]


def test_page_and_csv_have_the_order_of_the_published_charts(client, rated):
    """By the share at the top, ties by the middle, then as the framework has them; none last."""
    # agreed-strategy: 5 3; strategy-communicated: 5 1; clear-definition: 5 3; all others silent.
    rated("A", agreed_strategy=5, strategy_communicated=5, clear_definition=5)
    rated("B", agreed_strategy=3, strategy_communicated=1, clear_definition=3)

    response = client.get("/dashboard/maturity/")

    titles = [row.area.title for row in shares(response, "sub-domain")]
    assert titles[:3] == [
        "Innovation strategy",
        "Innovation definition",
        "Strategic communications",
    ]
    assert titles[3:] == [
        sub.title for domain in MATURITY.rated_domains[1:] for sub in domain.sub_domains
    ]
    rows = rows_of(client.get("/dashboard/maturity.csv"))
    assert rows[0] == [
        *("Level", "Order", "Part", "Title", "Answered", "Not applicable", "Not answered"),
        *("Answered 5", "Answered 3", "Answered 1", "% 5", "% 3", "% 1"),
        *("Can learn from each other", "All need help"),
    ]
    assert rows[1] == [
        *("Part", "1", "Vision and strategy", "Vision and strategy", "6", "0", "0"),
        *("3", "2", "1", "50", "33", "17", "no", "no"),
    ]
    finer = [row for row in rows if row[0] == "Sub-domain"]
    assert [row[3] for row in finer] == titles
    assert finer[1][7:13] == ["1", "1", "0", "50", "50", "0"]
    assert finer[3][1:2] + finer[3][4:13] == ["", "0", "0", "2", "0", "0", "0", "", "", ""]


def test_charts_have_their_title_first_and_the_shares_as_text(client, rated):
    rated("A", agreed_strategy=5, strategy_communicated=5)
    rated("B", agreed_strategy=3)

    by_part, *_ = drawings(client.get("/dashboard/maturity/"))

    assert by_part[0].tag == f"{SVG}title"
    assert by_part[0].text.startswith(
        "Self-ratings by part, 2 trusts. Vision and strategy: 67% proud to share, "
        "33% making progress, n = 3 of 6; 3 not answered."
    )
    words = [each.text for each in by_part.iter(f"{SVG}text")]
    assert words.count("67%") == 1
    assert "n = 3 of 6" in words
    assert "Not answered" in words


def test_trusts_that_can_learn_from_each_other_are_named(client, rated):
    for name, value in (("A", 5), ("B", 5), ("C", 1), ("D", 1)):
        rated(name, agreed_strategy=value, strategy_communicated=3)

    response = client.get("/dashboard/maturity/")
    words = text(response)

    title = DOMAIN.indicators[0].title
    assert f"{title} Vision and strategy A Hospitals, B Hospitals C Hospitals, D Hospitals" in words
    [help_needed] = response.context["needing_help"]
    assert help_needed[0].area.key == "strategy-communicated"
    part = text(client.get(f"/dashboard/maturity/{DOMAIN.key}/"))
    assert "A Hospitals, B Hospitals could show C Hospitals, D Hospitals" in part


def test_one_at_each_end_is_not_many(client, rated):
    rated("A", agreed_strategy=5)
    rated("B", agreed_strategy=1)

    assert client.get("/dashboard/maturity/").context["learning"] == []


def test_alike_answers_draw_one_segment(client, rated):
    for name in "ABC":
        rated(name, agreed_strategy=3)

    response = client.get("/dashboard/maturity/")

    assert shares(response, "part")[0].levels == [(0, 0), (3, 100), (0, 0)]
    assert "100%" in [each.text for each in drawings(response)[0].iter(f"{SVG}text")]


def test_another_framework_can_be_chosen(client, rated):
    rated("A", agreed_strategy=5)
    wheel = SelfAssessmentFactory(framework_ref="adopting-innovation-wheel@2025.1", status="agreed")
    RatingFactory(assessment=wheel, indicator="co-production", value=5)

    response = client.get("/dashboard/maturity/", {"framework": "adopting-innovation-wheel"})

    assert response.context["assessments"] == [wheel]
    assert shares(response, "sub-domain")[0].area.title == "Co-production"
    assert '<option value="adopting-innovation-wheel" selected>' in response.text
    rows = rows_of(client.get("/dashboard/maturity.csv?framework=adopting-innovation-wheel"))
    assert rows[1][:5] == ["Part", "1", "The wheel", "The wheel", "1"]
    assert client.get("/dashboard/maturity/", {"framework": "moon"}).status_code == 404


def test_courses_are_told_by_trust(client, rated):
    first = rated("A", **dict.fromkeys([code.replace("-", "_") for code in MATURITY.codes()], 1))
    review = ReviewFactory(organisation=first.review.organisation, round_number=2)
    second = SelfAssessmentFactory(review=review, status="submitted")
    for code in MATURITY.codes():
        RatingFactory(assessment=second, indicator=code, value=3)
    rated("B", agreed_strategy=5)

    response = client.get("/dashboard/maturity/")

    [(word, [(name, _)])] = response.context["courses"]
    assert (word, name) == ("increasing", "A Hospitals NHS Trust")
    assert "A Hospitals NHS Trust Increasing 2 of 2 35 up, 0 down of 35" in text(response)


# --- By peer group ---------------------------------------------------------------------------

GROUPS = "/dashboard/maturity/insites-learning-framework/groups"


def of_kind(kind, *values):
    for value in values:
        organisation = OrganisationFactory(kind=kind)
        assessment = SelfAssessmentFactory(
            review=ReviewFactory(organisation=organisation), status="submitted"
        )
        RatingFactory(assessment=assessment, indicator="agreed-strategy", value=value)


def test_peer_groups_under_five_are_shown_together(client, db):
    of_kind("acute", 5, 5, 5, 3, 1)
    of_kind("community", 3, 3, 3)
    of_kind("ambulance", 1, 1)

    response = client.get(f"{GROUPS}/")

    assert [(each.words, each.n) for each in response.context["found"].groups] == [
        ("Acute trust", 5),
        ("Community trust; Ambulance trust", 5),
    ]
    words = text(response)
    assert "Groups of fewer than 5 trusts are shown together" in words
    assert "Acute trust 5 60% (3) 20% (1) 20% (1) 5 of 15" in words
    assert "Community trust; Ambulance trust 5 0% (0) 60% (3) 40% (2) 5 of 15" in words
    rows = rows_of(client.get(f"{GROUPS}.csv"))
    assert rows[1] == [
        *("Acute trust", "5", "Part", "1", "Vision and strategy", "Vision and strategy"),
        *("5", "0", "10", "3", "1", "1", "60", "20", "20"),
    ]


def test_peer_groups_of_too_few_are_not_shown_apart(client, db):
    of_kind("acute", 5, 3, 1)
    of_kind("community", 5, 3, 1)

    response = client.get(f"{GROUPS}/")

    assert response.context["found"].groups == ()
    assert "No groups of five" in response.text


def test_groups_of_nobody_say_so(client, db):
    assert "No self-rating yet" in client.get(f"{GROUPS}/").text
    assert client.get("/dashboard/maturity/moon/groups/").status_code == 404


@pytest.mark.parametrize("url", ["/dashboard/maturity.csv", f"{GROUPS}/", f"{GROUPS}.csv"])
def test_cohort_pages_ask_the_same_number_of_queries_for_more_trusts(
    client, url, django_assert_num_queries, django_assert_max_num_queries
):
    of_kind("acute", 5)
    client.get(url)
    with django_assert_max_num_queries(10) as first:
        client.get(url)
    of_kind("community", 3, 1)
    with django_assert_num_queries(len(first)):
        client.get(url)
