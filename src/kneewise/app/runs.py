"""Runs asked for, corrected, entered by hand, and handed out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from kneewise.app.run_reading import Reckoning, read_file
from kneewise.app.run_views import rounded, whole_view
from kneewise.app.run_writer import Writer
from kneewise.app.shelf import refresh
from kneewise.model.errors import UsageError
from kneewise.model.kept_run import EDITABLE, KeptRecording, KeptRun
from kneewise.model.run import RUNNING
from kneewise.readers.entry_json import DOCUMENT_NAME, document_of
from kneewise.readers.sports import known_sports, sport_of
from kneewise.readers.summary import EARLIEST, LATEST
from kneewise.store import recordings as kept
from kneewise.store import runs as kept_runs
from kneewise.store.database import Database


def listed(store: Database, first: date | None = None, last: date | None = None, *, others: bool = True) -> list[KeptRun]:
    """Runs by start; with ``others`` also activities of other sports."""
    return [run for run in kept_runs.runs(store.connection, first, last) if others or run.is_run is not False]


def one(store: Database, name: str) -> KeptRun:
    """A run by its id or the beginning of it.

    Raises
    ------
    NotFound
        If no single run has it.
    """
    return kept_runs.run_of(store.connection, name)


def original_of(store: Database, name: str) -> bytes:
    """Bytes of the file that a run's leading recording was read from.

    Raises
    ------
    NotFound
        If there is no such run, or its original was too large to keep.
    """
    run = one(store, name)
    return kept.original(store.connection, kept.owner_of(store.connection, run.id) or "")[2]


def edit(store: Database, name: str, said: Mapping[str, Any], reckoning: Reckoning) -> KeptRun:
    """Correct a run by hand. The correction stays when the file is read again.

    Parameters
    ----------
    store : Database
    name : str
        The run's id or the beginning of it.
    said : mapping
        By the names of :data:`kneewise.model.kept_run.EDITABLE`; ``None`` takes a correction back. A start without a zone is by the
        clock of the run.
    reckoning : Reckoning

    Returns
    -------
    KeptRun
        The run after the correction.

    Raises
    ------
    NotFound
        If there is no such run.
    UsageError
        If a value cannot be one.
    """
    run = one(store, name)
    said = {field: _checked(field, value, run) for field, value in said.items()}
    with store.transaction() as db:
        kept.put_corrections(db, run.members, said)
        kept_runs.mark_stale(db)
    refresh(store, reckoning.model)
    return one(store, run.id)


def enter(store: Database, told: Mapping[str, Any], reckoning: Reckoning) -> KeptRun:
    """Keep a run that no watch recorded.

    Parameters
    ----------
    store : Database
    told : mapping
        ``start`` (an aware datetime), ``distance_m`` and ``timer_s`` (at least one of them), and of :data:`EDITABLE` what is known.
    reckoning : Reckoning

    Returns
    -------
    KeptRun
        The new run; the same entry twice is one run.

    Raises
    ------
    UsageError
        If neither distance nor time is given, or a value cannot be one.
    """
    totals = [name for name in _BOUNDS if told.get(name) is not None]
    if not {"distance_m", "timer_s"} & set(totals):
        raise UsageError("A run entered by hand needs a distance or a time.", where="runs enter")
    for name in totals:
        _check_bounds(name, told[name])
    start = _checked_start(told["start"])
    read = read_file(document_of({**told, "start": start, "sport": _sport(told.get("sport") or RUNNING)}), DOCUMENT_NAME, reckoning)
    entry = read.kept[0][0]
    twin = next((r for r in kept.recordings(store.connection) if r.format == entry.format and r.start == start and r.id != entry.id), None)
    if twin is not None:
        raise UsageError(
            f"There is an entry at this time: `kneewise runs edit {twin.id[:8]}` corrects it. Nothing was saved.", where="--start"
        )
    with Writer(store, reckoning) as writer:
        writer.keep(read, DOCUMENT_NAME)
    refresh(store, reckoning.model)
    return one(store, entry.id)


def export(store: Database) -> list[dict[str, Any]]:
    """Everything kept of all recordings and runs, by content id, without what depends on when and in which order it came."""
    said: dict[str, dict[str, str]] = {}
    for recording, _, field, value in kept.corrections(store.connection):
        said.setdefault(recording, {})[field] = str(value)
    runs = {member: run for run in kept_runs.runs(store.connection) for member in run.members}
    return [_exported(store, recording, runs[recording.id], said.get(recording.id, {})) for recording in kept.recordings(store.connection)]


def _exported(store: Database, recording: KeptRecording, run: KeptRun, said: Mapping[str, str]) -> dict[str, Any]:
    samples_here = kept.samples_of(store.connection, recording.id)
    columns = {"elapsed_s": samples_here.elapsed_s, **samples_here.channels}
    return {
        "recording": recording.id,
        "original": recording.sha256,
        "format": recording.format,
        "run": run.id,
        "values": {name: rounded(value) for name, value in sorted(recording.values.items())},
        "laps": [{"start_s": lap.start_s, "end_s": lap.end_s, **lap.totals} for lap in recording.laps],
        "pauses": [list(pause) for pause in recording.pauses],
        "samples": {name: sha256(column.tobytes()).hexdigest() for name, column in sorted(columns.items())},
        "corrections": dict(said),
        "as_run": whole_view(run) if run.id == recording.id else None,
    }


_BOUNDS = {
    "distance_m": (0.0, 500_000.0),
    "ascent_m": (-1.0, 20_000.0),
    "timer_s": (0.0, 7 * 86_400.0),
    "moving_s": (0.0, 7 * 86_400.0),
    "mean_cadence_spm": (20.0, 300.0),
    "mean_hr_bpm": (25.0, 250.0),
}


def _checked(field: str, value: Any, run: KeptRun) -> Any:
    """A correction that can be one, in the form in which it is kept."""
    if field not in EDITABLE:
        raise UsageError(f"{field!r} cannot be corrected.", where="runs edit", allowed=list(EDITABLE))
    if value is None:
        return None
    if field in _BOUNDS:
        _check_bounds(field, value)
    if field == "sport":
        return _sport(value)
    if field == "start":
        own = timezone(timedelta(seconds=run.utc_offset_s or 0))
        return _checked_start(value if value.tzinfo else value.replace(tzinfo=own))
    return value


def _checked_start(start: datetime) -> datetime:
    if not EARLIEST <= start < LATEST:
        raise UsageError(f"{start:%Y-%m-%d} is no day of a run. Nothing was saved.", where="--start")
    return start


def _sport(told: str) -> str:
    """A sport by any of its names."""
    sport = sport_of(told)[0]
    if sport not in known_sports():
        raise UsageError(f"{told!r} is no sport known here. Nothing was saved.", where="--sport", allowed=sorted(known_sports()))
    return sport


def _check_bounds(field: str, value: float) -> None:
    low, high = _BOUNDS[field]
    if not low < value <= high:
        raise UsageError(f"{field} is {value:g}; expected more than {low:g}, at most {high:g}. Nothing was saved.", where=field)
