"""A recording's samples made sound: time that only runs forward, distance without jumps, smoothed speed and grade, plausible cadence.

The limits are our own judgement of what a person on foot, a watch and a chest strap can do; they take out what cannot be, not what
is rare.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.run import RUNNING, Column, Recording
from kneewise.reason.run_position import Limits, distance_of

FASTEST_ON_FOOT_MPS, FASTEST_ELSE_MPS = 12.5, 45.0
ON_FOOT = (RUNNING, "walking", "hiking")
SLOWEST_MOVING_MPS = 0.5
SPEED_WINDOW_S = 15.0
HOLE_S = 30.0
"""A longer time between two samples, without ground covered, is a pause, whether or not the file says so."""
ALTITUDE_WINDOW_S = 15.0
GRADE_OVER_M = 50.0
SPIKE_M, SPIKE_AMONG = 50.0, 11
"""A height so far from the median of so many samples around it is an error of the sensor."""
STEEPEST = 0.5
LEAST_HR_BPM, MOST_HR_BPM = 35.0, 225.0
RUNS_FASTER_THAN_MPS = 2.0
HALVED_BELOW_SPM, DOUBLED_ABOVE_SPM = 105.0, 230.0
MOST_CADENCE_SPM = 260.0


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Cleaned samples, all arrays of one length; empty where there is nothing with a time.

    Parameters
    ----------
    time_s : Column
        Seconds since the start, never falling.
    dt_s : Column
        Seconds of the interval that ends at each sample, without pauses.
    step_m : Column
        Metres of that interval.
    speed_mps : Column
        Smoothed over :data:`SPEED_WINDOW_S` of moving time.
    moving : ndarray of bool
        Whether the interval was moved through.
    altitude_m, grade : Column
        Smoothed; NaN without altitude. ``grade`` is rise over distance, over :data:`GRADE_OVER_M`.
    cadence_spm, heart_rate_bpm : Column
        Plausible values only.
    distance_from : str
        ``distance`` (the recorded channel), ``position``, or empty.
    quality : tuple of str
        What was set right.
    """

    time_s: Column
    dt_s: Column
    step_m: Column
    speed_mps: Column
    moving: NDArray[np.bool_]
    altitude_m: Column
    grade: Column
    cadence_spm: Column
    heart_rate_bpm: Column
    distance_from: str
    quality: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.time_s)


def track_of(recording: Recording) -> Track:
    """Clean a recording's samples.

    Parameters
    ----------
    recording : Recording
        As read.

    Returns
    -------
    Track
        Cleaned; samples without a time are left out.
    """
    samples = recording.samples
    kept = forward_in_time(samples.elapsed_s)
    odd: list[str] = []
    time_s = samples.elapsed_s[kept]
    dt_s = np.diff(time_s, prepend=time_s[:1])
    paused = _in_pauses(time_s, recording.pauses)
    on_foot = recording.sport in ON_FOOT
    limits = Limits(FASTEST_ON_FOOT_MPS if on_foot else FASTEST_ELSE_MPS, on_foot, recording.totals.get("distance_m", 0.0))
    positions = (samples.get("latitude_deg")[kept], samples.get("longitude_deg")[kept])
    step_m, source = distance_of(samples.get("distance_m")[kept], positions, dt_s, paused, limits, odd)
    paused |= (dt_s > HOLE_S) & (step_m < SLOWEST_MOVING_MPS * dt_s)  # nobody said so, but hardly any ground was covered
    dt_s = np.where(paused, 0.0, dt_s)
    speed = _smoothed_speed(dt_s, step_m)
    with np.errstate(divide="ignore", invalid="ignore"):
        moving = (dt_s > 0) & (np.maximum(speed, step_m / dt_s) >= SLOWEST_MOVING_MPS)
    if not source:
        speed = np.full(len(time_s), np.nan)
        moving = dt_s > 0
    altitude = smoothed(_without_spikes(samples.get("altitude_m")[kept], odd), time_s, ALTITUDE_WINDOW_S)
    grade = _grade(altitude, np.cumsum(step_m))
    cadence = _plausible_cadence(samples.get("cadence_spm")[kept], speed, recording.sport, odd)
    heart = samples.get("heart_rate_bpm")[kept]
    heart = np.where((heart >= LEAST_HR_BPM) & (heart <= MOST_HR_BPM), heart, np.nan)
    return Track(time_s, dt_s, step_m, speed, moving, altitude, grade, cadence, heart, source, tuple(odd))


def forward_in_time(elapsed_s: Column) -> NDArray[np.intp]:
    """Which samples to keep so that time never falls: as many as possible.

    Parameters
    ----------
    elapsed_s : Column
        In the file's order; NaN for none.

    Returns
    -------
    ndarray of int
        Places of the longest sequence whose times do not fall.
    """
    known = np.flatnonzero(np.isfinite(elapsed_s))
    times = elapsed_s[known]
    if len(times) < 2 or (np.diff(times) >= 0).all():
        return known
    tails: list[float] = []
    last_at: list[int] = []
    before = np.full(len(times), -1)
    for k, at in enumerate(times.tolist()):
        rank = bisect_right(tails, at)
        before[k] = last_at[rank - 1] if rank else -1
        if rank == len(tails):
            tails.append(at)
            last_at.append(k)
        else:
            tails[rank] = at
            last_at[rank] = k
    chosen, k = [], last_at[-1]
    while k >= 0:
        chosen.append(k)
        k = int(before[k])
    return known[chosen[::-1]]


