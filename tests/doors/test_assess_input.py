from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kneewise.app.desk import Desk
from kneewise.model.finding import Kind, ValueType
from tests.door import MALFORMED, TODAY, UNKNOWN, USAGE, answer, assess, assess_document, call, validator

title = "assess: what it takes"

FACTS = {"loc_lateral": True, "downhill": True, "age": 34, "sex": "female"}
TEXT = "My right knee is swollen."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"schema": "kneewise.facts/1", "facts": FACTS}), encoding="utf-8")
    return path


def test_a_file_and_standard_input_give_the_same_answer(file: Path) -> None:
    from_file = call("assess", str(file), "--json", "--today", TODAY).answer
    assert from_file == call("assess", "-", "--json", "--today", TODAY, given=file.read_bytes()).answer


def test_a_list_and_an_object_of_facts_give_the_same_answer() -> None:
    assert answer(FACTS) == answer([{"finding": f, "value": v} for f, v in FACTS.items()])


def test_text_and_a_file_of_text_give_the_same_answer(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text(TEXT, encoding="utf-8")
    told = call("assess", "--text", TEXT, "--json", "--today", TODAY).answer
    assert told == call("assess", "--text-file", str(path), "--json", "--today", TODAY).answer
    assert told == call("assess", "--text-file", "-", "--json", "--today", TODAY, given=TEXT).answer
    assert told["facts"]


def test_facts_read_from_text_wait_for_confirmation_and_say_where_they_stand() -> None:
    told = answer(text=TEXT)
    assert told["facts"]
    for fact in told["facts"]:
        start, end = fact["span"]
        assert (fact["origin"], fact["confirmed"]) == ("text", False)
        assert 0 <= start < end <= len(TEXT)


def test_of_text_and_facts_the_facts_win() -> None:
    both = answer({"effusion": False, "swelling": "none"}, text=TEXT)
    denied = answer({"effusion": False, "swelling": "none"})
    assert [c["id"] for c in both["causes"]][:3] == [c["id"] for c in denied["causes"]][:3]
    assert {"finding": "effusion", "value": False} in [{k: f[k] for k in ("finding", "value")} for f in both["facts"]]


def test_text_beside_a_file_of_facts(file: Path) -> None:
    told = call("assess", str(file), "--text", TEXT, "--json", "--today", TODAY).answer
    assert {f["origin"] for f in told["facts"]} == {"answer", "text"}


def test_null_absent_and_false_are_three_things() -> None:
    absent, unknown, denied = answer({}), answer({"chest_breathless": None}), answer({"chest_breathless": False})
    assert absent["facts"] == []
    assert unknown["facts"][0]["value"] is None
    assert denied["facts"][0]["value"] is False
    assert "chest_breathless" in absent["urgency"]["unasked"]
    assert "chest_breathless" in unknown["urgency"]["unasked"]
    assert "chest_breathless" not in denied["urgency"]["unasked"]


def test_the_day_of_the_command_line_wins_over_the_files() -> None:
    assert answer({}, today="2020-02-29")["today"] == TODAY
    told = call("assess", "-", "--json", given='{"facts": {}, "today": "2020-02-29"}').answer
    assert told["today"] == "2020-02-29"


@pytest.mark.parametrize("setting", ["runner", "primary_care", "sports_clinic", "emergency_department"])
def test_every_setting_is_answered_and_told_back(setting: str) -> None:
    assert answer(FACTS, setting=setting)["setting"] == setting
    assert answer(FACTS, "--setting", setting)["setting"] == setting


def test_the_runner_is_the_default_setting() -> None:
    assert answer({})["setting"] == "runner"


def test_where_nothing_is_told_there_is_still_an_answer() -> None:
    told = answer({})
    assert told["urgency"]["provisional"]
    assert told["cannot_tell"]["value"]
    assert told["next_questions"]


def test_facts_of_an_answer_can_be_confirmed_and_sent_back() -> None:
    told = answer(text=TEXT)["facts"]
    again = answer([fact | {"confirmed": True} for fact in told])
    assert [f["span"] for f in again["facts"]] == [f["span"] for f in told]
    assert all(f["confirmed"] for f in again["facts"])


def test_a_fact_carries_side_origin_and_day() -> None:
    fact = {"finding": "effusion", "value": True, "side": "left", "origin": "clinician", "seen_on": "2026-11-20"}
    told = answer([fact])["facts"]
    assert told == [{"finding": "effusion", "value": True, "side": "left", "origin": "clinician", "confirmed": True, "span": None}]


def test_an_unknown_finding_names_all_and_the_closest() -> None:
    error = assess({"squat_pian": True})
    assert error.code == UNKNOWN
    assert error.error["code"] == "unknown_finding"
    assert "squat_pain" in error.error["message"]
    assert "squat_pain" in error.error["allowed"]
    assert "facts.squat_pian" in error.error["where"]


def test_a_denial_of_origin_text_waits_for_confirmation() -> None:
    told = answer([{"finding": "fever", "value": False, "origin": "text"}])
    assert told["facts"][0]["confirmed"] is False
    assert "fever" in told["urgency"]["unasked"]


def test_nobody_knows_anything_and_everything_is_answered_are_both_answered(desk: Desk) -> None:
    """No question is left to ask; an emergency is one all the same."""
    askable = [f for f, entry in desk.kb.findings.items() if entry.kind in (Kind.HISTORY, Kind.SELF_TEST)]
    unknown = answer({**dict.fromkeys(askable), "pulse_loss": True})
    denied = answer({f: False for f in askable if desk.kb.findings[f].type is ValueType.BOOL})
    assert unknown["urgency"]["level"] == "emergency"
    assert denied["causes"]


def test_pain_in_none_of_the_places_is_answered(desk: Desk) -> None:
    told = answer({site: False for site in desk.kb.findings["main_site"].allowed if site in desk.kb.findings})
    assert sum(c["p"] for c in told["causes"]) == pytest.approx(1)


@pytest.mark.parametrize(("field", "value"), [("today", "2026-W48-2"), ("today", "20261124"), ("id", True)])
def test_another_form_of_a_field_is_refused(field: str, value: Any) -> None:
    said = assess({}, **{field: value})
    assert said.code == MALFORMED
    assert field in said.error["where"]


@pytest.mark.parametrize(
    ("finding", "value", "allowed"),
    [
        ("fever", "yes", True),
        ("fever", 1, False),
        ("sex", "woman", "female"),
        ("sex", True, "male"),
        ("swelling", ["none"], "none"),
        ("main_site", ["elbow"], "loc_lateral"),
        ("main_site", [], "loc_lateral"),
        ("age", 300, "a number from 0 to 120 (years)"),
        ("age", -1, "a number from 0 to 120 (years)"),
        ("age", "34", "a number from 0 to 120 (years)"),
        ("age", True, "a number from 0 to 120 (years)"),
        ("pain_now", 14, "a number from 0 to 10"),
        ("pain_now", 10**400, "a number from 0 to 10"),
        ("temperature_c", 99, "a number from 30 to 45 (°C)"),
        ("fever", {"is": True}, True),
    ],
)
def test_a_value_that_a_finding_cannot_have_is_named_with_what_it_can(finding: str, value: Any, allowed: str) -> None:
    said = assess({finding: value})
    assert said.code == UNKNOWN
    assert said.error["code"] == "unknown_value"
    assert allowed in said.error["allowed"]
    assert finding in said.error["message"]
    assert finding in said.error["where"]


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"finding": "fever", "value": True, "side": "middle"}, UNKNOWN),
        ({"finding": "fever", "value": True, "side": []}, UNKNOWN),
        ({"finding": "fever", "value": True, "origin": "rumour"}, UNKNOWN),
        ({"finding": "fever", "value": True, "origin": {}}, UNKNOWN),
        ({"finding": "fever", "value": True, "confirmed": "no"}, MALFORMED),
        ({"finding": "fever", "value": True, "seen_on": "yesterday"}, MALFORMED),
        ({"finding": "fever", "value": True, "seen_on": 20261124}, MALFORMED),
        ({"finding": "fever", "value": True, "span": [5]}, MALFORMED),
        ({"finding": "fever", "value": True, "span": [9, 5]}, MALFORMED),
        ({"finding": "fever", "value": True, "sidde": "left"}, MALFORMED),
        ({"finding": "fever"}, MALFORMED),
        ({"finding": 7, "value": True}, MALFORMED),
        ("fever", MALFORMED),
        (None, MALFORMED),
    ],
)
def test_a_faulty_fact_is_refused_with_its_place(fact: Any, code: int) -> None:
    said = assess([{"finding": "age", "value": 30}, fact])
    assert said.code == code
    assert "facts[1]" in said.error["where"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"schema": "kneewise.facts/2", "facts": {}}, MALFORMED),
        ({"schema": ["kneewise.facts/1"], "facts": {}}, MALFORMED),
        ({"facts": {}, "setting": "moon"}, UNKNOWN),
        ({"facts": {}, "setting": ["runner"]}, UNKNOWN),
        ({"facts": {}, "today": "2026-02-30"}, MALFORMED),
        ({"facts": {}, "colour": "red"}, MALFORMED),
        ({"facts": "fever"}, MALFORMED),
        ({"facts": None}, MALFORMED),
        ({"text": 5}, MALFORMED),
        ({"text": "knee " * 50_000}, MALFORMED),
        ({}, MALFORMED),
        ([], MALFORMED),
        (None, MALFORMED),
        ("my knee hurts", MALFORMED),
        (5, MALFORMED),
    ],
)
def test_a_document_of_another_form_is_refused(document: Any, code: int) -> None:
    said = assess_document(document)
    assert said.code == code
    assert said.error["saved"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--json"],
        ["--text", "a", "--text-file", "b", "--json"],
        ["-", "--text-file", "-", "--json"],
        ["-", "--batch", "-", "--json"],
        ["-", "--today", "soon", "--json"],
        ["-", "--today", "2026-02-30", "--json"],
        ["-", "--lang", "fr", "--json"],
        ["-", "--colour", "--json"],
        ["a.json", "b.json", "--json"],
    ],
)
def test_arguments_that_do_not_fit_are_a_usage_error(arguments: list[str]) -> None:
    said = call("assess", *arguments, given='{"facts": {}}')
    assert said.code == USAGE
    assert said.out == ""
    if "--json" in arguments:
        assert said.error["code"] == "usage"


def test_the_german_answer_has_german_sentences_and_the_same_numbers() -> None:
    english, german = answer(FACTS), answer(FACTS, "--lang", "de")
    assert [(c["id"], c["p"]) for c in english["causes"]] == [(c["id"], c["p"]) for c in german["causes"]]
    assert english["notice"] != german["notice"]


@pytest.mark.parametrize("document", [{"facts": {}, "colour": 1}, {"text": 5}, {}, [], {"facts": [{"finding": "fever"}]}, {"facts": 5}])
def test_what_the_schema_of_facts_refuses_the_command_refuses_too(document: Any) -> None:
    assert list(validator("facts").iter_errors(document))
    assert assess_document(document).code == MALFORMED


@pytest.mark.parametrize(
    "document",
    [{"facts": FACTS}, {"text": TEXT}, {"schema": "kneewise.facts/1", "facts": [{"finding": "age", "value": None, "side": None}]}],
)
def test_what_the_schema_of_facts_allows_is_answered(document: Any) -> None:
    validator("facts").validate(document)
    assert assess_document(document).code == 0
