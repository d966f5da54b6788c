"""Pages that bring everything together: start, trusts, reviews, the dashboard."""

from django.urls import include, path

from reports.views import cohort, dashboard, reviews, start, trusts

trust_urls = [
    path("", trusts.list_, name="list"),
    path("add/", trusts.add, name="add"),
    path("<str:ods>/", trusts.detail, name="detail"),
    path("<str:ods>/edit/", trusts.edit, name="edit"),
    path("<str:ods>/reviews/add/", trusts.add_review, name="add_review"),
]
review_urls = [
    path("", reviews.detail, name="detail"),
    path("edit/", reviews.edit, name="edit"),
    path("people/", reviews.people, name="people"),
    path("people/<int:membership>/remove/", reviews.remove_person, name="remove_person"),
]
dashboard_urls = [
    path("", dashboard.overview, name="overview"),
    path("influences/<slug:code>/", dashboard.influence, name="influence"),
    path("maturity/", cohort.maturity, name="maturity"),
    path("maturity.csv", cohort.maturity_csv, name="maturity_csv"),
    path("maturity/<slug:domain>/", cohort.maturity_domain, name="maturity_domain"),
    path("maturity/<slug:framework>/groups/", cohort.maturity_groups, name="maturity_groups"),
    path(
        "maturity/<slug:framework>/groups.csv",
        cohort.maturity_groups_csv,
        name="maturity_groups_csv",
    ),
]

urlpatterns = [
    path("", start.start, name="start"),
    path("trusts/", include((trust_urls, "trusts"))),
    path("reviews/<slug:review>/", include((review_urls, "reviews"))),
    path("dashboard/", include((dashboard_urls, "dashboard"))),
]