def _in_pauses(time_s: Column, pauses: tuple[tuple[float, float], ...]) -> NDArray[np.bool_]:
    """Whether the interval before a sample lies, for the greater part, in a pause of the watch."""
    found = np.zeros(len(time_s), dtype=bool)
    if not len(time_s):
        return found
    middle = (time_s + np.concatenate([time_s[:1], time_s[:-1]])) / 2
    for first, last in pauses:
        found |= (middle > first) & (middle < last)
    return found


def _smoothed_speed(dt_s: Column, step_m: Column) -> Column:
    """Metres per second over a window of moving time around each sample."""
    clock = np.cumsum(dt_s)
    if not len(clock) or clock[-1] <= 0:
        return np.zeros(len(clock))
    way = np.cumsum(step_m)
    first, last = clock - SPEED_WINDOW_S / 2, clock + SPEED_WINDOW_S / 2
    span = np.minimum(last, clock[-1]) - np.maximum(first, clock[0])
    speed: Column = (np.interp(last, clock, way) - np.interp(first, clock, way)) / np.maximum(span, 1e-9)
    wide = dt_s > SPEED_WINDOW_S
    return np.where(wide, step_m / np.where(wide, dt_s, 1.0), speed)  # a long interval has a mean speed of its own


def smoothed(values: Column, along: Column, window: float) -> Column:
    """Mean over a window of time or way, gaps bridged by a straight line.

    Parameters
    ----------
    values : Column
        NaN where not known.
    along : Column
        Seconds or metres, never falling.
    window : float
        In the same unit.

    Returns
    -------
    Column
        Without NaN, unless nothing is known.
    """
    known = np.isfinite(values)
    if not known.any():
        return values
    bridged = np.interp(along, along[known], values[known])
    if len(along) < 3 or along[-1] <= along[0]:
        return bridged
    area = np.concatenate([[0.0], np.cumsum((bridged[1:] + bridged[:-1]) / 2 * np.diff(along))])
    first, last = np.maximum(along - window / 2, along[0]), np.minimum(along + window / 2, along[-1])
    wide = last - first
    mean = (np.interp(last, along, area) - np.interp(first, along, area)) / np.maximum(wide, 1e-9)
    return np.where(wide > 1e-9, mean, bridged)


def _without_spikes(altitude_m: Column, odd: list[str]) -> Column:
    """Heights without samples that stick out of their neighbours."""
    steps = np.abs(np.diff(altitude_m))
    if len(altitude_m) < SPIKE_AMONG or not (steps > SPIKE_M).any():
        return altitude_m
    padded = np.pad(altitude_m, SPIKE_AMONG // 2, mode="edge")
    usual = np.nanmedian(np.lib.stride_tricks.sliding_window_view(padded, SPIKE_AMONG), axis=1)
    spikes = np.abs(altitude_m - usual) > SPIKE_M
    if spikes.any():
        odd.append("altitude_jump")
    return np.where(spikes, np.nan, altitude_m)


def _grade(altitude_m: Column, way_m: Column) -> Column:
    """Rise over distance, over a stretch around each sample; NaN without altitude or where hardly anything was covered."""
    if not len(way_m) or np.isnan(altitude_m).all() or way_m[-1] < GRADE_OVER_M:
        return np.full(len(way_m), np.nan)
    first, last = np.maximum(way_m - GRADE_OVER_M / 2, 0.0), np.minimum(way_m + GRADE_OVER_M / 2, way_m[-1])
    rise = np.interp(last, way_m, altitude_m) - np.interp(first, way_m, altitude_m)
    grade: Column = np.clip(rise / np.maximum(last - first, 1e-9), -STEEPEST, STEEPEST)
    return grade


def _plausible_cadence(cadence_spm: Column, speed_mps: Column, sport: str, odd: list[str]) -> Column:
    """Steps per minute: a sensor that counts one foot, or twice, is set right; what no one steps is left out."""
    found = np.where((cadence_spm > 0) & (cadence_spm <= 2 * MOST_CADENCE_SPM), cadence_spm, np.nan)
    if sport != RUNNING or np.isnan(found).all():
        return np.where(found <= MOST_CADENCE_SPM, found, np.nan)
    fast = speed_mps > RUNS_FASTER_THAN_MPS
    seen = found[fast & np.isfinite(found)]
    usual = float(np.median(seen)) if len(seen) > 30 else np.nan
    if usual < HALVED_BELOW_SPM:
        odd.append("cadence_halved")
        found, usual = found * 2, usual * 2
    elif usual > DOUBLED_ABOVE_SPM:
        odd.append("cadence_doubled")
        found, usual = found / 2, usual / 2
    if np.isfinite(usual):
        lost = fast & (np.abs(found / usual - 0.5) < 0.08)
        found = np.where(lost, found * 2, found)
    return np.where(found <= MOST_CADENCE_SPM, found, np.nan)
