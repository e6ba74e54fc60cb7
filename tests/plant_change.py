"""Changes planted before the onset of a made history, of a stated size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from kneewise.model.history import DayNote, HistoryRun
from tests.simulate_history import Made, Runner, make, make_runner, with_runs

Sizes = tuple[float, ...]
OWN_SD: Sizes = (0.5, 1.0, 1.5, 2.0)
"""Sizes in standard deviations of the runner's own weeks; the last is large."""


def week_of(made: Made, day: date) -> int:
    """Weeks before the onset; 0 is the one that ends with it."""
    return (made.onset - day).days // 7


def weekly(made: Made, value: Callable[[HistoryRun], float | None], mean: bool = False) -> dict[int, float]:
    """Sum or mean per week with a run."""
    found: dict[int, list[float]] = {}
    for run in made.history.runs:
        x = value(run)
        if x is not None:
            found.setdefault(week_of(made, run.day), []).append(x)
    return {w: (sum(v) / len(v) if mean else sum(v)) for w, v in found.items()}


ADDED = False


def raise_by(by_week: dict[int, float], weeks: int, size: float) -> float:
    """What to add to each of the last weeks, so that their mean lies ``size`` standard deviations of own weeks above that of the year before."""
    earlier = [x for w, x in by_week.items() if weeks <= w < weeks + 52]
    last = [x for w, x in by_week.items() if w < weeks]
    return size * float(np.std(earlier, ddof=1)) + (0.0 if ADDED else float(np.mean(earlier) - np.mean(last)))


