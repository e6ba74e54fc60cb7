"""Originals, recordings and samples: written file by file, read back as they were."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from kneewise.model.errors import NotFound, Store
from kneewise.model.kept_run import KeptRecording
from kneewise.model.run import Lap, Samples
from kneewise.model.run_values import Basis
from kneewise.store.load_json import load_read, load_written
from kneewise.store.packing import unpack

ORIGINAL_LEVEL = 1
"""zlib's fastest: a FIT file becomes half as large, and a higher level saves little more for three times the time."""
_IN_COLUMNS = ("id", "sha256")


def pack_original(data: bytes) -> bytes:
    """A file's bytes as they are kept."""
    packer = zlib.compressobj(ORIGINAL_LEVEL, memLevel=zlib.DEF_MEM_LEVEL + 1)
    return packer.compress(data) + packer.flush()


def put_original(db: sqlite3.Connection, sha256: str, name: str, size: int, zone: str, packed: bytes | None) -> None:
    """Keep a file's bytes, and the zone that was assumed; once is enough."""
    db.execute(
        "INSERT OR IGNORE INTO original (sha256, name, size, zone, packed) VALUES (?, ?, ?, ?, ?)", (sha256, name, size, zone, packed)
    )


def put_recording(db: sqlite3.Connection, kept: KeptRecording, packed_samples: bytes, made_by: str) -> None:
    """Keep a recording, in place of what an earlier reading or an older row of a table said of it."""
    db.execute(
        "INSERT INTO recording VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256, made_by = excluded.made_by, content = excluded.content",
        (kept.id, kept.sha256, made_by, _written(kept)),
    )
    db.execute("INSERT OR REPLACE INTO samples VALUES (?, ?)", (kept.id, packed_samples))


def put_file(db: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Note what became of a file: path, member, sha256, status, reason, byte, line."""
    db.execute("INSERT OR REPLACE INTO file VALUES (:path, :member, :sha256, :status, :reason, :byte, :line)", row)


def known_originals(db: sqlite3.Connection) -> set[str]:
    """Hashes of the files that were read already."""
    return {row[0] for row in db.execute("SELECT sha256 FROM original")}


def outdated(db: sqlite3.Connection, made_by: str) -> list[str]:
    """Hashes of kept originals that another version of readers, formulas or parameters has read."""
    query = "SELECT DISTINCT sha256 FROM recording JOIN original USING (sha256) WHERE made_by != ? AND packed IS NOT NULL ORDER BY sha256"
    return [row[0] for row in db.execute(query, (made_by,))]


def ids_of(db: sqlite3.Connection, sha256: str) -> list[str]:
    """Recordings that came from a file."""
    return [row[0] for row in db.execute("SELECT id FROM recording WHERE sha256 = ? ORDER BY id", (sha256,))]


def recordings(db: sqlite3.Connection) -> list[KeptRecording]:
    """All recordings, by id."""
    return [_read(*row) for row in db.execute("SELECT id, sha256, content FROM recording ORDER BY id")]


def samples_of(db: sqlite3.Connection, recording: str) -> Samples:
    """The samples of a recording.

    Raises
    ------
    NotFound
        If there is no such recording.
    """
    row = db.execute("SELECT packed FROM samples WHERE recording = ?", (recording,)).fetchone()
    if row is None:
        raise NotFound(f"There is no recording {recording!r}.", where="store")
    return unpack(row[0])


def owner_of(db: sqlite3.Connection, recording: str) -> str | None:
    """Hash of the original that a recording was read from last."""
    row = db.execute("SELECT sha256 FROM recording WHERE id = ?", (recording,)).fetchone()
    return None if row is None else str(row[0])


def original(db: sqlite3.Connection, sha256: str) -> tuple[str, str, bytes]:
    """Name, assumed zone and bytes of a kept file.

    Raises
    ------
    NotFound
        If it is not kept.
    Store
        If it is damaged.
    """
    row = db.execute("SELECT name, zone, packed FROM original WHERE sha256 = ? AND packed IS NOT NULL", (sha256,)).fetchone()
    if row is None:
        raise NotFound("This original is not kept.", where=sha256)
    try:
        return row[0], row[1], zlib.decompress(row[2])
    except zlib.error as error:
        raise Store(f"A kept original is damaged: {error}.", where=sha256) from error


def corrections(db: sqlite3.Connection) -> list[tuple[str, int, str, Any]]:
    """What was corrected by hand: recording, running number, field and value, in the order in which it was said."""
    found = []
    for number, recording, name, value in db.execute("SELECT number, recording, field, value FROM correction ORDER BY number"):
        said = json.loads(value)
        found.append((recording, number, name, datetime.fromisoformat(said) if name == "start" else said))
    return found


def put_corrections(db: sqlite3.Connection, members: Iterable[str], said: Mapping[str, Any]) -> None:
    """Correct a run by hand, in all its recordings; ``None`` takes a correction back."""
    for recording in members:
        for name, value in said.items():
            db.execute("DELETE FROM correction WHERE recording = ? AND field = ?", (recording, name))
            if value is not None:
                written = json.dumps(value.isoformat() if isinstance(value, datetime) else value, ensure_ascii=False)
                db.execute("INSERT INTO correction (recording, field, value) VALUES (?, ?, ?)", (recording, name, written))


def _written(kept: KeptRecording) -> str:
    content = {f.name: getattr(kept, f.name) for f in fields(kept) if f.name not in _IN_COLUMNS}
    content["start"] = kept.start.isoformat() if kept.start else None
    content["laps"] = [asdict(lap) for lap in kept.laps]
    content["load"] = load_written(kept.load)
    return json.dumps({k: v for k, v in content.items() if v or v == 0}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(ident: str, sha256: str, content: str) -> KeptRecording:
    told = json.loads(content)
    told["start"] = datetime.fromisoformat(told["start"]) if told.get("start") else None
    told["laps"] = tuple(Lap(**lap) for lap in told.get("laps", ()))
    told["load"] = load_read(told.get("load"))
    told["basis"] = {name: Basis(value) for name, value in told.get("basis", {}).items()}
    told["offset_basis"] = Basis(told["offset_basis"]) if told.get("offset_basis") else None
    for name in ("quality", "pauses", "by_speed"):
        told[name] = _tuples(told.get(name, ()))
    return KeptRecording(id=ident, sha256=sha256, **told)


def _tuples(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)
