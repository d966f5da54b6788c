"""Memos as their readers see them.

Nothing is shown of an interview in which somebody withdrew, and nothing that would tell a second
coder at work, or others about one, what is coded blind.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse

from adoption_reviews.codes import code_groups, codes_by_key
from adoption_reviews.models import Memo, Review
from casestudies.models import CaseStudy
from casestudies.models import Passage as CaseStudyPassage
from interviews.models import Interview, Passage
from interviews.queries.second_coding import memos_seen_by

About = Memo.About


def memos(reviews, viewer):
    """All memos of `reviews` that `viewer` may read, as written, authors joined: a QuerySet.

    For whoever may mark passages in those reviews, and nobody else.
    """
    found = memos_seen_by(Memo.objects.filter(review__in=reviews), viewer)
    interviews = Interview.objects.filter(review__in=reviews).counting()
    passages = Passage.objects.filter(interview__in=interviews)
    return found.filter(
        Q(about__in=[About.REVIEW, About.CODE, About.CASE_STUDY, About.CASE_STUDY_PASSAGE])
        | Q(about=About.INTERVIEW, key__in=_keys(interviews))
        | Q(about=About.PASSAGE, key__in=_keys(passages))
    ).select_related("author")


def _keys(rows):
    return rows.annotate(as_key=Cast("pk", CharField())).order_by().values("as_key")


def memos_about(review: Review, about: str, key: str, viewer):
    """The memos about one thing that `viewer` may read, as written: a QuerySet."""
    return memos([review], viewer).filter(about=about, key=key)


def own_memo(review: Review, pk: int, viewer) -> Memo | None:
    """A memo that `viewer` wrote and may still read."""
    return memos([review], viewer).filter(pk=pk, author=viewer).first()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a memo is about: how a page names it, and where it is."""

    about: str
    key: str
    title: str
    url: str  # of the page that shows its memos
    place: str = ""  # where it stands, if that is another page


def subject(review: Review, about: str, key: str, viewer) -> Subject | None:
    """What a memo would be about; None when it is not there, or hidden from `viewer`."""
    if about == About.REVIEW and not key:
        return Subject(about, key, "this review", review.get_absolute_url())
    if about == About.CODE:
        code = codes_by_key(code_groups(review)).get(key)
        url = reverse("codes:detail", args=[review.slug, key]) if code else ""
        return Subject(about, key, f"the code “{code.title}”", url) if code else None
    if not key.isdecimal():
        return None
    return _row_subject(review, about, key, viewer)


def _row_subject(review: Review, about: str, key: str, viewer) -> Subject | None:
    interviews = Interview.objects.filter(review=review).counting()
    if about == About.INTERVIEW:
        interview = interviews.filter(pk=key).first()
        if interview:
            url = reverse("interviews:detail", args=[review.slug, interview.number])
            return Subject(about, key, f"interview {interview.number}", url)
    if about == About.PASSAGE:
        passages = Passage.objects.seen_by(viewer).filter(interview__in=interviews)
        passage = passages.filter(pk=key).select_related("interview").first()
        if passage:
            number = passage.interview.number
            url = reverse("interviews:passage", args=[review.slug, number, passage.pk])
            return Subject(about, key, f"a passage of interview {number}", url)
    if about == About.CASE_STUDY:
        study = CaseStudy.objects.filter(review=review, pk=key).first()
        if study:
            url = reverse("casestudies:detail", args=[review.slug, study.number])
            return Subject(about, key, f"case study {study.number}", url)
    if about == About.CASE_STUDY_PASSAGE:
        passages = CaseStudyPassage.objects.filter(case_study__review=review)
        passage = passages.filter(pk=key).select_related("case_study").first()
        if passage:
            number = passage.case_study.number
            query = urlencode({"about": about, "key": key})
            url = f"{reverse('memos:add', args=[review.slug])}?{query}"
            place = reverse("casestudies:code", args=[review.slug, number])
            title = f"a passage of case study {number}"
            return Subject(about, key, title, url, f"{place}#segment-{passage.start_part}")
    return None
