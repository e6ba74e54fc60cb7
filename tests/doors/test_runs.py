from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.door import MALFORMED, MISSING, PARTLY, USAGE, call, validator
from tests.fit_writer import EPOCH, POINT, SUMMARY, activity_head, points, summary
from tests.fit_writer import fit as whole

title = "Runs are imported once, listed, corrected, entered and counted by shoe"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KNEEWISE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def made(folder: Path, name: str, start: int = EPOCH, seconds: int = 1800, metres: float = 3.0, sport: int = 1) -> Path:
    data = whole(
        activity_head(),
        POINT.definition(),
        points(seconds, start, metres),
        SUMMARY.definition(),
        summary(seconds - 1, metres * (seconds - 1), sport, start),
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def add(*paths: Path) -> Any:
    answer = json.loads(call("runs", "add", *map(str, paths), "--json").out)
    validator("runs_add").validate(answer)
    return answer


def listed() -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = call("runs", "list", "--json").answer
    validator("runs").validate(answer)
    return answer


def test_a_run_is_listed_with_where_its_values_come_from(tmp_path: Path) -> None:
    add(made(tmp_path, "a.fit"))
    (run,) = listed()
    assert (run["sport"], run["is_run"], run["format"], run["records"]) == ("running", True, "fit", 1800)
    assert run["distance_m"] == pytest.approx(5397.0)
    assert run["mean_cadence_spm"] == 170.0
    assert run["ascent_m"] is None
    assert run["from"]["distance_recorded_m"] == "measured"
    assert run["from"]["utc_offset"] == "assumed"
    assert "ascent_m" not in run["from"]


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path, "a.fit")
    first, again = add(path), add(path)
    assert [f["status"] for f in first["files"]] == ["added"]
    assert [f["status"] for f in again["files"]] == ["known"]
    assert again["files"][0]["runs"] == first["files"][0]["runs"]
    copy = shutil.copy(path, tmp_path / "copy.fit")
    assert [f["status"] for f in add(Path(copy))["files"]] == ["known"]
    assert len(listed()) == 1


def test_a_bad_file_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = made(tmp_path / "in", "a.fit")
    (tmp_path / "in" / "b.fit").write_bytes(good.read_bytes()[:9000])
    (tmp_path / "in" / "c.fit").write_bytes(b"")
    (tmp_path / "in" / "d.gpx").write_text("<html>Please sign in</html>")
    said = call("runs", "add", str(tmp_path / "in"), "--json")
    assert said.code == PARTLY
    files = {Path(f["path"]).name: f for f in json.loads(said.out)["files"]}
    assert {name: f["status"] for name, f in files.items()} == {
        "a.fit": "added",
        "b.fit": "salvaged",
        "c.fit": "refused",
        "d.gpx": "refused",
    }
    assert files["b.fit"]["byte"] > 8000
    assert all(files[name]["reason"] for name in ("b.fit", "c.fit", "d.gpx"))
    assert json.loads(said.out)["counts"] == {"added": 1, "known": 0, "merged": 0, "salvaged": 1, "refused": 2}


def test_nothing_but_bad_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "c.fit").write_bytes(b"no activity")
    assert call("runs", "add", str(tmp_path / "c.fit"), "--json").code == MALFORMED
    assert call("runs", "add", str(tmp_path / "nowhere.fit"), "--json").error["where"].endswith("nowhere.fit")
    (tmp_path / "empty").mkdir()
    assert call("runs", "add", str(tmp_path / "empty"), "--json").code == MISSING


def test_the_same_run_out_of_an_archive_is_merged(tmp_path: Path) -> None:
    path = made(tmp_path, "a.fit")
    gpx = "".join(
        f'<trkpt lat="{50 + k * 27e-6:.6f}" lon="7.0"><time>2021-09-08T01:{46 + k // 60:02}:{k % 60:02}Z</time></trkpt>'
        for k in range(40, 800)
    )
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("activities/1.gpx", f'<gpx version="1.1" creator="x"><trk><trkseg>{gpx}</trkseg></trk></gpx>')
    first = add(path)
    second = add(tmp_path / "export.zip")
    assert second["files"][0]["member"] == "activities/1.gpx"
    assert second["files"][0]["status"] == "merged"
    assert second["files"][0]["runs"] == first["files"][0]["runs"]
    (run,) = listed()
    assert (run["format"], run["records"], "merged" in run["quality"]) == ("fit", 1800, True)


