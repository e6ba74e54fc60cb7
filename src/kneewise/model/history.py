"""What a runner did, run by run and day by day, and the figures drawn from it. A day without a run is "no run recorded", not rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kneewise.model.fact import Side

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRun:
    """One run; ``None`` or empty where a value is not known.

    Parameters
    ----------
    id : str
        Of the run.
    day : date
        The runner's calendar day.
    distance_m, moving_s : float or None
        At least 0.
    cadence_spm : float or None
        Mean of both feet.
    by_speed : tuple of (float, float, float or None)
        Lower edge of a speed bin (m/s), metres run in it, cadence there on the level (spm).
    descent_m, steep_descent_m : float or None
        Metres down, and those on steep ground; at least 0.
    knee_load : float or None
        Load of the knee against the reference kilometre.
    shoe, surface : str or None
        A name that tells one from another.
    """

    id: str
    day: date
    distance_m: float | None = None
    moving_s: float | None = None
    cadence_spm: float | None = None
    by_speed: tuple[tuple[float, float, float | None], ...] = ()
    descent_m: float | None = None
    steep_descent_m: float | None = None
    knee_load: float | None = None
    shoe: str | None = None
    surface: str | None = None

    @property
    def speed_mps(self) -> float | None:
        """Mean speed while moving."""
        if not self.distance_m or not self.moving_s:
            return None
        return self.distance_m / self.moving_s


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNote:
    """What was noted of a day besides its runs; ``None``: not noted.

    Parameters
    ----------
    day : date
        Calendar day.
    sleep_h : float or None
        Hours slept.
    sleep_quality : float or None
        On any scale on which more is better, the same on all days.
    resting_hr_bpm : float or None
        Resting heart rate.
    soreness : float or None
        On any scale on which more is sorer, the same on all days.
    pain_left, pain_right : bool or None
        Whether that knee hurt. ``None`` is unknown, not free of pain.
    """

    day: date
    sleep_h: float | None = None
    sleep_quality: float | None = None
    resting_hr_bpm: float | None = None
    soreness: float | None = None
    pain_left: bool | None = None
    pain_right: bool | None = None

    def pain(self, side: Side) -> bool | None:
        """Whether this knee hurt; for both knees, whether either did."""
        known = {Side.LEFT: (self.pain_left,), Side.RIGHT: (self.pain_right,), Side.BOTH: (self.pain_left, self.pain_right)}[side]
        if any(p is True for p in known):
            return True
        return None if any(p is None for p in known) else False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All runs and day notes of a runner, in any order."""

    runs: tuple[HistoryRun, ...] = ()
    notes: tuple[DayNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A spell without a recorded run: ``days`` of them between ``last`` and ``next`` run."""

    last: date
    next: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """One run against the longest of the 30 days before it.

    Parameters
    ----------
    run : str
        Id.
    day : date
        Its day.
    ratio : float or None
        Its distance over that of the longest run; ``None`` where no run was recorded in those days.
    band : str
        ``usual``, ``small``, ``moderate``, ``large``, or ``restart`` where no run was recorded in those days, ``unknown`` where they
        reach back before the first run.
    hrr : tuple of float or None
        Published hazard rate ratio of the band and its 95 % interval: value, low, high.
    """

    run: str
    day: date
    ratio: float | None
    band: str
    hrr: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayFigures:
    """Figures per day, from the first recorded run to the last asked for; NaN where there is none to give.

    Parameters
    ----------
    first : date
        Day of index 0.
    km, knee_load : (D,)
        Sums of the day; NaN on a day without a recorded run, or with one whose value is not known.
    runs : (D,)
        Recorded runs.
    in_gap : (D,)
        True inside a spell without runs that is long enough to count as a gap.
    km_7, km_28 : (D,)
        Sums over the last 7 and 28 days; NaN where these days reach into a gap or before the first run.
    longest_30_km : (D,)
        Longest run of the last 30 days, this one included.
    ewma_7_km, ewma_28_km : (D,)
        Exponentially weighted daily distance.
    monotony, strain : (D,)
        Mean over standard deviation of the last 7 days, and that times the sum of the 7 days in km.
    acwr_coupled, acwr_uncoupled : (D,)
        Last 7 days over a quarter of the last 28, and over a third of days 8 to 28. Shown as context only.
    """

    first: date
    km: Floats
    knee_load: Floats
    runs: NDArray[np.int64]
    in_gap: Flags
    km_7: Floats
    km_28: Floats
    longest_30_km: Floats
    ewma_7_km: Floats
    ewma_28_km: Floats
    monotony: Floats
    strain: Floats
    acwr_coupled: Floats
    acwr_uncoupled: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeekFigures:
    """Figures per calendar week; NaN where no run was recorded.

    Parameters
    ----------
    first_monday : date
        Monday of index 0.
    km, longest_km, knee_load : (W,)
        Sum, longest run, sum.
    runs : (W,)
        Recorded runs.
    whole : (W,)
        False for a first or last week that the history covers in part.
    """

    first_monday: date
    km: Floats
    longest_km: Floats
    knee_load: Floats
    runs: NDArray[np.int64]
    whole: Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HistoryFigures:
    """Everything that is drawn from a history without asking about pain; ``days`` and ``weeks`` are ``None`` where there is no run."""

    days: DayFigures | None
    weeks: WeekFigures | None
    spikes: tuple[Spike, ...] = ()
    gaps: tuple[Gap, ...] = ()
    context: tuple[str, ...] = field(default=("history_acwr_critique", "history_monotony_critique", "history_gap_note"))
    """Ids of the phrases that must stand beside the figures that are context only."""
