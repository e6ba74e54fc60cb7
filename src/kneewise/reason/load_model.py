"""The parameters of the knee load model, put into the form in which they are used: exponents by scenario, and the load of one step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kneewise.model.knowledge_base import Parameter
from kneewise.model.load import PATELLAR_TENDON, PFJ, TFJ, Estimate

Floats = NDArray[np.float64]

FEATURES = ("speed", "cadence", "slope_of_usual", "usual_assumed", "down", "up")
"""What the force of a running step answers to, all logarithms or grades and 0 on the reference kilometre: speed against the reference,
cadence against the usual one, what a flatter rise of usual cadence would change, 1 where cadence is assumed, grade beyond level."""

_SECONDS_PER_MINUTE = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """How load answers to the features of a step: exponents by scenario.

    Parameters
    ----------
    peak_theta, km_theta : (6, S) array
        For the peak of a step and for the impulse of a metre. Rows are the :data:`FEATURES`; columns the scenarios, the central one
        first, then each thing that is not known exactly at its low and at its high end.
    """

    peak_theta: Floats
    km_theta: Floats


@dataclass(frozen=True, slots=True)
class TissueModel:
    """One tissue's loads.

    Parameters
    ----------
    run_peak_bw, walk_peak_bw : Estimate
        Peak of a running step on the reference kilometre, and of a walking step.
    run_bws_km, walk_bws_km : Estimate or None
        Impulse of the reference kilometre, and of a kilometre walked; ``None`` where no study allows one.
    walk_share : Estimate
        Impulse of a kilometre walked over that of the reference kilometre; its range is that of walking alone.
    pattern : str
        Name of the :class:`Pattern` that it follows.
    """

    run_peak_bw: Estimate
    walk_peak_bw: Estimate
    run_bws_km: Estimate | None
    walk_bws_km: Estimate | None
    walk_share: Estimate
    pattern: str


@dataclass(frozen=True, slots=True, eq=False)
class LoadModel:
    """All of it; make it once with :func:`load_model` and use it for every run."""

    parameters: Mapping[str, Parameter]
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    tissues: Mapping[str, TissueModel] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        """Value of a parameter."""
        return self.parameters[name].value

    def estimate(self, name: str) -> Estimate:
        """A parameter with its range."""
        p = self.parameters[name]
        return Estimate(p.value, p.low, p.high)

    def usual_cadence_spm(self, speed_mps: Floats) -> Floats:
        """Usual running cadence at a speed."""
        return self["load_ref_cadence_spm"] + self["load_ref_cadence_slope"] * (speed_mps - self["load_ref_speed_mps"])

    @property
    def reference_cycles(self) -> float:
        """Steps of one leg on the reference kilometre."""
        seconds = 1000.0 / self["load_ref_speed_mps"]
        return seconds * self["load_ref_cadence_spm"] / _SECONDS_PER_MINUTE / 2.0


def load_model(parameters: Mapping[str, Parameter]) -> LoadModel:
    """Compile the parameters of ``knowledge/parameters/knee_load.yaml``.

    Parameters
    ----------
    parameters : mapping of str to Parameter
        Of the knowledge base, by id.

    Returns
    -------
    LoadModel
        Ready for :func:`kneewise.reason.knee_load.run_load`.

    Raises
    ------
    KeyError
        If a parameter is missing.
    """
    model = LoadModel(parameters)
    share = {prefix: model.estimate(f"{prefix}_walk_bws_m").scaled(1.0 / model[f"{prefix}_run_bws_m"]) for prefix in (PFJ, TFJ)}
    return LoadModel(
        parameters,
        {prefix: _pattern(model, prefix) for prefix in (PFJ, TFJ)},
        {
            PFJ: _tissue(model, "pfj", PFJ, share[PFJ], impulse=True),
            TFJ: _tissue(model, "tfj", TFJ, share[TFJ], impulse=True),
            PATELLAR_TENDON: _tissue(model, "pt", PFJ, share[PFJ], impulse=False),
        },
    )


def _tissue(model: LoadModel, prefix: str, pattern: str, walk_share: Estimate, *, impulse: bool) -> TissueModel:
    at = model.estimate(f"{prefix}_run_peak_at_mps")
    rise = model[f"{pattern}_peak_speed"]
    to_reference = [(model["load_ref_speed_mps"] / speed_mps) ** rise for speed_mps in (at.value, at.hi, at.lo)]
    return TissueModel(
        run_peak_bw=model.estimate(f"{prefix}_run_peak_bw").times(Estimate(*to_reference)),
        walk_peak_bw=model.estimate(f"{prefix}_walk_peak_bw"),
        run_bws_km=model.estimate(f"{prefix}_run_bws_m").scaled(1000.0) if impulse else None,
        walk_bws_km=model.estimate(f"{prefix}_walk_bws_m").scaled(1000.0) if impulse else None,
        walk_share=walk_share,
        pattern=pattern,
    )


def _pattern(model: LoadModel, prefix: str) -> Pattern:
    p = model.parameters
    return Pattern(
        peak_theta=_scenarios(model, p[f"{prefix}_peak_speed"], 1.0, p[f"{prefix}_peak_cadence"]),
        km_theta=_scenarios(model, p[f"{prefix}_km_speed"], -1.0, p[f"{prefix}_km_cadence"]),
    )


def _scenarios(model: LoadModel, speed: Parameter, sign: float, cadence: Parameter) -> Floats:
    """Exponents of the features: the central column, then two for each thing that is not known exactly."""
    usual = model.estimate("load_ref_cadence_spm")
    down, up = model.parameters["load_downhill"], model.parameters["load_uphill"]
    central = [sign * speed.value, -cadence.value, 0.0, 0.0, down.value, -up.value]
    less, more = (-cadence.value * math.log(x / usual.value) for x in (usual.lo, usual.hi))
    ends: Sequence[tuple[int, float, float]] = (
        (0, sign * speed.low, sign * speed.high),
        (1, -cadence.low, -cadence.high),
        (2, 0.0, cadence.value),
        (3, less, more),
        (4, down.low, down.high),
        (5, -up.low, -up.high),
    )
    columns = [central] + [[end if i == row else x for i, x in enumerate(central)] for row, lo, hi in ends for end in (lo, hi)]
    return np.array(columns, dtype=np.float64).T
