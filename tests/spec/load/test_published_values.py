"""What laboratories found, found again in simulated runs. "In range": with one parameter at the end of its own range."""

from __future__ import annotations

import numpy as np
import pytest

from kneewise.model.load import GRAVITY_MPS2
from kneewise.reason.kneecap import kneecap_force_n, kneecap_stress_mpa
from kneewise.reason.load_model import LoadModel
from tests.spec.load.simulated import USUAL, impulse, model, peak, relative, run, within_range

title = "The load model reproduces the published values it is built on"

KMH = 1 / 3.6
PER_CENT = 0.01


# Speed: Doyle et al. 2023, Sports Biomech, doi 10.1080/14763141.2023.2226111, abstract; 20 runners.
@pytest.mark.parametrize(("speed_mps", "published"), [(3.1, 9.3), (4.2, 35.6)])
def test_a_faster_step_presses_harder_on_the_kneecap(speed_mps: float, published: float) -> None:
    def rise(by: LoadModel) -> float:
        return 100 * (peak(run(speed_mps, by=by)) / peak(run(2.5, by=by)) - 1)

    assert rise(model()) == pytest.approx(published, abs=6)
    assert within_range(rise, published)


@pytest.mark.parametrize(("speed_mps", "published"), [(3.1, -13.7), (3.1, -14.2), (4.2, -33.6)])
def test_a_faster_kilometre_costs_the_kneecap_less(speed_mps: float, published: float) -> None:
    def change(by: LoadModel) -> float:
        return 100 * (relative(run(speed_mps, by=by)) / relative(run(2.5, by=by)) - 1)

    assert change(model()) == pytest.approx(published, abs=2)
    assert within_range(change, published)


def test_a_slow_kilometre_costs_up_to_80_per_cent_more() -> None:
    """Petersen et al. 2015, JOSPT, PMID 25552288: 8.02 against 15.78 km/h, 16 rearfoot runners."""

    def more(by: LoadModel) -> float:
        return relative(run(8.02 * KMH, by=by)) / relative(run(15.78 * KMH, by=by))

    assert more(model()) == pytest.approx(1.80, abs=0.15)
    assert within_range(more, 1.80)


# Cadence and step length.
def test_ten_per_cent_more_steps_take_14_per_cent_off_the_peak() -> None:
    """Lenhart et al. 2014, Med Sci Sports Exerc 46:557, doi 10.1249/MSS.0b013e3182a78c3a: 30 adults."""
    assert peak(run(2.9, 1.1 * USUAL)) / peak(run(2.9)) == pytest.approx(1 - 0.14, abs=0.5 * PER_CENT)


@pytest.mark.parametrize(("longer", "published"), [(1.1, 31.0), (0.9, -22.2)])
def test_longer_steps_raise_the_peak_more_in_one_laboratory_than_in_another(longer: float, published: float) -> None:
    """Willson et al. 2014, Clin Biomech 29:243: 23 women, 3.7 m/s, at least 10 % longer or shorter steps.

    One exponent cannot give both this and Lenhart 2014: the model follows the latter and keeps this within its range.
    """

    def change(by: LoadModel) -> float:
        return 100 * (peak(run(3.7, USUAL / longer, by=by)) / peak(run(3.7, by=by)) - 1)

    assert np.sign(change(model())) == np.sign(published)
    assert abs(change(model())) < abs(published)
    assert within_range(change, published)


@pytest.mark.parametrize(("longer", "published"), [(1.1, 14.0), (0.9, -7.5)])
def test_longer_steps_cost_more_per_mile(longer: float, published: float) -> None:
    """The same study, per mile."""

    def change(by: LoadModel) -> float:
        return 100 * (relative(run(3.7, USUAL / longer, by=by)) / relative(run(3.7, by=by)) - 1)

    assert change(model()) == pytest.approx(published, abs=4.5)
    assert within_range(change, published)


def test_a_second_study_of_shorter_steps_lies_between() -> None:
    """Willson et al. 2015, Scand J Med Sci Sports 25:736, PMID 25585589: 10 % shorter, per step -15 to -20 %, per km -9 to -12 %."""
    assert 0.80 <= peak(run(2.9, USUAL / 0.9)) / peak(run(2.9)) <= 0.85
    assert 0.88 <= relative(run(2.9, USUAL / 0.9)) / relative(run(2.9)) <= 0.91


