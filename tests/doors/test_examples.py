from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kneewise.app.desk import Desk, open_desk
from tests.door import MALFORMED, MISSING, TODAY, UNKNOWN, USAGE, call

title = "examples: every example of a folder is answered"

FOLDER = Path(__file__).parents[2] / "examples"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".txt", ".json"))
LEVELS = {"1_outer_knee.txt": "routine", "2_kneecap.txt": "routine", "3_hot_knee.txt": "emergency", "4_clinic_note.json": "same_day"}


def answers(*options: str) -> dict[str, str]:
    """What is printed of each example, by its file."""
    said = call("examples", str(FOLDER), "--today", TODAY, *options)
    assert said.code == 0, said.err
    assert said.err == ""
    parts = said.out.split("=== ")[1:]
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in parts}


def test_each_example_has_its_level() -> None:
    assert {path.name for path in FILES} == set(LEVELS)


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_example_is_printed_with_its_title_and_level(language: str) -> None:
    texts = open_desk(language).texts
    told = answers("--lang", language)
    assert list(told) == [*(path.name for path in FILES), "runs", "runs: It began on 2026-10-18."]
    for name, level in LEVELS.items():
        words = texts.phrase(f"level_{level}")
        assert (words.upper() if level == "emergency" else words) in told[name].splitlines(), told[name]
        assert texts.phrase("not_a_diagnosis") in told[name]


def test_a_text_is_shown_as_it_was_written_and_facts_are_named_as_such() -> None:
    told = answers()
    for path in FILES:
        assert told[path.name].startswith(path.read_text(encoding="utf-8").strip() if path.suffix == ".txt" else "(facts)")


def test_an_example_gives_what_assess_gives() -> None:
    told = answers()
    for path in FILES:
        alone = call("assess", *(["--text-file", str(path)] if path.suffix == ".txt" else [str(path)]), "--today", TODAY).out
        assert alone.strip() in told[path.name]


def test_the_runs_beside_them_show_their_load_and_what_changed(desk: Desk) -> None:
    told = answers()
    assert desk.texts.phrase("load_title") in told["runs"]
    changed = told["runs: It began on 2026-10-18."]
    assert desk.texts.phrase("changes_some_found") in changed
    assert "one run 78 % longer" in changed


def test_the_examples_name_likely_causes(desk: Desk) -> None:
    told = answers()
    for name, cause in {
        "1_outer_knee.txt": "itbs",
        "2_kneecap.txt": "pfp",
        "3_hot_knee.txt": "septic_arthritis",
        "4_clinic_note.json": "acl_injury",
    }.items():
        assert desk.texts.get("conditions", cause, "name") in told[name]


def test_a_folder_that_is_none_or_holds_no_example_is_not_found(tmp_path: Path) -> None:
    assert call("examples", str(tmp_path / "none")).code == MISSING
    assert call("examples", str(tmp_path)).code == MISSING
    assert call("examples").code == USAGE


def test_a_faulty_example_is_named(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "1_outer_knee.txt", tmp_path)
    for content, code in (("{", MALFORMED), (json.dumps({"facts": {"age": 300}}), UNKNOWN)):
        (tmp_path / "9_faulty.json").write_text(content, encoding="utf-8")
        said = call("examples", str(tmp_path), "--today", TODAY)
        assert said.code == code
        assert "9_faulty.json" in said.err
