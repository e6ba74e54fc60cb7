from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading
from kneewise.readers import apple_health, epson_csv, garmin_csv, garmin_json, intervals_csv, runalyze_csv, strava_csv, wahoo_csv
from kneewise.readers.archive import Member, members
from kneewise.readers.summary import EARLIEST, LATEST
from tests.shared_data import IMPORTS

title = "However a file is mutated, a reader gives activities or a reason, and nothing else"

LIST = b"id,start_date_local,start_date,name,type,moving_time,distance\n1,2026-09-05T20:54:45,2026-09-05T18:54:45Z,a,Run,1800,5000\n" * 3
RUNALYZE = b"id,time,timezoneOffset,sportid,distance,s,vo2max\n1,1788641685,60,8,10.2,3590,48\n2,1788641685,60,8,10.2,3590,48\n"
READERS: dict[str, tuple[Callable[[bytes], Reading], str | bytes]] = {
    "strava": (strava_csv.read, "strava_activities_rides.csv"),
    "garmin csv": (garmin_csv.read, "garmin_connect_old_lap_table.csv"),
    "garmin json": (garmin_json.read, "made_garmin_summarizedActivities.json"),
    "epson": (epson_csv.read, "epson.csv"),
    "wahoo": (wahoo_csv.read, "wahoo.csv"),
    "intervals": (intervals_csv.read, LIST),
    "runalyze": (runalyze_csv.read, RUNALYZE),
    "apple": (lambda data: apple_health.read(io.BytesIO(data)), "made_apple_health_export_new.xml"),
    "apple, old": (lambda data: apple_health.read(io.BytesIO(data)), "apple_health_export_old.xml"),
}
TEXTS = [
    "",
    '"',
    '""',
    ",",
    ";",
    "\n",
    "\r",
    "-1",
    "1e999",
    "NaN",
    "<",
    ">",
    "&",
    "]]>",
    "[",
    "{",
    "}",
    "null",
    '"activityId"',
    "9999-99-99",
    ":",
]
ODD = (
    *(text.encode() for text in TEXTS),
    b"<!ENTITY",
    "½Ⅷ٣".encode(),
    b"0001-01-01T00:00:00+23:59",
    b"\x00",
    b"\xff\xfe",
    b"9" * 40,
    b"\xc3",
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from(ODD) | st.binary(max_size=12)), min_size=1, max_size=6)


@cache
def original(source: str | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    path = IMPORTS / source
    if not path.exists():
        warnings.warn(f"SKIPPED: {path} is absent; set KNEEWISE_SHARED", stacklevel=1)
        pytest.skip(f"no shared data at {path}")
    return path.read_bytes()[:30_000]


def mutated(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """The data with bytes replaced at some places, and cut where an edit says nothing is to be put in for nothing."""
    for place, length, new in edits:
        at = int(place * len(data))
        data = data[:at] if (length, new) == (0, b"") else data[:at] + new + data[at + length :]
    return data


T = TypeVar("T")


def or_reason(read: Callable[[], T]) -> T | None:
    """What is read, or nothing if it is refused with a sentence."""
    message = "A sentence."
    try:
        return read()
    except Unreadable as refused:
        message = refused.message
    assert message.endswith(".")
    return None


def content_of(member: Member) -> bytes:
    with member.open() as stream:
        return stream.read()


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS)
def test_a_reader_gives_activities_or_a_reason(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    read, source = READERS[name]
    reading = or_reason(lambda: read(mutated(original(source), edits)))
    if reading is None:
        return
    assert reading.recordings
    assert len({each.key for each in reading.recordings}) == len(reading.recordings)
    for each in reading.recordings:
        assert each.start is None or EARLIEST <= each.start < LATEST
        assert all(value >= 0 or total == "mean_temperature_c" for total, value in each.totals.items())
        assert all(len(values) == len(each.samples) for values in each.samples.channels.values())
        assert all(lap.start_s < lap.end_s for lap in each.laps)


@settings(max_examples=100)
@given(edits=EDITS, packing=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
def test_an_archive_gives_members_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[float, int, bytes]], packing: int
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name in ("a.fit", "folder/b.csv", "c.json"):
            archive.writestr(name, LIST * 5)
    path = Path(tmp_path_factory.mktemp("zip")) / "export.zip"
    path.write_bytes(mutated(stream.getvalue(), edits))
    for member in members(path):
        or_reason(partial(content_of, member))