@pytest.mark.parametrize(
    ("tissue", "peak_bw", "per_km_bws"),
    [("pfj", -0.5, -15.0), ("tfj", -0.8, -18.5)],
)
def test_body_weights_saved_by_a_higher_cadence(tissue: str, peak_bw: float, per_km_bws: float) -> None:
    """Body-borne load and cadence study (source WILLY2016), abstract: cadence +7.5 %, at a speed that the abstract leaves out."""

    def peaks(by: LoadModel) -> float:
        return peak(run(2.9, 1.075 * USUAL, by=by), tissue) - peak(run(2.9, by=by), tissue)

    def per_km(by: LoadModel) -> float:
        return impulse(run(2.9, 1.075 * USUAL, by=by), tissue) - impulse(run(2.9, by=by), tissue)

    assert peaks(model()) == pytest.approx(peak_bw, abs=0.2)
    assert per_km(model()) == pytest.approx(per_km_bws, abs=4)
    assert within_range(peaks, peak_bw)
    assert within_range(per_km, per_km_bws)


def test_runners_with_few_steps_load_the_joint_more() -> None:
    """Thakkar et al. 2019, Med Sci Sports Exerc 51:1444, doi 10.1249/MSS.0000000000001915: direction between 55 women at 2.98 m/s."""
    assert peak(run(2.98, 166), "tfj") > peak(run(2.98, 172), "tfj") > peak(run(2.98, 178), "tfj")


def test_usual_cadence_is_that_of_runners() -> None:
    """De Ruiter et al. 2020, doi 10.1080/17461391.2019.1626911: 165 (SD 8) at 3.04 m/s. Van Oeveren 2017: 154, 158, 160."""
    usual = model().usual_cadence_spm(np.array([3.04, 2.4, 2.6, 2.9]))
    assert abs(usual[0] - 165) < 8
    assert usual[1:] == pytest.approx([154, 158, 160], abs=2)


# Running and walking.
@pytest.mark.parametrize(("speed_mps", "cadence_spm", "published", "spread"), [(2.9, USUAL, 5.2, 1.2), (1.4, 117.0, 0.9, 0.4)])
def test_peak_behind_the_kneecap(speed_mps: float, cadence_spm: float, published: float, spread: float) -> None:
    """Hart et al. 2022, doi 10.1136/bjsports-2021-104686: healthy people, pooled; the range holds at least the spread downwards."""
    found = run(speed_mps, cadence_spm).tissues["pfj"].peak_bw
    assert found is not None
    assert found.value == pytest.approx(published, abs=spread)
    assert found.lo <= published - spread + 1e-9
    assert found.hi >= published + spread - 1e-9


def test_a_kilometre_walked_has_a_quarter_of_the_peaks_of_a_kilometre_run() -> None:
    """Peaks of Hart 2022 times steps: our arithmetic from published figures, about 4."""
    ran, walked = (run(v, c).tissues["pfj"].damage[1] for v, c in ((2.8, 165.0), (1.4, 117.0)))
    assert ran.value / walked.value == pytest.approx(4, abs=0.6)
    assert ran.lo / walked.hi < 4 < ran.hi / walked.lo


@pytest.mark.parametrize(("speed_mps", "cadence_spm", "peak_bw", "per_metre"), [(2.9, USUAL, 8.02, 0.80), (1.4, 117.0, 2.72, 0.75)])
def test_the_tibiofemoral_joint_carries_about_the_same_per_metre(
    speed_mps: float, cadence_spm: float, peak_bw: float, per_metre: float
) -> None:
    """Miller et al. 2014, Med Sci Sports Exerc 46:572, doi 10.1249/MSS.0000000000000135: 14 adults."""
    load = run(speed_mps, cadence_spm, km=3)
    assert peak(load, "tfj") == pytest.approx(peak_bw, abs=0.05)
    assert impulse(load, "tfj") / 3000 == pytest.approx(per_metre, abs=0.01)


@pytest.mark.parametrize(("speed_mps", "cadence_spm", "published", "near"), [(2.9, USUAL, 1.30, False), (1.4, 117.0, 1.04, True)])
def test_impulse_of_a_stride(speed_mps: float, cadence_spm: float, published: float, near: bool) -> None:
    """Miller 2014 as well. Running is 1.7 here: 0.80 per metre and 1.30 per stride fit together only at strides of 1.6 m, that is
    at a slower run than ours. The model follows the metre and keeps the stride within its range.
    """
    load = run(speed_mps, cadence_spm)
    found = load.tissues["tfj"].impulse_bws
    assert found is not None
    assert found.lo / load.cycles <= published <= found.hi / load.cycles
    assert (found.value / load.cycles == pytest.approx(published, rel=0.05)) is near


