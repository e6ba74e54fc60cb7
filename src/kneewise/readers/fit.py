"""FIT files to recordings: one per session, with the records of its time.

References
----------
.. [1] FIT SDK, file types: activity; one session per sport of a multisport activity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from kneewise.model.errors import Unreadable
from kneewise.model.run import NO_SAMPLES, Column, Damage, Lap, Reading, Recording, Samples
from kneewise.readers import fit_profile as profile
from kneewise.readers.fit_records import Records, records_of
from kneewise.readers.fit_tables import TIMESTAMP, Segment, Table, read_segments

_QUARTER_S = 900
_FARTHEST_ZONE_S = 14 * 3600
_TIMER, _STARTED, _STOPPED = 0, 0, (1, 4)
_NO_SESSION = "no_session"
_BACKWARDS = "time_backwards"


@dataclass(frozen=True, slots=True)
class _Session:
    """A session message, or what stands for it where there is none."""

    sport: str
    sub_sport: str
    start_s: float
    totals: Mapping[str, float]
    told: bool = True


def read(data: bytes) -> Reading:
    """Read a FIT file.

    Parameters
    ----------
    data : bytes
        The whole file; several FIT files may be chained in it.

    Returns
    -------
    Reading
        One recording per session, in order; damage where the file stops making sense.

    Raises
    ------
    Unreadable
        If it is no FIT file, or holds no activity; it says what it holds instead.
    """
    segments, damage = read_segments(data)
    _refuse_other_kinds(segments, damage)
    zone, device = _zone(segments), _device(segments)
    recordings: list[Recording] = []
    records = [records_of(segment) for segment in segments]
    told = [_sessions(segment) for segment in segments]
    homeless = [r for r, sessions in zip(records, told, strict=True) if len(r) and not sessions]
    for segment, own, sessions in zip(segments, records, told, strict=True):
        if sessions and not len(own) and len(homeless) == 1:
            own = homeless.pop()  # noqa: PLW2901  # a chained file may hold the summary alone
        for session, part in _shares(sessions or _stand_in(segment, own), own):
            recordings.append(_recording(str(len(recordings)), session, part, segment, (zone, device)))
    if not recordings:
        place = damage.byte if damage else None
        raise Unreadable("This FIT file holds no activity: neither a session nor a recorded point with a time.", byte=place)
    return Reading(recordings=tuple(recordings), damage=damage)


def _refuse_other_kinds(segments: list[Segment], damage: Damage | None) -> None:
    """Settings, workouts and courses are FIT files too."""
    kinds = [table.column(0) for segment in segments for table in segment.of(profile.FILE_ID)]
    kind = next((int(k[0]) for k in kinds if k is not None and np.isfinite(k[0])), profile.ACTIVITY_FILE)
    has_records = any(len(t) > 1 or damage for s in segments for m in (profile.RECORD, profile.SESSION) for t in s.of(m))
    if kind == profile.COURSE_FILE or (kind in profile.FILE_KINDS and not has_records):
        raise Unreadable(f"This FIT file holds {profile.FILE_KINDS[kind]}, not an activity.", byte=0)


def _sessions(segment: Segment) -> list[_Session]:
    found = []
    for table in segment.of(profile.SESSION):
        starts, ends = table.column(profile.START_TIME), table.column(TIMESTAMP)
        for row in range(len(table)):
            start = _at(starts, row)
            sport = _name(profile.SPORTS, table, profile.SPORT_OF[profile.SESSION], row)
            sub_sport = _name(profile.SUB_SPORTS, table, profile.SUB_SPORT_OF[profile.SESSION], row)
            totals = _totals(table, row, profile.SESSION_TOTALS, sport)
            found.append(_Session(sport, sub_sport, start if start is not None else _at(ends, row) or np.nan, totals))
    return found


def _stand_in(segment: Segment, records: Records) -> list[_Session]:
    """A session for records without one: a watch that lost its battery writes no summary."""
    known = records.times_s[np.isfinite(records.times_s)]
    if len(known) < 2:
        return []
    sport = sub_sport = ""
    for table in segment.of(profile.SPORT):
        sport = _name(profile.SPORTS, table, profile.SPORT_OF[profile.SPORT], 0)
        sub_sport = _name(profile.SUB_SPORTS, table, profile.SUB_SPORT_OF[profile.SPORT], 0)
    return [_Session(sport, sub_sport, float(known[0]), {}, told=False)]


def _shares(sessions: list[_Session], records: Records) -> list[tuple[_Session, Records]]:
    """Each session with the records of its time; what lies before the first goes to the first."""
    if len(sessions) < 2:
        return [(session, records) for session in sessions]
    starts = np.array([s.start_s for s in sessions])
    order = np.argsort(starts, kind="stable")
    owner = np.searchsorted(starts[order], _filled(records.times_s), side="right") - 1
    owner = order[np.clip(owner, 0, len(sessions) - 1)]
    return [(session, records.where(owner == k)) for k, session in enumerate(sessions)]


def _filled(times_s: Column) -> Column:
    """Times with each gap filled by the last one before it."""
    last = np.maximum.accumulate(np.where(np.isfinite(times_s), np.arange(len(times_s)), 0))
    return np.nan_to_num(times_s[last], nan=0.0)


def _recording(key: str, session: _Session, records: Records, segment: Segment, told: tuple[int | None, str]) -> Recording:
    start_s = session.start_s
    known = records.times_s[np.isfinite(records.times_s)]
    if not np.isfinite(start_s):
        start_s = float(known[0]) if len(known) else np.nan
    samples = Samples(records.times_s - start_s, records.channels(session.sport in profile.ON_FOOT)) if len(records) else NO_SAMPLES
    end_s = max([session.totals.get("elapsed_s", 0.0), *([float(known.max()) - start_s] if len(known) else [])])
    odd = [_NO_SESSION] * (not session.told) + [_BACKWARDS] * bool((np.diff(known) < 0).any())
    return Recording(
        key=key,
        format="fit",
        sport=session.sport,
        sub_sport=session.sub_sport,
        start=datetime.fromtimestamp(start_s + profile.EPOCH_S, UTC) if np.isfinite(start_s) else None,
        utc_offset_s=told[0],
        totals=session.totals,
        samples=samples,
        laps=_laps(segment, session.sport, start_s, end_s),
        pauses=_pauses(segment, start_s, end_s),
        device=told[1],
        quality=tuple(odd),
    )


def _laps(segment: Segment, sport: str, start_s: float, length_s: float) -> tuple[Lap, ...]:
    found = []
    for table in segment.of(profile.LAP):
        starts, ends = table.column(profile.START_TIME), table.column(TIMESTAMP)
        for row in range(len(table)):
            first, last = _at(starts, row), _at(ends, row)
            if first is not None and last is not None and -1 <= first - start_s <= length_s:
                totals = _totals(table, row, profile.LAP_TOTALS, sport)
                found.append(Lap(start_s=first - start_s, end_s=last - start_s, totals=totals))
    return tuple(sorted(found, key=lambda lap: lap.start_s))


def _pauses(segment: Segment, start_s: float, length_s: float) -> tuple[tuple[float, float], ...]:
    """From each stop of the timer to its next start."""
    turns = []
    for table in segment.of(profile.EVENT):
        times, events, kinds = (table.column(n) for n in (TIMESTAMP, 0, 1))
        if times is None or events is None or kinds is None:
            continue
        known = np.isfinite(times) & np.isfinite(kinds) & (events == _TIMER)
        turns += [(float(times[k]), int(kinds[k])) for k in np.flatnonzero(known)]
    found, stopped = [], None
    for at, kind in sorted(turns):
        if kind in _STOPPED:
            stopped = at if stopped is None else stopped
        elif kind == _STARTED and stopped is not None:
            if start_s <= stopped < at <= start_s + length_s + 1:
                found.append((stopped - start_s, at - start_s))
            stopped = None
    return tuple(found)


def _totals(table: Table, row: int, fields: Mapping[str, profile.Scaled], sport: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, (number, scale, offset) in fields.items():
        value = _at(table.column(number), row)
        if value is not None:
            found[name] = value / scale - offset
    whole, fraction = (_at(table.column(number), row) for number in profile.MEAN_CADENCE[table.message])
    strides = _at(table.column(profile.STRIDES), row)
    if sport in profile.ON_FOOT:
        if whole:
            found["mean_cadence_spm"] = 2 * (whole + (fraction or 0.0) / 128)
        if strides:
            found["steps"] = 2 * strides
    if not found.get("mean_hr_bpm", 1):
        del found["mean_hr_bpm"]
    return found


def _zone(segments: list[Segment]) -> int | None:
    """Offset of the runner's clock from UTC, to the quarter of an hour."""
    for segment in segments:
        for table in segment.of(profile.ACTIVITY):
            told, local = _at(table.column(TIMESTAMP), 0), _at(table.column(5), 0)
            if told is not None and local is not None:
                offset = round((local - told) / _QUARTER_S) * _QUARTER_S
                if abs(offset) <= _FARTHEST_ZONE_S and abs(local - told - offset) < 60:
                    return offset
    return None


def _device(segments: list[Segment]) -> str:
    for segment in segments:
        for table in segment.of(profile.FILE_ID):
            maker, product = _at(table.column(1), 0), _at(table.column(2), 0)
            name = table.text(8, 0) or _product_name(segment)
            brand = profile.MANUFACTURERS.get(int(maker), f"maker {int(maker)}") if maker is not None else ""
            if brand or name:
                return " ".join(part for part in (brand, name or (f"product {int(product)}" if product is not None else "")) if part)
    return ""


def _product_name(segment: Segment) -> str:
    """The name of the recording device itself, index 0."""
    for table in segment.of(profile.DEVICE_INFO):
        index = table.column(0)
        for row in range(len(table)):
            if _at(index, row) == 0 and table.text(27, row):
                return table.text(27, row)
    return ""


def _name(names: Mapping[int, str], table: Table, number: int, row: int) -> str:
    value = _at(table.column(number), row)
    return "" if value is None else names.get(int(value), "")


def _at(column: Column | NDArray[np.float64] | None, row: int) -> float | None:
    if column is None or not np.isfinite(column[row]):
        return None
    return float(column[row])
