"""The audit log, in plain sentences."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from adoption_reviews import actions, audit
from adoption_reviews.audit_words import PHRASES, sentence
from adoption_reviews.models import AuditEvent
from tests.factories.core import ReviewFactory, UserFactory

ROOT = Path(__file__).parents[2]
APPS = ["adoption_reviews", "interviews", "casestudies", "maturity", "reports"]


@pytest.fixture
def client(hub_administrator, signed_in):
    return signed_in(hub_administrator)


def sentences(response) -> list[str]:
    return [f"{who} {said}" for _, who, said in response.context["entries"]]


def verbs_in_code() -> set[str]:
    """Every text that looks like a verb (noun.done) in a module that records events."""
    found = set()
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        tree = ast.parse(path.read_text())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        recording = [
            call
            for call in calls
            if getattr(call.func, "attr", getattr(call.func, "id", ""))
            .lstrip("_")
            .startswith(("record", "set_active"))
        ]
        for call in recording:
            for given in [
                *call.args,
                *(word.value for word in call.keywords if word.arg == "verb"),
            ]:
                found |= {
                    node.value
                    for node in ast.walk(given)
                    if isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and node.value.count(".") == 1
                }
    return found


def test_every_verb_in_the_code_has_words_and_every_word_a_verb():
    assert verbs_in_code() == set(PHRASES)


def test_list_tells_what_happened_newest_first(client, hub_administrator, review, hub_staff):
    hub_staff.name = "Piran Lowe"
    hub_staff.save()
    person = UserFactory(name="Wenna Tregarth")
    actions.give_role(user=person, role="reviewer", review=review, by=hub_staff)
    actions.edit_review(review=review, status="analysis", starts_on=None, ends_on=None, by=person)
    actions.edit_organisation(
        organisation=review.organisation, name="New", kind="acute", region="Testshire", by=hub_staff
    )
    audit.record(by=None, verb="report.failed", review=review, version=2)

    response = client.get(reverse("audit:list"))

    old = review.organisation.name
    assert sentences(response) == [
        "The system could not build version 2 of the report",
        f"Piran Lowe renamed the trust from {old} to New",
        "Wenna Tregarth moved the review from fieldwork to analysis",
        "Piran Lowe gave Wenna Tregarth the role reviewer",
    ]
    assert "New, round 1" in response.text


@pytest.mark.parametrize("verb", PHRASES)
def test_sentence_without_detail_is_still_one(verb, db):
    event = audit.record(by=None, verb=verb)

    assert sentence(event, {}) == PHRASES[verb].said


def test_sentence_of_a_verb_nobody_knows_is_the_verb(db):
    assert sentence(audit.record(by=None, verb="moon.landed"), {}) == "moon.landed"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "W"}, "changed Wenna’s name"),
        ({"email": "w@x.example"}, "changed Wenna’s e-mail address"),
    ],
)
def test_sentence_names_what_was_changed(hub_administrator, changed, words):
    person = UserFactory(name="Wenna", email="old@x.example")
    given = {"name": "Wenna", "email": "old@x.example"} | changed
    actions.edit_person(person=person, **given, by=hub_administrator)

    assert sentence(AuditEvent.objects.get(), {str(person.pk): "Wenna"}) == words


def test_sentence_names_the_influence(review):
    event = audit.record(
        by=None,
        verb="coding.added",
        review=review,
        framework=review.influences_ref,
        code="good-networks",
        interview=3,
    )

    assert sentence(event, {}) == "marked a passage of interview 3 as evidence of “Good networks”"


@pytest.mark.parametrize(
    ("framework", "code", "named"),
    [
        ("adoption-barriers-2016", "no-released-time", "no-released-time"),
        ("adoption-barriers@2016.1", "no-released-time", "No released time"),
        ("adoption-barriers@2016.1", "earmarked-fund", "Earmarked innovation fund"),
        ("adopting-innovation-wheel@2025.1", "some-code", "some-code"),
        ("themes", "t-1f4e", "t-1f4e"),
    ],
)
def test_sentence_names_any_code_that_a_framework_has(review, framework, code, named):
    event = audit.record(
        by=None,
        verb="coding.added",
        review=review,
        interview=3,
        passage=1,
        framework=framework,
        code=code,
    )
    assert sentence(event, {}) == f"marked a passage of interview 3 as evidence of “{named}”"


def test_sentence_of_changed_dates(review, reviewer):
    actions.edit_review(
        review=review,
        status=review.status,
        starts_on=datetime(2026, 1, 5).date(),
        ends_on=None,
        by=reviewer,
    )

    assert sentence(AuditEvent.objects.get(), {}) == (
        "changed the review’s dates from no date to no date to 5 January 2026 to no date"
    )


@pytest.fixture
def three_events(review, reviewer):
    """Two in the review, of two days and people; one elsewhere."""
    other = ReviewFactory()
    events = [
        audit.record(by=reviewer, verb="review.started", on=review, review=review),
        audit.record(by=None, verb="report.built", review=review, version=1),
        audit.record(by=reviewer, verb="report.released", review=other, version=1),
    ]
    with connection.cursor() as cursor:  # events are never changed by the application itself
        for event, at in zip(events, ["2026-03-28", "2026-03-29", "2026-03-30"], strict=True):
            moment = datetime.fromisoformat(f"{at}T23:30:00").replace(tzinfo=UTC)
            value = moment if connection.vendor == "postgresql" else str(moment)[:19]
            cursor.execute(
                "UPDATE adoption_reviews_auditevent SET at = %s WHERE id = %s", [value, event.pk]
            )
    return events


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [2, 1, 0]),
        ({"verb": "report.built"}, [1]),
        ({"by": "reviewer"}, [2, 0]),
        ({"review": "review"}, [1, 0]),
        ({"review": "review", "by": "reviewer"}, [0]),
        # Summer time begins on 29 March: half past eleven at night in UTC is the next day here.
        ({"since": "2026-03-30"}, [2, 1]),
        ({"until": "2026-03-28"}, [0]),
        ({"since": "2026-03-30", "until": "2026-03-30"}, [1]),
        ({"verb": "no.such"}, [2, 1, 0]),
    ],
)
def test_list_filtered(client, three_events, query, found):
    review, reviewer = three_events[0].review, three_events[0].by
    pks = {"reviewer": reviewer.pk, "review": review.pk}
    given = {}
    for key, value in query.items():
        if key in ("since", "until"):
            year, month, day = value.split("-")
            given |= {f"{key}_day": day, f"{key}_month": month, f"{key}_year": year}
        else:
            given[key] = pks.get(value, value)

    response = client.get(reverse("audit:list"), given)

    assert [event for event, *_ in response.context["entries"]] == [
        three_events[index] for index in found
    ]


def test_list_without_events_says_so(client):
    assert "Nothing has happened yet" in client.get(reverse("audit:list")).text
    response = client.get(reverse("audit:list"), {"verb": "report.built"})
    assert "Nothing of the kind happened" in response.text


def test_list_has_pages(client, review):
    for _ in range(51):
        audit.record(by=None, verb="review.moved", review=review)

    response = client.get(reverse("audit:list"), {"page": 2, "verb": "review.moved"})

    assert len(response.context["entries"]) == 1
    assert "?page=1&amp;verb=review.moved" in response.text or (
        "?verb=review.moved&amp;page=1" in response.text
    )


def test_list_asks_the_same_number_of_queries_for_more_events(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    def add():
        actions.give_role(
            user=UserFactory(), role="reviewer", review=ReviewFactory(), by=UserFactory()
        )

    add()
    url = reverse("audit:list")
    client.get(url)
    with django_assert_max_num_queries(12) as first:
        client.get(url)
    add()
    add()
    with django_assert_num_queries(len(first)):
        client.get(url)
