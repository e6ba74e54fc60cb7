"""TCX files to recordings: one per activity, with its laps.

Ids in ``quality`` are those of :data:`kneewise.readers.xml_points.QUALITY`.

References
----------
.. [1] Garmin, TrainingCenterDatabase v2 schema, https://www8.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd.
.. [2] Garmin, ActivityExtension v2 schema: TPX (Speed, RunCadence, Watts) and LX (AvgRunCadence, AvgWatts, Steps).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kneewise.model.errors import Unreadable
from kneewise.model.run import NO_SAMPLES, Column, Damage, Lap, Reading, Recording, Samples
from kneewise.readers.cadence import Convention, convention_of
from kneewise.readers.columns import value
from kneewise.readers.sports import sport_of
from kneewise.readers.summary import short
from kneewise.readers.tcx_totals import LapTold, totals_of_laps
from kneewise.readers.xml_events import Document, Found, Layout, Stop
from kneewise.readers.xml_points import CADENCE, MOST_RECORDINGS, TIME, Points, Track, start_of

MOST_LAPS = 10_000
_POINT = {
    "Time": TIME,
    "LatitudeDegrees": "latitude_deg",
    "LongitudeDegrees": "longitude_deg",
    "AltitudeMeters": "altitude_m",
    "DistanceMeters": "distance_m",
    "HeartRateBpm": "heart_rate_bpm",
    "Cadence": CADENCE,
    "RunCadence": CADENCE,
    "Speed": "speed_mps",
    "Watts": "power_w",
}
_LAP = {
    "TotalTimeSeconds": "timer_s",
    "Calories": "energy_kcal",
    "AverageHeartRateBpm": "mean_hr_bpm",
    "MaximumHeartRateBpm": "max_hr_bpm",
    "AvgRunCadence": CADENCE,
    "AvgWatts": "mean_power_w",
    "Steps": "steps",
}
_OTHERS = frozenset({"Course", "Workout", "Author", "Training"})
_LAYOUT = Layout(
    root="TrainingCenterDatabase",
    branches=frozenset({"Activity", "Transition", "Lap", "Track", "Trackpoint", "Creator"}) | _OTHERS,
    leaves=_POINT | _LAP | {"Name": "name", "Notes": "notes"},
)


@dataclass(slots=True)
class _Activity:
    """What was gathered of the activity being read."""

    points: Points = field(default_factory=lambda: Points(place_expected=False))
    laps: list[LapTold] = field(default_factory=list)
    device: str = ""


class _File:
    """Takes the elements of a file as they close."""

    def __init__(self) -> None:
        self.activity = _Activity()
        self.recordings: list[Recording] = []
        self.others: dict[str, None] = {}

    def closed(self, name: str, found: Found, complete: bool) -> None:
        """Take an element."""
        if name == "Trackpoint":
            if complete:
                self.activity.points.add(found)
        elif name == "Track":
            self.activity.points.interrupt()
        elif name == "Lap":
            self._lap(found, complete)
        elif name == "Creator":
            self.activity.device = short(found.get("name", ""))
        elif name == "Activity":
            self._finish(found, sport_of(found.get("Sport", "")), complete)
        elif name == "Transition":
            self._lap(found, complete)
            self._finish(found, ("transition", ""), complete)
        elif name in _OTHERS:
            self.others[name] = None
            if name == "Course":
                self.activity = _Activity()

    def _lap(self, found: Found, complete: bool) -> None:
        laps, points = self.activity.laps, self.activity.points
        if complete and len(laps) >= MOST_LAPS:
            raise Stop(f"There are more than {MOST_LAPS} laps in an activity; the rest was not read.")
        numbers = {key: value(found[key]) for key in (*_LAP.values(), "distance_m") if key in found}
        told = {key: number for key, number in numbers.items() if not math.isnan(number)}
        start_s = points.seconds(found.get("StartTime", ""))
        points.interrupt()
        laps.append(LapTold(start_s, laps[-1].last if laps else 0, len(points), told, complete))

    def _finish(self, found: Found, sport: tuple[str, str], complete: bool) -> None:
        activity, self.activity = self.activity, _Activity()
        if complete and len(self.recordings) >= MOST_RECORDINGS:
            raise Stop(f"There are more than {MOST_RECORDINGS} activities; the rest was not read.")
        if len(activity.points) > 1 or any(lap.counts for lap in activity.laps):
            title = short(found.get("notes", "")).partition("\n")[0]
            self.recordings.append(_recording(str(len(self.recordings)), activity, sport, title, complete))


def read(data: bytes) -> Reading:
    """Read a TCX file.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        One recording per activity, also of a multisport session; degrees, m, m/s, bpm, spm or rpm, W. An activity with laps but
        without points has no samples. Damage where the XML breaks off; totals of an activity that breaks off are left out.

    Raises
    ------
    Unreadable
        If it is no TCX file, or holds no activity (a course or workout, or a single point); also if it declares XML entities.
    """
    file = _File()
    damage = Document(_LAYOUT, file.closed).read(data)
    if not file.recordings:
        raise Unreadable(_why_nothing(file, damage), byte=damage.byte if damage else None, line=damage.line if damage else None)
    return Reading(recordings=tuple(file.recordings), damage=damage)


def _why_nothing(file: _File, damage: Damage | None) -> str:
    if damage:
        return f"This TCX file holds no activity. {damage.reason}"
    held = [word for name, word in (("Course", "a course"), ("Workout", "a workout")) if name in file.others]
    return f"This TCX file holds {' and '.join(held) or 'neither laps nor two points'}, not an activity."


def _recording(key: str, activity: _Activity, sport: tuple[str, str], title: str, complete: bool) -> Recording:
    track, laps = activity.points.track(), activity.laps
    quality = track.quality if len(track) else []
    start_s = track.start_s
    if math.isnan(start_s):
        start_s = next((lap.start_s for lap in laps if not math.isnan(lap.start_s)), math.nan)
    convention = _convention(track, laps, sport[0])
    quality += convention.quality
    if "distance_m" in track.channels and _count_on(track.channels["distance_m"], laps):
        quality.append("distance_per_lap")
    return Recording(
        key=key,
        format="tcx",
        sport=sport[0],
        sub_sport=sport[1],
        start=start_of(start_s),
        utc_offset_s=activity.points.utc_offset_s,
        totals=totals_of_laps(laps, convention) if complete else {},
        samples=Samples(track.elapsed_s, track.channels) if len(track) else NO_SAMPLES,
        laps=tuple(_laps(laps, track, start_s, convention)),
        pauses=track.pauses(),
        device=activity.device,
        title=title,
        quality=tuple(quality),
    )


def _convention(track: Track, laps: Sequence[LapTold], sport: str) -> Convention:
    """What the cadence counts; the points' goes into its channel."""
    cadence = track.channels.pop(CADENCE, None)
    convention = convention_of(np.array([lap.told.get(CADENCE, math.nan) for lap in laps]) if cadence is None else cadence, sport)
    if cadence is not None:
        track.channels[convention.channel] = cadence * convention.factor
    return convention


def _count_on(distance_m: Column, laps: Sequence[LapTold]) -> bool:
    """Add up, in place, a distance that starts anew in each lap; whether it does."""
    passed, before, anew = 0.0, 0.0, False
    for lap in laps:
        part = distance_m[lap.first : lap.last]
        known = part[np.isfinite(part)]
        if not len(known):
            continue
        if known[:2][-1] < before / 2:  # the second value: a first one of 0 may be a slip
            anew = True
            passed += before
        before = float(known[-1])
        part += passed
    return anew


def _laps(laps: Sequence[LapTold], track: Track, start_s: float, convention: Convention) -> list[Lap]:
    found = []
    for lap in laps:
        times = track.elapsed_s[lap.first : lap.last]
        times = times[np.isfinite(times)]
        begin = lap.start_s - start_s if not math.isnan(lap.start_s) else float(times[0]) if len(times) else math.nan
        if lap.complete and not math.isnan(begin):
            end = max([begin + max(lap.told.get("timer_s", 0.0), 0.0), *times[-1:].tolist()])
            found.append(Lap(start_s=begin, end_s=end, totals=totals_of_laps([lap], convention)))
    return found
