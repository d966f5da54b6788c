"""One answer at a time, as JSON: saving as one goes, and what others answered meanwhile."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.forms import answer_of, read_change, read_context_change
from maturity.views.finding import of_assessment
from maturity.views.steps import SUBMITTED

OTHER_PERSON = "Somebody else has signed in on this browser since you opened the page."
OUTDATED = (
    "This part has changed since you opened it: it is asked in other words or on another scale "
    "now. Open it again to use what you typed."
)
SETTLED = "The trust’s lead has settled this rating, so only they can change it."


@requires(Permission.RATE_MATURITY)
@require_http_methods(["POST", "PUT"])
@of_assessment
def save_answer(request, review, assessment, domain, indicator):
    """Takes one answer as JSON (`forms.posted`) to an indicator or a question.

    Answers 200 with `version` and `at`, and with `newer` when the writer had changed nothing and
    somebody else had; 400 with `message` for an answer that cannot be; 409 with `reason` (changed,
    settled, submitted, outdated or person) and `message`, and with `theirs` when it was changed.
    """
    if indicator not in queries.codes_in(domain):
        raise Http404
    read = read_change if domain.rated else read_context_change
    try:
        change, posted = read(request.body, indicator)
        if posted.person != request.user.pk:
            return JsonResponse({"reason": "person", "message": OTHER_PERSON}, status=409)
        outcome = save(request, assessment, domain, [change], posted.framework)
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=400)
    except actions.NotOpen:
        return JsonResponse({"reason": "submitted", "message": SUBMITTED}, status=409)
    return _outcome(request, assessment, domain, indicator, outcome)


def _outcome(request, assessment, domain, indicator, outcome) -> JsonResponse:
    """What came of one answer, as `save_answer` says it."""
    if indicator in outcome.outdated:
        return JsonResponse({"reason": "outdated", "message": OUTDATED}, status=409)
    if indicator in outcome.settled:
        return JsonResponse({"reason": "settled", "message": SETTLED}, status=409)
    framework = queries.framework_of(assessment)
    if theirs := outcome.conflicts.get(indicator):
        message = f"{theirs.updated_by} has answered this since you opened the page."
        answer = as_json(theirs, domain, framework)
        if theirs.updated_by_id == request.user.pk:  # in another window
            answer["by"] = "you"
        return JsonResponse({"reason": "changed", "message": message, "theirs": answer}, status=409)
    saved = outcome.saved[indicator]
    body = {"version": saved.version, "at": when(saved.updated_at)}
    if indicator in outcome.newer:
        body["newer"] = as_json(saved, domain, framework)
    return JsonResponse(body)


@requires(Permission.RATE_MATURITY)
@require_safe
@never_cache
@of_assessment
def changes(request, review, assessment, domain):
    """The domain's answers that are newer than the page's: each of its versions is given as
    `<code>=<version>`. 304 with nothing while the mark sent as If-None-Match still holds.
    """
    mark = f'"{queries.mark_of(assessment, domain)}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers={"ETag": mark})
    seen = {
        code: int(version)
        for code, version in request.GET.items()
        if version.isdecimal() and len(version) < 10
    }
    framework = queries.framework_of(assessment)
    found = queries.changed_since(assessment, domain, seen)
    answers = {queries.code_of(each): as_json(each, domain, framework) for each in found}
    body = {
        "person": request.user.pk,
        "is_open": assessment.is_open,
        "framework": assessment.framework_ref,
        "answers": answers,
    }
    return JsonResponse(body, headers={"ETag": mark})


def save(request, assessment, domain, changes, made_on) -> actions.Outcome:
    """Saves changes to answers of the domain, given on a page drawn on the framework@version
    `made_on`. Raises what the action for its kind raises."""
    if not domain.rated:
        return actions.save_context(
            assessment=assessment, changes=changes, by=request.user, made_on=made_on
        )
    return actions.save_ratings(
        assessment=assessment,
        changes=changes,
        by=request.user,
        even_settled=Permission.LEAD_MATURITY in request.access,
        made_on=made_on,
    )


def as_json(row, domain, framework) -> dict:
    """An answer as the page's script takes it."""
    answer = {"version": row.version, "by": str(row.updated_by), "at": when(row.updated_at)}
    if not domain.rated:
        question = next(each for each in queries.questions_of(domain) if each.key == row.question)
        words = queries.answer_in_words(question, row.words)
        shown = words if question.kind == "number" and row.words else row.words
        return answer | {"answer": {"words": shown}, "words": words}
    return answer | {
        "answer": {
            "answer": answer_of(row, framework),
            "explanation": row.explanation,
            "later": row.is_for_later,
        },
        "words": queries.in_words(row, framework),
    }


def when(at) -> str:
    """E.g. 10:42 today, 3 May, 10:42 before; now for what was never stored."""
    at = timezone.localtime(at)
    return date_format(at, "H:i" if at.date() == timezone.localdate() else "j F, H:i")
