"""The review's interviews as entries of a calendar, without names."""

from collections.abc import Callable

from adoption_reviews.names import names_found
from interviews.calendar_file import Entry
from interviews.models import Interview
from interviews.queries.participants import identities
from interviews.queries.schedule import Revision, ends_at, revisions


def calendar_entries(
    review, url_of: Callable[[Interview], str], *, number: int | None = None, reviewer=None
) -> list[Entry]:
    """Every dated interview, also those held, or that with the `number`, or those of a reviewer.

    Interviews with somebody who has withdrawn are called off, so that they go from calendars
    into which they went before. Five queries.
    """
    rows = review.interviews.filter(scheduled_at__isnull=False)
    if number is not None:
        rows = rows.filter(number=number)
    if reviewer is not None:
        rows = rows.filter(reviewers=reviewer)
    rows = list(rows.prefetch_related("participants", "reviewers").order_by("number"))
    changes, people = revisions(rows), identities(review)
    return [_entry(review, each, changes[each.pk], people, url_of) for each in rows]


def _entry(review, interview: Interview, change: Revision, people, url_of) -> Entry:
    taking_part = list(interview.participants.all())
    left = [each.withdrawn_at for each in taking_part if each.withdrawn_at]
    title = f"{interview}: {review.organisation.name}"
    if not left:
        who = ", ".join(f"{p} ({p.get_role_group_display().lower()})" for p in taking_part)
        title = f"{interview} with {who}: {review.organisation.name}"
    # A name may have come onto the list after the place was entered.
    place = "" if names_found(interview.place, people) else interview.place
    interviewers = ", ".join(str(each) for each in interview.reviewers.all()) or "nobody yet"
    url = url_of(interview)
    return Entry(
        uid=f"interview-{interview.pk}.{review.slug}@adoption-reviews",
        sequence=change.sequence + len(left),
        changed_at=max([change.at, *left]),
        starts=interview.scheduled_at,
        ends=ends_at(interview),
        title=title,
        place=place,
        about=f"{interview.get_mode_display()}. Interviewers: {interviewers}.\n{url}",
        url=url,
        is_called_off=bool(left),
    )
