from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading, Recording
from kneewise.readers import tcx
from tests.shared_data import activity_facts, files_of

title = "A TCX file gives its activities, each with its laps and what they add up to"

FILES = files_of("tcx") + files_of("tcx.gz")
SPORTS = {"running": "running", "biking": "cycling", "other": "generic"}


def facts_of(name: str) -> dict[str, Any]:
    return dict(activity_facts().get(name, {}).get("expected", {}))


def file_of(shared: Path, name: str) -> Reading:
    data = (shared / "data" / "activities" / name).read_bytes()
    return tcx.read(gzip.decompress(data) if name.endswith(".gz") else data)


def joined(reading: Reading, channel: str) -> np.ndarray[Any, Any]:
    values = np.concatenate([r.samples.get(channel) for r in reading.recordings])
    return values[values > 0]


def end_of(recording: Recording) -> float:
    assert recording.start
    times = recording.samples.elapsed_s
    return recording.start.timestamp() + float(times[np.isfinite(times)][-1])


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_has_the_activities_points_and_times_that_are_known_of_it(shared: Path, name: str) -> None:
    reading, facts = file_of(shared, name), facts_of(name)
    assert len(reading.recordings) == facts.get("n_activities", 1)
    points = sum(len(r.samples) for r in reading.recordings)
    assert points == facts["n_points"] if "n_points" in facts else points >= facts["min_records"]
    if facts.get("start_utc"):
        first, last = reading.recordings[0], reading.recordings[-1]
        assert first.start
        assert abs((first.start - datetime.fromisoformat(facts["start_utc"])).total_seconds()) < 1
        assert end_of(last) - first.start.timestamp() == pytest.approx(facts["elapsed_time_s"], abs=2)
    assert (reading.damage is not None) is (facts["verdict"] == "salvage")


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_has_the_distance_and_timer_that_are_known_of_it(shared: Path, name: str) -> None:
    reading, facts = file_of(shared, name), facts_of(name)
    if facts.get("distance_m"):
        assert sum(r.totals["distance_m"] for r in reading.recordings) == pytest.approx(facts["distance_m"], abs=1)
    if facts.get("last_trackpoint_distance_m"):
        assert joined(reading, "distance_m")[-1] == pytest.approx(facts["last_trackpoint_distance_m"])
    if facts.get("timer_time_s"):
        assert sum(r.totals["timer_s"] for r in reading.recordings) == pytest.approx(facts["timer_time_s"], abs=1)


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_has_the_sport_heart_rate_and_cadence_that_are_known_of_it(shared: Path, name: str) -> None:
    reading, facts = file_of(shared, name), facts_of(name)
    if facts.get("sports"):
        assert [r.sport for r in reading.recordings] == [SPORTS[sport.lower()] for sport in facts["sports"]]
    if facts.get("mean_hr_bpm"):
        assert joined(reading, "heart_rate_bpm").mean() == pytest.approx(facts["mean_hr_bpm"], abs=1)
    if facts.get("mean_cadence_raw"):
        channel, fact = ("cadence_spm", "mean_cadence_spm_if_run") if facts["is_run"] else ("cadence_rpm", "mean_cadence_raw")
        assert joined(reading, channel).mean() == pytest.approx(facts[fact], abs=2)


def point(second: int | None, inner: str = "") -> str:
    time = "" if second is None else f"<Time>2026-05-01T08:{second // 60:02}:{second % 60:02}Z</Time>"
    return f"<Trackpoint>{time}{inner}</Trackpoint>"


def lap(*tracks: str, start: int = 0, told: str = "") -> str:
    inside = "".join(f"<Track>{track}</Track>" for track in tracks)
    return f'<Lap StartTime="2026-05-01T08:{start // 60:02}:{start % 60:02}Z">{told}{inside}</Lap>'


def activity(*laps: str, sport: str = "Running", more: str = "") -> str:
    return f'<Activity Sport="{sport}"><Id>2026-05-01T08:00:00Z</Id>{"".join(laps)}{more}</Activity>'


def document(*activities: str) -> bytes:
    return f"<TrainingCenterDatabase><Activities>{''.join(activities)}</Activities></TrainingCenterDatabase>".encode()


def only(data: bytes) -> Recording:
    (recording,) = tcx.read(data).recordings
    return recording


def metres(*values: float, start: int = 0) -> str:
    return "".join(point(start + k, f"<DistanceMeters>{value}</DistanceMeters>") for k, value in enumerate(values))


def test_a_point_gives_all_it_holds_with_namespace_or_without() -> None:
    inner = (
        "<Position><LatitudeDegrees>48.5</LatitudeDegrees><LongitudeDegrees>9.5</LongitudeDegrees></Position>"
        "<AltitudeMeters>320</AltitudeMeters><HeartRateBpm>\n <Value>150</Value>\n</HeartRateBpm>"
        '<Extensions><n:TPX xmlns:n="x"><n:Speed>3.5</n:Speed><n:RunCadence>85</n:RunCadence><Watts>270</Watts></n:TPX></Extensions>'
    )
    samples = only(document(activity(lap(point(0, inner) + point(1))))).samples
    assert {name: values[0] for name, values in samples.channels.items()} == {
        "latitude_deg": 48.5,
        "longitude_deg": 9.5,
        "altitude_m": 320,
        "heart_rate_bpm": 150,
        "speed_mps": 3.5,
        "cadence_spm": 170,
        "power_w": 270,
    }


