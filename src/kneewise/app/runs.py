"""Runs asked for, corrected, entered by hand, and handed out; shoes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from kneewise.app.run_reading import READER, keep
from kneewise.app.shelf import refresh
from kneewise.model.errors import NotFound, UsageError
from kneewise.model.kept_run import EDITABLE, KeptRun
from kneewise.model.run import NO_SAMPLES, RUNNING, Recording, Samples
from kneewise.store import recordings as kept
from kneewise.store import runs as kept_runs
from kneewise.store.database import Database
from kneewise.store.packing import pack

_MANUAL = "manual"


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


def enter(store: Database, told: Mapping[str, Any], zone: str = "") -> KeptRun:
    """Keep a run that no watch recorded.

    Parameters
    ----------
    store : Database
    told : mapping
        ``start`` (an aware datetime), ``distance_m`` and ``timer_s`` (at least one of them), and of :data:`EDITABLE` what is known.
    zone : str
        Of the start; empty for the machine's.

    Returns
    -------
    KeptRun
        The new run; the same entry twice is one run.

    Raises
    ------
    UsageError
        If neither distance nor time is given, or a value cannot be one.
    """
    totals = {name: told[name] for name in ("distance_m", "timer_s", "mean_hr_bpm", "mean_cadence_spm") if told.get(name) is not None}
    if not totals.keys() & {"distance_m", "timer_s"}:
        raise UsageError("A run entered by hand needs a distance or a time.", where="runs enter")
    for name, value in totals.items():
        _check("moving_s" if name == "timer_s" else name, value)
    start: datetime = told["start"]
    document = json.dumps({**told, "start": start.isoformat()}, sort_keys=True, ensure_ascii=False).encode()
    digest = sha256(document).hexdigest()
    recording = Recording(
        key="0",
        format=_MANUAL,
        sport=told.get("sport") or RUNNING,
        sub_sport=told.get("sub_sport") or "",
        start=start,
        totals=totals,
        samples=NO_SAMPLES,
        shoe=told.get("shoe") or "",
        surface=told.get("surface") or "",
        title=told.get("title") or "",
    )
    entry = keep(recording, digest, zone)
    with store.transaction() as db:
        kept.put_original(db, digest, "entered by hand", len(document), kept.pack_original(document))
        kept.put_recording(db, entry, pack(NO_SAMPLES), READER)
        kept_runs.mark_stale(db)
    refresh(store)
    return one(store, entry.id)


def export(store: Database) -> list[dict[str, Any]]:
    """Everything kept of all recordings and runs, by content id, without what depends on when and in which order it came."""
    from kneewise.app.run_views import whole_view

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


def shoes(store: Database) -> list[dict[str, Any]]:
    """All shoes, named by hand or by a run, with their distance."""
    metres = kept_runs.metres_by_shoe(store.connection)
    rows = {name: (added, retired, before) for name, added, retired, before in store.connection.execute("SELECT * FROM shoe")}
    return [
        {
            "name": name,
            "added": rows.get(name, (None, None, 0.0))[0],
            "retired": rows.get(name, (None, None, 0.0))[1],
            "distance_m": round(rows.get(name, (None, None, 0.0))[2] + metres.get(name, (0.0, 0, None))[0], 1),
            "runs": metres.get(name, (0.0, 0, None))[1],
            "last_run": metres.get(name, (0.0, 0, None))[2],
        }
        for name in sorted(rows.keys() | metres.keys())
    ]


def add_shoe(store: Database, name: str, day: date, before_m: float = 0.0) -> None:
    """Note a pair of shoes, and how far it had gone before.

    Raises
    ------
    UsageError
        If there is one of this name, or the distance is negative.
    """
    if before_m < 0 or not name.strip():
        raise UsageError("A shoe needs a name, and a distance of 0 or more.", where="shoes add")
    with store.transaction() as db:
        if db.execute("SELECT 1 FROM shoe WHERE name = ?", (name,)).fetchone():
            raise UsageError(f"There is a shoe {name!r} already.", where="shoes add")
        db.execute("INSERT INTO shoe VALUES (?, ?, NULL, ?)", (name, day.isoformat(), before_m))


def retire_shoe(store: Database, name: str, day: date) -> None:
    """Note that a pair is no longer run in.

    Raises
    ------
    NotFound
        If no run and no note names it.
    """
    if name not in {shoe["name"] for shoe in shoes(store)}:
        raise NotFound(f"There is no shoe {name!r}. `kneewise shoes list` shows them.", where="shoes retire")
    with store.transaction() as db:
        db.execute("INSERT OR IGNORE INTO shoe VALUES (?, ?, NULL, 0)", (name, day.isoformat()))
        db.execute("UPDATE shoe SET retired = ? WHERE name = ?", (day.isoformat(), name))


_BOUNDS = {"distance_m": (0.0, 500_000.0), "moving_s": (0.0, 7 * 86_400.0), "mean_cadence_spm": (20.0, 300.0), "mean_hr_bpm": (25.0, 250.0)}


def _check(field: str, value: Any) -> None:
    if field not in EDITABLE:
        raise UsageError(f"{field!r} cannot be corrected.", where="runs edit", allowed=list(EDITABLE))
    if value is None or field not in _BOUNDS:
        return
    low, high = _BOUNDS[field]
    if not low < value <= high:
        raise UsageError(f"{field} is {value:g}; expected more than {low:g}, at most {high:g}. Nothing was saved.", where=field)
