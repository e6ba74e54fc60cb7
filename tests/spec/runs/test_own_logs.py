from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading
from kneewise.readers.sniff import read

title = "A runner's own log is read by its columns"


def log(text: str) -> Reading:
    return read(text.encode(), "log.csv")


@pytest.mark.parametrize(
    ("text", "metres", "seconds"),
    [
        ("date,dist_m,mov_s\n2022-03-31,13867.66,3604\n", 13867.66, 3604),
        ("Date;Distance (km);Duration\n31.03.2022;10,5;1:02:03\n", 10_500, 3723),
        ("day,miles,minutes\n2022-03-31,6.2,55\n", 6.2 * 1609.344, 3300),
        ("Datum\tkm\n2022-03-31\t8\n", 8000, None),
        ("date,minutes\n2022-03-31,30\n", None, 1800),
    ],
)
def test_distance_and_time_come_in_the_columns_units(text: str, metres: float | None, seconds: float | None) -> None:
    (run,) = log(text).recordings
    assert (run.sport, run.format) == ("running", "log_csv")
    assert run.start == datetime(2022, 3, 31, 12, tzinfo=UTC)
    assert run.quality == ("local_clock", "time_of_day_unknown")
    assert run.totals.get("distance_m") == pytest.approx(metres)
    assert run.totals.get("moving_s") == seconds


def test_a_time_of_day_is_kept_and_other_columns_are_used() -> None:
    (run,) = log("start,km,hr,shoe,surface,type\n2022-03-31 07:15,5,148,Blue,trail,Ride\n").recordings
    assert (run.start, run.quality) == (datetime(2022, 3, 31, 7, 15, tzinfo=UTC), ("local_clock",))
    assert (run.totals["mean_hr_bpm"], run.shoe, run.surface, run.sport) == (148, "Blue", "trail", "cycling")


def test_a_bad_row_is_named_and_the_rest_goes_on() -> None:
    reading = log("date,km\n2022-03-31,5\n2022-02-31,5\nnonsense,5\n2022-04-01,\n2022-04-02,7\n")
    assert [r.totals["distance_m"] for r in reading.recordings] == [5000, 7000]
    assert reading.damage is not None
    assert reading.damage.line == 3
    assert "2 more" in reading.damage.reason


def test_a_table_without_a_day_or_a_distance_is_refused() -> None:
    for text in ("name,km\na,5\n", "date,weight\n2022-03-31,70\n"):
        with pytest.raises(Unreadable):
            log(text)


def test_a_real_log_of_four_years_is_read_whole(shared: Path) -> None:
    path = shared / "data" / "one_runner_log" / "activities.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    reading = read(path.read_bytes(), path.name)
    assert reading.damage is None
    assert len(reading.recordings) == len(rows) == 1055
    assert sum(r.totals["distance_m"] for r in reading.recordings) == pytest.approx(sum(float(row["dist_m"]) for row in rows))
