"""Which recordings are of one and the same run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kneewise.model.kept_run import KeptRecording

TOGETHER, OF_THE_LONGER = 0.6, 0.4
"""Recordings of one run share these parts of the shorter and of the longer one's time: nobody runs two at once, but a day's track is
no run."""
START_WITHIN_S = 120.0
BY_HAND_WITHIN_S = 3600.0
"""So exactly do people remember when they ran."""
QUARTER_S, FARTHEST_ZONE_S = 900.0, 14 * 3600.0
SAME_CLOCK_S, SAME_LENGTH, SAME_DISTANCE = 3.0, 0.004, 0.01
"""The same run under a clock of another zone: starts apart by whole quarters of an hour, and the same to seconds and metres."""
DAY_ONLY = "time_of_day_unknown"
"""Quality of a recording that tells its day only."""
ROUNDED = 0.03
"""So far apart are distances of one run if one of them was written down by a person."""
BY_HAND = frozenset({"manual", "log_csv"})
_RANK = ("fit", "tcx", "gpx", "wahoo_csv", "epson_csv")
"""Formats from the richest down; tables and hand-written entries come after."""
_EPOCH = date(1970, 1, 1)
Pair = tuple[KeptRecording, KeptRecording]


def groups(recordings: Sequence[KeptRecording]) -> list[list[KeptRecording]]:
    """Put recordings of one run together, whatever the order in which they came.

    Parameters
    ----------
    recordings : sequence of KeptRecording
        All that are kept.

    Returns
    -------
    list of list of KeptRecording
        Each run's recordings, the one that leads first; runs in order of start, then id. No run holds two recordings of one file: these
        are different parts of one outing, even if a third file covers them both.
    """
    ordered = sorted(recordings, key=lambda r: (_start(r), r.id))
    found = {r.id: [r] for r in ordered}
    for one, other in sorted(_pairs(ordered), key=_closeness):
        a, b = found[one.id], found[other.id]
        if a is b or {r.sha256 for r in a} & {r.sha256 for r in b}:
            continue
        a += b
        for recording in b:
            found[recording.id] = a
    whole = {id(group): sorted(group, key=_worth) for group in found.values()}
    return sorted(whole.values(), key=lambda group: min((_start(r), r.id) for r in group))


def _closeness(pair: Pair) -> tuple[float, str, str]:
    """The surest pairs first: starts and lengths that agree best."""
    one, other = sorted(pair, key=lambda r: r.id)
    return (abs(_start(one) - _start(other)) + abs(_length(one) - _length(other)), one.id, other.id)


def _pairs(ordered: Sequence[KeptRecording]) -> list[Pair]:
    """Pairs of one run. Only neighbours in time are compared, and those that a wrong zone could have moved apart."""
    timed = [r for r in ordered if r.start is not None]
    found = []
    for k, one in enumerate(timed):
        last = max(_start(one) + _length(one), _start(one) + BY_HAND_WITHIN_S)
        for other in timed[k + 1 :]:
            if _start(other) > last:
                break
            if same_time(one, other) or _remembered(one, other):
                found.append((one, other))
    return [*found, *_by_day(timed), *_by_quarter(timed)]


def _by_quarter(timed: Sequence[KeptRecording]) -> Iterator[Pair]:
    """Pairs whose starts lie at the same second of a quarter of an hour, and no more than a zone apart."""
    places: dict[int, list[KeptRecording]] = {}
    most = round(QUARTER_S / SAME_CLOCK_S)
    for one in timed:
        if one.format not in BY_HAND:
            places.setdefault(round(_start(one) % QUARTER_S / SAME_CLOCK_S) % most, []).append(one)
    for place, bucket in places.items():
        near = sorted([*bucket, *places.get((place + 1) % most, [])], key=lambda r: (_start(r), r.id))
        for k, one in enumerate(near):
            for other in near[k + 1 :]:
                if _start(other) - _start(one) > FARTHEST_ZONE_S:
                    break
                if same_but_zone(one, other):
                    yield one, other


def _by_day(timed: Sequence[KeptRecording]) -> Iterator[Pair]:
    """Pairs of which one tells the day only: the other recording of that day that is nearest in distance, if it is near enough."""
    days: dict[date, list[KeptRecording]] = {}
    for recording in timed:
        days.setdefault(_day(recording), []).append(recording)
    for one in (r for r in timed if DAY_ONLY in r.quality):
        others = [r for r in days[_day(one)] if r.format != one.format and _alike(one.sport, r.sport) and _metres(r)]
        nearest = min(others, key=lambda r: (abs(_metres(r) - _metres(one)), r.id), default=None)
        if nearest is not None and abs(_metres(nearest) - _metres(one)) <= ROUNDED * _metres(one):
            yield one, nearest


def same_time(one: KeptRecording, other: KeptRecording) -> bool:
    """Whether two recordings cover the same time."""
    if DAY_ONLY in (*one.quality, *other.quality) or not _alike(one.sport, other.sport):
        return False
    shorter, longer = sorted((_length(one), _length(other)))
    if not shorter:
        return abs(_start(one) - _start(other)) <= START_WITHIN_S
    start, end = max(_start(one), _start(other)), min(_start(one) + _length(one), _start(other) + _length(other))
    return end - start >= max(TOGETHER * shorter, OF_THE_LONGER * longer)


def _remembered(one: KeptRecording, other: KeptRecording) -> bool:
    """Whether one was written down by a person who remembered the distance well and the hour roughly."""
    if (one.format in BY_HAND) == (other.format in BY_HAND) or not _alike(one.sport, other.sport):
        return False
    near = abs(_start(one) - _start(other)) <= BY_HAND_WITHIN_S
    return near and bool(_metres(one)) and abs(_metres(one) - _metres(other)) <= ROUNDED * _metres(one)


def same_but_zone(one: KeptRecording, other: KeptRecording) -> bool:
    """Whether two recordings are the same but for the zone of their clock: by two devices or programs, of which one had it wrong."""
    apart = abs(_start(one) - _start(other))
    if one.format == other.format or not QUARTER_S / 2 < apart <= FARTHEST_ZONE_S or not _alike(one.sport, other.sport):
        return False
    if abs(apart - round(apart / QUARTER_S) * QUARTER_S) > SAME_CLOCK_S:
        return False
    lengths = abs(_length(one) - _length(other)) <= max(SAME_CLOCK_S, SAME_LENGTH * _length(one))
    return bool(_metres(one) and _metres(other)) and lengths and abs(_metres(one) - _metres(other)) <= SAME_DISTANCE * _metres(one)


def _alike(one: str, other: str) -> bool:
    unsaid = {"", "generic"}
    return one in unsaid or other in unsaid or one == other or {one, other} <= {"running", "walking", "hiking"}


def _worth(recording: KeptRecording) -> tuple[bool, bool, int, int, str]:
    rank = _RANK.index(recording.format) if recording.format in _RANK else len(_RANK)
    return (recording.start is None, not recording.records, rank, -recording.records, recording.id)


def _metres(recording: KeptRecording) -> float:
    return recording.values.get("distance_recorded_m", 0.0)


def _day(recording: KeptRecording) -> date:
    return _EPOCH + timedelta(days=(_start(recording) + (recording.utc_offset_s or 0)) // 86_400)


def _start(recording: KeptRecording) -> float:
    return recording.start.timestamp() if recording.start else float("-inf")


def _length(recording: KeptRecording) -> float:
    return recording.values.get("elapsed_s") or recording.values.get("timer_s") or 0.0
