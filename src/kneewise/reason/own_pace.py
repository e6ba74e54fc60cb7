"""What is fast, and what cadence is usual at a pace, for this runner: from the runner's own earlier runs.

A run is a set of pieces: metres run at a speed, with the cadence there. Files with samples give a piece per speed bin of 0.2 m/s; a run of
which only means are known is one piece. Cadence rises with speed, so it is compared within a speed bin only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.history import Flags, Floats, HistoryRun

BIN_MPS = 0.2
_LEAST_IN_BIN = 3
"""Runs that a speed bin needs before its cadence counts as usual."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Pieces of all runs, one after the other.

    Parameters
    ----------
    run : (P,)
        Index of the run.
    bin : (P,)
        Speed bin, its lower edge over :data:`BIN_MPS`.
    metres : (P,)
        Run in it.
    cadence_spm : (P,)
        NaN where not known.
    """

    run: NDArray[np.int64]
    bin: NDArray[np.int64]
    metres: Floats
    cadence_spm: Floats


def pieces(runs: Sequence[HistoryRun]) -> Pieces:
    """All runs cut into pieces; a run of unknown speed has none."""
    rows: list[tuple[int, int, float, float]] = []
    for k, run in enumerate(runs):
        speed = run.speed_mps
        if run.by_speed:
            rows += [(k, round(v / BIN_MPS), m, np.nan if c is None else c) for v, m, c in run.by_speed if m > 0]
        elif speed is not None:
            cadence = np.nan if run.cadence_spm is None else run.cadence_spm
            rows.append((k, int(speed / BIN_MPS + 1e-9), run.distance_m or 0.0, cadence))
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return Pieces(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3])


def fast_m(parts: Pieces, runs: int, usual: Flags, ratio: float) -> Floats:
    """Metres run at the runner's own fast pace.

    Parameters
    ----------
    parts : Pieces
        Of all runs.
    runs : int
        Number of runs.
    usual : (R,)
        Runs from which the usual speed is taken: the median over their metres.
    ratio : float
        Speed over the usual one from which metres count as fast; speed bins are not split.

    Returns
    -------
    (R,)
        NaN for runs of unknown speed, and for all where no usual run has one.
    """
    chosen = usual[parts.run]
    if not chosen.any():
        return np.full(runs, np.nan)
    metres = np.bincount(parts.bin[chosen], parts.metres[chosen]).cumsum()
    middle = int(np.searchsorted(metres, metres[-1] / 2.0))
    fast = parts.bin + 0.5 >= ratio * (middle + 0.5)
    sums = np.bincount(parts.run, np.where(fast, parts.metres, 0.0), runs)
    return np.where(np.bincount(parts.run, minlength=runs) > 0, sums, np.nan)


def cadence_off_spm(parts: Pieces, runs: int, usual: Flags) -> Floats:
    """How much each run's cadence differs from the runner's own median at the same speeds.

    Parameters
    ----------
    parts : Pieces
        Of all runs.
    runs : int
        Number of runs.
    usual : (R,)
        Runs from which the medians are taken.

    Returns
    -------
    (R,)
        Steps per minute, mean over the metres that can be compared; NaN where there are none.
    """
    known = np.isfinite(parts.cadence_spm)
    off = np.full(len(parts.run), np.nan)
    for speed in np.unique(parts.bin[known]):
        here = known & (parts.bin == speed)
        base = parts.cadence_spm[here & usual[parts.run]]
        if len(base) >= _LEAST_IN_BIN:
            off[here] = parts.cadence_spm[here] - np.median(base)
    counts = np.isfinite(off)
    weight = np.bincount(parts.run, np.where(counts, parts.metres, 0.0), runs)
    total = np.bincount(parts.run, np.where(counts, parts.metres * np.nan_to_num(off), 0.0), runs)
    return np.where(weight > 0, total / np.maximum(weight, 1e-9), np.nan)
