from __future__ import annotations

from functools import cache

import pytest

from benchmarks.b07_changes import found_in, look, seeded
from tests.knowing import base
from tests.plant_change import PLANTS, Plan, planted
from tests.simulate_history import make

title = "A large change is found, and where nothing changed seldom anything is"

HISTORIES, NONE = 12, 120
LEAST = 8
"""Of a dozen. Where nine in ten are found, as B-07 asks, fewer than eight are in 0.4 % of dozens."""


@pytest.mark.parametrize("factor", PLANTS)
def test_a_large_change_is_found(factor: str) -> None:
    number, largest = list(PLANTS).index(factor) + 1, PLANTS[factor][1][-1]
    found = [factor in found_in(planted(factor, Plan(largest), seeded(number, round(100 * largest), k)), base()) for k in range(HISTORIES)]
    assert sum(found) >= LEAST


@cache
def nothing_planted() -> list[set[str]]:
    return [found_in(make(seeded(0, k)), base()) for k in range(NONE)]


def test_where_nothing_was_planted_something_is_found_in_one_of_twenty() -> None:
    assert sum(bool(found) for found in nothing_planted()) <= 0.05 * NONE + 2 * (NONE * 0.05 * 0.95) ** 0.5


def test_a_chance_lies_between_nothing_and_certainty_and_small_ones_are_named() -> None:
    for k in range(20):
        changes = look(make(seeded(0, k)), base())
        for change in changes.changes:
            assert change.p_adjusted is None or 0 <= change.p_adjusted <= 1
            assert not change.found or (change.p_adjusted is not None and change.p_adjusted <= base().parameter("changes_p"))
            assert 0 <= change.as_large <= change.of_times
            assert change.known_free <= change.of_times
