"""The list of activities that Runalyze gives as CSV.

Columns are named as in its data model (https://github.com/Runalyze/Runalyze, entity ``Training``): ``time`` is the runner's clock as if it
were UTC, ``timezoneOffset`` minutes, ``distance`` km, ``s`` and ``elapsedTime`` seconds, ``cadence`` turns of one foot. Sports stand there
as numbers that differ from runner to runner; Runalyze estimates a VO2max for running only, and that tells which number means running.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from kneewise.model.run import RUNNING, Reading, Recording
from kneewise.readers.csv_cells import number, seconds, text_of
from kneewise.readers.csv_table import Header, Row, Table, read_table
from kneewise.readers.sports import STRIDES_BELOW_SPM, sport_of, steps_per_minute
from kneewise.readers.summary import LOCAL_CLOCK, BadEntry, stable_key, start_at, totals_of

FASTEST_OFFSET_S = 15 * 3600


def is_header(names: Header) -> bool:
    """Whether plain column names are those of Runalyze's list."""
    return {"time", "s", "distance"} <= set(names) and not {"sportid", "sport"}.isdisjoint(names)


def read(data: bytes) -> Reading:
    """Read a list of activities from Runalyze.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        Totals in m, s, bpm, spm, kcal, W, °C; keys and source ids are Runalyze's numbers. A sport that cannot be told is its number.

    Raises
    ------
    Unreadable
        If no row is an activity.
    """
    table = Table(text_of(data), is_header)
    return read_table(table, "a list of activities from Runalyze", partial(_recording, sports=_sports(table)))


def _sports(table: Table) -> Mapping[str, str]:
    """Sport numbers that mean running: most of their activities have a VO2max."""
    of_sport: Counter[str] = Counter()
    with_vo2max: Counter[str] = Counter()
    for row in table.first_rows():
        if sport := row.text("sportid"):
            of_sport[sport] += 1
            with_vo2max[sport] += (row.number("vo2max", "vo2maxbytime") or 0) > 0
    return {sport: RUNNING for sport, times in of_sport.items() if 2 * with_vo2max[sport] > times}


def _recording(row: Row, sports: Mapping[str, str]) -> Recording:
    sport, sub_sport = sport_of(row.text("sport", "sportname") or sports.get(row.text("sportid"), row.text("sportid")))
    clock_s, offset_min = row.number("time"), row.number("timezoneoffset")
    if clock_s is None:
        raise BadEntry("It has no time.")
    offset_s = None if offset_min is None or abs(offset_min * 60) > FASTEST_OFFSET_S else round(offset_min * 60)
    start = start_at(clock_s) - timedelta(seconds=offset_s or 0)
    totals = totals_of(_totals(row, sport))
    own_id = row.text("id")
    return Recording(
        key=own_id or stable_key(start, sport, totals.get("distance_m"), totals.get("timer_s")),
        format="runalyze_csv",
        sport=sport,
        sub_sport=sub_sport,
        start=start,
        utc_offset_s=offset_s,
        totals=totals,
        title=row.text("title"),
        source_id=own_id,
        quality=(LOCAL_CLOCK,) if offset_s is None else (),
    )


def _totals(row: Row, sport: str) -> dict[str, float | None]:
    distance_km, cadence = row.needed(_kilometres, "distance"), row.number("cadence")
    return {
        "distance_m": None if distance_km is None else distance_km * 1000,
        "timer_s": row.needed(seconds, "s"),
        "elapsed_s": row.needed(seconds, "elapsedtime"),
        "ascent_m": row.number("elevationup", "elevation"),
        "descent_m": row.number("elevationdown"),
        "mean_hr_bpm": row.number("pulseavg"),
        "max_hr_bpm": row.number("pulsemax"),
        "mean_cadence_spm": steps_per_minute(cadence, sport) if cadence and sport in STRIDES_BELOW_SPM else None,
        "energy_kcal": row.number("kcal"),
        "mean_power_w": row.number("power"),
        "mean_temperature_c": row.number("temperature"),
    }


def _kilometres(cell: str, comma: bool) -> float | None:
    return number(cell.lower().removesuffix("km"), comma)
