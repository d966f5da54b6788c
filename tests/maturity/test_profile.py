"""A trust's profile: this round beside last, and its own place among others in frozen figures."""

import csv
import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Organisation
from maturity.actions.releasing import release_cohort
from maturity.models import ContextAnswer, Rating
from tests.factories.core import ReviewFactory
from tests.factories.hub import text
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory

FRAMEWORK = get_framework("insites-learning-framework@2025.1")
KEY = FRAMEWORK.key
SVG = "{http://www.w3.org/2000/svg}"


def page(assessment, word="profile"):
    return reverse(f"maturity:{word}", args=[assessment.review.slug, KEY])


def rate(assessment, **values):
    for code, value in values.items():
        RatingFactory(
            assessment=assessment,
            indicator=code.replace("_", "-"),
            value=value if isinstance(value, int) else None,
            is_not_applicable=value == "n/a",
        )
    return assessment


def drawings(response):
    words = response.text
    starts = [place for place in range(len(words)) if words.startswith("<svg xmlns", place)]
    return [
        ElementTree.fromstring(words[start : words.index("</svg>", start) + 6]) for start in starts
    ]


def texts(drawing):
    return [each.text for each in drawing.iter(f"{SVG}text")]


def rows_of(response):
    assert response.content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def client(hub_staff, signed_in):
    return signed_in(hub_staff)


@pytest.fixture
def second_round(assessment):
    """A second round of the same trust; both rounds' ratings differ in every way there is."""
    rate(
        assessment,
        agreed_strategy=1,
        strategy_communicated=5,
        clear_definition=3,
        lessons=3,
        describe_impact="n/a",
    )
    review = ReviewFactory(organisation=assessment.review.organisation, round_number=2)
    return rate(
        SelfAssessmentFactory(review=review, status="submitted"),
        agreed_strategy=3,
        strategy_communicated=1,
        clear_definition=3,
        describe_impact=5,
    )


# --- Over rounds -----------------------------------------------------------------------------


def test_profile_of_nothing_answered_says_so(client, assessment):
    assert "Nothing answered yet" in client.get(page(assessment)).text


def test_profile_of_a_first_round_has_nothing_beside(client, assessment):
    rate(assessment, agreed_strategy=3)

    response = client.get(page(assessment))

    words = text(response)
    assert "1 of 35 indicators rated in round 1." in words
    assert "There is no earlier round with answers to put beside this one." in words
    assert "Not submitted: answers may still change" in words
    assert "Round 1" in texts(drawings(response)[0])
    rows = rows_of(client.get(page(assessment, "download_profile")))
    assert rows[0] == ["Part", "Sub-domain", "Indicator", "Round 1"]
    assert len(rows) == 36


def test_profile_says_what_moved(client, second_round):
    response = client.get(page(second_round))

    words = text(response)
    assert (
        "1 up, 1 down, 1 the same, 1 newly rated, 1 no longer rated, 30 not rated either time"
    ) in words
    title = FRAMEWORK.domain("vision-strategy").indicators[0].title
    assert f"{title}: 1 – Little or no progress, now 3 – Making progress" in words
    assert "the profile is steady" in words


def test_csv_has_both_rounds_and_what_became_of_each(client, second_round):
    rows = rows_of(client.get(page(second_round, "download_profile")))

    assert rows[0] == ["Part", "Sub-domain", "Indicator", "Round 2", "Round 1", "Since then"]
    assert [row[3:] for row in rows[1:4]] == [
        ["3 – Making progress", "1 – Little or no progress", "Up"],
        ["1 – Little or no progress", "5 – Proud to share", "Down"],
        ["3 – Making progress", "3 – Making progress", "The same"],
    ]
    by_title = {row[2]: row[3:] for row in rows}
    titles = {
        each.key: each.title for domain in FRAMEWORK.rated_domains for each in domain.indicators
    }
    assert by_title[titles["lessons"]] == ["Not answered", "3 – Making progress", "No longer rated"]
    assert by_title[titles["describe-impact"]] == [
        *("5 – Proud to share", "Not applicable", "Newly rated"),
    ]


