"""The codebook of a review, and the passages of each code."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from adoption_reviews.access import requires
from adoption_reviews.codes import THEMES, key_of
from adoption_reviews.roles import Permission
from reports.forms.codes import CodebookFilter, PassageFilter, reviews_asked_for
from reports.queries import codes as queries
from reports.queries import themes
from reports.queries.codings import TextKind, codings
from reports.wording import counted

PASSAGES_A_PAGE = 25


@requires(Permission.CODE_PASSAGES)
def list_(request, review):
    """Every code in its group, with what it was given to."""
    form = CodebookFilter(request.GET)
    form.is_valid()
    context = {
        "form": form,
        "groups": queries.codebook(review, request.user, **form.cleaned_data),
        "has_themes": bool(themes.given_themes(review)),
        "is_filtered": any(form.cleaned_data.values()),
    }
    return render(request, "codes/list.html", context)


@requires(Permission.CODE_PASSAGES)
def detail(request, review, code_key):
    """One code: what it means and every passage that was given it, as marked."""
    code = queries.code_of(review, code_key, request.user)
    if code is None:
        raise Http404
    reviews = request.user_access.reviews_with(Permission.CODE_PASSAGES)
    theme = themes.theme_of(review, code.code) if code.framework_ref == THEMES else None
    if theme and theme.review_id:
        reviews = [each for each in reviews if each.pk == review.pk]
    chosen = reviews_asked_for(request.GET, review, reviews)
    found = codings(chosen, request.user, code.key)
    form = PassageFilter(request.GET, review=review, reviews=reviews, found=found)
    wanted = form.wanted
    listed = [each for each in found if wanted.takes(each)]
    passages = queries.passages_of(listed, chosen)
    page = Paginator(passages, PASSAGES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.with_memos(page.object_list, request.user)
    context = {
        "code": code,
        "form": form,
        "page": page,
        "is_filtered": wanted != queries.Wanted() or chosen != [review],
        "only": _only(wanted),
        "lead": _counted(queries.counts_of(listed)),
        "several": len(chosen) > 1,
    }
    if len(chosen) > 1:  # people and texts of different reviews have the same names and numbers
        context["reviews"] = queries.reviews_in(listed, chosen)
    else:
        context |= {
            "people": queries.people_in(listed),
            "interviews": queries.texts_in(listed, TextKind.INTERVIEW),
            "case_studies": queries.texts_in(listed, TextKind.CASE_STUDY),
        }
    if theme:
        context |= {
            "theme": theme,
            "may_change": themes.may_change(theme, request.user_access),
            "merged_into": theme.merged_into and key_of(THEMES, theme.merged_into.key),
            "parent_key": theme.parent and key_of(THEMES, theme.parent.key),
        }
    return render(request, "codes/detail.html", context)


def _counted(counts: queries.Counts) -> str:
    """What is listed, in words: 3 passages, from 2 people in 2 interviews and from 1 case study."""
    words = counted(counts.passages, "passage", "passages")
    places = []
    if counts.interviews:
        people = counted(counts.people, "person", "people")
        interviews = counted(counts.interviews, "interview", "interviews")
        places.append(f"from {people} in {interviews}")
    if counts.case_studies:
        places.append("from " + counted(counts.case_studies, "case study", "case studies"))
    return f"{words}, {' and '.join(places)}." if places else ""


def _only(wanted: queries.Wanted) -> str:
    """The one person or text that is asked for, in words."""
    if wanted.person:
        return f"Only what {wanted.person} said is listed."
    if wanted.interview is not None:
        return f"Only interview {wanted.interview} is listed."
    if wanted.case_study is not None:
        return f"Only case study {wanted.case_study} is listed."
    return ""