def test_two_runs_in_one_day_and_another_sport_stay_apart(tmp_path: Path) -> None:
    add(made(tmp_path, "a.fit"), made(tmp_path, "b.fit", EPOCH + 20_000, 1500), made(tmp_path, "ride.fit", EPOCH + 40_000, sport=2))
    assert [(r["sport"], r["is_run"]) for r in listed()] == [("running", True), ("running", True), ("cycling", False)]
    assert len(call("runs", "list").out.splitlines()) == 2
    assert len(call("runs", "list", "--all").out.splitlines()) == 3


def test_a_correction_outlives_a_new_reading(tmp_path: Path) -> None:
    path = made(tmp_path, "a.fit")
    name = add(path)["files"][0]["runs"][0]
    validator("run").validate(call("runs", "show", name, "--json").answer)
    edited = call("runs", "edit", name[:6], "--distance-m", "5000", "--shoe", "Blue", "--surface", "trail", "--json").answer
    assert (edited["distance_m"], edited["shoe"], edited["surface"], edited["from"]["distance_m"]) == (5000, "Blue", "trail", "entered")
    assert call("runs", "reread", "--all", "--json").answer["counts"]["added"] == 1
    (run,) = listed()
    assert (run["distance_m"], run["shoe"]) == (5000, "Blue")
    assert call("runs", "edit", name, "--undo", "distance_m", "--json").answer["distance_m"] == pytest.approx(5397.0)


def test_a_correction_that_cannot_be_changes_nothing(tmp_path: Path) -> None:
    name = add(made(tmp_path, "a.fit"))["files"][0]["runs"][0]
    before = listed()
    for wrong in (["--distance-m", "-5"], ["--cadence-spm", "1000"], ["--undo", "nonsense"], []):
        assert call("runs", "edit", name, *wrong, "--json").code == USAGE
    assert call("runs", "edit", "ffff", "--shoe", "x", "--json").code == MISSING
    assert listed() == before


def test_a_run_without_a_watch_is_entered() -> None:
    when = ["--start", "2026-05-03T07:30", "--timezone", "Europe/Berlin"]
    entry = ["runs", "enter", *when, "--distance-m", "6000", "--time-s", "2100", "--treadmill", "--json"]
    run = call(*entry).answer
    assert (run["start"], run["format"], run["surface"], run["records"]) == ("2026-05-03T07:30:00+02:00", "manual", "treadmill", 0)
    assert run["from"]["distance_m"] == "entered"
    assert call(*entry).answer["id"] == run["id"]
    assert len(listed()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ["--start", "yesterday", "--distance-m", "5000"],
        ["--start", "2026-05-03T07:30"],
        ["--start", "2026-05-03T07:30", "--distance-m", "-1"],
        ["--start", "2026-05-03T07:30", "--distance-m", "5000", "--timezone", "Mars/Olympus"],
    ],
)
def test_an_entry_that_cannot_be_is_refused(wrong: list[str]) -> None:
    assert call("runs", "enter", *wrong, "--json").code == USAGE
    assert listed() == []


def test_a_start_at_the_end_of_the_calendar_is_refused_and_blocks_nothing() -> None:
    for start in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00+00:00", "1955-01-01T08:00"):
        assert call("runs", "enter", "--start", start, "--distance-m", "1000", "--json").code == USAGE
    assert listed() == []


def test_two_entries_at_one_time_are_refused_with_the_way_to_correct_the_first() -> None:
    entry = ["runs", "enter", "--start", "2026-05-03T07:30+02:00", "--json", "--distance-m"]
    first = call(*entry, "5000").answer["id"]
    assert first[:8] in call(*entry, "6000").error["message"]
    assert [run["distance_m"] for run in listed()] == [5000]


def test_a_sport_is_known_by_its_names_and_others_are_refused(tmp_path: Path) -> None:
    name = add(made(tmp_path, "a.fit"))["files"][0]["runs"][0]
    assert call("runs", "edit", name, "--sport", "Laufen", "--json").answer["is_run"] is True
    assert "running" in call("runs", "edit", name, "--sport", "rnning", "--json").error["allowed"]


def test_a_corrected_start_is_by_the_runs_own_clock(tmp_path: Path) -> None:
    call("runs", "enter", "--start", "2026-05-03T07:30+09:00", "--distance-m", "5000")
    name = listed()[0]["id"]
    assert call("runs", "edit", name, "--start", "2026-05-03T06:15", "--json").answer["start"] == "2026-05-03T06:15:00+09:00"


