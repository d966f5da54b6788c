"""The rows of interviews, by duty: people, guides, interviews, transcript, sound, evidence."""

from interviews.models.anonymity import Identifier, Proposal, Replacement
from interviews.models.audio import Recording, RecordingSlice, Transcription
from interviews.models.evidence import (
    Coding,
    LookedAt,
    Passage,
    SecondCoding,
    Settlement,
    Suggestion,
)
from interviews.models.guides import Guide, GuideVersion
from interviews.models.importing import KnownSpeaker
from interviews.models.interviews import CoveredPrompt, Interview
from interviews.models.people import Consent, ConsentState, Participant, ParticipantIdentity
from interviews.models.transcript import RivalVersion, Segment, SegmentVersion

__all__ = [
    "Coding",
    "Consent",
    "ConsentState",
    "CoveredPrompt",
    "Guide",
    "GuideVersion",
    "Identifier",
    "Interview",
    "KnownSpeaker",
    "LookedAt",
    "Participant",
    "ParticipantIdentity",
    "Passage",
    "Proposal",
    "Recording",
    "RecordingSlice",
    "Replacement",
    "RivalVersion",
    "SecondCoding",
    "Segment",
    "SegmentVersion",
    "Settlement",
    "Suggestion",
    "Transcription",
]
