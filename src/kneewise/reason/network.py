"""The knowledge base compiled to arrays, once; everything that computes probabilities reads only these.

C causes (the last is ``other``), F findings with a yes/no cell, V values of a row. All logarithms are natural.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.condition import Basis, Condition, Figure, Role, Setting
from kneewise.model.errors import KnowledgeError
from kneewise.model.finding import Finding, Kind, ValueType
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason import cells
from kneewise.reason.latent import shifted

Floats = NDArray[np.float64]
OTHER = "other"
ROWS = ("main_site", "onset", "swelling", "morning_stiffness", "duration")


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A categorical finding: P(value | cause) and the spread of its logarithm, both (C, V)."""

    values: tuple[str, ...]
    p: Floats
    spread: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Arrays of the model.

    Parameters
    ----------
    causes : tuple of str
        C ids, the last ``other``.
    findings : dict of str to int
        Column of each yes/no finding.
    logit, spread : (C, F)
        Logit of P(finding | cause) and its standard deviation.
    p : (C, F)
        P(finding | cause) with the spread integrated out.
    high, low : (C, F)
        P(finding | cause, latent state of its group); both equal ``p`` without a group.
    group : (F,) int
        Index of the dependence group, -1 without one.
    group_names : tuple of str
        Names of the groups.
    shift : (F,)
        Signed shift of the logit in the group's two states.
    given_injury : (F,) bool
        Findings that presuppose an injury.
    rows : dict of str to Row
        Categorical findings.
    log_base : dict of Setting to (C,)
        Log base rate of each cause.
    prior_spread : (C,)
        Standard deviation of the log base rates.
    levels : (C,) int
        Urgency level of each cause.
    pathways : (C,) int
        Index of the treatment pathway of each cause.
    overuse : (C,) bool
        Causes that come of load over time.
    cells : list (C) of dict
        Column to pooled cell, for showing sources; silent pairs have none.
    injury_cap : float
        Highest P(finding | cause, injury).
    seed : int
        Of the draws, from the hash of the knowledge.
    """

    causes: tuple[str, ...]
    findings: Mapping[str, int]
    logit: Floats
    spread: Floats
    p: Floats
    high: Floats
    low: Floats
    group: NDArray[np.int64]
    group_names: tuple[str, ...]
    shift: Floats
    given_injury: NDArray[np.bool_]
    rows: Mapping[str, Row]
    log_base: Mapping[Setting, Floats]
    prior_spread: Floats
    levels: NDArray[np.int64]
    pathways: NDArray[np.int64]
    overuse: NDArray[np.bool_]
    cells: tuple[Mapping[int, cells.Cell], ...]
    injury_cap: float
    seed: int


def compile_network(kb: KnowledgeBase) -> Network:
    """Compile the knowledge base.

    Returns
    -------
    Network
        Arrays in the order of the conditions' ids; equal knowledge gives equal bytes.
    """
    conditions = [c for _, c in sorted(kb.conditions.items()) if c.role is Role.CAUSE]
    weightless = _weightless(kb)
    columns = {f.id: j for j, f in enumerate(f for _, f in sorted(kb.findings.items()) if _has_cell(f) and f.id not in weightless)}
    log_base = {s: _log_base(kb, conditions, s) for s in Setting}
    share = np.exp(log_base[Setting.RUNNER][:-1])
    share /= share.sum()
    logits, spreads, sources = _cells(kb, conditions, columns, share)
    group_names = tuple(sorted({kb.findings[f].group.lstrip("-") for f in columns} - {""}))
    group = np.array([group_names.index(kb.findings[f].group.lstrip("-")) if kb.findings[f].group else -1 for f in columns])
    strength = kb.parameter("group_shift")
    shift = np.array(
        [0.0 if not kb.findings[f].group else (-strength if kb.findings[f].group.startswith("-") else strength) for f in columns]
    )
    p = _integrated(logits, spreads)
    high, low = shifted(p, shift)
    pathways = sorted({c.pathway for c in conditions})
    return Network(
        causes=(*(c.id for c in conditions), OTHER),
        findings=columns,
        logit=logits,
        spread=spreads,
        p=p,
        high=high,
        low=low,
        group=group,
        group_names=group_names,
        shift=shift,
        given_injury=np.array([kb.findings[f].given_injury for f in columns]),
        rows={name: _row(kb, conditions, name, share) for name in ROWS},
        log_base=log_base,
        prior_spread=np.array([_prior_spread(kb, c) for c in conditions] + [kb.parameter("prior_spread_judgement")]),
        levels=np.array([int(c.level) for c in conditions] + [1]),
        pathways=np.array([pathways.index(c.pathway) for c in conditions] + [len(pathways)]),
        overuse=np.array([c.overuse for c in conditions] + [False]),
        cells=sources,
        injury_cap=kb.parameter("injury_cap"),
        seed=int(kb.version[:12], 16),
    )


def _weightless(kb: KnowledgeBase) -> set[str]:
    """Findings that are risk factors by reputation only: studies contradict them, so they weigh nothing."""
    weighing = {r.finding for r in kb.risk_factors.values() if r.weighs}
    return {r.finding for r in kb.risk_factors.values()} - weighing


def _has_cell(finding: Finding) -> bool:
    return finding.type is ValueType.BOOL and not finding.row and (finding.core or finding.background is not None)


def _integrated(logits: Floats, spreads: Floats) -> Floats:
    """Mean of a logit-normal probability (MacKay 1992, Neural Comput 4:720)."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits / np.sqrt(1.0 + np.pi / 8.0 * spreads**2))))


