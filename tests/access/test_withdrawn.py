"""Once somebody has withdrawn, no route shows a word of theirs to anybody."""

import pytest
from django.urls import reverse

from interviews.actions.participants import withdraw_participant
from interviews.models import Participant, Segment, SegmentVersion
from tests.access.test_routes import ALLOWED, ROUTES

SECRET = "a word that only P01 ever said"


def fetched(client, url, accept):
    response = client.get(url, headers={"Accept": accept})
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_no_route_shows_the_words_of_somebody_who_withdrew(house, people, signed_in, accept):
    review = house["row"]
    Segment.objects.update(text=SECRET)
    SegmentVersion.objects.update(text=SECRET)
    review.interviews.get().passages.update(quote=SECRET, anonymised_quote=SECRET)
    client = signed_in(people["reviewer"])
    urls = {
        route: reverse(route, kwargs={name: house[name] for name in ROUTES[route]})
        for route in ALLOWED
        if "review" in ROUTES[route]
    }
    before = {r for r, url in urls.items() if SECRET.encode() in fetched(client, url, accept)}
    assert {"interviews:code", "interviews:passage", "reports:influence"} - before <= {
        "reports:influence"  # the house's interview has not ended
    }
    withdraw_participant(participant=Participant.objects.get(review=review), by=people["reviewer"])
    shown = {
        (route, who)
        for route, url in urls.items()
        for who in ("reviewer", "hub staff", "lead")
        if SECRET.encode() in fetched(signed_in(people[who]), url, accept)
    }
    assert shown == set()
