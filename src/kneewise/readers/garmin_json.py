"""Garmin's export of all personal data: ``DI_CONNECT/DI-Connect-Fitness/*_summarizedActivities.json``.

Units as checked against distance over time in entries of real exports: distance, ascent and descent cm, durations and times ms,
``avgDoubleCadence`` steps/min, ``avgRunCadence`` strides/min, and ``calories`` in spite of its name kJ. The list is read entry by entry: an
export of ten years has more than 100 MB, and of a file that is cut off, the entries before the cut are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading, Recording
from kneewise.readers.csv_cells import text_of
from kneewise.readers.sports import STRIDES_BELOW_SPM, sport_of
from kneewise.readers.summary import LOCAL_CLOCK, BadEntry, Gathered, short, stable_key, start_at, totals_of

LIST = "summarizedActivitiesExport"
KJ_PER_KCAL = 4.184
MOST_BAD = 100
"""After so many entries that cannot be read, the rest is left."""
_PIECES = (1 << 14, 1 << 17, 1 << 20)
"""An entry is looked for in pieces of growing length; a longer one is no activity."""
_LONGEST_OFFSET_S = 15 * 3600
_DECODER = json.JSONDecoder()


def read(data: bytes) -> Reading:
    """Read Garmin's summary of all activities.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        Totals in m, s, bpm, spm, kcal, W; keys and source ids are Garmin's numbers.

    Raises
    ------
    Unreadable
        If it holds no activity.
    """
    text = text_of(data)
    if LIST not in text:
        raise Unreadable("This JSON is not Garmin's list of activities.")
    gathered = Gathered("Garmin's list of activities")
    for place, entry in _entries(text):
        if gathered.full or gathered.bad >= MOST_BAD:
            gathered.refuse("The rest was not read.")
            break
        try:
            gathered.add(_recording(entry))
        except BadEntry as bad:
            gathered.refuse(str(bad), byte=None if gathered.bad else len(text[:place].encode("utf-8", "replace")))
    return gathered.reading()


def _entries(text: str) -> Iterator[tuple[int, object]]:
    """Where each entry begins, and the entry; ``None`` where there is something else."""
    opening = re.compile(rf'"{LIST}"\s*:\s*\[')
    between, resumed = re.compile(r"[\s,]*"), re.compile(r'\{\s*"activityId"')
    found = opening.search(text)
    while found:
        place = found.end()
        while True:
            place = between.match(text, place).end()  # type: ignore[union-attr]
            if place >= len(text):
                yield place, None
                return
            if text[place] == "]":
                break
            entry, end = _entry(text, place)
            yield place, entry
            if end is None:
                next_one = resumed.search(text, place + 1)
                if next_one is None:
                    break
                end = next_one.start()
            place = end
        found = opening.search(text, place)


def _entry(text: str, place: int) -> tuple[object, int | None]:
    for length in _PIECES:
        try:
            entry, end = _DECODER.raw_decode(text[place : place + length])
        except (ValueError, RecursionError):
            if place + length >= len(text):
                break
            continue
        return entry, place + end
    return None, None


def _recording(entry: object) -> Recording:
    if not isinstance(entry, dict):
        raise BadEntry("The list goes on with something that is no activity, or is cut off.")
    gmt_ms, local_ms = _number(entry, "startTimeGmt", "beginTimestamp"), _number(entry, "startTimeLocal")
    if gmt_ms is None and local_ms is None:
        raise BadEntry("An activity has no start.")
    start = start_at((gmt_ms if gmt_ms is not None else local_ms or 0.0) / 1000)
    offset_s = round((local_ms - gmt_ms) / 1000) if gmt_ms is not None and local_ms is not None else None
    sport, sub_sport = sport_of(_type(entry))
    totals = totals_of(_totals(entry, sport))
    number = entry.get("activityId")
    own_id = str(number)[:40] if isinstance(number, int | str) else ""
    return Recording(
        key=own_id or stable_key(start, sport, totals.get("distance_m"), totals.get("timer_s")),
        format="garmin_json",
        sport=sport,
        sub_sport=sub_sport,
        start=start,
        utc_offset_s=offset_s if offset_s is not None and abs(offset_s) <= _LONGEST_OFFSET_S else None,
        totals=totals,
        device=short(f"{_text(entry, 'manufacturer')} {_text(entry, 'deviceId')}"),
        title=_text(entry, "name"),
        source_id=own_id,
        quality=() if gmt_ms is not None else (LOCAL_CLOCK,),
    )


def _type(entry: dict[str, Any]) -> str:
    kind = entry.get("activityType")
    named = kind.get("typeKey") if isinstance(kind, dict) else kind
    return named if isinstance(named, str) else _text(entry, "sportType")


def _totals(entry: dict[str, Any], sport: str) -> dict[str, float | None]:
    double, single = _number(entry, "avgDoubleCadence"), _number(entry, "avgRunCadence")
    cadence = double or (None if single is None else 2 * single)
    return {
        "distance_m": _scaled(entry, "distance", 100),
        "timer_s": _scaled(entry, "duration", 1000),
        "elapsed_s": _scaled(entry, "elapsedDuration", 1000),
        "moving_s": _scaled(entry, "movingDuration", 1000),
        "ascent_m": _scaled(entry, "elevationGain", 100),
        "descent_m": _scaled(entry, "elevationLoss", 100),
        "mean_hr_bpm": _number(entry, "avgHr"),
        "max_hr_bpm": _number(entry, "maxHr"),
        "mean_cadence_spm": cadence if sport in STRIDES_BELOW_SPM else None,
        "steps": _number(entry, "steps"),
        "energy_kcal": _scaled(entry, "calories", KJ_PER_KCAL),
        "mean_power_w": _number(entry, "avgPower"),
    }


def _scaled(entry: dict[str, Any], name: str, parts: float) -> float | None:
    found = _number(entry, name)
    return None if found is None else found / parts


def _number(entry: dict[str, Any], *names: str) -> float | None:
    for name in names:
        found = entry.get(name)
        if isinstance(found, int | float) and not isinstance(found, bool) and abs(found) < 1e15:
            return float(found)
    return None


def _text(entry: dict[str, Any], name: str) -> str:
    found = entry.get(name)
    return short(str(found)) if isinstance(found, str | int) and not isinstance(found, bool) else ""
