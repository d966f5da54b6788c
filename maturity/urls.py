from django.urls import path

from maturity.views import assessments, rating, steps

app_name = "maturity"
urlpatterns = [
    path("", assessments.list_, name="list"),
    path("open/", assessments.open_, name="open"),
    path("<slug:framework>/", assessments.detail, name="detail"),
    path("<slug:framework>/submit/", steps.submit, name="submit"),
    path("<slug:framework>/parts/<slug:domain>/", rating.domain, name="domain"),
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/",
        rating.save_rating,
        name="save_rating",
    ),
]