def volume(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
    """Weekly distance up by so many standard deviations; every run grows alike."""
    km = weekly(made, lambda r: (r.distance_m or 0.0) / 1000)
    extra = raise_by(km, weeks, size)

    def longer(run: HistoryRun) -> HistoryRun:
        w = week_of(made, run.day)
        return run if w >= weeks else stretched(run, (km[w] + extra) / km[w])

    return with_runs(made, [longer(r) for r in made.history.runs])


def stretched(run: HistoryRun, factor: float) -> HistoryRun:
    """The same run, so many times as long."""
    return replace(
        run,
        distance_m=(run.distance_m or 0.0) * factor,
        moving_s=(run.moving_s or 0.0) * factor,
        by_speed=tuple((v, m * factor, c) for v, m, c in run.by_speed),
        descent_m=None if run.descent_m is None else run.descent_m * factor,
        steep_descent_m=None if run.steep_descent_m is None else run.steep_descent_m * factor,
    )


def speed(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
    """More of the same distance run fast."""

    def fast(run: HistoryRun) -> float:
        return sum(m for v, m, _ in run.by_speed if v >= made.fast_mps)

    extra = raise_by(weekly(made, fast), weeks, size)
    easy = weekly(made, lambda r: (r.distance_m or 0.0) - fast(r))
    to = round(np.ceil(made.fast_mps * 1.08 / 0.2) * 0.2, 1)

    def faster(run: HistoryRun) -> HistoryRun:
        w = week_of(made, run.day)
        if w >= weeks or easy[w] <= 0:
            return run
        share = min(0.95, max(0.0, extra) / easy[w])
        moved = sum(m * share for v, m, _ in run.by_speed if v < made.fast_mps)
        kept = [(v, m * (1 - share) if v < made.fast_mps else m, c) for v, m, c in run.by_speed]
        cadence = kept[-1][2] or 0.0
        bins = (*kept, (to, moved, cadence + made.runner.cadence_slope * (to - kept[-1][0])))
        return replace(run, by_speed=bins, moving_s=sum(m / (v + 0.1) for v, m, _ in bins))

    return with_runs(made, [faster(r) for r in made.history.runs])


def descent(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
    """More metres down, spread over the runs by their length."""
    down = weekly(made, lambda r: r.descent_m)
    km = weekly(made, lambda r: None if r.descent_m is None else r.distance_m)
    extra = raise_by(down, weeks, size)

    def steeper(run: HistoryRun) -> HistoryRun:
        w = week_of(made, run.day)
        if w >= weeks or run.descent_m is None:
            return run
        return replace(run, descent_m=run.descent_m + extra * (run.distance_m or 0.0) / km[w])

    return with_runs(made, [steeper(r) for r in made.history.runs])


def cadence(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
    """Fewer steps a minute at the same pace."""
    slope, usual = made.runner.cadence_slope, made.runner.cadence_spm

    def off(run: HistoryRun) -> float:
        at = sum(m * (usual + slope * (v + 0.1 - 2.8)) for v, m, _ in run.by_speed) / sum(m for _, m, _ in run.by_speed)
        return (run.cadence_spm or 0.0) - at

    less = raise_by({w: -x for w, x in weekly(made, off, mean=True).items()}, weeks, size)

    def slower(run: HistoryRun) -> HistoryRun:
        if week_of(made, run.day) >= weeks:
            return run
        bins = tuple((v, m, None if c is None else c - less) for v, m, c in run.by_speed)
        return replace(run, by_speed=bins, cadence_spm=(run.cadence_spm or 0.0) - less)

    return with_runs(made, [slower(r) for r in made.history.runs])


def surface(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
    """More of the distance off the usual ground."""
    km = weekly(made, lambda r: r.distance_m if r.surface else None)
    usual = max(("road", "trail", "track", "treadmill"), key=lambda s: sum(r.distance_m or 0 for r in made.history.runs if r.surface == s))
    away = weekly(made, lambda r: (r.distance_m or 0.0) * (r.surface != usual) if r.surface else None)
    extra = raise_by({w: away[w] / km[w] for w in km}, weeks, size)
    other = "trail" if usual != "trail" else "road"
    wanted = {w: min(extra * km[w], km[w] - away[w]) for w in km if w < weeks}
    runs = list(made.history.runs)
    for k in rng.permutation(len(runs)):
        run, w = runs[k], week_of(made, runs[k].day)
        metres = run.distance_m or 0.0
        if run.surface == usual and wanted.get(w, 0.0) > 0 and rng.random() < wanted[w] / metres:
            runs[k], wanted[w] = replace(run, surface=other), wanted[w] - metres
    return with_runs(made, runs)


def noted(field: str, direction: float) -> Callable[[Made, float, np.random.Generator, int], Made]:
    """A daily note shifted by so many standard deviations of its weekly means."""

    def planted(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
        found: dict[int, list[float]] = {}
        for note in made.history.notes:
            if getattr(note, field) is not None:
                found.setdefault(week_of(made, note.day), []).append(getattr(note, field))
        shift = direction * raise_by({w: direction * float(np.mean(v)) for w, v in found.items()}, weeks, size)

        def shifted(note: DayNote) -> DayNote:
            old = getattr(note, field)
            return note if old is None or week_of(made, note.day) >= weeks else replace(note, **{field: old + shift})

        return replace(made, history=replace(made.history, notes=tuple(shifted(n) for n in made.history.notes)))

    return planted


def spike(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
    """One run of the last week, ``size`` times as long as the longest of the 30 days before it."""
    last = [r for r in made.history.runs if week_of(made, r.day) == 0]
    if not last:
        return made
    run = max(last, key=lambda r: r.distance_m or 0.0)
    before = [r.distance_m or 0.0 for r in made.history.runs if 1 <= (run.day - r.day).days <= 30]
    if not before:
        return made
    grown = stretched(run, size * max(before) / (run.distance_m or 1.0))
    return with_runs(made, [grown if r is run else r for r in made.history.runs])


def restart(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
    """``size`` days without a run, ended 7 to 17 days before the onset."""
    end = made.onset - timedelta(days=int(rng.integers(7, 18)))
    return with_runs(made, [r for r in made.history.runs if not end - timedelta(days=int(size)) <= r.day < end])


def new_shoe(made: Made, size: float, rng: np.random.Generator, weeks: int) -> Made:
    """This share of the last three weeks' runs in a pair never worn before."""
    runs = [replace(r, shoe="new") if week_of(made, r.day) < 3 and rng.random() < size else r for r in made.history.runs]
    return with_runs(made, runs)


PLANTS: dict[str, tuple[Callable[[Made, float, np.random.Generator, int], Made], Sizes]] = {
    "spike": (spike, (1.2, 1.5, 2.0, 2.2)),
    "restart": (restart, (14, 28, 42, 56)),
    "volume": (volume, OWN_SD),
    "speed": (speed, OWN_SD),
    "descent": (descent, OWN_SD),
    "cadence": (cadence, OWN_SD),
    "new_shoe": (new_shoe, (0.25, 0.5, 0.75, 1.0)),
    "surface": (surface, OWN_SD),
    "sleep": (noted("sleep_h", -1.0), OWN_SD),
    "resting_hr": (noted("resting_hr_bpm", 1.0), OWN_SD),
    "soreness": (noted("soreness", 1.0), OWN_SD),
}
"""Factor to how it is planted and the sizes from small to large."""

NEEDS = {"sleep": "sleep", "resting_hr": "pulse", "soreness": "soreness"}


def runner_for(factor: str, rng: np.random.Generator) -> Runner:
    """A runner in whose history this factor can be seen at all."""
    who = make_runner(rng)
    if factor == "new_shoe":
        return replace(who, tells_shoes=True, pairs=max(2, who.pairs))
    if factor == "surface":
        return replace(who, tells_surface=True)
    return replace(who, tells=(*who.tells, NEEDS[factor])) if factor in NEEDS else who


def planted(factor: str, size: float, rng: np.random.Generator, weeks: int = 4) -> Made:
    """A made history with this change before its onset; ``weeks`` is how long one of own weeks lasts."""
    made = make(rng, runner_for(factor, rng), calm_weeks=9 if factor == "restart" else 6)
    return PLANTS[factor][0](made, size, rng, weeks)
