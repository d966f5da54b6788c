"""The audit log."""

from django.core.paginator import Paginator
from django.shortcuts import render

from adoption_reviews import queries
from adoption_reviews.access import requires
from adoption_reviews.audit_words import sentence, who
from adoption_reviews.forms.people import AuditFilter
from adoption_reviews.roles import Permission

EVENTS_A_PAGE = 50


@requires(Permission.READ_AUDIT)
def list_(request):
    filters = AuditFilter(request.GET)
    filters.is_valid()
    events = queries.audit_events(**filters.cleaned_data)
    page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of_users(page.object_list)
    entries = [(event, who(event), sentence(event, names)) for event in page]
    return render(request, "audit/list.html", {"form": filters, "page": page, "entries": entries})
