"""What is said of the load of a run, and what is left open."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kneewise.reason
from kneewise.app.desk import Desk
from kneewise.model.load import DAMAGE_EXPONENTS, ITB, PATELLAR_TENDON, PFJ, TFJ, TISSUES, Estimate, RunLoad
from kneewise.reason.knee_load import run_load, total
from kneewise.reason.kneecap import kneecap_force_n
from tests.knowing import base, tree
from tests.readability import grade
from tests.spec.load.simulated import N, half, impulse, model, of, peak, relative, run

title = "The load of a run says what it knows, how well, and what it does not know"


def estimates(load: RunLoad) -> list[Estimate]:
    found = [x for t in load.tissues.values() for x in (t.peak_bw, t.impulse_bws, t.relative, t.area_mm2, *t.damage.values())]
    in_units = [x for t in load.tissues.values() for x in (t.peak_kn(load.mass_kg), t.peak_mpa(load.mass_kg), t.impulse_kn_s(load.mass_kg))]
    return [x for x in (*found, *in_units) if x is not None]


# Units and the reference.
def test_the_reference_kilometre_is_one() -> None:
    load = run(2.9, 160.0)
    for tissue in (PFJ, TFJ, PATELLAR_TENDON):
        assert relative(load, tissue) == pytest.approx(1.0)
        assert [x.value for x in load.tissues[tissue].damage.values()] == pytest.approx([1.0] * len(DAMAGE_EXPONENTS))
    assert load.cycles == pytest.approx(1000 / 2.9 * 160 / 60 / 2)
    assert load.outside == ("load_mass_unknown",)


def test_newtons_are_body_weights_times_mass() -> None:
    kneecap = of().tissues[PFJ]
    light, heavy = kneecap.peak_kn(50), kneecap.peak_kn(100)
    assert light is not None
    assert heavy is not None
    assert heavy.value == pytest.approx(2 * light.value)
    assert heavy.value == pytest.approx(5.2 * 100 * 9.80665 / 1000)


def test_pressure_is_told_only_behind_the_kneecap() -> None:
    load = of()
    assert [name for name, tissue in load.tissues.items() if tissue.peak_mpa(70)] == [PFJ]


# Unknown is unknown.
def test_without_mass_there_are_no_newtons_but_the_load_is_compared_all_the_same() -> None:
    load = of(mass_kg=None)
    kneecap = load.tissues[PFJ]
    assert kneecap.peak_kn(load.mass_kg) is kneecap.peak_mpa(load.mass_kg) is kneecap.impulse_kn_s(load.mass_kg) is None
    assert kneecap.relative == of().tissues[PFJ].relative
    assert load.outside == ("load_mass_unknown",)


def test_without_cadence_the_usual_one_is_assumed_and_the_range_is_wider() -> None:
    known, assumed = (of(cadence=c).tissues[PFJ].damage[3] for c in (160.0, np.nan))
    assert "load_cadence_assumed" in of(cadence=np.nan).outside
    assert assumed.value == pytest.approx(known.value)
    assert assumed.lo < known.lo
    assert assumed.hi > known.hi


def test_cadence_lost_on_the_way_is_filled_from_the_rest_of_the_run() -> None:
    whole, part = of(cadence=170.0), of(cadence=half(170.0, np.nan))
    assert part.cycles == pytest.approx(whole.cycles)
    assert part.outside == whole.outside


def test_speed_lost_on_the_way_is_filled_from_the_rest_of_the_run_and_that_is_said() -> None:
    part = of(speed=half(2.9, np.nan))
    assert relative(part) == pytest.approx(relative(of()))
    assert part.outside == ("load_speed_gaps",)


def test_a_speed_of_zero_with_running_steps_is_not_believed() -> None:
    assert relative(of(speed=half(2.9, 0.0))) == pytest.approx(relative(of()))


def test_without_any_speed_steps_are_counted_and_the_load_is_unknown() -> None:
    load = of(speed=np.nan)
    assert load.cycles == pytest.approx(of().cycles)
    assert "load_speed_unknown" in load.outside
    assert not estimates(load)


def test_a_run_without_samples_or_without_values_says_nothing() -> None:
    empty = np.empty(0)
    for load in (
        run_load(empty, empty, empty, empty, mass_kg=70, model=model()),
        of(np.nan, np.nan, np.nan),
        of(dt=np.nan),
        of(0.0, 0.0),
    ):
        assert load.cycles == 0
        assert "load_no_steps" in load.outside
        assert not estimates(load)
    assert "load_gaps" in of(np.nan, np.nan).outside


def test_the_outer_band_has_no_force_and_the_tendon_no_impulse_and_both_say_why() -> None:
    tissues = of().tissues
    assert tissues[ITB].why == "load_itb_no_force"
    assert tissues[ITB].peak_bw is tissues[ITB].relative is None
    assert tissues[PATELLAR_TENDON].why == "load_tendon_no_impulse"
    assert tissues[PATELLAR_TENDON].impulse_bws is None
    assert tissues[PATELLAR_TENDON].peak_bw is not None


# Limits.
@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ({"speed": 1.9}, "load_speed_slow"),
        ({"speed": 5.0, "cadence": 185.0}, "load_speed_fast"),
        ({"cadence": 180.0}, "load_cadence_unusual"),
        ({"slope": -0.1}, "load_grade_steep"),
        ({"slope": 0.1}, "load_grade_steep"),
        ({"slope": -0.05}, "load_downhill_unsure"),
        ({"slope": np.nan}, "load_grade_unknown"),
        ({"speed": half(2.9, 1.4), "cadence": half(160.0, 117.0)}, "load_walking"),
        ({"speed": 1.4, "cadence": np.nan}, "load_cadence_assumed"),
        ({"speed": half(1.4, np.nan), "cadence": 117.0}, "load_speed_gaps"),
        ({"speed": half(2.9, np.nan), "cadence": half(160.0, np.nan)}, "load_gaps"),
    ],
)
def test_a_limit_that_is_left_is_said(values: dict[str, object], limit: str) -> None:
    assert limit in of(values.get("speed", 2.9), values.get("cadence", 160.0), values.get("slope", 0.0)).outside


def test_a_usual_run_on_the_level_leaves_no_limit() -> None:
    assert of().outside == ()


def test_a_short_time_outside_is_not_worth_a_word() -> None:
    assert of(slope=np.where(np.arange(N) < 2, -0.2, 0.0)).outside == ()


def test_every_limit_and_reason_is_a_sentence_in_both_languages(desk: Desk) -> None:
    folder = Path(next(iter(kneewise.reason.__path__)))
    said = "".join((folder / name).read_text(encoding="utf-8") for name in ("load_steps.py", "knee_load.py"))
    ids = {name for name in re.findall(r'"(load_[a-z_]+)"', said) if name not in base().parameters}
    assert len(ids) >= 16
    for language in ("en", "de"):
        assert ids == set(tree()[f"texts/{language}/phrases_load"])
    assert all(desk.texts.phrase(name) for name in ids)


def test_each_sentence_is_plain() -> None:
    hard = {name: grade(text) for name, text in tree()["texts/en/phrases_load"].items() if grade(text) > 8}
    assert not hard


# Order.
def test_a_longer_run_loads_more() -> None:
    loads = [run(2.9, km=km) for km in (1, 2, 5, 10)]
    for tissue in (PFJ, TFJ):
        sums = [impulse(load, tissue) for load in loads]
        assert sums == sorted(sums)
    assert peak(loads[0]) == pytest.approx(peak(loads[-1]))


def test_twice_the_run_is_twice_the_impulse_the_damage_and_the_steps() -> None:
    once, twice = of(speed=half(2.5, 3.3)), of(speed=half(2.5, 3.3), dt=10.0)
    assert impulse(twice) == pytest.approx(2 * impulse(once))
    assert twice.tissues[PFJ].damage[7].value == pytest.approx(2 * once.tissues[PFJ].damage[7].value)
    assert twice.cycles == pytest.approx(2 * once.cycles)


def test_a_kilometre_walked_spares_the_kneecap_and_hardly_the_joint_below() -> None:
    ran, walked = run(2.9), run(1.4, 117.0)
    assert relative(walked) < 0.5 * relative(ran)
    assert relative(walked, TFJ) == pytest.approx(0.94 * relative(ran, TFJ), abs=0.01)
    for tissue in (PFJ, TFJ, PATELLAR_TENDON):
        assert peak(walked, tissue) < peak(ran, tissue)
        assert walked.tissues[tissue].damage[7].value < 0.01


def test_walk_breaks_are_added_and_the_peak_stays_that_of_running() -> None:
    mixed = of(speed=half(2.9, 1.4), cadence=half(160.0, 117.0))
    ran, walked = of(dt=half(5.0, 0.0)), of(1.4, 117.0, dt=half(0.0, 5.0))
    assert relative(mixed) == pytest.approx(relative(ran) + relative(walked))
    assert mixed.cycles == pytest.approx(ran.cycles + walked.cycles)
    assert peak(mixed) == pytest.approx(peak(ran))


def test_slow_kilometres_look_worse_by_impulse_and_fast_ones_by_high_powers_of_the_peak() -> None:
    slow, fast = run(2.5), run(4.0)
    assert relative(slow) > relative(fast)
    assert slow.tissues[PFJ].damage[7].value < fast.tissues[PFJ].damage[7].value


@pytest.mark.parametrize(
    ("speed_mps", "cadence_spm", "runs"), [(2.2, 145, True), (1.8, 130, False), (2.2, np.nan, True), (1.8, np.nan, False), (2.6, 130, True)]
)
def test_cadence_tells_running_from_walking_and_speed_where_there_is_none(speed_mps: float, cadence_spm: float, runs: bool) -> None:
    load = of(speed_mps, cadence_spm)
    assert (load.run_cycles > 0) is runs
    assert (load.walk_cycles > 0) is not runs


# Sums.
def test_a_week_is_the_sum_of_its_runs_and_ends_add_up_with_ends() -> None:
    runs = [run(2.9, km=5), run(3.5, km=8), run(1.4, 117.0, km=2)]
    week = total(runs)
    assert impulse(week) == pytest.approx(sum(impulse(load) for load in runs))
    assert week.tissues[TFJ].damage[3].hi == pytest.approx(sum(load.tissues[TFJ].damage[3].hi for load in runs))
    assert peak(week) == max(peak(load) for load in runs)
    assert week.cycles == pytest.approx(sum(load.cycles for load in runs))
    assert week.outside == ("load_mass_unknown", "load_walking")


def test_a_week_with_a_run_of_unknown_load_says_that_the_sum_is_too_low() -> None:
    week = total([of(), of(speed=np.nan)])
    assert relative(week) == pytest.approx(relative(of()))
    assert "load_part_unknown" in week.outside


def test_a_week_without_runs_is_not_known_to_be_free_of_load() -> None:
    assert not estimates(total([]))
    assert total([]).cycles == 0


def test_mass_of_a_week_is_known_only_if_it_is_known_for_each_run() -> None:
    assert total([of(mass_kg=70), of(mass_kg=72)]).mass_kg == pytest.approx(71)
    assert total([of(mass_kg=70), of(mass_kg=None)]).mass_kg is None


# Errors.
def test_arrays_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="expected the same"):
        run_load(np.ones(2), np.ones(2), np.ones(3), np.ones(2), mass_kg=70, model=model())


@pytest.mark.parametrize("mass_kg", [0.0, -70.0, float("nan")])
def test_a_mass_that_cannot_be_is_refused(mass_kg: float) -> None:
    with pytest.raises(ValueError, match="mass"):
        of(mass_kg=mass_kg)


@pytest.mark.parametrize(("angle_deg", "moment_nm"), [(-1, 10), (91, 10), (float("nan"), 10), (44, -1), (44, float("nan"))])
def test_a_knee_that_cannot_be_is_refused(angle_deg: float, moment_nm: float) -> None:
    with pytest.raises(ValueError, match=r"angle|moment"):
        kneecap_force_n(angle_deg, moment_nm, model())


# Any input.
def numbers(low: float, high: float) -> st.SearchStrategy[list[float]]:
    odd = st.sampled_from([float("nan"), 0.0, float("inf"), -1.0])
    return st.lists(st.one_of(st.floats(low, high), odd), min_size=8, max_size=8)


ANY = {"dt": numbers(0.01, 60), "speed": numbers(0, 12), "cadence": numbers(0, 260), "slope": numbers(-1, 1)}


def any_run(dt: list[float], speed: list[float], cadence: list[float], slope: list[float]) -> RunLoad:
    finite = np.where(np.isfinite(dt), dt, np.nan)
    return run_load(finite, np.array(speed), np.array(cadence), np.array(slope), mass_kg=70, model=model())


@given(**ANY)
def test_every_number_is_finite_above_zero_and_in_its_range(
    dt: list[float], speed: list[float], cadence: list[float], slope: list[float]
) -> None:
    load = any_run(dt, speed, cadence, slope)
    assert set(load.tissues) == set(TISSUES)
    assert np.isfinite(load.cycles)
    assert len(set(load.outside)) == len(load.outside)
    for x in estimates(load):
        assert np.isfinite([x.lo, x.value, x.hi]).all()
        assert 0 < x.lo <= x.value * (1 + 1e-12)
        assert x.value <= x.hi * (1 + 1e-12)


@given(**ANY)
def test_the_order_of_samples_does_not_matter(dt: list[float], speed: list[float], cadence: list[float], slope: list[float]) -> None:
    load, back = any_run(dt, speed, cadence, slope), any_run(dt[::-1], speed[::-1], cadence[::-1], slope[::-1])
    assert set(load.outside) == set(back.outside)
    assert [x.value for x in estimates(load)] == pytest.approx([x.value for x in estimates(back)])


@given(st.floats(2.0, 6.0), st.floats(140, 200), st.floats(-0.3, 0.3), st.floats(1.0, 1.1))
def test_a_faster_step_never_presses_less(speed_mps: float, cadence_spm: float, slope: float, times: float) -> None:
    """At a cadence that keeps to what is usual."""
    slower, faster = (of(v, 160.0 + 12.0 * (v - 2.9), slope) for v in (speed_mps, speed_mps * times))
    assert peak(faster) >= peak(slower) * (1 - 1e-12)
    assert peak(of(speed_mps, min(cadence_spm * times, 240.0), slope)) <= peak(of(speed_mps, cadence_spm, slope)) * (1 + 1e-12)
