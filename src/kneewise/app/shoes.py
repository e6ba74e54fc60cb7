"""Pairs of shoes: named by hand or by a run, with how far each has gone."""

from __future__ import annotations

from datetime import date
from typing import Any

from kneewise.model.errors import NotFound, UsageError
from kneewise.store import runs as kept_runs
from kneewise.store.database import Database

LONGEST_M = 1e8


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
    if not (0 <= before_m <= LONGEST_M) or not name.strip():
        raise UsageError("A shoe needs a name, and a distance from 0 to 100,000 km.", where="shoes add")
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
