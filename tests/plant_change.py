"""Changes planted before the onset of a made history, of a stated size.

The size of a change that lasts is the difference between the mean of the weeks before the onset and the mean of the year before them, in
standard deviations of those earlier weeks: the weeks keep their own scatter and are moved as a whole. Distances and metres down are
moved on the scale of their square root, on which weeks scatter evenly. With ``added`` the difference is added to whatever these weeks were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from kneewise.model.history import DayNote, HistoryRun
from tests.simulate_history import SURFACES, Made, Runner, make, make_runner, with_runs


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a change is, how many weeks it lasts, and whether it is added to what the weeks were."""

    size: float
    weeks: int = 8
    added: bool = False


Planter = Callable[[Made, Plan, np.random.Generator], Made]
Sizes = tuple[float, ...]
OWN_SD: Sizes = (0.5, 1.0, 1.5, 2.0)


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


def raised(by_week: Mapping[int, float], plan: Plan, root: bool = False) -> dict[int, float]:
    """What to add to each of the last weeks."""

    def scale(x: float) -> float:
        return float(np.sqrt(max(x, 0.0))) if root else x

    earlier = [scale(x) for w, x in by_week.items() if plan.weeks <= w < plan.weeks + 52]
    last = {w: scale(x) for w, x in by_week.items() if w < plan.weeks}
    if not last or len(earlier) < 2:
        return dict.fromkeys(last, 0.0)
    step = plan.size * float(np.std(earlier, ddof=1))
    if not plan.added:
        step += float(np.mean(earlier) - np.mean(list(last.values())))
    return {w: max(0.0, x + step) ** 2 - x * x if root else step for w, x in last.items()}


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


def volume(made: Made, plan: Plan, _rng: np.random.Generator) -> Made:
    """More distance a week; every run grows alike."""
    km = weekly(made, lambda r: (r.distance_m or 0.0) / 1000)
    extra = raised(km, plan, root=True)
    grown = {w: max(0.1, (km[w] + x) / km[w]) for w, x in extra.items()}
    return with_runs(made, [stretched(r, grown.get(week_of(made, r.day), 1.0)) for r in made.history.runs])


def speed(made: Made, plan: Plan, _rng: np.random.Generator) -> Made:
    """More of the same distance run fast."""

    def fast(run: HistoryRun) -> float:
        return sum(m for v, m, _ in run.by_speed if v >= made.fast_mps)

    extra = raised(weekly(made, fast), plan, root=True)
    easy = weekly(made, lambda r: (r.distance_m or 0.0) - fast(r))
    to = round(float(np.ceil(made.fast_mps * 1.08 / 0.2)) * 0.2, 1)

    def faster(run: HistoryRun) -> HistoryRun:
        w = week_of(made, run.day)
        share = min(0.95, max(0.0, extra.get(w, 0.0)) / max(easy[w], 1.0))
        if share == 0.0:
            return run
        moved = sum(m * share for v, m, _ in run.by_speed if v < made.fast_mps)
        kept = [(v, m * (1 - share) if v < made.fast_mps else m, c) for v, m, c in run.by_speed]
        bins = (*kept, (to, moved, (kept[-1][2] or 0.0) + made.runner.cadence_slope * (to - kept[-1][0])))
        return replace(run, by_speed=bins, moving_s=sum(m / (v + 0.1) for v, m, _ in bins))

    return with_runs(made, [faster(r) for r in made.history.runs])


def descent(made: Made, plan: Plan, _rng: np.random.Generator) -> Made:
    """More metres down, spread over the runs by their length."""
    km = weekly(made, lambda r: None if r.descent_m is None else r.distance_m)
    extra = raised(weekly(made, lambda r: r.descent_m), plan, root=True)

    def steeper(run: HistoryRun) -> HistoryRun:
        w = week_of(made, run.day)
        if run.descent_m is None or w not in extra:
            return run
        return replace(run, descent_m=max(0.0, run.descent_m + extra[w] * (run.distance_m or 0.0) / km[w]))

    return with_runs(made, [steeper(r) for r in made.history.runs])


def cadence(made: Made, plan: Plan, _rng: np.random.Generator) -> Made:
    """Fewer steps a minute at the same pace."""

    def short_of(run: HistoryRun) -> float:
        usual = sum(m * (made.runner.cadence_spm + made.runner.cadence_slope * (v + 0.1 - 2.8)) for v, m, _ in run.by_speed)
        return usual / sum(m for _, m, _ in run.by_speed) - (run.cadence_spm or 0.0)

    less = raised(weekly(made, short_of, mean=True), plan)

    def slower(run: HistoryRun) -> HistoryRun:
        by = less.get(week_of(made, run.day), 0.0)
        bins = tuple((v, m, None if c is None else c - by) for v, m, c in run.by_speed)
        return replace(run, by_speed=bins, cadence_spm=(run.cadence_spm or 0.0) - by)

    return with_runs(made, [slower(r) for r in made.history.runs])


def surface(made: Made, plan: Plan, rng: np.random.Generator) -> Made:
    """More of the distance off the usual ground."""
    runs = list(made.history.runs)
    usual = max(SURFACES, key=lambda s: sum(r.distance_m or 0.0 for r in runs if r.surface == s))
    km = weekly(made, lambda r: r.distance_m if r.surface else None)
    away = weekly(made, lambda r: (r.distance_m or 0.0) * (r.surface != usual) if r.surface else None)
    extra = raised({w: away[w] / km[w] for w in km}, plan)
    wanted = {w: min(x * km[w], km[w] - away[w]) for w, x in extra.items()}
    for k in rng.permutation(len(runs)):
        w, metres = week_of(made, runs[k].day), runs[k].distance_m or 0.0
        if runs[k].surface == usual and wanted.get(w, 0.0) > 0 and rng.random() < wanted[w] / metres:
            runs[k], wanted[w] = replace(runs[k], surface="trail" if usual != "trail" else "road"), wanted[w] - metres
    return with_runs(made, runs)


