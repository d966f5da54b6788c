"""Who the speakers of a transcript that comes in may be."""

from interviews.names import plain_name
from interviews.queries.participants import identities_in
from interviews.queries.recording import INTERVIEWER


def speakers_matched(interview, speakers: list[str]) -> dict[str, str]:
    """For each speaker of a transcript: a participant's pseudonym, INTERVIEWER, or "" for neither.

    Found by name among the interview's participants and reviewers; two people of one name are
    left for a person to tell apart.
    """
    known = {}
    for identity in identities_in(interview):
        pseudonym = identity.participant.pseudonym
        for name in (identity.name, pseudonym):
            known.setdefault(plain_name(name), []).append(pseudonym)
    for reviewer in interview.reviewers.all():
        known.setdefault(plain_name(reviewer.name), []).append(INTERVIEWER)
    for word in (INTERVIEWER, "Reviewer"):
        known.setdefault(plain_name(word), []).append(INTERVIEWER)
    matched = {}
    for speaker in speakers:
        found = set(known.get(plain_name(speaker), []))
        matched[speaker] = found.pop() if len(found) == 1 else ""
    return matched
