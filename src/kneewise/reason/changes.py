"""What changed before it hurt: every factor against the same runner's earlier weeks, with a chance that allows for looking at many.

Method, in short. The history is cut into weeks that end with the onset. For each factor the weeks before the onset are compared with the
runner's usual weeks; the same is done as if the pain had begun in each earlier week without known pain. No chance is drawn: all these
pseudo-onsets are counted. See :mod:`kneewise.reason.changes_chance` for the statistics, and ``benchmarks/b07_changes.py`` for what it finds
and how often it cries wolf. A change that is found is likely more than chance. That does not make it the cause.

The bounds are those of the data. Half a year holds few independent windows. A change of less than about two standard deviations of own
weeks, or one that lasted less than about eight weeks, is often not told from chance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from kneewise.model.changes import Change, Changes, Onset
from kneewise.model.fact import Side
from kneewise.model.history import Flags, History
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.changes_chance import Method, Outcome, adjusted, calibrated
from kneewise.reason.changes_factors import EVENTS, FACTORS, NEW_SHOE, OLD_SHOE, RESTART, SPIKE, Measured, measure
from kneewise.reason.changes_facts import run_facts
from kneewise.reason.changes_weeks import Weeks, weeks_before

_WEEK = 7
_MOST_ENDS = 13
_SAME = 1e-9


def what_changed(history: History, onset: Onset | date, side: Side, kb: KnowledgeBase) -> Changes:
    """Compare the time before the pain with the runner's own earlier time.

    Parameters
    ----------
    history : History
        In any order. Runs after the onset are not looked at.
    onset : Onset or date
        When the pain began. Of a span of days each week's end is looked at, and the chance allows for it.
    side : Side
        Which knee; only its pain notes count.
    kb : KnowledgeBase
        For the parameters ``changes_...`` and ``history_...``.

    Returns
    -------
    Changes
        With ``enough`` False, and nothing found, where fewer than ``changes_least_weeks`` weeks hold a run.

    References
    ----------
    .. [1] Westfall and Young 1993, Resampling-based multiple testing, ISBN 978-0-471-55761-6.
    """
    span = onset if isinstance(onset, Onset) else Onset.on(onset)
    known = _weeks_with_runs(history, span.last)
    if known < kb.parameter("changes_least_weeks"):
        return _silent(span, side, known, enough=False, sentence="changes_too_little")
    ends = _ends(span)
    seen = [_changes_at(history, end, side, kb, len(ends)) for end in ends]
    if not any(recent for _, recent, _ in seen):
        return _silent(span, side, known, enough=True, sentence="changes_no_recent_run")
    best = _best([changes for changes, _, _ in seen])
    ranked = sorted(best.values(), key=lambda c: (not c.found, 2.0 if c.p_adjusted is None else c.p_adjusted, c.factor))
    weeks = seen[0][2]
    return Changes(
        onset=span,
        side=side,
        weeks_of_history=known,
        enough=True,
        changes=tuple(ranked),
        not_looked_at=tuple(f for f in FACTORS if f not in best),
        facts=run_facts(ranked, weeks, kb),
        sentence="changes_some_found" if any(c.found for c in ranked) else "changes_none_found",
    )


def _weeks_with_runs(history: History, last: date) -> int:
    return len({(last - r.day).days // _WEEK for r in history.runs if r.day <= last})


def _silent(onset: Onset, side: Side, weeks: int, *, enough: bool, sentence: str) -> Changes:
    return Changes(onset=onset, side=side, weeks_of_history=weeks, enough=enough, not_looked_at=tuple(FACTORS), sentence=sentence)


def _ends(onset: Onset) -> tuple[date, ...]:
    """The last day of the onset, and every week's end before it down to the first."""
    count = min((onset.last - onset.first).days // _WEEK + 1, _MOST_ENDS)
    return tuple(onset.last - timedelta(days=_WEEK * k) for k in range(count))


def _best(seen: list[dict[str, Change]]) -> dict[str, Change]:
    """Of each factor the most unusual time; the latest where none has a chance."""
    best: dict[str, Change] = {}
    for changes in seen:
        for name, change in changes.items():
            old = best.get(name)
            if old is None or (change.p_adjusted is not None and (old.p_adjusted is None or change.p_adjusted < old.p_adjusted)):
                best[name] = change
    return best


def method_of(kb: KnowledgeBase) -> Method:
    """The numbers of the method from the parameters."""
    p = kb.parameter
    return Method(
        usual_weeks=int(p("changes_usual_weeks")),
        usual_least=int(p("changes_usual_least")),
        guard_weeks=int(p("changes_guard_weeks")),
        clip_sd=p("changes_clip_sd"),
        memory=p("changes_memory"),
        slow_share=p("changes_slow_share"),
        slow_weeks=p("changes_slow_weeks"),
        own_windows=p("changes_own_windows"),
        looks=p("changes_looks"),
    )


def _changes_at(history: History, end: date, side: Side, kb: KnowledgeBase, looks: int) -> tuple[dict[str, Change], bool, Weeks]:
    """Every factor at one end of the time before the onset, and whether a run was recorded shortly before."""
    method, weeks = method_of(kb), weeks_before(history, end, side, kb)
    recent = bool(weeks.has_run[: int(kb.parameter("changes_window_short"))].any())
    if weeks.count < 2 or not recent:
        return {}, recent, weeks
    measured = measure(weeks, kb, method)
    guard = method.guard_of(weeks.count, 1)
    reference = _reference(weeks, guard, int(kb.parameter("changes_window_short")))
    outcomes = {name: m.outcome if name in EVENTS else calibrated(m.outcome, reference, method) for name, m in measured.items()}
    chances = adjusted(outcomes, reference, method)
    several = {name: -math.expm1(looks * math.log1p(-min(p, 1.0 - 1e-12))) for name, p in chances.items()}
    shown = [name for name in measured if name in several or name == OLD_SHOE]
    return {name: _change(name, measured[name], outcomes[name], several.get(name), reference, weeks, kb) for name in shown}, recent, weeks


def _reference(weeks: Weeks, guard: int, window: int) -> Flags:
    """Pseudo-onsets: weeks well before the onset, not in or shortly after a week in which this knee is known to have hurt."""
    hurt = np.concatenate([weeks.pain, np.zeros(window - 1, dtype=np.bool_)])
    near = np.lib.stride_tricks.sliding_window_view(hurt, window).any(axis=1)
    return np.asarray((np.arange(weeks.count) >= guard) & ~near, dtype=np.bool_)


def _change(name: str, m: Measured, outcome: Outcome, p: float | None, reference: Flags, weeks: Weeks, kb: KnowledgeBase) -> Change:
    counted = reference & np.isfinite(outcome.z)
    found = p is not None and p <= kb.parameter("changes_p") and m.large
    effect = (m.outcome.before - m.outcome.usual) / m.outcome.spread if m.outcome.spread > 0 else math.nan
    times = int(counted.sum()) if p is not None else 0
    return Change(
        factor=name,
        before=_told(m.before),
        usual=_told(m.usual),
        unit=FACTORS[name].unit,
        weeks=m.outcome.weeks,
        effect_sd=_told(effect),
        p_adjusted=p,
        found=found,
        as_large=int((counted & (m.sizes >= m.sizes[0] - _SAME)).sum()) if p is not None else 0,
        of_times=times,
        known_free=int((counted & weeks.free).sum()) if p is not None else 0,
        sentence=_sentence(name, m, found, p),
        values=_values(name, m),
        source=FACTORS[name].source,
        runs=m.runs,
    )


def _told(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _sentence(name: str, m: Measured, found: bool, p: float | None) -> str:
    if found:
        return f"changes_{name}_found"
    if name == RESTART and not m.large:
        return "changes_restart_none"
    if name == NEW_SHOE and m.before == 0:
        return "changes_new_shoe_none"
    if name == OLD_SHOE and p is None:
        return "changes_old_shoe_listed"
    if name == SPIKE and m.before <= 1.0:
        return "changes_spike_none"
    return f"changes_{name}_usual"


def _values(name: str, m: Measured) -> Mapping[str, str | int | float]:
    """What fills a sentence, as whole numbers."""
    if name == SPIKE:
        return {"percent": round(100 * max(0.0, m.before - 1.0))}
    if name in (NEW_SHOE, "surface"):
        return {"before": round(100 * m.before), "usual": round(100 * _or_zero(m.usual)), "name": m.name}
    if name == "sleep":
        return {"minutes": round(60 * abs(_or_zero(m.usual) - m.before)), "weeks": m.outcome.weeks}
    before, usual = _or_zero(m.before), _or_zero(m.usual)
    if name in ("cadence", "resting_hr"):
        return {"by": round(abs(before - usual)), "weeks": m.outcome.weeks}
    return {"before": round(before), "usual": round(usual), "weeks": m.outcome.weeks, "name": m.name}


def _or_zero(value: float) -> float:
    return value if math.isfinite(value) else 0.0
