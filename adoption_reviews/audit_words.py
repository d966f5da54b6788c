"""The audit log in plain sentences: one table with words for every verb that is ever recorded."""

from dataclasses import dataclass
from datetime import date

from adoption_reviews.codes import codes_by_key, framework_groups, key_of
from adoption_reviews.models import Review
from adoption_reviews.roles import Role


@dataclass(frozen=True)
class Phrase:
    """Words for one verb. `label`: in the filter. `said`: after the name of who did it.

    `detailed` is said instead when the event's detail has all that it names in braces; {object}
    is the name of the user that the event is about.
    """

    label: str
    said: str
    detailed: str = ""


PHRASES = {
    "organisation.added": Phrase("Trust added", "added the trust"),
    "organisation.edited": Phrase(
        "Trust edited", "edited the trust", "changed the trust’s {changed}"
    ),
    "organisation.renamed": Phrase(
        "Trust renamed", "renamed the trust", "renamed the trust from {old} to {new}"
    ),
    "review.started": Phrase("Review started", "started the review"),
    "review.moved": Phrase(
        "Review moved to another phase",
        "moved the review to another phase",
        "moved the review from {old} to {new}",
    ),
    "review.dates_changed": Phrase(
        "Review’s dates changed",
        "changed the review’s dates",
        "changed the review’s dates from {old} to {new}",
    ),
    "participant.added": Phrase(
        "Participant added", "added a participant", "added participant {pseudonym}"
    ),
    "participant.edited": Phrase(
        "Participant edited", "edited a participant", "edited participant {pseudonym}"
    ),
    "participant.withdrawn": Phrase(
        "Participant withdrawn",
        "recorded that a participant withdrew",
        "recorded that participant {pseudonym} withdrew",
    ),
    "participants.imported": Phrase(
        "List of participants imported",
        "imported a list of participants",
        "imported a list of {rows} participants: {added} added, {changed} changed",
    ),
    "consent.given": Phrase(
        "Consent given",
        "recorded that a participant agreed to something",
        "recorded that participant {pseudonym} agreed {consent}",
    ),
    "consent.corrected": Phrase(
        "Consent corrected",
        "changed the day of a consent or who asked",
        "changed when participant {pseudonym} agreed {consent}, or who asked",
    ),
    "consent.taken_back": Phrase(
        "Consent taken back",
        "recorded that a participant took a consent back",
        "recorded that participant {pseudonym} no longer agrees {consent}",
    ),
    "interview.planned": Phrase(
        "Interview planned", "planned an interview", "planned interview {number}"
    ),
    "interview.edited": Phrase(
        "Interview edited", "edited an interview", "edited interview {number}"
    ),
    "interview.started": Phrase("Interview started", "started an interview"),
    "interview.ended": Phrase("Interview ended", "ended an interview"),
    "transcript.imported": Phrase(
        "Transcript imported", "imported a transcript", "imported a transcript of {imported} cues"
    ),
    "recording.started": Phrase(
        "Recording of sound started",
        "began to record sound",
        "began to record the sound of interview {interview}",
    ),
    "transcription.requested": Phrase(
        "Draft transcript asked for",
        "asked for a draft transcript from the sound",
        "asked for a draft transcript from the sound of interview {interview}",
    ),
    "transcription.made": Phrase(
        "Draft transcript made",
        "made a draft transcript from the sound",
        "made a draft transcript from the sound of interview {interview}",
    ),
    "transcription.failed": Phrase(
        "Draft transcript failed",
        "could not make a draft transcript",
        "could not make a draft transcript of interview {interview}",
    ),
    "sound.deleted": Phrase(
        "Sound deleted",
        "deleted recorded sound",
        "deleted the sound of interview {interview}: {slices} slices, checked to be gone",
    ),
    "sound.not_deleted": Phrase(
        "Sound could not be deleted",
        "could not delete recorded sound",
        "could not delete the sound of interview {interview}; it is tried again",
    ),
    "coding.added": Phrase(
        "Passage marked",
        "marked a passage",
        "marked a passage of interview {interview} as evidence of “{code}”",
    ),
    "coding.removed": Phrase(
        "Mark removed",
        "removed a mark from a passage",
        "removed the mark “{code}” from a passage of interview {interview}",
    ),
    "second_coding.given": Phrase(
        "Interview given to a second coder",
        "gave an interview to a second coder",
        "gave interview {interview} to a second coder",
    ),
    "second_coding.finished": Phrase(
        "Second coding finished",
        "finished coding an interview blind",
        "finished coding interview {interview} blind",
    ),
    "second_coding.withdrawn": Phrase(
        "Second coding taken back",
        "took an interview back from a second coder",
        "took interview {interview} back from a second coder",
    ),
    "second_coding.removed": Phrase(
        "Second coder’s marks removed",
        "removed a second coder’s marks",
        "removed {codings} marks of a second coder from interview {interview}",
    ),
    "coding.settled": Phrase(
        "Difference settled",
        "settled a difference between two coders",
        "settled a difference on “{code}” in interview {interview}",
    ),
    "coding.changed": Phrase(
        "Mark changed",
        "changed a mark of a passage",
        "changed a mark of a passage of interview {interview}: now “{code}”",
    ),
    "passage.moved": Phrase(
        "Passage moved",
        "moved the ends of a passage",
        "moved the ends of a passage of interview {interview}",
    ),
    "replacement.changed": Phrase(
        "What stands in quotes changed",
        "changed what stands for somebody in quotes",
        "changed what stands for somebody in quotes: {n_quotes} quotes changed",
    ),
    "word.left": Phrase(
        "Word left in quotes",
        "settled that a word is an ordinary one in this review",
        "settled that a word is an ordinary one in this review: {n_words} such words now",
    ),
    "word.proposed_again": Phrase(
        "Word proposed again",
        "took back that a word is an ordinary one",
        "took back that a word is an ordinary one: {n_quotes} quotes to be looked at",
    ),
    "passage.quote_saved": Phrase(
        "Quote settled", "settled a quote", "settled a quote from interview {interview}"
    ),
    "case-study.added": Phrase(
        "Case study added", "added a case study", "added case study {number}"
    ),
    "case-study.changed": Phrase(
        "Case study changed", "changed a case study", "changed case study {number}"
    ),
    "theme.created": Phrase("Theme made", "made a theme", "made the theme {theme}"),
    "theme.described": Phrase(
        "Theme renamed or described",
        "renamed or described a theme",
        "renamed or described the theme {theme}",
    ),
    "theme.nested": Phrase(
        "Theme nested elsewhere", "nested a theme elsewhere", "nested the theme {theme} elsewhere"
    ),
    "theme.merged": Phrase(
        "Themes merged", "merged two themes", "merged the theme {theme} into {into}"
    ),
    "theme.split": Phrase(
        "Theme split",
        "moved some of a theme’s passages to another",
        "moved some of the passages of the theme {theme} to {into}",
    ),
    "theme.retired": Phrase("Theme retired", "retired a theme", "retired the theme {theme}"),
    "theme.brought_back": Phrase(
        "Theme brought back", "brought back a theme", "brought back the theme {theme}"
    ),
    "theme.shared": Phrase(
        "Theme moved to the hub",
        "moved a theme to the whole hub",
        "moved the theme {theme} to the whole hub",
    ),
    "theme.change_undone": Phrase(
        "Change of a theme undone",
        "undid a change of a theme",
        "undid a change of the theme {theme}: {undone}",
    ),
    "memo.added": Phrase("Memo written", "wrote a memo"),
    "memo.changed": Phrase("Memo changed", "changed a memo"),
    "memo.deleted": Phrase("Memo deleted", "deleted a memo"),
    "exchange.exported": Phrase(
        "Evidence taken out",
        "took evidence out of the review",
        "took {codings} codings out of the review as {format}, {names}",
    ),
    "exchange.imported": Phrase(
        "Evidence brought in",
        "brought evidence into the review",
        "brought {sources} texts, {codes} codes and {codings} codings into the review",
    ),
    "suggestions.decided": Phrase(
        "Suggestions decided",
        "decided on suggested codes",
        "accepted {accepted} and refused {refused} codes suggested for interview {interview}",
    ),
    "demo.loaded": Phrase("Demo hub loaded", "loaded the demo hub"),
    "maturity.opened": Phrase("Self-rating begun", "began the trust’s self-rating"),
    "maturity.submitted": Phrase("Self-rating submitted", "submitted the trust’s self-rating"),
    "rating.saved": Phrase("Rating saved", "saved a rating", "rated the indicator {indicator}"),
    "report.requested": Phrase(
        "Report asked for", "asked for a report", "asked for version {version} of the report"
    ),
    "report.built": Phrase(
        "Report built", "built a report", "built version {version} of the report"
    ),
    "report.failed": Phrase(
        "Report failed",
        "could not build a report",
        "could not build version {version} of the report",
    ),
    "report.released": Phrase(
        "Report released", "released a report", "released version {version} of the report"
    ),
    "report.downloaded": Phrase(
        "Report downloaded", "downloaded a report", "downloaded version {version} of the report"
    ),
    "settings.changed": Phrase(
        "Settings changed", "changed the hub’s settings", "changed the hub’s settings: {changed}"
    ),
    "guide.started": Phrase(
        "Guide begun", "began an interview guide", "began the interview guide “{guide}”"
    ),
    "guide.renamed": Phrase(
        "Guide renamed",
        "renamed an interview guide",
        "renamed the interview guide “{old}” to “{new}”",
    ),
    "guide.edited": Phrase(
        "Guide edited",
        "edited the draft of an interview guide",
        "{done} in the draft of the interview guide “{guide}”",
    ),
    "guide.published": Phrase(
        "Guide published",
        "published an interview guide",
        "published version {version} of the interview guide “{guide}”",
    ),
    "guide.retired": Phrase(
        "Guide retired", "retired an interview guide", "retired the interview guide “{guide}”"
    ),
    "guide.brought_back": Phrase(
        "Guide brought back",
        "brought back an interview guide",
        "brought back the interview guide “{guide}”",
    ),
    "interview.guide_chosen": Phrase(
        "Interview’s guide changed",
        "changed an interview’s guide",
        "gave interview {number} the guide “{guide}”",
    ),
    "person.added": Phrase("Person added", "added a person", "added {object}"),
    "person.invited": Phrase(
        "Person invited",
        "sent somebody a link to set a password",
        "sent {object} a link to set a password",
    ),
    "person.edited": Phrase("Person edited", "edited a person", "changed {object}’s {changed}"),
    "person.deactivated": Phrase(
        "Person’s access ended", "ended somebody’s access", "ended {object}’s access"
    ),
    "person.reactivated": Phrase(
        "Person let in again", "let somebody sign in again", "let {object} sign in again"
    ),
    "role.given": Phrase("Role given", "gave somebody a role", "gave {object} the role {role}"),
    "role.taken": Phrase(
        "Role taken away", "took somebody’s role away", "took the role {role} from {object}"
    ),
}

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
