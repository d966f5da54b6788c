"""The one URL tree. Each route's view says who may use it."""

from allauth.account import urls as sign_in_library
from django.conf import settings
from django.urls import include, path

from adoption_reviews import health
from adoption_reviews.views import audit, gallery, people
from adoption_reviews.views import settings as hub_settings

# The sign-in library brings more: pages on which people could change their e-mail address, the name
# by which the hub knows them. These are enough.
account_urls = [
    route
    for route in sign_in_library.urlpatterns
    if route.name
    in {
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
]

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

handler400 = "adoption_reviews.views.errors.bad_request"

urlpatterns = [
    path("", include("reports.urls.hub")),
    path("reviews/<slug:review>/", include("interviews.urls")),
    path("reviews/<slug:review>/case-studies/", include("casestudies.urls")),
    path("reviews/<slug:review>/maturity/", include("maturity.urls")),
    path("reviews/<slug:review>/", include("reports.urls.review")),
    path("reviews/<slug:review>/exchange/", include("reports.urls.exchange")),
    path("reviews/<slug:review>/codes/", include("reports.urls.codes")),
    path("reviews/<slug:review>/codes/themes/", include("reports.urls.themes")),
    path("reviews/<slug:review>/memos/", include("reports.urls.memos")),
    path("reviews/<slug:review>/agreement/", include("reports.urls.agreement")),
    path("reviews/<slug:review>/search/", include("reports.urls.search")),
    path(
        "reviews/<slug:review>/interviews/<int:number>/suggestions/",
        include("reports.urls.suggestions"),
    ),
    path("reviews/<slug:review>/grid/", include("reports.urls.sense")),
    path("dashboard/maturity/<slug:framework>/shown/", include("maturity.cohort_urls")),
    path("admin/people/", include((people_urls, "people"))),
    path("admin/guides/", include("interviews.hub_urls")),
    path("admin/frameworks/", include("maturity.hub_urls")),
    path("admin/themes/", include("reports.urls.hub_themes")),
    path("admin/settings/", include(([path("", hub_settings.edit, name="edit")], "settings"))),
    path("admin/audit/", include(([path("", audit.list_, name="list")], "audit"))),
    path("account/", include(account_urls)),
    path("offline/", include("interviews.offline_urls")),
    path("self-ratings/", include("maturity.device_urls")),
    path("maturity/", include("maturity.joining_urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
