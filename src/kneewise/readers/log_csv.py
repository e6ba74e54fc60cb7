"""A runner's own log: a table with a day, a distance or a duration, and whatever else it tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time

from kneewise.model.run import RUNNING, Reading, Recording
from kneewise.readers.csv_cells import moment, number, seconds, text_of
from kneewise.readers.csv_table import Header, Row, Table, read_table
from kneewise.readers.sports import sport_of
from kneewise.readers.summary import LOCAL_CLOCK, BadEntry, as_utc, stable_key, totals_of

FORMAT = "log_csv"
NO_CLOCK = "time_of_day_unknown"
"""Quality: the log tells the day only; ``start`` is noon of that day."""
_NOON = time(12)
_DAYS = ("date", "day", "datum", "tag", "start", "start time", "start_time", "when")
_METRES = ("dist_m", "distance_m", "distance (m)", "distance m", "metres", "meters", "meter")
_KILOMETRES = ("dist_km", "distance_km", "distance (km)", "distance km", "km", "kilometres", "kilometers", "kilometer", "strecke (km)")
_MILES = ("distance_mi", "distance (mi)", "distance mi", "miles", "mi")
_SECONDS = ("mov_s", "moving_s", "time_s", "duration_s", "seconds", "timer_s", "elapsed_s")
_MINUTES = ("duration_min", "time_min", "minutes", "min", "duration (min)", "time (min)", "minuten", "dauer (min)")
_CLOCKS = ("duration", "time", "moving time", "dauer", "zeit", "laufzeit")
_HR = ("hr", "avg_hr", "mean_hr", "avg hr", "average hr", "heart rate", "heart_rate", "hr_bpm", "puls")
_CADENCE = ("cadence_spm", "spm", "steps per minute")
_METRES_PER_MILE = 1609.344
_DAY_ONLY = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$"), re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$"))


def is_header(names: Header) -> bool:
    """Whether plain column names are those of a log: a day, and a distance or duration with its unit."""
    told = set(names)
    return bool(told & set(_DAYS)) and bool(told & {*_METRES, *_KILOMETRES, *_MILES, *_SECONDS, *_MINUTES})


def read(data: bytes) -> Reading:
    """Read a log.

    Parameters
    ----------
    data : bytes
        The whole file: CSV with a header. Distances in m, km or miles and durations in s, minutes or h:mm:ss, as their columns say.

    Returns
    -------
    Reading
        A row without a sport is a run.

    Raises
    ------
    Unreadable
        If no row is an activity.
    """
    return read_table(Table(text_of(data), is_header), "a log of runs", _recording)


def _recording(row: Row) -> Recording:
    start, has_clock = _start(row.text(*_DAYS))
    told = row.text("sport", "type", "activity", "sportart")
    sport, sub_sport = sport_of(told) if told else (RUNNING, "")
    totals = totals_of(
        {
            "distance_m": _first(row, (number, _METRES, 1.0), (number, _KILOMETRES, 1000.0), (number, _MILES, _METRES_PER_MILE)),
            "moving_s": _first(row, (number, _SECONDS, 1.0), (number, _MINUTES, 60.0), (seconds, _CLOCKS, 1.0)),
            "mean_hr_bpm": row.number(*_HR),
            "mean_cadence_spm": row.number(*_CADENCE),
            "ascent_m": row.number("ascent_m", "elevation_m", "elevation gain"),
        }
    )
    if not totals.keys() & {"distance_m", "moving_s"}:
        raise BadEntry("It tells neither a distance nor a duration.")
    return Recording(
        key=stable_key(start, sport, totals.get("distance_m"), totals.get("moving_s")),
        format=FORMAT,
        sport=sport,
        sub_sport=sub_sport,
        start=as_utc(start),
        totals=totals,
        shoe=row.text("shoe", "shoes", "gear", "schuh", "schuhe"),
        surface=row.text("surface", "untergrund"),
        title=row.text("title", "name", "titel"),
        quality=(LOCAL_CLOCK,) if has_clock else (LOCAL_CLOCK, NO_CLOCK),
    )


def _start(cell: str) -> tuple[datetime, bool]:
    """The moment, and whether the cell tells more than the day."""
    for order, pattern in enumerate(_DAY_ONLY):
        if found := pattern.match(cell):
            parts = [int(part) for part in found.groups()]
            try:
                return datetime.combine(datetime(*(parts if order == 0 else parts[::-1])), _NOON), False  # type: ignore[arg-type]
            except ValueError as error:
                raise BadEntry(f"There is no day {cell!r}.") from error
    return moment(cell).replace(tzinfo=None), True


def _first(row: Row, *ways: tuple[Callable[[str, bool], float | None], tuple[str, ...], float]) -> float | None:
    for read_cell, names, factor in ways:
        value = row.needed(read_cell, *names)
        if value:
            return value * factor
    return None
