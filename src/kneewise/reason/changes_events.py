"""Breaks and shoes: events too rare for a spread of weeks. Their chance follows from how often they come, to this runner and to others."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kneewise.model.history import Floats
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.changes_chance import Outcome, deviate, normal_of_student
from kneewise.reason.changes_weeks import Weeks

_WEEK = 7
_YEAR_WEEKS = 52.18
_EARLIER_WEEKS, _EARLIER_RUNS = 13, 6
"""Time in which the pairs in use are counted, and the least number of runs in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """An event factor at the onset and at every week before it.

    Parameters
    ----------
    outcome : Outcome
        ``before`` is its size at the onset (days of the break, or share of the distance), ``usual`` the usual size.
    size : (n,)
        Its size at each (pseudo-)onset, 0 where there was none.
    runs : tuple of str
        The first run after the break, or the runs in the new pair.
    name : str
        Of the pair.
    """

    outcome: Outcome
    size: Floats
    runs: tuple[str, ...]
    name: str = ""


def restart(weeks: Weeks, kb: KnowledgeBase) -> Event:
    """Longest break that ended in the weeks before.

    The yearly rate of breaks at least as long is the runner's own, shrunk towards a rate that falls as a power of their length. The chance
    is that of at least one such break ending within the window.
    """
    window = int(kb.parameter("changes_restart_weeks"))
    gap, ended, first = _breaks(weeks)
    size = np.zeros(weeks.count)
    for length, week in zip(gap, ended, strict=True):
        near = slice(max(0, week - window + 1), week + 1)
        size[near] = np.maximum(size[near], length)
    usual = float(np.median(gap)) if len(gap) else math.nan
    z = np.array([_rare_break(float(s), weeks, gap, ended, k, kb) for k, s in enumerate(size)])
    spread = float(np.std(gap, ddof=1)) if len(gap) > 1 else math.nan
    here = [run for length, week, run in zip(gap, ended, first, strict=True) if week < window and length == size[0]] if weeks.count else []
    return Event(Outcome(z, float(size[0]) if weeks.count else 0.0, usual, spread, window), size, tuple(here[-1:]))


