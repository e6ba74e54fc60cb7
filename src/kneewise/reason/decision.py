"""From probabilities to what is said: the floor under urgency, "cannot tell yet", and the fact that would change the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.condition import Level
from kneewise.model.fact import Value
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.differential import Differential
from kneewise.reason.facts import Known
from kneewise.reason.network import OTHER, Network
from kneewise.reason.whatif import Outcome

Floats = NDArray[np.float64]


FLOORS = ((Level.EMERGENCY, "urgency_p_emergency"), (Level.SAME_DAY, "urgency_p_same_day"), (Level.SOON, "urgency_p_soon"))


@dataclass(frozen=True, slots=True)
class Floor:
    """Urgency that the causes alone would ask for, and those that ask for it."""

    level: Level
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that is not known yet and would put ``new_first`` first."""

    finding: str
    value: Value
    new_first: str


def floor_of_causes(network: Network, kb: KnowledgeBase, p: Floats, known: Known) -> Floor:
    """Lowest urgency that the probabilities allow; it can raise the level of the rules, never lower it.

    A cause of harm level L counts from the probability ``urgency_p_L`` on, each cause alone, since causes differ in what must be done;
    only for routine care all causes that need a clinician count together.
    """
    levels = network.levels
    for level, name in FLOORS:
        over = np.flatnonzero((levels == level) & (p >= kb.parameter(name)))
        if over.size:
            return Floor(level, tuple(network.causes[i] for i in over[np.argsort(-p[over])]))
    members = np.flatnonzero(levels >= Level.ROUTINE)
    if p[members].sum() >= kb.parameter("urgency_p_routine"):
        first = members[np.argsort(-p[members])][:3]
        return Floor(Level.ROUTINE, tuple(network.causes[i] for i in first if network.causes[i] != OTHER))
    days = known.values.get("duration_days")
    lasting = isinstance(days, (int, float)) and days > kb.parameter("self_care_days")
    if lasting or known.values.get("duration") in ("weeks_2_to_6", "weeks_6_to_12", "months_3_to_12", "over_1_year"):
        return Floor(Level.ROUTINE, ())
    return Floor(Level.SELF_CARE, ())


def may_ask_for_more(network: Network, kb: KnowledgeBase, p: Floats, flags: Sequence[str], level: Level) -> bool:
    """Whether a graver cause could set a higher floor if some observed findings were not known.

    Parameters
    ----------
    p : (C,)
        Probabilities with them.
    flags : sequence of str
        The findings, all of them present.
    level : Level
        The level so far.

    Returns
    -------
    bool
        False only where for every graver cause the most favourable selection leaves it far below its threshold. Each finding is taken by
        itself here; ``left_out_slack`` allows for dependence between them. Always true where something else may follow from one.
    """
    columns = [_p_of(network, kb, flag) for flag in flags]
    if any(column is None for column in columns):
        return True
    log_p = np.log(np.array([np.ones(len(p)), *(column for column in columns if column is not None)]).T)
    slack = kb.parameter("left_out_slack")
    gain = np.maximum(0.0, log_p[None, :, :] - log_p[:, None, :]).sum(axis=-1)
    bound = 1.0 / (p[None, :] / p[:, None] * np.exp(-gain)).sum(axis=1)
    return any((bound[network.levels == grave] >= kb.parameter(name) / slack).any() for grave, name in FLOORS[:2] if grave > level)


def _p_of(network: Network, kb: KnowledgeBase, finding: str) -> Floats | None:
    """P(finding | cause) of a finding from which nothing else follows, (C,)."""
    entry = kb.findings[finding]
    if finding not in network.findings or entry.implies or entry.given_injury:
        return None
    return network.p[:, network.findings[finding]]


def cannot_tell(network: Network, kb: KnowledgeBase, result: Differential, informative: int) -> tuple[str, ...]:
    """Reasons why no cause should be named yet; empty if one can."""
    p = result.p
    order = np.argsort(-p, kind="stable")
    reasons = []
    if p[network.causes.index(OTHER)] > kb.parameter("cannot_tell_other"):
        reasons.append("other_likely")
    if p[order[:5]].sum() < kb.parameter("cannot_tell_first_five"):
        reasons.append("wide_open")
    first, second = int(order[0]), int(order[1])
    same_advice = network.pathways[first] == network.pathways[second] and network.levels[first] == network.levels[second]
    overlap = result.low[first] <= result.high[second]
    if not same_advice and overlap and p[first] - p[second] < kb.parameter("cannot_tell_gap"):
        reasons.append("two_alike")
    if informative < kb.parameter("cannot_tell_facts"):
        reasons.append("few_facts")
    return tuple(reasons)


def changes(network: Network, p: Floats, answers: Sequence[Outcome]) -> dict[str, Change]:
    """For each cause the one most probable answer that would change its place at the top.

    For the first cause an answer that would put another one first; for any other, one that would put it first.
    """
    present = int(np.argmax(p))
    best: dict[str, tuple[float, Change]] = {}
    for answer in answers:
        first = int(np.argmax(answer.posterior))
        if first == present:
            continue
        for cause in (network.causes[present], network.causes[first]):
            if cause not in best or answer.p > best[cause][0]:
                best[cause] = (answer.p, Change(answer.finding, answer.value, network.causes[first]))
    return {cause: change for cause, (_, change) in best.items()}


def couple(network: Network, kb: KnowledgeBase, own: Floats, other_knee: Floats) -> Floats:
    """Probabilities of one knee given those of the other: the same cause on both sides is more likely than chance.

    Parameters
    ----------
    own, other_knee : (C,)
        Each knee on its own.

    Returns
    -------
    (C,)
        Normalised.
    """
    weight = own * (1.0 + (kb.parameter("both_knees_odds") - 1.0) * other_knee)
    return np.asarray(weight / weight.sum())
