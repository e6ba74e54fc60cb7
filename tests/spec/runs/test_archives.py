from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from kneewise.model.errors import Unreadable
from kneewise.readers import guarded, sniff
from kneewise.readers.archive import Member, members

title = "Files, folders and archives: everything in them is found, in order, and nothing in them does harm"

FIT = b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT" + bytes(range(100))
GPX = b"<gpx><trk/></gpx>"
STRAVA = b"Activity ID,Activity Date\n1,x\n"


def zipped(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def content(member: Member) -> bytes:
    with member.open() as stream:
        return stream.read()


def found(path: Path) -> dict[str, bytes]:
    return {each.member: content(each) for each in members(path)}


def refusal(member: Member) -> str:
    with pytest.raises(Unreadable) as refused:
        content(member)
    return refused.value.message


def test_a_file_is_its_only_member(tmp_path: Path) -> None:
    (only,) = members(put(tmp_path, "a.fit", FIT))
    assert (only.member, only.size, only.incidental, content(only)) == ("", len(FIT), False, FIT)


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.fit", "b/1.fit", "a/3.fit", "0.gpx", ".DS_Store", "__MACOSX/._1.fit", "a/._3.fit"):
        put(tmp_path, name, FIT)
    names = [each.path.relative_to(tmp_path).as_posix() for each in members(tmp_path)]
    assert names == ["0.gpx", "a/3.fit", "b/1.fit", "b/2.fit"]
    assert names == [each.path.relative_to(tmp_path).as_posix() for each in members(tmp_path)]


def test_a_loop_of_links_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "a/1.fit", FIT)
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "nowhere.fit").symlink_to(tmp_path / "gone")
    assert len(list(members(tmp_path))) == 1


def test_archives_are_known_by_content_and_read_to_the_third_within_each_other(tmp_path: Path) -> None:
    uploaded = zipped({"10.fit": FIT, "9.fit.gz": gzip.compress(FIT)}, zipfile.ZIP_STORED)
    export = zipped({"DI_CONNECT/UploadedFiles_0.zip": zipped({"part": uploaded}), "activities/1.gpx.gz": gzip.compress(GPX)})
    assert found(put(tmp_path, "export.bin", export)) == {
        "DI_CONNECT/UploadedFiles_0.zip/part/10.fit": FIT,
        "DI_CONNECT/UploadedFiles_0.zip/part/9.fit.gz": gzip.compress(FIT),  # a fourth one is not opened
        "activities/1.gpx.gz": GPX,
    }


def test_members_can_be_opened_after_the_walk_and_twice(tmp_path: Path) -> None:
    inside = zipped({"a.fit": FIT, "b.fit": FIT[::-1]})
    listed = list(members(put(tmp_path, "export.zip", zipped({"x.zip": inside}))))
    assert [content(each) for each in listed] == [content(each) for each in listed] == [FIT, FIT[::-1]]


def test_thousands_of_members_come_sorted(tmp_path: Path) -> None:
    names = [f"activities/{number:05}.fit" for number in range(3000)]
    path = put(tmp_path, "export.zip", zipped(dict.fromkeys(reversed(names), FIT)))
    assert [each.member for each in members(path)] == names


def test_a_name_in_an_archive_is_a_name_only(tmp_path: Path) -> None:
    path = put(tmp_path, "in/evil.zip", zipped({"../../escape.fit": FIT, "/etc/absolute.fit": FIT, "C:\\windows.fit": FIT}))
    before = sorted(tmp_path.rglob("*"))
    assert set(found(path).values()) == {FIT}
    assert sorted(tmp_path.rglob("*")) == before


def test_what_can_be_no_activity_is_marked_in_archives_and_folders(tmp_path: Path) -> None:
    files = {
        "activities.csv": STRAVA,
        "bikes.csv": b"Bike Name\n",
        "media/1.jpg": b"\xff\xd8\xff\xe0",
        "apple_health_export/export_cda.xml": b"<ClinicalDocument/>",
        "DI-Connect-User/badges.json": b'{"badges": []}',
        "DI-Connect-Fitness/1_summarizedActivities.json": b"[]",
        "activities/1.fit": b"noise",
        "activities/2.gpx": GPX,
    }
    marked = {each.member: each.incidental for each in members(put(tmp_path, "export.zip", zipped(files)))}
    assert sorted(name for name, incidental in marked.items() if not incidental) == [
        "DI-Connect-Fitness/1_summarizedActivities.json",
        "activities.csv",
        "activities/1.fit",
        "activities/2.gpx",
    ]
    assert not next(members(put(tmp_path, "alone.jpg", b"\xff\xd8\xff\xe0"))).incidental


def test_an_encrypted_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.fit": FIT, "b.fit": FIT}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1  # the flag of the first one in the list
    first, second = members(put(tmp_path, "export.zip", bytes(data)))
    assert "encrypted" in refusal(first)
    assert content(second) == FIT


