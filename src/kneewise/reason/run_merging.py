"""Which recordings are of one and the same run, and what the run was, taken from all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kneewise.model.kept_run import KeptRecording, KeptRun
from kneewise.model.run import RUNNING
from kneewise.model.run_values import Basis

TOGETHER = 0.6
"""Recordings that share this part of the shorter one's time are of one run: nobody runs two at once."""
START_WITHIN_S = 120.0
QUARTER_S, FARTHEST_ZONE_S = 900.0, 14 * 3600.0
SAME_CLOCK_S, SAME_LENGTH, SAME_DISTANCE = 3.0, 0.004, 0.01
"""The same run under a clock of another zone: starts apart by whole quarters of an hour, and the same to seconds and metres."""
DAY_ONLY = "time_of_day_unknown"
"""Quality of a recording that tells its day only."""
DAY_DISTANCE = 0.03
_RANK = ("fit", "tcx", "gpx", "wahoo_csv", "epson_csv")
"""Formats from the richest down; tables and hand-written entries come after."""
_EPOCH = date(1970, 1, 1)
RUN_SPEED_MPS = (1.9, 6.5)


def groups(recordings: Sequence[KeptRecording]) -> list[list[KeptRecording]]:
    """Put recordings of one run together, whatever the order in which they came.

    Parameters
    ----------
    recordings : sequence of KeptRecording
        All that are kept.

    Returns
    -------
    list of list of KeptRecording
        Each run's recordings, the one that leads first; runs in order of start, then id.
    """
    ordered = sorted(recordings, key=lambda r: (_start(r), r.id))
    leader = {r.id: r.id for r in ordered}

    def root(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for one, other in _pairs(ordered):
        first, second = sorted((root(one.id), root(other.id)))
        leader[second] = first
    found: dict[str, list[KeptRecording]] = {}
    for recording in ordered:
        found.setdefault(root(recording.id), []).append(recording)
    return [sorted(group, key=_worth) for group in found.values()]


def _pairs(ordered: Sequence[KeptRecording]) -> list[tuple[KeptRecording, KeptRecording]]:
    """Pairs of one run. Only neighbours in time are compared, and those that a wrong zone could have moved apart."""
    timed = [r for r in ordered if r.start is not None]
    found = []
    for k, one in enumerate(timed):
        end = _start(one) + _length(one)
        for other in timed[k + 1 :]:
            if _start(other) > max(end, _start(one) + START_WITHIN_S):
                break
            if same_time(one, other):
                found.append((one, other))
    found += _by_day(timed)
    by_length: dict[int, list[KeptRecording]] = {}
    for one in timed:
        by_length.setdefault(round(_start(one) % QUARTER_S / SAME_CLOCK_S), []).append(one)
    for place, bucket in by_length.items():
        near = [*bucket, *by_length.get(place + 1, []), *(by_length.get(0, []) if (place + 1) * SAME_CLOCK_S >= QUARTER_S else [])]
        found += [(a, b) for a in bucket for b in near if a is not b and same_but_zone(a, b)]
    return found


def _by_day(timed: Sequence[KeptRecording]) -> list[tuple[KeptRecording, KeptRecording]]:
    """Pairs of which one tells the day only: the other recording of that day that is nearest in distance, if it is near enough."""
    days: dict[date, list[KeptRecording]] = {}
    for recording in timed:
        days.setdefault(_day(recording), []).append(recording)
    found = []
    for one in (r for r in timed if DAY_ONLY in r.quality):
        metres = one.values.get("distance_recorded_m", 0.0)
        others = [r for r in days[_day(one)] if r.format != one.format and _alike(one.sport, r.sport) and "distance_recorded_m" in r.values]
        nearest = min(others, key=lambda r: (abs(r.values["distance_recorded_m"] - metres), r.id), default=None)
        if nearest is not None and abs(nearest.values["distance_recorded_m"] - metres) <= DAY_DISTANCE * metres:
            found.append((one, nearest))
    return found


def same_time(one: KeptRecording, other: KeptRecording) -> bool:
    """Whether two recordings cover the same time. Two legs of one file never do: they are different parts of one outing."""
    if (one.sha256 == other.sha256 and one.format == other.format) or DAY_ONLY in (*one.quality, *other.quality):
        return False
    start, end = max(_start(one), _start(other)), min(_start(one) + _length(one), _start(other) + _length(other))
    shorter = min(_length(one), _length(other))
    if not shorter:
        return abs(_start(one) - _start(other)) <= START_WITHIN_S
    return end - start >= TOGETHER * shorter and _alike(one.sport, other.sport)


def same_but_zone(one: KeptRecording, other: KeptRecording) -> bool:
    """Whether two recordings are the same but for the zone of their clock."""
    apart = abs(_start(one) - _start(other))
    if one.sha256 == other.sha256 or not QUARTER_S / 2 < apart <= FARTHEST_ZONE_S or not _alike(one.sport, other.sport):
        return False
    if abs(apart - round(apart / QUARTER_S) * QUARTER_S) > SAME_CLOCK_S:
        return False
    a, b = one.values.get("distance_recorded_m", 0.0), other.values.get("distance_recorded_m", 0.0)
    lengths = abs(_length(one) - _length(other)) <= max(SAME_CLOCK_S, SAME_LENGTH * _length(one))
    return bool(a and b) and lengths and abs(a - b) <= SAME_DISTANCE * a


def run_of(group: Sequence[KeptRecording], corrections: Mapping[str, Mapping[str, Any]]) -> KeptRun:
    """What the run was.

    Parameters
    ----------
    group : sequence of KeptRecording
        Its recordings, the leading one first.
    corrections : mapping
        By recording id, what was corrected by hand, by the names of :data:`kneewise.model.kept_run.EDITABLE`.

    Returns
    -------
    KeptRun
        Each value from the first recording that has it; then what was corrected.
    """
    values: dict[str, float] = {}
    basis: dict[str, Basis] = {}
    for recording in reversed(group):
        values |= recording.values
        basis |= recording.basis
    told: dict[str, Any] = {}
    for recording in sorted(group, key=lambda r: r.id):
        told |= corrections.get(recording.id, {})
    for name in told.keys() & {"distance_m", "moving_s", "mean_cadence_spm", "mean_hr_bpm"}:
        values[name], basis[name] = float(told[name]), Basis.ENTERED
    sport = told.get("sport") or _first(group, "sport")
    zoned = next((r for r in group if r.offset_basis is Basis.MEASURED), next((r for r in group if r.utc_offset_s is not None), None))
    lead = group[0]
    start = told.get("start") or next((r.start for r in group if r.start is not None), None)
    quality = list(dict.fromkeys(q for r in group[:1] for q in r.quality)) + ["merged"] * (len(group) > 1)
    is_run = told.get("is_run", sport == RUNNING if sport else _looks_like_running(values))
    if not sport and is_run is not None:
        quality.append("sport_guessed")
    return KeptRun(
        id=lead.id,
        members=tuple(r.id for r in group),
        format=lead.format,
        sport=sport,
        sub_sport=told.get("sub_sport") or _first(group, "sub_sport"),
        is_run=is_run,
        start=start,
        utc_offset_s=zoned.utc_offset_s if zoned else None,
        offset_basis=zoned.offset_basis if zoned else None,
        device=_first(group, "device"),
        shoe=told.get("shoe", _first(group, "shoe")),
        surface=told.get("surface", _first(group, "surface")),
        title=told.get("title", _first(group, "title")),
        records=lead.records,
        values=values,
        basis=basis,
        by_speed=next((r.by_speed for r in group if r.by_speed), ()),
        quality=tuple(quality),
        load=next((r.load for r in group if r.load), None),
        entered=tuple(sorted(told)),
    )


def _first(group: Sequence[KeptRecording], name: str) -> str:
    return next((getattr(r, name) for r in group if getattr(r, name)), "")


def _looks_like_running(values: Mapping[str, float]) -> bool | None:
    """Whether an activity of unknown sport was run: by its speed, and its steps if there are any; ``None`` if that cannot be told."""
    distance, moving = values.get("distance_m"), values.get("moving_s")
    if not distance or not moving:
        return None
    low, high = RUN_SPEED_MPS
    return low <= distance / moving <= high and values.get("max_speed_mps", 0.0) < 2 * high


def _alike(one: str, other: str) -> bool:
    return not one or not other or one == other or {one, other} <= {"running", "walking", "hiking", "generic"}


def _worth(recording: KeptRecording) -> tuple[bool, bool, int, int, str]:
    rank = _RANK.index(recording.format) if recording.format in _RANK else len(_RANK)
    return (recording.start is None, not recording.records, rank, -recording.records, recording.id)


def _day(recording: KeptRecording) -> date:
    return _EPOCH + timedelta(days=(_start(recording) + (recording.utc_offset_s or 0)) // 86_400)


def _start(recording: KeptRecording) -> float:
    return recording.start.timestamp() if recording.start else float("-inf")


def _length(recording: KeptRecording) -> float:
    return recording.values.get("elapsed_s") or recording.values.get("timer_s") or 0.0
