"""What happened to a text's marks, for pages that stay open: others mark and correct meanwhile."""

from dataclasses import dataclass

from adoption_reviews.models import AuditEvent

VERBS = ("coding.added", "coding.changed", "coding.removed", "passage.moved")


@dataclass(frozen=True, slots=True)
class Since:
    """How far a page has come: the last change of a mark and the revision of the words it knows."""

    event: int
    revision: int

    def __str__(self) -> str:
        return f"{self.event}.{self.revision}"

    @classmethod
    def read(cls, text: str) -> "Since":
        """Raises ValueError for what is none."""
        event, revision = text.split(".")
        return cls(int(event), int(revision))


NOTHING_YET = Since(0, -1)  # what a page knows that says nothing


@dataclass(frozen=True, slots=True)
class News:
    """What a page must show anew."""

    since: Since  # how far it will have come then
    passages: frozenset[int]  # ids of those that were changed; they may be gone
    is_corrected: bool  # words were: every passage may stand elsewhere

    def __bool__(self) -> bool:
        return bool(self.passages or self.is_corrected)


def last_event(source, viewer) -> int:
    """The last change of a mark that `viewer` may know of, 0 before the first. Two queries.

    Read it before the marks: what happens in between is then news, not missed.
    """
    return _events(source, viewer).values_list("pk", flat=True).last() or 0


def news(source, since: Since, viewer) -> News:
    """What happened since, of which `viewer` may know. Two queries at most.

    Changes of one text wait for one another, so their events are seen in the order of their ids.
    """
    events = _events(source, viewer).filter(pk__gt=since.event)
    found = list(events.values_list("pk", "verb", "object_id", "detail"))
    return News(
        since=Since(found[-1][0] if found else since.event, source.words_revision),
        passages=frozenset(
            int(object_id) if verb == "passage.moved" else detail["passage"]
            for _, verb, object_id, detail in found
        ),
        is_corrected=source.words_revision != since.revision,
    )


def _events(source, viewer):
    named = {f"detail__{key}": value for key, value in source.audit_detail().items()}
    events = AuditEvent.objects.filter(review=source.review_id, verb__in=VERBS, **named)
    hidden = source.coders_hidden_from(viewer)
    seen = events.filter(by=viewer) if hidden is None else events.exclude(by__in=hidden)
    return seen.order_by("pk")
