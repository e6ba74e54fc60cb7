from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading, Recording
from kneewise.readers import gpx
from kneewise.reason.run_position import raw_path_m
from tests.shared_data import activity_facts, files_of

title = "A GPX file gives its recorded tracks, and nothing that was only planned"

FILES = files_of("gpx")


def facts_of(name: str) -> dict[str, Any]:
    return dict(activity_facts().get(name, {}).get("expected", {}))


OK = [name for name in FILES if not facts_of(name).get("verdict", "ok").startswith("reject")]
REFUSED = [name for name in FILES if facts_of(name).get("verdict", "reject").startswith("reject")]


def file_of(shared: Path, name: str) -> Reading:
    return gpx.read((shared / "data" / "activities" / name).read_bytes())


def joined(reading: Reading, channel: str) -> np.ndarray[Any, Any]:
    values = np.concatenate([r.samples.get(channel) for r in reading.recordings])
    return values[values > 0]


def path_m(recording: Recording) -> float:
    """Great-circle length of the track, without the way across pauses."""
    samples = recording.samples
    middle = (samples.elapsed_s[1:] + samples.elapsed_s[:-1]) / 2
    paused = np.zeros(len(samples), dtype=bool)
    for first, last in recording.pauses:
        paused[1:] |= (middle > first) & (middle < last)
    return raw_path_m(samples.get("latitude_deg"), samples.get("longitude_deg"), paused)


@pytest.mark.parametrize("name", OK)
def test_a_real_file_has_the_points_times_and_way_that_are_known_of_it(shared: Path, name: str) -> None:
    reading, facts = file_of(shared, name), facts_of(name)
    points = sum(len(r.samples) for r in reading.recordings)
    assert points == facts["n_points"] if "n_points" in facts else points >= facts["min_records"]
    if facts.get("start_utc"):
        timed = next(r for r in reading.recordings if r.start)
        assert timed.start
        assert abs((timed.start - datetime.fromisoformat(facts["start_utc"])).total_seconds()) < 1
        known = timed.samples.elapsed_s[np.isfinite(timed.samples.elapsed_s)]
        assert known[-1] == pytest.approx(facts["elapsed_time_s"], abs=2)
    if facts.get("distance_m"):
        assert sum(map(path_m, reading.recordings)) == pytest.approx(facts["distance_m"], rel=0.03, abs=30)
    assert 1 <= len(reading.recordings) <= (facts.get("n_tracks") or 1)


@pytest.mark.parametrize("name", OK)
def test_a_real_file_has_the_sport_heart_rate_and_cadence_that_are_known_of_it(shared: Path, name: str) -> None:
    reading, facts = file_of(shared, name), facts_of(name)
    if facts.get("is_run") is not None:
        assert any(r.sport == "running" for r in reading.recordings) is facts["is_run"]
    if facts.get("mean_hr_bpm"):
        assert joined(reading, "heart_rate_bpm").mean() == pytest.approx(facts["mean_hr_bpm"], abs=1)
    if facts.get("mean_cadence_spm_if_run"):
        assert joined(reading, "cadence_spm").mean() == pytest.approx(facts["mean_cadence_spm_if_run"], abs=2)


@pytest.mark.parametrize("name", OK)
def test_damage_is_told_of_damaged_files_only(shared: Path, name: str) -> None:
    damage = file_of(shared, name).damage
    assert (damage is not None) is (facts_of(name).get("verdict") == "salvage")
    assert damage is None or (damage.byte and damage.line and damage.reason.endswith("."))


@pytest.mark.parametrize("name", REFUSED)
def test_a_real_file_without_an_activity_is_refused(shared: Path, name: str) -> None:
    with pytest.raises(Unreadable, match=r"\.$"):
        file_of(shared, name)


def point(second: int | str, inner: str = "", place: str = 'lat="48.0" lon="9.0"') -> str:
    time = f"2026-05-01T08:00:{second:02}Z" if isinstance(second, int) else second
    return f"<trkpt {place}><time>{time}</time>{inner}</trkpt>"


def document(*tracks: str, head: str = "") -> bytes:
    return f'<gpx creator="Watch X">{head}{"".join(f"<trk>{track}</trk>" for track in tracks)}</gpx>'.encode()


def only(data: bytes) -> Recording:
    (recording,) = gpx.read(data).recordings
    return recording


