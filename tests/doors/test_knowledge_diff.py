from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kneewise.app.differences import differences
from kneewise.knowledge.load import LANGUAGES, Knowledge, build, catalogue
from kneewise.knowledge.tree import KNOWLEDGE_FOLDER, Tree
from kneewise.model.errors import KneewiseError
from tests.door import PARTLY, TODAY, call
from tests.knowing import base, tree

title = "knowledge diff and check: every change is told in words, and a planted fault is found"

Planted = Callable[[Any], Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the knowledge, files only, and beside it, as `now`, another one that stays as it is."""
    top = tmp_path_factory.mktemp("knowledge")
    shutil.copytree(KNOWLEDGE_FOLDER, top / "now", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(top / "now", top / "before")
    return top / "before"


@pytest.fixture
def plant(folder: Path) -> Iterator[Callable[[str, str, str], None]]:
    """Replaces words in a file of the copy; afterwards the file is as it was."""
    kept: dict[Path, bytes] = {}

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        kept.setdefault(path, path.read_bytes())
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} stands no more in {name}: take something else"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    yield replace
    for path, content in kept.items():
        path.write_bytes(content)


def built(changed: Tree) -> Knowledge:
    return Knowledge(build("planted", changed), {language: catalogue(changed, language) for language in LANGUAGES}, changed)


@cache
def now() -> Knowledge:
    return Knowledge(base(), {language: catalogue(tree(), language) for language in LANGUAGES}, tree())


def told(*names: str, folder: Path) -> list[dict[str, Any]]:
    """What is said of changes from some files of the copy to the knowledge as it is."""
    planted = {name: yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in names}
    found = differences(built({**tree(), **planted}), now())
    assert all(set(change) == {"kind", "id", "sentence"} and change["sentence"].endswith(".") for change in found)
    return found


def test_a_copy_does_not_differ(folder: Path) -> None:
    assert call("knowledge", "diff", str(folder), str(folder.parent / "now"), "--json").answer == []
    assert call("knowledge", "diff", str(folder), str(folder.parent / "now")).out == "No difference.\n"


def test_people_read_the_sentences_alone(folder: Path, plant: Callable[[str, str, str], None]) -> None:
    plant("safety/default.yaml", "cold_foot, ", "")
    assert call("knowledge", "diff", str(folder), str(folder.parent / "now")).out == "The default safety net: added “cold_foot”.\n"


def test_the_second_folder_is_the_newer(folder: Path, plant: Callable[[str, str, str], None]) -> None:
    plant("professions/professions.yaml", "{id: ambulance, levels: [emergency]", "{id: ambulance, levels: [emergency, same_day]")
    (change,) = call("knowledge", "diff", str(folder.parent / "now"), str(folder), "--json").answer
    assert change["kind"] == "professions"
    assert change["sentence"] == "The profession ambulance, levels: added “same_day”."


@pytest.mark.parametrize(
    ("file", "present", "past", "kind", "sentence"),
    [
        ("redflags/limb.yaml", "within_h: 24", "within_h: 12", "red_flags", "The red flag RF06_foot_drop, within_h: is now 24, was 12."),
        ("redflags/limb.yaml", "when: {any: [deformity, open", "when: {any: [open", "red_flags", "when.any: added “deformity”."),
        (
            "redflags/signs.yaml",
            "finding: duration_days, gt: 42",
            "finding: duration_days, gt: 40",
            "signs",
            "sign_old, shown_by.any: added",
        ),
        ("texts/en/redflags.yaml", " within two weeks", " within a month", "texts/en", "within two weeks"),
        ("texts/de/safety.yaml", "fever: ", "fever: Nun ja, ", "texts/de", "The German text safety.fever: is now “"),
        (
            "screens/redflag_screens.yaml",
            "heat_illness]",
            "heat_illness, recent_infection]",
            "screens",
            "items: removed “recent_infection”.",
        ),
        ("questions/questions.yaml", "kneel_pain, ", "", "questions", "The question screen q_bending, items: added “kneel_pain”."),
        ("claims/care.yaml", "standing: partly", "standing: weak", "claims", "The claim C005, standing: is now “partly”, was “weak”."),
        ("claims/matching.yaml", "tie: 0.92", "tie: 0.91", "claims", "The claim limits, tie: is now 0.92, was 0.91."),
        ("claims/matching.yaml", "a an the", "a an yon the", "claims", "removed “yon”"),
        ("lexicon/en/cues.yaml", "fairly,", "fairly, jolly,", "lexicon", "The lexicon en/cues, classes.filler: removed “jolly”."),
        ("parameters/decision.yaml", "value: 0.05", "value: 0.04", "parameters", "urgency_p_emergency, value: is now 0.05, was 0.04."),
        ("conditions/pfp.yaml", "present: 2.2", "present: 2.1", "conditions", "removed: {'finding'"),
        ("conditions/pfp.yaml", "percent: 23.1", "percent: 22.1", "conditions", "base rate in runner is now 23.1 %"),
        ("conditions/dvt.yaml", "a low score alone never clears", "it clears", "conditions", "The condition dvt, remarks: added “"),
        (
            "elicitation/hand_a/pfp_to_patellar_dislocation.yaml",
            "bending hurts",
            "hurts",
            "elicitation/hand_a",
            "The judgement of hand a on pfp",
        ),
        ("elicitation/hand_b/pfp_to_patellar_dislocation.yaml", "p: 0.8", "p: 0.7", "conditions", "is now judged"),
        ("sources/a_to_c.yaml", "checked: '2026", "checked: '2025", "sources", "checked: is now “2026-11-22”, was “2025-11-22”."),
        ("risk_factors/risk_factors.yaml", "grade: moderate", "grade: low", "risk_factors", "grade: is now “moderate”, was “low”."),
        ("examinations/examinations.yaml", "threshold: 0.2", "threshold: 0.3", "examinations", "threshold: is now 0.2, was 0.3."),
        ("findings/behaviour.yaml", "kind: history", "kind: self_test", "findings", "kind: is now “history”, was “self_test”."),
    ],
)
def test_a_planted_difference_is_told_old_and_new(
    folder: Path, plant: Callable[[str, str, str], None], file: str, present: str, past: str, kind: str, sentence: str
) -> None:
    plant(file, present, past)
    found = told(file.removesuffix(".yaml"), folder=folder)
    assert {change["kind"] for change in found} == {kind}
    assert any(sentence in change["sentence"] for change in found), found


def test_new_and_dropped_entries_are_told(folder: Path, plant: Callable[[str, str, str], None]) -> None:
    plant("risk_factors/risk_factors.yaml", "- {id: rf_novice,", "- {id: rf_beginner,")
    plant("texts/en/risks.yaml", "rf_novice:", "rf_beginner:")
    sentences = [change["sentence"] for change in told("risk_factors/risk_factors", "texts/en/risks", folder=folder)]
    assert {"New risk factor rf_novice.", "Gone: the risk factor rf_beginner."} <= set(sentences)
    assert [s.split(":")[0] for s in sentences if "text" in s] == ["Gone", "New English text risks.rf_novice"]


def test_another_order_of_the_screens_is_a_difference_and_another_order_of_the_files_is_none() -> None:
    before = built(dict(reversed(tree().items())))
    assert differences(before, built(tree())) == []
    turned = {**tree(), "screens/redflag_screens": tree()["screens/redflag_screens"][::-1]}
    (change,) = differences(before, built(turned))
    assert change["sentence"].startswith("The order of the screens is now screen_joints, screen_bone,")


def leaves(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to all numbers and words of a file, words last: they do no harm and so can always be changed."""
    if isinstance(raw, dict | list):
        for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from leaves(value, (*path, key))
    elif raw is not None and not isinstance(raw, bool):
        yield path


def with_another(raw: Any, path: tuple[Any, ...]) -> Any:
    """The content with another value at a path; a word in a list is dropped, for most of them are ids."""
    if not path:
        return f"{raw} otherwise" if isinstance(raw, str) else raw * 1.01
    key, *rest = path
    if isinstance(raw, dict):
        return {k: with_another(v, tuple(rest)) if k == key else v for k, v in raw.items()}
    if not rest and isinstance(raw[key], str):
        return [v for k, v in enumerate(raw) if k != key]
    return [with_another(v, tuple(rest)) if k == key else v for k, v in enumerate(raw)]


ONE_PER_KIND = {name.rsplit("/", 1)[0] if not name.startswith(("texts", "lexicon", "claims")) else name: name for name in sorted(tree())}


@pytest.mark.parametrize("name", ONE_PER_KIND.values())
def test_whatever_changes_in_a_file_it_is_never_no_difference(name: str) -> None:
    """Of each kind of file one, of texts, lexicon and claims all: the last few values are changed one at a time."""
    changed = 0
    for path in list(leaves(tree()[name]))[::-1][:20]:
        try:
            after = built({**tree(), name: with_another(tree()[name], path)})
        except (KneewiseError, KeyError, ValueError, TypeError):
            continue  # another value is no knowledge base
        assert differences(now(), after), path
        changed += 1
        if changed == 2:
            break
    assert changed, "no value of this file could be changed"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("parameters/decision.yaml", "source: ", "source: NOBODY1900_", "no source is called NOBODY1900_"),
        ("conditions/pfp.yaml", "see: physiotherapist", "see: shaman", "condition pfp: no profession is called shaman"),
        ("texts/de/findings_behaviour.yaml", "deep_squat_pain: {", "squats: {", "texts/de: findings.deep_squat_pain is missing"),
        ("texts/de/phrases.yaml", "not_a_diagnosis:", "no_diagnosis:", "texts/de: phrase not_a_diagnosis is missing (it stands in en)"),
        ("texts/en/questions.yaml", "title:", "heading:", ".title is missing"),
    ],
)
def test_a_planted_fault_is_found_with_its_place_and_an_exit_code(
    folder: Path, plant: Callable[[str, str, str], None], monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, problem: str
) -> None:
    from kneewise.app.desk import open_desk

    plant(file, old, new)
    monkeypatch.setattr("tests.door._opened", lambda language="en": open_desk(language, folder))
    said = call("knowledge", "check", "--json", "--today", TODAY)
    assert said.code == PARTLY
    assert said.err == ""
    assert any(problem in found for found in json.loads(said.out)["problems"]), said.out[-2000:]
    words = call("knowledge", "check", "--today", TODAY)
    assert words.code == PARTLY
    assert f"PROBLEM {next(found for found in json.loads(said.out)['problems'] if problem in found)}" in words.out


def test_a_source_that_was_not_checked_for_two_years_is_a_remark_and_no_problem() -> None:
    late = call("knowledge", "check", "--json", "--today", "2029-01-01").answer
    now = call("knowledge", "check", "--json", "--today", TODAY).answer
    assert late["problems"] == []
    checked = {source.id for source in base().sources.values() if source.checked}
    old = {remark.split()[1].rstrip(":") for remark in late["remarks"] if "last checked" in remark}
    assert old
    assert old <= checked
    assert not [remark for remark in now["remarks"] if "last checked" in remark]


def test_a_file_that_is_no_yaml_is_refused(folder: Path, plant: Callable[[str, str, str], None]) -> None:
    plant("screens/redflag_screens.yaml", "- id:", "- id: [")
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load((folder / "screens/redflag_screens.yaml").read_text(encoding="utf-8"))
    said = call("knowledge", "diff", str(folder), "--json")
    assert said.error["code"] == "malformed_input"
    assert "no knowledge base" in said.error["message"]
