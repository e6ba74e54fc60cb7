"""Years of one-hour FIT runs, made from real ones: their own messages and second-by-second values, moved to other days."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from fastcrc import crc16
from numpy.typing import NDArray

from kneewise.model.run import Column
from kneewise.readers import fit_profile as profile
from kneewise.readers.fit_tables import TIMESTAMP, Segment, Table, read_segments

SECONDS = 3600
FIRST_DAY = 800_000_000
"""FIT's clock in May 2015."""
_DAY_S = 86_400
TEMPLATES = (
    "Runalyze__Fenix-2.fit",
    "Runalyze__FR735XT-with-performance-condition.fit",
    "Runalyze__garmin-runPower.fit",
    "GoldenCheetah__IpBike-HRV-Data.fit",
    "jimmykane__running-with-developer-data.fit",
    "sports-alliance__6909950168.fit",
    "sports-alliance__6916728382.fit",
    "sports-alliance__6914538454.fit",
    "tormoder__activity-small-fenix2-run.fit",
)
"""Real runs recorded every second: with and without power, running dynamics and sensors' own fields."""


def made_runs(activities: Path, count: int, seed: int = 20261124) -> Iterator[tuple[str, bytes]]:
    """Make runs of an hour, :data:`SECONDS` records each.

    Parameters
    ----------
    activities : Path
        Folder of the real files.
    count : int
        How many; three in four days, the year round.
    seed : int
        Of the values that are varied.

    Yields
    ------
    (str, bytes)
        Name and content.
    """
    rng = np.random.default_rng(seed)
    segments = [read_segments((activities / name).read_bytes())[0][0] for name in TEMPLATES]
    for k in range(count):
        start = FIRST_DAY + (k * 4 // 3) * _DAY_S + 6 * 3600 + int(rng.integers(0, 36_000))
        yield f"run-{k:05}.fit", _made(segments[int(rng.integers(len(segments)))], start, rng)


def _made(segment: Segment, start: int, rng: np.random.Generator) -> bytes:
    """One run: the template's head and tail, and an hour of its records from a random second on."""
    records = max(segment.of(profile.RECORD), key=len)
    first, last = records.starts[0], records.starts[-1]
    others = [(at, table, k) for table in segment.tables if table.message != profile.RECORD for k, at in enumerate(table.starts)]
    shift = start - int(np.nanmin(_times(records)))
    parts: list[bytes] = []
    written: dict[int, int] = {}
    for at, table, k in sorted(others, key=lambda o: o[0]):
        if at < first:
            parts += _message(table, table.rows[k], written, shift)
    rows = records.rows[(np.arange(SECONDS) + int(rng.integers(len(records)))) % len(records)].copy()
    metres = _patch_records(records, rows, start, rng)
    parts.append(_definition(records, written, 15))
    parts.append(np.concatenate([np.full((SECONDS, 1), 15, np.uint8), rows], axis=1).tobytes())
    for at, table, k in sorted(others, key=lambda o: o[0]):
        if at > last:
            row = _patch_session(table, table.rows[k], start, metres) if table.message == profile.SESSION else table.rows[k]
            parts += _message(table, row, written, 0 if table.message == profile.SESSION else shift)
    body = b"".join(parts)
    head = struct.pack("<BBHI4sH", 14, 0x20, 2132, len(body), b".FIT", 0)
    return head + body + struct.pack("<H", crc16.arc(head + body))


def _times(table: Table) -> Column:
    times = table.column(TIMESTAMP)
    return np.full(len(table), np.nan) if times is None else times


def _patch_records(table: Table, rows: NDArray[Any], start: int, rng: np.random.Generator) -> int:
    """New times, a distance that goes on, a heart rate a few beats off; the rest stays as it was recorded."""
    _put(table, rows, TIMESTAMP, start + np.arange(SECONDS))
    speed = table.column(73) if 73 in table.places else table.column(6)
    steps = np.nan_to_num(speed[(np.arange(SECONDS)) % len(speed)] / 1000, nan=2.8) if speed is not None else np.full(SECONDS, 2.8)
    metres = np.cumsum(np.clip(steps, 0, 6) * rng.uniform(0.97, 1.03))
    _put(table, rows, 5, np.round(100 * metres))
    if 3 in table.places:
        at = table.places[3].offset
        beats = rows[:, at].astype(int)
        rows[:, at] = np.where(beats == 255, 255, np.clip(beats + int(rng.integers(-6, 7)), 40, 220))
    return round(100 * float(metres[-1]))


def _patch_session(table: Table, row: NDArray[Any], start: int, metres: int) -> NDArray[Any]:
    rows = row[None, :].copy()
    for number, value in ((TIMESTAMP, start + SECONDS), (2, start), (7, 1000 * SECONDS), (8, 1000 * SECONDS), (9, metres)):
        _put(table, rows, number, np.array([value]))
    one: NDArray[Any] = rows[0]
    return one


def _put(table: Table, rows: NDArray[Any], number: int, values: NDArray[Any]) -> None:
    place = table.places.get(number)
    if place is not None and place.size == 4:
        rows[:, place.offset : place.offset + 4] = values.astype(">u4" if table.big_endian else "<u4").view(np.uint8).reshape(-1, 4)


def _definition(table: Table, written: dict[int, int], local: int) -> bytes:
    written[local] = id(table)
    order = ">" if table.big_endian else "<"
    fields = b"".join(bytes([number, place.size, place.base]) for number, place in table.places.items())
    sensors = b"".join(bytes([number, place.size, index]) for (index, number), place in table.developer.items())
    head = bytes([0x40 | local | (0x20 if sensors else 0), 0, table.big_endian])
    head += struct.pack(order + "HB", table.message, len(table.places)) + fields
    return head + (bytes([len(table.developer)]) + sensors if sensors else b"")


def _message(table: Table, row: NDArray[Any], written: dict[int, int], shift: int) -> list[bytes]:
    """A message, after its definition if that is not the last one written under its number."""
    local = table.message % 15
    parts = [] if written.get(local) == id(table) else [_definition(table, written, local)]
    rows = row[None, :].copy()
    for number in (TIMESTAMP, 2) if table.message in (profile.LAP, profile.SESSION) else (TIMESTAMP,):
        place = table.places.get(number)
        if place is not None and place.size == 4 and shift:
            old = rows[0, place.offset : place.offset + 4].view(">u4" if table.big_endian else "<u4")[0]
            if old != 0xFFFFFFFF:
                _put(table, rows, number, np.array([int(old) + shift]))
    return [*parts, bytes([local]) + rows.tobytes()]
