from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneewise.model.kept_run import KeptRecording
from kneewise.model.run_values import Basis
from kneewise.reason.load_model import load_model
from kneewise.reason.run_combining import Correction, run_of
from kneewise.reason.run_merging import groups
from tests.knowing import base
from tests.run_maker import START

title = "The same run from two sources is one run; two runs in one day are two"


def recording(name: str, at_s: float = 0, length_s: float = 3000, metres: float | None = 9000, **told: Any) -> KeptRecording:
    values = {"elapsed_s": length_s, "moving_s": length_s} | ({"distance_m": metres, "distance_recorded_m": metres} if metres else {})
    more: dict[str, Any] = {"format": "fit", "sport": "running", "records": 3000, "sha256": name} | told
    return KeptRecording(
        id=name, key="0", start=START + timedelta(seconds=at_s), values=values, basis=dict.fromkeys(values, Basis.MEASURED), **more
    )


MODEL = load_model(base().parameters)


def together(*recordings: KeptRecording) -> list[list[str]]:
    return [[r.id for r in group] for group in groups(recordings)]


def test_a_watch_and_a_site_tell_of_one_run() -> None:
    row = recording("row", 20, 2950, format="strava_csv", records=0)
    assert together(recording("watch"), row) == [["watch", "row"]]


def test_two_runs_in_one_day_stay_two() -> None:
    assert together(recording("morning"), recording("evening", 8 * 3600 + 17, 3100)) == [["morning"], ["evening"]]
    assert together(recording("out", 0, 1800), recording("back", 1805, 1800)) == [["out"], ["back"]]


def test_two_watches_on_one_run_that_started_apart_are_one() -> None:
    assert together(recording("a"), recording("b", 240, 2700, 8200)) == [["a", "b"]]


def test_a_ride_at_the_same_time_is_not_the_run() -> None:
    assert together(recording("a"), recording("b", sport="cycling")) == [["a"], ["b"]]


def test_a_file_without_a_sport_joins_the_run_of_its_time() -> None:
    route = recording("route", 2, 2990, format="gpx", sport="")
    assert together(recording("summary", format="apple_health", records=0), route) == [["route", "summary"]]


def test_the_legs_of_a_triathlon_stay_apart_and_join_those_of_another_file() -> None:
    legs = [(0, "swimming"), (1500, "cycling"), (5000, "running")]
    one = [recording(f"a{k}", at, 1400 if k < 2 else 3000, sport=sport, sha256="a") for k, (at, sport) in enumerate(legs)]
    other = [recording(f"b{k}", at + 1, 1400 if k < 2 else 3000, sport=sport, sha256="b") for k, (at, sport) in enumerate(legs)]
    assert together(*one, *other) == [["a0", "b0"], ["a1", "b1"], ["a2", "b2"]]


@pytest.mark.parametrize("hours", [1, -2, 5.5])
def test_a_clock_in_the_wrong_zone_is_seen_through(hours: float) -> None:
    shifted = recording("polar", 3600 * hours + 1, 3002, 9010, format="tcx")
    assert sorted(together(recording("watch"), shifted)[0]) == ["polar", "watch"]


def test_a_log_that_tells_the_day_only_joins_the_run_of_that_day_and_distance() -> None:
    told = {"format": "log_csv", "records": 0, "quality": ("time_of_day_unknown",)}
    short, long = recording("short", 0, 1500, 5000), recording("long", 9 * 3600, 5000, 15000)
    assert together(short, long, recording("log", 5 * 3600, 5000, 14800, **told)) == [["short"], ["long", "log"]]
    assert together(short, recording("log", 5 * 3600, 5000, 10000, **told)) == [["short"], ["log"]]
    twice = [recording(f"log{k}", 5 * 3600, 1500, 5000, **told) for k in (1, 2)]
    assert together(*twice) == [["log1"], ["log2"]]


def test_the_same_loop_twice_a_day_is_two_runs_unless_it_is_the_same_to_the_second() -> None:
    other: dict[str, Any] = {"format": "tcx"}
    assert len(together(recording("a"), recording("b", 3 * 3600 + 40, **other))) == 2
    assert len(together(recording("a"), recording("b", 3 * 3600, 3000, 9200, **other))) == 2
    assert len(together(recording("a"), recording("b", 3 * 3600, 3030, **other))) == 2
    assert len(together(recording("a"), recording("b", 3 * 3600))) == 2


def test_the_order_of_coming_does_not_matter() -> None:
    four = [
        recording("a"),
        recording("b", 100, 2800),
        recording("c", 50, 2900, format="gpx"),
        recording("d", 3600 * 2, 3001, 9001, format="tcx"),
    ]
    assert len({str(together(*order)) for order in permutations(four)}) == 1


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90), st.sampled_from(["running", "", "cycling"])), max_size=12), st.randoms())
def test_every_recording_is_in_one_run_whatever_the_order(drawn: list[tuple[int, int, str]], shuffle: Any) -> None:
    made = [recording(f"{k:02}", 60 * at, 60 * length, sport=sport) for k, (at, length, sport) in enumerate(drawn)]
    found = together(*made)
    assert sorted(name for group in found for name in group) == [r.id for r in made]
    shuffle.shuffle(made)
    assert together(*made) == found


