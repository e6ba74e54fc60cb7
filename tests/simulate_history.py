"""Made histories: a day-by-day account of a runner's life, not of the statistic that is tested on it.

Volume is lognormal with memory, training blocks, season and trend; holidays, illness, long breaks, races, lost files and lost weeks of
files happen at random times. Spread and memory of weeks were set by eye to lie around one real log of 1,055 runs (first two years:
coefficient of variation 0.54, lag-one correlation 0.46), sleep, pulse and soreness to what sixteen people noted over five months.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kneewise.model.history import DayNote, Floats, History, HistoryRun

START = date(2023, 1, 2)
BIN_MPS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A made runner's ways."""

    weeks: int
    weekly_km: float
    noise: float
    memory: float
    blocks: bool
    season: float
    season_phase: float
    trend: float
    day_chance: Floats
    easy_mps: float
    workouts: float
    cadence_spm: float
    cadence_slope: float
    cadence_noise: float
    hills_m_per_km: float
    pairs: int
    shoe_life_km: float
    tells_shoes: bool
    surfaces: Floats
    tells_surface: bool
    tells: tuple[str, ...]
    pain_notes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made history; ``onset`` is its last day."""

    runner: Runner
    history: History
    onset: date
    fast_mps: float


SURFACES = ("road", "trail", "track", "treadmill")


def make_runner(rng: np.random.Generator, weeks: int | None = None) -> Runner:
    """Draw a runner with 26 to 104 weeks of history."""
    days = int(rng.integers(3, 7))
    chance = rng.dirichlet(np.full(7, 4.0)) * days
    return Runner(
        weeks=weeks or int(rng.integers(26, 105)),
        weekly_km=float(np.clip(rng.lognormal(np.log(30), 0.45), 10, 90)),
        noise=float(rng.uniform(0.12, 0.35)),
        memory=float(rng.uniform(0.0, 0.4)),
        blocks=bool(rng.random() < 0.4),
        season=float(rng.uniform(0, 0.15)),
        season_phase=float(rng.uniform(0, 2 * np.pi)),
        trend=float(rng.normal(0, 0.1)),
        day_chance=np.clip(chance, 0.1, 0.97),
        easy_mps=float(rng.normal(2.75, 0.3)),
        workouts=float(rng.uniform(0.3, 1.2)),
        cadence_spm=float(rng.normal(166, 6)),
        cadence_slope=float(rng.uniform(6, 14)),
        cadence_noise=float(rng.uniform(1.2, 2.5)),
        hills_m_per_km=float(rng.lognormal(np.log(7), 0.6)),
        pairs=int(rng.choice([1, 2, 3], p=[0.45, 0.35, 0.2])),
        shoe_life_km=float(rng.normal(650, 90)),
        tells_shoes=bool(rng.random() < 0.6),
        surfaces=rng.dirichlet([9.0, 2.0, 0.5, 0.8]),
        tells_surface=bool(rng.random() < 0.6),
        tells=tuple(k for k, p in (("sleep", 0.5), ("pulse", 0.5), ("soreness", 0.3)) if rng.random() < p),
        pain_notes=float(rng.choice([0.0, 0.3])),
    )


def make(rng: np.random.Generator, runner: Runner | None = None, calm_weeks: int = 0) -> Made:
    """A history without any planted change.

    Parameters
    ----------
    rng : Generator
        All chance comes from it.
    runner : Runner, optional
        Drawn where it is not given.
    calm_weeks : int
        Last weeks in which no break of any kind begins, so that there is something in which a change can be planted.
    """
    who = runner or make_runner(rng)
    size = who.weeks * 7
    away = _away(rng, size, calm_weeks)
    km = _daily_km(rng, who, size, away)
    runs = _runs(rng, who, km, away)
    runs = _lost(rng, runs, size, calm_weeks)
    onset = START + timedelta(days=size - 1)
    return Made(runner=who, history=History(runs=tuple(runs), notes=_notes(rng, who, km, away)), onset=onset, fast_mps=who.easy_mps * 1.12)


def _away(rng: np.random.Generator, size: int, calm_weeks: int) -> NDArray[np.int64]:
    """Per day 0, or 1 holiday without running, 2 holiday with other running, 3 ill, 4 long break, 5 return from it."""
    state = np.zeros(size, dtype=np.int64)
    years = size / 365.0
    for kind, per_year, low, high in ((1, 0.8, 5, 17), (2, 0.8, 5, 17), (3, 1.5, 3, 11), (4, 0.15, 18, 46)):
        for _ in range(rng.poisson(per_year * years)):
            start, length = int(rng.integers(0, size)), int(rng.integers(low, high))
            if start + length < size - 7 * calm_weeks or calm_weeks == 0:
                state[start : start + length] = kind
                if kind == 4:
                    state[start + length : start + length + 21] = 5
    return state


def _daily_km(rng: np.random.Generator, who: Runner, size: int, away: NDArray[np.int64]) -> Floats:
    log_week, level = np.zeros(who.weeks), 0.0
    for w in range(who.weeks):
        level = who.memory * level + np.sqrt(1 - who.memory**2) * rng.normal(0, who.noise)
        log_week[w] = level
    weeks = np.arange(who.weeks)
    log_week += who.season * np.sin(2 * np.pi * weeks / 52.18 + who.season_phase) + who.trend * (weeks - who.weeks / 2) / 52.0
    if who.blocks:
        log_week += np.log(np.array([1.0, 1.1, 1.18, 0.72]))[(weeks + int(rng.integers(4))) % 4]
    share = np.full(7, 1.0)
    long_day = int(rng.choice([5, 6], p=[0.3, 0.7]))
    share[long_day] = rng.uniform(1.5, 2.3)
    chance = who.day_chance.copy()
    chance[long_day] = max(0.85, float(chance[long_day]))
    usual_days = float(chance.sum())
    day = np.arange(size)
    km = who.weekly_km * np.exp(log_week[day // 7]) / usual_days * (share * 7 / share.sum())[day % 7] * rng.lognormal(0, 0.2, size)
    km[rng.random(size) > chance[day % 7]] = 0.0
    for _ in range(rng.poisson(2.0 * size / 365.0)):
        race = min(size - 1, int(rng.integers(0, who.weeks)) * 7 + 6)
        km[race] = max(1.0, float(km[max(0, race - 30) : race + 1].max()) * rng.uniform(0.9, 1.5))
        km[max(0, race - 3) : race] *= 0.5
    km[np.isin(away, (1, 3, 4))] = 0.0
    km[away == 5] *= 0.55
    return np.where(km < 1.0, 0.0, km)


def _runs(rng: np.random.Generator, who: Runner, km: Floats, away: NDArray[np.int64]) -> list[HistoryRun]:
    shoes = _Shoes(rng, who)
    drift, step = 0.0, 0.0
    runs = []
    for day in range(len(km)):
        drift = 0.93 * drift + rng.normal(0, 0.25)
        if rng.random() < 0.3 / 365.0:
            step = float(rng.normal(0, 0.8))
        if km[day] <= 0:
            continue
        winter = 0.5 + 0.5 * np.cos(2 * np.pi * (day - 10) / 365.0)
        mix = who.surfaces * np.array([1.0, 0.3 if winter > 0.7 else 1.2, 1.0, 2.5 * winter])
        if away[day] == 2:
            mix = who.surfaces * np.array([0.7, 2.0, 0.1, 0.2])
        surface = str(rng.choice(SURFACES, p=mix / mix.sum()))
        bins = _speeds(rng, who, km[day])
        off = drift + step + rng.normal(0, who.cadence_noise)
        by_speed = tuple((v, m, who.cadence_spm + who.cadence_slope * (v + 0.1 - 2.8) + off + float(rng.normal(0, 0.5))) for v, m in bins)
        down = (
            None
            if surface == "treadmill"
            else float(who.hills_m_per_km * km[day] * rng.lognormal(0, 0.45) * (1.8 if surface == "trail" else 1))
        )
        if down is not None and away[day] == 2:
            down *= float(rng.uniform(1, 2.5))
        distance = sum(m for _, m in bins)
        runs.append(
            HistoryRun(
                id=f"r{day}",
                day=START + timedelta(days=day),
                distance_m=distance,
                moving_s=sum(m / (v + 0.1) for v, m in bins),
                cadence_spm=sum(m * c for _, m, c in by_speed) / distance,
                by_speed=by_speed,
                descent_m=down,
                steep_descent_m=None if down is None else down * float(rng.uniform(0.1, 0.5)),
                shoe=shoes.wear(km[day]) if who.tells_shoes else None,
                surface=surface if who.tells_surface and rng.random() < 0.95 else None,
            )
        )
    return runs


def _speeds(rng: np.random.Generator, who: Runner, km: float) -> list[tuple[float, float]]:
    """Metres by speed bin."""
    pace = who.easy_mps * float(rng.normal(1.0, 0.03))
    parts = [(pace, 1.0)]
    if rng.random() < who.workouts / max(float(who.day_chance.sum()), 1.0):
        hard = float(rng.uniform(0.2, 0.6))
        parts = [(pace, 1.0 - hard), (who.easy_mps * float(rng.uniform(1.15, 1.32)), hard)]
    metres: dict[float, float] = {}
    for mean, share in parts:
        speeds = rng.normal(mean, 0.13, 12)
        for v in np.floor(speeds / BIN_MPS) * BIN_MPS:
            key = round(max(float(v), 1.0), 1)
            metres[key] = metres.get(key, 0.0) + 1000.0 * km * share / 12
    return sorted(metres.items())


class _Shoes:
    """Pairs in use; a worn one is replaced, at once or bit by bit."""

    def __init__(self, rng: np.random.Generator, who: Runner) -> None:
        self.rng, self.life, self.count = rng, who.shoe_life_km, who.pairs
        self.worn = {f"s{k}": float(rng.uniform(0, who.shoe_life_km)) for k in range(who.pairs)}
        self.liking = {name: float(rng.uniform(0.6, 1.4)) for name in self.worn}

    def wear(self, km: float) -> str:
        """The pair of a run."""
        names = list(self.worn)
        weights = np.array([self.liking[n] for n in names])
        name = str(self.rng.choice(names, p=weights / weights.sum()))
        self.worn[name] += km
        if self.worn[name] > self.life * self.liking[name] ** 0.2:
            del self.worn[name]
            fresh = f"s{self.count}"
            self.count += 1
            self.worn[fresh], self.liking[fresh] = 0.0, float(self.rng.uniform(0.5, 1.8))
        return name


def _lost(rng: np.random.Generator, runs: list[HistoryRun], size: int, calm_weeks: int) -> list[HistoryRun]:
    """Files that never reached the program: single ones, and all of a spell."""
    spells = []
    for _ in range(rng.poisson(0.5 * size / 365.0)):
        start, length = int(rng.integers(0, size)), int(rng.integers(4, 21))
        if start + length < size - 7 * calm_weeks or calm_weeks == 0:
            spells.append((START + timedelta(days=start), START + timedelta(days=start + length)))
    return [r for r in runs if rng.random() > 0.03 and not any(a <= r.day < b for a, b in spells)]


def _notes(rng: np.random.Generator, who: Runner, km: Floats, away: NDArray[np.int64]) -> tuple[DayNote, ...]:
    notes = []
    sleep = pulse = tired = 0.0
    base_sleep, base_pulse = float(rng.normal(7.1, 0.6)), float(rng.normal(54, 6))
    hurting, side = 0, "left"
    for day in range(len(km)):
        sleep, pulse = 0.85 * sleep + rng.normal(0, 0.15), 0.89 * pulse + rng.normal(0, 0.75)
        tired = 0.7 * tired + 0.03 * km[day]
        if hurting == 0 and rng.random() < 0.7 / 365.0 and day < len(km) - 60:
            hurting, side = int(rng.integers(4, 15)), str(rng.choice(["left", "right"]))
        hurting = max(0, hurting - 1)
        seen = rng.random(4) < 0.9
        ill = 5.0 if away[day] == 3 else 0.0
        asked = rng.random() < who.pain_notes
        notes.append(
            DayNote(
                day=START + timedelta(days=day),
                sleep_h=round(base_sleep + sleep + float(rng.normal(0, 0.8)), 1) if "sleep" in who.tells and seen[0] else None,
                resting_hr_bpm=round(base_pulse + pulse + ill + float(rng.normal(0, 1.2))) if "pulse" in who.tells and seen[1] else None,
                soreness=float(np.clip(np.round(1.6 + tired + rng.normal(0, 0.6)), 1, 5)) if "soreness" in who.tells and seen[2] else None,
                pain_left=(hurting > 0 and side == "left") if asked else None,
                pain_right=(hurting > 0 and side == "right") if asked else None,
            )
        )
    return tuple(notes)


def with_runs(made: Made, runs: list[HistoryRun]) -> Made:
    """The same with other runs."""
    return replace(made, history=replace(made.history, runs=tuple(runs)))
