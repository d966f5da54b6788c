"""The transcript as an interview's page shows it."""

from dataclasses import dataclass

from django.db.models import Count

from interviews.clock import clock
from interviews.guide import GuideStage
from interviews.models import Segment


@dataclass(frozen=True, slots=True)
class Line:
    """A segment as the transcript shows it."""

    number: int  # its place in the transcript, from 1
    segment: Segment
    time: str  # since the beginning, e.g. 12:30; "" where it is not known
    stage: GuideStage | None
    stage_number: int | None  # the stage's place in the guide, from 1
    n_versions: int


def transcript_lines(interview, stages, *, deleted: bool = False) -> list[Line]:
    """The standing segments in order or, with `deleted`, those taken out. One query.

    `stages` is the guide.
    """
    segments = (
        interview.segments.filter(deleted_at__isnull=not deleted)
        .annotate(n_versions=Count("versions"))
        .order_by("position", "pk")
    )
    places = {stage.key: (stage, number) for number, stage in enumerate(stages, 1)}
    lines = []
    for number, segment in enumerate(segments, 1):
        stage, stage_number = places.get(segment.stage, (None, None))
        lines.append(
            Line(
                number=number,
                segment=segment,
                time="" if segment.start_ms is None else clock(segment.start_ms),
                stage=stage,
                stage_number=stage_number,
                n_versions=segment.n_versions,
            )
        )
    return lines
