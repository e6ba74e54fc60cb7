from __future__ import annotations

import struct
from datetime import UTC, datetime

import numpy as np
import pytest

from kneewise.model.errors import Unreadable
from kneewise.model.run import Recording
from kneewise.readers import fit
from tests.fit_writer import (
    ACTIVITY,
    EPOCH,
    EVENT,
    FIELD_DESCRIPTION,
    LAP,
    POINT,
    RECORD,
    SUMMARY,
    Kind,
    activity_head,
    points,
    summary,
)
from tests.fit_writer import fit as whole

title = "What a FIT file's bytes mean"

POINTS = POINT.definition() + points(60)
SESSION = SUMMARY.definition() + summary(59, 177.0)


def only(data: bytes) -> Recording:
    reading = fit.read(data)
    assert reading.damage is None
    (found,) = reading.recordings
    return found


def test_a_plain_run() -> None:
    run = only(whole(activity_head(), POINTS, SESSION))
    assert (run.sport, run.format, run.key, run.device) == ("running", "fit", "0", "Garmin product 2697")
    assert run.start == datetime.fromtimestamp(EPOCH + 631_065_600, UTC)
    assert run.totals == {"elapsed_s": 59.0, "timer_s": 59.0, "distance_m": 177.0}
    np.testing.assert_array_equal(run.samples.elapsed_s, np.arange(60.0))
    np.testing.assert_array_equal(run.samples.get("cadence_spm"), 170.0)  # strides of one foot in the file


def test_the_pedals_of_a_bicycle_are_no_steps() -> None:
    ride = only(whole(activity_head(), POINTS, SUMMARY.definition() + summary(59, 177.0, sport=2)))
    assert ride.sport == "cycling"
    np.testing.assert_array_equal(ride.samples.get("cadence_rpm"), 85.0)
    assert np.isnan(ride.samples.get("cadence_spm")).all()


@pytest.mark.parametrize("header_checksum", [True, False])
def test_a_header_may_go_without_a_checksum(header_checksum: bool) -> None:
    assert len(only(whole(activity_head(), POINTS, SESSION, header_checksum=header_checksum)).samples) == 60


def test_numbers_may_stand_with_the_high_byte_first() -> None:
    point = Kind(RECORD, [(253, 0x86), (5, 0x86)], big=True)
    run = only(whole(activity_head(), point.definition(), point.message_of(EPOCH, 0), point.message_of(EPOCH + 1, 350), SESSION))
    np.testing.assert_array_equal(run.samples.get("distance_m"), [0.0, 3.5])


def test_a_value_that_means_none_is_none() -> None:
    rows = POINT.message_of(EPOCH, 0, 0xFF, 0xFF) + POINT.message_of(EPOCH + 1, 0xFFFFFFFF, 0, 80)
    run = only(whole(activity_head(), POINT.definition(), rows, SESSION))
    assert "heart_rate_bpm" not in run.samples.channels  # none, and the 0 of a strap without contact
    np.testing.assert_array_equal(run.samples.get("distance_m"), [0.0, np.nan])
    np.testing.assert_array_equal(run.samples.get("cadence_spm"), [np.nan, 160.0])


def test_times_may_be_told_by_their_last_five_bits() -> None:
    short = Kind(RECORD, [(5, 0x86)], local=3)
    rows = b"".join(short.compressed(EPOCH + 20 * k, 100 * k) for k in range(1, 6))
    run = only(whole(activity_head(), POINT.definition(), points(1), short.definition(), rows, SESSION))
    np.testing.assert_array_equal(run.samples.elapsed_s, [0, 20, 40, 60, 80, 100])


def test_records_of_two_definitions_keep_their_order() -> None:
    bare = Kind(RECORD, [(253, 0x86), (5, 0x86)], local=4)
    rows = points(1) + bare.message_of(EPOCH + 1, 300) + points(1, start=EPOCH + 2)
    run = only(whole(activity_head(), POINT.definition(), bare.definition(), rows, SESSION))
    np.testing.assert_array_equal(run.samples.elapsed_s, [0, 1, 2])
    np.testing.assert_array_equal(run.samples.get("heart_rate_bpm"), [150, np.nan, 150])


def test_a_sensors_own_field_goes_by_its_own_name_and_stands_in_for_a_missing_channel() -> None:
    described = Kind(FIELD_DESCRIPTION, [(0, 0x02), (1, 0x02), (2, 0x02), (15, 0x02)], local=5)
    point = Kind(RECORD, [(253, 0x86)], developer=[(0, 2, 0), (1, 2, 0)])
    rows = b"".join(point.message_of(EPOCH + k, extra=struct.pack("<HH", 240 + k, 7)) for k in range(3))
    told = described.definition() + described.message_of(0, 0, 0x84, 7) + described.message_of(0, 1, 0x84, 0xFF)
    run = only(whole(activity_head(), told, point.definition(), rows, SESSION))
    np.testing.assert_array_equal(run.samples.get("power_w"), [240, 241, 242])
    np.testing.assert_array_equal(run.samples.get("developer/field 1"), 7)


