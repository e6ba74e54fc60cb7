from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading
from kneewise.readers import cadence, gpx, tcx, xml_points
from kneewise.readers.summary import EARLIEST, LATEST
from kneewise.readers.xml_events import Document, Layout
from tests.shared_data import ACTIVITIES, activity_facts

title = "However an XML file is mutated, its reader gives recordings or a reason, and nothing else"

READERS: dict[str, Callable[[bytes], Reading]] = {"gpx": gpx.read, "tcx": tcx.read}
LARGEST = 40_000
ODD = (
    *(b"<trkpt/>", b"<trk>", b"</trk>", b"</trkseg>", b"<Lap>", b"</Lap>", b'<Activity Sport="Running">', b"</Activity>", b"<Id/>"),
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&amp;", b"&#0;", b"&e;", b'<!DOCTYPE a [<!ENTITY e "e">]>', b"<?x?>"),
    *(b"nan", b"inf", b"-1e400", b"9" * 400, b"1_0", "٣".encode(), b"\xff", b"\x00", b"\r", b'encoding="utf-7"'),
    *(b"<time>0001-01-01T00:00:00+23:59</time>", b"<Time>9999-12-31T23:59:59-14:00</Time>"),
)
EDITS = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "drop", "put", "double"]), st.floats(0, 1), st.integers(1, 2000), st.sampled_from(ODD)),
    min_size=1,
    max_size=5,
)


@cache
def originals(kind: str) -> list[bytes]:
    files = sorted(path for path in ACTIVITIES.glob(f"*.{kind}") if path.stat().st_size < LARGEST and path.name in activity_facts())
    return [path.read_bytes() for path in files] or [b"<gpx/>"]


def mutated(data: bytes, edits: list[tuple[str, float, int, bytes]]) -> bytes:
    for what, place, length, odd in edits:
        at = int(place * len(data))
        before, part, after = data[:at], data[at : at + length], data[at + length :]
        data = {
            "flip": before + bytes([(part[0] ^ (1 << length % 8))] if part else b"") + part[1:] + after,
            "cut": before,
            "drop": before + after,
            "put": before + odd + part + after,
            "double": before + part + part + after,
        }[what]
    return data


def or_reason(read: Callable[[bytes], Reading], data: bytes) -> Reading | None:
    """What is read, or nothing if it is refused with a sentence."""
    message = "A sentence."
    try:
        return read(data)
    except Unreadable as refused:
        message = refused.message
    assert message.endswith(".")
    return None


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_file_gives_recordings_or_a_reason(kind: str, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(originals(kind)))
    reading = or_reason(READERS[kind], mutated(original, data.draw(EDITS)))
    if reading is None:
        return
    assert [each.key for each in reading.recordings] == [str(key) for key in range(len(reading.recordings))]
    for each in reading.recordings:
        assert each.start is None or EARLIEST <= each.start < LATEST
        assert set(each.quality) <= xml_points.QUALITY
        assert all(np.isfinite(value) and value > 0 for value in each.totals.values())
        assert all(len(values) == len(each.samples) for values in each.samples.channels.values())
        assert not any(np.isinf(values).any() for values in each.samples.channels.values())
        assert all(lap.start_s <= lap.end_s for lap in each.laps)
        assert all(first < last for first, last in each.pauses)


@settings(max_examples=100)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_reason(data: bytes) -> None:
    for read in READERS.values():
        assert or_reason(read, data) is None


