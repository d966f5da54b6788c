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
SETTLED = "The trust’s lead has settled this rating, so only they can change it."


@requires(Permission.RATE_MATURITY)
@require_http_methods(["POST", "PUT"])
@of_assessment
def save_answer(request, review, assessment, domain, indicator):
    """Takes one answer as JSON (`forms.posted`) to an indicator or a question.

    Answers 200 with `version` and `at`, and with `newer` when the writer had changed nothing and
    somebody else had; 400 with `message` for an answer that cannot be; 409 with
    `reason` (changed, settled, submitted or person) and `message`, and with `theirs` when it was
    changed.
    """
    if indicator not in queries.codes_in(domain):
        raise Http404
    read = read_change if domain.rated else read_context_change
    try:
        change, person = read(request.body, indicator)
        if person != request.user.pk:
            return JsonResponse({"reason": "person", "message": OTHER_PERSON}, status=409)
        outcome = save(request, assessment, domain, [change])
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=400)
    except actions.NotOpen:
        return JsonResponse({"reason": "submitted", "message": SUBMITTED}, status=409)
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
    body = {"person": request.user.pk, "is_open": assessment.is_open, "answers": answers}
    return JsonResponse(body, headers={"ETag": mark})


def save(request, assessment, domain, changes) -> actions.Outcome:
    """Saves changes to answers of the domain. Raises what the action for its kind raises."""
    if not domain.rated:
        return actions.save_context(assessment=assessment, changes=changes, by=request.user)
    return actions.save_ratings(
        assessment=assessment,
        changes=changes,
        by=request.user,
        even_settled=Permission.LEAD_MATURITY in request.access,
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
