"""Why a cause stands where it stands: the weight of each fact for and against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.condition import Basis
from kneewise.reason.evidence import Evidence
from kneewise.reason.likelihood import Term, terms
from kneewise.reason.network import Network

Floats = NDArray[np.float64]
NEGLIGIBLE = 0.02


@dataclass(frozen=True, slots=True)
class Weight:
    """What one fact adds to one cause.

    Parameters
    ----------
    finding : str
        The fact.
    weight : float
        Log10 of P(fact | cause) over P(fact | any other cause); members of a group share one vote.
    basis : Basis
        Of the heaviest number behind it.
    source : str
        Its source id.
    """

    finding: str
    weight: float
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """Weights of every fact for every cause.

    Parameters
    ----------
    findings : tuple of str
        One per fact that counts.
    weights : (C, N)
        Log10 likelihood ratios.
    labels : tuple (C) of tuple (N) of (Basis, str)
        On what each weight rests, and its source.
    """

    findings: tuple[str, ...]
    weights: Floats
    labels: tuple[tuple[tuple[Basis, str], ...], ...]

    def of(self, cause: int) -> tuple[Weight, ...]:
        """Weights for one cause, heaviest first, negligible ones left out."""
        found = [
            Weight(f, round(float(self.weights[cause, k]), 3), *self.labels[cause][k])
            for k, f in enumerate(self.findings)
            if abs(self.weights[cause, k]) >= NEGLIGIBLE
        ]
        return tuple(sorted(found, key=lambda w: (-abs(w.weight), w.finding)))

    def basis_shares(self, posterior: Floats) -> dict[Basis, float]:
        """Share of the absolute weight behind the answer by basis, causes weighted by their probability."""
        total = dict.fromkeys(Basis, 0.0)
        for i, p in enumerate(posterior):
            for k in range(len(self.findings)):
                total[self.labels[i][k][0]] += float(p * abs(self.weights[i, k]))
        scale = sum(total.values()) or 1.0
        return {basis: value / scale for basis, value in total.items()}


def reasons(network: Network, evidence: Evidence, log_prior: Floats) -> Reasons:
    """Weigh every observation.

    Parameters
    ----------
    log_prior : (C,)
        Log prior of the person; the other causes are averaged with it.
    """
    findings: list[str] = []
    weights: list[Floats] = []
    labels: list[list[tuple[Basis, str]]] = []
    names = {j: f for f, j in network.findings.items()}
    value_of = dict(zip(evidence.columns, evidence.observed, strict=True))
    for term in terms(network, evidence):
        joint = against_others(term.log_p, log_prior)
        if term.nudge >= 0:
            nudge = evidence.nudges[term.nudge]
            findings.append(nudge.finding)
            weights.append(joint)
            labels.append([(nudge.basis, nudge.source)] * len(network.causes))
            continue
        if term.row >= 0:
            several = evidence.rows[term.row].findings
            for f in several:
                findings.append(f)
                weights.append(joint / len(several))
                labels.append([(Basis.JUDGEMENT, "JUDGEMENT")] * len(network.causes))
            continue
        share = _shares(network, term, value_of, log_prior)
        for k, j in enumerate(term.columns):
            findings.append(names[j])
            weights.append(joint * share[:, k])
            labels.append([_label(network, i, j) for i in range(len(network.causes))])
    table = np.array(weights).T if weights else np.zeros((len(network.causes), 0))
    by_cause = tuple(tuple(labels[k][i] for k in range(len(findings))) for i in range(len(network.causes)))
    return Reasons(tuple(findings), table, by_cause)


def against_others(log_p: Floats, log_prior: Floats) -> Floats:
    """Log10 of each cause's likelihood over the prior-weighted mean of all the others, (C,)."""
    prior = np.exp(log_prior - log_prior.max())
    likelihood = np.exp(log_p)
    total = (prior * likelihood).sum() - prior * likelihood
    rest = prior.sum() - prior
    return np.asarray((log_p - np.log(total / rest)) / np.log(10.0))


def _shares(network: Network, term: Term, value_of: dict[int, bool], log_prior: Floats) -> Floats:
    """How a group's one vote is divided among its members: by what each would weigh alone, (C, M)."""
    alone = [against_others(np.log(network.p[:, j] if value_of[j] else 1.0 - network.p[:, j]), log_prior) for j in term.columns]
    size = np.abs(np.array(alone).T) + 1e-9
    return np.asarray(size / size.sum(axis=1, keepdims=True))


def _label(network: Network, cause: int, column: int) -> tuple[Basis, str]:
    cell = network.cells[cause].get(column)
    return (cell.estimates[0].basis, cell.estimates[0].source) if cell else (Basis.JUDGEMENT, "JUDGEMENT")
