"""Recordings as they are kept, and the runs they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from kneewise.model.load import RunLoad
from kneewise.model.run import Lap
from kneewise.model.run_values import Basis

EDITABLE = (
    "sport",
    "shoe",
    "surface",
    "title",
    "distance_m",
    "moving_s",
    "timer_s",
    "ascent_m",
    "start",
    "mean_cadence_spm",
    "mean_hr_bpm",
)
"""What can be corrected by hand. A correction outlives a re-read of the file."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptRecording:
    """One recording without its samples, with what was derived from it.

    Parameters
    ----------
    id : str
        Content id: 16 hex digits of a hash of the file and the key, or, of a table's row, of the row's own id.
    sha256 : str
        Of the original.
    key, format, sport, sub_sport, device, shoe, surface, title, source_id : str
        As in the recording.
    start : datetime or None
        UTC.
    utc_offset_s : int or None
        Of the runner's clock at that time.
    offset_basis : Basis or None
        ``measured`` (the file says), ``derived`` (from the place), ``assumed`` (the machine's zone).
    values : mapping of str to float
    basis : mapping of str to Basis
        Where each comes from.
    records : int
        Samples.
    by_speed : tuple
        As in :class:`kneewise.model.run_values.RunValues`.
    quality : tuple of str
    laps : tuple of Lap
    pauses : tuple of (float, float)
    load : RunLoad or None
        Of a run or walk, in body weights; ``None`` for other sports and where neither time nor distance is known.
    """

    id: str
    sha256: str
    key: str
    format: str
    sport: str = ""
    sub_sport: str = ""
    start: datetime | None = None
    utc_offset_s: int | None = None
    offset_basis: Basis | None = None
    device: str = ""
    shoe: str = ""
    surface: str = ""
    title: str = ""
    source_id: str = ""
    records: int = 0
    values: Mapping[str, float] = field(default_factory=dict)
    basis: Mapping[str, Basis] = field(default_factory=dict)
    by_speed: tuple[tuple[float, float, float | None], ...] = ()
    quality: tuple[str, ...] = ()
    laps: tuple[Lap, ...] = ()
    pauses: tuple[tuple[float, float], ...] = ()
    load: RunLoad | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptRun:
    """A run (or another activity) as it really was: the best of its recordings, completed by the others, corrected by hand.

    Parameters
    ----------
    id : str
        Content id of the recording that leads.
    members : tuple of str
        Ids of all its recordings, the leading one first.
    is_run : bool or None
        ``None`` where nobody said and speed does not tell.
    entered : tuple of str
        Fields corrected by hand.
    """

    id: str
    members: tuple[str, ...]
    format: str
    sport: str
    sub_sport: str
    is_run: bool | None
    start: datetime | None
    utc_offset_s: int | None
    offset_basis: Basis | None
    device: str
    shoe: str
    surface: str
    title: str
    records: int
    values: Mapping[str, float]
    basis: Mapping[str, Basis]
    by_speed: tuple[tuple[float, float, float | None], ...]
    quality: tuple[str, ...]
    load: RunLoad | None
    entered: tuple[str, ...] = ()

    @property
    def local_start(self) -> datetime | None:
        """The start by the runner's clock."""
        if self.start is None:
            return None
        try:
            return self.start.astimezone(timezone(timedelta(seconds=self.utc_offset_s or 0)))
        except OverflowError:  # at either end of the calendar
            return self.start

    @property
    def day(self) -> date | None:
        """The runner's calendar day."""
        local = self.local_start
        return None if local is None else local.date()
