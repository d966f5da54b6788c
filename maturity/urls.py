from django.urls import path

from maturity.views import (
    assessments,
    contributors,
    evidence,
    history,
    printing,
    profile,
    rating,
    saving,
    steps,
    talk,
    versions,
    workbook,
)

app_name = "maturity"
urlpatterns = [
    path("", assessments.list_, name="list"),
    path("open/", assessments.open_, name="open"),
    path("<slug:framework>/", assessments.detail, name="detail"),
    path("<slug:framework>/submit/", steps.submit, name="submit"),
    path("<slug:framework>/parts/<slug:domain>/", rating.domain, name="domain"),
    path("<slug:framework>/changes/<slug:domain>/", saving.changes, name="changes"),
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/",
        saving.save_answer,
        name="save_answer",
    ),
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/history/",
        history.history,
        name="history",
    ),
    path("<slug:framework>/version/", versions.version, name="version"),
    # The trust's lead and those whom they ask
    path("<slug:framework>/contributors/", contributors.list_, name="contributors"),
    path("<slug:framework>/contributors/invite/", contributors.invite, name="invite"),
    path(
        "<slug:framework>/contributors/<int:contributor>/parts/",
        contributors.give_parts,
        name="give_parts",
    ),
    path(
        "<slug:framework>/contributors/<int:contributor>/link/",
        contributors.send_link,
        name="send_link",
    ),
    path(
        "<slug:framework>/contributors/<int:contributor>/remind/",
        contributors.remind,
        name="remind",
    ),
    path(
        "<slug:framework>/contributors/<int:contributor>/revoke/",
        contributors.revoke,
        name="revoke",
    ),
    # The steps of a self-rating
    path("<slug:framework>/agree/", steps.agree, name="agree"),
    path("<slug:framework>/reopen/", steps.reopen, name="reopen"),
    # Talking about an indicator, and settling it
    path("<slug:framework>/comments/", talk.comments, name="comments"),
    path("<slug:framework>/parts/<slug:domain>/<slug:indicator>/talk/", talk.talk, name="talk"),
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/talk/<int:remark>/take-back/",
        talk.take_back,
        name="take_back",
    ),
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/settle/", talk.settle, name="settle"
    ),
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/unsettle/",
        talk.unsettle,
        name="unsettle",
    ),
    # Links and files as evidence
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/evidence/",
        evidence.evidence,
        name="evidence",
    ),
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/evidence/<int:attachment>/",
        evidence.evidence_file,
        name="evidence_file",
    ),
    path(
        "<slug:framework>/parts/<slug:domain>/<slug:indicator>/evidence/<int:attachment>/remove/",
        evidence.remove_evidence,
        name="remove_evidence",
    ),
    # What it says about the trust
    path("<slug:framework>/profile/", profile.profile, name="profile"),
    path("<slug:framework>/profile/download/", profile.download_profile, name="download_profile"),
    path("<slug:framework>/profile/others/", profile.place, name="place"),
    path(
        "<slug:framework>/profile/others/download/", profile.download_place, name="download_place"
    ),
    # On paper, and in a workbook
    path("<slug:framework>/print/", printing.print_, name="print"),
    path("<slug:framework>/workbook/", workbook.workbook, name="workbook"),
    path("<slug:framework>/workbook/file/", workbook.workbook_file, name="workbook_file"),
    path(
        "<slug:framework>/workbook/<int:upload>/",
        workbook.workbook_preview,
        name="workbook_preview",
    ),
    path(
        "<slug:framework>/workbook/<int:upload>/cancel/",
        workbook.cancel_workbook,
        name="cancel_workbook",
    ),
]
