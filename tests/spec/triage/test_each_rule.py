from __future__ import annotations

from typing import Any

import pytest

from tests.spec.triage.rules import denied, judge, red_flags, tables, truth, values

title = "Each rule fires on its picture, and only on all of it"

TABLE = tables("limb_clot", "injury", "infection", "bone_child_other")
PICTURES = [pytest.param(rule, picture, id=f"{rule}-{n}") for rule, pictures in TABLE.items() for n, picture in enumerate(pictures)]


def test_every_rule_has_a_picture_and_every_picture_a_rule() -> None:
    assert set(TABLE) == set(red_flags())


@pytest.mark.parametrize(("rule", "picture"), PICTURES)
def test_a_rule_fires_on_its_picture(rule: str, picture: dict[str, Any]) -> None:
    result = judge(picture["facts"])
    fired = {f.rule: f for f in result.fired}
    assert rule in fired
    assert result.level >= red_flags()[rule].level


@pytest.mark.parametrize(("rule", "picture"), PICTURES)
def test_a_rule_names_the_facts_it_rests_on(rule: str, picture: dict[str, Any]) -> None:
    fired = next(f for f in judge(picture["facts"]).fired if f.rule == rule)
    assert set(fired.findings) <= set(picture["facts"])
    assert set(picture["needs"]) <= set(fired.findings)


@pytest.mark.parametrize(("rule", "picture"), PICTURES)
def test_one_fact_short_it_does_not_fire(rule: str, picture: dict[str, Any]) -> None:
    for finding in picture["needs"]:
        short = {**picture["facts"], finding: picture.get("instead", {}).get(finding, None)}
        if short[finding] is None:
            short[finding] = denied(finding)
        assert truth(rule, short) is not True, f"{rule} fires although {finding} is {short[finding]!r}"


@pytest.mark.parametrize(("rule", "picture"), PICTURES)
@pytest.mark.parametrize("how", ["not asked", "asked, not known"])
def test_one_fact_unknown_it_is_undecided_and_never_taken_as_no(rule: str, picture: dict[str, Any], how: str) -> None:
    for finding in picture["needs"]:
        facts = {name: value for name, value in picture["facts"].items() if name != finding}
        if how == "asked, not known":
            facts[finding] = None
        assert truth(rule, facts) is None, f"{rule} is decided without {finding}"


@pytest.mark.parametrize(("rule", "facts"), [(rule, facts) for rule, ps in TABLE.items() for p in ps for facts in p.get("stays", ())])
def test_a_look_alike_leaves_it_silent(rule: str, facts: dict[str, Any]) -> None:
    assert truth(rule, values(facts)) is not True
