from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import kneewise.cli.assess as assess_module
from kneewise.app.assess import assess as assess_use_case
from tests.door import MISSING, PARTLY, TODAY, Said, answer, call, validator

title = "assess --batch: many people, one line each"


def batch(*lines: Any, options: tuple[str, ...] = ()) -> Said:
    content = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    said = call("assess", "--batch", "-", "--today", TODAY, *options, given=content)
    for line in said.lines:
        validator("batch").validate(line)
    return said


def test_every_line_is_answered_in_order_with_its_id() -> None:
    said = batch(
        {"id": "b", "facts": {"fever": True}}, {"id": "a", "text": "my knee hurts"}, {"id": 3, "facts": {}, "setting": "primary_care"}
    )
    assert said.code == 0
    assert [line["id"] for line in said.lines] == ["b", "a", 3]
    assert [line["setting"] for line in said.lines] == ["runner", "runner", "primary_care"]


def test_a_line_gives_what_it_would_give_alone() -> None:
    facts = {"loc_lateral": True, "downhill": True}
    assert batch({"id": "x", "facts": facts}).lines == [{"id": "x", **answer(facts)}]


def test_a_bad_line_gives_its_error_and_the_others_their_answer() -> None:
    said = batch(
        {"id": 1, "facts": {"age": 30}},
        {"id": 2, "facts": {"age": 300}},
        {"id": 3, "facts": {"nothing": True}},
        '{"id": 4, ',
        {"id": 5, "facts": {"age": 31}},
        [6],
        {"id": 7},
    )
    assert said.code == PARTLY
    assert said.err == ""
    assert [line["id"] for line in said.lines] == [1, 2, 3, None, 5, None, 7]
    assert [line.get("error", {}).get("code") for line in said.lines] == [
        None, "unknown_value", "unknown_finding", "malformed_input", None, "malformed_input", "malformed_input",
    ]  # fmt: skip
    assert "line 2" in said.lines[1]["error"]["where"]
    assert all(line["error"]["saved"] is False for line in said.lines if "error" in line)


def test_an_id_that_is_neither_string_nor_whole_number_is_an_error() -> None:
    said = batch(
        '{"id": 1e999, "facts": {}}', {"id": [1], "facts": {}}, {"id": True, "facts": {}}, {"id": None, "facts": {}}, {"facts": {}}
    )
    assert said.code == PARTLY
    assert [line["id"] for line in said.lines] == [None] * 5
    assert ["error" in line for line in said.lines] == [True, True, True, False, False]


def test_line_breaks_inside_a_string_end_no_line() -> None:
    said = batch({"id": "\u2028\u0085\u000b", "text": "knee\u2028pain\x0cdownhill"}, {"id": "z", "facts": {}})
    assert said.code == 0
    assert [line["id"] for line in said.lines] == ["\u2028\u0085\u000b", "z"]


def test_windows_line_ends_and_empty_lines_are_no_fault() -> None:
    said = call("assess", "--batch", "-", "--today", TODAY, given='{"id": 1, "facts": {}}\r\n\r\n{"id": 2, "facts": {}}\r\n')
    assert said.code == 0
    assert [line["id"] for line in said.lines] == [1, 2]


def test_an_empty_file_gives_nothing() -> None:
    assert call("assess", "--batch", "-", "--today", TODAY, given="") == Said(0, "", "")


def test_a_file_does_as_well_and_a_broken_one_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": 1, "facts": {}}\n', encoding="utf-8")
    assert call("assess", "--batch", str(path)).lines[0]["id"] == 1
    assert call("assess", "--batch", str(tmp_path / "none.jsonl")).code == MISSING


def test_a_line_that_is_no_text_does_not_take_the_others_with_it() -> None:
    said = call(
        "assess", "--batch", "-", "--today", TODAY, given=b'{"id": 1, "facts": {}}\n{"id": 2, "text": "\xff"}\n{"id": 3, "facts": {}}\n'
    )
    assert said.code == PARTLY
    assert [line["id"] for line in said.lines] == [1, None, 3]
    assert "byte" in said.lines[1]["error"]["message"]


def test_a_bug_in_one_line_is_told_there_and_the_others_are_answered() -> None:
    planted = [ZeroDivisionError("planted"), mock.DEFAULT]
    with mock.patch.object(assess_module, "assess_question", side_effect=planted, wraps=assess_use_case):
        said = batch({"id": 1, "facts": {}}, {"id": 2, "facts": {}})
    assert said.code == PARTLY
    assert said.lines[0]["error"]["code"] == "bug"
    assert said.lines[1]["causes"]


def test_the_setting_of_the_command_line_is_for_lines_without_one() -> None:
    said = batch({"id": 1, "facts": {}}, {"id": 2, "facts": {}, "setting": "runner"}, options=("--setting", "sports_clinic"))
    assert [line["setting"] for line in said.lines] == ["sports_clinic", "runner"]
