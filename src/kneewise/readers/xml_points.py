"""The points of a track, from the texts of their elements to columns of samples; what GPX and TCX share."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from kneewise.model.run import Column
from kneewise.readers.columns import value
from kneewise.readers.summary import EARLIEST, LATEST

MOST_RECORDINGS = 5000
"""Of one file; what comes after is not read."""
TIME = "time"
CADENCE = "cadence"
"""Key of a cadence that may count strides or steps."""

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "latitude_deg": (-90.0, 90.0),
        "longitude_deg": (-180.0, 180.0),
        "altitude_m": (-500.0, 9000.0),
        "distance_m": (0.0, 1_000_000.0),
        "speed_mps": (0.0, 100.0),
        "heart_rate_bpm": (1.0, 250.0),
        CADENCE: (0.0, 300.0),
        "power_w": (0.0, 3000.0),
        "temperature_c": (-60.0, 70.0),
    }
)
"""Keys of a point's values, and between which they can be true; altitude from the Dead Sea's shore to Everest's top."""

QUALITY = frozenset(
    {
        "time_backwards",
        "time_missing",
        "no_time",
        "time_impossible",
        "zone_missing",
        "position_missing",
        "position_impossible",
        "altitude_impossible",
        "distance_impossible",
        "distance_not_from_start",
        "distance_per_lap",
        "speed_impossible",
        "heart_rate_impossible",
        "cadence_impossible",
        "power_impossible",
        "temperature_impossible",
        "cadence_as_steps",
        "cadence_as_strides",
        "cadence_of_unknown_sport",
    }
)
"""What can be odd about a recording read from GPX or TCX; the sentences stand in the texts, as ``quality_...``."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST_S, _LATEST_S = EARLIEST.timestamp(), LATEST.timestamp()
_AT_ONCE = 4096
_COLUMNS = (*LIMITS, TIME)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Points as columns.

    Parameters
    ----------
    start_s : float
        Seconds since 1970 of the first point with a time; NaN if none has one.
    elapsed_s : Column
        Seconds since then; NaN without a time.
    channels : dict of str to Column
        By the keys of :data:`LIMITS`; those without any value are left out.
    breaks : (B,) ndarray of int
        Places before which the recording was interrupted.
    quality : list of str
        Ids of :data:`QUALITY`.
    """

    start_s: float
    elapsed_s: Column
    channels: dict[str, Column]
    breaks: NDArray[np.int64]
    quality: list[str]

    def __len__(self) -> int:
        return len(self.elapsed_s)

    def pauses(self) -> tuple[tuple[float, float], ...]:
        """The gaps at :attr:`breaks`, from and to in seconds, that are longer than the usual time between two points."""
        known = np.flatnonzero(np.isfinite(self.elapsed_s))
        times = self.elapsed_s[known]
        steps = np.diff(times)
        after = np.searchsorted(known, self.breaks)
        after = np.unique(after[(after > 0) & (after < len(known))])
        if not len(after):
            return ()
        usual = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
        long = steps[after - 1] > 2 * usual + 1
        return tuple(zip(times[after - 1][long].tolist(), times[after][long].tolist(), strict=True))


