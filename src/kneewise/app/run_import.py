"""Import: files, folders and archives into the store, everything once, whatever stops it in between."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from kneewise.app.run_reading import FileRead, Reckoning, from_reading, read_file
from kneewise.app.run_writer import FileReport, Writer
from kneewise.app.shelf import refresh
from kneewise.model.errors import NotFound, Unreadable
from kneewise.model.run import Damage
from kneewise.readers.archive import Member, members
from kneewise.readers.sniff import kind_of
from kneewise.store.database import Database
from kneewise.store.recordings import ids_of, known_originals, original, outdated
from kneewise.store.runs import run_by_recording

IN_FLIGHT_PER_WORKER = 6
ALONE_UP_TO = 12
"""So few files are read sooner without starting processes."""
_HEAD, _PIECE = 4096, 1 << 18
_STREAMED = "apple_health"

Progress = Callable[[int, int, str], None]
"""Called with the files done, those to do, and the name of the last."""


def add(
    store: Database, paths: Sequence[Path], reckoning: Reckoning, *, workers: int = 0, progress: Progress | None = None
) -> list[FileReport]:
    """Import everything under some paths.

    Parameters
    ----------
    store : Database
        Open.
    paths : sequence of Path
        Files, folders, archives.
    reckoning : Reckoning
    workers : int
        Processes that read; 0 for as many as there are processors.
    progress : callable, optional
        Told after every file.

    Returns
    -------
    list of FileReport
        In order; files inside exports that can hold no activity are left out.

    Raises
    ------
    NotFound
        If a path does not exist; then nothing was imported.
    """
    for path in paths:
        if not (path.is_file() or path.is_dir()):
            raise NotFound("There is no such file or folder.", where=shown(path))
    found = [member for path in paths for member in members(path) if not member.incidental]
    reports = [FileReport(path=shown(member.path), member=shown(member.member)) for member in found]
    known = known_originals(store.connection)
    before = set(run_by_recording(store.connection))
    with Writer(store, reckoning) as writer:
        for done, (report, read) in enumerate(_read_all(list(zip(reports, found, strict=True)), known, reckoning, workers), 1):
            writer.write(report, read)
            if progress:
                progress(done, len(found), report.member or report.path)
    if writer.wrote:
        refresh(store, reckoning.model)
    _name_runs(store, reports, before)
    return reports


def shown(name: Path | str) -> str:
    """A name as it can be kept and printed: bytes that are no text, and what would steer a terminal, become a mark."""
    text = os.fsencode(str(name)).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _read_all(
    todo: Sequence[tuple[FileReport, Member]], known: set[str], reckoning: Reckoning, workers: int
) -> Iterator[tuple[FileReport, FileRead | None]]:
    """Read files, several at a time, and hand them on in order."""
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(todo) <= ALONE_UP_TO:
        for report, member in todo:
            data = _bytes_or_result(report, member, known, reckoning)
            yield report, _told(report, read_file(data, _name(report), reckoning) if isinstance(data, bytes) else data)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(reckoning,)) as pool:
        waiting: deque[tuple[FileReport, FileRead | Future[FileRead] | None]] = deque()
        for report, member in todo:
            data = _bytes_or_result(report, member, known, reckoning)
            waiting.append((report, pool.submit(_read_here, data, _name(report), report.sha256) if isinstance(data, bytes) else data))
            while len(waiting) > workers * IN_FLIGHT_PER_WORKER:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)


_here: list[Reckoning] = []
"""What reading needs, handed to each worker once: with every file it would cost as much as reading it."""


def _read_here(data: bytes, name: str, digest: str) -> FileRead:
    return read_file(data, name, _here[0], digest)


def _begin(reckoning: Reckoning) -> None:
    """Make a worker ready, and let it leave when the import is killed; one that waits for work would never notice."""
    _here.append(reckoning)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _next(waiting: deque[tuple[FileReport, FileRead | Future[FileRead] | None]]) -> tuple[FileReport, FileRead | None]:
    report, read = waiting.popleft()
    return report, _told(report, read.result() if isinstance(read, Future) else read)


def _name(report: FileReport) -> str:
    return Path(report.member or report.path).name


def _told(report: FileReport, read: FileRead | None) -> FileRead | None:
    """Write into the report what came of the file."""
    if read is None:
        report.status = "known"
        return None
    report.sha256, report.records = read.sha256, read.records
    report.status = "refused" if read.refused else "salvaged" if read.damage else "added"
    if read.damage:
        report.reason, report.byte, report.line = read.damage.reason, read.damage.byte, read.damage.line
    return read


def _bytes_or_result(report: FileReport, member: Member, known: set[str], reckoning: Reckoning) -> bytes | FileRead | None:
    """A file's bytes if they have to be read; ``None`` if they are known; a result where reading goes by another way."""
    try:
        with member.open() as stream:
            head = stream.read(_HEAD)
            if kind_of(head, _name(report)) == _STREAMED:
                return _streamed(report, member, known, reckoning)
            data, broken = _rest_of(stream, head)
    except Unreadable as error:
        told = Damage(reason=error.message, byte=error.byte, line=error.line)
        return FileRead(sha256=report.sha256, size=0, damage=told, refused=True)
    except OSError as error:
        return FileRead(sha256="", size=0, damage=Damage(reason=f"It cannot be read: {error.strerror or error}."), refused=True)
    report.sha256 = sha256(data).hexdigest()
    if report.sha256 in known:
        return None
    known.add(report.sha256)
    if broken is None:
        return data
    read = read_file(data, _name(report), reckoning)
    return replace(read, damage=broken)


