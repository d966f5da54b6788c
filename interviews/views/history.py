"""What a segment said before, and going back to it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions.history import restore_version
from interviews.actions.recording import SegmentConflict, SegmentRefused
from interviews.queries.history import history, segments_of
from interviews.views.shut import shut_when_withdrawn

NO_VERSION = -1


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
@shut_when_withdrawn
def segment_history(request, review, number, segment):
    interview = get_object_or_404(review.interviews, number=number)
    segment = get_object_or_404(segments_of(interview), pk=segment)
    context = {"interview": interview, "segment": segment, "spells": history(segment)}
    return render(request, "interviews/segment_history.html", context)


@requires(Permission.RECORD_INTERVIEWS)
@require_POST
@shut_when_withdrawn
def restore_segment(request, review, number, segment, version):
    """Restore one version. A segment changed since the page was read is shown again first."""
    interview = get_object_or_404(review.interviews, number=number)
    segment = get_object_or_404(segments_of(interview), pk=segment)
    version = get_object_or_404(segment.versions, version=version, deleted=False)
    base = request.POST.get("base", "")
    try:
        looked_at = int(base) if base.isdecimal() else NO_VERSION
        restore_version(version=version, base=looked_at, by=request.user)
    except SegmentConflict:
        messages.error(
            request, "Somebody changed this segment after you opened this page. Look again"
        )
    except SegmentRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Version {version.version} stands again")
    return redirect("interviews:segment_history", review.slug, number, segment.pk)
