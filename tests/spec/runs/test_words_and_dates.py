from __future__ import annotations

from datetime import datetime

import pytest

from kneewise.readers.csv_cells import moment, number, seconds
from kneewise.readers.sports import sport_of
from kneewise.readers.summary import BadEntry

title = "Numbers, durations, dates and sports as people and programs write them"


@pytest.mark.parametrize(
    ("written", "comma", "meant"),
    [
        ("10.20", False, 10.2),
        ("10,20", False, 10.2),
        ("4,404", False, 4404.0),
        ("4,404", True, 4.404),
        ("4.404", True, 4404.0),
        ("1.234,5", False, 1234.5),
        ("1,234.5", True, 1234.5),
        ("1,234,567", True, 1_234_567.0),
        ("0,123", False, 0.123),
        ("12\u00a0426", False, 12_426.0),
        ("'-12", False, -12.0),
        ("8.199999809265137", True, 8.199999809265137),
        ("5 km", False, None),
        ("1.2.3,4,5", False, None),
        ("nan", False, None),
        ("", False, None),
    ],
)
def test_numbers(written: str, comma: bool, meant: float | None) -> None:
    assert number(written, comma) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1:02:03", 3723.0), ("12:03", 723.0), ("00:09:53.7", 593.7), ("30:00,75", 1800.75), ("90", 90.0), ("1:2:3:4", None), ("a:b", None)],
)
def test_durations(written: str, meant: float | None) -> None:
    assert seconds(written) == (meant and pytest.approx(meant))


@pytest.mark.parametrize(
    "written",
    ["Mar 3, 2024, 6:05:09 PM", "03.03.2024, 18:05:09", "3 mars 2024, 18:05:09", "2024-03-03 18:05:09", "So., 3. März 2024 18:05:09",
     "3 mrt. 2024 18:05:09", "3 de mar. de 2024, 18:05:09", "3 Mar 2024, 18:05:09"],
)  # fmt: skip
def test_dates_of_seven_languages(written: str) -> None:
    assert moment(written) == datetime(2024, 3, 3, 18, 5, 9)


@pytest.mark.parametrize("written", ["", "2024-02-30 10:00:00", "2024-03-03", "31.13.2024, 10:00:00", "03/04/2024 10:00"])
def test_a_date_that_is_not_clear_is_no_date(written: str) -> None:
    with pytest.raises(BadEntry):
        moment(written)


@pytest.mark.parametrize(
    ("written", "sport"),
    [
        ("Run", ("running", "")),
        ("Laufen", ("running", "")),
        ("TrailRun", ("running", "trail")),
        ("Trail Run", ("running", "trail")),
        ("HKWorkoutActivityTypeRunning", ("running", "")),
        ("HKWorkoutActivityTypeTraditionalStrengthTraining", ("training", "strength_training")),
        ("treadmill_running", ("running", "treadmill")),
        ("Virtual Run", ("running", "virtual_activity")),
        ("Course à pied", ("running", "")),
        ("E-Bike Ride", ("e_biking", "")),
        ("Pickle Ball", ("pickle ball", "")),
        ("", ("", "")),
    ],
)
def test_names_of_sports(written: str, sport: tuple[str, str]) -> None:
    assert sport_of(written) == sport
