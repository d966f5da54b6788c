"""Themes of the whole hub."""

from django.urls import path

from reports.views import hub_themes

app_name = "hub_themes"
urlpatterns = [
    path("", hub_themes.list_, name="list"),
    path("<slug:hub_theme>/", hub_themes.history, name="history"),
    path("<slug:hub_theme>/edit/", hub_themes.edit, name="edit"),
    path("<slug:hub_theme>/nest/", hub_themes.nest, name="nest"),
    path("<slug:hub_theme>/merge/", hub_themes.merge, name="merge"),
    path("<slug:hub_theme>/retire/", hub_themes.retire, name="retire"),
    path("<slug:hub_theme>/bring-back/", hub_themes.bring_back, name="bring_back"),
    path("<slug:hub_theme>/changes/<int:hub_change>/undo/", hub_themes.undo, name="undo"),
]
