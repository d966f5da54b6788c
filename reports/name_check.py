"""No participant's name in a report: everything that people wrote is looked through first."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from adoption_reviews.models import Review
from adoption_reviews.names import names_found
from interviews.models import Passage, Segment
from interviews.queries import identities


@dataclass(frozen=True)
class NameFound:
    """A place in the report that may name participants. For reviewers only."""

    where: str
    url: str  # where it is mended
    words: tuple[str, ...]  # the names as written there
    pseudonyms: tuple[str, ...]  # whose names they may be
    answer: str = ""  # in an explanation of the self-rating: its indicator

    @property
    def may_be_ordinary(self) -> bool:
        """Whether each is one word in small letters: "ward" rather than Mr Ward, perhaps."""
        return all(word.islower() and word.isalpha() for word in self.words)


def names_in(review: Review, snapshot: dict) -> list[NameFound]:
    """Where the snapshot may name somebody who takes or took part, withdrawn people too."""
    people = identities(review)
    found = []
    for where, url, text, answer in _written(review, snapshot):
        words = names_found(text, people)
        if words:
            whose = [each for each in people if names_found(text, [each])]
            found.append(
                NameFound(
                    where=where,
                    url=url,
                    words=tuple(words),
                    pseudonyms=tuple(each.participant.pseudonym for each in whose),
                    answer=answer,
                )
            )
    return found


def _written(review: Review, snapshot: dict):
    """Every text that somebody wrote: (where it is, where to mend it, the text, indicator)."""
    yield from _quotes(review, snapshot)
    for study in snapshot["case_studies"]:
        url = reverse("casestudies:edit", args=[review.slug, study["number"]])
        where = f"Case study {study['number']}, “{study['innovation']}”"
        yield f"{where}: the innovation", url, study["innovation"], ""
        for part in study["parts"]:
            yield f"{where}: {part['title'].lower()}", url, part["text"], ""
    for domain in snapshot["self_rating"].get("domains", []):
        url = reverse("maturity:domain", args=[review.slug, domain["key"]])
        for answer in domain["answers"]:
            yield (
                f"Self-rating, {domain['title']}: explanation of “{answer['title']}”",
                url,
                answer["explanation"],
                answer["indicator"],
            )


def _quotes(review: Review, snapshot: dict):
    quotes = {
        quote["passage_id"]: quote["text"]
        for stage in snapshot["stages"]
        for influence in stage["influences"]
        for quote in influence["quotes"]
    }
    passages = Passage.objects.filter(pk__in=quotes).select_related("interview")
    numbers = _segment_numbers({passage.interview_id for passage in passages})
    for passage in passages:
        interview = passage.interview.number
        yield (
            f"Quote at interview {interview}, segment {numbers[passage.start_segment_id]}",
            reverse("interviews:passage", args=[review.slug, interview, passage.pk]),
            quotes[passage.pk],
            "",
        )


def _segment_numbers(interviews: set[int]) -> dict:
    """Segment id → its number in the transcript, as the interviews' pages count them."""
    numbers, counts = {}, Counter()
    segments = Segment.objects.standing().filter(interview__in=interviews)
    for pk, interview in segments.values_list("pk", "interview_id"):
        counts[interview] += 1
        numbers[pk] = counts[interview]
    return numbers