def test_a_damaged_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.fit": FIT, "b.fit": FIT}, zipfile.ZIP_STORED))
    data[data.index(FIT) + 20] ^= 1
    first, second = members(put(tmp_path, "export.zip", bytes(data)))
    assert "damaged" in refusal(first)
    assert content(second) == FIT


def test_a_broken_archive_is_refused_and_the_folder_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "a.zip", zipped({"a.fit": FIT})[:-30])
    put(tmp_path, "b.fit", FIT)
    put(tmp_path, "c.zip", zipped({"inner.zip": b"PK\x03\x04 and no more"}))
    first, second, third = members(tmp_path)
    assert "broken" in refusal(first)
    assert content(second) == FIT
    assert "broken" in refusal(third)
    assert not first.incidental


def test_a_cut_gz_gives_what_is_left_and_the_reading_says_so(tmp_path: Path) -> None:
    rows = "".join(f"Running,2026-09-05 20:54:45,{os.urandom(40).hex()},00:05:00\n" for _ in range(2000))
    packed = gzip.compress(f"Activity Type,Date,Title,Time\n{rows}".encode())
    (member,) = members(put(tmp_path, "list.csv.gz", packed[: len(packed) // 2]))
    with member.open() as stream:
        reading = sniff.read(stream, member.name)
    assert 500 < len(reading.recordings) < 1500
    assert reading.damage is not None
    assert reading.damage.reason == "The packed file is cut off."


@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.zip"])
def test_what_swells_without_end_is_refused(tmp_path: Path, name: str) -> None:
    swelling = b"Activity Type,Date,Time\n" + bytes(guarded.FREE_BYTES * 4)
    packed = gzip.compress(swelling) if name.endswith("gz") else zipped({"a.csv": swelling})
    (member,) = members(put(tmp_path, name, packed))
    assert "swells" in refusal(member)
    with pytest.raises(Unreadable, match="swells"), member.open() as stream:
        sniff.read(stream, member.name)


def test_a_size_that_is_a_lie_is_not_believed(tmp_path: Path) -> None:
    swelling = bytes(guarded.FREE_BYTES * 4)
    data = zipped({"a.gpx": swelling}).replace(len(swelling).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    (member,) = members(put(tmp_path, "liar.zip", data))
    assert member.size == 1000
    assert refusal(member)


def test_all_members_together_are_bounded(tmp_path: Path) -> None:
    path = put(tmp_path, "many.zip", zipped({f"{number:02}.gpx": bytes(guarded.FREE_BYTES) for number in range(8)}))
    bound = guarded.FREE_TOTAL_BYTES + guarded.TOTAL_RATIO * path.stat().st_size
    listed = list(members(path))
    whole = bound // guarded.FREE_BYTES
    assert 0 < whole < len(listed)
    assert all(len(content(member)) == guarded.FREE_BYTES for member in listed[:whole])
    assert all("far larger" in refusal(member) for member in listed[whole:])


def test_an_archive_that_holds_itself_ends(tmp_path: Path) -> None:
    data = zipped({"a.zip": b""})
    for _ in range(12):
        data = zipped({"a.zip": data})
    assert len(list(members(put(tmp_path, "deep.zip", data)))) == 1


def test_a_way_of_packing_that_is_not_known_is_named(tmp_path: Path) -> None:
    (member,) = members(put(tmp_path, "odd.zip", zipped({"a.fit": FIT}, zipfile.ZIP_LZMA)))
    assert "not deflate" in refusal(member)


IMAGE = b"\x89PNG\r\n\x1a\n" + bytes(50)
PAGE = b"<!DOCTYPE html><html><body>Sign in</body></html>"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.fit", "an empty file"),
        (bytes(5000), "a.fit", "nothing but zero bytes"),
        (IMAGE, "a.fit", "a PNG image"),
        (IMAGE, "a", "a PNG image"),
        (PAGE, "a.gpx", "a web page"),
        (PAGE, "a", "a web page"),
        (b"<kml/>", "a.gpx", "XML of another kind (<kml>)"),
        (b'{"a": 1}', "a.json", "JSON without a list of activities"),
        (b"Dear diary, today I ran.", "a.txt", "a table or text without activities"),
        (b"%PDF-1.7", "a.tcx", "a PDF document"),
        (bytes(range(256)), "a", "bytes are of no known kind"),
    ],
)
def test_what_is_no_activity_is_said(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        sniff.read(data, name)
    assert reason in refused.value.message


def test_the_shared_files_are_known_by_their_content(shared: Path) -> None:
    kinds = {"fit": "fit", "gpx": "gpx", "tcx": "tcx"}
    for member in members(shared / "data" / "activities"):
        suffix = member.name.lower().removesuffix(".gz").rpartition(".")[2]
        with member.open() as stream:
            kind = sniff.kind_of(stream.read(guarded.HEAD_BYTES))
        if suffix in kinds and member.path.name not in {"made_login.gpx", "made_png.fit", "made_zero.fit"}:
            assert kind == kinds[suffix], member
