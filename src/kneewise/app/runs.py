"""Runs asked for, corrected, entered by hand, and handed out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from kneewise.app.run_import import Writer
from kneewise.app.run_reading import Reckoning, read_file
from kneewise.app.run_views import whole_view
from kneewise.app.shelf import refresh
from kneewise.model.errors import UsageError
from kneewise.model.kept_run import EDITABLE, KeptRun
from kneewise.model.run import Samples
from kneewise.readers.entry_json import DOCUMENT_NAME, document_of
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


def samples(store: Database, run: KeptRun) -> Samples:
    """The samples of the recording that leads."""
    return kept.samples_of(store.connection, run.id)


def edit(store: Database, name: str, said: Mapping[str, Any]) -> KeptRun:
    """Correct a run by hand. The correction stays when the file is read again.

    Parameters
    ----------
    store : Database
    name : str
        The run's id or the beginning of it.
    said : mapping
        By the names of :data:`kneewise.model.kept_run.EDITABLE`; ``None`` takes a correction back.

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
    for field, value in said.items():
        _check(field, value)
    with store.transaction() as db:
        kept.put_corrections(db, run.id, said)
        kept_runs.mark_stale(db)
    refresh(store)
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
    read = read_file(document_of(told), DOCUMENT_NAME, reckoning)
    with Writer(store, reckoning.made_by) as writer:
        writer.keep(read, DOCUMENT_NAME)
    refresh(store)
    return one(store, read.kept[0][0].id)


def export(store: Database) -> list[dict[str, Any]]:
    """Everything kept of all recordings and runs, by content id, without what depends on when and in which order it came."""
    said = kept.corrections(store.connection)
    runs = {member: run for run in kept_runs.runs(store.connection) for member in run.members}
    found = []
    for recording in kept.recordings(store.connection):
        samples_here = kept.samples_of(store.connection, recording.id)
        digest = sha256(samples_here.elapsed_s.tobytes() + b"".join(v.tobytes() for v in samples_here.channels.values())).hexdigest()
        found.append(
            {
                "recording": recording.id,
                "original": recording.sha256,
                "run": runs[recording.id].id,
                "samples_sha256": digest,
                "corrections": {name: str(value) for name, value in said.get(recording.id, {}).items()},
                "values": whole_view(runs[recording.id]) if runs[recording.id].id == recording.id else None,
            }
        )
    return found


_BOUNDS = {
    "distance_m": (0.0, 500_000.0),
    "timer_s": (0.0, 7 * 86_400.0),
    "moving_s": (0.0, 7 * 86_400.0),
    "mean_cadence_spm": (20.0, 300.0),
    "mean_hr_bpm": (25.0, 250.0),
}


def _check(field: str, value: Any) -> None:
    if field not in EDITABLE:
        raise UsageError(f"{field!r} cannot be corrected.", where="runs edit", allowed=list(EDITABLE))
    if value is not None and field in _BOUNDS:
        _check_bounds(field, value)


def _check_bounds(field: str, value: float) -> None:
    low, high = _BOUNDS[field]
    if not low < value <= high:
        raise UsageError(f"{field} is {value:g}; expected more than {low:g}, at most {high:g}. Nothing was saved.", where=field)
