"""How much a run loaded the knee: each number with its range, in body weights first, so that newtons follow when the mass is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

GRAVITY_MPS2 = 9.80665

PFJ, TFJ, PATELLAR_TENDON, ITB = "pfj", "tfj", "patellar_tendon", "itb"
TISSUES = (PFJ, TFJ, PATELLAR_TENDON, ITB)
"""Kneecap joint, tibiofemoral joint, patellar tendon, outer (iliotibial) band."""

DAMAGE_EXPONENTS = (1, 3, 7)
"""Powers of the peak force with which a step may do harm. No study settles the right one for knee pain, so all are shown."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A positive number and the range in which it may well lie.

    Parameters
    ----------
    value : float
        Finite, above 0.
    lo, hi : float
        ``lo <= value <= hi``, finite, ``lo`` above 0.
    """

    value: float
    lo: float
    hi: float

    def scaled(self, factor: float) -> Estimate:
        """Times an exact factor above 0."""
        return Estimate(self.value * factor, self.lo * factor, self.hi * factor)

    def inverse(self) -> Estimate:
        """One over it."""
        return Estimate(1 / self.value, 1 / self.hi, 1 / self.lo)

    def times(self, other: Estimate) -> Estimate:
        """Product of two that err independently: the distances to each end are added as squares, on a logarithmic scale."""
        value = self.value * other.value
        down = math.hypot(math.log(self.value / self.lo), math.log(other.value / other.lo))
        up = math.hypot(math.log(self.hi / self.value), math.log(other.hi / other.value))
        return Estimate(value, value * math.exp(-down), value * math.exp(up))

    def plus(self, other: Estimate) -> Estimate:
        """Sum of two that err together, as runs of one runner do: the ends are added."""
        return Estimate(self.value + other.value, self.lo + other.lo, self.hi + other.hi)


@dataclass(frozen=True, slots=True, kw_only=True)
class TissueLoad:
    """Load on one tissue of one knee; ``None`` where it is not known.

    Parameters
    ----------
    peak_bw : Estimate or None
        Peak force of a typical step in body weights: the mean over running steps, over walking steps where there are no others.
    impulse_bws : Estimate or None
        Force summed over time, body weights times seconds.
    relative : Estimate or None
        The same against the reference kilometre (level, 2.9 m/s, usual cadence), which is 1. Newtons and mass cancel.
    damage : mapping of int to Estimate
        By exponent b: sum of (peak / reference peak)**b over all steps, against the reference kilometre. Empty where not known.
    area_mm2 : Estimate or None
        Contact area on which the peak force presses.
    why : str
        Where a number is missing by nature: the id of a phrase that says why, else empty.
    """

    peak_bw: Estimate | None = None
    impulse_bws: Estimate | None = None
    relative: Estimate | None = None
    damage: Mapping[int, Estimate] = field(default_factory=dict)
    area_mm2: Estimate | None = None
    why: str = ""

    def peak_kn(self, mass_kg: float | None) -> Estimate | None:
        """Peak force of a typical step in kilonewtons; ``None`` without mass."""
        return _in_kilonewtons(self.peak_bw, mass_kg)

    def impulse_kn_s(self, mass_kg: float | None) -> Estimate | None:
        """Impulse of the run in kilonewton seconds; ``None`` without mass."""
        return _in_kilonewtons(self.impulse_bws, mass_kg)

    def peak_mpa(self, mass_kg: float | None) -> Estimate | None:
        """Mean pressure under the peak force in megapascals; ``None`` without mass or contact area."""
        peak_kn = self.peak_kn(mass_kg)
        if peak_kn is None or self.area_mm2 is None:
            return None
        return peak_kn.scaled(1000.0).times(self.area_mm2.inverse())


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLoad:
    """Load of one run, or of several added up.

    Parameters
    ----------
    tissues : mapping of str to TissueLoad
        By the names of :data:`TISSUES`; all of them, always.
    run_cycles, walk_cycles : float
        Steps of one leg; every step loads its knee once.
    mass_kg : float or None
        Body mass with which newtons are to be had.
    outside : tuple of str
        Limits that were left: ids of phrases, each a plain sentence.
    """

    tissues: Mapping[str, TissueLoad]
    run_cycles: float
    walk_cycles: float
    mass_kg: float | None
    outside: tuple[str, ...]

    @property
    def cycles(self) -> float:
        """Loading cycles per leg."""
        return self.run_cycles + self.walk_cycles


def _in_kilonewtons(body_weights: Estimate | None, mass_kg: float | None) -> Estimate | None:
    if body_weights is None or mass_kg is None:
        return None
    return body_weights.scaled(mass_kg * GRAVITY_MPS2 / 1000.0)
