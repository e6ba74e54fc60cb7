from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kneewise.model.run import Reading, Recording
from kneewise.readers import sniff

title = "What comes out of the exports of Strava, Garmin, Apple, Epson and Wahoo"

EXPORTS = {
    "strava_activities_mixed_runs.csv": ("strava_csv", 112, 89),
    "strava_activities_rides.csv": ("strava_csv", 8, 0),
    "garmin_connect_old_lap_table.csv": ("garmin_csv", 6, 6),
    "made_garmin_summarizedActivities.json": ("garmin_json", 10, 10),
    "made_apple_health_export_new.xml": ("apple_health", 10, 10),
    "apple_health_export_old.xml": ("apple_health", 1, 1),
    "apple_health_export_6s_sample.xml": ("apple_health", 1, 0),
    "apple_health_zip_fixture/apple_health_export/export.xml": ("apple_health", 1, 1),
    "epson.csv": ("epson_csv", 1, 1),
    "wahoo.csv": ("wahoo_csv", 1, 1),
}


@pytest.fixture(scope="module")
def imports(shared: Path) -> Path:
    return shared / "data" / "imports"


@pytest.fixture(scope="module")
def reading(imports: Path) -> Callable[[str], Reading]:
    """The reading of an export, without damage."""

    def read(name: str) -> Reading:
        with (imports / name).open("rb") as stream:
            found = sniff.read(stream, name)
        assert found.damage is None
        return found

    return read


