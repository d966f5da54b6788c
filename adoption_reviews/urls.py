"""The one URL tree. Each route's view says who may use it."""

from django.conf import settings
from django.urls import include, path

from adoption_reviews import health
from adoption_reviews.views import audit, gallery, people

people_urls = [
    path("", people.list_, name="list"),
    path("add/", people.add, name="add"),
    path("<int:pk>/", people.detail, name="detail"),
    path("<int:pk>/edit/", people.edit, name="edit"),
    path("<int:pk>/invite/", people.invite, name="invite"),
    path("<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("<int:pk>/reactivate/", people.reactivate, name="reactivate"),
    path("<int:pk>/roles/add/", people.add_role, name="add_role"),
    path("<int:pk>/roles/<int:membership>/remove/", people.remove_role, name="remove_role"),
]

urlpatterns = [
    path("", include("reports.urls.hub")),
    path("reviews/<slug:review>/", include("interviews.urls")),
    path("reviews/<slug:review>/case-studies/", include("casestudies.urls")),
    path("reviews/<slug:review>/maturity/", include("maturity.urls")),
    path("reviews/<slug:review>/", include("reports.urls.review")),
    path("admin/people/", include((people_urls, "people"))),
    path("admin/audit/", include(([path("", audit.list_, name="list")], "audit"))),
    path("account/", include("allauth.account.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
