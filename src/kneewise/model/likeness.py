"""The weights of the second reader: how much each trait of a piece of text speaks for each finding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.fact import Value


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """One logistic regression per target over the traits of a piece of text.

    Parameters
    ----------
    targets : tuple of (str, Value)
        Finding and value.
    bias : (T,)
        Intercept of each target.
    traits : (N,)
        Numbers of traits, ascending; a trait has an entry for each target that it weighs on.
    target : (N,)
        Index of the target.
    weight : (N,)
        On the logit scale.
    sizes : int
        Traits are numbered from 0 to below this.
    threshold : float
        Probability from which a piece is taken to say it.
    """

    targets: tuple[tuple[str, Value], ...]
    bias: NDArray[np.float64]
    traits: NDArray[np.uint32]
    target: NDArray[np.uint16]
    weight: NDArray[np.float16]
    sizes: int
    threshold: float