def _cells(
    kb: KnowledgeBase, conditions: list[Condition], columns: Mapping[str, int], share: Floats
) -> tuple[Floats, Floats, tuple[Mapping[int, cells.Cell], ...]]:
    """Logits, spreads, and the pooled cell of every pair that has a figure."""
    logits = np.zeros((len(conditions) + 1, len(columns)))
    spreads = np.full_like(logits, kb.parameter("spread_silent"))
    sources: tuple[dict[int, cells.Cell], ...] = tuple({} for _ in range(len(conditions) + 1))
    figures = [_figures_by_finding(c) for c in conditions]
    core = [f for f in columns if kb.findings[f].core]
    floor = kb.parameter("judged_floor")
    hands = np.array([[_hands(c, kb.findings[f], floor, kb.parameter("judged_rarely")) for f in core] for c in conditions])
    backgrounds = dict(zip(core, (share @ hands.mean(axis=2)).tolist(), strict=True))
    backgrounds |= {f: _stated_background(kb, kb.findings[f], figures) for f in columns if f not in backgrounds}
    for finding, j in columns.items():
        logits[:, j] = cells.logit(backgrounds[finding])
    judged = np.log(hands) - np.log1p(-hands)
    half_range = (judged.max(axis=2) - judged.min(axis=2)) / 2.0
    core_columns = [columns[f] for f in core]
    logits[:-1, core_columns] = judged.mean(axis=2)
    spreads[:-1, core_columns] = np.sqrt(kb.parameter("spread_judgement") ** 2 + half_range**2)
    for i, by_finding in enumerate(figures):
        for finding, held in by_finding.items():
            if finding not in columns:
                continue
            j = columns[finding]
            cell = _pooled(kb, kb.findings[finding], held, backgrounds[finding], (float(logits[i, j]), float(spreads[i, j])))
            if cell is not None:
                logits[i, j], spreads[i, j] = cell.logit, cell.spread
                sources[i][j] = cell
    spreads[-1, :] = 0.0
    p = _integrated(logits[:-1], spreads[:-1])
    logits[-1, :] = np.log(share @ p) - np.log1p(-(share @ p))
    return logits, spreads, sources


