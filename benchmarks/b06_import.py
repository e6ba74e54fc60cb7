"""B-06: ten years of runs imported, and readers of FIT files beside each other.

3,000 one-hour runs (10.8 million records, made from real ones) go through the command line, storing included, twice. The rivals only read,
150 of the same files, as many at a time as there are processors. Absolute times are printed with the machine; only the ratio to fitdecode
is asserted.
"""

from __future__ import annotations

import json
import os
import platform
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.made_runs import SECONDS, made_runs
from kneewise.app.desk import open_desk
from kneewise.app.load import figures, load_view
from kneewise.app.run_reading import keep
from kneewise.app.shelf import reckoning
from kneewise.readers import fit
from kneewise.store.database import FILE_NAME, Database
from kneewise.store.packing import pack
from kneewise.store.recordings import pack_original
from tests.shared_data import ACTIVITIES

RUNS, SAMPLE = int(os.environ.get("KNEEWISE_BENCH_RUNS", "3000")), 150
AT_LEAST, MOST_MB, QUERY_AT_MOST = 20.0, 1000.0, 1.2


def by_fitdecode(data: bytes) -> int:
    import fitdecode

    with fitdecode.FitReader(data) as reader:
        return sum(isinstance(f, fitdecode.FitDataMessage) and f.name == "record" for f in reader)


def by_fitparse(data: bytes) -> int:
    import fitparse

    return sum(1 for _ in fitparse.FitFile(data).get_messages("record"))


def by_garmin(data: bytes) -> int:
    from garmin_fit_sdk import Decoder, Stream

    messages, _ = Decoder(Stream.from_byte_array(bytearray(data))).read()
    return len(messages["record_mesgs"])


def by_pyfitparsernative(data: bytes) -> int:
    import pyfitparsernative

    return sum(m.get("message_type", m.get("name", "")) in ("record", "Record") for m in _rows(pyfitparsernative.parse_fit_bytes(data)))


def by_fitfast(data: bytes) -> int:
    import fitfast

    return len(next(iter(fitfast.records(patched(data)).values())))


def by_pyroparse(data: bytes) -> int:
    import pyroparse

    with tempfile.NamedTemporaryFile(suffix=".fit") as file:
        file.write(data)
        file.flush()
        return int(pyroparse.read_fit(file.name).num_rows)


def by_kneewise(data: bytes) -> int:
    return sum(len(r.samples) for r in fit.read(data).recordings)


def _rows(parsed: Any) -> list[dict[str, Any]]:
    return list(parsed) if not isinstance(parsed, dict) else [row for rows in parsed.values() for row in rows]


def patched(data: bytes) -> bytes:
    """With a checksum in the header, which this reader insists on."""
    from fastcrc import crc16

    whole = data[:12] + crc16.arc(data[:12]).to_bytes(2, "little") + data[14:-2]
    return whole + crc16.arc(whole).to_bytes(2, "little")


READERS: dict[str, Callable[[bytes], int]] = {
    "fitparse": by_fitparse,
    "fitdecode": by_fitdecode,
    "garmin-fit-sdk": by_garmin,
    "pyfitparsernative (compiled)": by_pyfitparsernative,
    "fitfast (compiled)": by_fitfast,
    "pyroparse (compiled)": by_pyroparse,
    "ours, reading only": by_kneewise,
}


def timed(name: str, path: str) -> tuple[float, int]:
    data = Path(path).read_bytes()
    start = time.perf_counter()
    try:
        count = READERS[name](data)
    except Exception:  # a reader that refuses a sound file is reported by its count
        count = 0
    return time.perf_counter() - start, count