def noted(field: str, direction: float) -> Planter:
    """A daily note, moved."""

    def moved(made: Made, plan: Plan, _rng: np.random.Generator) -> Made:
        found: dict[int, list[float]] = {}
        for note in made.history.notes:
            if getattr(note, field) is not None:
                found.setdefault(week_of(made, note.day), []).append(direction * getattr(note, field))
        by = raised({w: float(np.mean(v)) for w, v in found.items()}, plan)

        def one(note: DayNote) -> DayNote:
            old = getattr(note, field)
            return note if old is None else replace(note, **{field: old + direction * by.get(week_of(made, note.day), 0.0)})

        return replace(made, history=replace(made.history, notes=tuple(one(n) for n in made.history.notes)))

    return moved


def spike(made: Made, plan: Plan, _rng: np.random.Generator) -> Made:
    """One run of the last week, so many times as long as the longest of the 30 days before it."""
    last = [r for r in made.history.runs if week_of(made, r.day) == 0]
    run = max(last, key=lambda r: r.distance_m or 0.0, default=None)
    before = [r.distance_m or 0.0 for r in made.history.runs if run and 1 <= (run.day - r.day).days <= 30]
    if run is None or not before:
        return made
    grown = stretched(run, plan.size * max(before) / (run.distance_m or 1.0))
    return with_runs(made, [grown if r is run else r for r in made.history.runs])


def restart(made: Made, plan: Plan, rng: np.random.Generator) -> Made:
    """So many days without a run, ended 7 to 17 days before the onset."""
    end = made.onset - timedelta(days=int(rng.integers(7, 18)))
    return with_runs(made, [r for r in made.history.runs if not end - timedelta(days=int(plan.size)) <= r.day < end])


def new_shoe(made: Made, plan: Plan, rng: np.random.Generator) -> Made:
    """This share of the last three weeks' runs in a pair never worn before."""
    runs = [replace(r, shoe="new") if week_of(made, r.day) < 3 and rng.random() < plan.size else r for r in made.history.runs]
    return with_runs(made, runs)


def old_shoe(made: Made, plan: Plan, _rng: np.random.Generator) -> Made:
    """The last pairs worn as one, from the first run of a pair on, so that it has run at least so many usual lives."""
    runs = list(made.history.runs)
    km = np.cumsum([(r.distance_m or 0.0) / 1000 for r in reversed(runs)])[::-1]
    first = {str(r.shoe): k for k, r in reversed(list(enumerate(runs)))}
    starts = [k for k in first.values() if km[k] >= plan.size * made.runner.shoe_life_km]
    start = max(starts, default=0)
    return with_runs(made, [replace(r, shoe="kept") if k >= start else r for k, r in enumerate(runs)])


PLANTS: dict[str, tuple[Planter, Sizes, str]] = {
    "spike": (spike, (1.2, 1.5, 1.8, 2.1), "times the longest run"),
    "restart": (restart, (14, 28, 42, 56), "days"),
    "volume": (volume, OWN_SD, "SD"),
    "speed": (speed, OWN_SD, "SD"),
    "descent": (descent, OWN_SD, "SD"),
    "cadence": (cadence, OWN_SD, "SD"),
    "new_shoe": (new_shoe, (0.25, 0.5, 0.75, 1.0), "share of runs"),
    "old_shoe": (old_shoe, (1.2, 1.5, 2.0, 2.5), "usual lives"),
    "surface": (surface, OWN_SD, "SD"),
    "sleep": (noted("sleep_h", -1.0), OWN_SD, "SD"),
    "resting_hr": (noted("resting_hr_bpm", 1.0), OWN_SD, "SD"),
    "soreness": (noted("soreness", 1.0), OWN_SD, "SD"),
}
"""Factor to how it is planted, sizes from small to large, and what they count."""
LASTING = tuple(f for f, (_, sizes, _) in PLANTS.items() if sizes is OWN_SD)
_NEEDS = {"sleep": "sleep", "resting_hr": "pulse", "soreness": "soreness"}


def runner_for(factor: str, rng: np.random.Generator) -> Runner:
    """A runner in whose history this factor can be seen at all."""
    who = make_runner(rng)
    if factor == "new_shoe":
        return replace(who, tells_shoes=True, pairs=max(2, who.pairs))
    if factor == "old_shoe":
        return replace(who, tells_shoes=True, pairs=1, weekly_km=max(45.0, who.weekly_km), weeks=int(rng.integers(110, 131)))
    if factor == "surface":
        return replace(who, tells_surface=True, surfaces=np.array([0.65, 0.35 * 0.7, 0.35 * 0.1, 0.35 * 0.2]))
    return replace(who, tells=(*who.tells, _NEEDS[factor])) if factor in _NEEDS else who


def planted(factor: str, plan: Plan, rng: np.random.Generator) -> Made:
    """A made history with this change before its onset."""
    made = make(rng, runner_for(factor, rng), calm_weeks=12)
    return PLANTS[factor][0](made, plan, rng)
