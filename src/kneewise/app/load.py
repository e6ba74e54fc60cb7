"""Knee load and history of the kept runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from kneewise.app.run_views import rounded
from kneewise.model.history import History, HistoryFigures, HistoryRun
from kneewise.model.kept_run import KeptRun
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.model.load import PFJ, Estimate, TissueLoad
from kneewise.reason.history import history_figures
from kneewise.store.database import Database
from kneewise.store.runs import runs

LEAST_MASS_KG, MOST_MASS_KG = 25.0, 300.0


def history_of(kept: list[KeptRun]) -> History:
    """The runs among activities as a history; other sports are rest from running."""
    return History(runs=tuple(_history_run(run, run.day) for run in kept if run.is_run and run.day))


def figures(store: Database, kb: KnowledgeBase, until: date | None = None) -> HistoryFigures:
    """Figures per day and week, spikes and gaps of all kept runs."""
    return history_figures(history_of(runs(store.connection)), kb, until)


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
    kept = runs(store.connection)
    shown = [run for run in kept if run.day and (first or date.min) <= run.day <= (last or date.max)]
    found = history_figures(history_of(kept), kb, last)
    days: dict[date, list[KeptRun]] = {}
    for run in shown:
        if run.day and (run.is_run or run.load):
            days.setdefault(run.day, []).append(run)
    return {
        "runs": [_run_load(run, mass_kg) for run in shown if run.load],
        "days": [_day(day, days.get(day, [])) for day in _each(days)],
        "spikes": [
            {
                "run": spike.run,
                "date": spike.day.isoformat(),
                "ratio": rounded(spike.ratio),
                "band": spike.band,
                "hrr": list(spike.hrr) if spike.hrr else None,
            }
            for spike in found.spikes
            if (first or date.min) <= spike.day <= (last or date.max)
        ],
    }


def _history_run(run: KeptRun, day: date | None) -> HistoryRun:
    value = run.values.get
    relative = run.load.tissues[PFJ].relative if run.load else None
    return HistoryRun(
        id=run.id,
        day=day or date.min,
        distance_m=value("distance_m"),
        moving_s=value("moving_s"),
        cadence_spm=value("mean_cadence_spm"),
        by_speed=run.by_speed,
        descent_m=value("descent_m"),
        steep_descent_m=value("steep_descent_m"),
        knee_load=relative.value if relative else None,
        shoe=run.shoe or None,
        surface=run.surface or None,
    )


def _run_load(run: KeptRun, mass_kg: float | None) -> dict[str, Any]:
    load = replace(run.load, mass_kg=mass_kg) if run.load else None
    outside = [odd for odd in (load.outside if load else ()) if mass_kg is None or odd != "load_mass_unknown"]
    return {
        "id": run.id,
        "date": run.day.isoformat() if run.day else None,
        "km": rounded(run.values["distance_m"] / 1000) if "distance_m" in run.values else None,
        "tissues": {name: _tissue(tissue, mass_kg) for name, tissue in load.tissues.items()} if load else None,
        "cycles": {"run": round(load.run_cycles), "walk": round(load.walk_cycles)} if load else None,
        "outside": outside,
    }


def _tissue(tissue: TissueLoad, mass_kg: float | None) -> dict[str, Any]:
    return {
        "peak_kn": _triple(tissue.peak_kn(mass_kg)),
        "peak_mpa": _triple(tissue.peak_mpa(mass_kg)),
        "impulse_kn_s": _triple(tissue.impulse_kn_s(mass_kg)),
        "relative": _triple(tissue.relative),
        "peak_bw": _triple(tissue.peak_bw),
        "impulse_bws": _triple(tissue.impulse_bws),
        "damage": {str(b): _triple(estimate) for b, estimate in tissue.damage.items()},
        "why": tissue.why or None,
    }


def _triple(estimate: Estimate | None) -> list[float] | None:
    return None if estimate is None else [float(f"{x:.4g}") for x in (estimate.value, estimate.lo, estimate.hi)]


def _day(day: date, kept: list[KeptRun]) -> dict[str, Any]:
    metres = [run.values.get("distance_m") for run in kept if run.is_run]
    loads = [run.load.tissues[PFJ].relative if run.load else None for run in kept]
    known = [load.value for load in loads if load]
    return {
        "date": day.isoformat(),
        "km": rounded(sum(m for m in metres if m is not None) / 1000) if metres and None not in metres else None,
        "relative": rounded(sum(known)) if known and len(known) == len(loads) else None,
        "recorded": bool(kept),
    }


def _each(days: Iterable[date]) -> Iterator[date]:
    """All days from the first to the last; those between without anything recorded are unknown, not rest."""
    first, last = min(days, default=None), max(days, default=None)
    while first is not None and last is not None and first <= last:
        yield first
        first += timedelta(days=1)
