from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneewise.model.condition import Level
from kneewise.model.fact import Value
from kneewise.model.rule import Screen
from kneewise.reason.kleene import evaluate, evaluate_closed
from kneewise.reason.triage import completed, open_screens
from tests.spec.triage.rules import SAID_BY_RUNNERS, judge, red_flags, screens, vocabulary

title = "A few screens decide every rule that a person can answer"

HEARD_BUT_NOT_ASKED = {"self_harm_thoughts"}
"""Nobody with a sore knee is asked for it; who says it is heard."""
PEOPLE: list[dict[str, Value]] = [
    {"age": age, "onset": onset, "swelling": swelling, "duration_days": days}
    for age, onset, swelling, days in product(
        (8.0, 14.0, 21.0, 40.0, 70.0), ("gradual", "sudden_no_injury", "injury"), ("none",), (2.0, 100.0)
    )
]


def shown(screen: Screen, facts: dict[str, Value]) -> bool:
    return screen.when is None or evaluate(screen.when, completed(facts, screen.signs)) is not False


@pytest.mark.parametrize("person", PEOPLE, ids=str)
def test_none_of_these_on_every_screen_decides_every_rule(person: dict[str, Any]) -> None:
    facts = dict(person)
    for screen in screens().values():
        if shown(screen, facts):
            facts |= dict.fromkeys(screen.items, False)
    result = judge(facts)
    assert not result.provisional, result.open[:3]
    # Nothing that the person could have said is left: only examination, laboratory and images.
    sayable = {name for name, entry in vocabulary().items() if entry.kind in SAID_BY_RUNNERS} - HEARD_BUT_NOT_ASKED
    for rule in red_flags().values():
        known = completed(facts, rule.signs)
        if rule.level > Level.SELF_CARE and evaluate(rule.when, known) is not True:
            assert evaluate_closed(rule.when, known, sayable) is False, rule.id


def test_there_are_at_most_eight_screens_of_which_an_uninjured_adult_sees_six() -> None:
    adult: dict[str, Value] = {"age": 40.0, "onset": "gradual"}
    assert len(screens()) <= 8
    assert sum(shown(screen, adult) for screen in screens().values()) == 6


def test_no_question_stands_on_two_screens() -> None:
    items = [item for screen in screens().values() for item in screen.items]
    assert len(items) == len(set(items))


def test_the_first_screen_holds_what_needs_an_ambulance() -> None:
    first = next(iter(screens().values()))
    for item in first.items:
        assert judge({item: True}).level is Level.EMERGENCY, item


def test_nobody_is_told_to_squat_or_hop_on_a_screen_of_red_flags() -> None:
    assert not [item for screen in screens().values() for item in screen.items if vocabulary()[item].stop_rule]


def test_the_screen_that_could_settle_an_emergency_comes_first() -> None:
    facts: dict[str, Value] = {"age": 35.0, "onset": "gradual", "swelling": "slow_or_recurrent", "fever": True}
    assert judge(facts).level is Level.EMERGENCY
    facts = {
        "age": 35.0,
        "onset": "gradual",
        "swelling": "none",
        "calf_tense_agony": False,
        "chest_breathless": False,
        "any_motion_agony": True,
    }
    order = open_screens(screens().values(), judge(facts), facts)
    assert order[0].id in {"screen_now", "screen_heat"}
    assert {s.id for s in order} >= {"screen_heat", "screen_you"}


def test_the_injury_screen_is_left_out_without_an_injury_and_the_young_one_for_adults() -> None:
    facts: dict[str, Value] = {"age": 40.0, "onset": "gradual"}
    asked = {screen.id for screen in open_screens(screens().values(), judge(facts), facts)}
    assert not asked & {"screen_injury", "screen_young"}
    unknown = {screen.id for screen in open_screens(screens().values(), judge({}), {})}
    assert {"screen_injury", "screen_young"} <= unknown


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_answering_the_open_screens_ends(data: st.DataObject) -> None:
    facts: dict[str, Value] = {"age": 25.0, "onset": "injury", "swelling": "none", "duration_days": 3.0}
    for _ in range(len(screens()) + 1):
        order = open_screens(screens().values(), judge(facts), facts)
        if not order:
            break
        facts |= {item: facts.get(item) or data.draw(st.sampled_from([False, False, False, True])) for item in order[0].items}
    assert not open_screens(screens().values(), judge(facts), facts)
