from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneewise.model.history import History, HistoryRun
from kneewise.reason.history import history_figures
from tests.knowing import base

title = "A day without a recorded run is unknown; figures begin where the history suffices"

FIRST = date(2026, 1, 5)  # a Monday


def history(*runs: tuple[int, float | None]) -> History:
    """Runs as (day from the first Monday, km)."""
    return History(
        runs=tuple(
            HistoryRun(id=f"r{k}", day=FIRST + timedelta(days=day), distance_m=None if km is None else 1000 * km)
            for k, (day, km) in enumerate(runs)
        )
    )


def test_days_without_a_run_have_no_number() -> None:
    days = history_figures(history((0, 5), (2, 8), (2, 2)), base()).days
    assert days is not None
    np.testing.assert_array_equal(days.km, [5, np.nan, 10])
    np.testing.assert_array_equal(days.runs, [1, 0, 2])


def test_weeks_are_sums_and_the_longest_run() -> None:
    weeks = history_figures(history((0, 5), (2, 8), (7, 6), (13, 4)), base()).weeks
    assert weeks is not None
    assert weeks.first_monday == FIRST
    np.testing.assert_array_equal(weeks.km, [13, 10])
    np.testing.assert_array_equal(weeks.longest_km, [8, 6])


def test_rolling_figures_wait_for_enough_days_and_stop_at_a_gap() -> None:
    steady = [(day, 5.0) for day in range(0, 60, 2)]
    days = history_figures(history(*steady, (100, 5.0)), base()).days
    assert days is not None
    assert np.isnan(days.km_28[26])
    assert days.km_28[58] == pytest.approx(70)
    assert days.acwr_coupled[58] == pytest.approx(days.km_7[58] / (days.km_28[58] / 4))
    assert days.in_gap[70]
    assert np.isnan(days.km_7[100])
    assert np.isnan(days.acwr_coupled[100])


def test_gaps_are_named_with_their_days() -> None:
    (gap,) = history_figures(history((0, 5), (3, 5), (33, 5)), base()).gaps
    assert (gap.last, gap.next, gap.days) == (FIRST + timedelta(days=3), FIRST + timedelta(days=33), 29)


@pytest.mark.parametrize(
    ("km", "band", "hrr"),
    [
        (10.0, "usual", (1.0, 1.0, 1.0)),
        (11.0, "usual", (1.0, 1.0, 1.0)),
        (12.9, "small", (1.64, 1.31, 2.05)),
        (19.0, "moderate", (1.52, 1.16, 2.0)),
        (21.0, "large", (2.28, 1.5, 3.48)),
    ],
)
def test_a_run_is_held_against_the_longest_of_thirty_days(km: float, band: str, hrr: tuple[float, float, float]) -> None:
    spike = history_figures(history((0, 30), (40, 10), (45, km)), base()).spikes[-1]
    assert spike.ratio == pytest.approx(km / 10)
    assert (spike.band, spike.hrr) == (band, hrr)


def test_without_a_run_in_thirty_days_it_is_a_restart_and_at_the_start_nothing_is_known() -> None:
    spikes = history_figures(history((0, 5), (5, 20), (80, 5)), base()).spikes
    assert [(s.ratio, s.band, s.hrr) for s in spikes] == [(None, "unknown", None), (None, "unknown", None), (None, "restart", None)]


def test_no_runs_give_no_figures() -> None:
    found = history_figures(History(), base())
    assert (found.days, found.weeks, found.spikes, found.gaps) == (None, None, (), ())


@given(st.lists(st.tuples(st.integers(0, 400), st.one_of(st.none(), st.floats(0, 60))), max_size=40))
def test_any_history_has_finite_or_absent_figures_and_the_same_in_any_order(runs: list[tuple[int, float | None]]) -> None:
    found = history_figures(history(*runs), base())
    for spike in found.spikes:
        assert spike.ratio is None or spike.ratio > 0
    if found.days is not None:
        assert len(found.days.km) == max(d for d, _ in runs) - min(d for d, _ in runs) + 1
        assert np.nansum(found.days.runs) == len(runs)
        assert not np.isinf(found.days.monotony).any()
