"""A FIT file's messages as tables, one column per field.

A definition message says how long each following data message is, so the file is walked header by header and all messages of one
definition are then taken out at once. Where the file stops making sense the walk ends, and what came before is kept.

References
----------
.. [1] FIT protocol: file header, record header, definition message, compressed timestamp, developer data, CRC.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from fastcrc import crc16
from numpy.typing import NDArray

from kneewise.model.errors import Unreadable
from kneewise.model.run import Column, Damage

TIMESTAMP = 253
_SMALLEST_HEADER = 12
_CRC_BYTES = 2
_COMPRESSED, _DEFINITION, _DEVELOPER = 0x80, 0x40, 0x20
_ROLLS_OVER = 32
"""Seconds that a compressed timestamp can count."""

_TYPES: dict[int, tuple[str, int | None]] = {
    0x00: ("u1", 0xFF),
    0x01: ("i1", 0x7F),
    0x02: ("u1", 0xFF),
    0x83: ("i2", 0x7FFF),
    0x84: ("u2", 0xFFFF),
    0x85: ("i4", 0x7FFFFFFF),
    0x86: ("u4", 0xFFFFFFFF),
    0x88: ("f4", None),
    0x89: ("f8", None),
    0x0A: ("u1", 0),
    0x8B: ("u2", 0),
    0x8C: ("u4", 0),
    0x0D: ("u1", 0xFF),
    0x8E: ("i8", 0x7FFFFFFFFFFFFFFF),
    0x8F: ("u8", 0xFFFFFFFFFFFFFFFF),
    0x90: ("u8", 0),
}
"""Base type: how it is kept and which value means "none"."""
_STRING = 0x07


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a field lies in a message: offset and size in bytes, and its base type."""

    offset: int
    size: int
    base: int


@dataclass(slots=True)
class Table:
    """All messages of one definition.

    Parameters
    ----------
    message : int
        The message's number in the profile; 20 is ``record``.
    big_endian : bool
        Of its numbers.
    places : dict of int to FieldPlace
        By field number.
    developer : dict of (int, int) to FieldPlace
        By developer index and field number; the base type is told by another message, here 0x0D (bytes).
    size : int
        Bytes of one message.
    starts : array of int
        Offset in the file of each message's first byte after its header.
    rows : ndarray of uint8, shape (n, size)
        The messages' bytes, once the walk is over.
    """

    message: int
    big_endian: bool
    places: dict[int, FieldPlace]
    developer: dict[tuple[int, int], FieldPlace]
    size: int
    starts: array[int] = field(default_factory=lambda: array("L"))
    rows: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 0), np.uint8))
    times: Column | None = None

    def __len__(self) -> int:
        return len(self.starts)

    def bytes_of(self, place: FieldPlace) -> NDArray[np.uint8]:
        """A field's bytes, shape (n, size of the field)."""
        return self.rows[:, place.offset : place.offset + place.size]

    def column(self, number: int) -> Column | None:
        """A field as numbers, unscaled; of an array its first element. NaN for "none"; ``None`` if the messages have no such field."""
        if number == TIMESTAMP and self.times is not None:
            return self.times
        place = self.places.get(number)
        return None if place is None else self.numbers(place, place.base)

    def numbers(self, place: FieldPlace, base: int) -> Column | None:
        """A field's bytes read as a base type; ``None`` if they are no numbers of that type."""
        kind, none = _TYPES.get(base, ("", None))
        width = int(kind[1:] or 0)
        if not width or place.size < width:
            return None
        order = ">" if self.big_endian else "<"
        raw = np.ascontiguousarray(self.rows[:, place.offset : place.offset + width]).view(order + kind).ravel()
        found = raw.astype(np.float64)
        found[~np.isfinite(found) if none is None else raw == none] = np.nan
        return found

    def text(self, number: int, row: int) -> str:
        """A text field of one message, empty if there is none."""
        place = self.places.get(number)
        if place is None or place.base != _STRING:
            return ""
        return bytes(self.bytes_of(place)[row]).split(b"\0")[0].decode("utf-8", "replace").strip()


@dataclass(slots=True)
class Segment:
    """One FIT file; several can be chained in one."""

    tables: list[Table]
    compressed: bool = False

    def of(self, message: int) -> Iterator[Table]:
        """The tables of a message that hold anything."""
        return (table for table in self.tables if table.message == message and len(table))


def read_segments(data: bytes) -> tuple[list[Segment], Damage | None]:
    """Take the messages out of a file.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    segments : list of Segment
        In the file's order.
    damage : Damage or None
        Where the file stops making sense; the first such place.

    Raises
    ------
    Unreadable
        If it does not begin as a FIT file.
    """
    segments: list[Segment] = []
    start = 0
    damage: Damage | None = None
    while start < len(data):
        head = _header(data, start)
        if head is None:
            if not segments:
                raise Unreadable("It does not begin as a FIT file.", byte=0)
            if any(data[start:]):  # watches fill up with zeros
                damage = damage or Damage(reason="What follows the activity is no FIT data.", byte=start)
            break
        first, declared = head
        whole = 0 < declared <= len(data) - first - _CRC_BYTES
        end = first + declared if whole else len(data)
        segment, broken = _walk(data, first, end)
        segments.append(segment)
        if not whole and broken is None:
            broken = Damage(reason="The file ends before the length its header names.", byte=len(data))
        if whole and broken is None and not _sound(data, start, end):
            broken = Damage(reason="The checksum is wrong: something in the file was changed.", byte=end)
        damage = damage or broken
        start = end + _CRC_BYTES
    _finish(segments, data)
    return segments, damage


