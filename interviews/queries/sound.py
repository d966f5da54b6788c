"""What there is to hear of an interview, what is missing of it, and until when it is kept."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from adoption_reviews.queries import hub_settings
from interviews.clock import clock
from interviews.models import Interview, Recording, RecordingSlice
from interviews.queries.keeping_sound import due_times, withheld_from

SLIP_MS = 1_000  # the recording's clock and the interview's may differ by this much


@dataclass(frozen=True, slots=True)
class Gap:
    """Sound that is missing. Times in ms since the interview began."""

    from_ms: int
    to_ms: int

    @property
    def words(self) -> str:
        """4 seconds missing at 12:40."""
        return f"{length_words(self.to_ms - self.from_ms)} missing at {clock(self.from_ms)}"


@dataclass(frozen=True, slots=True)
class Part:
    """One recording, put together. Times in ms; `start_ms` since the interview began."""

    recording: Recording
    number: int  # from 1, in the order of the interview
    start_ms: int
    duration_ms: int
    gaps: tuple[Gap, ...]
    is_stopped: bool  # the device said how many slices there are
    # Where the clocks part, e.g. after a pause: (ms in the recording, ms in the interview).
    turns: tuple[tuple[int, int], ...]

    @property
    def is_whole(self) -> bool:
        return self.is_stopped and not self.gaps

    def time_of(self, ms: int) -> int:
        """When in the interview that millisecond of the recording was."""
        passed = [turn for turn in self.turns if turn[0] <= ms]
        in_recording, in_interview = passed[-1] if passed else self.turns[0]
        return max(in_interview + ms - in_recording, 0)

    @property
    def end_ms(self) -> int:
        return self.time_of(self.duration_ms)

    @property
    def for_script(self) -> str:
        """What the player must know, as JSON."""
        gaps = [[gap.from_ms, gap.to_ms] for gap in self.gaps]
        return json.dumps({"duration_ms": self.duration_ms, "turns": self.turns, "gaps": gaps})

    @property
    def words(self) -> str:
        """Part 2, from 25:00, 17 minutes."""
        return f"Part {self.number}, from {clock(self.start_ms)}, {length_words(self.duration_ms)}"


def parts(interview: Interview) -> list[Part]:
    """What can be heard of the interview, in its order. Two queries.

    Recordings whose sound is deleted or to be deleted, and those of which nothing came, are left
    out.
    """
    slices: dict = {}
    for each in RecordingSlice.objects.filter(
        recording__interview=interview, recording__deleted_because=""
    ).order_by("number"):
        slices.setdefault(each.recording_id, []).append(each)
    recordings = interview.recordings.select_related("by").filter(pk__in=slices)
    return [
        _part(recording, number, slices[recording.pk])
        for number, recording in enumerate(recordings, 1)
    ]


def _part(recording: Recording, number: int, slices: list[RecordingSlice]) -> Part:
    gaps, turns = [], []
    in_recording, before = 0, None  # ms; the slice before
    for each in slices:
        expected = before.number + 1 if before else 0
        came_to = before.start_ms + before.duration_ms if before else recording.start_ms
        missing = 0
        if each.number > expected:
            missing = max(each.start_ms - came_to, 0) or each.duration_ms
            gaps.append(Gap(came_to, came_to + missing))
        in_recording += (before.duration_ms if before else 0) + missing
        if each.cluster_ms is not None:
            in_recording = each.cluster_ms
        slip = each.start_ms - in_recording
        if not turns or abs(slip - (turns[-1][1] - turns[-1][0])) > SLIP_MS:
            turns.append((in_recording, each.start_ms))
        before = each
    n_left = (recording.n_slices or 0) - (before.number + 1)
    if n_left > 0:
        came_to = before.start_ms + before.duration_ms
        usual = sum(each.duration_ms for each in slices) // len(slices)
        gaps.append(Gap(came_to, came_to + n_left * usual))
    return Part(
        recording=recording,
        number=number,
        start_ms=recording.start_ms,
        duration_ms=in_recording + before.duration_ms,
        gaps=tuple(gaps),
        is_stopped=recording.n_slices is not None,
        turns=tuple(turns),
    )


NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def sound_words(found: list[Part]) -> str:
    """Two parts, 42 minutes; 4 seconds missing at 12:40."""
    length = length_words(sum(part.duration_ms for part in found))
    words = [length.capitalize()]
    if len(found) > 1:
        n_parts = NUMBERS[len(found)] if len(found) < len(NUMBERS) else str(len(found))
        words = [f"{n_parts.capitalize()} parts, {length}"]
    words += [gap.words for part in found for gap in part.gaps]
    return "; ".join(words)


def length_words(ms: int) -> str:
    """How long, for reading: 4 seconds, 42 minutes, 1 hour 5 minutes. At least a second."""
    seconds = max(round(ms / 1000), 1)
    if seconds < 60:
        return _count(seconds, "second")
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    words = [_count(hours, "hour")] if hours else []
    if minutes or not hours:
        words.append(_count(minutes, "minute"))
    return " ".join(words)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def is_coming_in(interview: Interview) -> bool:
    """Whether a device sent sound a moment ago and has not said that it stopped. One query."""
    return interview.recordings.filter(
        n_slices__isnull=True, slices__created_at__gt=timezone.now() - timedelta(minutes=1)
    ).exists()


# --- An interview's page ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sound:
    """An interview's sound, as its page shows it."""

    is_there: bool  # some is neither deleted nor to be deleted
    parts: list[Part]  # empty also when it is withheld
    withheld_from: list[str]  # pseudonyms; see `withheld_from`
    is_going: bool  # to be deleted, and not known to be gone yet
    gone: list[Recording]  # whose sound was deleted, latest first
    kept_days: int
    due: datetime | None  # when it is to be deleted; None: no report has been released yet

    @property
    def words(self) -> str:
        return sound_words(self.parts)

    @property
    def is_stopped(self) -> bool:
        return all(part.is_stopped for part in self.parts)


def sound_of(interview: Interview) -> Sound | None:
    """None: nothing was ever recorded. One query then, else six at most."""
    recordings = list(interview.recordings.order_by("-deleted_at"))
    if not recordings:
        return None
    is_there = any(not each.deleted_because for each in recordings)
    withheld = withheld_from(interview) if is_there else []
    return Sound(
        is_there=is_there,
        parts=parts(interview) if is_there and not withheld else [],
        withheld_from=withheld,
        is_going=any(each.deleted_because and not each.deleted_at for each in recordings),
        gone=[each for each in recordings if each.deleted_at],
        kept_days=hub_settings().audio_kept_days,
        due=due_times([interview]).get(interview.pk),
    )
