"""Texts with a known cause or a wanted urgency, and what Kneewise makes of them from the text alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kneewise.app.assess import assess
from kneewise.app.desk import Desk
from kneewise.app.intake import question_from
from kneewise.model.condition import Level
from tests.casebook import TODAY, Case, Outcome, outcome

DATA = Path(__file__).parent / "data"
ALARM = Level.SAME_DAY
"""A harmless text that reaches this level is a false alarm."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """How red flags and harmless texts came out: ids that were too low, ids that raised an alarm, and the counts of both kinds."""

    too_low: tuple[str, ...]
    alarms: tuple[str, ...]
    flags: int
    harmless: int


def read_stories(kind: str) -> list[Case]:
    """Stories of a kind, ``working`` or ``set_aside``."""
    found = []
    for path in sorted((DATA / "stories").glob(f"{kind}_*.yaml")):
        found += [_case(raw) for raw in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return found


def outcomes(desk: Desk, stories: list[Case]) -> list[Outcome]:
    """What comes out of each story's text."""
    return [outcome(desk, story, "text") for story in stories]


def alarms(desk: Desk, kind: str) -> Alarms:
    """Read the red flags and harmless texts of a kind, ``working`` or ``set_aside``."""
    files = sorted((DATA / "texts").glob(f"redflags_{kind}*.yaml"))
    entries = [entry for path in files for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    low, high, flags, harmless = [], [], 0, 0
    for entry in entries:
        level = assess(desk, question_from({"text": entry["text"]}, desk.kb.findings, TODAY)).level
        if "at_least" in entry:
            flags += 1
            if level < Level[entry["at_least"].upper()]:
                low.append(entry["id"])
        else:
            harmless += 1
            if level >= ALARM:
                high.append(entry["id"])
    return Alarms(tuple(low), tuple(high), flags, harmless)


def _case(raw: dict[str, Any]) -> Case:
    return Case(
        id=raw["id"],
        frozen=False,
        source="own",
        setting=raw["setting"],
        text=raw["text"],
        facts={},
        side=None,
        first=raw["first"],
        accept=tuple(raw["accept"]),
        urgency=Level[raw["urgency"].upper()],
        urgency_ok=tuple(Level[level.upper()] for level in raw["urgency_ok"]),
        tags=(),
        lookalike_of=None,
    )