def _header(data: bytes, start: int) -> tuple[int, int] | None:
    """Where the messages begin, and how many bytes they are said to have."""
    if len(data) - start < _SMALLEST_HEADER or data[start + 8 : start + 12] != b".FIT" or data[start] < _SMALLEST_HEADER:
        return None
    (size,) = struct.unpack_from("<I", data, start + 4)
    return start + data[start], size


def _sound(data: bytes, start: int, end: int) -> bool:
    (told,) = struct.unpack_from("<H", data, end)
    return told in (crc16.arc(data[start:end]), 0)


def _walk(data: bytes, first: int, end: int) -> tuple[Segment, Damage | None]:
    """Go from header to header and note where each message begins."""
    segment = Segment([])
    known: dict[bytes, Table] = {}
    sizes = [-1] * 256
    adds = [array("L").append] * 256
    at = first
    while at < end:
        header = data[at]
        size = sizes[header]
        if size >= 0:
            at += 1
            if at + size > end:
                return segment, Damage(reason="The last message is cut off.", byte=at - 1)
            adds[header](at)
            at += size
        elif header & (_COMPRESSED | _DEFINITION) == _DEFINITION:
            stop = _end_of_definition(data, at, end)
            if stop is None:
                return segment, Damage(reason="A definition is cut off.", byte=at)
            text = data[at + 1 : stop] + bytes([header & _DEVELOPER])
            table = known.get(text)
            if table is None:
                table = known[text] = _table(text)
                segment.tables.append(table)
            local = header & 0x0F
            named = [local, *(_COMPRESSED | local << 5 | k for k in range(_ROLLS_OVER) if local < 4)]
            for code in named:
                sizes[code], adds[code] = table.size, table.starts.append
            at = stop
        else:
            return segment, Damage(reason="A message has no definition.", byte=at)
    return segment, None


def _end_of_definition(data: bytes, at: int, end: int) -> int | None:
    """Where a definition message ends; ``None`` if it is not whole."""
    if at + 6 > end:
        return None
    stop = at + 6 + 3 * data[at + 5]
    if data[at] & _DEVELOPER:
        if stop >= end:
            return None
        stop += 1 + 3 * data[stop]
    return stop if stop <= end else None


def _table(text: bytes) -> Table:
    """What a definition message says, given from its second byte and with the header's developer bit at the end."""
    big = text[1] == 1
    (message,) = struct.unpack_from(">H" if big else "<H", text, 2)
    places: dict[int, FieldPlace] = {}
    developer: dict[tuple[int, int], FieldPlace] = {}
    offset, at = 0, 5
    for _ in range(text[4]):
        number, size, base = text[at : at + 3]
        places[number] = FieldPlace(offset, size, base)
        offset, at = offset + size, at + 3
    if text[-1]:
        at += 1
        while at + 3 < len(text):
            number, size, index = text[at : at + 3]
            developer[index, number] = FieldPlace(offset, size, 0x0D)
            offset, at = offset + size, at + 3
    return Table(message, big, places, developer, offset)


def _finish(segments: list[Segment], data: bytes) -> None:
    """Cut the messages out, and reckon the times of those that only tell the last five bits."""
    raw = np.frombuffer(data, np.uint8)
    for segment in segments:
        for table in segment.tables:
            starts = np.frombuffer(table.starts, f"u{table.starts.itemsize}").astype(np.int64)
            if table.size and len(starts):
                table.rows = np.lib.stride_tricks.sliding_window_view(raw, table.size)[starts]
            else:
                table.rows = np.empty((len(starts), table.size), np.uint8)
            if len(starts) and (raw[starts - 1] & _COMPRESSED).any():
                segment.compressed = True
        if segment.compressed:
            _expand_times(segment, raw)


def _expand_times(segment: Segment, raw: NDArray[np.uint8]) -> None:
    """Full times for messages with a compressed header: the last full time, its low five bits replaced, a round further if lower."""
    rows = []
    for number, table in enumerate(segment.tables):
        times = table.column(TIMESTAMP)
        table.times = times = np.full(len(table), np.nan) if times is None else times
        rows += [(start, number, k, times) for k, start in enumerate(table.starts)]
    last = -1
    for start, _, k, times in sorted(rows, key=lambda row: row[0]):
        header = int(raw[start - 1])
        if header & _COMPRESSED and last >= 0:
            last += ((header & 0x1F) - last) % _ROLLS_OVER
            times[k] = last
        elif np.isfinite(times[k]):
            last = int(times[k])
