"""Coming in to take part in a self-rating; outside of any review."""

from django.urls import path

from maturity.views import joining

app_name = "joining"
urlpatterns = [
    path("join/<str:token>/", joining.join, name="join"),
    path("code/", joining.ask, name="ask"),
    path("code/enter/", joining.enter, name="enter"),
]
