"""FIT's ``record`` messages as channels, whichever definitions they were written with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.run import Column
from kneewise.readers import fit_profile as profile
from kneewise.readers.fit_tables import TIMESTAMP, Segment, Table

_DEVELOPER_FIELDS = 40
"""More sensor fields than any sensor writes are not kept."""
_BYTE = 0x0D


@dataclass(slots=True, eq=False)
class Records:
    """Samples in the file's order.

    Parameters
    ----------
    times_s : Column
        Seconds of FIT's clock.
    raw : dict of str to Column
        Channels, and ``cadence`` per one foot or pedal.
    """

    times_s: Column
    raw: dict[str, Column]

    def __len__(self) -> int:
        return len(self.times_s)

    def where(self, chosen: NDArray[np.bool_]) -> Records:
        """Some of them."""
        return Records(self.times_s[chosen], {name: values[chosen] for name, values in self.raw.items()})

    def channels(self, on_foot: bool) -> dict[str, Column]:
        """The channels that hold anything; strides of one foot become steps of both."""
        found = {name: values for name, values in self.raw.items() if not np.isnan(values).all()}
        cadence = found.pop("cadence", None)
        if cadence is not None:
            found["cadence_spm" if on_foot else "cadence_rpm"] = 2 * cadence if on_foot else cadence
        return found


def records_of(segment: Segment) -> Records:
    """Put a segment's records together.

    Parameters
    ----------
    segment : Segment
        Its tables may hold the records in several definitions (with and without a heart rate, say).

    Returns
    -------
    Records
        In the file's order.
    """
    tables = list(segment.of(profile.RECORD))
    named = _developer_fields(segment)
    parts = [(table, _channels(table, named)) for table in tables]
    if not parts:
        return Records(np.empty(0), {})
    names = sorted({name for _, channels in parts for name in channels})
    if len(parts) == 1:
        joined = parts[0][1]
    else:
        order = np.argsort(np.concatenate([np.asarray(table.starts) for table in tables]), kind="stable")
        joined = {
            name: np.concatenate([channels.get(name, np.full(len(table), np.nan)) for table, channels in parts])[order] for name in names
        }
    times = joined.pop("time")
    if "compressed" in joined:
        _expand_speed_and_distance(joined)
    return Records(times, joined)


def _channels(table: Table, named: dict[tuple[int, int], tuple[str, int, int | None]]) -> dict[str, Column]:
    times = table.column(TIMESTAMP)
    found = {"time": np.full(len(table), np.nan) if times is None else times}
    for name, fields in profile.RECORD_FIELDS.items():
        for number, scale, offset in fields:
            values = table.column(number)
            if values is None:
                continue
            values = values / scale - offset if scale != 1 else values
            found[name] = values if name not in found else np.where(np.isnan(found[name]), values, found[name])
    if "heart_rate_bpm" in found:
        found["heart_rate_bpm"][found["heart_rate_bpm"] == 0] = np.nan  # what a strap without contact sends
    cadence, fraction = table.column(profile.CADENCE.number), table.column(profile.FRACTIONAL_CADENCE.number)
    if cadence is not None:
        found["cadence"] = cadence if fraction is None else cadence + np.nan_to_num(fraction) / profile.FRACTIONAL_CADENCE.scale
    packed = table.places.get(profile.COMPRESSED_SPEED_DISTANCE)
    if packed is not None and packed.size == 3:
        b = table.bytes_of(packed).astype(np.float64)
        found["compressed"] = np.where((b == 0xFF).all(axis=1), np.nan, b[:, 0] + 256 * b[:, 1] + 65536 * b[:, 2])
    _add_developer_fields(found, table, named)
    return found


def _developer_fields(segment: Segment) -> dict[tuple[int, int], tuple[str, int, int | None]]:
    """What the file says of its sensors' own fields: name, base type, and which field of the record it stands for, if any."""
    found: dict[tuple[int, int], tuple[str, int, int | None]] = {}
    for table in segment.of(profile.FIELD_DESCRIPTION):
        indices, numbers, bases, natives = (table.column(n) for n in (0, 1, 2, 15))
        if indices is None or numbers is None or bases is None:
            continue
        for row in range(len(table)):
            if np.isfinite([indices[row], numbers[row], bases[row]]).all():
                native = int(natives[row]) if natives is not None and np.isfinite(natives[row]) else None
                name = table.text(3, row) or f"field {int(numbers[row])}"
                found[int(indices[row]), int(numbers[row])] = (name.replace("/", " "), int(bases[row]), native)
    return found


def _add_developer_fields(found: dict[str, Column], table: Table, named: dict[tuple[int, int], tuple[str, int, int | None]]) -> None:
    for key, place in list(table.developer.items())[:_DEVELOPER_FIELDS]:
        name, base, native = named.get(key, ("", _BYTE, None))
        values = table.numbers(place, base) if name else None
        if values is None or np.isnan(values).all():
            continue
        channel = profile.NATIVE_CHANNELS.get(native) if native is not None else None
        found[channel if channel and channel not in found else f"developer/{name}"] = values


def _expand_speed_and_distance(joined: dict[str, Column]) -> None:
    """Twelve bits of speed in centimetres per second, twelve of distance in sixteenths of a metre that roll over."""
    packed = joined.pop("compressed")
    known = np.isfinite(packed)
    whole = packed[known].astype(np.int64)
    speed, sixteenths = whole & 0xFFF, whole >> 12
    turns = np.cumsum(np.concatenate([[0], np.diff(sixteenths) < 0])) if len(sixteenths) else np.empty(0)
    for name, values in (("speed_mps", speed / 100), ("distance_m", (sixteenths + 4096 * turns) / 16)):
        if name not in joined or np.isnan(joined[name]).all():
            joined[name] = np.full(len(packed), np.nan)
            joined[name][known] = values
