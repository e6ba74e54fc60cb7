from __future__ import annotations

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kneewise.app.assess import FLAGS_IN_ALL_WAYS
from kneewise.app.desk import Desk
from kneewise.model.condition import Level
from kneewise.model.finding import Kind
from tests.casebook import judged
from tests.factsets import case_parts, fact_sets, listed
from tests.spec.triage.rules import vocabulary
from tests.spec.triage.test_adding_a_red_flag import FLAGS as READ

title = "Adding a red flag never lowers the urgency of an assessment"

FLAGS = [flag for flag in READ if vocabulary()[flag].kind is not Kind.PERSON]
"""Signs and answers; who someone is changes the base rates and is no flag."""


@settings(max_examples=300, deadline=None)
@given(
    facts=st.one_of(fact_sets(), case_parts()),
    flag=st.sampled_from(FLAGS),
    setting=st.sampled_from(["runner", "primary_care", "sports_clinic", "emergency_department"]),
)
def test_a_red_flag_more_never_lowers_the_final_level(desk: Desk, facts: dict[str, Any], flag: str, setting: str) -> None:
    """Nor through the causes: a flag that makes a milder cause likelier does not lower what a graver one had asked for.

    Below "today" the likelier cause may decide.
    """
    without = {name: value for name, value in facts.items() if name != flag}
    read = frozenset().union(*desk.behind_rules.values())
    assume(len([f for f, value in without.items() if value is True and f in read]) < FLAGS_IN_ALL_WAYS)
    before, after = judged(desk, listed(without), setting), judged(desk, listed({**without, flag: True}), setting)
    assert after.triage.level >= before.triage.level
    assert after.level >= before.level or before.level < Level.SAME_DAY


@settings(max_examples=100, deadline=None)
@given(facts=st.one_of(fact_sets(), case_parts()), setting=st.sampled_from(["runner", "emergency_department"]))
def test_the_causes_never_lower_what_the_rules_ask_for(desk: Desk, facts: dict[str, Any], setting: str) -> None:
    done = judged(desk, listed(facts), setting)
    assert done.level >= done.triage.level


@settings(max_examples=100, deadline=None)
@given(facts=st.one_of(fact_sets(), case_parts()), flag=st.sampled_from(FLAGS), side=st.sampled_from(["left", "right", "both"]))
def test_a_red_flag_of_one_knee_never_lowers_what_the_rules_ask_for(desk: Desk, facts: dict[str, Any], flag: str, side: str) -> None:
    without = {name: value for name, value in facts.items() if name != flag}
    before = judged(desk, listed(without, side="left"))
    after = judged(desk, [*listed(without, side="left"), {"finding": flag, "value": True, "side": side}])
    assert after.triage.level >= before.triage.level


@settings(max_examples=100, deadline=None)
@given(facts=st.one_of(fact_sets(), case_parts()), flag=st.sampled_from(FLAGS))
def test_of_contradictory_facts_the_safer_one_rules(desk: Desk, facts: dict[str, Any], flag: str) -> None:
    without = {name: value for name, value in facts.items() if name != flag}
    yes = judged(desk, listed({**without, flag: True}))
    for order in ([True, False], [False, True]):
        both = judged(desk, [*listed(without), *({"finding": flag, "value": value} for value in order)])
        assert both.triage.level >= yes.triage.level
        assert both.level >= yes.level
        assert any(flag in knee.known.conflicts for knee in both.knees)


@settings(max_examples=100, deadline=None)
@given(facts=st.one_of(fact_sets(), case_parts()), other=st.integers(0, 95), setting=st.sampled_from(["runner", "emergency_department"]))
def test_of_two_ages_the_one_that_asks_for_more_rules(desk: Desk, facts: dict[str, Any], other: int, setting: str) -> None:
    """Also where an age only makes a graver cause likelier."""
    rest = {name: value for name, value in facts.items() if name != "age"}
    own = facts.get("age") if isinstance(facts.get("age"), (int, float)) else 40
    alone = judged(desk, listed({**rest, "age": own}), setting)
    both = judged(desk, [*listed({**rest, "age": own}), *listed({"age": other})], setting)
    assert both.level >= alone.level
