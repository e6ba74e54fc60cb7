"""Writes small FIT files for tests: definitions and messages as given, with a right header and checksum."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from fastcrc import crc16

EPOCH = 1_000_000_000
"""A time of FIT's clock; 2021-09-08."""
RECORD, SESSION, LAP, EVENT, ACTIVITY, FILE_ID, FIELD_DESCRIPTION = 20, 18, 19, 21, 34, 0, 206
_PACK = {0x00: "B", 0x01: "b", 0x02: "B", 0x83: "h", 0x84: "H", 0x85: "i", 0x86: "I", 0x88: "f", 0x8C: "I"}


@dataclass(frozen=True)
class Kind:
    """A message's definition: its number, and (field, base type) of each field; ``developer`` fields are (number, size, index)."""

    message: int
    fields: Sequence[tuple[int, int]]
    local: int = 0
    big: bool = False
    developer: Sequence[tuple[int, int, int]] = ()

    def definition(self) -> bytes:
        order = ">" if self.big else "<"
        fields = b"".join(struct.pack("BBB", number, struct.calcsize(_PACK[base]), base) for number, base in self.fields)
        head = struct.pack("BBB", 0x40 | self.local | (0x20 if self.developer else 0), 0, self.big)
        head += struct.pack(order + "HB", self.message, len(self.fields))
        more = struct.pack("B", len(self.developer)) + b"".join(struct.pack("BBB", *d) for d in self.developer) if self.developer else b""
        return head + fields + more

    def values(self, *values: float, extra: bytes = b"") -> bytes:
        order = ">" if self.big else "<"
        packed = (struct.pack(order + _PACK[base], value) for (_, base), value in zip(self.fields, values, strict=True))
        return b"".join(packed) + extra

    def message_of(self, *values: float, extra: bytes = b"") -> bytes:
        return bytes([self.local]) + self.values(*values, extra=extra)

    def compressed(self, seconds: int, *values: float) -> bytes:
        return bytes([0x80 | self.local << 5 | seconds % 32]) + self.values(*values)


def fit(*parts: bytes, checksum: int | None = None, header_checksum: bool = False) -> bytes:
    """A whole file of definitions and messages."""
    body = b"".join(parts)
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    head += struct.pack("<H", crc16.arc(head) if header_checksum else 0)
    whole = head + body
    return whole + struct.pack("<H", crc16.arc(whole) if checksum is None else checksum)


FILE = Kind(FILE_ID, [(0, 0x00), (1, 0x84), (2, 0x84)], local=1)
POINT = Kind(RECORD, [(253, 0x86), (5, 0x86), (3, 0x02), (4, 0x02)])
SUMMARY = Kind(SESSION, [(253, 0x86), (2, 0x86), (5, 0x00), (7, 0x86), (8, 0x86), (9, 0x86)], local=2)


def activity_head(kind: int = 4) -> bytes:
    return FILE.definition() + FILE.message_of(kind, 1, 2697)


def points(count: int, start: int = EPOCH, metres: float = 3.0) -> bytes:
    """One point a second: distance, a heart rate of 150, 85 strides a minute."""
    return b"".join(POINT.message_of(start + k, round(100 * metres * k), 150, 85) for k in range(count))


def summary(seconds: int, metres: float, sport: int = 1, start: int = EPOCH) -> bytes:
    return SUMMARY.message_of(start + seconds, start, sport, 1000 * seconds, 1000 * seconds, round(100 * metres))
