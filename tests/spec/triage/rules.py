"""The rules as tests see them: loaded once, and judged on plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kneewise.model.fact import Side, Value
from kneewise.model.finding import Finding, Kind, ValueType
from kneewise.model.rule import Examination, Profession, RedFlag, Screen
from kneewise.reason.kleene import evaluate
from kneewise.reason.triage import Triage, completed, triage
from tests.knowing import base

DATA = Path(__file__).parents[2] / "data"
SAID_BY_RUNNERS = (Kind.HISTORY, Kind.PERSON, Kind.DIARY)


def vocabulary() -> Mapping[str, Finding]:
    return base().findings


def professions() -> Mapping[str, Profession]:
    return base().professions


def red_flags() -> Mapping[str, RedFlag]:
    return base().red_flags


def screens() -> Mapping[str, Screen]:
    return base().screens


def examinations() -> Mapping[str, Examination]:
    return base().examinations


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
