"""Two causes at once: every pair, each finding by noisy-OR, reported only where the pair explains what one cause cannot.

Source of the method: Pearl 1988, Probabilistic Reasoning in Intelligent Systems, section 4.3.2 (noisy-OR with a leak).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason import latent
from kneewise.reason.evidence import Evidence
from kneewise.reason.likelihood import within_injury
from kneewise.reason.network import Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two causes that together explain the facts; ``explains`` are facts the best single cause leaves open."""

    causes: tuple[int, int]
    p: float
    explains: tuple[str, ...]


def likely_pairs(network: Network, kb: KnowledgeBase, evidence: Evidence, log_prior: Floats, log_likelihood: Floats) -> tuple[Pair, ...]:
    """Pairs worth telling, most probable first.

    Parameters
    ----------
    log_prior, log_likelihood : (C,)
        Of the single causes for this person.
    """
    real = len(network.causes) - 1
    first, second = np.triu_indices(real, k=1)
    share = kb.parameter("pair_share")
    prior = np.exp(log_prior)
    pair_prior = prior[first] * prior[second]
    pair_prior *= share / pair_prior.sum()
    log_pair = np.log(pair_prior) + pair_log_likelihood(network, evidence, first, second)
    log_single = np.log1p(-share) + log_prior + log_likelihood
    top = max(log_pair.max(), log_single.max())
    total = np.exp(log_pair - top).sum() + np.exp(log_single - top).sum()
    p = np.exp(log_pair - top) / total
    best = int(np.argmax(log_single[:real]))
    found = []
    for k in np.flatnonzero(p >= kb.parameter("pair_report")):
        causes = (int(first[k]), int(second[k]))
        open_facts = _left_open(network, kb, evidence, best, causes)
        if open_facts:
            found.append(Pair(causes, float(p[k]), open_facts))
    return tuple(sorted(found, key=lambda pair: -pair.p))


def pair_log_likelihood(network: Network, evidence: Evidence, first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
    """Log likelihood of the evidence under both causes together, (P,)."""
    columns = np.array(evidence.columns, dtype=np.int64)
    observed = np.array(evidence.observed, dtype=np.bool_)
    p = network.p[:, columns]
    if evidence.injury:
        p = within_injury(network, p, columns, network.rows["onset"].p)
    leak = p.min(axis=0)
    both = 1.0 - (1.0 - p[first]) * (1.0 - p[second]) / (1.0 - leak)
    both = np.clip(both, 1e-6, 1.0 - 1e-6)
    total = np.zeros(len(first))
    groups = network.group[columns]
    for g in sorted(set(groups.tolist())):
        members = np.flatnonzero(groups == g)
        if g >= 0 and members.size > 1:
            high, low = latent.shifted(both[:, members], network.shift[columns[members]])
            total += latent.log_joint(high, low, observed[members])
        else:
            total += np.log(np.where(observed[members], both[:, members], 1.0 - both[:, members])).sum(axis=1)
    for row in evidence.rows:
        mass = network.rows[row.name].p[:, list(row.allowed)].sum(axis=1)
        total += np.log((mass[first] + mass[second]) / 2.0)
    return total


def _left_open(network: Network, kb: KnowledgeBase, evidence: Evidence, best: int, causes: tuple[int, int]) -> tuple[str, ...]:
    """Present facts that the best single cause makes unlikely and a cause of the pair makes likely."""
    low, high = kb.parameter("pair_unexplained"), kb.parameter("pair_explained")
    names = {j: f for f, j in network.findings.items()}
    found = []
    for j, present in zip(evidence.columns, evidence.observed, strict=True):
        if present and network.p[best, j] < low and max(network.p[i, j] for i in causes) >= high:
            found.append(names[j])
    for row in evidence.rows:
        mass = network.rows[row.name].p[:, list(row.allowed)].sum(axis=1)
        if mass[best] < low and max(mass[i] for i in causes) >= high:
            found += row.findings
    return tuple(found)
