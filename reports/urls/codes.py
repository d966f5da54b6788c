"""The codebook of a review and the pages of its codes."""

from django.urls import path

from reports.views import codes

app_name = "codes"
urlpatterns = [
    path("", codes.list_, name="list"),
    path("<str:code_key>/", codes.detail, name="detail"),
]
