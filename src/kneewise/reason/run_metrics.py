"""What a run came to: distance, times, climb, cadence and the rest, each with where the value comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from kneewise.model.run import RUNNING, Column, Recording
from kneewise.model.run_values import Basis, RunValues
from kneewise.reason.run_climb import LEVEL_COST, ascent_and_descent, running_cost
from kneewise.reason.run_position import great_circle_m, raw_path_m
from kneewise.reason.run_track import GRADE_OVER_M, LEAST_HR_BPM, MOST_HR_BPM, ON_FOOT, Track, smoothed

TIMED = 0.9
"""Share of points with a time from which on the track stands for the whole."""
COVERED = 0.97
"""Share of the watch's time from which on a track counts as complete."""
STEEP_DOWN, VERY_STEEP_DOWN = -0.05, -0.10
"""From these grades on, metres of descent are counted apart (evidence on knee load, section 7)."""
BIN_MPS = 0.2
LEVEL = 0.02
_SURFACES = {"treadmill": "treadmill", "track": "track", "trail": "trail", "street": "road", "indoor": "indoor", "virtual": "treadmill"}
_STUCK_S = 900.0
MANUAL = "manual"
"""Format of what no watch recorded."""


class _Found(NamedTuple):
    value: float | None
    basis: Basis


def values_of(recording: Recording, track: Track) -> RunValues:
    """All values of a run.

    Parameters
    ----------
    recording : Recording
        As read.
    track : Track
        Its cleaned samples.

    Returns
    -------
    RunValues
        Values that cannot be known are absent.
    """
    found: dict[str, float] = {}
    basis: dict[str, Basis] = {}
    odd = [*recording.quality, *track.quality]

    def keep(name: str, *ways: Callable[[], _Found]) -> None:
        """Take the first way that gives a value."""
        for way in ways:
            value, where = way()
            if value is not None and np.isfinite(value):
                found[name], basis[name] = float(value), where
                return

    def told(name: str) -> Callable[[], _Found]:
        value = recording.totals.get(name)
        value = value if value or name in _MAY_BE_ZERO else None
        return lambda: _Found(value, Basis.ENTERED if recording.format == MANUAL else Basis.MEASURED)

    keep("distance_recorded_m", told("distance_m"), lambda: _recorded(recording))
    by_track = _Found(_positive(track.step_m.sum()), Basis.DERIVED)
    untimed = bool(len(track) < TIMED * len(recording.samples))
    partial = is_partial(recording, track)
    more = by_track.value is not None and by_track.value > recording.totals.get("distance_m", np.inf) and "distance_jump" in track.quality
    first = [told("distance_m"), lambda: _recorded(recording)] if partial or untimed or more else []
    keep("distance_m", *first, lambda: by_track, told("distance_m"))
    keep("elapsed_s", told("elapsed_s"), lambda: _Found(_span(track.time_s), Basis.DERIVED), told("timer_s"))
    keep("timer_s", told("timer_s"), lambda: _Found(_positive(track.dt_s.sum()), Basis.DERIVED))
    keep(
        "moving_s",
        *([told("moving_s"), told("timer_s")] if partial or _moving(track) > found.get("timer_s", np.inf) else []),
        lambda: _Found(_positive(_moving(track)), Basis.DERIVED),
        told("moving_s"),
        told("timer_s"),
    )
    _keep_climb(recording, track, keep)
    heart = recording.samples.get("heart_rate_bpm")
    keep("mean_hr_bpm", lambda: _Found(_mean_of(heart, LEAST_HR_BPM, MOST_HR_BPM), Basis.MEASURED), told("mean_hr_bpm"))
    keep("max_hr_bpm", lambda: _Found(_most(track.heart_rate_bpm), Basis.MEASURED), told("max_hr_bpm"))
    keep("steps", told("steps"), lambda: _Found(_steps(track), Basis.DERIVED))
    measured = _Found(_mean_of(track.cadence_spm, 1, np.inf), Basis.MEASURED)
    keep("mean_cadence_spm", lambda: measured, told("mean_cadence_spm"), lambda: _by_steps(recording, found))
    if "steps" not in found:
        keep("steps", lambda: _by_cadence(recording, found))
    for name, channel in _MEANS.items():
        keep(name, lambda c=channel: _Found(_mean_of(recording.samples.get(c), -np.inf, np.inf), Basis.MEASURED), told(name))  # type: ignore[misc]
    keep("max_speed_mps", lambda: _Found(_most(track.speed_mps), Basis.DERIVED))
    keep("gap_speed_mps", lambda: _Found(_grade_adjusted(track), Basis.DERIVED))
    if partial:
        odd.append("track_incomplete")
    if "distance_m" in found and not len(recording.samples):
        odd.append("summary_only")
    if _stuck(track.heart_rate_bpm, track.dt_s):
        odd.append("heart_rate_stuck")
    return RunValues(
        values=found,
        basis=basis,
        records=len(recording.samples),
        surface=recording.surface or _SURFACES.get(recording.sub_sport, ""),
        by_speed=speed_bins(track) if recording.sport == RUNNING else (),
        quality=tuple(dict.fromkeys(odd)),
    )