def _pooled(kb: KnowledgeBase, finding: Finding, held: list[Figure], background: float, judged: tuple[float, float]) -> cells.Cell | None:
    """A pair's figures pooled with what the hands judged; ``None`` if the figures say nothing."""
    estimates = [cells.Estimate(*judged, Basis.JUDGEMENT, "JUDGEMENT")] if finding.core else []
    numbers = not all(map(cells.is_hint, held))
    self_report = finding.kind in (Kind.HISTORY, Kind.SELF_TEST)
    for figure in held:
        if cells.is_hint(figure) and (finding.core or numbers):
            continue  # a direction adds nothing where there is a number
        estimate = cells.estimate_from_figure(figure, background, self_report, kb.parameters)
        if estimate:
            estimates.append(estimate)
    return cells.pool(estimates) if len(estimates) > finding.core else None


def _figures_by_finding(condition: Condition) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in condition.figures:
        if figure.counts:
            found.setdefault(figure.finding, []).append(figure)
    return found


def _hands(condition: Condition, finding: Finding, floor: float, rarely: float) -> tuple[float, ...]:
    """What the two hands said. Their lowest steps mean "rarely"; for a sign that is far rarer than that its stated background stands."""
    if condition.elicited is None:
        raise KnowledgeError(f"No judgement of {finding.id}.", where=f"condition {condition.id}")
    said = condition.elicited.bools[finding.id]
    if finding.background is not None:
        rare = finding.background
        return tuple(rare if p <= rarely else min(p, 1.0 - floor) for p in said)
    return tuple(min(max(p, floor), 1.0 - floor) for p in said)


def _stated_background(kb: KnowledgeBase, finding: Finding, figures: list[dict[str, list[Figure]]]) -> float:
    """Rate of a finding that is not core among other knee patients: as stated, pooled with published false-positive rates."""
    low, high = kb.parameter("background_floor"), kb.parameter("background_cap")
    values = [] if finding.background is None else [cells.logit(finding.background)]
    for by_finding in figures:
        for figure in by_finding.get(finding.id, ()):
            if figure.specificity is not None:
                values.append(cells.logit(min(max(1.0 - figure.specificity, low), high)))
    mean = sum(values) / len(values)
    return float(1.0 / (1.0 + np.exp(-mean)))


def _row(kb: KnowledgeBase, conditions: list[Condition], name: str, share: Floats) -> Row:
    values = kb.findings[name].allowed
    smoothing = kb.parameter("row_smoothing")
    means, spreads = [], []
    for c in conditions:
        hands = [_distribution(hand, values, smoothing) for hand in (c.elicited.rows[name] if c.elicited else ({},))]
        logs = np.log(np.array(hands))
        mean = np.exp(logs.mean(axis=0))
        means.append(mean / mean.sum())
        spreads.append(np.sqrt(kb.parameter("spread_judgement") ** 2 + ((logs.max(axis=0) - logs.min(axis=0)) / 2.0) ** 2))
    p = np.array(means)
    return Row(values, np.vstack([p, share @ p]), np.vstack([np.array(spreads), np.zeros(len(values))]))


def _distribution(hand: Mapping[str, float], values: tuple[str, ...], smoothing: float) -> list[float]:
    """One hand's distribution: what is missing up to 1 goes to the unnamed values, then a little to all (Dirichlet)."""
    named = sum(hand.values())
    unnamed = [v for v in values if v not in hand]
    rest = max(0.0, 1.0 - named) / len(unnamed) if unnamed else 0.0
    total = max(named, 1.0) if unnamed else named
    raw = [hand.get(v, rest) / total for v in values]
    scale = sum(raw)
    return [(r / scale) * (1.0 - smoothing) + smoothing / len(values) for r in raw]


def _log_base(kb: KnowledgeBase, conditions: list[Condition], setting: Setting) -> Floats:
    percent = np.array([c.prior[setting].reference for c in conditions])
    other = kb.parameter("prior_other")
    return np.asarray(np.log(np.append(percent / percent.sum() * (1.0 - other), other)))


def _prior_spread(kb: KnowledgeBase, condition: Condition) -> float:
    read = condition.prior[Setting.RUNNER].basis is Basis.READ
    return kb.parameter("prior_spread_read" if read else "prior_spread_judgement")
