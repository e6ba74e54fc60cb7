"""The list of activities that intervals.icu gives as CSV.

Columns and units as its maker describes them (https://forum.intervals.icu/t/download-all-activities-in-csv-format/599): metres, seconds,
``start_date_local`` without a zone. ``average_cadence`` of runs counts the strides of one foot.
"""

from __future__ import annotations

from datetime import datetime

from kneewise.model.run import Reading, Recording
from kneewise.readers.csv_cells import moment, number, seconds, text_of
from kneewise.readers.csv_table import Header, Row, Table, read_table
from kneewise.readers.sports import STRIDES_BELOW_SPM, sport_of, steps_per_minute
from kneewise.readers.summary import LOCAL_CLOCK, as_utc, stable_key, totals_of


def is_header(names: Header) -> bool:
    """Whether plain column names are those of intervals.icu's list."""
    return {"start_date_local", "type", "moving_time"} <= set(names)


def read(data: bytes) -> Reading:
    """Read a list of activities from intervals.icu.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        Totals in m, s, bpm, spm, kcal, W, °C; keys and source ids are those of intervals.icu (or Strava's, where they came from there).

    Raises
    ------
    Unreadable
        If no row is an activity.
    """
    return read_table(Table(text_of(data), is_header), "a list of activities from intervals.icu", _recording)


def _recording(row: Row) -> Recording:
    sport, sub_sport = sport_of(row.text("type"))
    if sport == "running" and not sub_sport and row.text("trainer").lower() == "true":
        sub_sport = "treadmill"
    start, offset_s = _start(row)
    totals = totals_of(_totals(row, sport))
    own_id = row.text("id")
    return Recording(
        key=own_id or stable_key(start, sport, totals.get("distance_m"), totals.get("moving_s")),
        format="intervals_csv",
        sport=sport,
        sub_sport=sub_sport,
        start=start,
        utc_offset_s=offset_s,
        totals=totals,
        device=row.text("device_name"),
        shoe=row.text("gear_name", "gear"),
        title=row.text("name"),
        source_id=own_id,
        quality=(LOCAL_CLOCK,) if offset_s is None else (),
    )


def _start(row: Row) -> tuple[datetime, int | None]:
    """The start, and the offset of the runner's clock if the file has both clocks."""
    local = as_utc(moment(row.text("start_date_local")).replace(tzinfo=None))
    if not row.text("start_date"):
        return local, None
    start = as_utc(moment(row.text("start_date")))
    return start, round((local - start).total_seconds())


def _totals(row: Row, sport: str) -> dict[str, float | None]:
    cadence = row.number("average_cadence")
    return {
        "distance_m": row.needed(number, "distance"),
        "elapsed_s": row.needed(seconds, "elapsed_time"),
        "moving_s": row.needed(seconds, "moving_time"),
        "ascent_m": row.number("total_elevation_gain"),
        "descent_m": row.number("total_elevation_loss"),
        "mean_hr_bpm": row.number("average_heartrate"),
        "max_hr_bpm": row.number("max_heartrate"),
        "mean_cadence_spm": steps_per_minute(cadence, sport) if cadence and sport in STRIDES_BELOW_SPM else None,
        "energy_kcal": row.number("calories"),
        "mean_power_w": row.number("icu_average_watts", "average_watts"),
        "mean_temperature_c": row.number("average_temp"),
    }
