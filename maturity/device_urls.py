"""What makes filling in work without a connection; outside of any review."""

from django.urls import path

from maturity.views import device

app_name = "self_ratings"
urlpatterns = [
    path("device/", device.device, name="device"),
    path("waiting/", device.waiting, name="waiting"),
]
