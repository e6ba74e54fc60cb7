"""The factors that are looked at: how each is measured, in which direction it is told to do harm, and what makes it large enough to name.

Rises are tested on the square root of weekly sums, which steadies their spread; a single-run spike on the excess over the longest run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from kneewise.model.history import Floats
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.changes_chance import Method, Outcome, weekly_outcome
from kneewise.reason.changes_events import Event, new_shoe, old_shoe, restart
from kneewise.reason.changes_weeks import Weeks

SPIKE, RESTART, NEW_SHOE, OLD_SHOE = "spike", "restart", "new_shoe", "old_shoe"


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that may have changed.

    Parameters
    ----------
    unit : str
        Of its values.
    source : str
        Why it is looked at.
    sign : int
        1 where more is told to do harm, -1 where less is.
    scale : str
        ``plain``, ``root`` (square root of a weekly sum) or ``log`` (logarithm of a ratio, only what exceeds 1 counts).
    relative : bool
        Whether the least change that is named is a ratio to the usual value, else a difference.
    """

    unit: str
    source: str
    sign: int = 1
    scale: str = "plain"
    relative: bool = False


WEEKLY: Mapping[str, Factor] = {
    SPIKE: Factor("1", "FRANDSEN2025", scale="log"),
    "volume": Factor("km/week", "NIELSEN2014JOSPT", scale="root", relative=True),
    "speed": Factor("km/week", "CHANGES_MODEL", scale="root", relative=True),
    "descent": Factor("m/week", "BMJBP_ITBS", scale="root", relative=True),
    "cadence": Factor("spm", "LENHART2014", sign=-1),
    "surface": Factor("1", "CHANGES_MODEL"),
    "sleep": Factor("h", "SLEEP_RRI2025", sign=-1),
    "sleep_quality": Factor("1", "SLEEP_RRI2025", sign=-1),
    "resting_hr": Factor("bpm", "CHANGES_MODEL"),
    "soreness": Factor("1", "SLEEP_RRI2025"),
}
EVENTS: Mapping[str, Factor] = {
    RESTART: Factor("d", "VDWORP2015"),
    NEW_SHOE: Factor("1", "MALISOUX2015"),
    OLD_SHOE: Factor("km", "BMJBP_ITBS"),
}
FACTORS: Mapping[str, Factor] = {**EVENTS, **WEEKLY}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A factor before an onset.

    Parameters
    ----------
    outcome : Outcome
        On the scale of the test.
    before, usual : float
        In the factor's unit; NaN where not known.
    large : bool
        Whether the change is at least as large as what is named.
    runs : tuple of str
        Runs that show it.
    sizes : (n,)
        The factor at each (pseudo-)onset, larger for more harm; NaN where not known.
    name : str
        Of the pair of shoes or the ground, where there is one.
    """

    outcome: Outcome
    before: float
    usual: float
    large: bool
    runs: tuple[str, ...]
    sizes: Floats
    name: str = ""


def measure(weeks: Weeks, kb: KnowledgeBase, method: Method) -> dict[str, Measured]:
    """Every factor of which something is known.

    Sleep enters once: its quality where that is noted, since that is what was found to matter, else its hours.
    """
    events = {RESTART: restart(weeks, kb), NEW_SHOE: new_shoe(weeks, kb), OLD_SHOE: old_shoe(weeks, kb)}
    found = {name: _event(name, event, kb) for name, event in events.items() if event is not None}
    for name in WEEKLY:
        if np.nansum(np.abs(weeks.series[name])) > 0:  # what was never there cannot have changed
            found[name] = _weekly(name, weeks, kb, method)
    if "sleep_quality" in found and found["sleep_quality"].outcome.known:
        found.pop("sleep", None)
    else:
        found.pop("sleep_quality", None)
    return found


def _event(name: str, event: Event, kb: KnowledgeBase) -> Measured:
    outcome = event.outcome
    large = outcome.before >= kb.parameter(f"changes_least_{name}")
    return Measured(outcome, outcome.before, outcome.usual, large, event.runs, event.size, event.name)


def _weekly(name: str, weeks: Weeks, kb: KnowledgeBase, method: Method) -> Measured:
    factor, values = WEEKLY[name], weeks.series[name]
    scaled, least_spread = _scaled(factor, values, kb.parameter(f"changes_spread_{name}"))
    windows = (1,) if name == SPIKE else (int(kb.parameter("changes_window_short")), int(kb.parameter("changes_window_long")))
    own = f"changes_slow_share_{name}"
    slow = kb.parameter(own) if own in kb.parameters else method.slow_share
    outcome = weekly_outcome(factor.sign * scaled, windows, least_spread, replace(method, slow_share=slow))
    guard = method.guard_of(len(values), outcome.weeks)
    before = _mean(values[: outcome.weeks])
    earlier = values[guard : guard + method.usual_weeks]
    earlier = earlier[np.isfinite(earlier)]
    middle = np.mean if factor.scale == "root" else np.median
    usual = float(middle(earlier)) if len(earlier) else math.nan
    if factor.scale == "log":
        before, usual = math.exp(before), math.exp(usual)
    name_of = weeks.usual_surface if name == "surface" else ""
    effect_sd = (outcome.before - outcome.usual) / max(outcome.spread, least_spread)
    large = effect_sd >= kb.parameter("changes_least_effect") and _large(name, factor, before, usual, kb)
    return Measured(
        outcome, before, usual, large, _runs(name, weeks, outcome.weeks), factor.sign * _rolling_mean(values, outcome.weeks), name_of
    )


def _scaled(factor: Factor, values: Floats, spread: float) -> tuple[Floats, float]:
    """The series on the scale of the test, and its least spread there; that of a sum is given as a share of the usual sum."""
    if factor.scale == "log":
        return np.maximum(values, 0.0), spread
    if factor.scale == "root":
        return np.sqrt(values), max(0.5 * spread * math.sqrt(float(np.nanmean(values))), 1e-3)
    return values, spread


def _rolling_mean(values: Floats, width: int) -> Floats:
    """Mean of what is known of each week and those before it."""
    padded = np.concatenate([values, np.full(width - 1, np.nan)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    known = np.isfinite(windows).sum(axis=1)
    return np.where(known > 0, np.nansum(windows, axis=1) / np.maximum(known, 1), np.nan)


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else math.nan


def _large(name: str, factor: Factor, before: float, usual: float, kb: KnowledgeBase) -> bool:
    least = kb.parameter(f"changes_least_{name}")
    if name == SPIKE:
        return before > least
    if factor.relative:
        return before >= least * usual
    return factor.sign * (before - usual) >= least


def _runs(name: str, weeks: Weeks, window: int) -> tuple[str, ...]:
    """Runs within the window that show a factor: the longest one of a spike, those off the usual ground, else all; none for notes."""
    near = [r for r, ago in zip(weeks.runs, weeks.ago, strict=True) if ago < 7 * window]
    if name == SPIKE:
        return tuple(r.id for r in sorted(near, key=lambda r: (-(r.distance_m or 0.0), r.day, r.id))[:1])
    if name == "surface":
        return tuple(r.id for r in near if r.surface and r.surface != weeks.usual_surface)
    if name == "descent":
        return tuple(r.id for r in near if r.descent_m)
    return tuple(r.id for r in near) if name in ("volume", "speed", "cadence") else ()
