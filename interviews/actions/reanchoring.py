"""Keeping passages on their words when a segment is corrected. Part of saving a segment."""

from adoption_reviews.coding.following import Was, follow
from interviews.models import Passage, Segment


def reanchor(*, segment: Segment, was: Was) -> None:
    """Move every passage that reaches into `segment`, whose text or standing has just changed."""
    touched = Passage.objects.filter(
        interview=segment.interview_id,
        start_segment__position__lte=segment.position,
        end_segment__position__gte=segment.position,
    )
    follow(segment.interview, list(touched), {str(segment.pk): was})
