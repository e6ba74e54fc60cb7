"""The one SQLite file: opened, brought to the current form in transactions, backed up before each change of form."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from kneewise.model.errors import Store

FILE_NAME = "kneewise.sqlite"
BUSY_S = 10.0
_MARK = 0x6B6E6565
"""SQLite's application id of our files: "knee"."""


class Database:
    """An open store.

    Parameters
    ----------
    path : Path
        The file; it is made, readable by its owner only, if it is not there.

    Raises
    ------
    Store
        If it is no store of ours, was written by a newer version, or the disk fails.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = not path.exists()
            self.connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
            if new:
                path.chmod(0o600)
            self._prepare()

    def _prepare(self) -> None:
        db = self.connection
        mark, version = db.execute("PRAGMA application_id").fetchone()[0], db.execute("PRAGMA user_version").fetchone()[0]
        steps = migrations()
        if mark not in (0, _MARK) or (mark == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]):
            raise Store("This file is no store of Kneewise. Name another folder with KNEEWISE_HOME.", where=str(self.path))
        if version > len(steps):
            raise Store(f"The store has form {version}; this version knows {len(steps)}. Update Kneewise.", where=str(self.path))
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        if version == len(steps):
            return
        if version:
            self.back_up(self.path.with_name(f"{self.path.stem}-before-form-{len(steps)}.sqlite"))
        with self.transaction():
            now = db.execute("PRAGMA user_version").fetchone()[0]  # another process may have been faster
            for number, script in enumerate(steps[now:], now + 1):
                for statement in _statements(script):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")
            db.execute(f"PRAGMA application_id = {_MARK}")

    def begin(self) -> None:
        """Begin to write; nothing of it is kept before :meth:`end`."""
        self.connection.execute("BEGIN IMMEDIATE")

    def end(self, *, keep: bool) -> None:
        """Keep or undo all that was written since :meth:`begin`."""
        if self.connection.in_transaction:  # a full disk has undone it already
            self.connection.execute("COMMIT" if keep else "ROLLBACK")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: what is written inside is kept when the block ends, and undone if it fails."""
        with told(self.path):
            self.begin()
            try:
                yield self.connection
            except BaseException:
                self.end(keep=False)
                raise
            self.end(keep=True)

    def back_up(self, target: Path) -> None:
        """Write a copy of the store as it is now; it appears whole or not at all."""
        part = target.with_suffix(".part")
        with told(target):
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            with contextlib.closing(sqlite3.connect(part)) as copy:
                self.connection.backup(copy)
            part.replace(target)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


def migrations() -> list[str]:
    """The scripts that bring the store from form to form, in order."""
    folder = files("kneewise.store") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text(encoding="utf-8") for name in names]


def _statements(script: str) -> Iterator[str]:
    """Its statements one by one, because running a whole script at once would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of disk and database as ours, with what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        hint = "Another program is using it; try again." if "locked" in str(error) else "Check free space and rights."
        raise Store(f"The store failed: {error}. {hint} What was stored before is still there.", where=str(path)) from error
    except OSError as error:
        raise Store(f"The store failed: {error.strerror}. What was stored before is still there.", where=str(path)) from error
