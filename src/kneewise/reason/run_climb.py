"""What hills cost, and how many metres a run went up and down."""

from __future__ import annotations

import numpy as np

from kneewise.model.run import Column

CLIMB_COUNTS_FROM_M = 1.0
"""With it, on heights smoothed over 15 s, half of 30 real runs differ from their watch's own ascent by less than 10 %, 83 % by less than a
quarter; 1.5 m fits watches a little better, and the unfiltered heights of other files worse."""
_MINETTI = (155.4, -30.4, -43.3, 46.3, 19.5, 3.6)
_STEEPEST_MINETTI = 0.45
LEVEL_COST = _MINETTI[-1]
"""Energy of running on the level, J/kg/m."""


def running_cost(grade: Column) -> Column:
    """Energy that running takes per kilogram and metre.

    Parameters
    ----------
    grade : Column
        Rise over distance; held within -0.45 and 0.45, where it was measured.

    Returns
    -------
    Column
        J/kg/m; 3.6 on the level.

    References
    ----------
    .. [1] Minetti et al. 2002, J Appl Physiol, doi 10.1152/japplphysiol.01177.2001.
    """
    return np.polyval(_MINETTI, np.clip(grade, -_STEEPEST_MINETTI, _STEEPEST_MINETTI)).astype(np.float64)


def ascent_and_descent(altitude_m: Column) -> tuple[float, float]:
    """Metres up and down, counting only what exceeds :data:`CLIMB_COUNTS_FROM_M`, so that noise does not add up.

    Parameters
    ----------
    altitude_m : Column
        Smoothed.

    Returns
    -------
    (float, float)
        Up and down, both positive.
    """
    known = altitude_m[np.isfinite(altitude_m)]
    if len(known) < 2:
        return 0.0, 0.0
    slope = np.sign(np.diff(known))
    turns = np.flatnonzero(slope[1:] * slope[:-1] <= 0) + 1
    up = down = 0.0
    base = float(known[0])
    for height in [*known[turns].tolist(), float(known[-1])]:
        rise = height - base
        if abs(rise) >= CLIMB_COUNTS_FROM_M:
            up, down, base = up + max(rise, 0.0), down + max(-rise, 0.0), height
    return up, down
