"""B-09: readers under coverage-guided fuzzing, from real files on: no failure, no hang, no flood of memory.

Every reader gets its share of the time in a process of its own. An input may take 2 s and 1 s per MB, and 200 MB and ten times its size.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.shared_data import ACTIVITIES, IMPORTS

SECONDS = int(os.environ.get("KNEEWISE_FUZZ_S", "60"))
LARGEST = 300_000
LIMIT_S, LIMIT_MB = 3, 200
KINDS = {
    "fit": (ACTIVITIES, ("*.fit", "*.FIT")),
    "gpx": (ACTIVITIES, ("*.gpx",)),
    "tcx": (ACTIVITIES, ("*.tcx",)),
    "sniff": (IMPORTS, ("*.csv", "*.json", "*.xml")),
}


def fuzz(kind: str, seeds: Path) -> None:
    """Fuzz one reader until the time is up; the process ends with an error at the first failure."""
    import atheris

    with atheris.instrument_imports(include=["kneewise.readers"]):
        from kneewise.readers import fit, gpx, sniff, tcx
    from kneewise.model.errors import Unreadable

    readers: dict[str, Callable[[bytes], object]] = {"fit": fit.read, "gpx": gpx.read, "tcx": tcx.read}
    read: Callable[[bytes], object] = readers.get(kind, lambda data: sniff.read(data, "a.csv"))

    def once(data: bytes) -> None:
        try:
            read(data)
        except Unreadable as refused:
            assert refused.message  # noqa: PT017

    flags = [f"-max_total_time={SECONDS}", f"-max_len={LARGEST}", f"-timeout={LIMIT_S}", f"-rss_limit_mb={LIMIT_MB + 300}", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *flags, "-print_final_stats=1", str(seeds)], once)
    atheris.Fuzz()


def main() -> None:
    for kind, (folder, patterns) in KINDS.items():
        with tempfile.TemporaryDirectory() as seeds:
            chosen = [path for pattern in patterns for path in sorted(folder.glob(pattern)) if path.stat().st_size < LARGEST]
            for k, path in enumerate(chosen):
                (Path(seeds) / f"{k}").write_bytes(path.read_bytes())
            run = subprocess.run(
                [sys.executable, __file__, kind, seeds], capture_output=True, text=True, check=False, timeout=SECONDS + 120
            )
            stats = dict(line.removeprefix("stat::").split(":") for line in run.stderr.splitlines() if line.startswith("stat::"))
            assert run.returncode == 0, run.stderr[-3000:]
            tried, peak = int(stats["number_of_executed_units"]), int(stats["peak_rss_mb"])
            slowest = int(stats["slowest_unit_time_sec"])
            print(f"{kind:6} {len(chosen):3} real files as seeds, {tried:7,} inputs in {SECONDS} s: no failure")
            print(f"       slowest input {slowest} s, most memory {peak} MB")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        fuzz(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