def test_a_correction_outlives_a_merge_and_can_be_taken_back_after_it(tmp_path: Path) -> None:
    call("runs", "enter", "--start", "2021-09-08T01:50+00:00", "--distance-m", "5400")
    name = listed()[0]["id"]
    call("runs", "edit", name, "--shoe", "Old", "--distance-m", "5555")
    add(made(tmp_path, "a.fit"))
    (run,) = listed()
    assert (run["format"], run["shoe"], run["distance_m"]) == ("fit", "Old", 5555)
    call("runs", "edit", run["id"], "--shoe", "New")
    assert listed()[0]["shoe"] == "New"
    call("runs", "edit", run["id"], "--undo", "shoe", "--undo", "distance_m")
    assert (listed()[0]["shoe"], listed()[0]["distance_m"]) == (None, pytest.approx(5397.0))


def strava(path: Path, name: str) -> Path:
    rows = [f'{k},"May {k}, 2026, 6:00:00 AM",{name} {k},Run,,1800,5.0,,false,Blue,,1800,1800,5000' for k in range(1, 4)]
    head = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Commute"
    path.write_text("\n".join([head + ",Activity Gear,Filename,Elapsed Time,Moving Time,Distance", *rows]) + "\n")
    return path


def test_a_newer_export_stays_newer_when_all_is_read_again(tmp_path: Path) -> None:
    add(strava(tmp_path / "old.csv", "Old"))
    add(strava(tmp_path / "new.csv", "New"))
    titles = [call("runs", "show", run["id"], "--json").answer["title"] for run in listed()]
    assert titles == ["New 1", "New 2", "New 3"]
    call("runs", "reread", "--all")
    assert [call("runs", "show", run["id"], "--json").answer["title"] for run in listed()] == titles


