"""How far each interval of a recording went, from the recorded distance or from positions, without what no one can do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.run import Column

EARTH_RADIUS_M = 6_371_000.0
JUMP_ROUNDS = 30
FIX_STEP_M = 30.0
"""A single step up to this length is never taken for a jump: positions and clocks are only so exact."""
FAR_M = 500.0
_DISAGREE = 2.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What can be in a recording.

    Parameters
    ----------
    fastest_mps : float
        What goes faster is a jump of the sensor.
    on_foot : bool
        Then positions may overrule a recorded distance that is less than half of theirs: the foot pod may have stood still. A
        swimmer's may not: the watch loses its fix at every stroke.
    told_m : float
        The file's own total, which decides between a distance that jumps and the positions; 0 for none.
    """

    fastest_mps: float
    on_foot: bool
    told_m: float = 0.0


def great_circle_m(latitude_deg: Column, longitude_deg: Column) -> Column:
    """Distance from each position to the one before, the first 0, by the haversine formula.

    Parameters
    ----------
    latitude_deg, longitude_deg : Column
        Degrees; NaN where there is no fix.

    Returns
    -------
    Column
        Metres; NaN at both sides of a missing fix.
    """
    lat, lon = np.radians(latitude_deg), np.radians(longitude_deg)
    a = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    return np.concatenate([np.zeros(min(1, len(lat))), 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(a, 0, 1)))])


def raw_path_m(latitude_deg: Column, longitude_deg: Column, paused: NDArray[np.bool_]) -> float:
    """Length of the path over all fixes as recorded, without the way across pauses."""
    known = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
    steps = great_circle_m(latitude_deg[known], longitude_deg[known])
    return float(steps[~paused[known]].sum())


def distance_of(
    distance_m: Column,
    positions: tuple[Column, Column],
    dt_s: Column,
    paused: NDArray[np.bool_],
    limits: Limits,
    odd: list[str],
) -> tuple[Column, str]:
    """How far each interval went.

    Parameters
    ----------
    distance_m : Column
        As recorded, counted from the start; NaN for none.
    positions : (Column, Column)
        Latitude and longitude, degrees; NaN for none.
    dt_s : Column
        Seconds of each interval.
    paused : ndarray of bool
        Intervals in a pause: they count as 0 m.
    limits : Limits
        What can be.
    odd : list of str
        Quality ids are added: ``distance_jump``, ``position_jump``, ``distance_stuck``.

    Returns
    -------
    step_m : Column
        Metres, without NaN.
    source : str
        ``distance``, ``position`` or empty.
    """
    by_channel, jumped = _by_channel(distance_m, dt_s, limits.fastest_mps)
    channel = float(by_channel[~paused].sum()) if by_channel is not None else 0.0
    suspect = jumped or (limits.on_foot and channel * _DISAGREE < raw_path_m(*positions, paused))
    notes: list[str] = []
    by_fix = _by_fixes(positions, dt_s, limits.fastest_mps, notes) if suspect or not channel else None
    fixes = float(by_fix[~paused].sum()) if by_fix is not None else 0.0
    told = limits.told_m
    stuck = limits.on_foot and max(channel * _DISAGREE, FAR_M) < fixes
    if by_channel is not None and channel and not stuck and not (jumped and told and abs(fixes - told) < abs(channel - told)):
        odd += ["distance_jump"] * jumped
        return np.where(paused, 0.0, by_channel), "distance"
    if by_fix is None:
        return np.zeros(len(dt_s)), ""
    odd += [*notes, *["distance_jump"] * jumped, *["distance_stuck"] * (stuck and channel > 0)]
    return np.where(paused, 0.0, by_fix), "position"


def _by_channel(distance_m: Column, dt_s: Column, fastest_mps: float) -> tuple[Column | None, bool]:
    """Steps of the recorded distance, shared out over samples that hold none, and whether it jumped."""
    known = np.flatnonzero(np.isfinite(distance_m))
    if len(known) < 2:
        return None, False
    steps = np.diff(np.interp(np.arange(len(distance_m)), known, distance_m[known]), prepend=distance_m[known[0]])
    impossible = (steps < -FIX_STEP_M) | (steps > np.maximum(fastest_mps * _since_last_step(steps, dt_s), FIX_STEP_M))
    way = np.maximum.accumulate(np.cumsum(np.where(impossible, 0.0, steps)))  # samples a second out of order fall and rise again
    return np.diff(way, prepend=0.0), bool(impossible.any())


def _since_last_step(steps_m: Column, dt_s: Column) -> Column:
    """Seconds since the distance last grew: a sensor that waits for a fix tells all at once."""
    clock = np.cumsum(dt_s)
    grew = np.where(steps_m > 0, np.arange(len(steps_m)), 0)
    before = np.concatenate([[0], np.maximum.accumulate(grew)[:-1]])
    since: Column = clock - clock[before]
    return since


def _by_fixes(positions: tuple[Column, Column], dt_s: Column, fastest_mps: float, odd: list[str]) -> Column | None:
    """Steps between fixes; a fix that could not be reached from the last good one is left out and bridged."""
    latitude, longitude = positions
    good = np.isfinite(latitude) & np.isfinite(longitude)
    if good.sum() < 2:
        return None
    clock = np.cumsum(dt_s)
    for _ in range(JUMP_ROUNDS):
        at = np.flatnonzero(good)
        steps = great_circle_m(latitude[at], longitude[at])
        far = steps > np.maximum(fastest_mps * np.diff(clock[at], prepend=clock[at[:1]]), FIX_STEP_M)
        far &= ~np.concatenate([[False], far[:-1]])  # of two in a row the first is the jump; the second is judged anew
        if not far.any():
            break
        if "position_jump" not in odd:
            odd.append("position_jump")
        good[at[far]] = False
    else:  # the jump stays: a new place, not a stray fix
        good = np.isfinite(latitude) & np.isfinite(longitude)
        at = np.flatnonzero(good)
        steps = great_circle_m(latitude[at], longitude[at])
        steps[steps > np.maximum(fastest_mps * np.diff(clock[at], prepend=clock[at[:1]]), FIX_STEP_M)] = 0.0
    way = np.interp(clock, clock[at], np.cumsum(steps)) if len(at) > 1 else np.zeros(len(clock))
    return np.diff(way, prepend=way[:1])