def test_another_model_of_the_tibiofemoral_joint_at_speed() -> None:
    """Thomas, Edwards, Derrick 2020 (source THOMAS2020): 4.43 m/s, 10.6 (SD 1.3) BW, 9.8 (1.2) with strides 10 % shorter."""
    assert peak(run(4.43), "tfj") == pytest.approx(10.6, abs=1.3)
    assert peak(run(4.43, USUAL / 0.9), "tfj") == pytest.approx(9.8, abs=1.2)


def test_an_implant_lies_at_the_low_end() -> None:
    """Patil et al. 2013, doi 10.1002/jor.22272: 5.1 BW at 2.01 m/s, measured inside the joint of people with a replacement."""
    found = run(2.01, 150.0).tissues["tfj"].peak_bw
    assert found is not None
    assert found.lo <= 5.1 < found.value


def test_peak_of_the_patellar_tendon() -> None:
    """Sinclair and Taylor 2015, doi 10.1515/humo-2015-0027: 4.0 m/s, men 6.49 (2.28), women 7.03 (1.35)."""
    assert peak(run(4.0), "patellar_tendon") == pytest.approx((6.49 + 7.03) / 2, abs=0.05)


# Hills.
def test_seven_per_cent_down_may_change_nothing_or_something() -> None:
    """Telhan et al. 2010, PMC2808749: 4 degrees at 3.13 m/s hardly change the moments of the knee. Ho 2018 (recalled): decline higher."""

    def rise(by: LoadModel) -> float:
        return peak(run(3.13, grade=-0.07, by=by)) / peak(run(3.13, by=by))

    assert within_range(rise, 1.0)
    assert 1.0 < rise(model()) < 1.1
    assert 0.95 < peak(run(3.13, grade=0.07)) / peak(run(3.13)) < 1.0


# Pressure, and the joint from angle and moment.
@pytest.mark.parametrize(("angle_deg", "moment_nm", "published_bw", "spread"), [(44, 157, 4.5, 1.5), (41, 124, 3.4, 1.4)])
@pytest.mark.parametrize("mass_kg", [65, 70, 75, 80])
def test_force_from_bend_and_moment(angle_deg: float, moment_nm: float, published_bw: float, spread: float, mass_kg: float) -> None:
    """Roos et al. 2012, J Biomech 45:1656, doi 10.1016/j.jbiomech.2012.03.020: 20 adults, forward and backward; mass not printed."""
    force_bw = float(kneecap_force_n(angle_deg, moment_nm, model())) / (mass_kg * GRAVITY_MPS2)
    assert force_bw == pytest.approx(published_bw, abs=spread)


@pytest.mark.parametrize("published_mpa", [5.0, 9.7, 10.05])
def test_pressure_behind_the_kneecap(published_mpa: float) -> None:
    """Mean and peak in a contact model, PMC4536167; Sinclair 2016, doi 10.3827/faoj.2016.0902.0008, at 4.0 m/s."""
    speed_mps = 4.0 if published_mpa == 10.05 else 2.9
    found = run(speed_mps).tissues["pfj"].peak_mpa(70)
    assert found is not None
    assert found.lo <= published_mpa <= found.hi


def test_pressure_from_bend_and_moment_agrees_with_that_of_a_run() -> None:
    found = run(2.9).tissues["pfj"].peak_mpa(75)
    assert found is not None
    assert found.lo <= float(kneecap_stress_mpa(44, 157, model())) <= found.hi


def test_one_laboratory_finds_less_force_than_our_range_holds() -> None:
    """Sinclair 2016 prints 31.72 N/kg (3.2 BW) at 4.0 m/s. The pooled mean with its spread does not reach down to it."""
    found = run(4.0).tissues["pfj"].peak_bw
    assert found is not None
    assert found.lo > 31.72 / GRAVITY_MPS2


def test_the_kneecap_takes_several_hundred_body_weights_per_kilometre() -> None:
    """Bowersock and Willson (source BOWERSOCK2017), in words."""
    found = run(2.9).tissues["pfj"].impulse_bws
    assert found is not None
    assert 150 < found.lo < found.value < found.hi < 500
