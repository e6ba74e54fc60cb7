from __future__ import annotations

import sqlite3
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneewise.model.errors import Store
from kneewise.model.run import CHANNELS, NO_SAMPLES, Samples
from kneewise.store import database
from kneewise.store.database import Database, migrations
from kneewise.store.packing import FORMAT, pack, unpack

title = "One file keeps everything; nothing in it is half done"

NUMBER = st.one_of(st.just(np.nan), st.floats(-1e4, 1e5, width=32), st.floats(allow_nan=True, allow_infinity=False))


@settings(max_examples=200)
@given(
    st.integers(0, 60).flatmap(
        lambda n: st.tuples(
            st.lists(NUMBER, min_size=n, max_size=n),
            st.dictionaries(st.sampled_from([*CHANNELS, "developer/Form Power"]), st.lists(NUMBER, min_size=n, max_size=n)),
        )
    )
)
def test_samples_come_back_to_within_their_resolution(drawn: tuple[list[float], dict[str, list[float]]]) -> None:
    times, channels = drawn
    samples = Samples(np.array(times, float), {name: np.array(v, float) for name, v in channels.items()})
    back = unpack(pack(samples))
    assert list(back.channels) == list(samples.channels)
    for name, values in [("", samples.elapsed_s), *samples.channels.items()]:
        ours = back.channels[name] if name else back.elapsed_s
        step = CHANNELS.get(name, 0.001)
        np.testing.assert_array_equal(np.isnan(ours), np.isnan(values))
        known = np.isfinite(values)
        assert np.all(np.abs(ours[known] - values[known]) <= 0.51 * step + 1e-9 * np.abs(values[known]))


def test_what_a_watch_records_comes_back_exactly() -> None:
    n = np.arange(500.0)
    samples = Samples(
        n, {"distance_m": n * 2.97, "altitude_m": 100 + (n % 9) / 5, "cadence_spm": 170 + (n % 128) / 64, "heart_rate_bpm": 150 + n % 7}
    )
    back = unpack(pack(samples))
    for name in samples.channels:
        np.testing.assert_allclose(back.channels[name], samples.channels[name], atol=1e-9, rtol=0)


def test_samples_of_a_newer_version_are_not_guessed_at() -> None:
    packed = pack(NO_SAMPLES)
    with pytest.raises(Store, match="Update"):
        unpack(bytes([FORMAT + 1]) + packed[1:])
    with pytest.raises(Store, match="damaged"):
        unpack(packed[:5] + b"nonsense")


def test_a_new_store_is_for_its_owner_only(tmp_path: Path) -> None:
    Database(tmp_path / "a" / "kneewise.sqlite").close()
    assert (tmp_path / "a" / "kneewise.sqlite").stat().st_mode & 0o077 == 0


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Database(tmp_path / "k.sqlite")
    with pytest.raises(ZeroDivisionError), store.transaction() as db:  # noqa: PT012
        db.execute("INSERT INTO shoe VALUES ('a', '2026-01-01', NULL, 0)")
        raise ZeroDivisionError
    assert store.connection.execute("SELECT count(*) FROM shoe").fetchone() == (0,)


def test_a_change_of_form_is_backed_up_first_and_undone_if_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    store = Database(path)
    with store.transaction() as db:
        db.execute("INSERT INTO shoe VALUES ('Blue', '2026-01-01', NULL, 0)")
    store.close()
    known = migrations()
    with (
        mock.patch.object(database, "migrations", return_value=[*known, "ALTER TABLE shoe ADD COLUMN x TEXT;", "THIS IS NO SQL;"]),
        pytest.raises(Store),
    ):
        Database(path)
    again = Database(path)  # as before the failed change
    assert again.connection.execute("SELECT * FROM shoe").fetchall() == [("Blue", "2026-01-01", None, 0.0)]
    backup = sqlite3.connect(next(tmp_path.glob("*before-form*")))
    assert backup.execute("SELECT name FROM shoe").fetchall() == [("Blue",)]
    with mock.patch.object(database, "migrations", return_value=[*known, "ALTER TABLE shoe ADD COLUMN x TEXT;"]):
        changed = Database(path)
    assert changed.connection.execute("SELECT name, x FROM shoe").fetchall() == [("Blue", None)]
    assert changed.connection.execute("PRAGMA user_version").fetchone() == (len(known) + 1,)


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    store = Database(tmp_path / "k.sqlite")
    store.connection.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    store.close()
    with pytest.raises(Store, match="Update"):
        Database(tmp_path / "k.sqlite")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "k.sqlite")
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(Store, match="no store of Kneewise"):
        Database(tmp_path / "k.sqlite")


def test_a_file_that_is_no_database_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "k.sqlite").write_bytes(b"this is text and no database at all" * 40)
    with pytest.raises(Store, match="not a database"):
        Database(tmp_path / "k.sqlite")


def test_two_processes_that_write_wait_for_each_other(tmp_path: Path) -> None:
    one, other = Database(tmp_path / "k.sqlite"), Database(tmp_path / "k.sqlite")
    for k in range(20):
        with (one if k % 2 else other).transaction() as db:
            db.execute("INSERT INTO shoe VALUES (?, '', NULL, 0)", (str(k),))
    assert one.connection.execute("SELECT count(*) FROM shoe").fetchone() == (20,)
    with one.transaction(), mock.patch.object(other, "path", other.path):
        other.connection.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(Store, match="Another program"), other.transaction():
            pass
