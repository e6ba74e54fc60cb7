"""Runs as the contract shows them: an absent number is null, never 0."""

from __future__ import annotations

from typing import Any

from kneewise.app.run_writer import FileReport
from kneewise.model.kept_run import KeptRun

LISTED = (
    "distance_m",
    "distance_recorded_m",
    "timer_s",
    "elapsed_s",
    "moving_s",
    "ascent_m",
    "descent_m",
    "mean_hr_bpm",
    "mean_cadence_spm",
    "steps",
)
STATUSES = ("added", "known", "merged", "salvaged", "refused")
_DECIMALS = 3


def import_view(reports: list[FileReport]) -> dict[str, Any]:
    """What ``runs add --json`` prints."""
    files = [
        {
            "path": report.path,
            "member": report.member or None,
            "sha256": report.sha256 or None,
            "status": report.status,
            "runs": report.runs,
            "reason": report.reason or None,
            "byte": report.byte,
            "line": report.line,
            "records": report.records,
        }
        for report in reports
    ]
    return {"files": files, "counts": {status: sum(report.status == status for report in reports) for status in STATUSES}}


def run_view(run: KeptRun) -> dict[str, Any]:
    """One entry of ``runs list --json``."""
    return {
        "id": run.id,
        "start": run.local_start.isoformat() if run.local_start else None,
        "sport": run.sport or None,
        "is_run": run.is_run,
        "format": run.format,
        "device": run.device or None,
        "shoe": run.shoe or None,
        "surface": run.surface or None,
        **{name: rounded(run.values.get(name)) for name in LISTED},
        "records": run.records,
        "from": _bases(run, LISTED),
        "quality": list(run.quality),
    }


def whole_view(run: KeptRun) -> dict[str, Any]:
    """Everything known of a run, as ``runs show --json`` prints it."""
    more = sorted(run.values.keys() - set(LISTED))
    return {
        **run_view(run),
        "sub_sport": run.sub_sport or None,
        "title": run.title or None,
        "recordings": list(run.members),
        **{name: rounded(run.values[name]) for name in more},
        "from": _bases(run, (*LISTED, *more)),
        "by_speed": [
            {"from_mps": speed, "metres": rounded(metres), "cadence_spm": rounded(cadence)} for speed, metres, cadence in run.by_speed
        ],
    }


def rounded(value: float | None) -> float | None:
    """A number as it is shown to programs."""
    return None if value is None else round(value, _DECIMALS)


def _bases(run: KeptRun, names: tuple[str, ...]) -> dict[str, str]:
    found = {name: str(run.basis[name]) for name in names if name in run.basis}
    found |= dict.fromkeys(run.entered, "entered")
    if run.offset_basis:
        found["utc_offset"] = str(run.offset_basis)
    return found
