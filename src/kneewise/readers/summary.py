"""What the readers of bulk exports share: activities are gathered one by one, and bad entries do not stop the others."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kneewise.model.errors import Unreadable
from kneewise.model.run import Damage, Reading, Recording

MOST_ACTIVITIES = 100_000
"""Ten a day for 27 years. It bounds the memory that a hostile file can ask for."""
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
MOST_BAD = 10_000
"""After so many bad entries, the rest of a file is left."""
LARGEST = 1e9
LONGEST_TEXT = 500
LOCAL_CLOCK = "local_clock"
"""Quality: the file gives the runner's clock without a time zone; ``start`` holds that clock as if it were UTC."""
_MUST_BE_POSITIVE = frozenset({"mean_hr_bpm", "max_hr_bpm", "mean_cadence_spm", "steps", "mean_power_w"})
_MAY_BE_NEGATIVE = frozenset({"mean_temperature_c"})


class BadEntry(Exception):
    """An entry that cannot be read as an activity; the reason is its text."""


class Gathered:
    """The activities of one file, and the first bad entry with the number of the others.

    Parameters
    ----------
    what : str
        What the file is, for the message if nothing in it can be read: ``a Strava activities.csv``.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.recordings: list[Recording] = []
        self.bad = 0
        self._first: Damage | None = None
        self._keys: dict[str, int] = {}

    @property
    def full(self) -> bool:
        """Whether nothing more is taken."""
        return len(self.recordings) >= MOST_ACTIVITIES or self.bad >= MOST_BAD

    def add(self, recording: Recording) -> None:
        """Take an activity; a second one of the same key gets a number behind it."""
        times = self._keys[recording.key] = self._keys.get(recording.key, 0) + 1
        self.recordings.append(recording if times == 1 else replace(recording, key=f"{recording.key}-{times}"))

    def refuse(self, reason: str, *, line: int | None = None, byte: int | None = None) -> None:
        """Note a bad entry."""
        self.bad += 1
        if self._first is None:
            self._first = Damage(reason=reason, line=line, byte=byte)

    def reading(self) -> Reading:
        """All that was gathered.

        Raises
        ------
        Unreadable
            If there is no activity.
        """
        first, others = self._first, self.bad - 1
        if not self.recordings:
            reason = "holds no activity." if first is None else f"holds no activity that could be read: {first.reason}"
            raise Unreadable(
                f"This is {self.what}, but it {reason}", line=first.line if first else None, byte=first.byte if first else None
            )
        if first is not None and others > 0:
            first = replace(first, reason=f"{first.reason} {others} more {'entry is' if others == 1 else 'entries are'} bad, too.")
        return Reading(recordings=tuple(self.recordings), damage=first)


def totals_of(values: Mapping[str, float | None]) -> dict[str, float]:
    """The numbers that a source gave and that can be true; a heart rate, cadence, power or step count of zero means that there was none."""
    return {
        name: float(value)
        for name, value in values.items()
        if value is not None
        and math.isfinite(value)
        and abs(value) <= LARGEST
        and (value >= 0 or name in _MAY_BE_NEGATIVE)
        and (value > 0 or name not in _MUST_BE_POSITIVE)
    }


def start_at(seconds: float) -> datetime:
    """UTC from seconds since 1970.

    Raises
    ------
    BadEntry
        If that lies outside the years 1970 to 2099.
    """
    if not EARLIEST.timestamp() <= seconds < LATEST.timestamp():
        raise BadEntry("Its start lies outside the years 1970 to 2099.")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a clock without a zone is taken as UTC.

    Raises
    ------
    BadEntry
        If that lies outside the years 1970 to 2099.
    """
    if not EARLIEST.year <= moment.year <= LATEST.year:
        raise BadEntry("Its start lies outside the years 1970 to 2099.")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return start_at(aware.timestamp())


def stable_key(start: datetime | None, *facts: object) -> str:
    """A key for an activity without an id: the same for the same start and facts, whatever the language of the export."""
    text = "|".join([start.isoformat() if start else "", *(f"{fact:.1f}" if isinstance(fact, float) else str(fact) for fact in facts)])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def short(text: str) -> str:
    """A text of a source as it is kept: without blanks around it, and not endless."""
    return text.strip()[:LONGEST_TEXT]