def segment(*points: str) -> str:
    return f"<trkseg>{''.join(points)}</trkseg>"


def test_extensions_are_read_with_any_prefix() -> None:
    inner = "<extensions><g:T xmlns:g='g'><g:hr>150</g:hr><g:atemp>21.5</g:atemp></g:T><power>250</power><speed>3.2</speed></extensions>"
    samples = only(document(segment(point(0, inner), point(1)))).samples
    assert [samples.get(name)[0] for name in ("heart_rate_bpm", "temperature_c", "power_w", "speed_mps")] == [150, 21.5, 250, 3.2]
    assert np.isnan(samples.get("power_w")[1])


def test_an_undeclared_prefix_is_told_and_does_no_harm() -> None:
    reading = gpx.read(document(segment(point(0, "<extensions><q:hr>99</q:hr></extensions>"), point(1))))
    assert reading.damage
    assert "'q'" in reading.damage.reason
    assert reading.recordings[0].samples.get("heart_rate_bpm")[0] == 99


def test_blanks_and_a_byte_order_mark_before_the_declaration_are_passed_over() -> None:
    data = b'<?xml version="1.0" encoding="UTF-8"?>' + document(segment(point(0), point(1)))
    assert len(only(b" " * 10 + data).samples) == len(only(b"\xef\xbb\xbf" + data).samples) == 2


@pytest.mark.parametrize(
    ("written", "sport"),
    [
        ("running", ("running", "")),
        ("9", ("running", "")),
        ("1", ("cycling", "")),
        ("trail_running", ("running", "trail")),
        ("Hiking", ("hiking", "")),
        ("77", ("", "")),
        ("...", ("", "")),
    ],
)
def test_the_type_of_a_track_is_its_sport(written: str, sport: tuple[str, str]) -> None:
    recording = only(document(f"<name>Round</name><link><type>text/html</type></link><type>{written}</type>" + segment(point(0), point(1))))
    assert (recording.sport, recording.sub_sport) == sport
    assert (recording.title, recording.device) == ("Round", "Watch X")


def test_a_gap_between_segments_is_a_pause_but_the_next_second_is_none() -> None:
    recording = only(document(segment(point(0), point(1)) + segment(point(2), point(3)) + segment(point(30), point(31))))
    assert recording.pauses == ((3.0, 30.0),)


def test_tracks_that_follow_on_one_another_are_one_activity_and_others_one_each() -> None:
    later = segment(*(point(f"2026-05-01T{time}Z") for time in ("19:00:00", "19:00:01")))
    first, second, evening = gpx.read(
        document(
            segment(point(0), point(1)) + "<type>running</type>",
            segment(point(40), point(41)) + "<type>running</type>",
            segment(point(50), point(51)) + "<type>cycling</type>",
            later + "<type>cycling</type>",
        )
    ).recordings
    assert (len(first.samples), first.pauses) == (4, ((1.0, 40.0),))
    assert (second.sport, evening.key, evening.start) == ("cycling", "2", datetime(2026, 5, 1, 19, tzinfo=UTC))


def test_a_point_without_a_position_is_kept_and_told() -> None:
    reading = gpx.read(document(segment(point(0, place=""), point(1))))
    recording = reading.recordings[0]
    assert np.isnan(recording.samples.get("latitude_deg")).tolist() == [True, False]
    assert reading.damage
    assert recording.quality == ("position_missing",)


def test_without_times_there_is_no_start_and_nothing_is_made_up() -> None:
    recording = only(document(segment(point(""), point(""))))
    assert recording.start is None
    assert np.isnan(recording.samples.elapsed_s).all()
    assert recording.quality == ("no_time",)


def test_times_keep_fractions_and_zone_and_the_order_of_the_file() -> None:
    times = ["2026-05-01T10:00:00.250+02:00", "2026-05-01T10:00:02+02:00", "2026-05-01T10:00:01.5+02:00", "soon"]
    recording = only(document(segment(*map(point, times))))
    assert recording.start == datetime(2026, 5, 1, 8, 0, 0, 250_000, tzinfo=UTC)
    assert recording.samples.elapsed_s[:3].tolist() == [0, 1.75, 1.25]
    assert recording.utc_offset_s == 7200
    assert recording.quality == ("time_missing", "time_backwards")