def test_a_cut_packed_file_is_read_up_to_the_cut(tmp_path: Path) -> None:
    packed = gzip.compress(made(tmp_path, "a.fit").read_bytes(), 1)
    (tmp_path / "cut.fit.gz").write_bytes(packed[: len(packed) // 2])
    (file,) = add(tmp_path / "cut.fit.gz")["files"]
    assert file["status"] == "salvaged"
    assert file["records"] > 300


def test_a_name_that_is_no_text_stops_nothing(tmp_path: Path) -> None:
    made(tmp_path / "in", "a.fit")
    (Path(os.fsdecode(bytes(tmp_path / "in") + b"/b\xff.fit"))).write_bytes(b"no activity")
    made(tmp_path / "in", "z.fit", EPOCH + 90_000)
    assert [f["status"] for f in add(tmp_path / "in")["files"]] == ["added", "refused", "added"]


def test_a_store_in_use_and_a_damaged_one_are_told_as_such(tmp_path: Path, home: Path) -> None:
    path = made(tmp_path, "a.fit")
    add(path)
    with mock.patch("kneewise.store.database.BUSY_S", 0.05), closing(sqlite3.connect(home / "kneewise.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        said = call("runs", "add", str(made(tmp_path, "b.fit", EPOCH + 90_000)), "--json")
        assert (said.code, said.error["code"]) == (7, "store")
        other.execute("ROLLBACK")
    assert len(listed()) == 1
    content = bytearray((home / "kneewise.sqlite").read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    (home / "kneewise.sqlite").write_bytes(bytes(content))
    for name in ("kneewise.sqlite-wal", "kneewise.sqlite-shm"):
        (home / name).unlink(missing_ok=True)
    assert call("runs", "list", "--json").error["code"] == "store"


@pytest.mark.parametrize("wrong", ["inf", "nan", "-1", "1e30"])
def test_a_shoe_has_a_possible_distance(wrong: str) -> None:
    assert call("shoes", "add", "Blue", f"--before-km={wrong}").code == USAGE
    assert call("shoes", "list", "--json").answer == []


def test_the_original_can_be_had_again(tmp_path: Path) -> None:
    path = made(tmp_path, "a.fit")
    name = add(path)["files"][0]["runs"][0]
    assert call("runs", "original", name, "--to", str(tmp_path / "copy.fit")).code == 0
    assert (tmp_path / "copy.fit").read_bytes() == path.read_bytes()
    assert call("runs", "original", name, "--to", str(path)).code == USAGE


def test_shoes_count_the_distance_of_their_runs(tmp_path: Path) -> None:
    name = add(made(tmp_path, "a.fit"))["files"][0]["runs"][0]
    assert call("shoes", "add", "Blue", "--before-km", "100", "--today", "2021-01-01").code == 0
    call("runs", "edit", name, "--shoe", "Blue")
    assert call("shoes", "retire", "Blue", "--today", "2021-10-01").code == 0
    validator("shoes").validate(call("shoes", "list", "--json").answer)
    assert call("shoes", "list", "--json").answer == [
        {"name": "Blue", "added": "2021-01-01", "retired": "2021-10-01", "distance_m": 105_397.0, "runs": 1, "last_run": "2021-09-08"}
    ]
    assert call("shoes", "add", "Blue").code == USAGE
    assert call("shoes", "retire", "Red").code == MISSING
    assert "105.4 km" in call("shoes", "list").out


def test_a_watched_folder_takes_what_is_new(tmp_path: Path) -> None:
    made(tmp_path / "in", "a.fit")
    said = call("runs", "watch", str(tmp_path / "in"), "--times", "4", "--every", "0.1")
    assert said.code == 0
    assert said.out.count("1 added") == 1
    assert call("runs", "watch", str(tmp_path / "nowhere"), "--times", "1", "--json").code == MISSING


def test_a_run_is_shown_in_plain_words(tmp_path: Path) -> None:
    name = add(made(tmp_path, "a.fit"))["files"][0]["runs"][0]
    english, german = call("runs", "show", name), call("runs", "show", name, "--lang", "de")
    assert "steps per minute" in english.out
    assert "170 spm" in english.out
    assert "Schritte pro Minute" in german.out
    assert call("runs", "show", "x", "--json").code == MISSING


def test_the_export_does_not_depend_on_the_order_of_coming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [made(tmp_path / "in", f"{k}.fit", EPOCH + 90_000 * k, 600 + k) for k in range(4)]
    add(*paths)
    one = call("runs", "export").out
    monkeypatch.setenv("KNEEWISE_HOME", str(tmp_path / "other"))
    for path in reversed(paths):
        add(path)
    assert call("runs", "export").out == one


def test_the_load_of_a_run_is_given_with_its_range(tmp_path: Path) -> None:
    name = add(made(tmp_path, "a.fit"))["files"][0]["runs"][0]
    answer = call("load", "--mass-kg", "70", "--json").answer
    validator("load").validate(answer)
    (run,) = answer["runs"]
    assert run["id"] == name
    for field in ("peak_kn", "peak_mpa", "impulse_kn_s", "relative"):
        value, low, high = run["tissues"]["pfj"][field]
        assert low < value < high
    assert run["tissues"]["itb"]["peak_kn"] is None
    light = call("load", "--json").answer
    assert light["runs"][0]["tissues"]["pfj"]["peak_kn"] is None
    assert light["runs"][0]["tissues"]["pfj"]["relative"] == run["tissues"]["pfj"]["relative"]
    assert "load_mass_unknown" in light["runs"][0]["outside"]
    assert "load_mass_unknown" not in run["outside"]
    assert call("load", "--mass-kg", "7", "--json").code == USAGE


def test_the_load_of_a_day_is_the_sum_of_its_runs(tmp_path: Path) -> None:
    add(made(tmp_path, "a.fit"), made(tmp_path, "b.fit", EPOCH + 20_000, 900, 2.7))
    answer = call("load", "--mass-kg", "70", "--json").answer
    (day,) = answer["days"]
    for field in ("impulse_kn_s", "relative"):
        assert day["tissues"]["pfj"][field][0] == pytest.approx(sum(run["tissues"]["pfj"][field][0] for run in answer["runs"]), rel=1e-3)
    assert day["tissues"]["pfj"]["peak_kn"] == max(run["tissues"]["pfj"]["peak_kn"] for run in answer["runs"])
    assert day["relative"] == pytest.approx(day["tissues"]["pfj"]["relative"][0], abs=1e-3)


def test_days_without_a_recording_are_unknown_and_a_long_run_stands_out(tmp_path: Path) -> None:
    add(
        *[
            made(tmp_path, f"{k}.fit", EPOCH + 86_400 * day, seconds)
            for k, (day, seconds) in enumerate([(0, 800), (30, 1200), (32, 1200), (34, 2700)])
        ]
    )
    answer = call("load", "--json").answer
    assert [(d["km"] is None, d["recorded"]) for d in answer["days"]][30:] == [(False, True), (True, False)] * 2 + [(False, True)]
    assert [s["band"] for s in answer["spikes"]] == ["unknown", "moderate", "usual", "large"]
    assert answer["spikes"][3]["hrr"] == [2.28, 1.5, 3.48]
    text = call("load").out
    assert "125 % longer" in text
    assert "2.28 times" in text


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_the_load_is_drawn(tmp_path: Path, ending: str) -> None:
    add(made(tmp_path, "a.fit"))
    assert call("load", "--picture", str(tmp_path / f"load{ending}")).code == 0
    assert (tmp_path / f"load{ending}").stat().st_size > 5000
    assert call("load", "--picture", str(tmp_path / "load.bmp"), "--json").error["allowed"] == [".svg", ".png"]
