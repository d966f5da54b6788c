"""Making and changing themes."""

from django.urls import path

from reports.views import splitting, themes

app_name = "themes"
urlpatterns = [
    path("add/", themes.add, name="add"),
    path("<slug:theme>/edit/", themes.edit, name="edit"),
    path("<slug:theme>/nest/", themes.nest, name="nest"),
    path("<slug:theme>/merge/", themes.merge, name="merge"),
    path("<slug:theme>/split/", splitting.split, name="split"),
    path("<slug:theme>/retire/", themes.retire, name="retire"),
    path("<slug:theme>/bring-back/", themes.bring_back, name="bring_back"),
    path("<slug:theme>/share/", themes.share, name="share"),
    path("<slug:theme>/history/", themes.history, name="history"),
    path("<slug:theme>/history/<int:change>/undo/", themes.undo, name="undo"),
]
