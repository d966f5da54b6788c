"""What trusts see of each other, by framework."""

from django.urls import path

from maturity.views import released

app_name = "cohort"
urlpatterns = [
    path("", released.shown, name="shown"),
    path("release/", released.release, name="release"),
]