def rivals(paths: list[Path]) -> dict[str, float]:
    """Records per second of each reader on all processors."""
    rates = {}
    for name in READERS:
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(timed, [name] * 4, map(str, paths[:4])))  # imports done
            start = time.perf_counter()
            found = list(pool.map(timed, [name] * len(paths), map(str, paths)))
            wall = time.perf_counter() - start
        records, spread = sum(n for _, n in found), sorted(1000 * s for s, _ in found)
        rates[name] = SECONDS * len(paths) / wall
        tenth = len(spread) // 10
        print(
            f"  {name:29} {rates[name]:10,.0f} records/s; a file {statistics.median(spread):7.1f} ms "
            f"(nine of ten within {spread[tenth // 2]:.1f} to {spread[-1 - tenth // 2]:.1f}); {records} of {SECONDS * len(paths)} records"
        )
    return rates


def imported(folder: Path, home: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of the import, all its processes together."""
    environment = {**os.environ, "KNEEWISE_HOME": str(home)}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "kneewise.cli.main", "runs", "add", str(folder)], env=environment, stdout=subprocess.PIPE, text=True
    )
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    out, _ = process.communicate()
    wall = time.perf_counter() - start
    watcher.join()
    assert process.returncode == 0, out
    print(f"  {out.strip()}")
    return wall, peak[0]


def _watch(process: subprocess.Popen[str], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_resident(pid) for pid in _family(process.pid)))
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return [pid]
    return [pid, *(p for child in below for p in _family(int(child)))]


def _resident(pid: int) -> float:
    """Proportional share of memory, so that pages that processes share count once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def stages(paths: list[Path]) -> None:
    """Where the time of one file goes, on one processor."""
    spent = dict.fromkeys(("decode", "clean, values and knee load", "pack samples", "pack original", "write and commit"), 0.0)
    needs, sizes = reckoning(open_desk()), [0, 0, 0]
    with tempfile.TemporaryDirectory() as folder:
        store = Database(Path(folder) / FILE_NAME)
        store.connection.execute("CREATE TABLE scratch (a BLOB, b BLOB)")
        for path in paths:
            data = path.read_bytes()
            marks = [time.perf_counter()]
            recording = fit.read(data).recordings[0]
            marks.append(time.perf_counter())
            keep(recording, path.name, needs)
            marks.append(time.perf_counter())
            packed = pack(recording.samples)
            marks.append(time.perf_counter())
            original = pack_original(data)
            marks.append(time.perf_counter())
            with store.transaction() as db:
                db.execute("INSERT INTO scratch VALUES (?, ?)", (packed, original))
            marks.append(time.perf_counter())
            for name, a, b in zip(spent, marks, marks[1:], strict=False):
                spent[name] += b - a
            sizes[0] += len(data)
            sizes[1] += len(original)
            sizes[2] += len(packed)
        store.close()
    whole, originals, samples = (size / len(paths) / 1000 for size in sizes)
    print(f"  a file of {whole:.0f} kB is kept as {originals:.0f} kB, its samples beside it as {samples:.0f} kB")
    for name, seconds in spent.items():
        print(f"  {name:30} {1000 * seconds / len(paths):6.2f} ms a file")


BY_HAND = """
WITH RECURSIVE
day(day) AS (
    SELECT (SELECT min(day) FROM run WHERE is_run)
    UNION ALL SELECT date(day, '+1 day') FROM day WHERE day < (SELECT max(day) FROM run WHERE is_run)
),
sums AS (
    SELECT day.day, count(run.id) AS runs, sum(distance_m) AS metres, sum(relative) AS load, max(distance_m) AS longest
    FROM day LEFT JOIN run ON run.day = day.day AND run.is_run GROUP BY day.day
)
SELECT day, runs, metres, load,
    sum(coalesce(metres, 0)) OVER (ORDER BY day ROWS 6 PRECEDING),
    sum(coalesce(metres, 0)) OVER (ORDER BY day ROWS 27 PRECEDING),
    max(longest) OVER (ORDER BY day ROWS 29 PRECEDING),
    avg(coalesce(metres, 0)) OVER (ORDER BY day ROWS 6 PRECEDING),
    avg(coalesce(metres, 0) * coalesce(metres, 0)) OVER (ORDER BY day ROWS 6 PRECEDING)
FROM sums ORDER BY day
"""
SPIKES_BY_HAND = """
SELECT id, distance_m / max(distance_m) OVER (ORDER BY julianday(day) RANGE BETWEEN 30 PRECEDING AND 1 PRECEDING)
FROM run WHERE is_run ORDER BY day
"""


def by_hand(path: Path) -> tuple[list[Any], list[Any]]:
    """Daily and rolling sums, longest run of 30 days, what monotony needs, and spikes, as plain SQL; the weighted means are left out."""
    db = sqlite3.connect(path)
    days, spikes = db.execute(BY_HAND).fetchall(), db.execute(SPIKES_BY_HAND).fetchall()
    db.close()
    return days, spikes


def loads_by_hand(path: Path) -> tuple[list[Any], dict[str, float]]:
    """Each run's load in newtons and each day's sum, without types and without the history beside it."""
    factor, runs, days = 70.0 * 9.80665 / 1000, [], dict[str, float]()
    for name, day, metres, text in sqlite3.connect(path).execute("SELECT id, day, distance_m, load FROM run ORDER BY start_utc, id"):
        load = json.loads(text)
        tissues = {}
        for tissue, told in load["tissues"].items():
            peak, impulse = told["peak_bw"], told["impulse_bws"]
            tissues[tissue] = {
                **told,
                "peak_kn": peak and [x * factor for x in peak],
                "impulse_kn_s": impulse and [x * factor for x in impulse],
            }
        runs.append({"id": name, "date": day, "km": metres / 1000, "tissues": tissues, "outside": load["outside"]})
        relative = load["tissues"]["pfj"]["relative"]
        days[day] = days.get(day, 0.0) + (relative[0] if relative else 0.0)
    return runs, days


def fastest(work: Callable[[], object], times: int = 5) -> float:
    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return min(once() for _ in range(times))


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "runs"
        folder.mkdir()
        for name, data in made_runs(ACTIVITIES, RUNS):
            (folder / name).write_bytes(data)
        paths = sorted(folder.iterdir())
        megabytes = sum(p.stat().st_size for p in paths) / 1e6
        print(f"Import of {len(paths)} runs, {len(paths) * SECONDS / 1e6:.1f} million records, {megabytes:.0f} MB")
        walls = []
        for k in (1, 2):
            wall, peak = imported(folder, Path(scratch) / f"home{k}")
            walls.append(wall)
            print(f"  {wall:.1f} s, {len(paths) * SECONDS / wall:,.0f} records/s, most memory {peak:.0f} MB")
            assert peak < MOST_MB
        again, _ = imported(folder, Path(scratch) / "home2")
        store = Path(scratch) / "home2" / FILE_NAME
        print(f"  the same folder once more: {again:.1f} s; store {store.stat().st_size / 1e6:.0f} MB")
        chosen = random.Random(7).sample(paths, min(SAMPLE, len(paths)))
        print(f"Readers on {len(chosen)} of them, all processors")
        rates = rivals(chosen)
        ours = len(paths) * SECONDS / max(walls)
        print(f"Import with storing is {ours / rates['fitdecode']:.1f} times as fast as fitdecode reading")
        assert ours / rates["fitdecode"] >= AT_LEAST
        print("Where the time goes, one processor")
        stages(chosen)
        queries(store)


def queries(path: Path) -> None:
    store, kb = Database(path), open_desk().kb
    hand = fastest(lambda: by_hand(path))
    ours = fastest(lambda: figures(store, kb))
    print(f"History of all runs, more figures: {1000 * ours:.0f} ms; by hand in SQL: {1000 * hand:.0f} ms, ratio {ours / hand:.2f}")
    assert ours / hand <= QUERY_AT_MOST
    whole = fastest(lambda: load_view(store, kb, 70.0, None, None))
    print(
        f"All loads of all runs: {1000 * whole:.0f} ms; runs and days alone, by hand: {1000 * fastest(lambda: loads_by_hand(path)):.0f} ms"
    )
    store.close()


if __name__ == "__main__":
    main()
