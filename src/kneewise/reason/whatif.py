"""What each unanswered question would tell: the probability of its answers, and the posterior after each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.fact import Value
from kneewise.reason import latent
from kneewise.reason.evidence import Evidence
from kneewise.reason.likelihood import within_injury
from kneewise.reason.network import ROWS, Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One possible answer to one question.

    Parameters
    ----------
    finding : str
        The question.
    value : Value
        The answer.
    p : float
        Probability of this answer, given all that is known.
    posterior : (C,)
        Probabilities of the causes after it.
    """

    finding: str
    value: Value
    p: float
    posterior: Floats


def outcomes(network: Network, evidence: Evidence, posterior: Floats, findings: Sequence[str]) -> tuple[Outcome, ...]:
    """Every answer to every question among ``findings`` (ids of columns or rows).

    Parameters
    ----------
    posterior : (C,)
        Present probabilities.
    """
    found: list[Outcome] = []
    columns = [network.findings[f] for f in findings if f in network.findings]
    if columns:
        likelihood = predictive(network, evidence, np.array(columns))
        asked = [f for f in findings if f in network.findings]
        for present, table in ((True, likelihood), (False, 1.0 - likelihood)):
            joint = posterior[:, None] * table
            p = joint.sum(axis=0)
            after = joint / p
            found += [Outcome(f, present, float(p[k]), after[:, k]) for k, f in enumerate(asked)]
    for name in (f for f in findings if f in ROWS):
        row = network.rows[name]
        joint = posterior[:, None] * row.p
        p = joint.sum(axis=0)
        for v, choice in enumerate(row.values):
            answer: Value = (choice,) if name == "main_site" else choice
            found.append(Outcome(name, answer, float(p[v]), joint[:, v] / p[v]))
    return tuple(found)


def predictive(network: Network, evidence: Evidence, columns: NDArray[np.int64]) -> Floats:
    """P(finding true | cause, evidence), (C, K): members of a group already heard move the group's hidden state."""
    p, high, low = network.p, network.high, network.low
    if evidence.injury:
        p = within_injury(network, p, slice(None), network.rows["onset"].p)
        high, low = latent.shifted(p, network.shift)
    known = np.array(evidence.columns, dtype=np.int64)
    observed = np.array(evidence.observed, dtype=np.bool_)
    result = p[:, columns]
    for g in sorted({int(network.group[j]) for j in known} - {-1}):
        members = np.flatnonzero(network.group[known] == g)
        state = latent.high_state(high[:, known[members]], low[:, known[members]], observed[members])[:, None]
        asked = np.flatnonzero(network.group[columns] == g)
        result[:, asked] = state * high[:, columns[asked]] + (1.0 - state) * low[:, columns[asked]]
    return result
