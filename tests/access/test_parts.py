"""A contributor to some parts of a self-rating learns nothing of the others, on any route.

Every route that a contributor may open is asked twice, with answers in the parts that are not
theirs and without: whatever differs has leaked. What those parts hold is looked for by name too,
their indicators' titles among it. New routes are walked by themselves: they must have a row in the
table of routes.
"""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from adoption_reviews.models import Review
from maturity.models import (
    Attachment,
    ContextAnswer,
    ContextAnswerVersion,
    Rating,
    RatingVersion,
    Remark,
    SelfAssessment,
)
from maturity.queries import framework_of, questions_of
from tests.access.test_blindness import body
from tests.access.test_routes import ALLOWED, ROUTES
from tests.factories.core import ReviewFactory, UserFactory
from tests.factories.maturity import RatingFactory, RemarkFactory, SelfAssessmentFactory

pytestmark = pytest.mark.usefixtures("one_moment")

OPEN_TO_THEM = [route for route in ALLOWED if "contributor" in ALLOWED[route]]
# Arguments that name a part or something in one.
OF_A_PART = {"domain", "indicator", "attachment", "remark"}
OF_PARTS = [route for route in OPEN_TO_THEM if ROUTES[route] & OF_A_PART]
QUERIES = ["", "?all", "?since=0", "?format=csv"]
SECRET = "What nobody but them was told"


@dataclass(frozen=True)
class Shared:
    """A self-rating of whose parts the contributor has the first rated one."""

    arguments: dict
    others: dict  # arguments that name something in a part that is not theirs
    titles: list[str]  # of all that is asked in those parts
    assessments: list  # this round's and the last one's


@pytest.fixture
def shared(house):
    assessment, review = house["assessment"], house["row"]
    last = SelfAssessmentFactory(
        review=ReviewFactory(organisation=review.organisation, round_number=9),
        status="submitted",
    )
    Review.objects.filter(pk=review.pk).update(round_number=10)
    somebody = UserFactory(name="Somebody Hidden")
    framework = framework_of(assessment)
    theirs, *others = framework.rated_domains
    titles, found = [], {}
    for each in (assessment, last):
        for domain in [domain for domain in framework.domains if domain.key != theirs.key]:
            for question in questions_of(domain):
                titles.append(question.title)
                describe(each, question.key, somebody)
            for indicator in domain.indicators:
                titles.append(indicator.title)
                found |= answer(each, indicator.key, somebody)
    for indicator in theirs.indicators[:2]:
        answer(assessment, indicator.key, somebody, "Said to all who have this part")
    return Shared(
        arguments=house,
        others=found | {"domain": others[0].key, "indicator": others[0].indicators[0].key},
        titles=sorted(set(titles)),
        assessments=[assessment, last],
    )


def answer(assessment, code, by, words=SECRET) -> dict:
    """An answer with everything that can hang on one; the arguments that name it."""
    rating = RatingFactory(
        assessment=assessment, indicator=code, explanation=words, is_for_later=True, updated_by=by
    )
    RatingVersion.objects.create(rating=rating, version=1, value=3, explanation=words, by=by)
    remark = RemarkFactory(assessment=assessment, indicator=code, words=words, by=by)
    attachment = Attachment(
        assessment=assessment,
        indicator=code,
        title=words,
        file_name=f"{words}.txt",
        media_type="text/plain",
        checksum="0" * 64,
        added_by=by,
    )
    attachment.file.save("kept", ContentFile(words.encode()))
    attachment.save()
    return {"remark": remark.pk, "attachment": attachment.pk}


def describe(assessment, code, by):
    given = ContextAnswer.objects.create(
        assessment=assessment, question=code, words=SECRET, updated_by=by
    )
    ContextAnswerVersion.objects.create(answer=given, version=1, words=SECRET, by=by)


def url_of(route, arguments) -> str:
    return reverse(route, kwargs={name: arguments[name] for name in ROUTES[route]})


