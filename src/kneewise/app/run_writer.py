"""What became of each file of an import, and its way into the store: whole files, in one transaction a second."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path

from kneewise.app.run_reading import FileRead, Reckoning
from kneewise.store.database import Database
from kneewise.store.recordings import owner_of, put_file, put_original, put_recording
from kneewise.store.runs import mark_stale

COMMIT_EVERY_S = 1.0
"""What an import that is killed has to do again, at most."""


@dataclass(slots=True, kw_only=True)
class FileReport:
    """What became of one file.

    Parameters
    ----------
    path, member : str
        Where it lies; ``member`` within an archive, else empty.
    sha256 : str
    status : str
        ``added``, ``known``, ``merged`` (its runs were known from another file), ``salvaged`` or ``refused``.
    runs : list of str
        Ids of the runs it tells of.
    reason : str
        For salvaged and refused ones, in plain words.
    byte, line : int or None
        Where the file stops making sense.
    records : int
        Samples.
    """

    path: str
    member: str
    sha256: str = ""
    status: str = "added"
    runs: list[str] = field(default_factory=list)
    reason: str = ""
    byte: int | None = None
    line: int | None = None
    records: int = 0


class Writer:
    """Writes files as they come, in one transaction per second."""

    def __init__(self, store: Database, reckoning: Reckoning) -> None:
        self._store = store
        self._zone, self._made_by = reckoning.zone, reckoning.made_by
        self._since = 0.0
        self._open = False
        self.wrote = False

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._open:  # whole files only are in it: they stay even if the runner stops the import
            self._store.end(keep=kind in (None, KeyboardInterrupt))

    def write(self, report: FileReport, read: FileRead | None) -> None:
        """Keep what a file gave and note what became of it; ``None`` if it was known."""
        self.keep(read, Path(report.member or report.path).name)
        row = {name: getattr(report, name) for name in ("path", "member", "sha256", "status", "reason", "byte", "line")}
        put_file(self._begun(), row)
        if time.monotonic() - self._since > COMMIT_EVERY_S:
            self._store.end(keep=True)
            self._open = False

    def keep(self, read: FileRead | None, name: str, *, again: bool = False) -> None:
        """Keep an original and its recordings, unless there is nothing to keep; ``again``: only what this original was the last to tell."""
        if read is None or read.refused:
            return
        db = self._begun()
        put_original(db, read.sha256, name, read.size, self._zone, read.packed)
        for kept, packed in read.kept:
            if not again or owner_of(db, kept.id) in (None, read.sha256):
                put_recording(db, kept, packed, self._made_by)
        mark_stale(db)
        self.wrote = True

    def _begun(self) -> sqlite3.Connection:
        if not self._open:
            self._store.begin()
            self._open, self._since = True, time.monotonic()
        return self._store.connection