def test_wheel_and_cells_draw_both_rounds(client, second_round):
    wheel, _, cells, *_ = drawings(client.get(page(second_round)))

    assert wheel[0].tag == f"{SVG}title"
    assert wheel[0].text.startswith(
        "InSites learning framework: Round 2. Innovation strategy: 3 (round 1: 1). "
        "Strategic communications: 1 (round 1: 5). "
    )
    assert texts(wheel).count("Round 1") == 2  # over its column, and what the line marks
    assert cells[0].text == (
        "Vision and strategy, Round 2 above Round 1. "
        "Innovation strategy: 3 – making progress (round 1: 1 – little or no progress). "
        "Strategic communications: 1 – little or no progress (round 1: 5 – proud to share). "
        "Innovation definition: 3 – making progress (round 1: 3 – making progress)."
    )
    assert texts(cells)[3:5] == ["1 up", "1 down"]


def test_only_the_last_of_earlier_rounds_stands_beside(client, second_round):
    review = ReviewFactory(organisation=second_round.review.organisation, round_number=3)
    third = rate(SelfAssessmentFactory(review=review), agreed_strategy=5)

    rows = rows_of(client.get(page(third, "download_profile")))

    assert rows[0][3:5] == ["Round 3", "Round 2"]
    assert rows[1][3:] == ["5 – Proud to share", "3 – Making progress", "Up"]


def test_course_has_its_word_and_rule(client, assessment):
    values = {code.replace("-", "_"): 1 for code in FRAMEWORK.codes()}
    rate(assessment, **values)
    assessment.status = "submitted"
    assessment.save()
    review = ReviewFactory(organisation=assessment.review.organisation, round_number=2)
    second = SelfAssessmentFactory(review=review, status="submitted")
    rate(second, **dict.fromkeys(values, 3))

    words = text(client.get(page(second)))

    assert "Course over 2 rounds: increasing" in words
    assert "35 up, 0 down, of 35 rated both times" in words
    assert "What these words mean" in words
    assert "Course over" not in text(client.get(page(assessment)))


def test_wheel_framework_has_twelve_segments(client, review):
    assessment = SelfAssessmentFactory(
        review=review, framework_ref="adopting-innovation-wheel@2025.1"
    )
    rate(assessment, co_production=5, vision_values="n/a")
    url = reverse("maturity:profile", args=[review.slug, "adopting-innovation-wheel"])

    wheel = drawings(client.get(url))[0]

    words = texts(wheel)
    assert [word for word in words if word.isdigit()].count("12") == 2  # at the ring, in the list
    assert "Co-production: 5." in wheel[0].text
    assert "Vision and values: n/a." in wheel[0].text
    assert "Learning networks: –." in wheel[0].text


def test_profile_asks_the_same_number_of_queries_for_more_trusts(
    client, second_round, django_assert_num_queries, django_assert_max_num_queries
):
    url = page(second_round)
    client.get(url)
    with django_assert_max_num_queries(16) as first:
        client.get(url)
    for _ in range(2):
        rate(SelfAssessmentFactory(status="submitted"), agreed_strategy=3)
    with django_assert_num_queries(len(first)):
        client.get(url)


def test_detail_and_review_lead_to_the_profile(client, second_round):
    link = f'href="{page(second_round)}"'

    assert link in client.get(page(second_round, "detail")).text
    second_round.review.maturity_ref = FRAMEWORK.ref
    assert link in client.get(f"/reviews/{second_round.review.slug}/").text


def test_contributor_is_not_led_to_the_profile(trust_contributor, assessment, signed_in):
    client = signed_in(trust_contributor)

    assert page(assessment) not in client.get(page(assessment, "detail")).text
    assert client.get(page(assessment)).status_code == 403


# --- Among other trusts ----------------------------------------------------------------------


@pytest.fixture
def ten(db):
    """Self-ratings of ten acute and five community trusts, submitted, answers going round."""
    found = []
    for number in range(15):
        kind = "acute" if number < 10 else "community"
        review = ReviewFactory(organisation__name=f"Named{number} Trust", organisation__kind=kind)
        assessment = SelfAssessmentFactory(review=review, status="submitted")
        for place, code in enumerate(FRAMEWORK.codes()):
            value = (1, 3, 5)[(number + place) % 3]
            RatingFactory(assessment=assessment, indicator=code, value=value)
        found.append(assessment)
    return found


def test_place_says_when_nothing_was_shown(client, ten):
    response = client.get(page(ten[0], "place"))

    assert "Nothing shown yet" in response.text
    download = client.get(page(ten[0], "download_place"))
    assert (download.status_code, download.url) == (302, page(ten[0], "place"))


