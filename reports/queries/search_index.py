"""What of the search index is behind its texts. Texts in, stale ones out; nothing is written."""

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import MD5, Coalesce

from adoption_reviews.models import Memo
from casestudies.models import CaseStudy
from casestudies.models import Coding as CaseStudyCoding
from interviews.models import Coding, Interview
from reports.models import SearchEntry, SearchProgress

NEVER = -1  # how far the index has come with a text it does not know


def stale_interviews(reviews) -> list[Interview]:
    """Interviews with segments that the index lacks, each with `seen` and `n_stale`.

    Those known already come first: they have the fewest changes, and people are at them now.
    """
    stale = _behind(Interview.objects.filter(review__in=reviews), "interview", "revision")
    changed = Q(segments__revision__gt=F("seen"))
    return list(
        stale.exclude(participants__withdrawn_at__isnull=False)
        .annotate(n_stale=Count("segments", filter=changed, distinct=True))
        .order_by("-seen", "pk")
    )


def stale_case_studies(reviews) -> list[CaseStudy]:
    """Case studies saved since they were indexed, each with `seen`."""
    return list(_behind(CaseStudy.objects.filter(review__in=reviews), "case_study", "version"))


def _behind(rows, name: str, counter: str):
    known = SearchProgress.objects.filter(**{name: OuterRef("pk")}).values("seen")
    seen = Coalesce(Subquery(known), Value(NEVER), output_field=IntegerField())
    return rows.annotate(seen=seen).filter(seen__lt=F(counter))


def stale_memos(reviews):
    """Memos whose words are not those indexed: a QuerySet."""
    return Memo.objects.filter(_differs("memo", "text"), review__in=reviews)


def stale_coding_memos(reviews):
    """The same of memos at codes given in interviews: a QuerySet."""
    return (
        Coding.objects.filter(_differs("coding", "memo"))
        .filter(passage__interview__review__in=reviews)
        .exclude(memo="")
        .exclude(passage__interview__participants__withdrawn_at__isnull=False)
        .select_related("passage__interview")
    )


def stale_case_study_coding_memos(reviews):
    """The same of memos at codes given in case studies: a QuerySet."""
    return (
        CaseStudyCoding.objects.filter(_differs("case_study_coding", "memo"))
        .filter(passage__case_study__review__in=reviews)
        .exclude(memo="")
        .select_related("passage__case_study")
    )


def _differs(name: str, text: str):
    fingerprint = MD5(OuterRef(text))
    return ~Exists(SearchEntry.objects.filter(**{name: OuterRef("pk")}, fingerprint=fingerprint))


def left_behind():
    """Entries of texts that nobody may read any more or that are gone: a QuerySet."""
    kinds = SearchEntry.Kind
    gone = ~Q(segment__interview__in=Interview.objects.counting().values("pk"))
    return SearchEntry.objects.filter(
        Q(kind=kinds.SEGMENT) & (gone | Q(segment__deleted_at__isnull=False))
        | Q(kind=kinds.CASE_STUDY, case_study__version=None)
        | Q(kind=kinds.MEMO, memo__version=None)
        | Q(kind=kinds.CODING) & (Q(coding__code=None) | Q(coding__memo=""))
        | Q(kind=kinds.CASE_STUDY_CODING)
        & (Q(case_study_coding__code=None) | Q(case_study_coding__memo=""))
    )
