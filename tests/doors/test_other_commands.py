from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kneewise.cli.schema import schema_names
from tests.door import LEVELS, MALFORMED, MISSING, TODAY, UNKNOWN, USAGE, answer, call, validator

title = "findings, ask, claim, knowledge, schema: what they give"


def test_all_findings_are_listed_by_id_in_the_form_of_the_schema() -> None:
    entries = call("findings", "--json").answer
    validator("findings").validate(entries)
    ids = [entry["id"] for entry in entries]
    assert ids == sorted(set(ids))
    assert len(ids) > 300
    assert {"age", "sex", "ottawa_knee"} <= set(ids)


def test_a_finding_says_what_it_accepts() -> None:
    by_id = {entry["id"]: entry for entry in call("findings", "--json").answer}
    assert by_id["fever"]["allowed"] == [True, False]
    assert by_id["sex"]["allowed"] == ["female", "male", "other"]
    assert (by_id["age"]["range"], by_id["age"]["unit"], by_id["age"]["allowed"]) == ([0, 120], "a", None)
    assert by_id["ottawa_knee"]["kind"] == "derived"
    assert by_id["ottawa_knee"]["derived_from"]


def test_one_finding_is_a_list_of_one_and_an_unknown_one_names_the_closest() -> None:
    assert [entry["id"] for entry in call("findings", "fever", "--json").answer] == ["fever"]
    said = call("findings", "fevre", "--json")
    assert said.code == UNKNOWN
    assert "fever" in said.error["message"]


