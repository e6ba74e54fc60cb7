"""Every hazard names its controls, and every control exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

title = "Hazards"

ROOT = Path(__file__).parents[2]
HAZARDS = sorted((ROOT / "docs" / "safety" / "hazards").glob("H-*.md"))


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda path: path.stem)
def test_a_hazard_names_cause_harm_and_severity_and_tests_that_exist(hazard: Path) -> None:
    text = hazard.read_text(encoding="utf-8")
    for word in ("**Cause**", "**Harm**", "**Severity**", "**Likelihood**", "**Controls**"):
        assert word in text
    controls = [line for line in text.split("**Controls**")[1].splitlines() if line.startswith("- ")]
    assert controls
    assert [line for line in controls if "`tests/" not in line] == []
    named = re.findall(r"`(tests/[^`]+)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_there_are_hazards() -> None:
    assert HAZARDS
