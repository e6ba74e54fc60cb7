from __future__ import annotations

from kneewise.model.condition import Level
from kneewise.model.fact import Side
from kneewise.reason.triage import combined
from tests.spec.triage.rules import judge, red_flags

title = "What was not asked is never taken as no"


def test_with_nothing_known_no_rule_fires_and_the_level_is_provisional() -> None:
    result = judge({})
    assert not result.fired
    assert result.level is Level.SELF_CARE
    assert result.provisional


def test_the_unasked_findings_of_the_most_urgent_rules_come_first() -> None:
    result = judge({"effusion": True})
    first = result.open[0]
    assert first.level is Level.EMERGENCY
    assert first.one_short
    assert set(first.one_short) <= set(result.unasked)


def test_a_rule_one_fact_short_says_which_fact() -> None:
    near = {rule.rule: rule.one_short for rule in judge({"effusion": True, "rigors": False}).near}
    assert "fever" in near["RF40_septic_knee"]


def test_what_was_asked_and_not_known_is_asked_again() -> None:
    assert "fever" in judge({"effusion": True, "fever": None}).unasked


def test_at_an_emergency_nothing_is_left_to_ask() -> None:
    result = judge({"pulse_loss": True})
    assert not result.provisional
    assert result.unasked == ()


def test_a_laboratory_value_that_nobody_measured_leaves_nothing_open() -> None:
    assert not {"syn_wbc", "crp", "xr_fracture", "lachman", "temperature_c"} & set(judge({}).unasked)


def test_a_measured_temperature_counts_as_fever_even_if_fever_was_denied() -> None:
    assert judge({"effusion": True, "fever": False, "temperature_c": 38.4}).level is Level.EMERGENCY


def test_both_knees_are_joined_and_a_rule_about_the_person_stands_once() -> None:
    left = judge({"cauda_equina": True, "extension_block": True}, Side.LEFT)
    right = judge({"cauda_equina": True}, Side.RIGHT)
    both = combined([left, right], red_flags().values())
    assert [(f.rule, f.side) for f in both.fired] == [("RF92_cauda_equina", None), ("RF32_locked_knee", Side.LEFT)]
    assert both.level is Level.EMERGENCY
    assert not both.provisional


def test_the_calmer_knee_does_not_hide_what_is_open_on_it() -> None:
    both = combined([judge({"extension_block": True}, Side.LEFT), judge({}, Side.RIGHT)], red_flags().values())
    assert both.level is Level.SAME_DAY
    assert all(rule.level is Level.EMERGENCY for rule in both.open)
    assert "fever" in both.unasked
