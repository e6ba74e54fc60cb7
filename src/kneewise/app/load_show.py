"""Knee load in words and as a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kneewise.app.desk import Desk
from kneewise.model.errors import UsageError
from kneewise.model.load import PFJ
from kneewise.report.load_as_text import load_as_text
from kneewise.report.pictures import KINDS, RunBar, load_figure, save

LONGEST_OF_DAYS = 30
PICTURE_DAYS = 365
"""A picture without a first day shows the last year: more would be too small to read."""


def load_text(desk: Desk, view: Mapping[str, Any]) -> str:
    """Runs, weeks and spikes in words."""
    return load_as_text(view, desk.texts.phrase)


def load_picture(desk: Desk, view: Mapping[str, Any], path: Path, *, since: bool) -> None:
    """Draw runs and weekly load into a file; without a first day asked for (``since``), those of the last year.

    Raises
    ------
    UsageError
        If the file's ending names no kind of picture.
    """
    check_kind(path)
    loads = {run["id"]: run["tissues"][PFJ]["relative"] for run in view["runs"]}
    kilometres = {run["id"]: run["km"] for run in view["runs"]}
    last = max((s["date"] for s in view["spikes"]), default="")
    first = (date.fromisoformat(last) - timedelta(days=PICTURE_DAYS)).isoformat() if last and not since else ""
    bars = [
        RunBar(date.fromisoformat(s["date"]), kilometres[s["run"]], s["band"], loads[s["run"]][0] if loads[s["run"]] else None)
        for s in view["spikes"]
        if kilometres.get(s["run"]) is not None and s["date"] >= first
    ]
    figure = load_figure(bars, _longest(bars), [], desk.texts.phrase)
    save(figure, path, desk.texts.phrase("load_title"))


def check_kind(path: Path) -> None:
    """Refuse a picture of an unknown kind before anything is drawn."""
    if path.suffix not in KINDS:
        raise UsageError(
            f"A picture ends in {' or '.join(KINDS)}, not in {path.suffix or 'nothing'}.", where="--picture", allowed=list(KINDS)
        )


def _longest(bars: list[RunBar]) -> list[tuple[date, float]]:
    """On each day of the picture, the longest run of the 30 days before it; NaN where there was none."""
    if not bars:
        return []
    span = [bars[0].day + timedelta(days=k) for k in range((bars[-1].day - bars[0].day).days + 1)]
    return [(day, max((b.km for b in bars if 0 < (day - b.day).days <= LONGEST_OF_DAYS), default=math.nan)) for day in span]
