"""Agreement between coders."""

from django.urls import path

from reports.views import agreement

app_name = "agreement"
urlpatterns = [
    path("", agreement.list_, name="list"),
    path("table.csv", agreement.table, name="table"),
    path("<int:number>/", agreement.detail, name="detail"),
    path("<int:number>/table.csv", agreement.interview_table, name="interview_table"),
    path("<int:number>/settle/<int:coding>/", agreement.settle, name="settle"),
]
