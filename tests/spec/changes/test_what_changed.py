from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneewise.app.changes import onset_from
from kneewise.model.changes import Change, Changes, Onset
from kneewise.model.errors import UsageError
from kneewise.model.fact import Side
from kneewise.model.history import DayNote, History, HistoryRun
from kneewise.reason.changes import what_changed
from kneewise.reason.changes_facts import bayes_factor
from tests.knowing import base
from tests.real_histories import RUPTURE, one_runner, person

title = "What changed before it hurt is told against the runner's own earlier weeks"

ONSET = date(2026, 10, 4)
TODAY = date(2026, 11, 24)


def weekly(weeks: int, wobble: Iterable[float] = (1.0, 1.1, 0.9, 1.05, 0.95)) -> list[HistoryRun]:
    """Three runs a week, 5, 8 and 10 km, that go up and down a little; the last week ends with the onset."""
    steps = list(wobble)
    return [
        HistoryRun(id=f"w{w}d{d}", day=ONSET - timedelta(days=7 * w + d), distance_m=1000 * km * steps[w % len(steps)], moving_s=360 * km)
        for w in range(weeks)
        for d, km in ((5, 5.0), (3, 8.0), (1, 10.0))
    ]


def asked(runs: list[HistoryRun], side: Side = Side.LEFT, notes: tuple[DayNote, ...] = ()) -> Changes:
    return what_changed(History(runs=tuple(runs), notes=notes), ONSET, side, base())


def of(changes: Changes, factor: str) -> Change:
    return next(c for c in changes.changes if c.factor == factor)


@pytest.mark.parametrize("weeks", [0, 1, 7])
def test_under_eight_weeks_nothing_is_said(weeks: int) -> None:
    found = asked(weekly(weeks))
    assert (found.enough, found.changes, found.facts, found.weeks_of_history) == (False, (), (), weeks)
    assert found.sentence == "changes_too_little"


def test_a_steady_runner_has_no_change_to_tell() -> None:
    found = asked(weekly(40))
    assert found.enough
    assert not any(c.found for c in found.changes)


def test_one_long_run_is_found_with_its_run_and_becomes_a_fact() -> None:
    runs = [replace(run, distance_m=26_000.0) if run.id == "w0d1" else run for run in weekly(40)]
    found = asked(runs)
    spike = of(found, "spike")
    assert spike.found
    assert spike.runs == ("w0d1",)
    assert spike.values == {"percent": round(100 * (26 / 11 - 1))}
    (fact,) = [f for f in found.facts if f.finding == "single_run_spike"]
    assert fact.value is True
    assert 1 < fact.bayes_factor <= 3


def test_a_spike_of_every_month_explains_little() -> None:
    rare = [replace(run, distance_m=26_000.0) if run.id == "w0d1" else run for run in weekly(52)]
    often = [replace(run, distance_m=26_000.0) if run.id in {f"w{w}d1" for w in range(0, 52, 6)} else run for run in weekly(52)]
    factor = {
        name: next(f.bayes_factor for f in asked(runs).facts if f.finding == "single_run_spike")
        for name, runs in (("rare", rare), ("often", often))
    }
    assert factor["often"] < factor["rare"]
    assert of(asked(rare), "spike").found
    assert not of(asked(often), "spike").found
    assert of(asked(rare), "spike").as_large == 0
    assert of(asked(often), "spike").as_large >= 5


def test_of_an_onset_between_two_days_a_spike_within_weighs_as_on_its_own_day() -> None:
    runs = [replace(run, distance_m=26_000.0) if run.id == "w2d1" else run for run in weekly(40)]
    span = Onset(ONSET - timedelta(days=21), ONSET)
    found = what_changed(History(runs=tuple(runs)), span, Side.LEFT, base())
    assert of(found, "spike").runs == ("w2d1",)
    assert next(f.rate_ratio for f in found.facts if f.finding == "single_run_spike") == 2.28
    on_the_day = what_changed(History(runs=tuple(runs)), ONSET - timedelta(days=14), Side.LEFT, base())
    assert (of(on_the_day, "spike").p_adjusted or 1.0) < (of(found, "spike").p_adjusted or 0.0)


