"""A review's evidence and its report."""

from django.urls import path

from reports.views import evidence, reports

app_name = "reports"
urlpatterns = [
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/<slug:code>/", evidence.influence, name="influence"),
    path("report/", reports.list_, name="list"),
    path("report/build/", reports.build, name="build"),
    path("report/<int:version>/", reports.detail, name="detail"),
    path("report/<int:version>/status/", reports.status, name="status"),
    path("report/<int:version>/release/", reports.release, name="release"),
    path("report/<int:version>/pdf/", reports.pdf, name="pdf"),
]
