"""Dependence: findings of one group share a hidden two-state node, so that together they give about one vote.

Given the cause, the node is in either state with probability one half; in the high state each member's logit is shifted up by its
shift, in the low state down. The centre is solved so that every member keeps exactly its own P(finding | cause): a published figure
is reproduced when the finding stands alone, and repeats of the same observation add little.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shifted(p: Floats, shift: Floats) -> tuple[Floats, Floats]:
    """P(finding | cause, state) in the high and in the low state.

    Parameters
    ----------
    p : (..., F)
        Marginal probabilities, in (0, 1).
    shift : (F,)
        Signed shifts of the logit; 0 without a group.

    Returns
    -------
    high, low : (..., F)
        Their mean is ``p``.
    """
    k = np.exp(np.abs(shift))
    # With x the odds of the centre: x k / (1 + x k) + x / (k + x) = 2 p, a quadratic in x.
    a = 2.0 * k * (1.0 - p)
    b = (k * k + 1.0) * (1.0 - 2.0 * p)
    c = -2.0 * p * k
    root = np.sqrt(b * b - 4.0 * a * c)
    # The form without cancellation for either sign of b.
    x = np.where(b > 0, -2.0 * c / (b + root), (root - b) / (2.0 * a))
    up, down = x * k / (1.0 + x * k), x / (k + x)
    positive = shift >= 0
    return np.where(positive, up, down), np.where(positive, down, up)


def log_joint(high: Floats, low: Floats, observed: NDArray[np.bool_]) -> Floats:
    """Log probability of the observed members of one group.

    Parameters
    ----------
    high, low : (..., M)
        P(member | cause, state).
    observed : (M,) bool
        Value of each member.

    Returns
    -------
    (...)
        ``log(0.5 * prod(high) + 0.5 * prod(low))``.
    """
    up = np.where(observed, high, 1.0 - high).prod(axis=-1)
    down = np.where(observed, low, 1.0 - low).prod(axis=-1)
    return np.asarray(np.log(0.5 * (up + down)))


def high_state(high: Floats, low: Floats, observed: NDArray[np.bool_]) -> Floats:
    """Probability of the high state given the observed members, shape of ``high`` without its last axis."""
    up = np.where(observed, high, 1.0 - high).prod(axis=-1)
    down = np.where(observed, low, 1.0 - low).prod(axis=-1)
    return np.asarray(up / (up + down))
