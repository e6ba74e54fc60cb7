"""The cases of tests/cases: YAML that a clinician can read, and their scoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from kneewise.app.assess import Assessment, assess
from kneewise.app.desk import Desk
from kneewise.app.intake import question_from
from kneewise.model.condition import Level
from kneewise.reason.network import OTHER

FOLDER = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One vignette with what a clinician would answer."""

    id: str
    frozen: bool
    source: str
    setting: str
    text: str
    facts: dict[str, Any]
    side: str | None
    first: str
    accept: tuple[str, ...]
    urgency: Level
    urgency_ok: tuple[Level, ...]
    tags: tuple[str, ...]
    lookalike_of: str | None

    @property
    def right(self) -> set[str]:
        return {self.first, *self.accept}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What Kneewise said to a case."""

    case: Case
    order: tuple[str, ...]
    p: dict[str, float]
    level: Level

    @property
    def rank(self) -> int:
        """Place of the first right answer, from 1."""
        return next(i for i, c in enumerate((*self.order, *self.case.right), start=1) if c in self.case.right)

    @property
    def length_90(self) -> int:
        """How many causes hold 90 % of the probability."""
        return int(np.searchsorted(np.cumsum([self.p[c] for c in self.order]), 0.9) + 1)

    @property
    def missed(self) -> bool:
        return self.level < min(self.case.urgency, *self.case.urgency_ok, Level.EMERGENCY)

    @property
    def over(self) -> bool:
        return self.level > max(self.case.urgency, *self.case.urgency_ok, Level.SELF_CARE)


def read_cases(folder: Path = FOLDER) -> list[Case]:
    """All cases, frozen and working."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
            expect = raw["expect"]
            found.append(
                Case(
                    id=raw["id"],
                    frozen=raw["frozen"],
                    source=raw["source"],
                    setting=raw["setting"],
                    text=raw["text"],
                    facts=raw["facts"],
                    side=raw.get("side"),
                    first=expect["first"],
                    accept=tuple(expect.get("accept") or ()),
                    urgency=Level[expect["urgency"].upper()],
                    urgency_ok=tuple(Level[u.upper()] for u in expect.get("urgency_ok") or ()),
                    tags=tuple(raw.get("tags") or ()),
                    lookalike_of=raw.get("lookalike_of"),
                )
            )
    return found


def ask(desk: Desk, case: Case, mode: str) -> Assessment:
    """Assess a case from its ``facts``, its ``text``, or ``both``."""
    raw: dict[str, Any] = {"setting": case.setting}
    if mode in ("facts", "both"):
        raw["facts"] = case.facts
    if mode in ("text", "both"):
        raw["text"] = case.text
    return assess(desk, question_from(raw, desk.kb.findings, TODAY))


def judged(desk: Desk, facts: Any, setting: str = "runner") -> Assessment:
    """The assessment of facts, given by finding or as a list, on the day of all tests."""
    return assess(desk, question_from({"facts": facts, "setting": setting}, desk.kb.findings, TODAY))


def outcome(desk: Desk, case: Case, mode: str) -> Outcome:
    """What comes out for the knee that sets the urgency."""
    done = ask(desk, case, mode)
    p = dict(zip(desk.network.causes, map(float, done.leading.result.p), strict=True))
    order = tuple(c for c in sorted(p, key=lambda c: -p[c]) if c != OTHER)
    return Outcome(case=case, order=order, p=p, level=done.level)
