from __future__ import annotations

import pytest

from kneewise.app.desk import Desk
from tests.casebook import judged

title = "A child's weight is judged by age, an adult's is not"


@pytest.mark.parametrize(
    ("age", "weight", "heavy"),
    [(13, 105, True), (13, 50, False), (8, 36, True), (8, 30, False), (17, 80, True), (17, 75, False), (30, 105, False)],
)
def test_heavy_for_age(desk: Desk, age: int, weight: int, heavy: bool) -> None:
    fired = {f.rule for f in judged(desk, {"age": age, "weight_kg": weight}).triage.fired}
    assert ("RF90_child_heavy" in fired) is heavy


def test_without_the_weight_nothing_is_said_of_it(desk: Desk) -> None:
    assert judged(desk, {"age": 13}).leading.known.values.get("weight_over_95c") is None
