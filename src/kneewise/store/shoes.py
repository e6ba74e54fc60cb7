"""Pairs of shoes noted by hand."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple


class KeptShoe(NamedTuple):
    """A pair: days on which it was noted and retired, and how far it had gone before its first run here."""

    added: str | None = None
    retired: str | None = None
    before_m: float = 0.0


def kept_shoes(db: sqlite3.Connection) -> dict[str, KeptShoe]:
    """All pairs by name."""
    return {name: KeptShoe(*rest) for name, *rest in db.execute("SELECT name, added, retired, before_m FROM shoe ORDER BY name")}


def put_shoe(db: sqlite3.Connection, name: str, day: date, before_m: float = 0.0) -> None:
    """Note a pair; one that is noted already stays as it is."""
    db.execute("INSERT OR IGNORE INTO shoe VALUES (?, ?, NULL, ?)", (name, day.isoformat(), before_m))


def retire(db: sqlite3.Connection, name: str, day: date) -> None:
    """Note that a pair is no longer run in."""
    db.execute("UPDATE shoe SET retired = ? WHERE name = ?", (day.isoformat(), name))
