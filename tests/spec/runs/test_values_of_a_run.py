from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneewise.model.run import CHANNELS, NO_SAMPLES, Recording, Samples
from kneewise.model.run_values import Basis
from kneewise.reason.run_climb import ascent_and_descent, running_cost
from kneewise.reason.run_metrics import values_of
from kneewise.reason.run_track import forward_in_time, track_of
from tests.run_maker import START, north, quality, steady, track, values

title = "The values of a run are right in spite of what sensors do"

N = 1200
WAY = 3.0 * np.arange(N, dtype=np.float64)


def test_a_plain_run_is_as_long_as_its_positions() -> None:
    found = values(steady())
    assert found["distance_m"] == pytest.approx(3.0 * (N - 1), rel=1e-6)
    assert found["distance_recorded_m"] == pytest.approx(3.0 * (N - 1), rel=1e-6)
    assert (found["elapsed_s"], found["timer_s"], found["moving_s"]) == (N - 1, N - 1, N - 1)


def test_what_is_not_known_is_absent() -> None:
    assert not values(steady()).keys() & {"mean_hr_bpm", "mean_cadence_spm", "steps", "ascent_m", "gap_speed_mps", "mean_power_w"}


def test_each_value_says_where_it_comes_from() -> None:
    run = steady(distance_m=WAY, cadence_spm=170, altitude_m=100)
    run = replace(run, totals={"distance_m": 3600.0, "ascent_m": 12.0})
    basis = values_of(run, track(run)).basis
    assert {name: basis[name] for name in ("distance_recorded_m", "distance_m", "ascent_m", "descent_m", "mean_cadence_spm", "steps")} == {
        "distance_recorded_m": Basis.MEASURED,
        "distance_m": Basis.DERIVED,
        "ascent_m": Basis.MEASURED,
        "descent_m": Basis.DERIVED,
        "mean_cadence_spm": Basis.MEASURED,
        "steps": Basis.DERIVED,
    }


@pytest.mark.parametrize("away", [1, 5])
def test_a_stray_fix_adds_nothing(away: int) -> None:
    place = north(WAY)
    place[400 : 400 + away] += north(np.array(900.0))
    run = steady(latitude_deg=place)
    assert values(run)["distance_m"] == pytest.approx(3.0 * (N - 1), rel=1e-3)
    assert "position_jump" in quality(run)
    assert values(run)["distance_recorded_m"] > 3.0 * N + 1700  # as recorded, beside it


def test_a_new_place_after_a_jump_is_gone_on_from() -> None:
    place = north(WAY)
    place[400:] += north(np.array(50_000.0))
    assert values(steady(latitude_deg=place))["distance_m"] == pytest.approx(3.0 * (N - 2), rel=1e-3)


def test_a_tunnel_is_bridged() -> None:
    place = north(WAY)
    place[300:420] = np.nan
    assert values(steady(latitude_deg=place))["distance_m"] == pytest.approx(3.0 * (N - 1), rel=1e-6)


def test_a_foot_pod_that_stands_still_gives_way_to_the_positions() -> None:
    run = steady(distance_m=np.minimum(WAY, 600.0))
    assert values(run)["distance_m"] == pytest.approx(3.0 * (N - 1), rel=1e-6)
    assert "distance_stuck" in quality(run)


def test_a_recorded_distance_goes_before_the_positions() -> None:
    run = steady(distance_m=1.05 * WAY)
    assert values(run)["distance_m"] == pytest.approx(1.05 * 3.0 * (N - 1), rel=1e-6)


def test_a_recorded_distance_that_jumps_is_mended() -> None:
    told = WAY.copy()
    told[500:] += 4000.0
    told[800] = 0.0
    run = steady(distance_m=told)
    assert values(run)["distance_m"] == pytest.approx(3.0 * (N - 1), abs=10)
    assert "distance_jump" in quality(run)


def test_the_way_in_a_pause_does_not_count() -> None:
    run = replace(steady(distance_m=WAY), pauses=((300.0, 500.0),))
    found = values(run)
    assert found["distance_m"] == pytest.approx(3.0 * (N - 1 - 200), rel=1e-6)
    assert (found["timer_s"], found["moving_s"], found["elapsed_s"]) == (N - 201, N - 201, N - 1)


def test_standing_at_a_light_is_not_moving() -> None:
    told = np.where(np.arange(N) < 600, WAY, np.maximum(WAY - 3 * 120, WAY[600]))
    assert values(steady(latitude_deg=None, longitude_deg=None, distance_m=told))["moving_s"] == pytest.approx(N - 1 - 120, abs=16)