def test_laps_are_told_and_add_up_to_the_whole() -> None:
    laps = [
        lap(
            metres(0, 1000, start=start),
            start=start,
            told=f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>1000</DistanceMeters><Calories>70</Calories>"
            f"<AverageHeartRateBpm><Value>{heart}</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>{heart + 9}</Value>"
            f"</MaximumHeartRateBpm><Extensions><LX><AvgRunCadence>85</AvgRunCadence>"
            f"<Steps>{seconds * 170 // 120}</Steps></LX></Extensions>",
        )
        for start, seconds, heart in ((0, 300, 140), (300, 100, 160))
    ]
    recording = only(document(activity(*laps)))
    assert recording.totals == pytest.approx(
        {
            "distance_m": 2000,
            "timer_s": 400,
            "energy_kcal": 140,
            "mean_hr_bpm": 145,
            "max_hr_bpm": 169,
            "mean_cadence_spm": 170,
            "steps": 1132,
        }
    )
    assert [(one.start_s, one.end_s, one.totals["distance_m"]) for one in recording.laps] == [(0, 300, 1000), (300, 400, 1000)]


def test_what_a_lap_tells_after_its_track_is_the_laps_all_the_same() -> None:
    recording = only(document(activity(f"<Lap>{f'<Track>{metres(0, 5)}</Track>'}<DistanceMeters>7</DistanceMeters></Lap>")))
    assert recording.totals["distance_m"] == 7
    assert recording.samples.get("distance_m").tolist() == [0, 5]


def test_a_mean_over_some_laps_only_is_no_mean_of_the_whole() -> None:
    told = "<TotalTimeSeconds>100</TotalTimeSeconds>"
    heart = "<AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm>"
    totals = only(document(activity(lap(metres(0), told=told + heart), lap(metres(9, start=100), start=100, told=told)))).totals
    assert totals == {"timer_s": 200}


def test_a_distance_that_starts_anew_in_each_lap_is_added_up() -> None:
    anew = only(document(activity(lap(metres(1, 500, 1000)), lap(metres(2, 400, 900, start=9)), lap(metres(0, 300, start=20)))))
    assert anew.samples.get("distance_m").tolist() == [1, 500, 1000, 1002, 1400, 1900, 1900, 2200]
    assert anew.quality == ("distance_per_lap",)
    onward = only(document(activity(lap(metres(1, 500, 1000)), lap(metres(0, 1400, 1900, start=9)))))
    assert onward.samples.get("distance_m").tolist() == [1, 500, 1000, 0, 1400, 1900]
    assert onward.quality == ()


def test_a_gap_between_tracks_is_a_pause_also_from_lap_to_lap() -> None:
    recording = only(document(activity(lap(metres(0, 1), metres(2, 3, start=10)), lap(metres(4, 5, start=60), start=12))))
    assert recording.pauses == ((1.0, 10.0), (11.0, 60.0))


def test_each_activity_of_a_multisport_session_is_a_recording() -> None:
    session = (
        f"<MultiSportSession><FirstSport>{activity(lap(metres(0, 9)), sport='Biking')}</FirstSport>"
        f"<NextSport><Transition>{f'<Track>{metres(0, 1, start=20)}</Track>'}</Transition>"
        f"{activity(lap(metres(0, 8, start=40)))}</NextSport></MultiSportSession>"
    )
    recordings = tcx.read(document(session)).recordings
    assert [(r.key, r.sport) for r in recordings] == [("0", "cycling"), ("1", "transition"), ("2", "running")]
    assert [r.start for r in recordings] == [datetime(2026, 5, 1, 8, 0, second, tzinfo=UTC) for second in (0, 20, 40)]


def test_device_and_title_are_the_activitys_own() -> None:
    more = "<Training><Plan><Name>Plan</Name></Plan></Training><Creator><Name>Forerunner 15</Name></Creator><Notes>Easy\nround</Notes>"
    recording = only(document(activity(lap(metres(0, 1)), more=more)) + b"\n<!-- end -->")
    assert (recording.device, recording.title) == ("Forerunner 15", "Easy")


def test_a_point_with_a_time_only_is_kept_and_one_with_nothing_is_not() -> None:
    recording = only(document(activity(lap(point(0) + point(None) + metres(5, start=1)))))
    assert recording.samples.elapsed_s.tolist() == [0, 1]
    assert recording.quality == ()


def test_laps_without_points_are_a_summary() -> None:
    told = "<TotalTimeSeconds>1800</TotalTimeSeconds><DistanceMeters>5000</DistanceMeters>"
    recording = only(document(activity(lap(told=told))))
    assert (len(recording.samples), recording.start) == (0, datetime(2026, 5, 1, 8, tzinfo=UTC))
    assert recording.totals == {"timer_s": 1800, "distance_m": 5000}


def test_an_activity_that_breaks_off_keeps_points_and_whole_laps_but_no_totals() -> None:
    told = "<TotalTimeSeconds>60</TotalTimeSeconds><DistanceMeters>100</DistanceMeters>"
    data = document(activity(lap(metres(0, 100), told=told), lap(metres(110, 200, start=60), start=60, told=told)))
    reading = tcx.read(data[: data.rindex(b"<DistanceMeters>200")])
    (recording,) = reading.recordings
    assert recording.samples.get("distance_m").tolist() == [0, 100, 110]
    assert (len(recording.laps), recording.totals) == (1, {})
    assert reading.damage
    assert reading.damage.byte == len(data[: data.rindex(b"<DistanceMeters>200")])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<gpx></gpx>", "<gpx>"),
        (b"<TrainingCenterDatabase>", "breaks off"),
        (document(activity(lap(point(0)))), "neither laps nor two points"),
        (f"<TrainingCenterDatabase><Course><Track>{metres(0, 1)}</Track></Course></TrainingCenterDatabase>".encode(), "a course"),
        (b"<TrainingCenterDatabase><Workouts><Workout/></Workouts></TrainingCenterDatabase>", "a workout"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + document(activity(lap(metres(0, 1)))), "entities"),
    ],
)
def test_what_holds_no_activity_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        tcx.read(data)
