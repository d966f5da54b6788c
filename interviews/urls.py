from django.urls import path

from interviews.views import (
    capturing,
    coding,
    consents,
    history,
    importing,
    interview_guides,
    interviews,
    participants,
    passages,
    people_list,
    recording,
    replacements,
    schedule,
    second_coding,
    sound,
    transcribing,
)

app_name = "interviews"
urlpatterns = [
    path("replacements/", replacements.replacements, name="replacements"),
    path("replacements/<int:replacement>/", replacements.replacement, name="replacement"),
    path(
        "replacements/<int:replacement>/propose-again/",
        replacements.propose_again,
        name="propose_again",
    ),
    path("participants/", participants.participants, name="participants"),
    path("participants/add/", participants.participant_add, name="participant_add"),
    path("participants/import/", people_list.participants_import, name="participants_import"),
    path(
        "participants/import/confirm/",
        people_list.participants_import_confirm,
        name="participants_import_confirm",
    ),
    path(
        "participants/import/template.<str:kind>",
        people_list.participants_template,
        name="participants_template",
    ),
    path("participants/<str:pseudonym>/", participants.participant, name="participant"),
    path(
        "participants/<str:pseudonym>/edit/", participants.participant_edit, name="participant_edit"
    ),
    path("participants/<str:pseudonym>/consents/", consents.consents, name="consents"),
    path(
        "participants/<str:pseudonym>/consents/<str:consent>/take-back/",
        consents.take_back,
        name="take_back",
    ),
    path("participants/<str:pseudonym>/withdraw/", participants.withdraw, name="withdraw"),
    path("guides/", interview_guides.guides, name="guides"),
    path("interviews/", interviews.list_, name="list"),
    path("interviews/add/", interviews.add, name="add"),
    path("interviews/add-several/", interviews.add_several, name="add_several"),
    path("interviews/schedule/", schedule.schedule, name="schedule"),
    path("interviews/schedule.ics", schedule.calendar, name="calendar"),
    path("interviews/<int:number>/", interviews.detail, name="detail"),
    path(
        "interviews/<int:number>/interview.ics",
        schedule.interview_calendar,
        name="interview_calendar",
    ),
    path("interviews/<int:number>/edit/", interviews.edit, name="edit"),
    path("interviews/<int:number>/guide/", interview_guides.update_guide, name="update_guide"),
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
    path(
        "interviews/<int:number>/segments/<uuid:segment>/rivals/<uuid:rival>/",
        recording.rival,
        name="rival",
    ),
    path("interviews/<int:number>/covered/<str:key>/", recording.covered, name="covered"),
    path(
        "interviews/<int:number>/segments/<uuid:segment>/history/",
        history.segment_history,
        name="segment_history",
    ),
    path(
        "interviews/<int:number>/segments/<uuid:segment>/history/<int:version>/restore/",
        history.restore_segment,
        name="restore_segment",
    ),
    path("interviews/<int:number>/recordings/", capturing.recordings, name="recordings"),
    path(
        "interviews/<int:number>/recordings/<uuid:recording>/",
        capturing.stop_recording,
        name="stop_recording",
    ),
    path(
        "interviews/<int:number>/recordings/<uuid:recording>/slices/<int:slice_number>/",
        capturing.store_slice,
        name="store_slice",
    ),
    path("interviews/<int:number>/recordings/<uuid:recording>/sound/", sound.sound, name="sound"),
    path("interviews/<int:number>/sound/delete/", sound.delete_sound, name="delete_sound"),
    path("interviews/<int:number>/transcribe/", transcribing.transcribe, name="transcribe"),
    path(
        "interviews/<int:number>/transcription/", transcribing.transcription, name="transcription"
    ),
    path(
        "interviews/<int:number>/second-coding/",
        second_coding.second_coding,
        name="second_coding",
    ),
    path(
        "interviews/<int:number>/second-coding/finish/",
        second_coding.finish_second_coding,
        name="finish_second_coding",
    ),
    path(
        "interviews/<int:number>/second-coding/<int:coder>/withdraw/",
        second_coding.withdraw_second_coding,
        name="withdraw_second_coding",
    ),
    path(
        "interviews/<int:number>/second-coding/<int:coder>/remove/",
        second_coding.remove_second_coding,
        name="remove_second_coding",
    ),
    path("interviews/<int:number>/code/", coding.code, name="code"),
    path("interviews/<int:number>/code/by-hand/", coding.code_by_hand, name="code_by_hand"),
    path("interviews/<int:number>/code/marked/", coding.marked, name="marked"),
    path("interviews/<int:number>/code/feed/", coding.feed, name="feed"),
    path("interviews/<int:number>/code/add/", coding.add_coding, name="add_coding"),
    path("interviews/<int:number>/code/undo/", coding.undo_coding, name="undo_coding"),
    path("interviews/<int:number>/code/theme/", coding.add_theme, name="add_theme"),
    path("interviews/<int:number>/code/looked-at/", coding.looked_at, name="looked_at"),
    path(
        "interviews/<int:number>/passages/<int:passage>/move/",
        coding.move_passage,
        name="move_passage",
    ),
    path("interviews/<int:number>/passages/<int:passage>/", passages.passage, name="passage"),
    path(
        "interviews/<int:number>/codings/<int:coding>/", coding.change_coding, name="change_coding"
    ),
    path(
        "interviews/<int:number>/codings/<int:coding>/remove/",
        coding.remove_coding,
        name="remove_coding",
    ),
]
