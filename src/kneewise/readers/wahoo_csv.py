"""The CSV file of Wahoo's fitness app.

Tables below each other, each with its own header: device, start, sensors, ``workout`` (totals), ``interval`` (laps, and among them rows
with times only that tell where it was paused) and ``time`` (each second). Speeds m/s, distances m, contact time s, oscillation m, stride
rate steps/min; zero means that there was no such sensor. The start is the runner's clock without a zone.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator, Mapping
from datetime import datetime

import numpy as np

from kneewise.model.errors import Unreadable
from kneewise.model.run import Column, Damage, Lap, Reading, Recording, Samples
from kneewise.readers.columns import as_column, samples, value, without
from kneewise.readers.csv_cells import text_of
from kneewise.readers.sports import sport_by_cadence
from kneewise.readers.summary import LOCAL_CLOCK, BadEntry, as_utc, short, stable_key, totals_of

_DISTANCES = ("gpsdist", "stridedist", "wheeldist", "manualdist")
_CHANNELS = {
    "latitude_deg": (("gps_lat",), 1.0),
    "longitude_deg": (("gps_lon",), 1.0),
    "altitude_m": (("disp_altitude", "gps_altitude"), 1.0),
    "distance_m": (("gps_dist", "fp_accdist", "spd_accdist", "manual_dist"), 1.0),
    "speed_mps": (("gps_speed", "fp_speed", "spd_instspeed", "manual_speed"), 1.0),
    "heart_rate_bpm": (("hr_heartrate",), 1.0),
    "cadence_spm": (("ma_cadence",), 1.0),
    "cadence_rpm": (("cad_cadence", "pwr_cadence"), 1.0),
    "power_w": (("pwr_instpwr",), 1.0),
    "temperature_c": (("disp_temperature",), 1.0),
    "contact_time_ms": (("ma_gct",), 1000.0),
    "vertical_oscillation_mm": (("ma_vertosc",), 1000.0),
}
"""The columns of each channel, the better one first, and what they are multiplied by."""
_WANTED = frozenset({"time", *(name for names, _ in _CHANNELS.values() for name in names)})
_NOTHING_AT_ZERO = frozenset({"latitude_deg", "longitude_deg", "heart_rate_bpm"})
_MOST_LAPS = 10_000


class _Parts:
    """What was found in the file so far."""

    def __init__(self) -> None:
        self.start: datetime | None = None
        self.device = ""
        self.workout: Mapping[str, str] = {}
        self.laps: list[Lap] = []
        self.pauses: list[tuple[float, float]] = []
        self.columns: dict[str, array[float]] = {}
        self.bad_line: int | None = None


def is_wahoo(text: str) -> bool:
    """Whether a text begins as these files do."""
    return text.lstrip("\ufeff \r\n").startswith("Device,") and "\nYear," in text[:1000].replace("\r", "\n")


def read(data: bytes) -> Reading:
    """Read the file of Wahoo's app.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        Samples each second, laps, pauses, and totals in m, s, bpm, spm, W.

    Raises
    ------
    Unreadable
        If it holds no workout.
    """
    text = text_of(data)
    if not is_wahoo(text):
        raise Unreadable("This is not the file of Wahoo's app.")
    parts = _parts(text)
    if not parts.workout and not parts.columns.get("time"):
        raise Unreadable("This is the file of Wahoo's app, but it holds no workout.")
    damage = (
        Damage(reason="The row has not as many cells as there are columns, or no time.", line=parts.bad_line) if parts.bad_line else None
    )
    return Reading(recordings=(_recording(parts),), damage=damage)


def _recording(parts: _Parts) -> Recording:
    totals = _totals(parts.workout)
    return Recording(
        key=stable_key(parts.start, totals.get("distance_m"), totals.get("timer_s")),
        format="wahoo_csv",
        sport=sport_by_cadence(totals.get("mean_cadence_spm")),
        start=parts.start,
        totals=totals,
        samples=_samples(parts.columns),
        laps=tuple(lap for lap in parts.laps if lap.start_s < lap.end_s),
        pauses=tuple(parts.pauses),
        device=parts.device,
        quality=(LOCAL_CLOCK,) if parts.start else (),
    )


def _parts(text: str) -> _Parts:
    parts = _Parts()
    for line, names, cells in _rows(text):
        row = dict(zip(names, cells, strict=False))
        if names[0] == "Device":
            _head(parts, cells)
        elif names[0] == "workout":
            parts.workout = parts.workout or row
        elif names[0] == "interval":
            _interval(parts, row)
        elif names[0] == "time" and not _second(parts, row, len(cells) == len(names)):
            parts.bad_line = parts.bad_line or line
    return parts


def _second(parts: _Parts, row: Mapping[str, str], whole: bool) -> bool:
    """Take a row of the time series, if it has all its cells and the columns of the rows before it."""
    wanted = [name for name in row if name in _WANTED]
    if not parts.columns:
        parts.columns = {name: array("d") for name in wanted}
    if not whole or not value(row["time"]) >= 0 or wanted != list(parts.columns):
        return False
    for name, values in parts.columns.items():
        values.append(value(row[name]))
    return True


def _rows(text: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Line, names of its table and cells."""
    names = [""]
    for line, row in enumerate(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")), start=1):
        cells = row.strip().split(",")
        if cells[0] in {"Device", "sensor", "workout", "interval", "time"}:
            names = list(dict.fromkeys(cells))
            if names[0] != "Device":
                continue
        if any(cells):
            yield line, names, cells


def _head(parts: _Parts, cells: list[str]) -> None:
    """The first lines hold names and values in turn."""
    pairs = dict(zip(cells[::2], cells[1::2], strict=False))
    if "Device" in pairs:
        parts.device = short(f"{pairs['Device']} {pairs.get('AppVersion', '')}")
    if "Year" in pairs:
        try:
            numbers = [int(pairs.get(name, "")) for name in ("Year", "Month", "Day", "Hour", "Minute", "Second")]
            year, month, day, hour, minute, second = numbers
            parts.start = as_utc(datetime(year, month, day, hour, minute, second))
        except (ValueError, BadEntry):
            parts.start = None


def _interval(parts: _Parts, row: Mapping[str, str]) -> None:
    start_s, running_s, paused_s = (value(row.get(name, "")) for name in ("starttime", "runningtime", "pausedtime"))
    if not (start_s >= 0 and running_s >= 0) or len(parts.laps) + len(parts.pauses) >= _MOST_LAPS:
        return
    if row.get("wheeldist"):
        end_s = start_s + running_s + (paused_s if paused_s > 0 else 0.0)
        parts.laps.append(Lap(start_s=start_s, end_s=end_s, totals=_totals(row)))
    elif paused_s > 0:
        parts.pauses.append((start_s, start_s + paused_s))


def _totals(row: Mapping[str, str]) -> dict[str, float]:
    running_s, paused_s = value(row.get("runningtime", "")), value(row.get("pausedtime", ""))
    return totals_of(
        {
            "distance_m": next((metres for name in _DISTANCES if (metres := value(row.get(name, ""))) > 0), None),
            "timer_s": running_s,
            "elapsed_s": running_s + paused_s,
            "mean_hr_bpm": value(row.get("hravg", "")),
            "mean_cadence_spm": value(row.get("striderateavg", "")),
            "mean_power_w": value(row.get("pwravg", "")),
        }
    )


def _samples(columns: Mapping[str, array[float]]) -> Samples:
    held = {name: as_column(values) for name, values in columns.items()}
    elapsed_s = held.get("time", np.empty(0))
    channels: dict[str, Column] = {}
    for channel, (names, scale) in _CHANNELS.items():
        for name in names:
            if name in held and np.nanmax(np.abs(held[name]), initial=0.0) > 0:
                values = without(held[name]) if channel in _NOTHING_AT_ZERO else held[name]
                channels[channel] = values * scale
                break
    return samples(elapsed_s, channels)
