"""A history cut into weeks that are counted back from the onset: one series per factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kneewise.model.fact import Side
from kneewise.model.history import DayNote, Flags, Floats, History, HistoryRun
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.history import longest_before
from kneewise.reason.own_pace import cadence_off_spm, fast_m, pieces

_WEEK = 7
_LEAST_KNOWN = 0.5
"""Share of a week's distance for which a value must be known."""
_LEAST_DAYS = 3
"""Days with a note that a week needs."""


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """Runs and notes up to an onset.

    Parameters
    ----------
    onset : date
        Last day of week 0.
    runs : tuple of HistoryRun
        Up to that day, oldest first.
    ago : (R,)
        Days from each run to the onset, 0 or more.
    count : int
        Whole weeks from the first run on.
    has_run : (n,)
        Weeks with a recorded run.
    pain, free : (n,)
        Weeks in which this knee is known to have hurt, and in which it is known not to: noted at least once, never as painful.
    series : mapping of str to (n,)
        Per factor; NaN where nothing is known.
    usual_surface : str
        On which most of the distance before the last weeks was run, or empty.
    """

    onset: date
    runs: tuple[HistoryRun, ...]
    ago: NDArray[np.int64]
    count: int
    has_run: Flags
    pain: Flags
    free: Flags
    series: dict[str, Floats]
    usual_surface: str


def weeks_before(history: History, onset: date, side: Side, kb: KnowledgeBase) -> Weeks:
    """Cut a history into weeks.

    Parameters
    ----------
    history : History
        Runs after the onset are left out; those of its day are in, since pain may begin during a run.
    onset : date
        Last day of week 0.
    side : Side
        Whose pain notes count.
    kb : KnowledgeBase
        For the parameters.

    Returns
    -------
    Weeks
        ``count`` is 0 where there is no whole week.
    """
    reach = int(kb.parameter("changes_reach_weeks")) * _WEEK
    runs = tuple(sorted((r for r in history.runs if 0 <= (onset - r.day).days < reach), key=lambda r: (r.day, r.id)))
    ago = np.array([(onset - r.day).days for r in runs], dtype=np.int64)
    count = int(ago.max() + 1) // _WEEK if len(ago) else 0
    week = ago // _WEEK
    has_run = np.bincount(week, minlength=count)[:count] > 0
    series, surface = _run_series(runs, ago, count, kb)
    notes = tuple(n for n in history.notes if 0 <= (onset - n.day).days < count * _WEEK)
    series.update(_note_series(notes, onset, count))
    pain, free = _pain(notes, onset, count, side)
    return Weeks(onset, runs, ago, count, has_run, pain, free, series, surface)


def _run_series(runs: Sequence[HistoryRun], ago: NDArray[np.int64], count: int, kb: KnowledgeBase) -> tuple[dict[str, Floats], str]:
    km = _column([r.distance_m for r in runs]) / 1000.0
    week, parts = ago // _WEEK, pieces(runs)
    usual = (week >= kb.parameter("changes_window_long")) & (
        week < kb.parameter("changes_window_long") + kb.parameter("changes_usual_weeks")
    )
    fast_km = fast_m(parts, len(runs), usual, kb.parameter("changes_fast_ratio")) / 1000.0
    cadence = cadence_off_spm(parts, len(runs), usual)
    surface = _usual_surface(runs, usual)
    off_ground = np.array([np.nan if r.surface is None else float(r.surface != surface) for r in runs])
    series = {
        "spike": _spikes(ago, km, count, kb),
        "volume": _sums(week, km, km, count),
        "speed": _sums(week, fast_km, km, count),
        "descent": _sums(week, _column([r.descent_m for r in runs]), km, count),
        "cadence": _means(week, cadence, km, count),
        "surface": _means(week, off_ground, km, count) if surface else np.full(count, np.nan),
    }
    return series, surface


def _column(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def _usual_surface(runs: Sequence[HistoryRun], usual: Flags) -> str:
    metres: dict[str, float] = {}
    for run, counts in zip(runs, usual, strict=True):
        if counts and run.surface:
            metres[run.surface] = metres.get(run.surface, 0.0) + (run.distance_m or 0.0)
    return max(sorted(metres), key=lambda s: metres[s], default="")


def _share_known(week: NDArray[np.int64], values: Floats, km: Floats, count: int) -> Floats:
    """Share of the distance of each week for which a value is known; a run of unknown distance counts as a usual one."""
    weight = np.where(np.isfinite(km), km, np.nanmean(km) if np.isfinite(km).any() else 1.0)
    total = np.bincount(week, weight, count)[:count]
    known = np.bincount(week, np.where(np.isfinite(values), weight, 0.0), count)[:count]
    return np.asarray(known / np.maximum(total, 1e-9))


def _sums(week: NDArray[np.int64], values: Floats, km: Floats, count: int) -> Floats:
    """Sum per week; unknown where too little of the distance is known, or no run was recorded: a week without runs is no week of zero."""
    sums = np.bincount(week, np.nan_to_num(values), count)[:count]
    return np.where(_share_known(week, values, km, count) >= _LEAST_KNOWN, sums, np.nan)


def _means(week: NDArray[np.int64], values: Floats, km: Floats, count: int) -> Floats:
    """Mean per week over the distance for which a value is known."""
    weight = np.where(np.isfinite(values), np.nan_to_num(km), 0.0)
    sums = np.bincount(week, np.nan_to_num(values) * weight, count)[:count]
    total = np.bincount(week, weight, count)[:count]
    enough = (_share_known(week, values, km, count) >= _LEAST_KNOWN) & (total > 0)
    return np.where(enough, sums / np.maximum(total, 1e-9), np.nan)


def _spikes(ago: NDArray[np.int64], km: Floats, count: int, kb: KnowledgeBase) -> Floats:
    """Logarithm of the largest single-run ratio of each week; unknown where no run had rivals enough."""
    result = np.full(count, -np.inf)
    known = np.isfinite(km) & (km > 0)
    if known.any():
        days = int(kb.parameter("history_spike_days"))
        index = ago.max() - ago[known]
        longest = longest_before(index, km[known], days)
        rivals = np.searchsorted(index, index) - np.searchsorted(index, index - days)
        ok = (rivals >= kb.parameter("changes_spike_runs")) & (longest > 0)
        ratio = np.log(km[known][ok] / longest[ok])
        week = ago[known][ok] // _WEEK
        np.maximum.at(result, week[week < count], ratio[week < count])
    return np.where(np.isfinite(result), result, np.nan)


def _note_series(notes: Sequence[DayNote], onset: date, count: int) -> dict[str, Floats]:
    week = np.array([(onset - n.day).days // _WEEK for n in notes], dtype=np.int64)

    def means(values: Sequence[float | None]) -> Floats:
        column = _column(values)
        known = np.isfinite(column)
        days = np.bincount(week[known], minlength=count)[:count]
        sums = np.bincount(week[known], column[known], count)[:count]
        return np.where(days >= _LEAST_DAYS, sums / np.maximum(days, 1), np.nan)

    return {
        "sleep": means([n.sleep_h for n in notes]),
        "sleep_quality": means([n.sleep_quality for n in notes]),
        "resting_hr": means([n.resting_hr_bpm for n in notes]),
        "soreness": means([n.soreness for n in notes]),
    }


def _pain(notes: Sequence[DayNote], onset: date, count: int, side: Side) -> tuple[Flags, Flags]:
    pain, noted = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    for note in notes:
        hurt, week = note.pain(side), (onset - note.day).days // _WEEK
        if hurt is not None:
            noted[week] = True
            pain[week] |= hurt
    return pain, noted & ~pain
