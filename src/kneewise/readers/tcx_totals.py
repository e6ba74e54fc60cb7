"""What the laps of a TCX file say of themselves, and of the activity they make up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kneewise.readers.cadence import Convention
from kneewise.readers.summary import totals_of
from kneewise.readers.xml_points import CADENCE

COVERED = 0.9
"""A mean of the laps is one of the activity only if they give it for this share of the time."""
_SUMS = ("distance_m", "timer_s", "energy_kcal", "steps")
_MEANS = {"mean_hr_bpm": "mean_hr_bpm", "mean_cadence_spm": CADENCE, "mean_power_w": "mean_power_w"}
_STEPS_AGREE = 0.2


@dataclass(frozen=True, slots=True)
class LapTold:
    """A lap as the file has it.

    Parameters
    ----------
    start_s : float
        Seconds since 1970; NaN if not told.
    first, last : int
        Its points are those from ``first`` up to ``last``.
    told : mapping of str to float
        Its numbers, by the names of :data:`kneewise.model.run.TOTALS` and, as in the file, the mean cadence.
    complete : bool
        Whether it was closed in the file.
    """

    start_s: float
    first: int
    last: int
    told: Mapping[str, float]
    complete: bool

    @property
    def counts(self) -> bool:
        """Whether it tells of an activity even without points."""
        return self.complete and (self.told.get("timer_s", 0.0) > 0 or self.told.get("distance_m", 0.0) > 0)


def totals_of_laps(laps: Sequence[LapTold], convention: Convention) -> dict[str, float]:
    """The totals of laps together.

    Parameters
    ----------
    laps : sequence of LapTold
        In order.
    convention : Convention
        What their cadence counts.

    Returns
    -------
    dict of str to float
        By the names of :data:`kneewise.model.run.TOTALS`: sums, means weighted by time, and the highest heart rate. A sum of zero
        was not measured, and is left out; so are steps, if cadence and time do not tell whether they are strides.
    """
    found: dict[str, float | None] = {name: _sum(laps, name) or None for name in _SUMS}
    found |= {name: _mean(laps, key) for name, key in _MEANS.items()}
    found["max_hr_bpm"] = max((lap.told["max_hr_bpm"] for lap in laps if lap.told.get("max_hr_bpm", 0.0) > 0), default=None)
    cadence = found["mean_cadence_spm"]
    on_foot = convention.channel == "cadence_spm"
    found["mean_cadence_spm"] = cadence * convention.factor if cadence is not None and on_foot else None
    found["steps"] = _steps(found) if on_foot else None
    return totals_of(found)


def _sum(laps: Sequence[LapTold], name: str) -> float | None:
    told = [lap.told[name] for lap in laps if name in lap.told]
    return sum(told) if told else None


def _mean(laps: Sequence[LapTold], key: str) -> float | None:
    """Mean weighted by time; zero counts as not told."""
    told = [(lap.told[key], lap.told.get("timer_s", math.nan)) for lap in laps if lap.told.get(key, 0.0) > 0]
    seconds = sum(weight for _, weight in told)
    whole = _sum(laps, "timer_s")
    if whole is None or not seconds >= COVERED * whole or not seconds > 0:
        return None
    return sum(mean * weight for mean, weight in told) / seconds


def _steps(found: Mapping[str, float | None]) -> float | None:
    """Steps of both feet, if cadence and time tell whether the file counts steps or strides."""
    steps, cadence, seconds = (found[name] for name in ("steps", "mean_cadence_spm", "timer_s"))
    if not steps or not cadence or not seconds:
        return None
    expected = cadence * seconds / 60
    return next((counted for counted in (steps, 2 * steps) if abs(counted / expected - 1) <= _STEPS_AGREE), None)
