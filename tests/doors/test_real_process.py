from __future__ import annotations

import json
import os
from pathlib import Path
from unittest import mock

import pytest

from kneewise.cli.main import run
from tests.door import MALFORMED, MISSING, PARTLY, TODAY, UNKNOWN, USAGE, process, validator

title = "The command as a process of its own"

FACTS = b'{"facts": {"loc_lateral": true, "downhill": true, "age": 34}}'


def test_the_same_input_gives_the_same_bytes() -> None:
    one, two = (process("assess", "-", "--json", "--today", TODAY, given=FACTS, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert one.out == two.out
    validator("assessment").validate(one.answer)


def test_text_is_answered_by_the_real_command() -> None:
    said = process("assess", "--text", "My right knee hurts at the outside, no swelling.", "--json", "--today", TODAY)
    validator("assessment").validate(said.answer)


def test_the_answer_is_utf8_whatever_the_locale() -> None:
    given = json.dumps({"id": "Läuferknie 🦵", "facts": {}}, ensure_ascii=False).encode()
    said = process("assess", "--batch", "-", "--today", TODAY, given=given, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert said.lines[0]["id"] == "Läuferknie 🦵"


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (["assess", "-", "--json"], b'{"facts": {"nothing": true}}', UNKNOWN),
        (["assess", "-", "--json"], b"\x00\xff", MALFORMED),
        (["assess", "no_such_file.json", "--json"], b"", MISSING),
        (["assess", "--json"], b"", USAGE),
    ],
)
def test_errors_stand_on_standard_error_as_json(arguments: list[str], given: bytes, code: int) -> None:
    said = process(*arguments, given=given)
    assert said.code == code
    assert said.error["message"]


def test_a_batch_with_a_bad_line_is_partly_done() -> None:
    said = process("assess", "--batch", "-", "--today", TODAY, given=b'{"id": 1, "facts": {}}\n{"id": 2, "facts": 5}\n')
    assert said.code == PARTLY
    assert [line["id"] for line in said.lines] == [1, 2]


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    assert process("assess", "-", "--json", "--today", TODAY, given=FACTS, KNEEWISE_CACHE=str(blocked)).answer["causes"]


def test_a_damaged_cache_is_no_fault(tmp_path: Path) -> None:
    process("assess", "-", "--json", "--today", TODAY, given=FACTS, KNEEWISE_CACHE=str(tmp_path))
    for entry in tmp_path.glob("knowledge-*.json"):
        os.truncate(entry, 1000)
    assert process("assess", "-", "--json", "--today", TODAY, given=FACTS, KNEEWISE_CACHE=str(tmp_path)).answer["causes"]


def test_a_bug_has_a_code_of_its_own_and_is_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    with mock.patch("kneewise.cli.main.code_of", side_effect=ZeroDivisionError("planted")), pytest.raises(SystemExit) as leave:
        run(["assess", "--text", "knee", "--json"])
    assert leave.value.code == 70
    said = capsys.readouterr()
    assert said.out == ""
    validator("error").validate(json.loads(said.err))


def test_an_assessment_writes_nothing_into_the_home(tmp_path: Path) -> None:
    process(
        "assess", "-", "--json", "--today", TODAY, given=FACTS, KNEEWISE_HOME=str(tmp_path / "home"), KNEEWISE_CACHE=str(tmp_path / "cache")
    )
    assert not (tmp_path / "home").exists()