def replay(document: Any, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = call("ask", "--answers", "-", "--json", "--today", TODAY, *options, given=json.dumps(document)).answer
    validator("ask").validate(found)
    return found


RUNNER: dict[str, Any] = {
    "age": 31, "sex": "female", "main_site": ["loc_lateral"], "onset": "gradual", "duration_days": 25, "swelling": "none",
    "downhill": True, "after_n_km": True, "fever": False, "warmth": False, "effusion": False,
}  # fmt: skip


def test_a_replay_gives_every_screen_its_answers_and_the_assessment() -> None:
    found = replay({"facts": RUNNER})
    assert found["questions"] == len(found["screens"])
    assert found["screens"][0]["findings"] == ["age", "sex"]
    assert found["screens"][0]["answers"] == {"age": 31.0, "sex": "female"}
    asked = [f for screen in found["screens"] for f in screen["findings"]]
    assert len(asked) == len(set(asked))
    assert all(set(screen["answers"]) == set(screen["findings"]) for screen in found["screens"])
    assert found["assessment"]["today"] == TODAY


def test_an_emergency_ends_the_interview() -> None:
    found = replay({"facts": RUNNER | {"cauda_equina": True}})
    assert found["assessment"]["urgency"]["level"] == "emergency"
    assert "cauda_equina" in found["screens"][-1]["findings"]


def test_the_side_and_brought_results_reach_the_assessment() -> None:
    facts = [{"finding": f, "value": v, "side": "left" if f == "downhill" else None} for f, v in RUNNER.items()]
    found = replay({"facts": [*facts, {"finding": "crp", "value": 90, "origin": "clinician"}]})
    assert {c["side"] for c in found["assessment"]["causes"]} == {"left"}
    assert {"crp"} <= {f["finding"] for f in found["assessment"]["facts"]}


@pytest.mark.parametrize(
    "facts",
    [
        {"kneecap_still_out": True},
        {"age": 3, "child_refuses_walk": True, "fever": False},
        {"cannot_stand": True},
        {"effusion": True, "warmth": True},
        [{"finding": "pulse_loss", "value": True}, {"finding": "pulse_loss", "value": False}],
        [{"finding": "pulse_loss", "value": True, "side": "left"}, {"finding": "pulse_loss", "value": False, "side": "right"}],
        [{"finding": "fever", "value": True}, {"finding": "effusion", "value": True, "origin": "text", "confirmed": False}],
    ],
)
def test_a_replay_is_never_less_urgent_than_an_assessment_of_the_same_facts(facts: Any) -> None:
    found, direct = replay({"facts": facts})["assessment"], answer(facts)
    assert LEVELS.index(found["urgency"]["level"]) >= LEVELS.index(direct["urgency"]["level"])
    told = {(f["finding"], f["value"]) for f in found["facts"] if f["value"] is not None}
    assert {(f["finding"], f["value"]) for f in direct["facts"]} <= told


def test_the_setting_of_an_interview_can_be_given() -> None:
    assert replay({"facts": RUNNER}, "--setting", "sports_clinic")["assessment"]["setting"] == "sports_clinic"


def test_a_replay_refuses_what_assess_refuses() -> None:
    assert call("ask", "--answers", "-", "--json", "--today", TODAY, given='{"facts": {"age": 300}}').code == UNKNOWN
    assert call("ask", "--answers", "-", "--json", "--today", TODAY, given="{").code == MALFORMED
    assert call("ask", "--answers", "none.json", "--json").code == MISSING


def test_an_interview_without_a_terminal_says_what_to_do() -> None:
    said = call("ask", "--json")
    assert said.code == USAGE
    assert "--answers" in said.error["message"]


@pytest.mark.parametrize("text", ["Cracking your knees causes arthritis.", "The train to Bern leaves at noon.", "", "🦵"])
def test_a_claim_is_answered_in_the_form_of_the_schema(text: str) -> None:
    validator("claim").validate(call("claim", text, "--json").answer)


def test_a_foreign_sentence_is_not_in_the_ledger() -> None:
    assert call("claim", "The train to Bern leaves at noon.", "--json").answer["matches"] == []


@pytest.mark.parametrize("command", ["redflags", "conditions"])
def test_the_knowledge_lists_are_json(command: str) -> None:
    entries = call("knowledge", command, "--json").answer
    assert len(entries) > 60
    assert all(entry["id"] for entry in entries)


@pytest.mark.parametrize("name", ["pfp", "fever", "RF40_septic_knee", "NUNES2013", "prior_other"])
def test_whatever_has_an_id_can_be_shown(name: str) -> None:
    assert call("knowledge", "show", name, "--json").answer["id"] == name
    assert name in call("knowledge", "show", name).out


def test_a_condition_is_shown_with_every_source_of_its_numbers() -> None:
    shown = call("knowledge", "show", "pfp", "--json").answer
    cited = {figure["source"] for figure in shown["figures"]} | {prior["source"] for prior in shown["prior_percent"].values()}
    assert cited <= {source["id"] for source in shown["sources"]}


def test_what_nothing_is_called_is_not_found() -> None:
    said = call("knowledge", "show", "nothing_of_the_kind", "--json")
    assert said.code == MISSING
    assert said.error["code"] == "not_found"


def test_the_knowledge_base_is_without_problems() -> None:
    said = call("knowledge", "check", "--json", "--today", TODAY)
    assert said.answer["problems"] == []
    assert set(said.answer["total"]) == {"read", "recalled", "judgement"}


def test_a_knowledge_base_does_not_differ_from_itself() -> None:
    import kneewise.knowledge

    folder = str(Path(kneewise.knowledge.__file__).parent)
    assert call("knowledge", "diff", folder, "--json").answer == []


def test_a_folder_that_is_none_or_holds_no_knowledge_cannot_be_compared(tmp_path: Path) -> None:
    assert call("knowledge", "diff", str(tmp_path / "none"), "--json").code == MISSING
    assert call("knowledge", "diff", str(tmp_path), "--json").code == MALFORMED


def test_every_schema_is_printed_and_fit_for_use_alone() -> None:
    assert call("schema", "--json").answer == schema_names()
    assert call("schema").out.split() == schema_names()
    for name in schema_names():
        document = call("schema", name).answer
        assert document["title"] == name
        validator(name)
        assert call("schema", name.removeprefix("kneewise.").split("/")[0]).answer == document


def test_an_unknown_schema_names_all() -> None:
    said = call("schema", "kneewise.assessment/9", "--json")
    assert said.code == MISSING
    assert said.error["allowed"] == schema_names()


def test_the_version_names_code_and_knowledge() -> None:
    said = call("--version")
    assert said.code == 0
    assert [line.split()[0] for line in said.out.splitlines()] == ["kneewise", "knowledge"]


@pytest.mark.parametrize("arguments", [[], ["--help"], ["assess", "--help"], ["knowledge"]])
def test_help_goes_to_the_reader(arguments: list[str]) -> None:
    said = call(*arguments)
    assert said.code == (0 if "--help" in arguments else USAGE)
    assert "Usage" in said.out + said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("arguments", [["--json"], ["asess", "--json"], ["claim", "--json"], ["knowledge", "show", "--json"]])
def test_an_incomplete_command_is_a_usage_error(arguments: list[str]) -> None:
    said = call(*arguments)
    assert said.code == USAGE
    assert said.error["code"] == "usage"