@pytest.mark.parametrize("hole_s", [60, 600, 3600, 7200])
@pytest.mark.parametrize("by", ["position", "distance", "cadence"])
def test_a_hole_without_ground_covered_is_a_pause_even_if_nobody_says_so(hole_s: int, by: str) -> None:
    channels: dict[str, dict[str, Any]] = {"position": {}, "distance": {"latitude_deg": None, "longitude_deg": None, "distance_m": WAY}}
    channels["cadence"] = {"latitude_deg": None, "longitude_deg": None}
    run = steady(cadence_spm=170, **channels[by])
    times = run.samples.elapsed_s + np.where(np.arange(N) < 600, 0, hole_s)
    run = replace(run, samples=Samples(times, run.samples.channels))
    found, cleaned = values(run), track(run)
    assert found["moving_s"] == pytest.approx(N - 1, abs=2)
    assert found["steps"] == pytest.approx(170 / 60 * (N - 1), rel=0.01)
    if by != "cadence":
        assert np.nansum(cleaned.speed_mps * cleaned.dt_s) == pytest.approx(found["distance_m"], rel=0.02)


def test_what_a_thin_track_covers_is_its_distance() -> None:
    thin = np.arange(0, N, 60)
    run = steady()
    samples = Samples(
        run.samples.elapsed_s[thin], {name: values_of_channel[thin] for name, values_of_channel in run.samples.channels.items()}
    )
    cleaned = track(replace(run, samples=samples))
    assert np.nansum(cleaned.speed_mps * cleaned.dt_s) == pytest.approx(cleaned.step_m.sum(), rel=1e-6)


def test_motion_lasts_no_longer_than_the_watch_ran() -> None:
    run = replace(steady(distance_m=WAY), totals={"timer_s": 900.0, "distance_m": WAY[-1]})
    assert values(run)["moving_s"] == 900.0


def test_freezing_is_a_temperature() -> None:
    assert values(steady(temperature_c=np.where(np.arange(N) < 900, 0.0, 2.0)))["mean_temperature_c"] == pytest.approx(0.5)
    assert values(steady(temperature_c=0.0))["mean_temperature_c"] == 0.0


def test_heights_that_jump_are_left_out() -> None:
    height = np.full(N, 100.0)
    height[[300, 301, 700]] = 9000.0
    run = steady(altitude_m=height)
    assert values(run)["ascent_m"] == 0.0
    assert "altitude_jump" in quality(run)


def test_a_clock_that_jumps_back_keeps_the_longest_stretch() -> None:
    times = np.array([500.0, 501.0, 0.0, 1.0, 2.0, np.nan, 3.0, 4.0, 4.0])
    np.testing.assert_array_equal(forward_in_time(times), [2, 3, 4, 6, 7, 8])


def test_steps_are_those_in_motion() -> None:
    assert values(steady(cadence_spm=180))["steps"] == pytest.approx(3.0 * (N - 1), rel=1e-6)
    run = replace(steady(cadence_spm=180), totals={"steps": 3333.0})
    assert values(run)["steps"] == 3333.0


@pytest.mark.parametrize(("told", "word"), [(86.0, "cadence_halved"), (344.0, "cadence_doubled")])
def test_a_sensor_that_counts_half_or_twice_is_set_right(told: float, word: str) -> None:
    run = steady(cadence_spm=told)
    assert values(run)["mean_cadence_spm"] == pytest.approx(172.0)
    assert word in quality(run)


def test_a_walkers_cadence_stays() -> None:
    assert values(steady(speed_mps=1.2, cadence_spm=88.0))["mean_cadence_spm"] == 88.0


def test_steps_counted_half_for_a_while_are_set_right() -> None:
    told = np.full(N, 172.0)
    told[200:260] = 86.0
    assert values(steady(cadence_spm=told))["mean_cadence_spm"] == pytest.approx(172.0)


def test_a_strap_without_contact_does_not_count() -> None:
    beats = np.full(N, 150.0)
    beats[:100], beats[100:120] = 0.0, 250.0
    assert values(steady(heart_rate_bpm=beats))["mean_hr_bpm"] == pytest.approx(150.0)
    assert "heart_rate_stuck" in quality(steady(heart_rate_bpm=beats))
    assert "heart_rate_stuck" not in quality(steady(heart_rate_bpm=150 + np.arange(N) % 7))


