from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest

from kneewise.model.errors import Unreadable
from kneewise.readers import apple_health, garmin_json

title = "What the exports of Apple Health and Garmin mean, also where they are malformed or cut off"


def test_garmins_json_has_energy_in_kilojoules_and_children_of_a_name() -> None:
    entry = {
        "activityId": 7, "activityType": {"typeKey": "treadmill_running"}, "beginTimestamp": 1788638085000, "duration": 2953511.96,
        "distance": 1000000.0, "steps": 7316.0, "avgDoubleCadence": 148.640625, "elevationGain": None, "calories": 2543.34,
    }  # fmt: skip
    (run,) = garmin_json.read(json.dumps([{"summarizedActivitiesExport": [entry]}]).encode()).recordings
    assert (run.sport, run.sub_sport, run.start) == ("running", "treadmill", datetime.fromtimestamp(1788638085, UTC))
    assert run.totals["mean_cadence_spm"] == pytest.approx(run.totals["steps"] / run.totals["timer_s"] * 60, abs=0.1)
    assert run.totals["energy_kcal"] == pytest.approx(608, abs=1)
    assert "ascent_m" not in run.totals


def apple(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n{before}<HealthData locale="en_US">{body}</HealthData>'.encode()


WORKOUT = (
    '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min" sourceName="Watch" '
    'startDate="2025-12-20 12:51:00 +0100" endDate="2025-12-20 13:25:00 +0100">{}</Workout>'
)


def test_apples_parts_of_a_workout_do_not_count_twice() -> None:
    steps = '<WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" sum="{}" unit="count"/>'
    part = f'<WorkoutActivity>{steps.format(2000)}<MetadataEntry key="HKElevationAscended" value="1500 cm"/></WorkoutActivity>'
    (run,) = apple_health.read(io.BytesIO(apple(WORKOUT.format(part * 2 + steps.format(4000))))).recordings
    assert run.totals == {"timer_s": 1800, "elapsed_s": 2040, "steps": 4000, "ascent_m": 30}


def test_apples_pauses_and_indoor_runs() -> None:
    event = '<WorkoutEvent type="HKWorkoutEventType{}" date="2025-12-20 {} +0100"/>'
    inside = event.format("Pause", "12:55:00") + event.format("Resume", "12:59:00") + '<MetadataEntry key="HKIndoorWorkout" value="1"/>'
    (run,) = apple_health.read(io.BytesIO(apple(WORKOUT.format(inside)))).recordings
    assert (run.sub_sport, run.pauses) == ("indoor_running", ((240.0, 480.0),))


def test_the_document_type_of_an_apple_export_may_be_malformed() -> None:
    dtd = "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (Workout*)>\n<!ATTLIST Workout\n  duration CDATA #IMPLIED\n]>\n"
    assert len(apple_health.read(io.BytesIO(apple(WORKOUT.format(""), dtd))).recordings) == 1


def test_control_characters_in_an_apple_export_are_blanks() -> None:
    (run,) = apple_health.read(io.BytesIO(apple(WORKOUT.replace("Watch", "Anna\x0bs Watch").format("")))).recordings
    assert run.device == "Anna s Watch"


def test_xml_entities_are_refused() -> None:
    dtd = '<!DOCTYPE HealthData [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(Unreadable, match="entities"):
        apple_health.read(io.BytesIO(apple(WORKOUT.format(""), dtd)))


def test_what_stands_before_the_end_of_a_cut_export_is_kept() -> None:
    data = apple(WORKOUT.format("") * 3)
    reading = apple_health.read(io.BytesIO(data[:-200]))
    assert len(reading.recordings) == 2
    assert reading.damage is not None
    assert reading.damage.byte is not None
    assert 0 < reading.damage.byte <= len(data)
    entries = [{"activityId": number, "startTimeGmt": 1788638085000.0, "activityType": "running"} for number in range(3)]
    cut = garmin_json.read(json.dumps([{"summarizedActivitiesExport": entries}])[:-40].encode())
    assert [each.key for each in cut.recordings] == ["0", "1"]
    assert cut.damage is not None
