from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.door import USAGE, call, validator

title = "What changed before it hurt is told from the kept runs, and reaches the assessment"

ONSET = date(2026, 10, 18)
ASKED = ("--onset", ONSET.isoformat(), "--side", "left", "--today", "2026-11-24")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNEEWISE_HOME", str(tmp_path / "home"))


def log(folder: Path, weeks: int, longest: float) -> Path:
    """Three runs a week that go up and down, and one run on the eve of the onset."""
    rows = ["date,km,minutes"]
    for back in range(weeks, 0, -1):
        for day, km in ((5, 6.0), (3, 8.0), (1, 11.0)):
            there = longest if (back, day) == (1, 1) else round(km * (1 + 0.08 * math.sin(back)), 2)
            rows.append(f"{ONSET - timedelta(days=7 * (back - 1) + day)},{there},{round(there * 6, 1)}")
    path = folder / "log.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def changes(*more: str) -> Any:
    answer = call("changes", *ASKED, *more, "--json").answer
    validator("changes").validate(answer)
    return answer


def test_a_long_run_is_named_with_its_size_its_runs_and_its_chance(tmp_path: Path) -> None:
    call("runs", "add", str(log(tmp_path, 40, 26.0)))
    answer = changes()
    assert (answer["onset"], answer["side"], answer["enough"]) == ("2026-10-18", "left", True)
    spike = next(f for f in answer["factors"] if f["factor"] == "spike")
    assert spike["found"]
    assert spike["finding"] == "single_run_spike"
    assert 0 < spike["p_adjusted"] < 0.05
    shown = call("runs", "show", spike["runs"][0], "--json").answer
    assert shown["distance_m"] == 26_000
    told = call("changes", *ASKED).out
    assert spike["sentence"] in told
    assert call("changes", *ASKED, "--lang", "de").out != told


def test_too_little_history_is_said(tmp_path: Path) -> None:
    call("runs", "add", str(log(tmp_path, 5, 26.0)))
    answer = changes()
    assert (answer["enough"], answer["factors"], answer["facts"]) == (False, [], [])
    assert "too little history" in answer["sentence"]


def test_without_any_run_that_is_said_too() -> None:
    assert changes()["weeks_of_history"] == 0


def test_the_assessment_counts_it_and_says_what_the_runs_added(tmp_path: Path) -> None:
    call("runs", "add", str(log(tmp_path, 40, 26.0)))
    text = "Outside of my left knee hurts after 5 km, worse downhill"
    alone = call("assess", "--text", text, "--today", "2026-11-24", "--json").answer
    joined = call("assess", "--text", text, *ASKED, "--json").answer
    validator("assessment").validate(joined)
    assert joined["changes"] == changes()
    assert {f["finding"] for f in joined["facts"] if f["origin"] == "run"} >= {"single_run_spike"}
    other = {c["id"]: c["p"] for c in joined["causes"]}["other"]
    assert other < {c["id"]: c["p"] for c in alone["causes"]}["other"]
    assert "% longer than any run of the 30 days before" in call("assess", "--text", text, *ASKED).out


def test_what_a_person_says_goes_before_the_runs(tmp_path: Path) -> None:
    call("runs", "add", str(log(tmp_path, 40, 26.0)))
    facts = tmp_path / "facts.json"
    facts.write_text('{"facts": {"single_run_spike": false}}', encoding="utf-8")
    answer = call("assess", str(facts), *ASKED, "--json").answer
    assert [f["origin"] for f in answer["facts"] if f["finding"] == "single_run_spike"] == ["answer"]


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_it_is_drawn(tmp_path: Path, ending: str) -> None:
    call("runs", "add", str(log(tmp_path, 40, 26.0)))
    assert call("changes", *ASKED, "--picture", str(tmp_path / f"changes{ending}")).code == 0
    assert (tmp_path / f"changes{ending}").stat().st_size > 4000


@pytest.mark.parametrize("wrong", [["--onset", "once"], ["--onset", "2027-05-01"], ["--onset", "2026-10-18", "--side", "upper"]])
def test_a_time_or_side_that_cannot_be_is_refused(wrong: list[str]) -> None:
    assert call("changes", *wrong, "--today", "2026-11-24", "--json").code == USAGE
