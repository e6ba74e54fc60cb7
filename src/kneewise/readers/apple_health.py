"""Apple Health's ``export.xml``, read as a stream: an export of many gigabytes needs no more memory than its workouts.

Up to iOS 15 a ``Workout`` has its totals as attributes, later as ``WorkoutStatistics`` below it; both are in the wild. All dates of an
export are written in the zone of the phone at the time of the export; ``HKTimeZone`` tells where the runner was. Routes lie beside the
export as GPX files (``FileReference``) and are read from there; the earliest exports had them inside (``Location``).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kneewise.model.run import NO_SAMPLES, Reading, Recording, Samples
from kneewise.readers.columns import as_column, samples, value
from kneewise.readers.health_xml import Readable, parse
from kneewise.readers.sports import sport_of
from kneewise.readers.summary import BadEntry, Gathered, as_utc, short, stable_key, totals_of

METRES = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "ft": 0.3048, "yd": 0.9144, "cm": 0.01}
SECONDS = {"s": 1.0, "sec": 1.0, "min": 60.0, "hr": 3600.0}
KILOCALORIES = {"kcal": 1.0, "Cal": 1.0, "kJ": 1 / 4.184, "cal": 0.001, "J": 1 / 4184}
COUNTS = {"count": 1.0, "count/min": 1.0, "count/s": 60.0, "W": 1.0}
_QUANTITY = "HKQuantityTypeIdentifier"
_STATISTICS = {
    "DistanceWalkingRunning": (("distance_m", "sum", METRES),),
    "DistanceCycling": (("distance_m", "sum", METRES),),
    "DistanceSwimming": (("distance_m", "sum", METRES),),
    "StepCount": (("steps", "sum", COUNTS),),
    "ActiveEnergyBurned": (("energy_kcal", "sum", KILOCALORIES),),
    "HeartRate": (("mean_hr_bpm", "average", COUNTS), ("max_hr_bpm", "maximum", COUNTS)),
    "RunningPower": (("mean_power_w", "average", COUNTS),),
    "CyclingPower": (("mean_power_w", "average", COUNTS),),
}
_METADATA = {"HKElevationAscended": "ascent_m", "HKElevationDescended": "descent_m"}
_LOCATION = {"latitude_deg": "latitude", "longitude_deg": "longitude", "altitude_m": "altitude", "speed_mps": "speed"}
_MOST_EVENTS = 10_000
Attributes = Mapping[str, str]


def read(stream: Readable) -> Reading:
    """Read the workouts of an Apple Health export.

    Parameters
    ----------
    stream : Readable
        ``export.xml``, from its beginning.

    Returns
    -------
    Reading
        Totals in m, s, bpm, kcal, W, °C. Workouts have no ids: keys are made of start, end, sport and the app that wrote them. Mean
        cadence is not in the file; it follows from ``steps``.

    Raises
    ------
    Unreadable
        If it is no such export or holds no workout.
    """
    workouts = _Workouts()
    damage = parse(stream, "HealthData", workouts.opened, workouts.closed)
    if damage:
        workouts.gathered.refuse(damage.reason, byte=damage.byte, line=damage.line)
    return workouts.gathered.reading()


class _Workouts:
    """Takes the elements of an export one by one, and keeps the workouts."""

    def __init__(self) -> None:
        self.gathered = Gathered("an Apple Health export")
        self._workout: _Workout | None = None
        self._parent = ""

    def opened(self, name: str, attributes: Attributes, line: int) -> None:
        if name == "Workout" and not self.gathered.full:
            self._workout, self._parent = _Workout(attributes, line), name
        elif self._workout is not None:
            self._workout.take(name, attributes, self._parent)
            if name in {"WorkoutActivity", "WorkoutRoute"}:
                self._parent = name

    def closed(self, name: str) -> None:
        if name in {"WorkoutActivity", "WorkoutRoute"}:
            self._parent = "Workout"
        if name == "Workout" and self._workout is not None:
            workout, self._workout = self._workout, None
            try:
                self.gathered.add(workout.recording())
            except BadEntry as bad:
                self.gathered.refuse(str(bad), line=workout.line)


class _Workout:
    """One workout while its elements come in."""

    def __init__(self, attributes: Attributes, line: int) -> None:
        self.attributes = dict(attributes)
        self.line = line
        self.totals: dict[str, float | None] = {
            "distance_m": _measured(attributes.get("totalDistance"), attributes.get("totalDistanceUnit"), METRES),
            "energy_kcal": _measured(attributes.get("totalEnergyBurned"), attributes.get("totalEnergyBurnedUnit"), KILOCALORIES),
            "timer_s": _measured(attributes.get("duration"), attributes.get("durationUnit", "min"), SECONDS),
        }
        self.legs: dict[str, float] = {}
        self.zone = ""
        self.indoor = False
        self.events: list[tuple[str, str]] = []
        self.route: dict[str, array[float]] = {}
        self._latest: tuple[str, datetime] | None = None

    def take(self, name: str, attributes: Attributes, parent: str) -> None:
        """Take an element below the workout; of the parts of a workout (``WorkoutActivity``) only heights, which the whole lacks."""
        if name == "MetadataEntry":
            self._metadata(attributes.get("key", ""), attributes.get("value", ""), parent)
        elif name == "Location":
            self._location(attributes)
        elif parent == "Workout" and name == "WorkoutStatistics":
            for total, which, units in _STATISTICS.get(attributes.get("type", "").removeprefix(_QUANTITY), ()):
                found = _measured(attributes.get(which), attributes.get("unit"), units)
                self.totals[total] = self.totals.get(total) if found is None else found
        elif parent == "Workout" and name == "WorkoutEvent" and len(self.events) < _MOST_EVENTS:
            self.events.append((attributes.get("type", "").removeprefix("HKWorkoutEventType"), attributes.get("date", "")))

    def _metadata(self, key: str, written: str, parent: str) -> None:
        amount, _, unit = written.partition(" ")
        if key in _METADATA and (height := _measured(amount, unit, METRES)) is not None:
            total = _METADATA[key]
            if parent == "Workout":
                self.totals[total] = height
            elif parent == "WorkoutActivity":
                self.legs[total] = self.legs.get(total, 0.0) + height
        elif parent == "Workout" and key == "HKTimeZone":
            self.zone = written
        elif parent == "Workout" and key == "HKIndoorWorkout":
            self.indoor = amount == "1"
        elif parent == "Workout" and key == "HKWeatherTemperature":
            self.totals["mean_temperature_c"] = (value(amount) - 32) / 1.8 if unit == "degF" else value(amount) if unit == "degC" else None

    def _location(self, attributes: Attributes) -> None:
        begin, now = self._date("startDate"), _moment(attributes.get("date", ""))
        if begin and now:
            self.route.setdefault("", array("d")).append((now - begin).total_seconds())
            for channel, name in _LOCATION.items():
                self.route.setdefault(channel, array("d")).append(value(attributes.get(name, "")))

    def recording(self) -> Recording:
        """The workout as it is now.

        Raises
        ------
        BadEntry
            If it has no type or no start.
        """
        begin, end = self._date("startDate"), self._date("endDate")
        written = self.attributes.get("workoutActivityType", "")
        if begin is None or not written:
            raise BadEntry("A workout has no readable start or no type.")
        start, elapsed_s = as_utc(begin), (end - begin).total_seconds() if end else None
        sport, sub_sport = sport_of(written)
        return Recording(
            key=stable_key(start, sport, elapsed_s, self.attributes.get("sourceName", "")),
            format="apple_health",
            sport=sport,
            sub_sport="indoor_running" if sport == "running" and self.indoor else sub_sport,
            start=start,
            utc_offset_s=_offset_s(begin, self.zone),
            totals=totals_of({**self.legs, **self.totals, "elapsed_s": elapsed_s}),
            samples=self._samples(),
            pauses=self._pauses(begin),
            device=_device(self.attributes),
        )

    def _date(self, name: str) -> datetime | None:
        written = self.attributes.get(name, "")
        if self._latest is None or self._latest[0] != written:
            found = _moment(written)
            if found is None:
                return None
            self._latest = (written, found)
        return self._latest[1]

    def _samples(self) -> Samples:
        if not self.route:
            return NO_SAMPLES
        columns = {name: as_column(values) for name, values in self.route.items()}
        return samples(columns.pop(""), columns)

    def _pauses(self, begin: datetime) -> tuple[tuple[float, float], ...]:
        pauses, since = [], None
        for kind, date in self.events:
            now = _moment(date)
            if kind == "Pause" and now:
                since = since or now
            elif kind == "Resume" and now and since:
                pauses.append(((since - begin).total_seconds(), (now - begin).total_seconds()))
                since = None
        return tuple(pause for pause in pauses if 0 <= pause[0] < pause[1])


def _measured(amount: str | None, unit: str | None, units: Mapping[str, float]) -> float | None:
    """A number in our unit, or ``None`` if there is none or its unit is unknown."""
    factor = units.get((unit or "").strip())
    return None if amount is None or factor is None else value(amount) * factor


def _moment(written: str) -> datetime | None:
    """A date such as ``2016-11-14 07:25:41 -0700``."""
    try:
        found = datetime.strptime(written[:40], "%Y-%m-%d %H:%M:%S %z")
        as_utc(found)
    except (ValueError, OverflowError, BadEntry):
        return None
    return found


def _offset_s(begin: datetime, zone: str) -> int:
    """Of the runner's clock: by the zone of the workout, else by the zone the export is written in."""
    offset = begin.utcoffset() or timedelta()
    if re.fullmatch(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){1,2}", zone[:60]):
        with suppress(KeyError, ValueError, OSError, OverflowError):
            offset = begin.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return round(offset.total_seconds())


def _device(attributes: Attributes) -> str:
    """Name and hardware out of ``<<HKDevice: 0x…>, name:Apple Watch, …, hardware:Watch6,1, …>``, else the app that wrote the workout."""
    written = attributes.get("device", "")[:1000]
    names = [found[1] for key in ("name", "hardware") if (found := re.search(rf"\b{key}:(.*?)(?:, [a-z ]+:|>)", written))]
    return short(" ".join(names) or attributes.get("sourceName", ""))
