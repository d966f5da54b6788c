"""Asking for, building and releasing reports; each function one transaction, audited."""

from reports.actions.building import COULD_NOT_BUILD, build_report, sweep_reports
from reports.actions.releasing import NotReady, Overtaken, note_download, release_report
from reports.actions.requesting import NamesInReport, request_report

__all__ = [
    "COULD_NOT_BUILD",
    "NamesInReport",
    "NotReady",
    "Overtaken",
    "build_report",
    "note_download",
    "release_report",
    "request_report",
    "sweep_reports",
]
