"""Runs as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kneewise.model.kept_run import KeptRun

Phrase = Callable[..., str]
SHOWN = (
    "distance_m",
    "distance_recorded_m",
    "timer_s",
    "elapsed_s",
    "moving_s",
    "gap_speed_mps",
    "max_speed_mps",
    "ascent_m",
    "descent_m",
    "steep_descent_m",
    "very_steep_descent_m",
    "steep_down_share",
    "steps",
    "mean_cadence_spm",
    "mean_step_length_mm",
    "mean_contact_time_ms",
    "mean_contact_balance_pct",
    "mean_vertical_oscillation_mm",
    "mean_power_w",
    "mean_hr_bpm",
    "max_hr_bpm",
    "mean_temperature_c",
)
"""Values of a run's page, in order."""
_UNITS = {"_m": "m", "_bpm": "bpm", "_spm": "spm", "_w": "W", "_ms": "ms", "_mm": "mm", "_c": "°C", "_pct": "%", "steps": ""}
_LABEL_WIDTH, _VALUE_WIDTH = 40, 12


def line_of(run: KeptRun, phrase: Phrase) -> str:
    """A run in one line: id, start, distance, time, pace, sport, shoe."""
    local = run.local_start
    when = f"{local:%Y-%m-%d %H:%M}" if local else f"{phrase('run_no_date'):16}"
    metres, moving = run.values.get("distance_m"), run.values.get("moving_s")
    distance = f"{metres / 1000:7.2f} km" if metres is not None else f"{'?':>10}"
    pace = f"{_pace(metres / moving)} /km" if metres and moving and run.is_run else ""
    lasted = _clock(moving) if moving else "?"
    return f"{run.id[:8]}  {when}  {distance}  {lasted:>8}  {pace:>9}  {run.sport or '?':10}  {run.shoe}".rstrip()


def page_of(run: KeptRun, phrase: Phrase) -> str:
    """All that is known of a run, each value with where it comes from."""
    lines = [line_of(run, phrase), ""]
    for name in SHOWN:
        if name in run.values:
            lines.append(_row(phrase(f"run_{name}"), shown(name, run.values[name]), phrase(f"basis_{run.basis[name]}")))
    for name in ("device", "surface", "shoe", "title"):
        if getattr(run, name):
            lines.append(_row(phrase(f"run_{name}"), getattr(run, name), phrase("basis_entered") if name in run.entered else ""))
    if run.offset_basis and run.utc_offset_s is not None:
        lines.append(_row(phrase("run_clock"), f"UTC{run.utc_offset_s / 3600:+g} h", phrase(f"basis_{run.offset_basis}")))
    lines += [f"  {phrase('run_note')}: {phrase(f'quality_{odd}')}" for odd in run.quality]
    return "\n".join(lines)


def import_of(files: Sequence[Mapping[str, Any]], counts: Mapping[str, int], phrase: Phrase) -> str:
    """What an import came to: each file that is not wholly in, then the counts."""
    lines = []
    for file in files:
        if file["status"] in ("refused", "salvaged"):
            place = phrase("runs_byte", byte=file["byte"]) if file["byte"] is not None else ""
            place = phrase("runs_line", line=file["line"]) if file["line"] is not None else place
            name = f"{file['path']} > {file['member']}" if file["member"] else file["path"]
            lines.append(f"{phrase('status_' + file['status'])}: {name}: {file['reason']} {place}".rstrip())
    told = ", ".join(f"{count} {phrase(f'status_{status}')}" for status, count in counts.items() if count)
    activities = len({run for file in files for run in file["runs"]})
    return "\n".join([*lines, phrase("runs_counts", counts=told, activities=activities)])


def shown(name: str, value: float) -> str:
    """A value with its unit, as people read it."""
    if name.endswith("_mps"):
        return f"{_pace(value)} /km"
    if name.endswith("_share"):
        return f"{100 * value:.0f} %"
    if name.endswith("_s"):
        return _clock(value)
    unit = next((word for ending, word in _UNITS.items() if name.endswith(ending)), "")
    return f"{value:.1f} {unit}" if name.endswith("_pct") else f"{value:.0f} {unit}".rstrip()


def _row(label: str, value: str, basis: str) -> str:
    return f"  {label:{_LABEL_WIDTH}}{value:>{_VALUE_WIDTH}}   {basis}".rstrip()


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"


def _pace(speed_mps: float) -> str:
    seconds = round(1000 / speed_mps) if speed_mps > 0 else 0
    return f"{seconds // 60}:{seconds % 60:02}"
