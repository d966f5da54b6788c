from django.urls import path

from interviews.views import coding, importing, interviews, participants, recording

app_name = "interviews"
urlpatterns = [
    path("participants/", participants.participants, name="participants"),
    path("participants/add/", participants.participant_add, name="participant_add"),
    path("participants/<str:pseudonym>/", participants.participant, name="participant"),
    path("participants/<str:pseudonym>/withdraw/", participants.withdraw, name="withdraw"),
    path("interviews/", interviews.list_, name="list"),
    path("interviews/add/", interviews.add, name="add"),
    path("interviews/<int:number>/", interviews.detail, name="detail"),
    path("interviews/<int:number>/edit/", interviews.edit, name="edit"),
    path("interviews/<int:number>/import/", importing.import_, name="import"),
    path(
        "interviews/<int:number>/import/confirm/", importing.import_confirm, name="import_confirm"
    ),
    path("interviews/<int:number>/record/", recording.record, name="record"),
    path("interviews/<int:number>/record/end/", recording.end, name="end"),
    path("interviews/<int:number>/segments/", recording.segments, name="segments"),
    path(
        "interviews/<int:number>/segments/<uuid:segment>/", recording.save_segment, name="segment"
    ),
    path("interviews/<int:number>/code/", coding.code, name="code"),
    path("interviews/<int:number>/code/add/", coding.add_coding, name="add_coding"),
    path("interviews/<int:number>/passages/<int:passage>/", coding.passage, name="passage"),
    path(
        "interviews/<int:number>/codings/<int:coding>/remove/",
        coding.remove_coding,
        name="remove_coding",
    ),
    path("interviews/<int:number>/codings/restore/", coding.restore_coding, name="restore_coding"),
]
