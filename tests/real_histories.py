"""Real histories from the shared data, and what the search for changes says of them; ``python -m tests.real_histories FOLDER`` prints it.

One runner's log of 1,055 runs, with a torn Achilles tendon on 2024-06-01 (not a knee). Sixteen people over five months, of whom one told
of a sore right knee from 2019-11-15 on and one once of the left knee.
"""

from __future__ import annotations

import ast
import csv
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kneewise.model.changes import Changes
from kneewise.model.fact import Side
from kneewise.model.history import DayNote, History, HistoryRun
from kneewise.reason.changes import what_changed
from tests.knowing import base

RUPTURE = date(2024, 6, 1)
KNEES = (("p12", date(2019, 11, 15), Side.RIGHT), ("p12", date(2020, 2, 1), Side.RIGHT), ("p11", date(2019, 11, 19), Side.LEFT))


def one_runner(folder: Path) -> History:
    """The log of one runner."""
    with (folder / "one_runner_log" / "activities.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    runs = (
        HistoryRun(id=f"row{k}", day=date.fromisoformat(r["date"]), distance_m=float(r["dist_m"]), moving_s=float(r["mov_s"]))
        for k, r in enumerate(rows)
    )
    return History(runs=tuple(runs))


def person(folder: Path, name: str) -> History:
    """One of the sixteen: runs of the watch, sleep, soreness and pulse by day, and pain of the knees by day.

    A report without a knee says that the knees did not hurt; a day without a report says nothing. Soreness and quality of sleep are noted
    on scales of 1 to 5 where 1 is worst, so soreness is turned round.
    """
    home = folder / "pmdata" / name
    notes: dict[date, DayNote] = {}

    def note(day: date, **values: Any) -> None:
        notes[day] = replace(notes.get(day, DayNote(day=day)), **values)

    for row in _rows(home / "pmsys" / "wellness.csv"):
        known = {k: float(row[c]) for k, c in (("sleep_h", "sleep_duration_h"), ("sleep_quality", "sleep_quality")) if row[c]}
        soreness = {"soreness": 6.0 - float(row["soreness"])} if row["soreness"] else {}
        note(_day(row["effective_time_frame"]), **known, **soreness)
    pulse = home / "fitbit" / "resting_heart_rate.json"
    for item in json.loads(pulse.read_text(encoding="utf-8")) if pulse.exists() else ():
        if item["value"]["value"] > 0:
            note(_day(item["dateTime"]), resting_hr_bpm=float(item["value"]["value"]))
    reports = home / "pmsys" / "injury.csv"
    for row in _rows(reports) if reports.exists() else ():
        told, day = ast.literal_eval(row["injuries"]), _day(row["effective_time_frame"])
        old = notes.get(day, DayNote(day=day))
        note(day, pain_left=bool(old.pain_left) or "left_knee" in told, pain_right=bool(old.pain_right) or "right_knee" in told)
    return History(runs=tuple(_watch_runs(home)), notes=tuple(notes[d] for d in sorted(notes)))


def _watch_runs(home: Path) -> list[HistoryRun]:
    found = []
    for k, item in enumerate(json.loads((home / "fitbit" / "exercise.json").read_text(encoding="utf-8"))):
        if item["activityName"] in ("Run", "Treadmill"):
            seconds = item["activeDuration"] / 1000.0
            metres = item["distance"] * 1000.0 if item.get("distance") else None
            steps = 60.0 * item["steps"] / seconds if item.get("steps") and seconds else None
            ground = "treadmill" if item["activityName"] == "Treadmill" else None
            day = _day(item["startTime"])
            found.append(HistoryRun(id=f"{home.name}_{k}", day=day, distance_m=metres, moving_s=seconds, cadence_spm=steps, surface=ground))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def describe(title: str, result: Changes) -> None:
    """Print one result."""
    print(f"\n{title}: {result.weeks_of_history} weeks with runs, enough: {result.enough}, {result.sentence}")
    for c in result.changes:
        p = "-" if c.p_adjusted is None else f"{c.p_adjusted:.3f}"
        before, usual = (f"{x:.2f}" if x is not None else "-" for x in (c.before, c.usual))
        effect = f"{c.effect_sd:+.1f}" if c.effect_sd is not None else "-"
        told = f"{before:>9} usual {usual:>9} {c.unit:8} {effect:>5} SD in {c.weeks} weeks, p {p}"
        seen = f"{c.as_large} of {c.of_times} earlier ({c.known_free} known free)"
        print(f"  {'*' if c.found else ' '} {c.factor:14} {told}, {seen}")
    for f in result.facts:
        print(f"    fact {f.finding} = {f.value}, base rate {f.base_rate:.2f}, factor {f.bayes_factor:.2f}")


def main(folder: Path) -> None:
    kb, log = base(), one_runner(folder)
    for day in (RUPTURE, date(2022, 10, 16), date(2023, 3, 1), date(2025, 1, 5), date(2026, 4, 26)):
        describe(f"One runner, {day}", what_changed(log, day, Side.LEFT, kb))
    for name, day, side in KNEES:
        describe(f"{name}, {side.value} knee, {day}", what_changed(person(folder, name), day, side, kb))
    people = sorted(p.name for p in (folder / "pmdata").iterdir() if p.is_dir())
    for name in people:
        describe(f"{name}, no knee, 2020-03-31", what_changed(person(folder, name), date(2020, 3, 31), Side.LEFT, kb))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
