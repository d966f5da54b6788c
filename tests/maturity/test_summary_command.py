"""manage.py maturity_summary."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Organisation
from maturity.models import Rating
from tests.factories.core import OrganisationFactory, ReviewFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory

REF = "insites-learning-framework@2025.1"
FRAMEWORK = get_framework(REF)


def run(*arguments) -> str:
    out, err = StringIO(), StringIO()
    call_command("maturity_summary", *arguments, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


def summary(*arguments) -> list[dict]:
    return json.loads(run("--framework", REF, "--format", "json", *arguments))


def rate(*rounds, last="submitted"):
    """The rounds of a new organisation: for each, values by indicator, None for not applicable.
    `last` is the status of the last one's self-rating."""
    organisation = OrganisationFactory()
    for number, values in enumerate(rounds, start=1):
        review = ReviewFactory(organisation=organisation, round_number=number)
        status = last if number == len(rounds) else "agreed"
        assessment = SelfAssessmentFactory(review=review, status=status)
        for code, value in values.items():
            RatingFactory(
                assessment=assessment,
                indicator=code,
                value=value,
                is_not_applicable=value is None,
            )


@pytest.fixture
def three_trusts(db):
    rate({"agreed-strategy": 1}, {"agreed-strategy": 5, "sustainable-funding": None})
    rate({"agreed-strategy": 5, "dedicated-budget": 3, "clear-definition": 1})
    rate({"agreed-strategy": 1, "dedicated-budget": 1})


def row(level, code, title, *figures):
    """`figures`: answered, not applicable, silent; per level; shares; rank."""
    counts, per_level, shares, rank = figures
    names = ("n_answered", "n_not_applicable", "n_silent")
    levels = ("1", "3", "5")
    return {
        "level": level,
        "code": code,
        "title": title,
        **dict(zip(names, counts, strict=True)),
        "n_per_level": dict(zip(levels, per_level, strict=True)),
        "share_per_level": dict(zip(levels, shares, strict=True)),
        "rank": rank,
    }


NOBODY = ((0, 0, 0), (None, None, None), None)


def test_json_has_every_rated_area_by_rank(three_trusts):
    found = summary()

    assert [each["level"] for each in found] == (
        ["domain"] * 7 + ["sub_domain"] * 23 + ["indicator"] * 35
    )
    titles = {each.key: each.title for each in FRAMEWORK.domains}
    assert found[:3] == [
        row(
            "domain", "vision-strategy", "Vision and strategy", (4, 0, 5), (2, 0, 2), (50, 0, 50), 1
        ),
        row(
            "domain",
            "governance-resources",
            "Governance and resources",
            (2, 1, 12),
            (1, 1, 0),
            (50, 50, 0),
            2,
        ),
        row("domain", "portfolio-methods", titles["portfolio-methods"], (0, 0, 27), *NOBODY),
    ]
    assert [(each["code"], each["rank"]) for each in found[7:12]] == [
        ("innovation-strategy", 1),
        ("funding", 2),
        ("innovation-definition", 3),
        ("strategic-communications", None),
        ("governance", None),
    ]
    strategy = FRAMEWORK.indicator("agreed-strategy").title
    assert found[30] == row(
        "indicator", "agreed-strategy", strategy, (3, 0, 0), (1, 0, 2), (33, 0, 67), 1
    )
    funding = FRAMEWORK.indicator("sustainable-funding").title
    assert row("indicator", "sustainable-funding", funding, (0, 1, 2), *NOBODY) in found


def test_json_of_a_chosen_round(three_trusts):
    def strategy(*arguments):
        [found] = [each for each in summary(*arguments) if each["code"] == "agreed-strategy"]
        return found["n_per_level"], found["n_silent"]

    assert strategy("--round", "1") == ({"1": 2, "3": 0, "5": 1}, 0)
    assert strategy("--round", "2") == ({"1": 0, "3": 0, "5": 1}, 0)
    assert strategy("--round", "9") == ({"1": 0, "3": 0, "5": 0}, 0)


def test_round_that_is_filled_in_hides_nothing(three_trusts):
    before = summary()
    rate({"agreed-strategy": 5}, last="open")
    assert summary() == before
    rate({"agreed-strategy": 5}, {"agreed-strategy": 1}, last="reopened")
    [strategy] = [each for each in summary() if each["code"] == "agreed-strategy"]
    assert strategy["n_per_level"] == {"1": 1, "3": 0, "5": 3}


def test_answer_imported_into_what_people_fill_in_hides_nothing(db, tmp_path):
    rate({"agreed-strategy": 5, "clear-definition": 3}, {}, last="open")
    organisation = Organisation.objects.get()
    before = summary()
    file = tmp_path / "ratings.csv"
    file.write_text(
        "organisation,round,indicator,value,not_applicable,explanation\n"
        f"{organisation.ods_code},2,agreed-strategy,1,,\n"
    )
    call_command("import_ratings", str(file), "--framework", REF, stdout=StringIO())
    assert Rating.objects.filter(value=1).count() == 1
    assert summary() == before


def test_csv_has_a_column_a_level(three_trusts):
    lines = run("--framework", REF, "--format", "csv").splitlines()

    assert len(lines) == 1 + 7 + 23 + 35
    assert lines[0] == (
        "level,code,title,n_answered,n_not_applicable,n_silent,"
        "n_1,n_3,n_5,share_1,share_3,share_5,rank"
    )
    assert lines[1:4] == [
        "domain,vision-strategy,Vision and strategy,4,0,5,2,0,2,50,0,50,1",
        "domain,governance-resources,Governance and resources,2,1,12,1,1,0,50,50,0,2",
        "domain,portfolio-methods,Portfolio and methods,0,0,27,0,0,0,,,,",
    ]


def test_summary_of_the_wheel_and_of_nobody(db):
    found = json.loads(run("--framework", "adopting-innovation-wheel@2025.1", "--format", "json"))
    assert [each["level"] for each in found] == (
        ["domain"] + ["sub_domain"] * 12 + ["indicator"] * 12
    )
    assert {(each["n_silent"], each["rank"]) for each in found} == {(0, None)}


@pytest.mark.parametrize(
    ("ref", "reason"),
    [
        ("moon@1", "There is no framework moon@1"),
        ("moon", "There is no framework moon"),
        (
            "published-evidence@2026.1",
            "published-evidence@2026.1 is not a framework to rate oneself on",
        ),
    ],
)
def test_summary_on_what_is_not_rated_is_refused(db, ref, reason):
    with pytest.raises(CommandError) as refused:
        run("--framework", ref, "--format", "csv")
    assert str(refused.value) == reason
