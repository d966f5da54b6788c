"""How far the drafts are that a worker makes from an interview's sound."""

from dataclasses import dataclass

from interviews.models import Interview, Transcription
from interviews.transcribing import get_transcriber

Status = Transcription.Status


@dataclass(frozen=True, slots=True)
class Draft:
    """The latest draft of an interview, as its page shows it."""

    row: Transcription | None
    can_be_made: bool  # a transcriber is configured

    @property
    def is_unfinished(self) -> bool:
        return self.row is not None and self.row.status in Transcription.UNFINISHED

    @property
    def words(self) -> str:
        """How far it is, in a sentence."""
        if self.row.status == Status.QUEUED and self.row.attempts:
            return "The last attempt failed. It is tried again in a moment."
        return {
            Status.QUEUED: "Waiting for a worker.",
            Status.RUNNING: "Being made. This may take as long as the interview did.",
            Status.READY: "Ready to look through.",
            Status.FAILED: self.row.failure,
        }[self.row.status]


def draft_of(interview: Interview) -> Draft | None:
    """None: there is no draft, and none can be made. One query."""
    row = interview.transcriptions.defer("text").first()
    can_be_made = get_transcriber() is not None
    return Draft(row, can_be_made) if row or can_be_made else None
