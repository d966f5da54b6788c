"""The settings of the whole hub."""

import pytest
from django.core import signing
from django.urls import reverse

from adoption_reviews.actions.settings import SettingsChanged, change_settings
from adoption_reviews.audit_words import sentence
from adoption_reviews.models import AuditEvent, HubSettings
from adoption_reviews.queries import hub_settings
from tests.factories.hub import text

AS_IT_CAME = {"audio_is_recorded": False, "audio_kept_days": 90, "place_names": ""}


@pytest.fixture
def client(hub_administrator, signed_in):
    return signed_in(hub_administrator)


@pytest.fixture
def url():
    return reverse("settings:edit")


def entered(**changes):
    return {
        "audio_is_recorded": "yes",
        "audio_kept_days": "30",
        "seen": signing.dumps(AS_IT_CAME),
    } | changes


def values():
    settings = hub_settings()
    return settings.audio_is_recorded, settings.audio_kept_days


def errors(response):
    return {field: list(found) for field, found in response.context["form"].errors.items()}


def test_edit_shows_the_settings_as_they_came(client, url):
    response = client.get(url)

    form = response.context["form"]
    assert (form["audio_is_recorded"].value(), form["audio_kept_days"].value()) == ("no", 90)
    assert not HubSettings.objects.exists()
    assert "Nothing is recorded unless every participant of the interview has agreed" in text(
        response
    )


def test_edit_stores_and_says_old_and_new_values_in_the_log(client, url, hub_administrator):
    response = client.post(url, entered())

    assert (response.status_code, response.url) == (302, url)
    assert values() == (True, 30)
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.detail) == (
        "settings.changed",
        hub_administrator,
        {"changed": {"audio_is_recorded": [False, True], "audio_kept_days": [90, 30]}},
    )
    assert sentence(event, {}) == (
        "changed the hub’s settings: recording sound from off to on and "
        "days that sound is kept from 90 to 30"
    )


def test_edit_that_changes_nothing_writes_no_event(client, url):
    client.post(url, entered(audio_is_recorded="no", audio_kept_days="90"))

    assert (values(), AuditEvent.objects.count()) == ((False, 90), 0)


@pytest.mark.parametrize("days", ["0", "3650"])
def test_edit_takes_the_first_and_last_number_of_days(client, url, days):
    client.post(url, entered(audio_kept_days=days))

    assert values() == (True, int(days))


@pytest.mark.parametrize("days", ["-1", "3651", "ninety", "1e3", "9" * 400])
def test_edit_refuses_days_that_are_none_and_keeps_what_was_entered(client, url, days):
    response = client.post(url, entered(audio_kept_days=days))

    assert errors(response) == {
        "audio_kept_days": ["Days must be a whole number between 0 and 3650"]
    }
    assert response.context["form"]["audio_kept_days"].value() == days
    assert response.context["form"]["audio_is_recorded"].value() == "yes"
    assert (values(), AuditEvent.objects.count()) == ((False, 90), 0)


def test_edit_refuses_an_empty_form(client, url):
    assert errors(client.post(url, {"seen": "nonsense"})) == {
        "audio_is_recorded": ["Select record sound in interviews"],
        "audio_kept_days": ["Enter days that sound is kept after a report is released"],
    }


def test_edit_takes_places_one_a_line_and_counts_them_in_the_log(client, url):
    client.post(url, entered(place_names=" Willow  Ward\r\n\r\nward 7\r\nWILLOW WARD\r\n"))

    assert hub_settings().place_names == "WILLOW WARD\nward 7"
    event = AuditEvent.objects.get()
    assert event.detail["changed"]["place_names"] == [0, 2]
    assert sentence(event, {}).endswith("and places that no quote may name from 0 to 2")
    assert client.get(url).context["form"]["place_names"].value() == "WILLOW WARD\nward 7"


@pytest.mark.parametrize(
    ("names", "error"),
    [
        ("Willow\nAB", "“AB” is too short to be looked for"),
        ("W" * 101, f"“{'W' * 20}…” is too long: a line takes 100 characters"),
    ],
)
def test_edit_refuses_places_that_cannot_be_looked_for(client, url, names, error):
    response = client.post(url, entered(place_names=names))

    assert errors(response) == {"place_names": [error]}
    assert response.context["form"]["place_names"].value() == names
    assert values() == (False, 90)


def test_edit_of_two_at_once_shows_the_second_what_the_first_did(client, url):
    client.post(url, entered(audio_kept_days="14"))

    late = client.post(url, entered(audio_is_recorded="no", audio_kept_days="60"))
    assert errors(late) == {
        "__all__": [
            "Somebody else has changed these settings meanwhile: sound is recorded, and kept for "
            "14 days; 0 places are listed. What you entered is below; save again to put it in "
            "their place"
        ]
    }
    assert (values(), AuditEvent.objects.count()) == ((True, 14), 1)

    form = late.context["form"]
    client.post(url, {name: form[name].value() or "" for name in form.fields})
    assert (values(), AuditEvent.objects.count()) == ((False, 60), 2)


def test_change_settings_twice_the_same_is_no_conflict(hub_administrator):
    for _ in range(2):
        change_settings(
            seen=AS_IT_CAME,
            audio_is_recorded=True,
            audio_kept_days=30,
            place_names="",
            by=hub_administrator,
        )
    assert (values(), AuditEvent.objects.count()) == ((True, 30), 1)
    with pytest.raises(SettingsChanged):
        change_settings(
            seen=AS_IT_CAME,
            audio_is_recorded=True,
            audio_kept_days=31,
            place_names="",
            by=hub_administrator,
        )
    assert values() == (True, 30)


def test_settings_are_in_the_navigation_of_administrators_only(client, hub_staff, signed_in, url):
    def titles(who):
        return [each["url"] for each in who.get("/").context["navigation"]]

    assert url in titles(client)
    assert url not in titles(signed_in(hub_staff))