def walk(client, shared) -> dict:
    """What every route that they may open answers."""
    cache.clear()
    return {
        (route, query, accept): body(
            client.get(url_of(route, shared.arguments) + query, headers={"Accept": accept})
        )
        for route in OPEN_TO_THEM
        for query in QUERIES
        for accept in ("text/html", "application/json")
    }


def forget_the_others(shared):
    """As if nobody had answered in the parts that are not theirs."""
    framework = framework_of(shared.assessments[0])
    own = [each.key for each in framework.rated_domains[0].indicators]
    for rows in (Rating.objects, Remark.objects, Attachment.objects):
        rows.filter(assessment__in=shared.assessments).exclude(indicator__in=own).delete()
    ContextAnswer.objects.filter(assessment__in=shared.assessments).delete()


def differing(seen, client, shared) -> set[str]:
    """The routes whose answer was another one in the walk `seen` than without the other parts."""
    with transaction.atomic():
        forget_the_others(shared)
        without = walk(client, shared)
        transaction.set_rollback(True)
    return {key[0] for key in seen if seen[key] != without[key]}


def showing(seen, shared) -> set[tuple[str, str]]:
    """(route, what it shows of the other parts) in the walk `seen`."""
    looked_for = [each.encode() for each in (*shared.titles, SECRET)]
    escaped = [each.replace(b"'", b"&#x27;").replace(b"&", b"&amp;") for each in looked_for]
    return {
        (route, words.decode())
        for (route, *_), (_, _, content) in seen.items()
        for words in {*looked_for, *escaped}
        if words in content
    }


@pytest.mark.parametrize("status", ["open", "submitted", "agreed", "reopened"])
def test_contributor_learns_nothing_of_other_parts(shared, people, signed_in, status):
    SelfAssessment.objects.filter(pk=shared.assessments[0].pk).update(status=status)
    client = signed_in(people["contributor"])
    seen = walk(client, shared)
    assert showing(seen, shared) == set()
    assert differing(seen, client, shared) == set()


def test_the_walk_would_see_a_leak(shared, people, signed_in):
    """The trust's lead has every part, and the same walk finds it."""
    client = signed_in(people["lead"])
    seen = walk(client, shared)
    assert {route for route, _ in showing(seen, shared)} >= {"maturity:detail"}
    assert differing(seen, client, shared) >= {"start", "maturity:detail"}


def test_navigation_leads_a_contributor_to_the_self_rating_alone(shared, people, signed_in):
    page = signed_in(people["contributor"]).get(url_of("maturity:detail", shared.arguments))
    assert [each["title"] for each in page.context["navigation"]] == ["Start"]
    assert [each["title"] for each in page.context["review_navigation"]] == ["Self-rating"]
    review = shared.arguments["row"]
    for closed in (review, review.organisation):
        assert f'href="{closed.get_absolute_url()}"' not in page.text


@pytest.mark.parametrize("route", OF_PARTS)
def test_routes_of_other_parts_are_not_there(shared, people, signed_in, route):
    """Whichever of the arguments names what is not theirs, and whatever is sent there."""
    client = signed_in(people["contributor"])
    before = rows()
    for name in ROUTES[route] & OF_A_PART:
        url = url_of(route, shared.arguments | {name: shared.others[name]})
        ask = (client.get, client.post, client.put, client.delete)
        answers = {each(url).status_code for each in ask}
        assert (name, answers - {405}) == (name, {404})
    assert rows() == before


def rows() -> list:
    kinds = (Rating, RatingVersion, Remark, Attachment, ContextAnswer)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def test_revoked_contributor_finds_nothing(shared, people, signed_in):
    """Their role is left to them here, as if they had another part in the trust."""
    contributor = people["contributor"]
    shared.assessments[0].contributors.filter(user=contributor).update(
        revoked_at="2026-01-01T0:00Z"
    )
    client = signed_in(contributor)
    for route in OPEN_TO_THEM:
        if "framework" in ROUTES[route]:
            answered = client.get(url_of(route, shared.arguments))
            assert (route, answered.status_code) in [(route, 404), (route, 405)]
    assert "You have not been given a part of a self-rating yet" in client.get("/").text
