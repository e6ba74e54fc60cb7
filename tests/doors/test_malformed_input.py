from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.door import MALFORMED, MISSING, TODAY, UNKNOWN, USAGE, answer, call
from tests.odd import MEANINGLESS

title = "Input that cannot be read is named, with its place, and nothing is saved"

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "line 1, column 1"),
        ("   \n", "No valid JSON"),
        ('{"facts": {"fever": true}', "column"),
        ("{'facts': {}}", "column"),
        ('{"facts": {"age": NaN}}', "NaN"),
        ('{"facts": {"age": Infinity}}', "Infinity"),
        ('{"facts": {"age": -Infinity}}', "Infinity"),
        ('{"facts": {"fever": true, "fever": false}}', "'fever' stands twice"),
        ('{"facts": {}, "facts": {"fever": true}}', "'facts' stands twice"),
        (DEEP, "nested"),
        ('{"facts": {"age": ' + DEEP + "}}", "nested"),
        ('{"facts": {"age": ' + "9" * 5000 + "}}", "digits"),
        ('{"text": "\\ud83d knee"}', "surrogate"),
        ('{"facts": {"\\udc00": true}}', "surrogate"),
        ('{"facts": {}} {"facts": {}}', "Extra data"),
        ('{"facts": {"age": 012}}', "column"),
        ("\x00\x01\x02", "No valid JSON"),
    ],
)
def test_what_is_no_json_is_refused(content: str, told: str) -> None:
    said = call("assess", "-", "--json", "--today", TODAY, given=content)
    assert said.code == MALFORMED
    assert told in said.error["message"]
    assert said.error["where"] == "standard input"


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00", b'{"text": "\xe4"}', bytes(range(256)), b"\x89PNG\r\n\x1a\n\x00"])
def test_what_is_no_utf8_is_refused_with_its_first_bad_byte(content: bytes) -> None:
    said = call("assess", "-", "--json", "--today", TODAY, given=content)
    assert said.code == MALFORMED
    assert "byte" in said.error["message"]


def test_a_byte_order_mark_is_no_fault() -> None:
    plain, marked = (
        call("assess", "-", "--json", "--today", TODAY, given=mark + b'{"facts": {"fever": true}}') for mark in (b"", b"\xef\xbb\xbf")
    )
    assert plain.answer == marked.answer


@pytest.mark.parametrize("value", ["1e999", "-1e999", "1e400"])
def test_a_number_beyond_all_ranges_is_no_value_of_the_finding(value: str) -> None:
    said = call("assess", "-", "--json", "--today", TODAY, given='{"facts": {"age": ' + value + "}}")
    assert said.code == UNKNOWN
    assert "age" in said.error["message"]


@pytest.mark.parametrize("option", [[], ["--text-file"], ["--batch"]])
def test_a_missing_file_is_not_found(option: list[str], tmp_path: Path) -> None:
    name = str(tmp_path / "none.json")
    said = call("assess", *option, name, "--json", "--today", TODAY)
    assert said.code == MISSING
    assert said.error["code"] == "not_found"
    assert said.error["where"] == name


@pytest.mark.parametrize("option", [[], ["--text-file"], ["--batch"]])
def test_a_folder_is_no_file(option: list[str], tmp_path: Path) -> None:
    said = call("assess", *option, str(tmp_path), "--json", "--today", TODAY)
    assert said.code == MALFORMED
    assert str(tmp_path) in said.error["where"]


@pytest.mark.parametrize("name", ["x" * 5000, "null\0byte"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    assert call("assess", name, "--json", "--today", TODAY).code in (MALFORMED, MISSING)


@pytest.mark.parametrize("option", [[], ["--text-file"], ["--batch"]])
def test_a_file_of_60_megabytes_is_refused(option: list[str], tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    path.touch()
    os.truncate(path, 60_000_000)  # a hole: it takes no room on the disk
    said = call("assess", *option, str(path), "--json", "--today", TODAY)
    assert said.code == MALFORMED
    assert "50000000 bytes" in said.error["message"]


def test_a_long_text_is_read_and_a_longer_one_refused() -> None:
    assert answer(text="My knee hurts. " * 2000)["urgency"]
    said = call("assess", "--text", "x" * 200_001, "--json", "--today", TODAY)
    assert said.code == MALFORMED
    assert "200000" in said.error["message"]


def test_an_argument_that_is_no_utf8_is_refused() -> None:
    said = call("assess", "--text", "kn\udce4e", "--json", "--today", TODAY)
    assert said.code == USAGE
    assert "UTF-8" in said.error["message"]


@pytest.mark.parametrize("text", MEANINGLESS, ids=lambda text: repr(text[:20]))
def test_a_text_that_says_nothing_is_answered_as_nothing_is(text: str) -> None:
    told, nothing = answer(text=text), answer({})
    assert told["facts"] == []
    assert {key for key in told if told[key] != nothing[key]} <= {"not_understood"}


def test_without_json_the_error_is_one_line_for_a_person() -> None:
    said = call("assess", "-", "--today", TODAY, given='{"facts": {"age": 300}}')
    assert said.code == UNKNOWN
    assert said.out == ""
    assert said.err.startswith("kneewise: ")
    assert said.err.count("\n") == 1