class Points:
    """Gathers points one by one, and keeps them as numbers.

    Parameters
    ----------
    place_expected : bool
        Whether a point without a position is odd.
    """

    def __init__(self, *, place_expected: bool) -> None:
        self._place_expected = place_expected
        self._rows: list[Mapping[str, str]] = []
        self._columns: dict[str, array[float]] = {}
        self._count = 0
        self._breaks = array("q")
        self._odd: dict[str, None] = {}
        self.utc_offset_s: int | None = None

    def __len__(self) -> int:
        return self._count + len(self._rows)

    def add(self, texts: Mapping[str, str]) -> None:
        """Take a point: texts by the keys of :data:`LIMITS` and :data:`TIME`. One that holds nothing is left out."""
        if texts:
            self._rows.append(texts)
            if len(self._rows) >= _AT_ONCE:
                self._convert()

    def interrupt(self) -> None:
        """Note that the recording was interrupted here."""
        if not self._breaks or self._breaks[-1] != len(self):
            self._breaks.append(len(self))

    def span(self, first: int, last: int) -> tuple[float, float]:
        """First and last known time of the points from ``first`` up to ``last``, in seconds since 1970; NaN where there is none."""
        times = self._held().get(TIME, np.empty(0))[first:last]
        known = times[np.isfinite(times)]
        return (float(known[0]), float(known[-1])) if len(known) else (math.nan, math.nan)

    def track(self, first: int = 0, last: int | None = None) -> Track:
        """The points from ``first`` up to ``last``. No more can be added after it."""
        columns = {name: column[first:last] for name, column in self._held().items()}
        count = len(range(self._count)[first:last])
        breaks = np.frombuffer(self._breaks, dtype=np.int64)
        breaks = breaks[np.searchsorted(breaks, first, "right") : np.searchsorted(breaks, first + count)] - first
        odd = dict(self._odd)
        start_s, elapsed_s = _elapsed(columns.pop(TIME, np.full(count, np.nan)), odd)
        if self._place_expected and "latitude_deg" in columns and np.isnan(columns["latitude_deg"]).any():
            odd["position_missing"] = None
        channels = {name: _possible(name, column, odd) for name, column in columns.items()}
        _drop_bad_places(channels, odd)
        held = {name: column for name, column in channels.items() if np.isfinite(column).any()}
        return Track(start_s, elapsed_s, held, breaks, list(odd))

    def _held(self) -> Mapping[str, Column]:
        """All points as columns, without a copy."""
        if self._rows or not self._columns:
            self._convert()
        for column in self._columns.values():
            if len(column) < self._count:
                column.extend([math.nan] * (self._count - len(column)))
        return {name: np.frombuffer(column, dtype=np.float64) for name, column in self._columns.items()}

    def _convert(self) -> None:
        for name in _COLUMNS:
            texts = [row.get(name) for row in self._rows]
            if any(texts):
                column = self._columns.setdefault(name, array("d"))
                column.extend([math.nan] * (self._count - len(column)))
                column.extend(_numbers(texts) if name != TIME else (self.seconds(text) if text else math.nan for text in texts))
        self._count += len(self._rows)
        self._rows.clear()

    def seconds(self, text: str) -> float:
        """Seconds since 1970 of a time that is possible, else NaN."""
        moment = moment_of(text)
        if moment is None:
            return math.nan
        if moment.tzinfo is None:
            self._odd["zone_missing"] = None
            moment = moment.replace(tzinfo=UTC)
        elif moment.tzinfo is not UTC and self.utc_offset_s is None:
            self.utc_offset_s = int((moment.utcoffset() or timedelta()).total_seconds())
        seconds = (moment - _EPOCH).total_seconds()
        if _EARLIEST_S <= seconds < _LATEST_S:
            return seconds
        self._odd["time_impossible"] = None
        return math.nan


def moment_of(text: str) -> datetime | None:
    """An ISO 8601 time, ``None`` where the text is none.

    Examples
    --------
    >>> moment_of(" 2018-05-14T14:54:21.5Z").isoformat()
    '2018-05-14T14:54:21.500000+00:00'
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def start_of(seconds: float) -> datetime | None:
    """UTC from seconds since 1970; ``None`` for NaN."""
    return None if math.isnan(seconds) else _EPOCH + timedelta(seconds=seconds)


def _numbers(texts: list[str | None]) -> list[float]:
    try:
        return [float(text) if text else math.nan for text in texts]
    except ValueError:
        return [value(text) if text else math.nan for text in texts]


def _elapsed(times_s: Column, odd: dict[str, None]) -> tuple[float, Column]:
    known = times_s[np.isfinite(times_s)]
    if not len(known):
        odd["no_time"] = None
        return math.nan, times_s
    if len(known) < len(times_s):
        odd["time_missing"] = None
    if (np.diff(known) < 0).any():
        odd["time_backwards"] = None
    return float(known[0]), np.round(times_s - known[0], 6)


def _possible(name: str, column: Column, odd: dict[str, None]) -> Column:
    """The values that can be true; the others become NaN."""
    low, high = LIMITS[name]
    good = (column >= low) & (column <= high)
    if good.all() or not (bad := ~good & ~np.isnan(column)).any():
        return column
    odd[f"{_WORDS.get(name, name.rpartition('_')[0] or name)}_impossible"] = None
    return np.where(bad, np.nan, column)


_WORDS = {"latitude_deg": "position", "longitude_deg": "position"}


def _drop_bad_places(channels: dict[str, Column], odd: dict[str, None]) -> None:
    """A position has both its numbers; 0, 0 is what receivers write without a fix."""
    latitude, longitude = channels.get("latitude_deg"), channels.get("longitude_deg")
    if latitude is None or longitude is None:
        channels.pop("latitude_deg", None)
        channels.pop("longitude_deg", None)
    else:
        nowhere = (latitude == 0) & (longitude == 0)
        if nowhere.any():
            odd["position_impossible"] = None
        lost = nowhere | np.isnan(latitude) | np.isnan(longitude)
        channels["latitude_deg"], channels["longitude_deg"] = np.where(lost, np.nan, latitude), np.where(lost, np.nan, longitude)
