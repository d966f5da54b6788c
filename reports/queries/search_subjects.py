"""What many memos are about, at once: a page of results has memos about anything."""

from dataclasses import dataclass

from django.urls import reverse

from adoption_reviews.codes import code_groups, codes_by_key
from adoption_reviews.models import Memo
from casestudies.models import CaseStudy
from casestudies.models import Passage as CaseStudyPassage
from interviews.models import Interview, Passage

About = Memo.About


@dataclass(frozen=True, slots=True)
class Subject:
    title: str
    url: str


def subjects(memos: list[Memo], user) -> dict[int, Subject]:
    """What each memo is about, by its id; what is gone is missing. A query for each kind of thing,
    and one for the codes of each review. The memos are some that `user` may read."""
    found = {}
    keys = {about: [memo.key for memo in memos if memo.about == about] for about in About}
    interviews = _rows(Interview.objects.counting(), keys[About.INTERVIEW])
    studies = _rows(CaseStudy.objects.all(), keys[About.CASE_STUDY])
    passages = _rows(Passage.objects.seen_by(user).select_related("interview"), keys[About.PASSAGE])
    of_studies = _rows(
        CaseStudyPassage.objects.select_related("case_study"), keys[About.CASE_STUDY_PASSAGE]
    )
    codes = {
        review: codes_by_key(code_groups(review))
        for review in {memo.review for memo in memos if memo.about == About.CODE}
    }
    for memo in memos:
        slug = memo.review.slug
        if memo.about == About.REVIEW:
            found[memo.pk] = Subject("the review", memo.review.get_absolute_url())
        elif memo.about == About.CODE and memo.key in codes[memo.review]:
            title = f"the code “{codes[memo.review][memo.key].title}”"
            found[memo.pk] = Subject(title, reverse("codes:detail", args=[slug, memo.key]))
        elif memo.about == About.INTERVIEW and memo.key in interviews:
            number = interviews[memo.key].number
            url = reverse("interviews:detail", args=[slug, number])
            found[memo.pk] = Subject(f"interview {number}", url)
        elif memo.about == About.CASE_STUDY and memo.key in studies:
            number = studies[memo.key].number
            url = reverse("casestudies:detail", args=[slug, number])
            found[memo.pk] = Subject(f"case study {number}", url)
        elif memo.about == About.PASSAGE and memo.key in passages:
            number = passages[memo.key].interview.number
            url = reverse("interviews:passage", args=[slug, number, memo.key])
            found[memo.pk] = Subject(f"a passage of interview {number}", url)
        elif memo.about == About.CASE_STUDY_PASSAGE and memo.key in of_studies:
            number = of_studies[memo.key].case_study.number
            url = reverse("casestudies:detail", args=[slug, number])
            found[memo.pk] = Subject(f"a passage of case study {number}", url)
    return found


def _rows(rows, keys: list[str]) -> dict:
    numbers = [int(key) for key in keys if key.isdecimal()]
    return {str(row.pk): row for row in rows.filter(pk__in=numbers)} if numbers else {}
