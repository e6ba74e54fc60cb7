from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneewise.app.desk import Desk
from kneewise.app.intake import question_from
from kneewise.app.interview import Interview, replay
from kneewise.model.finding import ValueType
from tests.casebook import TODAY, judged
from tests.door import answer
from tests.factsets import READ_BY_RULES, SPOKEN, case_parts, fact_sets, listed
from tests.spec.triage.rules import red_flags, tables, vocabulary

title = "A denial that was only read from text never lowers urgency"

DENIABLE = sorted(f for f in READ_BY_RULES if vocabulary()[f].type is ValueType.BOOL)
DENIABLE_BY_PEOPLE = sorted(f for f in {*DENIABLE, *SPOKEN} if vocabulary()[f].type is ValueType.BOOL)
POSITIVE = {
    rule: entry["facts"]
    for rule, entries in tables("injury", "infection", "limb_clot", "bone_child_other").items()
    for entry in entries[:1]
    if rule in red_flags()
}


def read(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Facts as the reader of free text gives them."""
    return listed(facts, origin="text", confirmed=False)


def test_a_warning_sign_denied_in_text_is_still_asked() -> None:
    urgency = answer(read({"chest_breathless": False, "fever": False}))["urgency"]
    assert {"chest_breathless", "fever"} <= set(urgency["unasked"])
    assert urgency["provisional"]


def test_once_a_person_confirms_the_denial_it_is_no_longer_asked() -> None:
    urgency = answer([fact | {"confirmed": True} for fact in read({"chest_breathless": False})])["urgency"]
    assert "chest_breathless" not in urgency["unasked"]


def test_a_warning_sign_stated_in_text_counts_at_once() -> None:
    assert answer(read({"cauda_equina": True}))["urgency"]["level"] == "emergency"


@pytest.mark.parametrize("denial", [{"swelling": "none"}, {"effusion": False}, {"swelling": "none", "effusion": False}])
def test_no_swelling_in_text_closes_no_rule_until_it_is_confirmed(denial: dict[str, Any]) -> None:
    alone = answer({"fever": True})["urgency"]
    denied = answer([*listed({"fever": True}), *read(denial)])["urgency"]
    confirmed = answer({"fever": True, "swelling": "none", "effusion": False})["urgency"]
    assert denied["unasked"] == alone["unasked"]
    assert len(confirmed["unasked"]) < len(alone["unasked"])


def test_a_denial_in_text_counts_in_the_differential() -> None:
    facts = {"loc_medial_jl": True, "age": 50, "onset": "gradual"}
    p = {c["id"]: c["p"] for c in answer(facts)["causes"]}
    denied = {c["id"]: c["p"] for c in answer([*listed(facts), *read({"effusion": False, "locking": False})])["causes"]}
    assert denied != p


@pytest.mark.parametrize("rule", sorted(POSITIVE))
def test_a_rule_that_holds_still_holds_when_text_denies_its_facts(rule: str) -> None:
    facts = POSITIVE[rule]
    denials = {f: False for f, v in facts.items() if v is True}
    alone, denied = answer(facts)["urgency"], answer([*listed(facts), *read(denials)])["urgency"]
    assert rule in alone["rules"]
    assert rule in denied["rules"]
    assert denied["level"] == alone["level"]


def test_a_denial_that_only_follows_from_text_is_still_asked() -> None:
    """No swelling, said in text, implies no effusion; neither closes a rule."""
    urgency = answer(read({"swelling": "none"}))["urgency"]
    assert {"swelling", "effusion"} & set(urgency["unasked"]) == {"swelling", "effusion"} & set(answer({})["urgency"]["unasked"])


def test_the_interview_asks_a_warning_sign_that_only_text_denies(desk: Desk) -> None:
    start = question_from({"facts": read({"chest_breathless": False}), "setting": "runner"}, desk.kb.findings, TODAY)
    interview, done = replay(desk, Interview(start), lambda finding: None)
    assert "chest_breathless" in {finding for page, _ in interview.answers for finding in page.findings}
    assert "chest_breathless" in done.asked


def test_no_pile_of_contradictions_hides_a_red_flag() -> None:
    """The rule about a high CRP is read with each CRP, however many other numbers are in dispute."""
    disputed = {
        "age": (30, 40, 50),
        "bmi": (20, 25, 30),
        "esr": (5, 10, 15),
        "wbc_blood": (5, 6, 7),
        "urate": (200, 300, 400),
        "ck": (90, 95, 99),
    }
    noise = [fact for n in range(3) for fact in listed({finding: values[n] for finding, values in disputed.items()})]
    facts = [*listed({"crp": 2}), *noise, *listed({"effusion": True}), *listed({"crp": 190})]
    assert answer(facts)["urgency"]["level"] == answer({"effusion": True, "crp": 190})["urgency"]["level"] == "emergency"


@settings(max_examples=150, deadline=None)
@given(facts=st.one_of(fact_sets(), case_parts()), denied=st.lists(st.sampled_from(DENIABLE), min_size=1, max_size=6, unique=True))
def test_denials_in_text_leave_rules_and_open_questions_as_they_were(desk: Desk, facts: dict[str, Any], denied: list[str]) -> None:
    alone = judged(desk, listed(facts))
    with_text = judged(desk, [*listed(facts), *read(dict.fromkeys(denied, False))])
    assert with_text.triage == alone.triage


@settings(max_examples=200, deadline=None)
@given(
    facts=st.one_of(fact_sets(), case_parts()),
    denied=st.lists(st.sampled_from(DENIABLE_BY_PEOPLE), min_size=1, max_size=6, unique=True),
    setting=st.sampled_from(["runner", "emergency_department"]),
)
def test_denials_in_text_never_lower_the_final_level(desk: Desk, facts: dict[str, Any], denied: list[str], setting: str) -> None:
    """Nor through the causes: what text denies makes causes less likely, and those may have set the level."""
    alone = judged(desk, listed(facts), setting)
    with_text = judged(desk, [*listed(facts), *read(dict.fromkeys(denied, False))], setting)
    assert with_text.level >= alone.level
    assert with_text.provisional or not alone.provisional or with_text.level > alone.level
