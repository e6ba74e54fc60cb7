"""The probability of each cause, with an interval that carries the uncertainty of the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.condition import Condition, Setting
from kneewise.model.fact import Value
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.evidence import Evidence
from kneewise.reason.likelihood import draws_of_normals, terms
from kneewise.reason.network import Network

Floats = NDArray[np.float64]
DRAWS = 256
PRIOR_LABEL = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Differential:
    """Result for one knee.

    Parameters
    ----------
    p : (C,)
        Probability of each cause being the main one; sums to 1.
    low, high : (C,)
        5th and 95th percentile over draws of the parameters, widened to hold ``p``.
    log_prior : (C,)
        Log prior for this person and setting.
    """

    p: Floats
    low: Floats
    high: Floats
    log_prior: Floats


def log_prior(network: Network, kb: KnowledgeBase, setting: Setting, values: Mapping[str, Value]) -> Floats:
    """Log prior of each cause for this person.

    Parameters
    ----------
    values : mapping of str to Value
        ``age`` in years and ``sex``, or the age and sex groups that stand for them; unknown ones weigh nothing.

    Returns
    -------
    (C,)
        Normalised.
    """
    log_p = network.log_base[setting].copy()
    age = representative_age(kb, values)
    sex = _sex(values)
    for i, cause in enumerate(network.causes[:-1]):
        condition = kb.conditions[cause]
        if age is not None:
            log_p[i] += log_age_factor(condition, age)
        if sex is not None:
            # The ratio r of female to male frequency, split so that an even mix of both sexes averages to 1.
            r = condition.female_to_male
            log_p[i] += np.log(2.0 * r / (1.0 + r) if sex == "female" else 2.0 / (1.0 + r))
    return np.asarray(log_p - np.logaddexp.reduce(log_p))


def log_age_factor(condition: Condition, age: float) -> float:
    """Log relative frequency at an age, linear between the points of the condition's curve and flat outside them."""
    ages, factors = zip(*condition.age_curve, strict=True)
    return float(np.interp(age, ages, np.log(factors)))


def representative_age(kb: KnowledgeBase, values: Mapping[str, Value]) -> float | None:
    """Age in years; where only age groups are known, the middle one of the ages that stand for them."""
    age = values.get("age")
    if isinstance(age, (int, float)) and not isinstance(age, bool):
        return float(age)
    stated = [f.representative_age for f in kb.findings.values() if f.representative_age and values.get(f.id) is True]
    return sorted(stated)[len(stated) // 2] if stated else None


def _sex(values: Mapping[str, Value]) -> str | None:
    if values.get("sex") in ("female", "male"):
        return str(values["sex"])
    if values.get("sex_female") is True or values.get("sex_male") is True:
        return "female" if values.get("sex_female") is True else "male"
    return None


def assess(
    network: Network, kb: KnowledgeBase, evidence: Evidence, setting: Setting, values: Mapping[str, Value], draws: int = DRAWS
) -> Differential:
    """Posterior probability of every cause.

    Parameters
    ----------
    network, kb : Network, KnowledgeBase
        Compiled and plain knowledge.
    evidence : Evidence
        Observations of this knee.
    setting : Setting
        Where the person asks.
    values : mapping of str to Value
        For age and sex.
    draws : int
        Parameter draws behind the interval.

    Returns
    -------
    Differential
    """
    prior = log_prior(network, kb, setting, values)
    temperature = kb.parameter("temperature")
    p = posterior(prior, sum_terms(network, evidence, 0), temperature)
    shaken = prior + network.prior_spread * draws_of_normals(network.seed, PRIOR_LABEL, (len(network.causes),), draws)
    shaken -= np.logaddexp.reduce(shaken, axis=1, keepdims=True)
    low, high = interval(shaken + sum_terms(network, evidence, draws) / temperature)
    return Differential(p, np.minimum(low, p), np.maximum(high, p), prior)


def interval(log_joint: Floats, low: float = 0.05, high: float = 0.95) -> tuple[Floats, Floats]:
    """Quantiles of the posterior over draws of the parameters.

    Draws that make what was observed likely count more, as Bayes' rule asks: an interval over unweighted draws would forget that these
    facts are themselves evidence about the numbers.

    Parameters
    ----------
    log_joint : (draws, C)
        Log of prior times likelihood under each draw.

    Returns
    -------
    low, high : (C,)
    """
    evidence = np.logaddexp.reduce(log_joint, axis=1)
    sampled = np.exp(log_joint - evidence[:, None])
    weight = np.exp(evidence - evidence.max())
    order = sampled.argsort(axis=0)
    ranked = np.take_along_axis(sampled, order, axis=0)
    share = np.cumsum(weight[order], axis=0) / weight.sum()
    return (
        np.take_along_axis(ranked, (share >= low).argmax(axis=0)[None, :], axis=0)[0],
        np.take_along_axis(ranked, (share >= high - 1e-12).argmax(axis=0)[None, :], axis=0)[0],
    )


def sum_terms(network: Network, evidence: Evidence, draws: int) -> Floats:
    """Log likelihood, (C,) or (draws, C)."""
    shape = (draws, len(network.causes)) if draws else (len(network.causes),)
    total = np.zeros(shape)
    for term in terms(network, evidence, draws):
        total = total + term.log_p
    return total


def posterior(log_p: Floats, log_likelihood: Floats, temperature: float) -> Floats:
    """Normalise prior times likelihood; a temperature over 1 makes all answers less sure."""
    joint = log_p + log_likelihood / temperature
    weights = np.exp(joint - joint.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
