"""The store, opened: where every use case about runs begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kneewise.app.desk import Desk, home
from kneewise.app.run_reading import Reckoning
from kneewise.app.zones import zone as zone_named
from kneewise.reason.load_model import LoadModel, load_model
from kneewise.reason.run_combining import Correction, run_of
from kneewise.reason.run_merging import groups
from kneewise.store.database import FILE_NAME, Database, told
from kneewise.store.recordings import corrections, recordings
from kneewise.store.runs import is_stale, replace_runs


@contextmanager
def open_shelf(desk: Desk) -> Iterator[Database]:
    """The store under ``KNEEWISE_HOME``; it is made if there is none. Runs left unmade by a killed import are made first.

    Raises
    ------
    Store
        If it cannot be opened, read or written.
    """
    with open_store(desk, home()) as store:
        yield store


@contextmanager
def open_store(desk: Desk, folder: Path) -> Iterator[Database]:
    """The store in a folder; see :func:`open_shelf`."""
    store = Database(folder / FILE_NAME)
    try:
        with told(store.path):
            if is_stale(store.connection):
                refresh(store, load_model(desk.kb.parameters))
            yield store
    finally:
        store.close()


def refresh(store: Database, model: LoadModel) -> None:
    """Make the runs again from recordings and corrections."""
    with store.transaction() as db:
        by_recording: dict[str, list[Correction]] = {}
        for said in corrections(db):
            by_recording.setdefault(said[0], []).append(Correction(*said))
        replace_runs(
            db,
            (
                run_of(group, [said for recording in group for said in by_recording.get(recording.id, ())], model)
                for group in groups(recordings(db))
            ),
        )


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