def test_the_richest_file_leads_and_the_others_fill_in() -> None:
    watch = recording("watch", device="Garmin")
    row = recording(
        "row", 3, 3003, 9111, format="strava_csv", records=0, shoe="Blue", title="Evening", offset_basis=Basis.ASSUMED, utc_offset_s=0
    )
    (group,) = groups([row, watch])
    run = run_of(group, [], MODEL)
    assert (run.id, run.members, run.format, run.device, run.shoe, run.title) == (
        "watch",
        ("watch", "row"),
        "fit",
        "Garmin",
        "Blue",
        "Evening",
    )
    assert run.values["distance_m"] == 9000
    assert run.is_run is True
    assert "merged" in run.quality


def said(name: str, *pairs: tuple[str, Any], first: int = 1) -> list[Correction]:
    return [Correction(name, number, field, value) for number, (field, value) in enumerate(pairs, first)]


def test_a_correction_goes_before_every_file_and_the_later_before_the_earlier() -> None:
    (group,) = groups([recording("a"), recording("b", 5, format="gpx", shoe="Old")])
    corrections = [*said("a", ("shoe", "Newest"), first=9), *said("b", ("distance_m", 8500.0), ("shoe", "New"), ("sport", "walking"))]
    run = run_of(group, corrections, MODEL)
    assert (run.values["distance_m"], run.basis["distance_m"], run.sport, run.is_run) == (8500.0, Basis.ENTERED, "walking", False)
    assert run.shoe == "Newest"
    assert run.entered == ("distance_m", "shoe", "sport")


def load_of(run: Any) -> float | None:
    return run.load.tissues["pfj"].relative.value if run.load else None


def test_a_corrected_distance_or_sport_reaches_the_load() -> None:
    plain = run_of([recording("a")], [], MODEL)
    longer = run_of([recording("a", load=plain.load)], said("a", ("distance_m", 18000.0)), MODEL)
    whole = load_of(plain)
    assert whole is not None
    assert load_of(longer) == pytest.approx(2 * whole)
    assert load_of(run_of([recording("a", load=plain.load)], said("a", ("sport", "cycling")), MODEL)) is None
    ridden = recording("a", sport="cycling")
    assert load_of(run_of([ridden], [], MODEL)) is None
    assert load_of(run_of([ridden], said("a", ("sport", "running")), MODEL)) == pytest.approx(whole)


def test_what_was_not_run_loads_no_knee() -> None:
    plain = run_of([recording("a")], [], MODEL)
    assert load_of(run_of([recording("a", sport="", metres=60_000, load=plain.load)], [], MODEL)) is None
    assert load_of(run_of([recording("a", sport="walking", metres=900_000, load=plain.load)], [], MODEL)) is None


def test_a_days_track_swallows_no_run() -> None:
    day = recording("day", -3600, 36_000, 30_000, format="gpx", sport="")
    assert len(together(recording("morning"), recording("evening", 7 * 3600), day)) == 3


def test_a_track_of_the_whole_race_does_not_melt_its_legs() -> None:
    legs = [recording(f"leg{k}", 1500 * k, 1450, sport=sport, sha256="race") for k, sport in enumerate(("swimming", "cycling", "running"))]
    track = recording("track", 0, 4450, 20_000, format="gpx", sport="")
    assert [name for group in together(*legs, track) for name in group if name.startswith("leg")] == ["leg0", "leg1", "leg2"]
    assert sum(len([n for n in group if n.startswith("leg")]) > 1 for group in together(*legs, track)) == 0


def test_the_same_entry_by_hand_twice_a_day_is_two_runs() -> None:
    by_hand = {"format": "manual", "records": 0}
    assert len(together(recording("a", 0, 1800, 5000, **by_hand), recording("b", 36_000, 1800, 5000, **by_hand))) == 2


def test_what_was_written_down_from_memory_joins_the_run_of_its_hour_and_distance() -> None:
    told = recording("told", 600, 0, 9100, format="manual", records=0)
    assert together(recording("watch"), told) == [["watch", "told"]]
    assert len(together(recording("watch"), recording("told", 600, 0, 6000, format="manual", records=0))) == 2


def test_a_sport_that_says_nothing_gives_way() -> None:
    (group,) = groups([recording("watch", sport="generic"), recording("row", 5, format="strava_csv", records=0)])
    assert run_of(group, [], MODEL).is_run is True


@pytest.mark.parametrize(("metres", "is_run"), [(9000, True), (3500, False), (30000, False), (None, None)])
def test_an_unknown_sport_is_guessed_by_its_speed_and_said_so(metres: float | None, is_run: bool | None) -> None:
    run = run_of([recording("a", sport="", metres=metres)], [], MODEL)
    assert run.is_run is is_run
    assert ("sport_guessed" in run.quality) == (is_run is not None)
