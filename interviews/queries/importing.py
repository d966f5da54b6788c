"""Who the speakers of a transcript that comes in may be, and transcripts made from sound."""

import re

from django.utils.crypto import salted_hmac

from adoption_reviews.names import plain_name
from interviews.importing import Transcript
from interviews.models import Interview, KnownSpeaker, Transcription
from interviews.queries.participants import identities_in
from interviews.queries.recording import INTERVIEWER

OTHER = "other"  # somebody who is neither participant nor interviewer: kept without a name
LEFT_OUT = "left-out"
# What programs call people they cannot tell; nobody's name, and another person in each file.
NUMBERED = re.compile(r"(?:Speaker|Participant|Person|Guest|Unknown)(?: Speaker)? ?\d{0,3}", re.I)


def speakers_matched(interview: Interview, speakers: list[str]) -> dict[str, str]:
    """For each speaker of a transcript: a participant's pseudonym, INTERVIEWER, OTHER, LEFT_OUT,
    or "" where nobody can say.

    What a reviewer chose for the name in an earlier import of the review counts most, if that
    person is in this interview. Else it is found by name among the interview's participants and
    reviewers; two people of one name are left for a person to tell apart. Four queries.
    """
    known = {}
    people = {identity.participant.pseudonym for identity in identities_in(interview)}
    for identity in identities_in(interview):
        pseudonym = identity.participant.pseudonym
        for name in (identity.name, pseudonym):
            known.setdefault(plain_name(name), []).append(pseudonym)
    for reviewer in interview.reviewers.all():
        known.setdefault(plain_name(reviewer.name), []).append(INTERVIEWER)
    for word in (INTERVIEWER, "Reviewer"):
        known.setdefault(plain_name(word), []).append(INTERVIEWER)
    chosen = _chosen_before(interview, speakers)
    matched = {}
    for speaker in speakers:
        found = set(known.get(plain_name(speaker), []))
        by_name = found.pop() if len(found) == 1 else ""
        before = chosen.get(speaker, "")
        is_there = before in people or before in (INTERVIEWER, OTHER, LEFT_OUT)
        matched[speaker] = before if is_there else by_name
    return matched


def _chosen_before(interview: Interview, speakers: list[str]) -> dict[str, str]:
    keys = {speaker: speaker_key(interview.review_id, speaker) for speaker in speakers}
    meanings = KnownSpeaker.objects.filter(review=interview.review_id, key__in=keys.values())
    by_key = {}
    for each in meanings.select_related("participant"):
        is_interviewer = each.role == KnownSpeaker.Role.INTERVIEWER
        who = INTERVIEWER if is_interviewer else each.role
        by_key[each.key] = each.participant.pseudonym if each.participant else who
    return {speaker: by_key[key] for speaker, key in keys.items() if key in by_key}


def speaker_key(review_id: int, speaker: str) -> str:
    """A fingerprint of a name, however it is written, that only this installation can make."""
    name = " ".join(plain_name(speaker)) or speaker.casefold()
    salt = f"interviews.known-speaker.{review_id}"
    return salted_hmac(salt, name, algorithm="sha256").hexdigest()


def is_numbered(speaker: str) -> bool:
    """Whether it is a program's word for somebody it does not know: Speaker 1."""
    return NUMBERED.fullmatch(speaker) is not None


def cues_by_speaker(transcript: Transcript) -> dict[str, int]:
    """In how many cues each speaks, in the order in which they first do; "" without a name."""
    counts = {}
    for turn in transcript.turns:
        counts[turn.speaker] = counts.get(turn.speaker, 0) + len(turn.lines)
    return counts


def made_from_sound(interview: Interview):
    """The drafts of a transcript that are ready to look through: a QuerySet."""
    return interview.transcriptions.filter(status=Transcription.Status.READY)
