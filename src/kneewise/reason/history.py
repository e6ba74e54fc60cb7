"""Figures of a history: sums, longest run, spikes, weighted means, monotony. A gap is a gap: no figure runs across it as if it were rest.

Single days without a run between runs count as days without running. From ``history_gap_days`` of them on nobody knows what they were:
inside such a gap there is no figure, sums over days that reach into it are not given, and weighted means begin anew behind it.

References
----------
.. [1] Frandsen et al. 2025, Br J Sports Med, doi 10.1136/bjsports-2024-109380: bands and hazards of a single run.
.. [2] Williams et al. 2017, Br J Sports Med, doi 10.1136/bjsports-2016-096589: exponentially weighted means.
.. [3] Foster 1998, Med Sci Sports Exerc 30(7):1164: monotony and strain.
.. [4] Impellizzeri et al. 2020, Sports Med, doi 10.1007/s40279-020-01378-6: why the acute:chronic ratio is context only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from kneewise.model.history import DayFigures, Flags, Floats, Gap, History, HistoryFigures, HistoryRun, Spike, WeekFigures
from kneewise.model.knowledge_base import KnowledgeBase

BANDS = ("usual", "small", "moderate", "large")
RESTART, UNKNOWN = "restart", "unknown"
_WEEK = 7
_MONTH = 28


def history_figures(history: History, kb: KnowledgeBase, until: date | None = None) -> HistoryFigures:
    """All figures of a history.

    Parameters
    ----------
    history : History
        Runs in any order.
    kb : KnowledgeBase
        For the parameters ``history_...``.
    until : date, optional
        Last day to give figures for; the day of the last run where it is not given. Later runs are left out.

    Returns
    -------
    HistoryFigures
        Without days and weeks where there is no run.
    """
    runs = sorted((r for r in history.runs if until is None or r.day <= until), key=lambda r: (r.day, r.id))
    if not runs:
        return HistoryFigures(days=None, weeks=None)
    first, last = runs[0].day, until or runs[-1].day
    size = (last - first).days + 1
    index = np.array([(r.day - first).days for r in runs], dtype=np.int64)
    km = np.array([np.nan if r.distance_m is None else r.distance_m / 1000.0 for r in runs])
    load = np.array([np.nan if r.knee_load is None else r.knee_load for r in runs])
    return HistoryFigures(
        days=_days(first, size, index, km, load, kb),
        weeks=_weeks(first, last, index, km, load),
        spikes=spikes(runs, kb),
        gaps=gaps(runs, int(kb.parameter("history_gap_days"))),
    )


def gaps(runs: Sequence[HistoryRun], at_least_days: int) -> tuple[Gap, ...]:
    """Spells of so many days without a recorded run, between two runs, oldest first."""
    days = sorted({r.day for r in runs})
    found = ((a, b, (b - a).days - 1) for a, b in pairwise(days))
    return tuple(Gap(a, b, n) for a, b, n in found if n >= at_least_days)


def spikes(runs: Sequence[HistoryRun], kb: KnowledgeBase) -> tuple[Spike, ...]:
    """Every run of known distance against the longest of the days before its own, oldest first.

    Runs of the same day are no rivals of each other. Without a run in those days there is no ratio: the run is a restart. Nor is there one
    in the first days of the history, of which only a part is known.

    References
    ----------
    .. [1] Frandsen et al. 2025, Br J Sports Med, doi 10.1136/bjsports-2024-109380.
    """
    known = sorted((r for r in runs if r.distance_m), key=lambda r: (r.day, r.id))
    if not known:
        return ()
    first = known[0].day
    index = np.array([(r.day - first).days for r in known], dtype=np.int64)
    distance = np.array([r.distance_m or 0.0 for r in known])
    days = int(kb.parameter("history_spike_days"))
    longest = longest_before(index, distance, days)
    edges = np.array([kb.parameter(f"history_spike_{band}") for band in BANDS[1:]])
    ratios = np.where(longest > 0, distance / np.where(longest > 0, longest, 1.0), np.nan)
    bands = (ratios[:, None] > edges + 1e-9).sum(axis=1)
    whole = index >= days
    return tuple(
        _spike(run, float(ratio), int(band), kb) if known_days else Spike(run=run.id, day=run.day, ratio=None, band=UNKNOWN, hrr=None)
        for run, ratio, band, known_days in zip(known, ratios, bands, whole, strict=True)
    )


def _spike(run: HistoryRun, ratio: float, band: int, kb: KnowledgeBase) -> Spike:
    if np.isnan(ratio):
        return Spike(run=run.id, day=run.day, ratio=None, band=RESTART, hrr=None)
    name = BANDS[band]
    if band == 0:
        return Spike(run=run.id, day=run.day, ratio=ratio, band=name, hrr=(1.0, 1.0, 1.0))
    p = kb.parameters[f"history_hrr_{name}"]
    return Spike(run=run.id, day=run.day, ratio=ratio, band=name, hrr=(p.value, p.low, p.high))


def longest_before(index: NDArray[np.int64], distance: Floats, days: int) -> Floats:
    """Longest run of the days before each run's own day.

    Parameters
    ----------
    index : (R,)
        Day of each run, not negative.
    distance : (R,)
        At least 0; NaN counts as none.
    days : int
        How many days back, at least 1.

    Returns
    -------
    (R,)
        0 where no run was recorded.
    """
    best = np.zeros(int(index.max()) + 1)
    np.maximum.at(best, index, np.nan_to_num(distance))
    rolling = _rolling_max(np.concatenate([[0.0], best]), days)
    return np.asarray(rolling[index])


def _rolling_max(values: Floats, width: int) -> Floats:
    padded = np.concatenate([np.zeros(width - 1), values])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, width).max(axis=1))


def _rolling_sum(values: Floats, width: int) -> Floats:
    """Sum of the last ``width`` values; NaN before there are so many."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    result = np.full(len(values), np.nan)
    result[width - 1 :] = total[width:] - total[:-width]
    return result


