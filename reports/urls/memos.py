"""Memos of a review."""

from django.urls import path

from reports.views import memos

app_name = "memos"
urlpatterns = [
    path("add/", memos.add, name="add"),
    path("<int:memo>/edit/", memos.edit, name="edit"),
    path("<int:memo>/delete/", memos.delete, name="delete"),
]
