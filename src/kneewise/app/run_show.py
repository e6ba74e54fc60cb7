"""Runs in the words of a language."""

from __future__ import annotations

from kneewise.app.desk import Desk
from kneewise.app.run_views import import_view
from kneewise.app.run_writer import FileReport
from kneewise.model.kept_run import KeptRun
from kneewise.report.runs_as_text import import_of, line_of, page_of


def run_line(desk: Desk, run: KeptRun) -> str:
    """A run in one line."""
    return line_of(run, desk.texts.phrase)


def run_page(desk: Desk, run: KeptRun) -> str:
    """All that is known of a run."""
    return page_of(run, desk.texts.phrase)


def import_text(desk: Desk, reports: list[FileReport]) -> str:
    """What an import came to."""
    view = import_view(reports)
    return import_of(view["files"], view["counts"], desk.texts.phrase)
