from __future__ import annotations

import json
from typing import Any

import pytest

from kneewise.app.desk import Desk
from tests.casebook import read_cases
from tests.door import LEVELS, TODAY, answer, call, validator

title = "assess: what it gives"

HOT_KNEE = {"effusion": True, "warmth": True}
PICTURES: dict[str, Any] = {
    "nothing": {},
    "kneecap": {"loc_anterior_diffuse": True, "stairs_down": True, "sitting_long": True, "squat_pain": True, "age": 29},
    "outer side": {"loc_lateral": True, "downhill": True, "after_n_km": True, "effusion": False},
    "hot knee": HOT_KNEE,
    "cauda equina": {"cauda_equina": True},
    "fracture": {"onset": "injury", "age": 60, "no_weight_bearing": True},
    "everything unknown": dict.fromkeys(["fever", "effusion", "age", "sex", "onset", "main_site"]),
    "left": [{"finding": "squat_pain", "value": True, "side": "left"}],
    "both": [{"finding": "squat_pain", "value": True, "side": "both"}, {"finding": "effusion", "value": True, "side": "left"}],
    "two knees": [{"finding": "loc_lateral", "value": True, "side": "left"}, {"finding": "loc_medial", "value": True, "side": "right"}],
    "contradictory": [{"finding": "fever", "value": True}, {"finding": "fever", "value": False}],
    "states": {"effusion": True, "swelling": "within_2h", "onset": "injury", "bmi": 36, "foot_pronated": True},
}


def level(facts: Any, **fields: Any) -> int:
    return LEVELS.index(answer(facts, **fields)["urgency"]["level"])


@pytest.fixture(params=PICTURES, scope="module")
def told(request: pytest.FixtureRequest) -> dict[str, Any]:
    return answer(PICTURES[request.param])


def sides(told: dict[str, Any]) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for cause in told["causes"]:
        found.setdefault(cause["side"], []).append(cause)
    return found


def test_the_probabilities_of_each_knee_sum_to_one(told: dict[str, Any]) -> None:
    for causes in sides(told).values():
        assert sum(c["p"] for c in causes) == pytest.approx(1.0, abs=1e-9)


def test_causes_stand_in_order_and_each_once_per_knee(told: dict[str, Any]) -> None:
    for causes in sides(told).values():
        assert [c["p"] for c in causes] == sorted((c["p"] for c in causes), reverse=True)
        assert len({c["id"] for c in causes}) == len(causes)


def test_other_is_always_listed_and_of_the_rest_what_has_one_in_a_thousand(told: dict[str, Any]) -> None:
    for causes in sides(told).values():
        assert "other" in {c["id"] for c in causes}
        assert all(c["p"] >= 0.001 for c in causes if c["id"] != "other")


def test_every_interval_holds_its_probability(told: dict[str, Any]) -> None:
    for cause in told["causes"]:
        low, high = cause["interval"]
        assert 0 <= low <= cause["p"] <= high <= 1


def test_weights_for_are_positive_and_weights_against_negative(told: dict[str, Any]) -> None:
    stated = {f["finding"] for f in told["facts"]} | {d["finding"] for d in told["derived"]}
    for cause in told["causes"]:
        assert all(w["weight"] > 0 for w in cause["because"]["for"])
        assert all(w["weight"] < 0 for w in cause["because"]["against"])
        assert {w["finding"] for w in (*cause["because"]["for"], *cause["because"]["against"])} <= stated


def test_what_would_change_the_order_is_not_known_yet_and_names_another_first(told: dict[str, Any]) -> None:
    for side, causes in sides(told).items():
        first = causes[0]["id"]
        swap = causes[0]["because"]["would_change"]
        if swap is not None and first != "other" and side is None:
            assert swap["new_first"] != first
            assert swap["finding"] not in {f["finding"] for f in told["facts"]}


def test_urgency_always_has_a_level_a_reason_a_profession_and_a_safety_net(told: dict[str, Any]) -> None:
    urgency = told["urgency"]
    assert urgency["level"] in LEVELS
    assert urgency["because"]
    assert urgency["see"]["name"]
    assert urgency["safety_net"]


