"""Pages of the whole hub: its interview guides."""

from django.urls import path

from interviews.views import guide_questions, guides

app_name = "guides"
urlpatterns = [
    path("", guides.list_, name="list"),
    path("add/", guides.add, name="add"),
    path("<int:guide>/", guides.detail, name="detail"),
    path("<int:guide>/rename/", guides.rename, name="rename"),
    path("<int:guide>/questions/add/", guide_questions.add_question, name="add_question"),
    path("<int:guide>/questions/<slug:question>/", guide_questions.question, name="question"),
    path(
        "<int:guide>/questions/<slug:question>/move/",
        guide_questions.move_question,
        name="move_question",
    ),
    path(
        "<int:guide>/questions/<slug:question>/remove/",
        guide_questions.remove_question,
        name="remove_question",
    ),
    path("<int:guide>/preview/", guides.preview, name="preview"),
    path("<int:guide>/publish/", guides.publish, name="publish"),
    path("<int:guide>/versions/<int:version>/", guides.version, name="version"),
    path("<int:guide>/retire/", guides.retire, name="retire"),
    path("<int:guide>/bring-back/", guides.bring_back, name="bring_back"),
]
