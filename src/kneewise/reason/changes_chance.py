"""How unusual the weeks before the pain are, against the same runner's earlier weeks, and how unusual the largest of several factors is.

Weeks are counted back from the onset: index 0 is the week that ends with it. The same statistic is worked out for every earlier week as if
the pain had begun then (a pseudo-onset). A handful of independent windows cannot give a small probability by counting alone, so each
statistic is brought to a normal deviate first, and counting only corrects what that leaves:

1. per window, a prediction t: (mean of the window - mean of the weeks before it) over the runner's own spread of weeks, winsorised, with
   the variance of both means raised for the likeness of neighbouring weeks (lag-one correlation, shrunk);
2. Student's t to normal deviate [1]_; the larger of the windows looked at;
3. mean and spread of these deviates over the pseudo-onsets, shrunk towards 0 and 1, take out a steady trend and tails that are too wide;
4. the largest deviate over the factors at each pseudo-onset tells how many independent factors they are worth [2]_: with F the normal
   distribution, -log F(largest) is exponential with that number as its rate. It is shrunk towards what was found by simulation.

References
----------
.. [1] Wallace 1959, Ann Math Stat 30:1121, doi 10.1214/aoms/1177706100.
.. [2] Westfall and Young 1993, Resampling-based multiple testing, ISBN 978-0-471-55761-6 (maximum over statistics).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from kneewise.model.history import Flags, Floats

_NORMAL = NormalDist()
_MOST_Z = 6.0
_TO_SD = 1.4826
"""From median absolute deviation to the standard deviation of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Method:
    """Numbers of the method, from the parameters ``changes_...``.

    Parameters
    ----------
    usual_weeks, usual_least : int
        Weeks before a window that make up what is usual: at most, and at least with a value.
    guard_weeks : int
        Weeks before the onset that are never usual, so that a change longer than the window does not become so; fewer in a short history.
    clip_sd : float
        Robust standard deviations at which a week is winsorised.
    memory : float
        Correlation of the slow part of neighbouring weeks.
    slow_share, slow_weeks : float
        Share of the slow part in the variance of weeks that is expected, and with the weight of how many weeks.
    own_windows : float
        Weight, in windows, of what is expected of the deviates against what the pseudo-onsets show.
    looks : float
        Independent looks that each factor is expected to be worth.
    """

    usual_weeks: int
    usual_least: int
    guard_weeks: int
    clip_sd: float
    memory: float
    slow_share: float
    slow_weeks: float
    own_windows: float
    looks: float

    def guard_of(self, count: int, window: int) -> int:
        """Weeks before an onset that are not usual, in a history of so many weeks."""
        return max(window, min(self.guard_weeks, count // 3))


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One factor at the onset and at every week before it.

    Parameters
    ----------
    z : (n,)
        Normal deviate at each (pseudo-)onset; NaN where there is too little to say.
    before, usual, spread : float
        Mean of the window that stands out most, mean and standard deviation of the weeks before it.
    weeks : int
        Length of that window.
    """

    z: Floats
    before: float
    usual: float
    spread: float
    weeks: int

    @property
    def known(self) -> bool:
        """Whether anything can be said of the onset."""
        return bool(np.isfinite(self.z[0]))


def deviate(p_above: float) -> float:
    """Normal deviate that is exceeded with this probability, held within -6 and 6."""
    if p_above <= 1e-9:
        return _MOST_Z
    return max(-_MOST_Z, _NORMAL.inv_cdf(1.0 - p_above)) if p_above < 1.0 else -_MOST_Z


def log_below(z: float) -> float:
    """Logarithm of the probability of not exceeding a normal deviate."""
    return math.log1p(-min(0.5 * math.erfc(z / math.sqrt(2.0)), 1.0 - 1e-12))


def normal_of_student(t: Floats, freedom: Floats) -> Floats:
    """Normal deviate as unusual as a Student t, to within 0.02 for 4 degrees of freedom and t up to 5 (Wallace 1959)."""
    size = np.sqrt(freedom * np.log1p(t * t / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)
    return np.asarray(np.clip(np.sign(t) * size, -_MOST_Z, _MOST_Z))


def weekly_outcome(values: Floats, windows: tuple[int, ...], least_spread: float, method: Method) -> Outcome:
    """Test of one weekly series; larger is what is looked for.

    Parameters
    ----------
    values : (n,)
        Index 0 is the last week before the onset; NaN where nothing is known. n at least 1.
    windows : tuple of int
        Lengths of the time before the onset in weeks; the one that stands out most is kept.
    least_spread : float
        Spread of weeks below which the runner's own is not believed, in the unit of ``values``, above 0.

    Returns
    -------
    Outcome
    """
    tests = [_window(values, w, least_spread, method) for w in windows]
    z = np.array([t.z for t in tests])
    best = int(np.argmax(np.nan_to_num(z[:, 0], nan=-np.inf)))
    with_value = np.isfinite(z).any(axis=0)
    largest = np.where(with_value, np.where(np.isfinite(z), z, -np.inf).max(axis=0), np.nan)
    return Outcome(largest, tests[best].before, tests[best].usual, tests[best].spread, windows[best])


def _window(values: Floats, weeks: int, least_spread: float, method: Method) -> Outcome:
    n = len(values)
    padded = np.concatenate([values, np.full(weeks + method.usual_weeks, np.nan)])
    rows = np.lib.stride_tricks.sliding_window_view(padded, weeks + method.usual_weeks)[:n]
    guard = method.guard_of(n, weeks)
    window, base = rows[:, :weeks], drawn_in(rows[:, weeks:], method.clip_sd)
    base[:, : guard - weeks] = np.nan
    in_window, in_base = np.isfinite(window).sum(axis=1), np.isfinite(base).sum(axis=1)
    ok = (2 * in_window > weeks) & (in_base >= method.usual_least)
    z = np.full(n, np.nan)
    before, usual, spread = np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan)
    if ok.any():
        slow = slow_share(values[guard:], method)
        usual[ok], spread[ok], error = _step(np.concatenate([window, base], axis=1)[ok], weeks, slow, method)
        spread[ok] = np.maximum(spread[ok], least_spread)
        before[ok] = np.nansum(window[ok], axis=1) / in_window[ok]
        z[ok] = normal_of_student(error[0] / (spread[ok] * error[1]), in_base[ok] - 1.0)
    return Outcome(z, float(before[0]), float(usual[0]), float(spread[0]), weeks)


def _step(rows: Floats, weeks: int, slow: float, method: Method) -> tuple[Floats, Floats, tuple[Floats, Floats]]:
    """Generalised least squares of a level and a step in the first ``weeks`` columns.

    Parameters
    ----------
    rows : (n, L)
        Weeks back from each (pseudo-)onset; NaN are left out.

    Returns
    -------
    level, spread : (n,)
        Usual level, and standard deviation of single weeks around it.
    step, error : (n,)
        The step, and its standard error per unit of spread.
    """
    week = np.flatnonzero(np.isfinite(rows).any(axis=0))
    rows = rows[:, week]
    known = np.isfinite(rows)
    one = np.eye(len(week))
    like = (1.0 - slow) * one + slow * method.memory ** np.abs(np.subtract.outer(week, week))
    cover = np.where(known[:, :, None] & known[:, None, :], like, one)
    level = known.astype(np.float64)
    step = level * (week < weeks)
    y = np.nan_to_num(rows)
    solved = np.linalg.solve(cover, np.stack([level, step, y], axis=2))
    a, b, c = (level * solved[:, :, 0]).sum(1), (level * solved[:, :, 1]).sum(1), (step * solved[:, :, 1]).sum(1)
    u, v = (level * solved[:, :, 2]).sum(1), (step * solved[:, :, 2]).sum(1)
    det = a * c - b * b
    mean, size = (c * u - b * v) / det, (a * v - b * u) / det
    rest = (y * solved[:, :, 2]).sum(1) - mean * u - size * v
    spread = np.sqrt(np.maximum(rest, 0.0) / np.maximum(known.sum(1) - 2, 1))
    return mean, spread, (size, np.sqrt(a / det))


def drawn_in(rows: Floats, clip_sd: float) -> Floats:
    """Each row with its far values drawn in to so many robust standard deviations from its median; NaN stay."""
    count = np.isfinite(rows).sum(axis=1)
    middle = _medians(rows, count)
    reach = clip_sd * _TO_SD * _medians(np.abs(rows - middle[:, None]), count)
    reach = np.where(reach > 0, reach, np.inf)[:, None]
    return np.clip(rows, middle[:, None] - reach, middle[:, None] + reach)


def _medians(rows: Floats, count: NDArray[np.int64]) -> Floats:
    ordered = np.sort(rows, axis=1)  # NaN last
    at = np.arange(len(rows))
    low, high = ordered[at, np.maximum((count - 1) // 2, 0)], ordered[at, np.minimum(count // 2, rows.shape[1] - 1)]
    return np.asarray(np.nan_to_num((low + high) / 2.0))


def slow_share(values: Floats, method: Method) -> float:
    """Share of the variance of weeks that fades slowly (season, trend, drift), against what is new each week.

    Parameters
    ----------
    values : (n,)
        Weeks before the longest window; NaN where unknown.

    Returns
    -------
    float
        0 to 0.9; lag-one to lag-three correlations, shrunk to what is expected.
    """
    count = int(np.isfinite(values).sum())
    if count < 2:
        return method.slow_share
    off = values - np.nansum(values) / count
    power = float(np.nansum(off * off)) / count
    above = below = 0.0
    for lag in (1, 2, 3):
        pairs = off[lag:] * off[:-lag]
        pairs = pairs[np.isfinite(pairs)]
        if len(pairs) and power > 0:
            own = float(pairs.mean()) / power + (1.0 + 6.0 * method.slow_share) / count
            above += own * method.memory**lag * len(pairs)
            below += method.memory ** (2 * lag) * len(pairs)
    own = above / below if below else method.slow_share
    return float(np.clip((count * own + method.slow_weeks * method.slow_share) / (count + method.slow_weeks), 0.0, 0.9))


def calibrated(outcome: Outcome, reference: Flags, method: Method) -> Outcome:
    """The deviates against their own mean and spread at the pseudo-onsets.

    Parameters
    ----------
    reference : (n,)
        Pseudo-onsets that count: not touching the time before the onset, without known pain.

    Returns
    -------
    Outcome
        A mean is only taken off and a spread only divided by, never the other way: the correction cannot make a change look larger.
    """
    own = outcome.z[reference & np.isfinite(outcome.z)]
    windows = len(own) / outcome.weeks
    if windows < 1:
        return outcome
    mean = max(0.0, windows * float(own.mean()) / (windows + method.own_windows))
    variance = (windows * float(((own - own.mean()) ** 2).mean()) + method.own_windows) / (windows + method.own_windows)
    z = (outcome.z - mean) / max(1.0, math.sqrt(variance))
    return Outcome(z, outcome.before, outcome.usual, outcome.spread, outcome.weeks)


def adjusted(outcomes: Mapping[str, Outcome], reference: Flags, method: Method) -> dict[str, float]:
    """Chance that the largest deviate of all factors is at least that of each factor.

    Parameters
    ----------
    outcomes : mapping of str to Outcome
        Calibrated; those without a value at the onset are left out.
    reference : (n,)
        Pseudo-onsets that count.

    Returns
    -------
    dict of str to float
        0 to 1.
    """
    known = {name: o for name, o in outcomes.items() if o.known}
    if not known:
        return {}
    table = np.array([o.z for o in known.values()])[:, reference]
    counts = np.isfinite(table).sum(axis=0)
    largest = np.where(np.isfinite(table), table, -np.inf).max(axis=0, initial=-np.inf)
    waits = [-log_below(float(z)) * int(m) for z, m in zip(largest, counts, strict=True) if m]
    windows = len(waits) / (sum(o.weeks for o in known.values()) / len(known))
    mean_wait = sum(waits) / len(waits) if waits else 1.0
    looks = (windows + method.own_windows) / (windows * mean_wait + method.own_windows / method.looks)
    worth = max(looks, method.looks) * len(known)
    return {name: -math.expm1(worth * log_below(float(o.z[0]))) for name, o in known.items()}
