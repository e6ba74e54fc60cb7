"""From figures and judgements to one cell: the logit of P(finding | cause) with its spread.

Source of the method: random-effects pooling on the logit scale (DerSimonian and Laird 1986, Control Clin Trials 7:177, PMID 3802833).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from kneewise.model.condition import Basis, Figure
from kneewise.model.knowledge_base import Parameter

HINT_PARAMETER: Mapping[str, str] = {
    "rule_in": "hint_rule_in",
    "strong_for": "hint_strong",
    "moderate_for": "hint_moderate",
    "weak_for": "hint_weak",
    "neutral": "hint_neutral",
    "weak_against": "hint_weak",
    "moderate_against": "hint_moderate",
    "strong_against": "hint_strong",
    "rule_out": "hint_rule_out",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """One opinion on a cell.

    Parameters
    ----------
    logit : float
        Logit of P(finding | cause).
    spread : float
        Standard deviation on the logit scale.
    basis : Basis
        Read, recalled or judgement.
    source : str
        Source id.
    """

    logit: float
    spread: float
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The pooled value of a pair; ``estimates`` are what it was pooled from, heaviest first, none for a silent pair."""

    logit: float
    spread: float
    estimates: tuple[Estimate, ...]


def logit(p: float) -> float:
    """Natural logit of a probability in (0, 1)."""
    return log(p / (1.0 - p))


def probability_from_figure(figure: Figure, background: float, parameters: Mapping[str, Parameter]) -> float | None:
    """P(finding | cause) that a figure stands for.

    Parameters
    ----------
    figure : Figure
        As printed.
    background : float
        Rate of the finding among other knee patients, (0, 1).
    parameters : mapping of str to Parameter
        Named parameters of the method.

    Returns
    -------
    float or None
        A probability between the floor and the cap, or ``None`` if the figure says nothing of the presence of the finding.
    """
    floor, cap = parameters["figure_floor"].value, parameters["figure_cap"].value
    if is_judged(figure):
        floor, cap = parameters["judged_floor"].value, 1.0 - parameters["judged_floor"].value
    if figure.sensitivity is not None:
        p = figure.sensitivity
    elif figure.lr_present is not None and figure.lr_absent is not None and figure.lr_present > figure.lr_absent:
        p = figure.lr_present * (1.0 - figure.lr_absent) / (figure.lr_present - figure.lr_absent)
    elif figure.lr_present is not None:
        p = odds_times(background, figure.lr_present)
    elif figure.lr_absent is not None:
        p = 1.0 - (1.0 - background) * figure.lr_absent
    elif figure.hint:
        ratio = parameters[HINT_PARAMETER[figure.hint]].value
        if figure.hint.endswith("against"):
            ratio = 1.0 / ratio
        p = odds_times(background, ratio)
    else:
        return None
    return min(max(p, floor), cap)


def odds_times(p: float, ratio: float) -> float:
    """Probability whose odds are ``ratio`` times those of ``p``."""
    odds = p / (1.0 - p) * ratio
    return odds / (1.0 + odds)


def estimate_from_figure(figure: Figure, background: float, self_report: bool, parameters: Mapping[str, Parameter]) -> Estimate | None:
    """Turn a figure into an estimate; log likelihood ratios of clinicians' findings shrink where the person reports by themself.

    What was judged is meant for what people report, and no small sample limits it.
    """
    p = probability_from_figure(figure, background, parameters)
    if p is None:
        return None
    value, base = logit(p), logit(background)
    if self_report and not is_hint(figure) and not is_judged(figure):
        value = base + parameters["self_report_shrink"].value * (value - base)
    return Estimate(value, _spread_of(figure, p, parameters), Basis.JUDGEMENT if is_hint(figure) else figure.basis, figure.source)


def is_judged(figure: Figure) -> bool:
    """True if a figure is a number of the project's own judgement."""
    return figure.basis is Basis.JUDGEMENT and not is_hint(figure)


def is_hint(figure: Figure) -> bool:
    """True if a figure gives a direction and no number."""
    return figure.sensitivity is None and figure.lr_present is None and figure.lr_absent is None


def _spread_of(figure: Figure, p: float, parameters: Mapping[str, Parameter]) -> float:
    if is_hint(figure):
        spread = parameters["spread_hint"].value
    elif figure.n:
        spread = sqrt(1.0 / (max(figure.n, 4) * p * (1.0 - p)) + parameters["spread_between_studies"].value ** 2)
    else:
        spread = parameters["spread_without_n"].value
    return spread * (parameters["spread_transferred_factor"].value if figure.transferred else 1.0)


def pool(estimates: Sequence[Estimate]) -> Cell:
    """Random-effects mean of one or more estimates.

    Returns
    -------
    Cell
        With the estimates in falling order of weight.
    """
    if len(estimates) == 1:
        return Cell(estimates[0].logit, estimates[0].spread, tuple(estimates))
    weights = [1.0 / e.spread**2 for e in estimates]
    fixed = sum(w * e.logit for w, e in zip(weights, estimates, strict=True)) / sum(weights)
    q = sum(w * (e.logit - fixed) ** 2 for w, e in zip(weights, estimates, strict=True))
    scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
    between = max(0.0, (q - (len(estimates) - 1)) / scale)
    weights = [1.0 / (e.spread**2 + between) for e in estimates]
    mean = sum(w * e.logit for w, e in zip(weights, estimates, strict=True)) / sum(weights)
    order = sorted(range(len(estimates)), key=lambda i: -weights[i])
    return Cell(mean, sqrt(1.0 / sum(weights)), tuple(estimates[i] for i in order))
