r"""Load on the knee in a run, from speed, cadence and grade.

The peak force of a running step, in body weights, is that of the reference kilometre times

.. math:: (v / v_0)^a \; (c / c_0(v))^{-b} \; e^{k_d (|g| - g_0)^+} \; e^{-k_u (g - g_0)^+}

with speed v, cadence c, the cadence that is usual at that speed, and grade g downhill (d) or uphill (u) beyond what counts as level. The
impulse of a metre has the same form with exponents of its own: slow kilometres and long steps cost more. Walking steps have one load per
step and per metre. The reference kilometre is level, at 2.9 m/s and 160 steps a minute, and is the same for every runner.

Ranges. Each parameter is put to either end of its range while the others stay; the changes, as logarithms, are added as squares, below
and above apart. This takes the parameters to err independently, and the same way in every step and every run; it holds no error of the
watch, and the limits that part running from walking stand as they are. Nothing is drawn at random.

The patellar tendon follows the kneecap joint in all but its peak, since one muscle pulls at both. No study gives the force in the outer
band, so it has no number but the count of steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from kneewise.model.load import DAMAGE_EXPONENTS, ITB, PATELLAR_TENDON, PFJ, TISSUES, Estimate, RunLoad, TissueLoad
from kneewise.model.run import Column
from kneewise.reason.kneecap import typical_area_mm2
from kneewise.reason.load_model import LoadModel, Pattern, TissueModel
from kneewise.reason.load_steps import Steps, steps_of

Floats = NDArray[np.float64]

_LEAST_WALK_M = 0.001
"""Less than a millimetre is no way walked but what rounding leaves."""
_WHY = {ITB: "load_itb_no_force", PATELLAR_TENDON: "load_tendon_no_impulse"}


@dataclass(frozen=True, slots=True)
class _Answer:
    """Running against the reference kilometre: mean peak of a step, impulse, and damage by exponent."""

    peak: Estimate
    impulse: Estimate
    damage: Mapping[int, Estimate]


def run_load(dt_s: Column, speed_mps: Column, cadence_spm: Column, grade: Column, *, mass_kg: float | None, model: LoadModel) -> RunLoad:
    """Load of one run on each tissue of one knee.

    Both knees are taken to carry the same.

    Parameters
    ----------
    dt_s : (N,) array
        Seconds that each sample stands for, pauses left out. Not positive or NaN counts as none.
    speed_mps : (N,) array
        Smoothed speed, m/s; NaN where unknown.
    cadence_spm : (N,) array
        Steps of both feet a minute; NaN where unknown.
    grade : (N,) array
        Rise over distance over some 50 m, 0.1 for 10 %; NaN where unknown, then taken as level.
    mass_kg : float or None
        Body mass with what is carried; ``None`` if not known.
    model : LoadModel
        From :func:`kneewise.reason.load_model.load_model`.

    Returns
    -------
    RunLoad
        What is not known is ``None``, never 0; ``outside`` holds the limits that were left.

    Raises
    ------
    ValueError
        If the arrays differ in length or the mass is not above 0.

    References
    ----------
    .. [1] Hart et al. 2022, doi 10.1136/bjsports-2021-104686: peak of the kneecap joint.
    .. [2] Doyle et al. 2023, doi 10.1080/14763141.2023.2226111: speed.
    .. [3] Lenhart et al. 2014, doi 10.1249/MSS.0b013e3182a78c3a; Willson et al. 2014, Clin Biomech 29:243: cadence and step length.
    .. [4] Miller et al. 2014, doi 10.1249/MSS.0000000000000135: tibiofemoral joint, running and walking.
    .. [5] Sinclair and Taylor 2015, doi 10.1515/humo-2015-0027: patellar tendon.
    """
    if not len(dt_s) == len(speed_mps) == len(cadence_spm) == len(grade):
        raise ValueError(f"The arrays hold {len(dt_s)}, {len(speed_mps)}, {len(cadence_spm)} and {len(grade)} samples; expected the same.")
    if mass_kg is not None and not mass_kg > 0:
        raise ValueError(f"The mass is {mass_kg} kg; expected above 0, or None if it is not known.")
    steps = steps_of(dt_s, speed_mps, cadence_spm, grade, model)
    answers = {name: _answer(steps, pattern, model) for name, pattern in model.patterns.items()}
    return RunLoad(
        tissues={name: _tissue_load(name, steps, answers, model) for name in TISSUES},
        run_cycles=float(steps.run_cycles.sum()),
        walk_cycles=steps.walk_cycles,
        mass_kg=mass_kg,
        outside=steps.outside if mass_kg is not None else (*steps.outside, "load_mass_unknown"),
    )


def total(loads: Sequence[RunLoad]) -> RunLoad:
    """Add up the loads of several runs, of a day or a week.

    Parameters
    ----------
    loads : sequence of RunLoad
        May be empty: then nothing is known, which is not the same as no load.

    Returns
    -------
    RunLoad
        Impulse, relative load, damage and cycles are sums; the peak and the contact area are those of the run with the highest peak. The
        mass is the mean over the cycles. A load that is not known is left out of the sum, and ``load_part_unknown`` says so.
    """
    moved = [load for load in loads if load.cycles > 0]
    outside = [limit for load in moved or loads for limit in load.outside]
    if any(load.tissues[PFJ].relative is None for load in moved):
        outside.append("load_part_unknown")
    cycles = sum(load.cycles for load in moved)
    masses = [load.mass_kg * load.cycles / cycles for load in moved if load.mass_kg is not None]
    return RunLoad(
        tissues={name: _sum_of([load.tissues[name] for load in moved], name) for name in TISSUES},
        run_cycles=sum(load.run_cycles for load in moved),
        walk_cycles=sum(load.walk_cycles for load in moved),
        mass_kg=sum(masses) if moved and len(masses) == len(moved) else None,
        outside=tuple(dict.fromkeys(outside)),
    )


def _tissue_load(name: str, steps: Steps, answers: Mapping[str, _Answer | None], model: LoadModel) -> TissueLoad:
    """Load of one tissue; nothing but the reason where there is no number."""
    why = _WHY.get(name, "")
    tissue = model.tissues.get(name)
    if tissue is None or not steps.load_known:
        return TissueLoad(why=why)
    ran = answers[tissue.pattern]
    run_km = ran.impulse if ran else None
    walk_km = Estimate(*[steps.walk_m / 1000.0] * 3) if steps.walk_m >= _LEAST_WALK_M else None
    angle = "pfj_run_angle_deg" if ran else "pfj_walk_angle_deg"
    return TissueLoad(
        peak_bw=tissue.run_peak_bw.times(ran.peak) if ran else tissue.walk_peak_bw,
        impulse_bws=_sum((_product(run_km, tissue.run_bws_km), _product(walk_km, tissue.walk_bws_km))),
        relative=_sum((run_km, _product(walk_km, tissue.walk_share))),
        damage=_damage(ran, steps.walk_cycles / model.reference_cycles, tissue),
        area_mm2=typical_area_mm2(angle, model) if name == PFJ else None,
        why=why,
    )


def _answer(steps: Steps, pattern: Pattern, model: LoadModel) -> _Answer | None:
    """How running in this run compares with the reference kilometre; ``None`` without running or without its speed."""
    if not steps.run_cycles.size or not steps.load_known:
        return None
    force = np.exp(steps.features @ pattern.peak_theta)
    impulse = np.exp(steps.features @ pattern.km_theta)
    harm = {b: _spread(steps.run_cycles @ _power(force, b)) for b in {1, *DAMAGE_EXPONENTS}}
    return _Answer(
        peak=harm[1].scaled(1.0 / float(steps.run_cycles.sum())),
        impulse=_spread(steps.run_m @ impulse).scaled(1.0 / 1000.0),
        damage={b: harm[b].scaled(1.0 / model.reference_cycles) for b in DAMAGE_EXPONENTS},
    )


def _damage(ran: _Answer | None, walked: float, tissue: TissueModel) -> dict[int, Estimate]:
    """Damage by exponent; ``walked`` is the walking steps over those of the reference kilometre."""
    step = tissue.walk_peak_bw.times(tissue.run_peak_bw.inverse())
    walking = {b: Estimate(step.value**b, step.lo**b, step.hi**b).scaled(walked) if walked > 0 else None for b in DAMAGE_EXPONENTS}
    sums = {b: _sum((ran.damage[b] if ran else None, walking[b])) for b in DAMAGE_EXPONENTS}
    return {b: found for b, found in sums.items() if found is not None}


def _spread(sums: Floats) -> Estimate:
    """Estimate from the sums by scenario: the central one, then two for each parameter, low and high."""
    changes = np.log(sums[1:] / sums[0]).reshape(-1, 2)
    down, up = np.minimum(changes.min(axis=1), 0.0), np.maximum(changes.max(axis=1), 0.0)
    value = float(sums[0])
    return Estimate(value, value * float(np.exp(-np.sqrt((down**2).sum()))), value * float(np.exp(np.sqrt((up**2).sum()))))


def _power(values: Floats, exponent: int) -> Floats:
    """Whole power by multiplication, which is many times faster than the general one."""
    return reduce(np.multiply, [values] * exponent)


def _product(one: Estimate | None, other: Estimate | None) -> Estimate | None:
    return None if one is None or other is None else one.times(other)


def _sum(parts: Iterable[Estimate | None]) -> Estimate | None:
    """Sum of what is known; ``None`` if nothing is."""
    known = [part for part in parts if part is not None]
    return reduce(Estimate.plus, known) if known else None


def _sum_of(loads: Sequence[TissueLoad], name: str) -> TissueLoad:
    """Loads of one tissue in several runs, added up."""
    highest = max(loads, key=_height, default=TissueLoad())
    sums = {b: _sum(load.damage.get(b) for load in loads) for b in DAMAGE_EXPONENTS}
    return TissueLoad(
        peak_bw=highest.peak_bw,
        impulse_bws=_sum(load.impulse_bws for load in loads),
        relative=_sum(load.relative for load in loads),
        damage={b: found for b, found in sums.items() if found is not None},
        area_mm2=highest.area_mm2,
        why=_WHY.get(name, ""),
    )


def _height(load: TissueLoad) -> float:
    return load.peak_bw.value if load.peak_bw else 0.0
