"""Log likelihood of the evidence under every cause: at the centre of the parameters, or for many draws of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from kneewise.reason import latent
from kneewise.reason.evidence import Evidence
from kneewise.reason.network import Network

Floats = NDArray[np.float64]
ROW_LABEL = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One independent contribution to the likelihood.

    Parameters
    ----------
    columns : tuple of int
        Columns of a group's observed members, or a single column; empty for a row.
    row : int
        Index into ``evidence.rows``, -1 for columns and nudges.
    nudge : int
        Index into ``evidence.nudges``, -1 for columns and rows.
    log_p : (..., C)
        Log probability under each cause, with draws on the leading axis if there are any.
    """

    columns: tuple[int, ...]
    row: int
    log_p: Floats
    nudge: int = -1


@lru_cache(maxsize=4)
def draws_of_normals(seed: int, label: int, shape: tuple[int, ...], draws: int) -> Floats:
    """Fixed quasi-random standard normals: a Latin hypercube of ``draws`` strata for every entry of ``shape``.

    Returns
    -------
    (draws, *shape)
        The same for the same seed and label, everywhere.
    """
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, label])))
    size = int(np.prod(shape))
    order = generator.random((size, draws)).argsort(axis=1)
    normals = np.ascontiguousarray(_quantiles(draws)[order].T).reshape(draws, *shape)
    normals.flags.writeable = False  # shared by all callers
    return normals


@lru_cache(maxsize=8)
def _quantiles(draws: int) -> Floats:
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / draws) for i in range(draws)])


def terms(network: Network, evidence: Evidence, draws: int = 0) -> tuple[Term, ...]:
    """The contributions of all observations.

    Parameters
    ----------
    network : Network
        Compiled knowledge.
    evidence : Evidence
        Observations of one knee.
    draws : int
        0 for the centre, else the number of parameter draws.

    Returns
    -------
    tuple of Term
        Their sum over terms is the log likelihood; order does not matter.
    """
    columns = np.array(evidence.columns, dtype=np.int64)
    observed = np.array(evidence.observed, dtype=np.bool_)
    p = _cells(network, columns, draws)
    if evidence.injury:
        p = within_injury(network, p, columns, _row_p(network, "onset", draws))
    found: list[Term] = []
    groups = network.group[columns]
    for g in sorted(set(groups.tolist())):
        members = np.flatnonzero(groups == g)
        if g >= 0 and members.size > 1:
            high, low = latent.shifted(p[..., members], network.shift[columns[members]])
            found.append(Term(tuple(columns[members].tolist()), -1, latent.log_joint(high, low, observed[members])))
        else:
            for m in members:
                found.append(Term((int(columns[m]),), -1, np.log(p[..., m] if observed[m] else 1.0 - p[..., m])))
    for r, row in enumerate(evidence.rows):
        values = _row_p(network, row.name, draws)
        found.append(Term((), r, np.log(values[..., list(row.allowed)].sum(axis=-1))))
    for n, nudge in enumerate(evidence.nudges):
        found.append(Term((), -1, np.where(network.overuse, np.log(nudge.factor), 0.0), nudge=n))
    return tuple(found)


def within_injury(network: Network, p: Floats, columns: NDArray[np.int64] | slice, onset: Floats) -> Floats:
    """P(finding | cause, injury) of the findings that presuppose one; the others stay as they are.

    Parameters
    ----------
    p : (..., C, K)
        P(finding | cause).
    columns : (K,) int or slice
        Their columns.
    onset : (..., C, V)
        P(onset | cause).
    """
    injury = onset[..., network.rows["onset"].values.index("injury")][..., None]
    return np.where(network.given_injury[columns], np.minimum(p / injury, network.injury_cap), p)


def _cells(network: Network, columns: NDArray[np.int64], draws: int) -> Floats:
    if not draws:
        return network.p[:, columns]
    return (
        np.stack([_drawn_column(network, int(j), draws) for j in columns], axis=-1)
        if columns.size
        else np.empty((draws, len(network.causes), 0))
    )


@lru_cache(maxsize=512)
def _drawn_column(network: Network, column: int, draws: int) -> Floats:
    z = draws_of_normals(network.seed, column, (len(network.causes),), draws)
    return np.asarray(1.0 / (1.0 + np.exp(-(network.logit[:, column] + network.spread[:, column] * z))))


def _row_p(network: Network, name: str, draws: int) -> Floats:
    return _drawn_row(network, name, draws) if draws else network.rows[name].p


@lru_cache(maxsize=16)
def _drawn_row(network: Network, name: str, draws: int) -> Floats:
    row = network.rows[name]
    label = ROW_LABEL + sorted(network.rows).index(name)
    weights = row.p * np.exp(row.spread * draws_of_normals(network.seed, label, row.p.shape, draws))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
