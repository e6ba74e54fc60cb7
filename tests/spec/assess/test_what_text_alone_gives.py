from __future__ import annotations

import pytest

from kneewise.app.desk import Desk
from kneewise.model.condition import Level
from tests.storybook import alarms, outcomes, read_stories

title = "From text alone: red flags are heard, harmless words raise no alarm, and the true cause stands high"

# too low at most, alarms at most, first at least, among three at least; a share each. What was set aside is harder.
RED_FLAGS = {"working": (0.05, 0.08), "set_aside": (0.12, 0.15)}
STORIES = {"working": (0.70, 0.88), "set_aside": (0.60, 0.75)}


@pytest.mark.parametrize("kind", RED_FLAGS)
def test_few_red_flags_are_missed_and_few_harmless_texts_raise_an_alarm(desk: Desk, kind: str) -> None:
    found = alarms(desk, kind)
    assert found.flags >= 100
    assert found.harmless >= 50
    low, high = RED_FLAGS[kind]
    assert len(found.too_low) <= low * found.flags, found.too_low
    assert len(found.alarms) <= high * found.harmless, found.alarms


@pytest.mark.parametrize("kind", STORIES)
def test_the_true_cause_of_a_story_stands_high(desk: Desk, kind: str) -> None:
    results = outcomes(desk, read_stories(kind))
    first, three = STORIES[kind]
    assert len(results) >= 60
    assert sum(r.rank == 1 for r in results) >= first * len(results)
    assert sum(r.rank <= 3 for r in results) >= three * len(results)


@pytest.mark.parametrize("kind", STORIES)
def test_nearly_no_emergency_of_a_story_is_missed(desk: Desk, kind: str) -> None:
    emergencies = [r for r in outcomes(desk, read_stories(kind)) if r.case.urgency is Level.EMERGENCY]
    missed = [r.case.id for r in emergencies if r.missed]
    assert len(emergencies) >= 7
    assert len(missed) <= 0.15 * len(emergencies), missed
