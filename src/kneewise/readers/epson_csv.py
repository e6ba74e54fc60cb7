"""The CSV file of Epson's running watches (RunSense), one training in each.

Sections in square brackets; units follow from the file itself: distance m, speed m/h, pitch steps/min, step length cm, positions 1e-6 °,
GPS times since the start, lap times in centiseconds. Values of a GPS list go on in the next line, wherever the first one is full. The
graphs count the seconds of the timer: time that the watch was stopped is not in them, and the file does not say when that was.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np

from kneewise.model.errors import Unreadable
from kneewise.model.run import Column, Lap, Reading, Recording, Samples
from kneewise.readers.columns import column, samples, value, without
from kneewise.readers.csv_cells import text_of
from kneewise.readers.sports import sport_by_cadence
from kneewise.readers.summary import BadEntry, Gathered, as_utc, short, stable_key, totals_of

_BEGIN = "[[Training]]"
_GRAPHS = {
    "altitude_m": ("GraphAltitude", 1.0),
    "distance_m": ("GraphDistance", 1.0),
    "speed_mps": ("GraphSpeed", 1 / 3600),
    "cadence_spm": ("GraphPitch", 1.0),
    "step_length_mm": ("GraphStride", 10.0),
}
_LONGEST_OFFSET_MIN = 15 * 60
_MOST_LINES = 50_000
Record = Mapping[str, str]


def is_epson(text: str) -> bool:
    """Whether a text begins as these files do."""
    return text.lstrip("\ufeff \r\n").startswith((_BEGIN, "[TrainingResult]"))


def read(data: bytes) -> Reading:
    """Read the file of an Epson watch.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        Samples each second, laps, and totals in m, s, bpm, spm, kcal, °C.

    Raises
    ------
    Unreadable
        If it holds no training.
    """
    text = text_of(data).replace("\r\n", "\n")
    if not is_epson(text) or text.count("\n") > _MOST_LINES:
        raise Unreadable("This is not the file of an Epson watch.")
    gathered = Gathered("the file of an Epson watch")
    line = 1
    for number, block in enumerate(text.split(_BEGIN)):
        if block.strip() and not gathered.full:
            try:
                gathered.add(_training(block))
            except BadEntry as bad:
                gathered.refuse(str(bad), line=line)
        elif number and not block.strip():
            gathered.refuse("The training is empty.", line=line)
        line += block.count("\n")
    return gathered.reading()


def _training(block: str) -> Recording:
    sections = _sections(block)
    result, data, settings = (_record(sections.get(name, "")) for name in ("TrainingResult", "TrainingData", "TrainingSettingData"))
    start, offset_s, elapsed_s = _times(result)
    totals = totals_of({**_totals(result, data), "elapsed_s": elapsed_s})
    return Recording(
        key=stable_key(start, totals.get("distance_m"), totals.get("timer_s")),
        format="epson_csv",
        sport=sport_by_cadence(totals.get("mean_cadence_spm")),
        start=start,
        utc_offset_s=offset_s,
        totals=totals,
        samples=_samples(_lists(sections.get("GraphData", "")), _lists(sections.get("GPSData", ""))),
        laps=_laps(sections.get("LapData", "")),
        device=short(f"Epson {settings.get('ModelType', '')}"),
        title=short(_lists(sections.get("TrainingResult", "")).get("TrainingName", "")),
    )


def _sections(block: str) -> dict[str, str]:
    sections: dict[str, str] = {}
    for part in block.split("\n[")[:100]:
        name, closed, body = part.lstrip("[\r\n").partition("]")
        if closed:
            sections.setdefault(name, body.strip("]\r\n"))
    return sections


def _record(body: str) -> Record:
    """The last two lines of a section: names and values."""
    try:
        names, values = csv.reader(body.split("\n")[-2:])
    except (csv.Error, ValueError):
        return {}
    return dict(zip(names, (value.strip() for value in values), strict=False))


def _lists(body: str) -> dict[str, str]:
    """Lines that begin with a name, each with the lines without one that go on with it."""
    lists: dict[str, list[str]] = {}
    latest: list[str] = []
    for line in body.split("\n"):
        name, comma, values = line.partition(",")
        if comma and name.isalpha():
            latest = lists.setdefault(name, [])
            latest.append(values)
        else:
            latest.append(line.strip())
    return {name: "".join(parts) for name, parts in lists.items()}


def _times(result: Record) -> tuple[datetime, int, float | None]:
    offset = value(result.get("TimeZoneOffset", "0")) + value(result.get("DaylightSavingsTime", "0") or "0")
    if not abs(offset) <= _LONGEST_OFFSET_MIN:
        raise BadEntry("It has no readable time zone.")
    begin, end = _clock(result, "Start"), _clock(result, "End")
    if begin is None:
        raise BadEntry("It has no readable start.")
    elapsed_s = (end - begin).total_seconds() if end and end > begin else None
    return as_utc(begin) - timedelta(minutes=offset), round(offset * 60), elapsed_s


def _clock(result: Record, which: str) -> datetime | None:
    try:
        return datetime.strptime(f"{result.get(which + 'Day')} {result.get(which + 'Time')}", "%Y/%m/%d %H:%M:%S")
    except ValueError:
        return None


def _totals(result: Record, data: Record) -> dict[str, float]:
    centiseconds = value(result.get("TrainingTimeCentisecond", "0"))
    return {
        "distance_m": value(result.get("Distance", "")),
        "timer_s": value(result.get("TrainingTime", "")) + (centiseconds / 100 if 0 <= centiseconds < 100 else 0.0),
        "ascent_m": value(data.get("TotalAscentAltitude", "")),
        "descent_m": value(data.get("TotalDescentAltitude", "")),
        "mean_hr_bpm": value(data.get("PulseAve", "")),
        "max_hr_bpm": value(data.get("MaxHeartRate", "")),
        "mean_cadence_spm": value(data.get("PitchAve", "")),
        "steps": value(data.get("Steps", "")),
        "energy_kcal": value(data.get("Calorie", "")),
        "mean_temperature_c": value(result.get("Temperature", "")),
    }


def _samples(graphs: Mapping[str, str], gps: Mapping[str, str]) -> Samples:
    columns = {name: column(graphs.get(graph, ""), ",") * scale for name, (graph, scale) in _GRAPHS.items()}
    heart_rates = without(column(graphs.get("HeartRate", ""), ","))
    every_s, hr_every_s = (_interval(graphs.get(name, "1")) for name in ("LogInterval", "HrInterval"))
    times_s = column(gps.get("GpsTime", ""), ";", _seconds)
    length = max(len(values) for values in (*columns.values(), heart_rates))
    elapsed_s = _every(every_s, length) if length else times_s
    channels = {name: _placed(values, _every(every_s, len(values)), elapsed_s) for name, values in columns.items()}
    channels["heart_rate_bpm"] = _placed(heart_rates, _every(hr_every_s, len(heart_rates)), elapsed_s)
    for name, key in (("latitude_deg", "GpsLatitude"), ("longitude_deg", "GpsLongitude")):
        channels[name] = _placed(column(gps.get(key, ""), ";") * 1e-6, times_s, elapsed_s)
    return samples(elapsed_s, channels)


def _every(interval_s: float, times: int) -> Column:
    return np.arange(times, dtype=np.float64) * np.float64(interval_s)


def _placed(values: Column, at_s: Column, elapsed_s: Column) -> Column:
    """Values at their times among the samples; what lies at no sample is left out."""
    placed = np.full(len(elapsed_s), np.nan)
    pairs = min(len(values), len(at_s))
    if at_s is elapsed_s:
        placed[:pairs] = values[:pairs]
        return placed
    where = np.searchsorted(elapsed_s, at_s[:pairs])
    inside = np.flatnonzero(where < len(elapsed_s))
    fits = inside[elapsed_s[where[inside]] == at_s[inside]]
    placed[where[fits]] = values[fits]
    return placed


def _interval(text: str) -> float:
    found = value(text)
    return found if 0 < found <= 3600 else 1.0


def _seconds(time: str) -> float:
    parts = [value(part) for part in time.split(":")]
    return 3600 * parts[0] + 60 * parts[1] + parts[2] if len(parts) == 3 else float("nan")


def _laps(body: str) -> tuple[Lap, ...]:
    lines = body.split("\n")
    names = lines[0].split(",") if lines else []
    laps, start_s = [], 0.0
    for line in lines[1:1001]:
        lap = dict(zip(names, line.split(","), strict=False))
        end_s = value(lap.get("LapSplitTime", "")) / 100
        if not end_s > start_s:
            continue
        totals = {
            "distance_m": value(lap.get("LapDistance", "")),
            "timer_s": end_s - start_s,
            "ascent_m": value(lap.get("LapAscentAltitude", "")),
            "descent_m": value(lap.get("LapDescentAltitude", "")),
            "mean_hr_bpm": value(lap.get("LapAverageHeartRate", "")),
            "max_hr_bpm": value(lap.get("LapMaxHeartRate", "")),
            "mean_cadence_spm": value(lap.get("LapPitchAve", "")),
            "steps": value(lap.get("LapSteps", "")),
            "energy_kcal": value(lap.get("LapCalorie", "")),
        }
        laps.append(Lap(start_s=start_s, end_s=end_s, totals=totals_of(totals)))
        start_s = end_s
    return tuple(laps)
