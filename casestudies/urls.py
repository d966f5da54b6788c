from django.urls import path

from casestudies.views import coding, writing

app_name = "casestudies"
urlpatterns = [
    path("", writing.list_, name="list"),
    path("add/", writing.add, name="add"),
    path("<int:number>/", writing.detail, name="detail"),
    path("<int:number>/edit/", writing.edit, name="edit"),
    path("<int:number>/code/", coding.code, name="code"),
    path("<int:number>/code/by-hand/", coding.code_by_hand, name="code_by_hand"),
    path("<int:number>/code/marked/", coding.marked, name="marked"),
    path("<int:number>/code/feed/", coding.feed, name="feed"),
    path("<int:number>/code/add/", coding.add_coding, name="add_coding"),
    path("<int:number>/code/undo/", coding.undo_coding, name="undo_coding"),
    path("<int:number>/code/theme/", coding.add_theme, name="add_theme"),
    path("<int:number>/passages/<int:passage>/move/", coding.move_passage, name="move_passage"),
    path("<int:number>/codings/<int:coding>/", coding.change_coding, name="change_coding"),
    path("<int:number>/codings/<int:coding>/remove/", coding.remove_coding, name="remove_coding"),
]