def _day_sums(index: NDArray[np.int64], values: Floats, size: int) -> Floats:
    """Sum per day; NaN without a run and where a value is not known."""
    sums = np.bincount(index, values, size)
    sums[np.bincount(index, minlength=size) == 0] = np.nan
    return np.asarray(sums, dtype=np.float64)


def _gap_days(recorded: Flags, at_least: int) -> Flags:
    """Days inside spells of at least so many days without a run; a spell that lasts until today is one too."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], recorded, [True]]).astype(np.int8)))
    result = np.zeros(len(recorded), dtype=np.bool_)
    for start, end in edges.reshape(-1, 2):
        result[start:end] = end - start >= at_least
    return result


def _days(first: date, size: int, index: NDArray[np.int64], km: Floats, load: Floats, kb: KnowledgeBase) -> DayFigures:
    counts = np.bincount(index, minlength=size).astype(np.int64)
    day_km = _day_sums(index, km, size)
    in_gap = _gap_days(counts > 0, int(kb.parameter("history_gap_days")))
    usable = np.where(counts > 0, day_km, 0.0)
    usable[in_gap] = np.nan
    km_7, km_28 = _sums(usable, _WEEK), _sums(usable, _MONTH)
    longest = np.zeros(size)
    np.maximum.at(longest, index, np.nan_to_num(km))
    longest = _rolling_max(longest, int(kb.parameter("history_spike_days")))
    mean_7, spread_7 = km_7 / _WEEK, _spread(usable, _WEEK)
    cap = kb.parameter("history_monotony_cap")
    monotony = np.where(km_7 > 0, np.minimum(cap, mean_7 / np.maximum(spread_7, 1e-9)), np.nan)
    older = km_28 - km_7
    return DayFigures(
        first=first,
        km=day_km,
        knee_load=_day_sums(index, load, size),
        runs=counts,
        in_gap=in_gap,
        km_7=km_7,
        km_28=km_28,
        longest_30_km=np.where(longest > 0, longest, np.nan),
        ewma_7_km=_weighted(usable, kb.parameter("history_ewma_short_days"), int(kb.parameter("history_ewma_long_days"))),
        ewma_28_km=_weighted(usable, kb.parameter("history_ewma_long_days"), int(kb.parameter("history_ewma_long_days"))),
        monotony=monotony,
        strain=monotony * km_7,
        acwr_coupled=_ratio(km_7, km_28 / 4.0),
        acwr_uncoupled=_ratio(km_7, older / 3.0),
    )


def _sums(usable: Floats, width: int) -> Floats:
    """Rolling sums, NaN wherever a day among them is."""
    total = _rolling_sum(np.nan_to_num(usable), width)
    missing = _rolling_sum(np.isnan(usable).astype(np.float64), width)
    return np.where(missing > 0.5, np.nan, total)


def _spread(usable: Floats, width: int) -> Floats:
    """Rolling standard deviation (n - 1), NaN wherever a day is."""
    result = np.full(len(usable), np.nan)
    if len(usable) >= width:
        result[width - 1 :] = np.lib.stride_tricks.sliding_window_view(usable, width).std(axis=1, ddof=1)
    return result


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.where(below > 1e-9, above / np.where(below > 1e-9, below, 1.0), np.nan)


def _weighted(usable: Floats, days: float, shown_after: int) -> Floats:
    """Exponentially weighted mean, begun anew behind every NaN with the mean of the first week; shown from day ``shown_after`` on."""
    weight = 2.0 / (days + 1.0)
    result = np.full(len(usable), np.nan)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], np.isnan(usable), [True]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        if end - start >= shown_after:
            part = usable[start:end].tolist()
            begin = sum(part[:_WEEK]) / _WEEK
            means = list(accumulate(part, lambda mean, x: mean + weight * (x - mean), initial=begin))[1:]
            result[start + shown_after - 1 : end] = means[shown_after - 1 :]
    return result


def _weeks(first: date, last: date, index: NDArray[np.int64], km: Floats, load: Floats) -> WeekFigures:
    shift = first.weekday()
    week = (index + shift) // _WEEK
    size = ((last - first).days + shift) // _WEEK + 1
    longest = np.full(size, -np.inf)
    np.maximum.at(longest, week, np.where(np.isnan(km), -np.inf, km))
    whole = np.ones(size, dtype=np.bool_)
    whole[0] = shift == 0
    whole[-1] &= last.weekday() == _WEEK - 1
    return WeekFigures(
        first_monday=first - timedelta(days=shift),
        km=_day_sums(week, km, size),
        longest_km=np.where(np.isfinite(longest), longest, np.nan),
        knee_load=_day_sums(week, load, size),
        runs=np.bincount(week, minlength=size).astype(np.int64),
        whole=whole,
    )
