"""The store, opened: where every use case about runs begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kneewise.app.desk import Desk, home
from kneewise.app.run_reading import Reckoning
from kneewise.app.zones import zone as zone_named
from kneewise.reason import run_merging
from kneewise.reason.load_model import load_model
from kneewise.store.database import FILE_NAME, Database
from kneewise.store.recordings import corrections, recordings
from kneewise.store.runs import is_stale, replace_runs


@contextmanager
def open_shelf() -> Iterator[Database]:
    """The store under ``KNEEWISE_HOME``; it is made if there is none. Runs left unmade by a killed import are made first.

    Raises
    ------
    Store
        If it cannot be opened.
    """
    store = Database(home() / FILE_NAME)
    try:
        if is_stale(store.connection):
            refresh(store)
        yield store
    finally:
        store.close()


def refresh(store: Database) -> None:
    """Make the runs again from recordings and corrections."""
    with store.transaction() as db:
        said = corrections(db)
        replace_runs(db, (run_merging.run_of(group, said) for group in run_merging.groups(recordings(db))))


def reckoning(desk: Desk, zone: str = "") -> Reckoning:
    """What reading needs, from the knowledge.

    Raises
    ------
    UsageError
        If there is no zone of this name.
    """
    if zone:
        zone_named(zone)
    return Reckoning(load_model(desk.kb.parameters), zone)