BOMB = "<!DOCTYPE gpx [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{k} '{f'&a{k - 1};' * 10}'>" for k in range(1, 12)) + "]>"
PAD = "<!--" + " " * 70_000 + "-->"
HOSTILE = {
    "a billion laughs": BOMB + "<gpx><trk><name>&a11;</name></trk></gpx>",
    "a billion laughs behind a long comment": PAD + BOMB + "<gpx>&a11;</gpx>",
    "an entity from a file": '<!DOCTYPE gpx [<!ENTITY f SYSTEM "file:///etc/hostname">]><gpx><trk><name>&f;</name></trk></gpx>',
    "a document type from elsewhere": '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd"><gpx><trk><name>&f;</name></trk></gpx>',
    "a parameter entity": '<!DOCTYPE gpx [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><gpx/>',
    "deep nesting": "<gpx>" + "<trk>" * 300_000,
    "deep nesting of what is not asked for": "<gpx>" + "<a>" * 300_000,
    "a huge text": "<gpx><trk><name>" + "x" * 8_000_000,
    "a huge text in pieces": "<gpx><trk><name>" + "x<b/>" * 500_000,
    "a huge tag": '<gpx a="' + ">" * 3_000_000,
    "a huge comment": "<gpx><!--" + ">" * 3_000_000,
    "ever new names": "<gpx>" + "".join(f"<n{k}/>" for k in range(50_000)),
    "ever new attributes": "<gpx>" + "".join(f"<n a{k}=''/>" for k in range(50_000)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused(kind: str) -> None:
    with pytest.raises(Unreadable):
        gpx.read(HOSTILE[kind].encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_entities_are_refused_in_other_encodings_too(encoding: str) -> None:
    with pytest.raises(Unreadable):
        gpx.read(HOSTILE["a billion laughs"].encode(encoding))


def test_there_is_an_end_to_tracks_activities_and_laps() -> None:
    track = '<trk><trkseg><trkpt lat="1" lon="2"/><trkpt lat="1" lon="2"/></trkseg></trk>'
    lap = "<Lap StartTime='2026-05-01T08:00:00Z'><TotalTimeSeconds>1</TotalTimeSeconds></Lap>"
    tracks = gpx.read(f"<gpx>{track * (xml_points.MOST_RECORDINGS + 1)}</gpx>".encode())
    activities = tcx.read(
        f"<TrainingCenterDatabase>{f'<Activity>{lap}</Activity>' * (xml_points.MOST_RECORDINGS + 1)}</TrainingCenterDatabase>".encode()
    )
    laps = tcx.read(f"<TrainingCenterDatabase><Activity>{lap * (tcx.MOST_LAPS + 1)}</Activity></TrainingCenterDatabase>".encode())
    assert len(tracks.recordings) == len(activities.recordings) == xml_points.MOST_RECORDINGS
    assert len(laps.recordings[0].laps) == tcx.MOST_LAPS
    assert tracks.damage
    assert activities.damage
    assert laps.damage


def test_a_file_that_declares_all_its_prefixes_and_breaks_off_nowhere_has_no_damage() -> None:
    for data in originals("tcx"):
        if not re.search(rb"</TrainingCenterDatabase>\s*$", data):
            continue
        assert tcx.read(data).damage is None


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(7 if size else size)


def test_a_stream_gives_the_same_as_the_whole() -> None:
    layout = Layout(root="gpx", branches=frozenset({"trkpt", "trk"}), leaves={"ele": "altitude_m", "name": "name"})

    def events(source: bytes | io.BytesIO) -> list[tuple[str, dict[str, str], bool]]:
        found: list[tuple[str, dict[str, str], bool]] = []
        Document(layout, lambda *closed: found.append(closed)).read(source)
        return found

    data = b"\n <gpx><trk><name>a&#228; b</name><trkpt lat='1'><x:ele>\n2</x:ele></trkpt><trkpt><ele>3"
    assert events(Dripping(data)) == events(data)
    assert events(data) == [
        ("trkpt", {"lat": "1", "altitude_m": "\n2"}, True),
        ("trkpt", {}, False),
        ("trk", {"name": "aä b"}, False),
        ("gpx", {}, False),
    ]


@given(st.lists(st.floats(0, 300), max_size=30), st.sampled_from(["running", "walking", "cycling", "", "generic"]), st.floats(0, 20))
def test_any_cadence_has_one_meaning(values: list[float], sport: str, speed_mps: float) -> None:
    convention = cadence.convention_of(np.array(values), sport, speed_mps)
    assert (convention.channel, convention.factor) in {("cadence_spm", 1.0), ("cadence_spm", 2.0), ("cadence_rpm", 1.0)}
    assert set(convention.quality) <= xml_points.QUALITY