def test_the_hours_are_the_shortest_of_the_rules_of_the_level_or_those_of_the_level_itself(told: dict[str, Any], desk: Desk) -> None:
    urgency = told["urgency"]
    rules = [desk.kb.red_flags[rule] for rule in urgency["rules"]]
    hours = [rule.within_h for rule in rules if rule.level.word == urgency["level"] and rule.within_h is not None]
    of_the_level = {"emergency": 1, "same_day": 24, "soon": 336}.get(urgency["level"])
    assert urgency["within_h"] == min(hours, default=of_the_level)


def test_every_rule_that_fired_is_told_with_its_facts_and_source(told: dict[str, Any], desk: Desk) -> None:
    because = [reason for reason in told["urgency"]["because"] if "rule" in reason]
    assert {reason["rule"] for reason in because} == set(told["urgency"]["rules"])
    known = {f["finding"] for f in (*told["facts"], *told["derived"]) if f["value"] not in (None, False)}
    for reason in because:
        rule = desk.kb.red_flags[reason["rule"]]
        assert reason["level"] == rule.level.word
        assert reason["facts"]
        assert set(reason["facts"]) <= known
        assert reason["source"].split(", ") == list(rule.sources)
        assert reason["sentence"] == desk.texts.get("redflags", rule.id, "sentence")


def test_the_pictures_hold_rules_of_every_kind_and_some_without_any() -> None:
    fired = {name: answer(facts)["urgency"]["rules"] for name, facts in PICTURES.items()}
    assert [name for name in ("nothing", "kneecap", "everything unknown") if fired[name]] == []
    assert all(fired[name] for name in ("hot knee", "cauda equina", "fracture", "states"))


def test_the_first_reason_is_of_the_level_itself_and_none_is_more_urgent(told: dict[str, Any]) -> None:
    levels = [LEVELS.index(b["level"]) for b in told["urgency"]["because"]]
    assert levels[0] == LEVELS.index(told["urgency"]["level"]) == max(levels)


def test_while_warning_signs_are_unasked_the_urgency_is_provisional(told: dict[str, Any]) -> None:
    urgency = told["urgency"]
    assert urgency["provisional"] == (bool(urgency["unasked"]) and urgency["level"] != "emergency")


def test_nothing_told_is_provisional_and_an_emergency_is_not() -> None:
    assert answer({})["urgency"]["provisional"] is True
    assert answer({"cauda_equina": True})["urgency"]["provisional"] is False
    assert answer({"cauda_equina": True})["urgency"]["level"] == "emergency"


def test_causes_are_given_at_every_urgency() -> None:
    for name in ("cauda equina", "hot knee", "nothing"):
        assert len(answer(PICTURES[name])["causes"]) > 2


def test_a_warning_sign_is_asked_before_anything_else() -> None:
    first = answer({"loc_lateral": True, "age": 30, "onset": "gradual", "swelling": "none", "duration_days": 20})["next_questions"][0]
    assert first["finding"] in answer({"loc_lateral": True})["urgency"]["unasked"]
    assert first["expected_change"] is None


@pytest.mark.parametrize("order", [[True, False], [False, True]])
def test_of_a_yes_and_a_no_both_are_shown_and_the_yes_rules_urgency(order: list[bool]) -> None:
    facts = [{"finding": "effusion", "value": True}, *({"finding": "fever", "value": v} for v in order)]
    told = answer(facts)
    assert [f["value"] for f in told["facts"] if f["finding"] == "fever"] == order
    assert told["conflicts"] == ["fever"]
    assert level(facts) == level({"effusion": True, "fever": True})
    assert level(facts) > level({"effusion": True, "fever": False})


@pytest.mark.parametrize("order", [[36.8, 39.5], [39.5, 36.8]])
def test_of_two_numbers_both_are_shown_and_the_safer_rules_urgency(order: list[float]) -> None:
    facts = [{"finding": "effusion", "value": True}, *({"finding": "temperature_c", "value": v} for v in order)]
    told = answer(facts)
    assert told["conflicts"] == ["temperature_c"]
    assert level(facts) == level({"effusion": True, "temperature_c": 39.5})


