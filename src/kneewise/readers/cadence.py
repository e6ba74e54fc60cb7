"""Whether a cadence counts the strides of one foot, the steps of both, or turns of a pedal: files do not say."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kneewise.model.run import RUNNING, Column
from kneewise.readers.sports import STRIDES_BELOW_SPM

AMBIGUOUS = 0.15
"""Within this share of the limit between strides and steps, a cadence could count either."""
RUNNER_SPM = (130.0, 230.0)
"""What a runner's steps may be where the sport is not known."""
FASTEST_RUNNER_MPS = 5.5
"""Usual speed above which nobody runs a whole activity; cyclists turn their pedals as quickly as a runner strides."""
_EARTH_RADIUS_M = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Convention:
    """What a cadence counts.

    Parameters
    ----------
    channel : str
        ``cadence_spm`` or ``cadence_rpm``.
    factor : float
        From the number in the file to that of the channel.
    quality : tuple of str
        What was assumed.
    """

    channel: str
    factor: float
    quality: tuple[str, ...] = ()


def convention_of(cadence: Column, sport: str, speed_mps: float = math.nan) -> Convention:
    """Tell what a file's cadence counts, by the median of its values in motion.

    Parameters
    ----------
    cadence : Column
        Per minute, as in the file; zeros and NaN count as standing still.
    sport : str
        In FIT's words; empty if unknown.
    speed_mps : float, optional
        Usual speed, looked at only if the sport is unknown.

    Returns
    -------
    Convention
        On foot strides are doubled; other sports keep their number. A cadence of unknown sport is a runner's if it, or its double, is
        one and the speed can be.

    Examples
    --------
    >>> convention_of(np.array([0.0, 84.0, 86.0]), "running")
    Convention(channel='cadence_spm', factor=2.0, quality=())
    """
    moving = cadence[cadence > 0]
    median = float(np.median(moving)) if len(moving) else 0.0
    if sport not in STRIDES_BELOW_SPM and (sport or not _could_be_run(median, speed_mps)):
        return Convention("cadence_rpm", 1.0)
    limit = STRIDES_BELOW_SPM[sport or RUNNING]
    one_foot = 0 < median < limit
    odd = [] if sport else ["cadence_of_unknown_sport"]
    if abs(median - limit) <= AMBIGUOUS * limit:
        odd.append("cadence_as_strides" if one_foot else "cadence_as_steps")
    return Convention("cadence_spm", 2.0 if one_foot else 1.0, tuple(odd))


def _could_be_run(median: float, speed_mps: float) -> bool:
    steps = median * 2 if median < STRIDES_BELOW_SPM[RUNNING] else median
    return RUNNER_SPM[0] <= steps <= RUNNER_SPM[1] and not speed_mps > FASTEST_RUNNER_MPS


def usual_speed_mps(elapsed_s: Column, latitude_deg: Column, longitude_deg: Column) -> float:
    """Median speed in motion between positions, roughly; NaN if it cannot be told.

    Parameters
    ----------
    elapsed_s, latitude_deg, longitude_deg : Column
        One value per sample.

    Returns
    -------
    float
        Metres per second.
    """
    seconds = np.diff(elapsed_s)
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    metres = _EARTH_RADIUS_M * np.hypot(np.diff(latitude), np.diff(longitude) * np.cos(latitude[1:]))
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = metres[(seconds > 0) & (metres > 0)] / seconds[(seconds > 0) & (metres > 0)]
    return float(np.median(speed)) if len(speed) else math.nan
