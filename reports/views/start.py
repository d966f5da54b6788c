"""What needs you."""

from django.shortcuts import render
from django.utils import timezone

from adoption_reviews import queries
from adoption_reviews.access import requires
from adoption_reviews.models import Review
from adoption_reviews.roles import Permission, Role
from maturity.queries.contributors import shares
from maturity.queries.joining import was_invited_before
from reports.queries.start import by_phase, news, overdue, reviewer_tasks, trust_tasks


@requires(Permission.SIGNED_IN)
def start(request):
    access, now = request.user_access, timezone.now()
    reviews = list(access.reviews()) if access.memberships else []
    context = {"has_role": bool(access.memberships), "today": timezone.localdate(now)}
    if access.holds(Role.REVIEWER):
        own = {held.review_id for held in access.memberships if held.role == Role.REVIEWER}
        context["reviewing"] = reviewer_tasks(
            [each for each in reviews if each.pk in own and each.status != Review.Status.CLOSED],
            now,
            request.user,
        )
    leads = [held for held in access.memberships if held.role == Role.TRUST_LEAD]
    organisations = [held.organisation for held in leads]
    if organisations:
        context["trusts"] = list(dict.fromkeys(organisations))
        of_trusts = [each for each in reviews if each.organisation in organisations]
        context["rounds"] = [
            {
                "tasks": tasks,
                "words": in_words(tasks.progress),
                "may_rate": Permission.RATE_MATURITY in access.in_review(tasks.review),
                "may_submit": Permission.LEAD_MATURITY in access.in_review(tasks.review),
                "may_read_report": Permission.READ_REPORTS in access.in_review(tasks.review),
            }
            for tasks in trust_tasks(of_trusts)
        ]
    if access.holds(Role.TRUST_CONTRIBUTOR):
        mine = shares(request.user)
        context["shares"] = [
            each for each in mine if each.assessment.review.organisation not in organisations
        ]
    if Permission.SEE_DASHBOARD in request.access:
        context["phases"] = by_phase(reviews)
        context["overdue"] = overdue(reviews, context["today"])
        context["news"] = news(reviews, now, request.user)
        context["has_reviews"] = bool(reviews)
    if Permission.MANAGE_PEOPLE in request.access:
        context["n_without_role"] = queries.people_without_a_role().count()
    if not access.memberships:
        context["had_a_part"] = was_invited_before(request.user)
        context["administrators"] = queries.hub_administrators()
    return render(request, "start/start.html", context)


def in_words(progress) -> str:
    return f"{progress.n_done} of {progress.n_indicators} indicators done" if progress else ""