def test_however_much_is_contradictory_the_safer_reading_rules_urgency() -> None:
    pairs = {"age": (30, 31), "bmi": (22, 23), "duration_days": (30, 31), "weight_kg": (70, 71)}
    harmless = [(finding, value) for finding, values in pairs.items() for value in values]
    fever = [("temperature_c", 36.8), ("temperature_c", 39.5)]
    for order in ([*fever, *harmless], [*harmless, *fever]):
        told = answer([{"finding": f, "value": v} for f, v in [("effusion", True), *order]])
        assert told["urgency"]["level"] == "emergency"


def test_text_against_facts_is_shown_as_a_contradiction() -> None:
    told = answer({"fever": False, "effusion": True}, text="I have a fever.")
    assert "fever" in told["conflicts"]
    assert told["urgency"]["level"] == answer({"fever": True, "effusion": True})["urgency"]["level"]


def test_each_knee_has_its_own_causes_and_the_worse_one_rules_urgency() -> None:
    told = answer(
        [
            {"finding": "loc_lateral", "value": True, "side": "left"},
            {"finding": "downhill", "value": True, "side": "left"},
            *({"finding": f, "value": True, "side": "right"} for f in HOT_KNEE),
        ]
    )
    assert set(sides(told)) == {"left", "right"}
    firsts = {side: causes[0]["id"] for side, causes in sides(told).items()}
    assert firsts["left"] != firsts["right"]
    assert told["urgency"]["level"] == answer(HOT_KNEE)["urgency"]["level"]


def test_a_side_alone_changes_nothing_but_the_side() -> None:
    facts = PICTURES["kneecap"]
    sided = answer([{"finding": f, "value": v, "side": "right"} for f, v in facts.items()])
    assert [(c["id"], c["p"]) for c in sided["causes"]] == [(c["id"], c["p"]) for c in answer(facts)["causes"]]
    assert {c["side"] for c in sided["causes"]} == {"right"}


def test_the_order_of_facts_does_not_matter() -> None:
    facts = PICTURES["kneecap"]
    turned = dict(reversed(facts.items()))
    assert [(c["id"], c["p"], c["interval"]) for c in answer(facts)["causes"]] == [
        (c["id"], c["p"], c["interval"]) for c in answer(turned)["causes"]
    ]


def test_a_derived_finding_says_what_it_follows_from_and_may_be_given_itself() -> None:
    told = answer({"swelling": "within_2h"})
    assert {"finding": "swelling_2h", "value": True, "from": ["swelling"]} in told["derived"]
    assert answer({"ottawa_knee": True, "onset": "injury"})["urgency"]["level"] in ("same_day", "emergency")


def test_the_safety_net_and_reasons_are_the_same_in_the_text_for_people() -> None:
    words = call("assess", "-", "--today", TODAY, given=json.dumps({"facts": HOT_KNEE})).out
    told = answer(HOT_KNEE)
    assert told["urgency"]["because"][0]["sentence"] in words
    assert told["notice"] in words


def test_people_read_only_the_reasons_of_the_leading_level() -> None:
    facts = {"cauda_equina": True, "onset": "injury", "flexion_under_90": True}
    words = call("assess", "-", "--today", TODAY, given=json.dumps({"facts": facts})).out
    because = answer(facts)["urgency"]["because"]
    assert {b["level"] for b in because} > {"emergency", "same_day"}
    assert {b["sentence"] in words for b in because if b["level"] == "emergency"} == {True}
    assert {b["sentence"] in words for b in because if b["level"] != "emergency"} == {False}


@pytest.mark.parametrize(("language", "left", "right"), [("en", "(left)", "(right)"), ("de", "(links)", "(rechts)")])
def test_sides_are_named_in_the_language_of_the_reader(language: str, left: str, right: str) -> None:
    facts = [{"finding": f, "value": True, "side": side} for f, side in (("loc_lateral", "left"), ("loc_medial", "right"))]
    words = call("assess", "-", "--today", TODAY, "--lang", language, given=json.dumps({"facts": facts})).out
    assert left in words
    assert right in words


def test_two_knees_that_nothing_tells_apart_are_told_once() -> None:
    facts = [{"finding": f, "value": True, "side": "both"} for f in ("effusion", "warmth")]
    words = call("assess", "-", "--today", TODAY, given=json.dumps({"facts": facts})).out
    assert "(both)" in words
    sentence = answer(facts)["urgency"]["because"][0]["sentence"]
    assert words.count(sentence) == 1


