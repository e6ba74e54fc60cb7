"""What the import makes of every activity file, beside what the file must give: the table that each build prints, and its judgement."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from kneewise.app.desk import open_desk
from kneewise.app.run_import import add
from kneewise.app.run_writer import FileReport
from kneewise.app.shelf import reckoning
from kneewise.model.kept_run import KeptRecording
from kneewise.store.database import Database
from kneewise.store.recordings import recordings
from tests.raw_sums import kind_of, raw_metres
from tests.shared_data import ACTIVITIES, activity_facts

RAW_SHARE, RAW_M = 0.005, 2.0
"""How far the recorded distance may be from an independent sum."""
METHOD = "heights in steps of half a metre: the fact adds up each step, here wiggles under a metre do not count"
EXCUSED = {
    "tkrajina__cerknicko-jezero-no-creator.gpx": METHOD,
    "tkrajina__cerknicko-jezero.gpx": METHOD,
    "tkrajina__cerknicko-without-times.gpx": METHOD,
    "tkrajina__first_and_last_elevation.gpx": "ten points 20 km apart whose clock runs backwards; what no one can do is left out",
}
"""Where a value is outside the fact's tolerance, and why that is left so."""
WANTED = {
    "ok": ("added",),
    "ok_no_time": ("added",),
    "salvage": ("salvaged",),
    "reject": ("refused",),
    "reject_or_stub": ("refused", "added"),
}


@dataclass(frozen=True)
class Row:
    """One file: what became of it, what of it was read, and what is wrong with that."""

    name: str
    status: str
    runs: int
    records: int
    metres: float | None
    raw_m: float | None
    wrong: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Something is wrong that has no excuse."""
        return bool(self.wrong) and self.name not in EXCUSED

    def __str__(self) -> str:
        metres = "" if self.metres is None else f"{self.metres:11.1f}"
        why = f"({EXCUSED[self.name]})" if self.wrong and self.name in EXCUSED else ""
        raw = "" if self.raw_m is None else f"{self.raw_m:11.1f}"
        return (
            f"{self.name:58} {self.status:9} {self.runs:2} {self.records:6} {metres:>11} {raw:>11}  {'; '.join(self.wrong)} {why}".rstrip()
        )


def table() -> list[Row]:
    """Import all activity files into a new store and judge each of them."""
    with tempfile.TemporaryDirectory() as folder:
        store = Database(Path(folder) / "kneewise.sqlite")
        reports = add(store, [ACTIVITIES], reckoning(open_desk()))
        by_file: dict[str, list[KeptRecording]] = {}
        for recording in recordings(store.connection):
            by_file.setdefault(recording.sha256, []).append(recording)
        store.close()
    facts = activity_facts()
    return [_row(report, by_file.get(report.sha256, []), facts) for report in reports if Path(report.path).name in facts]


def _row(report: FileReport, kept: list[KeptRecording], facts: dict[str, dict[str, Any]]) -> Row:
    name = Path(report.path).name
    expected = facts[name]["expected"]
    raw = raw_metres(ACTIVITIES / name)
    metres = _sum(kept, "distance_recorded_m")
    status = "added" if report.status in ("merged", "known") else report.status
    wrong = [] if status in WANTED[expected["verdict"]] else [f"is {report.status}, should be {expected['verdict']}"]
    if status == "refused":
        wrong += [] if report.reason else ["no reason"]
    else:
        wrong += _wrong_values(kept, expected, kind_of(name), raw)
    return Row(name, report.status, len(kept), report.records, metres, raw, tuple(wrong))


def _wrong_values(kept: list[KeptRecording], expected: dict[str, Any], kind: str, raw: float | None) -> list[str]:
    found = []
    metres = _sum(kept, "distance_recorded_m") or 0.0
    if raw is not None and expected["verdict"].startswith("ok") and abs(metres - raw) > max(RAW_SHARE * raw, RAW_M):
        found.append(f"recorded {metres:.1f} m, an independent sum is {raw:.1f}")
    records = sum(r.records for r in kept)
    told = expected.get("n_records", expected.get("n_points"))
    if told is not None and (records != told if expected["verdict"] == "ok" else records < 0.95 * told):
        found.append(f"{records} records, not {told}")
    starts = [r.start for r in kept if r.start]
    if expected.get("start_utc") and (
        not starts or f"{min(starts):%Y-%m-%dT%H:%M:%SZ}" != expected["start_utc"][:19].removesuffix("Z") + "Z"
    ):
        found.append(f"starts {min(starts) if starts else None}, not {expected['start_utc']}")
    found += _wrong_numbers(kept, expected, kind)
    sports = expected.get("sports") or expected.get("declared_types") or []
    if expected.get("is_run") is not None and sports and any(r.sport == "running" for r in kept) != expected["is_run"]:
        found.append(f"sports {[r.sport for r in kept]}, not {sports}")
    return found


def _wrong_numbers(kept: list[KeptRecording], expected: dict[str, Any], kind: str) -> list[str]:
    multisport = len({r.sport for r in kept}) > 1
    ours = {
        "distance_m": _sum(kept, "distance_m"),
        "timer_time_s": _sum(kept, "timer_s"),
        "elapsed_time_s": _sum(kept, "elapsed_s") if len(kept) == 1 or kind == "fit" else None,
        "mean_hr_bpm": None if multisport else _mean(kept, "mean_hr_bpm"),
        "mean_cadence_spm": None if multisport else _mean([r for r in kept if r.sport == "running"], "mean_cadence_spm"),
        "mean_cadence_spm_if_run": None if multisport else _mean([r for r in kept if r.sport == "running"], "mean_cadence_spm"),
        "ascent_m": _sum(kept, "ascent_m"),
    }
    within: dict[str, Callable[[float], float]] = {
        "distance_m": lambda x: max((0.03 if kind == "gpx" else 0.02) * x, 30.0),
        "timer_time_s": lambda _: 1.0,
        "elapsed_time_s": lambda _: 2.0,
        "mean_hr_bpm": lambda _: 1.0,
        "mean_cadence_spm": lambda _: 2.0,
        "mean_cadence_spm_if_run": lambda _: 2.0,
        "ascent_m": lambda x: max(0.25 * x, 15.0) if kind == "gpx" else 1.0,
    }
    return [
        f"{name} {ours[name]:.1f}, not {expected[name]}"
        for name, margin in within.items()
        if expected.get(name) is not None and (value := ours[name]) is not None and abs(value - expected[name]) > margin(expected[name])
    ]


def _sum(kept: list[KeptRecording], name: str) -> float | None:
    known = [r.values[name] for r in kept if name in r.values]
    return sum(known) if known else None


def _mean(kept: list[KeptRecording], name: str) -> float | None:
    """Mean over the records of all recordings."""
    known = [(r.values[name], max(r.records, 1)) for r in kept if name in r.values]
    return sum(v * n for v, n in known) / sum(n for _, n in known) if known else None


def main() -> None:
    if not activity_facts():
        print(f"SKIPPED: no shared data at {ACTIVITIES}")
        return
    rows = table()
    print(f"{'file':58} {'became':9} runs records recorded_m  independent_m  wrong")
    print("\n".join(map(str, rows)))
    excused, failed = (sum(choose) for choose in ([bool(r.wrong) and not r.failed for r in rows], [r.failed for r in rows]))
    print(f"{len(rows)} files, {failed} with something wrong, {excused} outside a tolerance for a reason")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
