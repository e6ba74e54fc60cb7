"""From samples to steps: which are running steps and which walking steps, how many, and what the force of a running step answers to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.run import Column
from kneewise.reason.load_model import LoadModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SECONDS_PER_MINUTE = 60.0
_ROUNDING = 1e-9
"""So that a value exactly at a limit does not leave it."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps of a run, per sample that holds running, and summed for walking.

    Parameters
    ----------
    run_cycles : (n,) array
        Running steps of one leg.
    run_m : (n,) array
        Metres run; NaN throughout if the speed is nowhere known.
    features : (n, 6) array
        What the force of a step answers to, columns as :data:`kneewise.reason.load_model.FEATURES`.
    walk_cycles, walk_m : float
        Walking steps of one leg, and metres walked.
    outside : tuple of str
        Limits that were left: ids of phrases.
    """

    run_cycles: Floats
    run_m: Floats
    features: Floats
    walk_cycles: float
    walk_m: float
    outside: tuple[str, ...]

    @property
    def load_known(self) -> bool:
        """Whether there are steps, and the speed of those that were run."""
        return bool(self.run_cycles.size or self.walk_cycles) and not np.isnan(self.run_m).any()


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Samples of one gait: seconds, speed and cadence as believed (NaN where not), grade."""

    dt_s: Floats
    speed_mps: Floats
    cadence_spm: Floats
    grade: Floats

    def share(self, flags: Flags) -> float:
        """Share of the time for which something holds."""
        total = self.dt_s.sum()
        return float(self.dt_s[flags].sum() / total) if total > 0 else 0.0


def steps_of(dt_s: Column, speed_mps: Column, cadence_spm: Column, grade: Column, model: LoadModel) -> Steps:
    """Tell running from walking and fill what is missing.

    A step is a running step from ``load_walk_run_spm`` on, or by its speed where the cadence is not known. Speed and cadence that cannot
    be are not believed. A missing speed is the mean of the rest of the same gait; a missing cadence is usual for the speed, times how the
    runner's own cadence elsewhere in the run compares with the usual one. Time with neither is left out, and that is said.

    Parameters
    ----------
    dt_s, speed_mps, cadence_spm, grade : (N,) arrays
        As for :func:`kneewise.reason.knee_load.run_load`.
    model : LoadModel
        The parameters.

    Returns
    -------
    Steps
        With the limits that were left.
    """
    seconds = np.where(dt_s > 0, dt_s, 0.0)
    speed = np.where((speed_mps >= 0) & np.isfinite(speed_mps), speed_mps, np.nan)
    believed = (cadence_spm >= model["load_cadence_least_spm"]) & (cadence_spm <= model["load_cadence_most_spm"])
    cadence = np.where(believed, cadence_spm, np.nan)
    by_speed = np.where(believed, model["load_walk_fastest_mps"], model["load_walk_run_mps"])
    runs = (cadence >= model["load_walk_run_spm"]) | (speed >= by_speed)
    walks = ~runs & (believed | (speed >= model["load_speed_still_mps"]))
    whole = _Part(seconds, speed, cadence, grade)
    outside = ["load_gaps"] if whole.share(np.isnan(speed) & ~believed) > model["load_outside_share"] else []
    running, walking = _only(whole, runs), _only(whole, walks)
    if not running.dt_s.size and not walking.dt_s.size:
        return Steps(np.empty(0), np.empty(0), np.empty((0, 6)), 0.0, 0.0, (*outside, "load_no_steps"))
    if walking.dt_s.sum() > model["load_outside_share"] * (walking.dt_s.sum() + running.dt_s.sum()):
        outside += _left_walking(walking, model)
    walk_cycles, walk_m = _walked(walking, model)
    return _ran(running, model, walk_cycles, walk_m, outside)


def _only(part: _Part, where: Flags) -> _Part:
    where = where & (part.dt_s > 0)
    return _Part(part.dt_s[where], part.speed_mps[where], part.cadence_spm[where], part.grade[where])


