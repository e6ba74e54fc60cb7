"""The rules as tests see them: loaded once, and judged on plain facts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kneewise.knowledge.findings_file import build_findings
from kneewise.knowledge.rule_files import build_examinations, build_professions, build_red_flags, build_screens
from kneewise.knowledge.tree import KNOWLEDGE_FOLDER, read_tree
from kneewise.model.fact import Side, Value
from kneewise.model.finding import Finding, Kind, ValueType
from kneewise.model.rule import Examination, Profession, RedFlag, Screen
from kneewise.reason.kleene import evaluate
from kneewise.reason.triage import Triage, completed, triage

DATA = Path(__file__).parents[2] / "data"
SAID_BY_RUNNERS = (Kind.HISTORY, Kind.PERSON, Kind.DIARY)


@cache
def tree() -> dict[str, Any]:
    return read_tree(KNOWLEDGE_FOLDER)


@cache
def vocabulary() -> dict[str, Finding]:
    return build_findings(tree())


@cache
def source_ids() -> frozenset[str]:
    return frozenset(raw["id"] for name, content in tree().items() if name.startswith("sources/") for raw in content)


@cache
def condition_ids() -> frozenset[str]:
    files = (content for name, content in tree().items() if name.startswith("conditions/"))
    return frozenset(raw["id"] for content in files for raw in (content if isinstance(content, list) else [content]))


@cache
def professions() -> dict[str, Profession]:
    return build_professions(tree(), source_ids())


@cache
def red_flags() -> dict[str, RedFlag]:
    return build_red_flags(tree(), vocabulary(), professions(), source_ids())


@cache
def screens() -> dict[str, Screen]:
    return build_screens(tree(), vocabulary())


@cache
def examinations() -> dict[str, Examination]:
    return build_examinations(tree(), vocabulary(), condition_ids(), source_ids())


def judge(facts: dict[str, Any], side: Side | None = None) -> Triage:
    """Triage of plain facts; lists become sets."""
    return triage(red_flags().values(), screens().values(), values(facts), side=side)


def truth(rule: str, facts: dict[str, Any]) -> bool | None:
    """Whether one rule holds."""
    entry = red_flags()[rule]
    return evaluate(entry.when, completed(values(facts), entry.signs))


def values(facts: dict[str, Any]) -> dict[str, Value]:
    unknown = sorted(set(facts) - set(vocabulary()))
    assert not unknown, f"no such findings: {unknown}"
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}


def denied(finding: str) -> Value:
    """What an answer looks like that denies a finding of each type."""
    entry = vocabulary()[finding]
    if entry.type is ValueType.BOOL:
        return False
    if entry.type is ValueType.SET:
        return ()
    raise AssertionError(f"{finding} has no denial; give the value under `instead`")


def tables(*names: str) -> dict[str, Any]:
    """Contents of tests/data/rules, joined."""
    joined: dict[str, Any] = {}
    for name in names:
        joined.update(yaml.safe_load((DATA / "rules" / f"{name}.yaml").read_text(encoding="utf-8")))
    return joined
