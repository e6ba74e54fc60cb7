from __future__ import annotations

from typing import Any

import pytest
import yaml

from kneewise.model.condition import Level
from tests.spec.triage.rules import DATA, judge, red_flags

title = "Two hundred red flags and look-alikes, as facts"

TEXTS = yaml.safe_load((DATA / "texts" / "redflag_texts.yaml").read_text(encoding="utf-8"))
FLAGS = [item for item in TEXTS if "expect_level_at_least" in item]
HARMLESS = [item for item in TEXTS if "expect_level_at_most" in item]


def test_there_are_enough_of_both() -> None:
    assert len(FLAGS) + len(HARMLESS) == len(TEXTS) >= 200
    assert len(HARMLESS) >= 60
    assert len({item["id"] for item in TEXTS}) == len({item["text"] for item in TEXTS}) == len(TEXTS)


@pytest.mark.parametrize("item", FLAGS, ids=lambda i: i["id"])
def test_a_red_flag_is_not_missed(item: dict[str, Any]) -> None:
    result = judge(item["facts"])
    assert result.level >= Level[item["expect_level_at_least"].upper()], item["text"]
    assert {f.rule for f in result.fired} & set(item["expect_rules"]), [f.rule for f in result.fired]


@pytest.mark.parametrize("item", FLAGS, ids=lambda i: i["id"])
def test_it_is_not_exaggerated_either(item: dict[str, Any]) -> None:
    assert judge(item["facts"]).level is Level[item["expect_level_at_least"].upper()], [f.rule for f in judge(item["facts"]).fired]


@pytest.mark.parametrize("item", HARMLESS, ids=lambda i: i["id"])
def test_a_look_alike_raises_no_alarm(item: dict[str, Any]) -> None:
    result = judge(item["facts"])
    assert result.level <= Level[item["expect_level_at_most"].upper()], [f.rule for f in result.fired]


def test_nearly_every_rule_has_a_text() -> None:
    named = {rule for item in TEXTS for rule in item["expect_rules"]}
    assert named <= set(red_flags())
    assert len(named) >= 0.9 * len(red_flags())
