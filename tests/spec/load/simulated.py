"""Simulated runs, and what the model says of them at either end of each parameter's range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from kneewise.model.load import RunLoad
from kneewise.reason.knee_load import run_load
from kneewise.reason.load_model import LoadModel, load_model
from tests.knowing import base

Measure = Callable[[LoadModel], float]

USUAL = -1.0
"""Cadence: what is usual at the speed."""


N = 60


@cache
def model() -> LoadModel:
    return load_model(base().parameters)


def run(
    speed_mps: float,
    cadence_spm: float = USUAL,
    *,
    km: float = 1.0,
    grade: float = 0.0,
    mass_kg: float | None = None,
    by: LoadModel | None = None,
) -> RunLoad:
    """A run at one speed, cadence (times the usual one if below 0) and grade, in 100 samples."""
    used = by or model()
    speed = np.full(100, speed_mps)
    cadence = -cadence_spm * used.usual_cadence_spm(speed) if cadence_spm < 0 else np.full(100, cadence_spm)
    dt = np.full(100, 10.0 * km / speed_mps)
    return run_load(dt, speed, cadence, np.full(100, grade), mass_kg=mass_kg, model=used)


def of(speed: object = 2.9, cadence: object = 160.0, slope: object = 0.0, dt: object = 5.0, mass_kg: float | None = 70.0) -> RunLoad:
    """A run of :data:`N` samples; single values stand for all."""
    arrays = [np.broadcast_to(np.asarray(x, dtype=np.float64), N) for x in (dt, speed, cadence, slope)]
    return run_load(arrays[0], arrays[1], arrays[2], arrays[3], mass_kg=mass_kg, model=model())


def half(first: float, then: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One value in the first half of the samples, another in the second."""
    return np.where(np.arange(N) < N // 2, first, then)


def peak(load: RunLoad, tissue: str = "pfj") -> float:
    found = load.tissues[tissue].peak_bw
    assert found is not None
    return found.value


def relative(load: RunLoad, tissue: str = "pfj") -> float:
    found = load.tissues[tissue].relative
    assert found is not None
    return found.value


def impulse(load: RunLoad, tissue: str = "pfj") -> float:
    found = load.tissues[tissue].impulse_bws
    assert found is not None
    return found.value


def band(measure: Measure) -> tuple[float, float]:
    """Least and most that a measure comes to with one parameter at either end of its range and the others as they are."""
    parameters = {name: p for name, p in base().parameters.items() if name.startswith(("load_", "pfj_", "tfj_", "pt_"))}
    told = [measure(model())]
    for name, p in parameters.items():
        for end in {p.low, p.high} - {p.value}:
            told.append(measure(load_model({**parameters, name: replace(p, value=end)})))
    return min(told), max(told)


def within_range(measure: Measure, published: float) -> bool:
    lo, hi = band(measure)
    return lo - 0.002 <= published <= hi + 0.002
