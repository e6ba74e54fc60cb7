from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kneewise.app.run_reading import FileRead, Reckoning, read_file
from kneewise.reason.load_model import load_model
from kneewise.store.load_json import load_read, load_written
from kneewise.store.packing import unpack
from tests.fit_writer import EPOCH, POINT, SUMMARY, activity_head, points, summary
from tests.fit_writer import fit as whole
from tests.knowing import base
from tests.property.test_xml_readers_never_fail import EDITS, mutated
from tests.shared_data import ACTIVITIES, activity_facts

title = "However a file is damaged, the whole way through reading, cleaning, reckoning and packing answers it"

LARGEST = 30_000


@cache
def needs() -> Reckoning:
    return Reckoning(load_model(base().parameters), "UTC")


@cache
def originals() -> list[tuple[str, bytes]]:
    real = (
        sorted(path for path in ACTIVITIES.iterdir() if path.stat().st_size < LARGEST and path.name in activity_facts())
        if activity_facts()
        else []
    )
    plain = whole(activity_head(), POINT.definition(), points(90), SUMMARY.definition(), summary(89, 267.0))
    return [("a.fit", plain), ("b.fit", plain + plain), *((path.name, path.read_bytes()) for path in real)]


def sound(read: FileRead) -> None:
    assert read.refused == (not read.kept)
    assert not read.refused or (read.damage is not None and read.damage.reason)
    for kept, packed in read.kept:
        assert len(unpack(packed)) == kept.records
        assert all(np.isfinite(value) for value in kept.values.values())
        assert load_written(load_read(load_written(kept.load))) == load_written(kept.load)


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutated_file_is_kept_whole_or_refused_with_a_reason(data: st.DataObject) -> None:
    name, original = data.draw(st.sampled_from(originals()))
    sound(read_file(mutated(original, data.draw(EDITS)), name, needs()))


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), max_size=6), st.binary(max_size=200))
def test_any_messages_after_a_fit_header_are_answered(edits: list[tuple[int, int]], tail: bytes) -> None:
    body = bytearray(activity_head() + POINT.definition() + points(5) + tail)
    for place, value in edits:
        body[place % len(body)] = value
    sound(read_file(whole(bytes(body)), "a.fit", needs()))


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_are_answered(data: bytes) -> None:
    for name in ("a.fit", "a.gpx", "a.csv", "a"):
        sound(read_file(data, name, needs()))


@pytest.mark.parametrize("times", [[0, 2**32 - 2], [2**31, 5], [EPOCH, EPOCH]])
def test_times_at_the_ends_of_the_clock_are_answered(times: list[int]) -> None:
    rows = b"".join(POINT.message_of(at, k * 300, 150, 85) for k, at in enumerate(times))
    sound(read_file(whole(activity_head(), POINT.definition(), rows), "a.fit", needs()))