_MAY_BE_ZERO = frozenset({"mean_temperature_c", "ascent_m", "descent_m"})
_MEANS = {
    "mean_power_w": "power_w",
    "mean_temperature_c": "temperature_c",
    "mean_contact_time_ms": "contact_time_ms",
    "mean_contact_balance_pct": "contact_balance_pct",
    "mean_vertical_oscillation_mm": "vertical_oscillation_mm",
    "mean_step_length_mm": "step_length_mm",
}


def _moving(track: Track) -> float:
    return float(track.dt_s[track.moving].sum())


def is_partial(recording: Recording, track: Track) -> bool:
    """Whether the watch ran clearly longer, and tells of clearly more metres, than its samples hold."""
    timer, metres = recording.totals.get("timer_s", 0.0), recording.totals.get("distance_m", 0.0)
    return bool(len(track)) and track.dt_s.sum() < COVERED * timer and track.step_m.sum() < COVERED * metres


def speed_bins(track: Track) -> tuple[tuple[float, float, float | None], ...]:
    """Distance and cadence by speed, for comparing like with like.

    Parameters
    ----------
    track : Track
        Cleaned samples.

    Returns
    -------
    tuple of (float, float, float or None)
        Lower edge of the speed bin in m/s (bins of :data:`BIN_MPS`), metres run in it, and the mean cadence there on the level
        (spm; grades up to :data:`LEVEL`, or all where the grade is not known).
    """
    if not track.distance_from or not track.moving.any():
        return ()
    bins = np.floor(track.speed_mps / BIN_MPS + 1e-9).astype(np.int64)
    bins = np.where(track.moving, np.clip(bins, 0, 60), -1)
    level = ~(np.abs(track.grade) > LEVEL) & np.isfinite(track.cadence_spm)
    top = int(bins.max()) + 2
    metres = np.bincount(bins + 1, track.step_m, top)[1:]
    weight = np.bincount(bins + 1, np.where(level, track.dt_s, 0.0), top)[1:]
    steps = np.bincount(bins + 1, np.where(level, track.dt_s * np.nan_to_num(track.cadence_spm), 0.0), top)[1:]
    return tuple(
        (round(k * BIN_MPS, 1), float(metres[k]), float(steps[k] / weight[k]) if weight[k] >= SPEED_BIN_LEAST_S else None)
        for k in np.flatnonzero(metres > 0)
    )


SPEED_BIN_LEAST_S = 20.0
"""A cadence is given for a speed only from so many seconds on."""


def _keep_climb(recording: Recording, track: Track, keep: Callable[..., None]) -> None:
    height = track.altitude_m if len(track) else _smoothed_by_way(recording)
    up, down = ascent_and_descent(height)
    known = bool(np.isfinite(height).any())
    for name, derived in (("ascent_m", up), ("descent_m", down)):
        given = recording.totals.get(name)
        keep(name, lambda v=given: _Found(v, Basis.MEASURED), lambda v=derived: _Found(v if known else None, Basis.DERIVED))
    for name, limit in (("steep_descent_m", STEEP_DOWN), ("very_steep_descent_m", VERY_STEEP_DOWN)):
        steep = track.grade <= limit
        fall = float((track.step_m * -track.grade)[steep].sum())
        keep(name, lambda v=fall: _Found(v if np.isfinite(track.grade).any() else None, Basis.DERIVED))
    share = float(track.step_m[track.grade <= STEEP_DOWN].sum() / max(track.step_m.sum(), 1e-9))
    keep("steep_down_share", lambda: _Found(share if np.isfinite(track.grade).any() else None, Basis.DERIVED))