def test_place_marks_own_answers_in_frozen_figures(client, ten, hub_staff):
    release_cohort(framework_ref=FRAMEWORK.ref, by=hub_staff)

    response = client.get(page(ten[0], "place"))

    by_part, _, by_sub_domain, _ = drawings(response)
    assert "; own answers: " in by_part[0].text
    row = next(each for each in by_sub_domain[0].text.split(". ") if "Innovation strategy" in each)
    assert row.endswith(
        "Innovation strategy: 33% proud to share, 33% making progress, "
        "33% little or no progress, n = 15 of 15; own answers: 1 little or no progress"
    )
    rows = rows_of(client.get(page(ten[0], "download_place")))
    assert rows[0][:6] == ["Group", "Trusts", "Level", "Order", "Part", "Title"]
    [strategy] = [row for row in rows if row[5] == "Innovation strategy"]
    assert strategy[:3] == ["All trusts", "15", "Sub-domain"]
    assert strategy[6:] == [
        *("15", "0", "0", "5", "5", "5", "33", "33", "33"),
        *("0", "0", "1", "0", "0"),
    ]


def test_place_in_the_own_peer_group(client, ten, hub_staff):
    release_cohort(framework_ref=FRAMEWORK.ref, by=hub_staff)

    response = client.get(page(ten[12], "place"), {"beside": "kind"})

    assert "in the spread of 5 trusts (kind of organisation: Community trust)" in text(response)
    assert "Acute trust" not in response.text
    place = response.context["place"]
    assert [(each.key, each.group, each.n) for each in place.groups] == [
        ("whole", "All trusts", 15),
        ("kind", "Community trust", 5),
    ]
    assert "Groups by region, size of the organisation" in text(response)


def test_place_never_names_another_trust(ten, hub_staff, signed_in, client):
    release_cohort(framework_ref=FRAMEWORK.ref, by=hub_staff)
    others = [each.review.organisation.name for each in ten[1:]]

    for word in ("profile", "place", "download_profile", "download_place"):
        response = client.get(page(ten[0], word))
        assert response.status_code == 200
        assert [name for name in others if name in response.content.decode()] == []


def test_place_stands_still_when_others_change_what_they_said(client, ten, hub_staff):
    release_cohort(framework_ref=FRAMEWORK.ref, by=hub_staff)
    url = page(ten[0], "place")
    pages = [url, f"{url}?beside=kind", page(ten[0], "download_place")]
    before = [figures(client.get(each)) for each in pages]

    others = [each.pk for each in ten[1:]]
    Rating.objects.filter(assessment__in=others).update(value=5)
    Organisation.objects.filter(name__startswith="Named1").exclude(
        pk=ten[0].review.organisation_id
    ).update(kind="ambulance")
    ContextAnswer.objects.filter(assessment__in=others).delete()
    ten[3].delete()

    assert [figures(client.get(each)) for each in pages] == before


def figures(response):
    """What is drawn, or the whole file."""
    if response["Content-Type"].startswith("text/csv"):
        return response.content
    return [ElementTree.tostring(each) for each in drawings(response)]


def test_place_says_what_is_not_shown(client, ten, hub_staff):
    Rating.objects.filter(indicator="agreed-strategy").update(value=3)
    Rating.objects.filter(
        indicator__in=[
            each.key for each in FRAMEWORK.domain("patient-public-involvement").indicators
        ]
    ).update(value=1)
    release_cohort(framework_ref=FRAMEWORK.ref, by=hub_staff)

    response = client.get(page(ten[0], "place"))

    assert response.context["place"].hidden_domains == ("Patient and public involvement",)
    assert "Innovation strategy" in response.context["place"].hidden_sub_domains
    words = text(response)
    assert "Parts: Patient and public involvement. Nearly all trusts" in words
    assert all("Innovation strategy" not in each[0].text for each in drawings(response))


def test_place_of_a_group_that_was_not_released_says_so(client, ten, hub_staff):
    release_cohort(framework_ref=FRAMEWORK.ref, by=hub_staff)
    newcomer = SelfAssessmentFactory(review__organisation__kind="ambulance")

    response = client.get(page(newcomer, "place"), {"beside": "kind"})

    assert response.context["place"].chosen.key == "whole"
    assert "Groups by kind of organisation. This trust’s group was not among those" in text(
        response
    )


def test_place_asks_the_same_number_of_queries_for_more_trusts(
    client, ten, hub_staff, django_assert_num_queries, django_assert_max_num_queries
):
    release_cohort(framework_ref=FRAMEWORK.ref, by=hub_staff)
    url = page(ten[0], "place")
    client.get(url)
    with django_assert_max_num_queries(14) as first:
        client.get(url)
    for each in ten[5:]:
        each.delete()
    with django_assert_num_queries(len(first)):
        client.get(url)