def _rest_of(stream: BinaryIO, head: bytes) -> tuple[bytes, Damage | None]:
    """All that can be unpacked, and where that ends if it ends too early."""
    pieces = [head]
    try:
        while piece := stream.read(_PIECE):
            pieces.append(piece)
    except Unreadable as error:
        return b"".join(pieces), Damage(reason=error.message, byte=error.byte, line=error.line)
    return b"".join(pieces), None


def _streamed(report: FileReport, member: Member, known: set[str], reckoning: Reckoning) -> FileRead | None:
    """Read an export that may be larger than the memory."""
    from kneewise.readers.apple_health import read

    with member.open() as stream:
        digest, size = _digest_of(stream)
    report.sha256 = digest
    if digest in known:
        return None
    known.add(digest)
    with member.open() as stream:
        return from_reading(read(stream), digest, size, None, reckoning)


def _digest_of(stream: BinaryIO) -> tuple[str, int]:
    digest, size = sha256(), 0
    while piece := stream.read(1 << 20):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _name_runs(store: Database, reports: Iterable[FileReport], before: set[str]) -> None:
    """Say which runs each file tells of, and of which all were known from elsewhere."""
    db = store.connection
    run_of = run_by_recording(db)
    seen = {run for recording, run in run_of.items() if recording in before}
    refused = {report.sha256: report for report in reports if report.status == "refused"}
    for report in reports:
        if report.status == "known" and report.sha256 in refused:  # a copy of a file that was refused a moment ago
            twin = refused[report.sha256]
            report.status, report.reason, report.byte, report.line = twin.status, twin.reason, twin.byte, twin.line
        report.runs = sorted({run_of[name] for name in ids_of(db, report.sha256) if name in run_of}) if report.sha256 else []
        if report.status == "added" and report.runs and set(report.runs) <= seen:
            report.status = "merged"
        seen |= set(report.runs)


def reread(store: Database, reckoning: Reckoning, *, everything: bool = False, progress: Progress | None = None) -> list[FileReport]:
    """Read kept originals again, those of an older version or all; what was corrected by hand stays.

    Parameters
    ----------
    store : Database
    reckoning : Reckoning
    everything : bool
        Also those that this version has read.
    progress : callable, optional
        Told after every file.

    Returns
    -------
    list of FileReport
        One for each original, in the order of hashes.
    """
    hashes = outdated(store.connection, "" if everything else reckoning.made_by)
    reports = []
    with Writer(store, reckoning) as writer:
        for done, digest in enumerate(hashes, 1):
            name, zone, data = original(store.connection, digest)
            report = FileReport(path=name, member="", sha256=digest)
            writer.keep(_told(report, read_file(data, name, replace(reckoning, zone=reckoning.zone or zone))), name, again=True)
            reports.append(report)
            if progress:
                progress(done, len(hashes), name)
    if writer.wrote:
        refresh(store, reckoning.model)
    _name_runs(store, reports, set())
    return reports
