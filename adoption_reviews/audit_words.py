"""The audit log in plain sentences."""

from datetime import date

from adoption_reviews.audit_phrases import PHRASES, Phrase
from adoption_reviews.codes import codes_by_key, framework_groups, key_of
from adoption_reviews.models import Review
from adoption_reviews.roles import Role

NOBODY = "The system"  # work that nobody asked for, and commands run on the server


def who(event) -> str:
    return event.by.name if event.by else NOBODY


def sentence(event, names: dict[str, str]) -> str:
    """What was done, to be read after `who(event)`. `names`: of users by id, as text."""
    phrase = PHRASES.get(event.verb) or Phrase(event.verb, event.verb)
    known = {key: _words(event, key, value) for key, value in event.detail.items()}
    if event.object_type == "user" and event.object_id in names:
        known["object"] = names[event.object_id]
    try:
        return phrase.detailed.format_map(known) or phrase.said
    except KeyError:
        return phrase.said


FIELDS = {"email": "e-mail address", "closed_on": "closing date"}
SETTINGS = {"audio_is_recorded", "audio_kept_days", "place_names"}
CONSENTS = {
    "interview": "to be interviewed",
    "record": "to be recorded",
    "quote": "to be quoted without a name",
}


def _words(event, key: str, value) -> str:
    if key == "code":
        return _code(event.detail.get("framework", ""), value)
    if key == "changed":
        return _changed(value)
    if event.verb == "review.dates_changed":
        return " to ".join(_day(each) for each in value)
    if event.verb == "review.moved" and value in Review.Status.values:
        return Review.Status(value).label.lower()
    if key == "role" and value in Role.values:
        return Role(value).label.lower()
    return CONSENTS.get(value, str(value)) if key == "consent" else str(value)


def _changed(fields) -> str:
    """The fields' names; of the hub's settings old and new value too. JSON keeps no order."""
    if not set(fields) <= SETTINGS:
        return " and ".join(FIELDS.get(each, str(each)) for each in fields)
    return " and ".join(_setting(field, *fields[field]) for field in sorted(fields))


def _setting(field: str, old, new) -> str:
    if field == "audio_is_recorded":
        return f"recording sound from {_on(old)} to {_on(new)}"
    if field == "place_names":
        return f"places that no quote may name from {old} to {new}"
    return f"days that sound is kept from {old} to {new}"


def _on(value: bool) -> str:
    return "on" if value else "off"


def _code(framework_ref: str, code: str) -> str:
    """The code's title; the code itself for a theme, and if its framework is no longer here."""
    try:
        codes = codes_by_key(framework_groups(framework_ref))
    except ValueError:  # no such framework, or none with codes
        return code
    key = key_of(framework_ref, code)
    return codes[key].title if key in codes else code


def _day(value: str | None) -> str:
    if value is None:
        return "no date"
    day = date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"