def test_without_a_spike_that_is_said_too_and_weighs_nothing() -> None:
    (fact,) = [f for f in asked(weekly(40)).facts if f.finding == "single_run_spike"]
    assert (fact.value, fact.bayes_factor) == (False, 1.0)


def test_a_restart_after_a_break_is_told() -> None:
    runs = [run for run in weekly(60) if not 14 <= (ONSET - run.day).days < 84]
    restart = of(asked(runs), "restart")
    assert restart.before == pytest.approx(72, abs=3)
    assert "break_restart" in {f.finding for f in asked(runs).facts if f.value}


def test_runs_after_the_onset_do_not_count() -> None:
    later = [HistoryRun(id="later", day=ONSET + timedelta(days=2), distance_m=42_000.0, moving_s=15_000.0)]
    assert asked([*weekly(40), *later]) == asked(weekly(40))


def test_times_in_which_this_knee_hurt_are_no_measure_of_health() -> None:
    hurt = tuple(DayNote(day=ONSET - timedelta(days=d), pain_left=True, pain_right=False) for d in range(80, 140))
    left, right = (of(asked(weekly(40), side, hurt), "volume") for side in (Side.LEFT, Side.RIGHT))
    assert left.of_times < right.of_times
    assert right.known_free > 0
    assert left.known_free == 0


def test_days_without_a_note_are_not_free_of_pain() -> None:
    assert of(asked(weekly(40)), "volume").known_free == 0


def test_what_was_never_recorded_is_not_looked_at() -> None:
    assert {"cadence", "surface", "sleep", "resting_hr", "speed", "descent", "new_shoe"} <= set(asked(weekly(40)).not_looked_at)


@given(st.floats(0.2, 10), st.floats(0, 1))
def test_a_factor_is_capped_and_fades_with_its_base_rate(rate: float, share: float) -> None:
    assert 1 / 3 <= bayes_factor(rate, share, 3.0) <= 3
    assert bayes_factor(rate, 1.0, 3.0) == pytest.approx(1.0)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.one_of(st.none(), st.floats(0, 60_000)), st.one_of(st.none(), st.sampled_from(["A", "B"]))),
        max_size=60,
    ),
    st.sampled_from(list(Side)),
)
def test_any_history_is_answered(rows: list[tuple[int, float | None, str | None]], side: Side) -> None:
    runs = [
        HistoryRun(id=str(k), day=ONSET - timedelta(days=d), distance_m=m, moving_s=m and m / 3, shoe=s) for k, (d, m, s) in enumerate(rows)
    ]
    found = asked(runs, side)
    assert found.enough == (len({d // 7 for d, _, _ in rows}) >= 8)
    assert found == asked(runs[::-1], side)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-05-17", date(2026, 5, 17), date(2026, 5, 17)),
        ("2026-05", date(2026, 5, 1), date(2026, 5, 31)),
        ("2026-05-01..2026-05-20", date(2026, 5, 1), date(2026, 5, 20)),
        ("slowly, since about May", date(2026, 5, 1), date(2026, 5, 31)),
        ("seit etwa Dezember", date(2025, 12, 1), date(2025, 12, 31)),
        ("since March 2025", date(2025, 3, 1), date(2025, 3, 31)),
        ("November", date(2026, 11, 1), TODAY),
    ],
)
def test_an_onset_is_a_day_a_span_or_a_month_in_words(text: str, first: date, last: date) -> None:
    assert onset_from(text, TODAY) == Onset(first, last)


@pytest.mark.parametrize("text", ["", "once", "2026-13", "2026-02-30", "2027-01-01", "12.5."])
def test_anything_else_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(UsageError):
        onset_from(text, TODAY)


def test_the_real_histories_are_answered(shared: Path) -> None:
    folder = shared / "data"
    log = what_changed(one_runner(folder), RUPTURE, Side.LEFT, base())
    assert log.enough
    assert log.weeks_of_history > 80
    knee = what_changed(person(folder, "p12"), date(2020, 2, 1), Side.RIGHT, base())
    assert knee.weeks_of_history < 16
    assert not any(c.found for c in knee.changes)
