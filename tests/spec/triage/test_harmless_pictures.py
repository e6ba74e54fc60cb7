from __future__ import annotations

from typing import Any

import pytest
import yaml

from kneewise.model.condition import Level
from tests.spec.triage.rules import DATA, judge

title = "Common harmless pictures raise no alarm"

PICTURES = yaml.safe_load((DATA / "rules" / "harmless.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: p["id"])
def test_no_rule_above_the_level_fires(picture: dict[str, Any]) -> None:
    result = judge(picture["facts"])
    assert result.level <= Level[picture["at_most"].upper()], [f.rule for f in result.fired]