@pytest.fixture(scope="module")
def truth(imports: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((imports / "made_truth.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", EXPORTS)
def test_every_activity_is_there_and_only_runs_are_called_so(reading: Callable[[str], Reading], name: str) -> None:
    form, activities, runs = EXPORTS[name]
    found = reading(name).recordings
    assert {each.format for each in found} == {form}
    assert len(found) == activities
    assert sum(each.sport == "running" for each in found) == runs
    assert len({each.key for each in found}) == activities


@pytest.mark.parametrize("name", EXPORTS)
def test_reading_twice_gives_the_same_keys(reading: Callable[[str], Reading], name: str) -> None:
    assert [each.key for each in reading(name).recordings] == [each.key for each in reading(name).recordings]


@pytest.mark.parametrize("name", EXPORTS)
def test_a_start_is_in_utc(reading: Callable[[str], Reading], name: str) -> None:
    assert all(each.start is not None and each.start.tzinfo is UTC for each in reading(name).recordings)


@pytest.mark.parametrize("name", ["made_garmin_summarizedActivities.json", "made_apple_health_export_new.xml"])
def test_totals_are_those_of_the_runs_it_was_made_from(reading: Callable[[str], Reading], truth: list[dict[str, Any]], name: str) -> None:
    for run, true in zip(reading(name).recordings, truth, strict=True):
        assert run.start == datetime.fromisoformat(true["start_utc"])
        assert run.totals["distance_m"] == pytest.approx(true["distance_m"], abs=0.1)
        assert run.totals["timer_s"] == pytest.approx(true["timer_time_s"], abs=0.1)
        assert run.totals.get("mean_hr_bpm") == (true["avg_hr"] and pytest.approx(true["avg_hr"], abs=0.5))
        assert run.totals.get("ascent_m") == (true["ascent_m"] and pytest.approx(true["ascent_m"], abs=0.5))
        assert _cadence_spm(run) == (true["cadence_spm"] and pytest.approx(true["cadence_spm"], abs=0.5))


def _cadence_spm(run: Recording) -> float | None:
    if run.format == "apple_health" and "steps" in run.totals:
        return run.totals["steps"] / run.totals["timer_s"] * 60
    return run.totals.get("mean_cadence_spm")


def test_cadence_counts_both_feet_as_step_length_and_speed_show(imports: Path, reading: Callable[[str], Reading]) -> None:
    name = "made_garmin_summarizedActivities.json"
    entries = {str(entry["activityId"]): entry for entry in json.loads((imports / name).read_bytes())[0]["summarizedActivitiesExport"]}
    for run in reading(name).recordings:
        step_m = entries[run.key].get("avgStrideLength", 0) / 100
        if step_m:
            speed_mps = run.totals["distance_m"] / run.totals["timer_s"]
            assert run.totals["mean_cadence_spm"] / 60 * step_m == pytest.approx(speed_mps, rel=0.01)
            assert run.totals["mean_cadence_spm"] == pytest.approx(2 * entries[run.key]["avgRunCadence"], abs=0.2)


def test_the_clock_of_the_runner_is_told_by_garmin_and_apple(reading: Callable[[str], Reading]) -> None:
    assert {each.utc_offset_s for each in reading("made_garmin_summarizedActivities.json").recordings} == {3600}
    (run,) = reading("apple_health_export_old.xml").recordings
    # The export was written in summer time; in the November of the run, clocks in Los Angeles were eight hours behind.
    assert run.utc_offset_s == -8 * 3600
    assert run.start == datetime(2016, 11, 14, 14, 25, 41, tzinfo=UTC)


@pytest.mark.parametrize("name", ["strava_activities_mixed_runs.csv", "strava_activities_rides.csv"])
def test_strava_rows_as_another_reader_sees_them(imports: Path, reading: Callable[[str], Reading], name: str) -> None:
    with (imports / name).open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    metres, steps = 17, next(place for place, column in enumerate(header) if "Total Steps" in column)
    for run, row in zip(reading(name).recordings, rows, strict=True):
        assert (run.key, run.source_id, run.title, run.shoe) == (row[0], row[0], row[2].strip(), row[11])
        assert run.start == datetime.strptime(row[1], "%b %d, %Y, %I:%M:%S %p").replace(tzinfo=UTC)
        assert run.totals["distance_m"] == float(row[metres])
        assert run.totals["distance_m"] == pytest.approx(1000 * float(row[6]), abs=10)
        assert run.totals["elapsed_s"] == float(row[15]) == float(row[5])
        assert run.totals.get("moving_s") == float(row[16])
        assert run.totals.get("ascent_m") == (float(row[20]) if row[20] else None)
        assert run.totals.get("mean_hr_bpm", 0.0) == (float(row[31]) if row[31] else 0.0)
        assert run.totals.get("max_hr_bpm") == (float(row[7]) if row[7] else None)
        assert run.totals.get("steps") == (float(row[steps]) if row[steps] else None)


def test_an_old_german_list_with_decimal_commas(reading: Callable[[str], Reading]) -> None:
    runs = reading("garmin_connect_old_lap_table.csv").recordings
    assert [run.totals["distance_m"] for run in runs] == pytest.approx([10_200, 2_000, 1_070, 2_410, 1_500, 2_010])
    assert [run.totals["timer_s"] for run in runs] == [3911, 723, 363, 885, 393, 753]
    assert [run.totals.get("mean_hr_bpm") for run in runs] == [138, None, None, 157, 170, 137]
    assert runs[0].start == datetime(2012, 5, 25, 20, 31, tzinfo=UTC)
    assert runs[0].quality == ("local_clock", "distance_unit_assumed")  # neither the zone nor the unit stands in the file


def test_an_epson_watch(imports: Path, reading: Callable[[str], Reading]) -> None:
    (run,) = reading("epson.csv").recordings
    text = (imports / "epson.csv").read_text(encoding="utf-8")
    graphs = {line.split(",")[0]: line.split(",")[1:] for line in text.splitlines() if line.startswith(("Graph", "HeartRate,"))}
    latitudes = re.search(r"GpsLatitude,([\d;\s]+)", text)
    assert (run.sport, run.device, run.title) == ("running", "Epson E209", "FFRB Damm- und Hainrunde")
    assert (run.start, run.utc_offset_s) == (datetime(2014, 12, 19, 15, 35, 29, tzinfo=UTC), 3600)
    assert {name: run.totals[name] for name in ("distance_m", "timer_s", "elapsed_s", "steps", "mean_cadence_spm", "mean_hr_bpm")} == {
        "distance_m": 14_002,
        "timer_s": 4648.62,
        "elapsed_s": timedelta(hours=1, minutes=17, seconds=53).total_seconds(),
        "steps": 13_841,
        "mean_cadence_spm": 178,
        "mean_hr_bpm": 168,
    }
    samples = run.samples
    assert len(samples) == len(graphs["GraphDistance"]) == 4650
    np.testing.assert_array_equal(samples.get("distance_m"), np.array(graphs["GraphDistance"], dtype=float))
    assert np.nanmean(samples.get("speed_mps")) == pytest.approx(14_002 / 4648.62, rel=0.01)
    assert np.nanmean(samples.get("cadence_spm") * samples.get("step_length_mm")) / 60_000 == pytest.approx(14_002 / 4648.62, rel=0.02)
    assert latitudes is not None
    written = np.unique([int(each) for each in latitudes[1].replace("\n", "").split(";")])
    kept = samples.get("latitude_deg")[np.isfinite(samples.get("latitude_deg"))]
    assert np.isin(np.round(kept * 1e6), written).all()
    assert np.isfinite(samples.get("latitude_deg")).sum() == np.isfinite(samples.get("longitude_deg")).sum() >= 700
    assert sum(lap.totals["distance_m"] for lap in run.laps) == 14_002
    assert run.laps[-1].end_s == 4648.62
    assert len(run.laps) == 14


def test_wahoos_app(imports: Path, reading: Callable[[str], Reading]) -> None:
    (run,) = reading("wahoo.csv").recordings
    lines = (imports / "wahoo.csv").read_text(encoding="utf-8").splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith("time,"))
    rows = list(csv.DictReader(lines[begin:]))
    assert (run.sport, run.device, run.start) == ("running", "fisica 5.8.1", datetime(2016, 10, 7, 17, 24, 2, tzinfo=UTC))
    assert run.quality == ("local_clock",)
    assert run.totals["distance_m"] == pytest.approx(10_016.376)
    assert run.totals["timer_s"] == pytest.approx(4618.103, abs=0.001)
    assert run.totals["elapsed_s"] - run.totals["timer_s"] == pytest.approx(sum(to - since for since, to in run.pauses), abs=0.01)
    assert run.totals["mean_cadence_spm"] == pytest.approx(166.66, abs=0.01)
    assert len(run.samples) == len(rows) == 500
    np.testing.assert_allclose(run.samples.get("contact_time_ms"), [1000 * float(row["ma_gct"]) for row in rows])
    assert np.isnan(run.samples.get("heart_rate_bpm")).sum() == sum(row["hr_heartrate"] == "0" for row in rows)
    assert "power_w" not in run.samples.channels  # a sensor that was not there has zeros only
    assert len(run.laps) == 11
    assert sum(lap.totals["timer_s"] for lap in run.laps) == pytest.approx(run.totals["timer_s"], abs=0.01)


def test_points_inside_an_early_apple_export_are_samples(reading: Callable[[str], Reading]) -> None:
    (run,) = reading("apple_health_export_old.xml").recordings
    assert run.totals["distance_m"] == pytest.approx(0.4971749504535062 * 1609.344)
    assert run.totals["mean_temperature_c"] == pytest.approx((56 - 32) / 1.8)
    np.testing.assert_array_equal(run.samples.elapsed_s, [3.0, 3.0])
    np.testing.assert_array_equal(run.samples.get("longitude_deg"), [-122.426, -122.426])


def test_a_workout_of_zero_kilometres_stays_at_zero(reading: Callable[[str], Reading]) -> None:
    (workout,) = reading("apple_health_export_6s_sample.xml").recordings
    assert (workout.sport, workout.totals["distance_m"]) == ("generic", 0.0)