def test_the_legs_of_a_triathlon_are_apart() -> None:
    swim, ride, run = (summary(59, 177.0, sport, EPOCH + 60 * k) for k, sport in enumerate((5, 2, 1)))
    records = b"".join(points(60, EPOCH + 60 * k) for k in range(3))
    reading = fit.read(whole(activity_head(), POINT.definition(), records, SUMMARY.definition(), swim, ride, run))
    assert [(r.sport, len(r.samples), r.key) for r in reading.recordings] == [
        ("swimming", 60, "0"),
        ("cycling", 60, "1"),
        ("running", 60, "2"),
    ]
    np.testing.assert_array_equal(reading.recordings[2].samples.elapsed_s, np.arange(60.0))


def test_files_chained_in_one_are_all_read() -> None:
    part = whole(activity_head(), POINTS, SESSION)
    later = whole(
        activity_head(), POINT.definition(), points(30, EPOCH + 5000), SUMMARY.definition(), summary(29, 90.0, start=EPOCH + 5000)
    )
    reading = fit.read(part + later)
    assert [len(r.samples) for r in reading.recordings] == [60, 30]


def test_stops_of_the_watch_are_pauses() -> None:
    event = Kind(EVENT, [(253, 0x86), (0, 0x00), (1, 0x00)], local=6)
    told = [event.message_of(EPOCH + at, 0, kind) for at, kind in ((0, 0), (20, 4), (35, 0), (50, 1))]
    run = only(whole(activity_head(), event.definition(), *told, POINTS, SESSION))
    assert run.pauses == ((20.0, 35.0),)


def test_laps_lie_where_their_times_say() -> None:
    lap = Kind(LAP, [(253, 0x86), (2, 0x86), (9, 0x86)], local=7)
    told = lap.message_of(EPOCH + 30, EPOCH, 9000) + lap.message_of(EPOCH + 59, EPOCH + 30, 8700)
    run = only(whole(activity_head(), POINTS, lap.definition(), told, SESSION))
    assert [(x.start_s, x.end_s, x.totals) for x in run.laps] == [(0, 30, {"distance_m": 90.0}), (30, 59, {"distance_m": 87.0})]


@pytest.mark.parametrize(("shift", "offset"), [(7200, 7200), (-34200 + 3, -34200), (60 * 60 * 40, None)])
def test_the_runners_clock_is_told_by_the_local_time(shift: int, offset: int | None) -> None:
    activity = Kind(ACTIVITY, [(253, 0x86), (5, 0x86)], local=8)
    run = only(whole(activity_head(), POINTS, SESSION, activity.definition(), activity.message_of(EPOCH, EPOCH + shift)))
    assert run.utc_offset_s == offset


def test_a_wrong_checksum_is_told_and_all_is_read() -> None:
    reading = fit.read(whole(activity_head(), POINTS, SESSION, checksum=1))
    assert reading.damage is not None
    assert "checksum" in reading.damage.reason
    assert len(reading.recordings[0].samples) == 60


def test_a_cut_file_is_read_up_to_the_cut() -> None:
    data = whole(activity_head(), POINTS, SESSION)
    reading = fit.read(data[: -len(SESSION)])
    assert reading.damage is not None
    assert reading.damage.byte is not None
    assert (reading.recordings[0].sport, len(reading.recordings[0].samples)) == ("", 60)


def test_a_message_without_a_definition_ends_the_reading_there() -> None:
    before = activity_head() + POINTS
    reading = fit.read(whole(before, b"\x0f\0\0\0", SESSION))
    assert reading.damage is not None
    assert reading.damage.byte == 14 + len(before)
    assert len(reading.recordings[0].samples) == 60


def test_zeros_after_the_file_are_no_damage_and_anything_else_is() -> None:
    data = whole(activity_head(), POINTS, SESSION)
    assert fit.read(data + bytes(100)).damage is None
    damage = fit.read(data + b"garbage" * 9).damage
    assert damage is not None
    assert damage.byte == len(data)


def test_a_header_that_claims_gigabytes_takes_none() -> None:
    data = bytearray(whole(activity_head(), POINTS, SESSION))
    struct.pack_into("<I", data, 4, 0xFFFFFFF0)
    reading = fit.read(bytes(data[:-2]))
    assert reading.damage is not None
    assert len(reading.recordings[0].samples) == 60


@pytest.mark.parametrize(("kind", "word"), [(2, "settings"), (5, "workout"), (6, "course"), (15, "monitoring")])
def test_other_kinds_of_files_are_refused_by_name(kind: int, word: str) -> None:
    with pytest.raises(Unreadable, match=word):
        fit.read(whole(activity_head(kind)))


def test_a_course_is_refused_even_with_points() -> None:
    with pytest.raises(Unreadable, match="course"):
        fit.read(whole(activity_head(6), POINTS))


def test_one_point_is_no_activity() -> None:
    with pytest.raises(Unreadable, match="no activity"):
        fit.read(whole(activity_head(), POINT.definition(), points(1)))


def test_a_clock_that_jumps_back_is_said() -> None:
    run = only(whole(activity_head(), POINT.definition(), points(30), points(30, EPOCH + 10), SESSION))
    assert run.quality == ("time_backwards",)
    assert len(run.samples) == 60