def test_contradictions_and_units_are_told_in_words() -> None:
    facts = [{"finding": "fever", "value": v} for v in (True, False)] + [{"finding": "temperature_c", "value": 39, "origin": "text"}]
    words = call("assess", "-", "--today", TODAY, given=json.dumps({"facts": facts})).out
    assert "You said two things about: fever" in words
    assert "39 °C" in words


def test_an_examination_that_one_knee_needs_is_named_although_the_other_does_not() -> None:
    hot = [{"finding": f, "value": True, "side": "left"} for f in ("effusion", "warmth", "redness")]
    sore = [{"finding": f, "value": True, "side": "right"} for f in ("loc_lateral", "downhill")]
    named = {e["id"]: e["advice"] for e in answer([*hot, *sore])["examinations"]}
    assert named["joint_puncture"] == "now"


def test_every_case_is_answered_in_the_form_of_the_schema() -> None:
    lines = [{"id": c.id, "facts": c.facts, "setting": c.setting} for c in read_cases()]
    said = call("assess", "--batch", "-", "--today", TODAY, given="\n".join(map(json.dumps, lines)))
    assert said.code == 0
    assert [line["id"] for line in said.lines] == [line["id"] for line in lines]
    for line in said.lines:
        validator("batch").validate(line)
        assert sum(c["p"] for c in line["causes"]) == pytest.approx(len({c["side"] for c in line["causes"]}), abs=1e-9)
        assert all(c["interval"][0] <= c["p"] <= c["interval"][1] for c in line["causes"])


def test_two_causes_are_told_where_one_leaves_facts_open(desk: Desk) -> None:
    """A cyclist with pain on the outer side downhill, as of the iliotibial band, who cannot sit long either, as of the kneecap."""
    facts = {
        "age": 38,
        "sex": "female",
        "onset": "gradual",
        "main_site": ["loc_lateral"],
        "downhill": True,
        "repeated_flexion": True,
        "stairs_down": True,
        "sitting_long": True,
        "training_jump": True,
    }
    told = answer(facts)
    (pair,) = told["two_causes"]
    assert pair["ids"] == ["itbs", "pfp"]
    assert pair["ids"][0] == told["causes"][0]["id"]
    assert pair["explains"] == ["sitting_long"]
    assert desk.kb.parameter("pair_report") <= pair["p"] < 1
    assert answer({name: value for name, value in facts.items() if name != "sitting_long"})["two_causes"] == []


def test_states_are_told_beside_the_causes_with_what_shows_them(desk: Desk) -> None:
    told = answer(PICTURES["states"])
    states = {state["id"]: state for state in told["states"]}
    assert {"hemarthrosis", "synovitis_effusion", "overweight_overload", "foot_malalignment"} <= set(states)
    assert {i: states[i]["kind"] for i in ("hemarthrosis", "overweight_overload")} == {
        "hemarthrosis": "state",
        "overweight_overload": "contributor",
    }
    assert states["foot_malalignment"]["because"] == ["foot_pronated"]
    known = {f["finding"] for f in (*told["facts"], *told["derived"])}
    for state in states.values():
        assert state["because"]
        assert set(state["because"]) <= known
        assert state["name"] == desk.texts.get("conditions", state["id"], "name")
        assert state["id"] not in {cause["id"] for cause in told["causes"]}
    assert answer({"effusion": False, "bmi": 22})["states"] == []


def test_risk_factors_are_told_with_what_they_are_worth_and_those_wrongly_blamed_too(desk: Desk) -> None:
    told = {factor["id"]: factor for factor in answer({"past_injury_12m": True, "foot_pronated": True, "novice": False})["risk_factors"]}
    assert set(told) == {"rf_past_injury", "rf_pronation"}
    assert (told["rf_past_injury"]["weighs"], told["rf_pronation"]["weighs"]) == (True, False)
    for factor in told.values():
        entry = desk.kb.risk_factors[factor["id"]]
        assert (factor["value"], factor["grade"], factor["source"]) == (entry.value, entry.grade, entry.source)
        assert factor["source"] in desk.kb.sources
        assert factor["sentence"] == desk.texts.get("risks", factor["id"])
    assert answer({})["risk_factors"] == []