def test_a_time_without_a_zone_is_taken_as_utc_and_one_of_the_year_1_as_none() -> None:
    recording = only(document(segment(point("2026-05-01T08:00:00"), point("0001-01-01T00:00:00Z"))))
    assert recording.start == datetime(2026, 5, 1, 8, tzinfo=UTC)
    assert set(recording.quality) == {"zone_missing", "time_impossible", "time_missing"}


def test_what_cannot_be_true_is_missing_and_told() -> None:
    bad = "<ele>99999</ele><extensions><hr>0</hr><cad>999</cad><power>-1</power><atemp>null</atemp></extensions>"
    good = "<ele>5</ele><extensions><hr>90</hr><cad>80</cad><power>1</power></extensions>"
    recording = only(
        document(segment(point(0, bad, 'lat="91" lon="9"'), point(1, good), point(2, place='lat="0.0" lon="0.0"')) + "<type>9</type>")
    )
    assert all(np.isnan(values[0]) for values in recording.samples.channels.values())
    assert recording.samples.channels.keys() == {"latitude_deg", "longitude_deg", "altitude_m", "heart_rate_bpm", "cadence_spm", "power_w"}
    assert set(recording.quality) == {f"{what}_impossible" for what in ("position", "altitude", "heart_rate", "cadence", "power")}


@pytest.mark.parametrize(("way", "kept"), [((10, 25, 40), True), ((10, 25, 3), False)])
def test_a_distance_is_kept_if_it_is_counted_from_the_start(way: tuple[int, ...], kept: bool) -> None:
    recording = only(document(segment(*(point(k, f"<extensions><distance>{m}</distance></extensions>") for k, m in enumerate(way)))))
    assert ("distance_m" in recording.samples.channels) is kept
    assert ("distance_not_from_start" in recording.quality) is not kept


def paced(cadence: int, step_deg: float, sport: str = "") -> Recording:
    points = (point(k, f"<extensions><cad>{cadence}</cad></extensions>", f'lat="{48 + k * step_deg:.6f}" lon="9"') for k in range(5))
    return only(document(segment(*points) + f"<type>{sport}</type>"))


@pytest.mark.parametrize(
    ("sport", "cadence", "channel", "read_as", "noted"),
    [
        ("running", 85, "cadence_spm", 170, ()),
        ("running", 170, "cadence_spm", 170, ()),
        ("running", 112, "cadence_spm", 224, ("cadence_as_strides",)),
        ("running", 125, "cadence_spm", 125, ("cadence_as_steps",)),
        ("walking", 55, "cadence_spm", 110, ()),
        ("cycling", 85, "cadence_rpm", 85, ()),
    ],
)
def test_a_cadence_on_foot_counts_steps_of_both_feet(sport: str, cadence: int, channel: str, read_as: int, noted: tuple[str, ...]) -> None:
    recording = paced(cadence, 0.00003, sport)
    assert recording.samples.get(channel).tolist() == [read_as] * 5
    assert recording.quality == noted


def test_a_cadence_without_a_sport_is_a_runners_only_at_a_runners_speed() -> None:
    slow, fast = paced(85, 0.00003), paced(85, 0.00009)
    assert (slow.sport, slow.samples.get("cadence_spm")[0], slow.quality) == ("", 170, ("cadence_of_unknown_sport",))
    assert (fast.samples.get("cadence_rpm")[0], fast.quality) == (85, ())


def test_a_file_that_breaks_off_keeps_its_whole_points_and_tells_where() -> None:
    data = document("\n" + segment(point(0), point(1), point(2)))
    end = data.rindex(b"<time>") + 10
    reading = gpx.read(data[:end])
    assert len(reading.recordings[0].samples) == 2
    assert reading.damage
    assert (reading.damage.line, reading.damage.byte) == (2, end)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "breaks off"),
        (b"<!DOCTYPE html><html><body>Please log in<br></body></html>", "web page"),
        (b"<kml></kml>", "<kml>"),
        (b'<gpx><rte><rtept lat="1" lon="1"/></rte><wpt lat="1" lon="1"/></gpx>', "waypoints and a route only"),
        (document(""), "no point"),
        (document(segment(point(0))), "single point"),
        (b'<!DOCTYPE gpx [<!ENTITY a "b">]>' + document(segment(point(0), point(1))), "entities"),
    ],
)
def test_what_holds_no_activity_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        gpx.read(data)
