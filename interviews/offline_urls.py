"""What makes recording work without a connection; outside of any review."""

from django.urls import path

from interviews.views import offline

app_name = "offline"
urlpatterns = [
    path("", offline.page, name="page"),
    path("worker.js", offline.worker, name="worker"),
    path("device/", offline.device, name="device"),
]
