"""Knee load and history of the kept runs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from kneewise.app.run_views import rounded
from kneewise.model.history import History, HistoryFigures
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.model.load import PFJ, Estimate, RunLoad, TissueLoad
from kneewise.reason.history import history_figures
from kneewise.reason.knee_load import total
from kneewise.store.database import Database
from kneewise.store.runs import RunOfDay, history_runs, loads

LEAST_MASS_KG, MOST_MASS_KG = 25.0, 300.0
_MASS_UNKNOWN = "load_mass_unknown"
_DECIMALS = 4


def figures(store: Database, kb: KnowledgeBase, until: date | None = None) -> HistoryFigures:
    """Figures per day and week, spikes and gaps of all kept runs."""
    return history_figures(History(runs=tuple(history_runs(store.connection))), kb, until)


def load_view(store: Database, kb: KnowledgeBase, mass_kg: float | None, first: date | None, last: date | None) -> dict[str, Any]:
    """What ``load --json`` prints.

    Parameters
    ----------
    store : Database
    kb : KnowledgeBase
    mass_kg : float or None
        Body mass; without it there are body weights and relative values, no newtons.
    first, last : date or None
        Days to show; history before them still counts for the spikes.

    Returns
    -------
    dict
        In the form of the contract; beside it per tissue ``peak_bw``, ``impulse_bws`` and ``damage``, and why a number is missing.
    """
    shown = loads(store.connection, first or date.min, last or date.max)
    found = figures(store, kb, last)
    days: dict[date, list[RunOfDay]] = {}
    for run in shown:
        days.setdefault(date.fromisoformat(run.day), []).append(run)
    return {
        "runs": [_run_load(run, run.load, mass_kg) for run in shown if run.load],
        "days": [_day(day, days.get(day, []), mass_kg) for day in _each(days)],
        "spikes": [
            {
                "run": spike.run,
                "date": spike.day.isoformat(),
                "ratio": rounded(spike.ratio),
                "band": spike.band,
                "hrr": list(spike.hrr) if spike.hrr else None,
            }
            for spike in found.spikes
            if spike.day >= (first or date.min)
        ],
        "history": _history(found),
    }


LATEST = ("km_7", "km_28", "longest_30_km", "ewma_7_km", "ewma_28_km", "monotony", "strain", "acwr_coupled", "acwr_uncoupled")
"""Figures of the last day; those after the longest run are shown as context only, with their criticism."""


def _history(found: HistoryFigures) -> dict[str, Any]:
    if found.days is None or found.weeks is None:
        return {"weeks": [], "gaps": [], "latest": None, "context": list(found.context)}
    days, weeks = found.days, found.weeks
    last = days.first + timedelta(days=len(days.km) - 1)
    return {
        "weeks": [
            {
                "monday": (weeks.first_monday + timedelta(days=7 * k)).isoformat(),
                "runs": int(weeks.runs[k]),
                "km": _number(weeks.km[k]),
                "longest_km": _number(weeks.longest_km[k]),
                "relative": _number(weeks.knee_load[k]),
                "whole": bool(weeks.whole[k]),
            }
            for k in range(len(weeks.km))
        ],
        "gaps": [{"last": gap.last.isoformat(), "next": gap.next.isoformat(), "days": gap.days} for gap in found.gaps],
        "latest": {"date": last.isoformat(), **{name: _number(getattr(days, name)[-1]) for name in LATEST}},
        "context": list(found.context),
    }


def _number(value: float) -> float | None:
    return round(float(value), _DECIMALS) if math.isfinite(value) else None


def _run_load(run: RunOfDay, load: RunLoad, mass_kg: float | None) -> dict[str, Any]:
    return {
        "id": run.id,
        "date": run.day,
        "km": _km(run),
        "tissues": _tissues(load, mass_kg),
        "cycles": {"run": round(load.run_cycles), "walk": round(load.walk_cycles)},
        "outside": [odd for odd in load.outside if mass_kg is None or odd != _MASS_UNKNOWN],
    }


def _km(run: RunOfDay) -> float | None:
    return None if run.distance_m is None else rounded(run.distance_m / 1000)


def _tissues(load: RunLoad, mass_kg: float | None) -> dict[str, Any]:
    return {name: _tissue(tissue, mass_kg) for name, tissue in load.tissues.items()}


def _tissue(tissue: TissueLoad, mass_kg: float | None) -> dict[str, Any]:
    return {
        "peak_kn": _triple(tissue.peak_kn(mass_kg), _DECIMALS),
        "peak_mpa": _triple(tissue.peak_mpa(mass_kg), _DECIMALS),
        "impulse_kn_s": _triple(tissue.impulse_kn_s(mass_kg), _DECIMALS),
        "relative": _triple(tissue.relative),
        "peak_bw": _triple(tissue.peak_bw),
        "impulse_bws": _triple(tissue.impulse_bws),
        "damage": {str(b): _triple(estimate) for b, estimate in tissue.damage.items()},
        "why": tissue.why or None,
    }


def _triple(estimate: Estimate | None, decimals: int | None = None) -> list[float] | None:
    if estimate is None:
        return None
    told = [estimate.value, estimate.lo, estimate.hi]
    return told if decimals is None else [round(x, decimals) for x in told]


def _day(day: date, kept: list[RunOfDay], mass_kg: float | None) -> dict[str, Any]:
    kilometres = [_km(run) for run in kept if run.is_run]
    told = [run.load for run in kept if run.load]
    load = total(told) if told and len(told) == len(kept) else None
    relative = load.tissues[PFJ].relative if load and "load_part_unknown" not in load.outside else None
    return {
        "date": day.isoformat(),
        "km": rounded(sum(km for km in kilometres if km is not None)) if kept and None not in kilometres else None,
        "relative": rounded(relative.value) if relative else None,
        "tissues": _tissues(load, mass_kg) if load else None,
        "recorded": bool(kept),
    }


def _each(days: Iterable[date]) -> Iterator[date]:
    """All days from the first to the last; those between without anything recorded are unknown, not rest."""
    first, last = min(days, default=None), max(days, default=None)
    while first is not None and last is not None and first <= last:
        yield first
        first += timedelta(days=1)
