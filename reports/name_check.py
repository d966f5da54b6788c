"""Nobody recognisable in a report: everything that people wrote is looked through first."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from adoption_reviews.identifiers.check import identifiers_found
from adoption_reviews.identifiers.phrases import phrase_places
from adoption_reviews.identifiers.words import folded
from adoption_reviews.models import Review
from interviews.models import Passage, Segment
from interviews.queries import identities
from interviews.queries.quotes import place_names, words_left


@dataclass(frozen=True)
class NameFound:
    """A place in the report that may give somebody away. For reviewers only."""

    where: str
    url: str  # where it is mended
    words: tuple[str, ...]  # what was found, as written there
    pseudonyms: tuple[str, ...]  # whose names they may be
    answer: str = ""  # in an explanation of the self-rating: its indicator

    @property
    def may_be_ordinary(self) -> bool:
        """Whether each is one word in small letters: "ward" rather than Mr Ward, perhaps."""
        return all(word.islower() and word.isalpha() for word in self.words)


def names_in(review: Review, snapshot: dict) -> list[NameFound]:
    """Where the snapshot may give somebody away who takes or took part, withdrawn people too.

    Looked for are their names, and any e-mail address, phone number and NHS number; in quotes also
    the places that the hub listed. What reviewers settled to be ordinary words is passed over.
    """
    people, left, places = identities(review), words_left(review), place_names()
    found = []
    for each in _written(review, snapshot):
        here = identifiers_found([each.text], people, left=left | each.left)
        words = [one.words for one in here]
        if each.is_quote:
            words += [each.text[begin:end] for begin, end, _ in phrase_places(each.text, places)]
        if words:
            pseudonyms = {who.participant.pseudonym for one in here for who in one.whose}
            found.append(
                NameFound(
                    where=each.where,
                    url=each.url,
                    words=tuple(dict.fromkeys(words)),
                    pseudonyms=tuple(sorted(pseudonyms)),
                    answer=each.answer,
                )
            )
    return found


@dataclass(frozen=True)
class Written:
    """A text of the report that somebody wrote: where it is and where to mend it."""

    where: str
    url: str
    text: str
    answer: str = ""  # in an explanation of the self-rating: its indicator
    is_quote: bool = False
    left: frozenset[str] = frozenset()  # words that its reviewer left on purpose, folded


def _written(review: Review, snapshot: dict):
    """Every text that somebody wrote."""
    yield from _quotes(review, snapshot)
    for study in snapshot["case_studies"]:
        url = reverse("casestudies:edit", args=[review.slug, study["number"]])
        where = f"Case study {study['number']}, “{study['innovation']}”"
        yield Written(f"{where}: the innovation", url, study["innovation"])
        for part in study["parts"]:
            yield Written(f"{where}: {part['title'].lower()}", url, part["text"])
    key = review.maturity_ref.partition("@")[0]
    for domain in snapshot["self_rating"].get("domains", []):
        url = reverse("maturity:domain", args=[review.slug, key, domain["key"]])
        for answer in domain["answers"]:
            yield Written(
                f"Self-rating, {domain['title']}: explanation of “{answer['title']}”",
                url,
                answer["explanation"],
                answer=answer["indicator"],
            )


def _quotes(review: Review, snapshot: dict):
    quotes = {
        quote["passage_id"]: quote["text"]
        for stage in snapshot["stages"]
        for influence in stage["influences"]
        for quote in influence["quotes"]
    }
    passages = Passage.objects.filter(pk__in=quotes).select_related("interview")
    passages = passages.prefetch_related("proposals")
    numbers = _segment_numbers({passage.interview_id for passage in passages})
    for passage in passages:
        interview = passage.interview.number
        left = [row.original for row in passage.proposals.all() if not row.is_replaced]
        yield Written(
            f"Quote at interview {interview}, segment {numbers[passage.start_segment_id]}",
            reverse("interviews:passage", args=[review.slug, interview, passage.pk]),
            quotes[passage.pk],
            is_quote=True,
            left=frozenset(folded(words) for words in left),
        )


def _segment_numbers(interviews: set[int]) -> dict:
    """Segment id → its number in the transcript, as the interviews' pages count them."""
    numbers, counts = {}, Counter()
    segments = Segment.objects.standing().filter(interview__in=interviews)
    for pk, interview in segments.values_list("pk", "interview_id"):
        counts[interview] += 1
        numbers[pk] = counts[interview]
    return numbers
