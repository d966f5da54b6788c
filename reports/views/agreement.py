"""Agreement between coders: how far it goes, and settling where they differ."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from adoption_reviews.sheets import csv_file
from interviews.queries.second_coding import coded_blind, second_coding_at_work, second_codings
from interviews.views.shut import shut_when_withdrawn
from reports import agreement_presentation as presentation
from reports.actions import agreement as actions
from reports.agreement.differences import Kind
from reports.agreement.table import agreement_table
from reports.forms.agreement import MEANT, CountingForm, SettleForm
from reports.queries import agreement as queries


@requires(Permission.CODE_PASSAGES)
@require_safe
@never_cache
def list_(request, review):
    """Agreement over all interviews coded by two people apart, and who is at it."""
    counting = _counting(request)
    compared = queries.compared_interviews(review, request.user)
    codes = queries.codes_of(review)
    context = {
        "interviews": _listed(compared, counting, codes),
        "at_work": queries.second_codings_at_work(review),
        "to_give": queries.interviews_to_give(review, request.user),
        "blind": list(coded_blind([review], request.user)),
        **_figures([each.text for each in compared], counting, codes),
    }
    return render(request, "agreement/list.html", context)


@requires(Permission.CODE_PASSAGES)
@require_safe
@never_cache
@shut_when_withdrawn
def detail(request, review, number):
    """Both codings of one interview side by side, and how far they agree."""
    interview = get_object_or_404(review.interviews, number=number)
    if second_coding_at_work(interview, request.user):
        return render(request, "agreement/shut.html", {"interviews": [interview]}, status=403)
    compared = _compared(request, review, interview)
    context = {"interview": interview, "compared": compared}
    if compared:
        counting, codes = _counting(request), queries.codes_of(review)
        second = _chosen(request, compared)
        beside = queries.side_by_side(second, codes)
        only = request.GET.get("show") == "differences"
        context |= _figures([compared.text], counting, codes) | {
            "coders": compared.coders,
            "second": second,
            "beside": beside,
            "kinds": [(kind, beside.n_of(kind)) for kind in Kind],
            "only_differences": only,
            "next_url": _settle_url(second, beside.open[0]) if beside.open else "",
            "shown": [e for e in beside.differences if not only or e.kind.is_difference],
            "progress": presentation.progress_words(beside.n_settled, len(beside.to_settle)),
        }
    else:
        context["second_codings"] = second_codings(interview)
    return render(request, "agreement/detail.html", context)


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@shut_when_withdrawn
def settle(request, review, number, coding):
    """One difference: what counts of it, and why. `coding` is one of those in it."""
    interview = get_object_or_404(review.interviews, number=number)
    compared = None
    if not second_coding_at_work(interview, request.user):
        compared = _compared(request, review, interview)
    if compared is None:
        messages.error(request, "There is nothing to settle in this interview.")
        return redirect("agreement:detail", review.slug, number)
    second = _chosen(request, compared)
    difference = actions.difference_with(second, coding)
    if difference is None:
        messages.error(request, "This difference is no longer there: a mark was changed.")
        return redirect(_detail_url(second))
    settled = difference.settled
    form = SettleForm(
        request.POST or None,
        kind=difference.kind,
        cancel=_detail_url(second),
        initial={"note": settled.note, "outcome": _outcome(settled)} if settled else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_difference(
                second=second,
                coding=coding,
                outcome=actions.Outcome(form.cleaned_data["outcome"]),
                note=form.cleaned_data["note"],
                by=request.user,
            )
        except (actions.NothingToSettle, ValueError):
            form.add_error(None, "A mark was changed meanwhile. Look at the difference again.")
        else:
            return _go_on(request, second)
    context = {
        "interview": interview,
        "compared": compared,
        "second": second,
        "difference": difference,
        "first_label": f"First: {compared.coders[0]}",
        "second_label": f"Second: {second.coder}",
        "transcript_url": _transcript_url(interview, difference),
        "form": form,
    }
    return render(request, "agreement/settle.html", context)


@requires(Permission.CODE_PASSAGES)
@require_safe
@never_cache
def table(request, review):
    """The table of all interviews as CSV."""
    compared = queries.compared_interviews(review, request.user)
    return _csv(request, review, compared, f"{review.slug}-agreement.csv")


@requires(Permission.CODE_PASSAGES)
@require_safe
@never_cache
@shut_when_withdrawn
def interview_table(request, review, number):
    interview = get_object_or_404(review.interviews, number=number)
    compared = _compared(request, review, interview)
    if compared is None:  # the page says why
        return redirect("agreement:detail", review.slug, number)
    name = f"{review.slug}-agreement-interview-{number}.csv"
    return _csv(request, review, [compared], name, compared.coders)


def _counting(request) -> CountingForm:
    form = CountingForm(request.GET)
    form.is_valid()
    return form


def _compared(request, review, interview):
    found = queries.compared_interviews(review, request.user)
    return next((each for each in found if each.interview == interview), None)


def _chosen(request, compared):
    """The second coding asked for, or the first that was finished."""
    asked = request.GET.get("coder", "")
    seconds = compared.second_codings
    return next((each for each in seconds if str(each.coder_id) == asked), seconds[0])


def _detail_url(second) -> str:
    interview = second.interview
    url = reverse("agreement:detail", args=[interview.review.slug, interview.number])
    return f"{url}?coder={second.coder_id}"


def _transcript_url(interview, difference) -> str:
    url = reverse("interviews:code", args=[interview.review.slug, interview.number])
    return f"{url}#segment-{difference.codings[0].passage.start_segment_id}"


def _settle_url(second, difference) -> str:
    interview = second.interview
    args = [interview.review.slug, interview.number, difference.pk]
    return f"{reverse('agreement:settle', args=args)}?coder={second.coder_id}"


def _outcome(settled) -> str:
    return str(
        {
            (True, True): actions.Outcome.BOTH,
            (True, False): actions.Outcome.FIRST,
            (False, True): actions.Outcome.SECOND,
            (False, False): actions.Outcome.NEITHER,
        }[settled.first_counts, settled.second_counts]
    )


def _go_on(request, second):
    """To the next difference that is open or, after the last, back to both codings."""
    interview = second.interview
    still = queries.side_by_side(second, queries.codes_of(interview.review)).open
    if not still:
        messages.success(request, "Settled. No difference is left.")
        return redirect(_detail_url(second))
    messages.success(request, f"Settled. {len(still)} left.")
    return redirect(_settle_url(second, still[0]))


def _listed(compared, counting, codes) -> list[dict]:
    """The interviews with their figures, and how many differences are open in each."""
    seconds = [second for each in compared for second in each.second_codings]
    n_open = Counter()
    for beside in queries.sides_by_side(seconds, codes):
        n_open[beside.second_coding.interview_id] += len(beside.open)
    found = []
    for each in compared:
        of_one = agreement_table(
            [each.text], counting.unit_chosen, by_direction=counting.is_by_direction
        )
        found.append(
            {
                "interview": each.interview,
                "coders": each.coders,
                "row": presentation.rows(of_one, codes)[0],
                "kappa_name": of_one.kappa_name,
                "n_open": n_open[each.interview.pk],
            }
        )
    return found


def _figures(texts, counting, codes) -> dict:
    found = agreement_table(texts, counting.unit_chosen, by_direction=counting.is_by_direction)
    n_coders = max((text.n_coders for text in texts), default=2)
    return {
        "counting": counting,
        "rows": presentation.rows(found, codes),
        "kappa_name": found.kappa_name,
        "coders": presentation.coder_names(n_coders),
        "unit_words": presentation.UNIT_WORDS[counting.unit_chosen],
        "bands": presentation.LANDIS_AND_KOCH,
    }


def _csv(request, review, compared, name, coders=None) -> HttpResponse:
    counting, texts = _counting(request), [each.text for each in compared]
    found = agreement_table(texts, counting.unit_chosen, by_direction=counting.is_by_direction)
    n_coders = max((text.n_coders for text in texts), default=2)
    sheet = presentation.sheet(
        found,
        queries.codes_of(review),
        coders or presentation.coder_names(n_coders),
        counting.unit_chosen,
        MEANT["direction" if counting.is_by_direction else "code"],
    )
    response = HttpResponse(csv_file(sheet), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
