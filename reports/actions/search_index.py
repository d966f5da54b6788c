"""Bringing the search index up to date. It holds no truth: no audit event, nothing to lose.

A text's save does nothing for the index. Whoever searches, and a sweep, first looks which
interviews have a newer revision, which case studies a newer version, which memos other words.
"""

from hashlib import md5

from django.db import transaction
from django.utils import timezone

from adoption_reviews.models import Review
from casestudies.models import CaseStudy
from interviews.models import Interview, Segment
from reports.models import SearchEntry, SearchProgress
from reports.queries import search_index as queries
from reports.search.tokens import indexed

AT_ONCE = 3000  # segments that a search waits for; a sweep does the rest
IN_A_STATEMENT = 200  # rows


def bring_up_to_date(reviews, *, at_once: int = AT_ONCE) -> bool:
    """Index what changed in `reviews`; whether that was all. Five queries when nothing did.

    The interviews changed last are done whole, the others until `at_once` segments are reached.
    """
    done = 0
    stale = queries.stale_interviews(reviews)
    for interview in stale:
        if done and done + interview.n_stale > at_once:
            return False
        done += interview.n_stale
        index_interview(interview)
    for case_study in queries.stale_case_studies(reviews):
        _index_case_study(case_study)
    _index_memos(reviews)
    return True


def sweep_search_index() -> None:
    """Index what changed anywhere, an amount at a time, and drop what nobody may find any more."""
    while not bring_up_to_date(Review.objects.all()):
        pass
    with transaction.atomic():
        queries.left_behind().delete()


def index_interview(interview: Interview) -> None:
    """Only the segments changed since, and only if nobody else has done it meanwhile."""
    kind = SearchEntry.Kind.SEGMENT
    changed = list(
        Segment.objects.filter(interview=interview, revision__gt=interview.seen)
        .order_by("position", "pk")
        .only("speaker", "text", "deleted_at", "created_at")
    )
    entries = [
        _entry(interview.review_id, kind, [each.speaker, each.text], each.created_at, segment=each)
        for each in changed
        if each.deleted_at is None and (each.text or each.speaker)
    ]
    there = {entry.segment_id for entry in entries}
    gone = [each.pk for each in changed if each.pk not in there]
    with transaction.atomic():
        if _is_ours("interview", interview, interview.revision):
            if gone and interview.seen != queries.NEVER:
                SearchEntry.objects.filter(segment__in=gone).delete()
            _store(entries, ["segment"])


def _index_case_study(case_study: CaseStudy) -> None:
    """A part without words has no entry; the innovation's name is a part."""
    kind = SearchEntry.Kind.CASE_STUDY
    parts = {part: getattr(case_study, part) for part in ("innovation", *CaseStudy.PARTS)}
    written = {part: text for part, text in parts.items() if text.strip()}
    entries = [
        _entry(
            case_study.review_id,
            kind,
            [text],
            case_study.updated_at,
            case_study=case_study,
            part=part,
        )
        for part, text in written.items()
    ]
    with transaction.atomic():
        if _is_ours("case_study", case_study, case_study.version):
            of_it = SearchEntry.objects.filter(case_study=case_study)
            of_it.exclude(part__in=written).delete()
            _store(entries, ["case_study", "part"])


def _is_ours(name: str, row, reached: int) -> bool:
    """Note that the index has come as far as `reached`, unless another process did meanwhile: what
    it has read may be newer."""
    SearchProgress.objects.get_or_create(**{name: row})
    ours = SearchProgress.objects.filter(**{name: row}, seen=row.seen)
    return bool(ours.update(seen=reached))


def _index_memos(reviews) -> None:
    kinds = SearchEntry.Kind
    memos = [
        _memo(each.review_id, kinds.MEMO, each.text, each.changed_at, memo=each)
        for each in queries.stale_memos(reviews)
    ]
    of_codings = [
        _memo(
            each.passage.interview.review_id, kinds.CODING, each.memo, each.created_at, coding=each
        )
        for each in queries.stale_coding_memos(reviews)
    ]
    of_case_studies = [
        _memo(
            each.passage.case_study.review_id,
            kinds.CASE_STUDY_CODING,
            each.memo,
            each.created_at,
            case_study_coding=each,
        )
        for each in queries.stale_case_study_coding_memos(reviews)
    ]
    if memos or of_codings or of_case_studies:
        with transaction.atomic():
            _store(memos, ["memo"])
            _store(of_codings, ["coding"])
            _store(of_case_studies, ["case_study_coding"])


def _memo(review_id: int, kind: str, text: str, at, **row) -> SearchEntry:
    fingerprint = md5(text.encode(), usedforsecurity=False).hexdigest()
    return _entry(review_id, kind, [text], at, fingerprint=fingerprint, **row)


def _entry(review_id: int, kind: str, texts: list[str], at, **row) -> SearchEntry:
    tokens, n_words = indexed(texts, review_id)
    return SearchEntry(
        review_id=review_id,
        kind=kind,
        tokens=tokens,
        n_words=n_words,
        written_on=timezone.localdate(at),
        **row,
    )


def _store(entries: list[SearchEntry], unique: list[str]) -> None:
    if entries:
        SearchEntry.objects.bulk_create(
            entries,
            batch_size=IN_A_STATEMENT,
            update_conflicts=True,
            unique_fields=unique,
            update_fields=["tokens", "n_words", "fingerprint", "written_on"],
        )
