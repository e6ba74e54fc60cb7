"""B-08: an import killed at 200 random moments and begun again keeps in the end what an undisturbed one keeps, byte for byte."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.made_runs import made_runs
from tests.shared_data import ACTIVITIES, IMPORTS

KILLS = int(os.environ.get("KNEEWISE_BENCH_KILLS", "200"))
KILLS_PER_STORE, MADE = 5, 60
ANSWERED = (0, 5)


def begin(folder: Path, home: Path) -> subprocess.Popen[bytes]:
    """Start an import; it leads a group of its own, so that its workers are killed with it or survive it as the case may be."""
    command = [sys.executable, "-m", "kneewise.cli.main", "runs", "add", str(folder)]
    environment = {**os.environ, "KNEEWISE_HOME": str(home)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def exported(home: Path) -> bytes:
    command = [sys.executable, "-m", "kneewise.cli.main", "runs", "export"]
    return subprocess.run(command, env={**os.environ, "KNEEWISE_HOME": str(home)}, check=True, capture_output=True).stdout


def survivors(group: int) -> list[int]:
    """Processes of a killed import that are still there."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def killed(folder: Path, home: Path, after_s: float, *, whole_group: bool) -> bool:
    """Kill an import so long after its start; whether it was still running."""
    process = begin(folder, home)
    time.sleep(after_s)
    running = process.poll() is None
    if whole_group and running:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    end = time.monotonic() + 10
    while survivors(process.pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not survivors(process.pid), "workers outlived their import"
    return running


def main() -> None:
    rng = random.Random(20261124)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "in"
        shutil.copytree(ACTIVITIES, folder / "activities")
        shutil.copytree(IMPORTS, folder / "imports")
        for name, data in made_runs(ACTIVITIES, MADE):
            (folder / name).write_bytes(data)
        start = time.monotonic()
        assert begin(folder, Path(scratch) / "whole").wait() in ANSWERED
        lasts = time.monotonic() - start
        wanted = exported(Path(scratch) / "whole")
        kills = stores = 0
        while kills < KILLS:
            home = Path(scratch) / f"home{stores}"
            for _ in range(min(KILLS_PER_STORE, KILLS - kills)):
                kills += killed(folder, home, rng.uniform(0.0, lasts), whole_group=rng.random() < 0.5)
            assert begin(folder, home).wait() in ANSWERED
            assert exported(home) == wanted, f"store {stores} differs"
            shutil.rmtree(home)
            stores += 1
        print(f"{kills} kills of imports that last {lasts:.1f} s, {stores} stores finished")
        print(f"Every export equals the undisturbed one: {len(wanted)} bytes")


if __name__ == "__main__":
    main()
