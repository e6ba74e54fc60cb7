"""Strava's bulk export: ``activities.csv``.

The columns are those of real exports of 2021 to 2026 (86 to 103 columns, in English and German); they stand in the same order in every
language. Two names stand twice: the first *Distance* is in the runner's own unit and rounded, the second in metres; the first *Elapsed
Time* is rounded. Dates are UTC. *Average Cadence* of runs counts the strides of one foot, as in Strava's interface for programs.
"""

from __future__ import annotations

from functools import partial

from kneewise.model.run import Reading, Recording
from kneewise.readers.csv_cells import moment, number, seconds, text_of
from kneewise.readers.csv_table import Header, Row, Table, read_table
from kneewise.readers.sports import STRIDES_BELOW_SPM, sport_of, steps_per_minute
from kneewise.readers.summary import BadEntry, as_utc, totals_of

ENGLISH = [
    "activity id",
    "activity date",
    "activity name",
    "activity type",
    "activity description",
    "elapsed time",
    "distance",
    "max heart rate",
    "relative effort",
    "commute",
    "activity private note",
    "activity gear",
    "filename",
    "athlete weight",
    "bike weight",
    "elapsed time",
    "moving time",
    "distance",
    "max speed",
    "average speed",
    "elevation gain",
    "elevation loss",
    "elevation low",
    "elevation high",
    "max grade",
    "average grade",
    "average positive grade",
    "average negative grade",
    "max cadence",
    "average cadence",
    "max heart rate",
    "average heart rate",
    "max watts",
    "average watts",
    "calories",
    "max temperature",
    "average temperature",
]
"""The first columns, in their order."""
OLD_GERMAN = {
    "aktivitäts-id": "activity id",
    "aktivitätsdatum": "activity date",
    "name der aktivität": "activity name",
    "aktivitätsart": "activity type",
    "verstrichene zeit": "elapsed time",
    "bewegungszeit": "moving time",
    "distanz": "distance",
    "aktivitätsausrüstung": "activity gear",
    "höhenzunahme": "elevation gain",
    "höhenunterschied": "elevation loss",
    "durchschnittliche trittfrequenz": "average cadence",
    "durchschnittliche herzfrequenz": "average heart rate",
    "max. herzfrequenz": "max heart rate",
    "durchschnittliche watt": "average watts",
    "durchschnittliche temperatur": "average temperature",
    "kalorien": "calories",
    "schritte insgesamt": "total steps",
}
KM_ARE_BELOW = 200.0
"""If there is only one distance, larger ones are metres: it is the rounded column, and nobody runs 200 km that often."""


def is_header(names: Header) -> bool:
    """Whether plain column names are those of Strava's list."""
    return {"activity id", "activity date"} <= set(names) or {"aktivitäts-id", "aktivitätsdatum"} <= set(names) or _in_order(names)


def _in_order(names: Header) -> bool:
    """Whether the doubled columns stand where Strava has them, in whatever language."""
    return (
        len(names) > len(ENGLISH)
        and all(names[: len(ENGLISH)])
        and names[5] == names[15]
        and names[6] == names[17]
        and names[7] == names[30]
    )


def _english(names: Header) -> Header:
    known = [OLD_GERMAN.get(name, name) for name in names]
    return [*ENGLISH, *known[len(ENGLISH) :]] if _in_order(names) else known


def read(data: bytes) -> Reading:
    """Read an ``activities.csv``.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        Totals in m, s, bpm, spm, kcal, W, °C; keys and source ids are Strava's numbers.

    Raises
    ------
    Unreadable
        If no row is an activity.
    """
    table = Table(text_of(data), is_header, _english)
    in_metres = len(table.places(("distance",))) > 1
    return read_table(table, "a Strava activities.csv", partial(_recording, metres=in_metres))


def _recording(row: Row, metres: bool) -> Recording:
    number_in_strava = row.text("activity id")
    if not number_in_strava.isdigit():
        raise BadEntry(f"It has no activity number ({number_in_strava[:20]!r}).")
    sport, sub_sport = sport_of(row.text("activity type"))
    return Recording(
        key=number_in_strava,
        format="strava_csv",
        sport=sport,
        sub_sport=sub_sport,
        start=as_utc(moment(row.text("activity date"))),
        totals=totals_of(_totals(row, sport, metres)),
        shoe=row.text("activity gear"),
        title=row.text("activity name"),
        source_id=number_in_strava,
    )


def _totals(row: Row, sport: str, metres: bool) -> dict[str, float | None]:
    cadence = row.number("average cadence")
    return {
        "distance_m": _distance_m(row, metres),
        "timer_s": row.needed(seconds, "timer time"),
        "elapsed_s": row.needed(seconds, "elapsed time", last=True),
        "moving_s": row.needed(seconds, "moving time"),
        "ascent_m": row.number("elevation gain"),
        "descent_m": row.number("elevation loss"),
        "mean_hr_bpm": row.number("average heart rate"),
        "max_hr_bpm": row.number("max heart rate"),
        "mean_cadence_spm": steps_per_minute(cadence, sport) if cadence and sport in STRIDES_BELOW_SPM else None,
        "steps": row.number("total steps"),
        "energy_kcal": row.number("calories"),
        "mean_power_w": row.number("average watts"),
        "mean_temperature_c": row.number("average temperature"),
    }


def _distance_m(row: Row, metres: bool) -> float | None:
    distance = row.needed(number, "distance", last=True)
    return distance if distance is None or metres or distance >= KM_ARE_BELOW else distance * 1000
