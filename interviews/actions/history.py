"""Going back to what a segment said before."""

from interviews.actions.recording import Saved, SegmentContent, save_segment
from interviews.models import SegmentVersion


def restore_version(*, version: SegmentVersion, base: int, by) -> Saved:
    """Make the segment say again what it said at `version`; a deleted segment comes back.

    It becomes a version of its own on top of `base`, the version that was looked at. Raises what
    `save_segment` raises: SegmentConflict when the segment was changed since.
    """
    return save_segment(
        interview=version.segment.interview,
        segment_id=version.segment_id,
        base=base,
        content=SegmentContent(
            kind=version.kind,
            stage=version.stage,
            question=version.question,
            speaker=version.speaker,
            text=version.text,
        ),
        by=by,
    )