def _smoothed_by_way(recording: Recording) -> Column:
    """Heights of a recording without times, smoothed over the way."""
    samples = recording.samples
    height, latitude, longitude = (samples.get(name) for name in ("altitude_m", "latitude_deg", "longitude_deg"))
    known = np.isfinite(height) & np.isfinite(latitude) & np.isfinite(longitude)
    way = np.cumsum(great_circle_m(latitude[known], longitude[known]))
    return smoothed(height[known], way, GRADE_OVER_M)


def _recorded(recording: Recording) -> _Found:
    """The distance the file holds: the recorded channel's, else the path over all fixes."""
    samples = recording.samples
    channel = samples.get("distance_m")
    channel = channel[np.isfinite(channel)]
    if len(channel) > 1 and channel.max() > channel[0]:
        return _Found(float(channel.max() - min(channel[0], channel.min())), Basis.MEASURED)
    latitude, longitude = samples.get("latitude_deg"), samples.get("longitude_deg")
    paused = np.zeros(len(samples), dtype=bool)
    middle = (samples.elapsed_s[1:] + samples.elapsed_s[:-1]) / 2
    for first, last in recording.pauses:
        paused[1:] |= (middle > first) & (middle < last)
    return _Found(_positive(raw_path_m(latitude, longitude, paused)), Basis.DERIVED)


def _steps(track: Track) -> float | None:
    known = np.isfinite(track.cadence_spm) & track.moving
    covered = track.dt_s[known].sum()
    if covered <= 0 or covered < 0.5 * track.dt_s[track.moving].sum():
        return None
    per_second = (track.cadence_spm[known] * track.dt_s[known]).sum() / 60 / covered
    return float(per_second * track.dt_s[track.moving].sum())


def _by_cadence(recording: Recording, found: dict[str, float]) -> _Found:
    """Steps of a summary that tells cadence and time."""
    cadence, moving = found.get("mean_cadence_spm"), found.get("moving_s")
    known = cadence and moving and not len(recording.samples)
    return _Found(cadence * moving / 60 if known and cadence and moving else None, Basis.DERIVED)


def _by_steps(recording: Recording, found: dict[str, float]) -> _Found:
    """Cadence of something done on foot that tells steps and time."""
    steps, seconds = found.get("steps"), found.get("moving_s")
    return _Found(60 * steps / seconds if steps and seconds and recording.sport in ON_FOOT else None, Basis.DERIVED)


def _grade_adjusted(track: Track) -> float | None:
    """Speed on the level that costs as much: distance weighted by the cost of its grade, over the moving time."""
    moving = track.dt_s[track.moving].sum()
    if not np.isfinite(track.grade).any() or moving <= 0:
        return None
    factor = running_cost(np.nan_to_num(track.grade)) / LEVEL_COST
    return float((track.step_m * factor)[track.moving].sum() / moving)


def _stuck(values: Column, dt_s: Column) -> bool:
    """Whether a sensor showed one and the same value for a quarter of an hour."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return False
    seen, spent = values[known], np.cumsum(dt_s)[known]
    changes = np.concatenate([[0], np.flatnonzero(np.diff(seen)) + 1, [len(seen) - 1]])
    return bool((np.diff(spent[changes]) >= _STUCK_S).any())


def _mean_of(values: Column, least: float, most: float) -> float | None:
    known = values[(values >= least) & (values <= most)]
    return float(known.mean()) if len(known) else None


def _most(values: Column) -> float | None:
    return None if np.isnan(values).all() else float(np.nanmax(values))


def _span(time_s: Column) -> float | None:
    return _positive(time_s[-1] - time_s[0]) if len(time_s) else None


def _positive(value: float) -> float | None:
    return float(value) if value > 0 else None
