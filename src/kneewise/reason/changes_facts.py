"""What the runs say to the differential: findings, and by how much each may move the odds of overuse.

A rate ratio r says how much oftener an injury follows the event than its absence. Before an injury of overuse the event is then
r / (1 + b (r - 1)) times as common as it usually is in this runner, b being the runner's own base rate of it. An event of every month says
next to nothing, a rare one at most the capped factor. Of causes that are no overuse it says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kneewise.model.changes import Change, RunFact
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.changes_factors import NEW_SHOE, RESTART, SPIKE
from kneewise.reason.changes_weeks import Weeks
from kneewise.reason.history import BANDS, spikes

FINDINGS: Mapping[str, str] = {
    SPIKE: "single_run_spike",
    RESTART: "break_restart",
    "volume": "training_jump",
    NEW_SHOE: "shoes_changed",
    "old_shoe": "shoes_worn",
    "surface": "surface_changed",
}
"""Factor to the finding that it answers."""
BY_EVENT = (SPIKE, RESTART, NEW_SHOE)
"""Factors whose finding is the event itself, whether or not chance might have brought it."""


def bayes_factor(rate_ratio: float, base_rate: float, cap: float) -> float:
    """How much an event moves the odds of overuse.

    Parameters
    ----------
    rate_ratio : float
        Above 0.
    base_rate : float
        Share of this runner's time in which the event holds, 0 to 1.
    cap : float
        Largest factor, at least 1; its inverse is the smallest.

    Returns
    -------
    float

    Examples
    --------
    >>> round(bayes_factor(2.0, 0.1, 3.0), 2), bayes_factor(2.0, 1.0, 3.0)
    (1.82, 1.0)
    """
    return min(cap, max(1.0 / cap, rate_ratio / (1.0 + base_rate * (rate_ratio - 1.0))))


def run_facts(changes: Sequence[Change], weeks: Weeks, kb: KnowledgeBase) -> tuple[RunFact, ...]:
    """Findings that follow from the changes.

    Parameters
    ----------
    changes : sequence of Change
        Of one onset.
    weeks : Weeks
        For the base rate of spikes.
    kb : KnowledgeBase
        For the rate ratios and the cap.

    Returns
    -------
    tuple of RunFact
        A spike is also denied where it is known not to have been; the others are only ever affirmed, since a person may know better.
    """
    found = []
    for change in changes:
        finding = FINDINGS.get(change.factor)
        if finding is None or finding not in kb.findings:
            continue
        held = _held(change, kb)
        if not held and change.factor != SPIKE:
            continue
        found.append(_fact(finding, change, held, weeks, kb))
    return tuple(found)


def _held(change: Change, kb: KnowledgeBase) -> bool:
    if change.factor not in BY_EVENT:
        return change.found
    least = 0.0 if change.factor == NEW_SHOE else kb.parameter(f"changes_least_{change.factor}")
    return change.before is not None and (change.before > least if change.factor != RESTART else change.before >= least)


def _fact(finding: str, change: Change, held: bool, weeks: Weeks, kb: KnowledgeBase) -> RunFact:
    cap = kb.parameter("changes_bayes_cap")
    base = (change.as_large + 1.0) / (change.of_times + 2.0)
    if change.factor == SPIKE:
        rate, source, base = _spike_rate(change, weeks, kb)
    else:
        p = kb.parameters[f"changes_rate_{change.factor}"]
        rate, source = p.value, p.source
    factor = bayes_factor(rate, base, cap) if held else 1.0
    return RunFact(
        finding=finding,
        value=held,
        factor=change.factor,
        rate_ratio=rate,
        base_rate=base,
        bayes_factor=factor,
        source=source,
        seen_on=weeks.onset,
        runs=change.runs if held else (),
    )


def _spike_rate(change: Change, weeks: Weeks, kb: KnowledgeBase) -> tuple[float, str, float]:
    """Published hazard of the spike's band, its source, and the share of the other weeks with a spike at all."""
    edges = [kb.parameter(f"history_spike_{band}") for band in BANDS[1:]]
    band = BANDS[sum((change.before or 0.0) > edge for edge in edges)]
    rate = 1.0 if band == BANDS[0] else kb.parameter(f"history_hrr_{band}")
    spiked: dict[int, bool] = {}
    for spike in spikes(weeks.runs, kb):
        if spike.ratio is not None:
            week = (weeks.onset - spike.day).days // 7
            spiked[week] = spiked.get(week, False) or spike.band != BANDS[0]
    shown = {int(ago) // 7 for run, ago in zip(weeks.runs, weeks.ago, strict=True) if run.id in change.runs}
    others = [held for week, held in spiked.items() if week not in shown]
    return rate, "FRANDSEN2025", (sum(others) + 1.0) / (len(others) + 2.0)