def _breaks(weeks: Weeks) -> tuple[list[int], list[int], list[str]]:
    """Days without a run before each running day, the week (back from the onset) of that day, and its run."""
    gap, ended, first = [], [], []
    for a, b in zip(weeks.runs, weeks.runs[1:], strict=False):
        days = (b.day - a.day).days - 1
        if days >= 1:
            gap.append(days)
            ended.append((weeks.onset - b.day).days // _WEEK)
            first.append(b.id)
    return gap, ended, first


def _rare_break(days: float, weeks: Weeks, gap: list[int], ended: list[int], at: int, kb: KnowledgeBase) -> float:
    """Deviate of a break of so many days that ended near week ``at``; those of the same window do not count as earlier ones."""
    window, least = int(kb.parameter("changes_restart_weeks")), kb.parameter("history_gap_days")
    if days < least:
        return deviate(0.5) if weeks.count - at > window else math.nan
    earlier = sum(g >= days for g, week in zip(gap, ended, strict=True) if week >= at + window)
    years = max(0, weeks.count - at - window) / _YEAR_WEEKS
    trust = kb.parameter("changes_restart_trust_years")
    others = kb.parameter("changes_restart_rate") * (least / days) ** kb.parameter("changes_restart_power")
    rate = (earlier + trust * others) / (years + trust)
    return deviate(-math.expm1(-rate * window / _YEAR_WEEKS))


def new_shoe(weeks: Weeks, kb: KnowledgeBase) -> Event | None:
    """Share of the recent runs in a pair first worn a short time ago; ``None`` where shoes are not known.

    A new pair comes by itself whenever one is worn out. The chance is that of a window that holds the start of a new pair, times that of
    wearing it as often as was done if all pairs were worn alike. With one pair in use a new one is always worn, so only the first counts.
    """
    worn = _worn(weeks)
    if worn is None:
        return None
    window, young = int(kb.parameter("changes_shoe_weeks")), int(kb.parameter("changes_shoe_young_days"))
    born, agos = {w.shoe: w.ago for w in worn}, [w.ago for w in worn]  # oldest last
    size, z = np.zeros(weeks.count), np.full(weeks.count, np.nan)
    name, runs = "", tuple[str, ...]()
    for at in range(weeks.count):
        low, high = at * _WEEK, (at + window) * _WEEK
        start, end, far = (bisect_left(agos, day) for day in (low, high, high + _EARLIER_WEEKS * _WEEK))
        inside, earlier = worn[start:end], worn[end:far]
        if not inside or len(earlier) < _EARLIER_RUNS:
            continue
        fresh = Counter(w.shoe for w in inside if born[w.shoe] < min(low + young, agos[-1]))
        shoe, times = max(sorted(fresh.items()), key=lambda item: item[1], default=("", 0))
        size[at], z[at] = times / len(inside), deviate(_rare_shoe(times, len(inside), earlier, window, kb))
        if at == 0:
            name, runs = shoe, tuple(w.run for w in inside if w.shoe == shoe)
    others = size[window:]
    usual, spread = (float(others.mean()), float(others.std())) if len(others) else (math.nan, math.nan)
    return Event(Outcome(z, float(size[0]) if weeks.count else 0.0, usual, spread, window), size, runs, name)


class _Worn(NamedTuple):
    """One run in a known pair."""

    shoe: str
    metres: float
    ago: int
    run: str


def _worn(weeks: Weeks) -> list[_Worn] | None:
    """Runs in known pairs, the newest first; ``None`` where they are less than half of all."""
    rows = zip(weeks.runs, weeks.ago, strict=True)
    worn = [_Worn(r.shoe, r.distance_m, int(ago), r.id) for r, ago in rows if r.shoe and r.distance_m]
    return worn[::-1] if worn and 2 * len(worn) > len(weeks.runs) else None


def _rare_shoe(times: int, runs: int, earlier: list[_Worn], window: int, kb: KnowledgeBase) -> float:
    """Chance of a new pair in ``times`` or more of so many runs; a half where there was none."""
    if times == 0:
        return 0.5
    weekly_km = sum(w.metres for w in earlier) / _EARLIER_WEEKS / 1000.0
    starts = min(1.0, weekly_km * (window + 1) / kb.parameter("changes_shoe_life_km"))
    counts = Counter(w.shoe for w in earlier)
    pairs = 1.0 / sum((n / len(earlier)) ** 2 for n in counts.values())
    alike = kb.parameter("changes_shoe_alike")
    share = min(0.98, alike / (pairs - 1.0 + alike))
    picks = max(1, round(runs * kb.parameter("changes_shoe_picks")))
    least = min(picks, round(times / runs * picks))
    tail = sum(math.comb(picks, k) * share**k * (1 - share) ** (picks - k) for k in range(least, picks + 1))
    return min(0.5, starts * tail)


def old_shoe(weeks: Weeks, kb: KnowledgeBase) -> Event | None:
    """Distance on the pair most worn of late, against the life of the runner's earlier pairs; ``None`` where shoes are not known.

    The longer a pair is kept, the more it has run: only pairs seen from first to last run tell how long one usually lasts. With too few of
    them there is a distance but no chance. The spread of lives is shrunk towards an expected one.
    """
    worn = _worn(weeks)
    if worn is None or not weeks.count:
        return None
    near = [w for w in worn if w.ago < int(kb.parameter("changes_shoe_weeks")) * _WEEK]
    if not near:
        return None
    shoe = Counter(w.shoe for w in near).most_common(1)[0][0]
    born, last = {w.shoe: w.ago for w in worn}, {w.shoe: w.ago for w in reversed(worn)}
    total: dict[str, float] = {}
    for w in worn:
        total[w.shoe] = total.get(w.shoe, 0.0) + w.metres / 1000.0
    young = int(kb.parameter("changes_shoe_young_days"))
    lives = [math.log(km) for s, km in sorted(total.items()) if last[s] > 2 * young and born[s] < max(born.values()) - young]
    z, spread = np.full(weeks.count, np.nan), math.nan
    usual = math.exp(sum(lives) / len(lives)) if lives else math.nan
    if len(lives) >= kb.parameter("changes_shoe_least_pairs"):
        z[0], spread = _long_life(total[shoe], lives, usual, kb)
    runs = tuple(w.run for w in near if w.shoe == shoe)
    return Event(Outcome(z, total[shoe], usual, spread, 1), np.zeros(weeks.count), runs, shoe)


def _long_life(km: float, lives: list[float], usual: float, kb: KnowledgeBase) -> tuple[float, float]:
    """Deviate of a pair's distance among those of earlier pairs, and their spread in km."""
    weight, expected = kb.parameter("changes_shoe_life_weight"), kb.parameter("changes_shoe_life_spread")
    mean, n = math.log(usual), len(lives)
    square = sum((x - mean) ** 2 for x in lives)
    spread = math.sqrt((square + weight * expected**2) / (n - 1 + weight))
    t = (math.log(km) - mean) / (spread * math.sqrt(1.0 + 1.0 / n))
    return float(normal_of_student(np.array([t]), np.array([n - 1 + weight]))[0]), spread * usual
