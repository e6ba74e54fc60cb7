"""The runs as they really were: made again from recordings and corrections whenever these changed, and asked for by day."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from kneewise.model.errors import NotFound
from kneewise.model.history import HistoryRun
from kneewise.model.kept_run import KeptRun
from kneewise.model.load import PFJ, RunLoad
from kneewise.model.run_values import Basis
from kneewise.store.load_json import load_read, load_written

_STALE = "stale"


class RunOfDay(NamedTuple):
    """What of a run counts for the load of its day."""

    id: str
    day: str
    is_run: bool
    distance_m: float | None
    load: RunLoad | None


def mark_stale(db: sqlite3.Connection) -> None:
    """Say that the runs no longer follow from the recordings; goes into the transaction that changes these."""
    db.execute("INSERT OR REPLACE INTO note VALUES (?, '')", (_STALE,))


def is_stale(db: sqlite3.Connection) -> bool:
    """Whether the runs are to be made again."""
    return db.execute("SELECT 1 FROM note WHERE name = ?", (_STALE,)).fetchone() is not None


def replace_runs(db: sqlite3.Connection, runs: Iterable[KeptRun]) -> None:
    """Put these runs in place of all that were kept."""
    db.execute("DELETE FROM member")
    db.execute("DELETE FROM run")
    for run in runs:
        value = run.values.get
        db.execute(
            "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run.id,
                run.day.isoformat() if run.day else None,
                run.start.astimezone(UTC).isoformat() if run.start else None,
                run.is_run,
                run.sport,
                run.shoe,
                run.surface,
                value("distance_m"),
                value("moving_s"),
                value("descent_m"),
                value("steep_descent_m"),
                value("mean_cadence_spm"),
                _relative(run),
                json.dumps(load_written(run.load), separators=(",", ":")) if run.load else None,
                _written(run),
            ),
        )
        db.executemany("INSERT INTO member VALUES (?, ?)", [(member, run.id) for member in run.members])
    db.execute("DELETE FROM note WHERE name = ?", (_STALE,))


def runs(db: sqlite3.Connection, first: date | None = None, last: date | None = None) -> list[KeptRun]:
    """Runs and other activities, by start; with a span only those of its days."""
    query, bounds = "SELECT content, load FROM run", []
    if first or last:
        query += " WHERE day BETWEEN ? AND ?"
        bounds = [(first or date.min).isoformat(), (last or date.max).isoformat()]
    return [_read(*row) for row in db.execute(f"{query} ORDER BY start_utc, id", bounds)]


def loads(db: sqlite3.Connection, first: date, last: date) -> list[RunOfDay]:
    """What the activities of these days loaded, by start."""
    query = "SELECT id, day, is_run, distance_m, load FROM run WHERE day BETWEEN ? AND ? ORDER BY start_utc, id"
    return [
        RunOfDay(name, day, bool(is_run), distance, load_read(json.loads(load)) if load else None)
        for name, day, is_run, distance, load in db.execute(query, (first.isoformat(), last.isoformat()))
    ]


_HISTORY = (
    "SELECT id, day, distance_m, moving_s, mean_cadence_spm, descent_m, steep_descent_m, relative, shoe, surface, NULL "
    "FROM run WHERE is_run AND day IS NOT NULL ORDER BY day, id"
)
_HISTORY_WITH_SPEEDS = _HISTORY.replace("NULL ", "json_extract(content, '$.by_speed') ", 1)


def history_runs(db: sqlite3.Connection, *, with_speeds: bool = False) -> list[HistoryRun]:
    """The runs with a day, oldest first; what was run at which speed only if asked for, since that is most of what there is to read."""
    return [
        HistoryRun(
            id=name,
            day=date.fromisoformat(day),
            distance_m=distance,
            moving_s=moving,
            cadence_spm=cadence,
            descent_m=descent,
            steep_descent_m=steep,
            knee_load=load,
            shoe=shoe or None,
            surface=surface or None,
            by_speed=tuple(map(tuple, json.loads(speeds))) if speeds else (),
        )
        for name, day, distance, moving, cadence, descent, steep, load, shoe, surface, speeds in db.execute(
            _HISTORY_WITH_SPEEDS if with_speeds else _HISTORY
        )
    ]


def run_of(db: sqlite3.Connection, name: str) -> KeptRun:
    """The run with this id, with the id of one of its recordings, or with an id that begins so.

    Raises
    ------
    NotFound
        If none has it, or several begin so.
    """
    found = db.execute(
        "SELECT DISTINCT run.content, run.load FROM run JOIN member ON member.run = run.id "
        "WHERE substr(member.recording, 1, ?) = ? LIMIT 2",
        (len(name), name),
    ).fetchall()
    if len(found) != 1 or not name:
        told = "Several runs begin so; give more letters." if found else "`kneewise runs list` shows them."
        raise NotFound(f"No single run {name!r}. {told}", where="run")
    return _read(*found[0])


def run_by_recording(db: sqlite3.Connection) -> dict[str, str]:
    """Of which run each recording is."""
    return dict(db.execute("SELECT recording, run FROM member"))


def metres_by_shoe(db: sqlite3.Connection) -> dict[str, tuple[float, int, str | None]]:
    """Distance, number of runs and last day of each shoe that a run names."""
    rows = db.execute(
        "SELECT shoe, coalesce(sum(distance_m), 0), count(*), max(day) FROM run WHERE shoe != '' AND is_run GROUP BY shoe ORDER BY shoe"
    )
    return {shoe: (metres, count, day) for shoe, metres, count, day in rows}


def _relative(run: KeptRun) -> float | None:
    relative = run.load.tissues[PFJ].relative if run.load else None
    return relative.value if relative else None


def _written(run: KeptRun) -> str:
    content: dict[str, Any] = {f.name: getattr(run, f.name) for f in fields(run)}
    content["start"] = run.start.isoformat() if run.start else None
    del content["load"]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(content: str, load: str | None) -> KeptRun:
    told = json.loads(content)
    told["start"] = datetime.fromisoformat(told["start"]) if told["start"] else None
    told["load"] = load_read(json.loads(load)) if load else None
    told["basis"] = {name: Basis(value) for name, value in told["basis"].items()}
    told["offset_basis"] = Basis(told["offset_basis"]) if told["offset_basis"] else None
    for name in ("members", "quality", "entered"):
        told[name] = tuple(told[name])
    told["by_speed"] = tuple(tuple(row) for row in told["by_speed"])
    return KeptRun(**told)
