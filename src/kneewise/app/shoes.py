"""Pairs of shoes: named by hand or by a run, with how far each has gone."""

from __future__ import annotations

from datetime import date
from typing import Any

from kneewise.model.errors import NotFound, UsageError
from kneewise.store.database import Database
from kneewise.store.runs import metres_by_shoe
from kneewise.store.shoes import KeptShoe, kept_shoes, put_shoe, retire

LONGEST_M = 1e8


def shoes(store: Database) -> list[dict[str, Any]]:
    """All shoes, named by hand or by a run, with their distance."""
    run_in, noted = metres_by_shoe(store.connection), kept_shoes(store.connection)
    found = []
    for name in sorted(noted.keys() | run_in.keys()):
        shoe, (metres, runs, last_run) = noted.get(name, KeptShoe()), run_in.get(name, (0.0, 0, None))
        found.append(
            {
                "name": name,
                "added": shoe.added,
                "retired": shoe.retired,
                "distance_m": round(shoe.before_m + metres, 1),
                "runs": runs,
                "last_run": last_run,
            }
        )
    return found


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
        if name in kept_shoes(db):
            raise UsageError(f"There is a shoe {name!r} already.", where="shoes add")
        put_shoe(db, name, day, before_m)


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
        put_shoe(db, name, day)
        retire(db, name, day)
