"""What hangs on the answer: the loss of advice given for one cause where another is true, and what a question may change in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.condition import Level
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.network import Network
from kneewise.reason.whatif import Outcome

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Worth:
    """What asking is worth.

    Parameters
    ----------
    finding : str
        The question.
    fall : float
        Expected fall of the loss of the best advice; 1 is the loss of a wrong treatment pathway.
    p_change : float
        Probability that the answer changes the advice (level or pathway).
    entropy_fall : float
        Expected fall of the entropy of the causes, in nats; breaks ties.
    """

    finding: str
    fall: float
    p_change: float
    entropy_fall: float


def loss_table(network: Network, kb: KnowledgeBase) -> Floats:
    """Loss of acting on cause k (row) where cause c (column) is true, (C, C).

    Too low an urgency costs most, twice as much with each level up; too high a little; another treatment pathway costs one.
    """
    under, over = kb.parameter("loss_under_triage"), kb.parameter("loss_over_triage")
    harm = under * (2.0 ** np.arange(len(Level)) - 1.0)
    acted, true = network.levels[:, None], network.levels[None, :]
    too_low = np.maximum(harm[true] - harm[acted], 0.0)
    too_high = over * np.maximum(acted - true, 0)
    pathway = kb.parameter("loss_wrong_pathway") * (network.pathways[:, None] != network.pathways[None, :])
    return np.asarray(too_low + too_high + pathway)


def worths(network: Network, loss: Floats, posterior: Floats, answers: Sequence[Outcome]) -> tuple[Worth, ...]:
    """The worth of every question that has outcomes among ``answers``.

    Parameters
    ----------
    loss : (C, C)
        From :func:`loss_table`.
    posterior : (C,)
        Present probabilities.
    """
    if not answers:
        return ()
    risk = loss @ posterior
    best = int(np.argmin(risk))
    table = np.array([o.posterior for o in answers]).T
    risks = loss @ table
    choice = risks.argmin(axis=0)
    least = risks.min(axis=0)
    # Acting as now after the answer is the fair comparison: it can never look better than the best choice.
    as_now = risks[best]
    changed = (network.levels[choice] != network.levels[best]) | (network.pathways[choice] != network.pathways[best])
    entropy = -(table * np.log(np.maximum(table, 1e-300))).sum(axis=0)
    now = float(-(posterior * np.log(np.maximum(posterior, 1e-300))).sum())
    found: dict[str, list[float]] = {}
    for k, outcome in enumerate(answers):
        sums = found.setdefault(outcome.finding, [0.0, 0.0, 0.0])
        sums[0] += outcome.p * float(as_now[k] - least[k])
        sums[1] += outcome.p * float(changed[k])
        sums[2] += outcome.p * float(entropy[k])
    return tuple(Worth(f, s[0], s[1], now - s[2]) for f, s in found.items())