def test_a_noisy_height_does_not_add_up() -> None:
    noise = np.random.default_rng(1).normal(0, 1.0, N)
    found = values(steady(altitude_m=100 + noise))
    assert found["ascent_m"] < 4
    assert found["descent_m"] < 4


def test_hills_are_counted_up_and_down() -> None:
    assert ascent_and_descent(np.array([0.0, 20.0, 19.5, 40.0, 10.0])) == (40.0, 30.0)
    found = values(steady(altitude_m=50 * np.sin(np.arange(N) / N * 4 * np.pi)))
    assert found["ascent_m"] == pytest.approx(200, rel=0.03)


def test_steep_slopes_down_are_counted_apart() -> None:
    height = 200 - 0.12 * WAY
    found = values(steady(altitude_m=height))
    fall = 0.12 * 3.0 * (N - 1)
    assert found["steep_descent_m"] == pytest.approx(fall, rel=0.03)
    assert found["very_steep_descent_m"] == pytest.approx(fall, rel=0.03)
    assert found["steep_down_share"] == pytest.approx(1.0, rel=0.03)
    gentle = values(steady(altitude_m=200 - 0.03 * WAY))
    assert gentle["steep_descent_m"] == pytest.approx(0.0, abs=0.1)


def test_the_pace_as_if_level_follows_the_published_cost() -> None:
    np.testing.assert_allclose(running_cost(np.array([0.0])), [3.6])
    assert running_cost(np.array([-0.2]))[0] == pytest.approx(1.73, abs=0.1)  # measured there: 1.73 J/kg/m
    assert running_cost(np.array([0.45]))[0] == pytest.approx(18.93, abs=0.6)
    assert values(steady(altitude_m=100))["gap_speed_mps"] == pytest.approx(3.0, rel=0.01)
    assert values(steady(altitude_m=0.1 * WAY))["gap_speed_mps"] > 4.0


def test_cadence_is_kept_by_speed_on_the_level() -> None:
    run = steady(cadence_spm=168, altitude_m=100, speed_mps=3.1)
    (only,) = [row for row in values_of(run, track(run)).by_speed if row[1] > 60]
    np.testing.assert_allclose(np.array(only, dtype=float), [3.0, 3.1 * (N - 1), 168], rtol=0.02)
    uphill = steady(cadence_spm=168, altitude_m=0.1 * WAY)
    assert all(cadence is None for _, _, cadence in values_of(uphill, track(uphill)).by_speed)


def test_a_summary_alone_gives_what_it_says() -> None:
    run = Recording(key="0", format="strava_csv", sport="running", start=START, totals={"distance_m": 8000.0, "timer_s": 2400.0})
    found = values_of(run, track(run))
    assert found.values == {"distance_recorded_m": 8000.0, "distance_m": 8000.0, "elapsed_s": 2400.0, "timer_s": 2400.0, "moving_s": 2400.0}
    assert found.quality == ("summary_only",)


def test_nothing_gives_nothing() -> None:
    assert values(Recording(key="0", format="fit", samples=NO_SAMPLES)) == {}


CHANNEL = st.sampled_from(sorted(CHANNELS))
NUMBER = st.one_of(st.floats(-1e6, 1e6), st.just(np.nan), st.floats(-200, 200))


@settings(max_examples=150)
@given(
    st.integers(0, 40).flatmap(
        lambda n: st.tuples(
            st.lists(st.one_of(st.floats(-1e5, 1e7), st.just(np.nan)), min_size=n, max_size=n),
            st.dictionaries(CHANNEL, st.lists(NUMBER, min_size=n, max_size=n)),
        )
    )
)
def test_whatever_the_sensors_say_no_value_is_negative_or_absurd(drawn: tuple[list[float], dict[str, list[float]]]) -> None:
    times, channels = drawn
    samples = Samples(np.array(times, float), {name: np.array(v, float) for name, v in channels.items()})
    run = Recording(key="0", format="fit", sport="running", start=START, samples=samples)
    found = values_of(run, track_of(run))
    for name, value in found.values.items():
        assert np.isfinite(value), name
        if not name.startswith(("mean_t", "mean_power", "mean_contact", "mean_v", "mean_step", "distance_recorded")):
            assert value >= 0, name
    assert set(found.basis) == set(found.values)
    assert found.values.get("moving_s", 0) <= found.values.get("elapsed_s", 0) + 1e-6