def _walked(part: _Part, model: LoadModel) -> tuple[float, float]:
    """Walking steps of one leg, and metres."""
    speed = _filled(part.speed_mps, part.dt_s, model["load_walk_speed_mps"])
    usual = model["load_walk_cadence_spm"] * (speed / model["load_walk_speed_mps"]) ** model["load_walk_cadence_power"]
    cadence = np.where(np.isnan(part.cadence_spm), usual, part.cadence_spm)
    return float((cadence * part.dt_s).sum()) / _SECONDS_PER_MINUTE / 2.0, float((speed * part.dt_s).sum())


def _ran(part: _Part, model: LoadModel, walk_cycles: float, walk_m: float, outside: list[str]) -> Steps:
    """Running steps with what their force answers to."""
    if not part.dt_s.size:
        return Steps(np.empty(0), np.empty(0), np.empty((0, 6)), walk_cycles, walk_m, tuple(outside))
    known = part.speed_mps >= model["load_speed_still_mps"]
    speed = _filled(np.where(known, part.speed_mps, np.nan), part.dt_s, model["load_ref_speed_mps"])
    usual = model.usual_cadence_spm(speed)
    own = _filled(part.cadence_spm / usual, part.dt_s, 1.0)
    flat = model.parameters["load_ref_cadence_slope"].low * (speed - model["load_ref_speed_mps"]) + model["load_ref_cadence_spm"]
    assumed = bool(np.isnan(part.cadence_spm).all())
    grade = np.nan_to_num(part.grade, posinf=0.0, neginf=0.0)
    reach, most, level = model["load_cadence_reach"], model["load_grade_most"], model["load_grade_flat"]
    features = np.column_stack(
        (
            np.log(np.minimum(speed, model["load_speed_most_mps"]) / model["load_ref_speed_mps"]),
            np.log(np.clip(own, 1 - reach, 1 + reach)),
            np.zeros(speed.size) if assumed else np.log(flat / usual),
            np.full(speed.size, float(assumed)),
            np.clip(-grade, level, most) - level,
            np.clip(grade, level, most) - level,
        )
    )
    return Steps(
        run_cycles=part.dt_s * own * usual / _SECONDS_PER_MINUTE / 2.0,
        run_m=part.dt_s * speed if known.any() else np.full(speed.size, np.nan),
        features=features,
        walk_cycles=walk_cycles,
        walk_m=walk_m,
        outside=tuple(dict.fromkeys((*outside, *_left_running(part, known, own, assumed, model)))),
    )


def _left_walking(part: _Part, model: LoadModel) -> list[str]:
    """Limits that walking left."""
    told = {
        "load_walking": True,
        "load_cadence_assumed": bool(np.isnan(part.cadence_spm).all()),
        "load_speed_gaps": part.share(np.isnan(part.speed_mps)) > model["load_outside_share"],
    }
    return [name for name, holds in told.items() if holds]


def _left_running(part: _Part, known: Flags, own: Floats, assumed: bool, model: LoadModel) -> list[str]:
    """Limits that running left for more than a small share of its time."""
    unknown = not known.any()
    told = {
        "load_cadence_assumed": np.full(known.size, assumed),
        "load_cadence_unusual": np.abs(own - 1.0) > model["load_cadence_studied"] + _ROUNDING,
        "load_speed_unknown": np.full(known.size, unknown),
        "load_speed_gaps": ~known & (not unknown),
        "load_speed_slow": known & (part.speed_mps < model["load_speed_studied_low_mps"]),
        "load_speed_fast": known & (part.speed_mps > model["load_speed_studied_high_mps"]),
        "load_grade_unknown": ~np.isfinite(part.grade),
        "load_grade_steep": np.abs(part.grade) > model["load_grade_studied"] + _ROUNDING,
        "load_downhill_unsure": part.grade < -model["load_grade_flat"] - _ROUNDING,
    }
    return [name for name, flags in told.items() if part.share(flags) > model["load_outside_share"]]


def _filled(values: Floats, weights: Floats, otherwise: float) -> Floats:
    """Missing values filled with the weighted mean of the rest, or with ``otherwise`` where there is none."""
    missing = np.isnan(values)
    if not missing.any():
        return values
    mean = float(np.average(values[~missing], weights=weights[~missing])) if not missing.all() else otherwise
    return np.where(missing, mean, values)
