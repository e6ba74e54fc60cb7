from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kneewise.model.condition import Level
from kneewise.model.expression import All, AtLeast, Expression, Is, Not, Score
from kneewise.model.rule import RedFlag, Sign
from kneewise.reason.kleene import evaluate_closed
from kneewise.reason.triage import Open, askable_findings, completed, triage
from tests.spec.triage.leaves import SAYABLE, Facts, Leaf, Line, labelled, leaves, leaves_of_sign, lines, truth
from tests.spec.triage.rules import red_flags, screens, tables, values

title = "Each leaf of each rule decides: with it the rule fires, without it the rule waits, denied it is silent"

REDUNDANT = {
    ("RF08_limb_at_risk", "claudication"): "the rule also wants a cool skin or an abnormal pulse, and each of these is in the same list",
    ("RF08_limb_at_risk", "bruit"): "as claudication",
    (
        "sign_hot_knee",
        "sign_old",
    ): "a hot swollen knee is warm and has an effusion, by these signs: the last part of the sign says the same",
    ("stiffness_over_30", "stiffness_over_60"): "the only rule that asks for 30 minutes fires at 60 minutes anyway",
    ("patella_bone_tender", "bone_tender"): "only an examination shows it, so that it is never asked for and no rule waits for it",
}
"""Leaves that decide nothing, and why."""
RULES = red_flags()
SIGNS: dict[str, list[RedFlag]] = {}
for _rule in RULES.values():
    for _sign in _rule.signs:
        SIGNS.setdefault(_sign.id, []).append(_rule)
TABLE: dict[str, dict[str, Any]] = tables("leaves")
ASKABLE = askable_findings(screens().values())


def leaf_of(rule: RedFlag, owner: str, label: str) -> Leaf:
    found = leaves(rule.when) if owner == rule.id else next(leaves_of_sign(sign) for sign in rule.signs if sign.id == owner)
    return labelled(found)[label]


def labels(owner: str) -> list[str]:
    if owner in RULES:
        return list(labelled(leaves(RULES[owner].when)))
    return list(labelled(leaves_of_sign(next(sign for sign in SIGNS[owner][0].signs if sign.id == owner))))


def line_of(owner: str, label: str) -> Line:
    raw = TABLE[owner][label]
    by = raw.get("by", {})
    denied = raw.get("denied", dict.fromkeys(by, False))
    return Line(raw.get("rule", owner), raw.get("with", {}), by, denied, raw.get("unless", {}), raw.get("closes", {}))


def fires(rule: RedFlag, facts: Facts) -> bool:
    return bool(triage([rule], screens().values(), values(facts)).fired)


def waiting(rule: RedFlag, facts: Facts) -> tuple[Open, ...]:
    return triage([rule], screens().values(), values(facts)).open


def can_still_fire(rule: RedFlag, facts: Facts) -> bool:
    """Whether anything that a person could say might make the rule fire."""
    names = SAYABLE | {sign.id for sign in rule.signs if SAYABLE & set(sign.asks)}
    return evaluate_closed(rule.when, completed(values(facts), rule.signs), names) is not False


def without(rule: RedFlag, leaf: Leaf) -> RedFlag:
    """The rule with one leaf that is unknown whatever is known."""

    def blank(part: Expression) -> Expression:
        match part:
            case All(parts=parts):
                return All(tuple(map(blank, parts)))
            case AtLeast(count=count, parts=parts):
                return AtLeast(count, tuple(map(blank, parts)))
            case Not(part=inner):
                return Not(blank(inner))
            case Score(points=points, low=low, high=high):
                return Score(tuple((weight, blank(inner)) for weight, inner in points), low, high)
            case _:
                return Is("nothing") if part is leaf else part

    def blanked(sign: Sign) -> Sign:
        shown, denied = (part if part is None else blank(part) for part in (sign.shown_by, sign.denied_by))
        return replace(sign, shown_by=shown, denied_by=denied)

    return replace(rule, when=blank(rule.when), signs=tuple(map(blanked, rule.signs)))


def questions(rule: RedFlag, owner: str, leaf: Leaf) -> set[str]:
    """What a rule that waits for a leaf asks: the leaf, or what settles the sign that it is or that it shows."""
    signs = {sign.id: sign.asks for sign in rule.signs}
    read = leaf.finding if owner == rule.id else owner
    if owner != rule.id and owner not in {part.finding for part in leaves(rule.when)}:
        return set()  # it shows a sign that shows another one
    return set(signs.get(read, (read,))) & ASKABLE


ROWS = [pytest.param(owner, label, id=f"{owner}: {label}") for owner, rows in TABLE.items() for label in rows]


@pytest.mark.parametrize("owner", [*RULES, *SIGNS])
def test_every_leaf_has_its_picture(owner: str) -> None:
    """One that is missing in tests/data/rules/leaves.yaml is written there; the search shows what may be meant."""
    expected = [label for label in labels(owner) if (owner, label) not in REDUNDANT]
    absent = [label for label in expected if label not in TABLE.get(owner, {})]
    rules = [RULES[owner]] if owner in RULES else SIGNS[owner]
    proposed = {label: next((line for rule in rules for line in lines(rule, leaf_of(rule, owner, label))), None) for label in absent}
    assert not absent, proposed
    assert list(TABLE.get(owner, {})) == expected


@pytest.mark.parametrize(("owner", "label"), ROWS)
def test_a_leaf_decides(owner: str, label: str) -> None:
    line = line_of(owner, label)
    rule = RULES[line.rule]
    leaf = leaf_of(rule, owner, label)
    blind = without(rule, leaf)
    if line.by:
        with_it = {**line.facts, **line.by}
        assert fires(rule, with_it)
        assert not fires(rule, line.facts)
        assert not fires(rule, {**line.facts, **dict.fromkeys(line.by)}), "asked and not known"
        assert not fires(rule, {**line.facts, **line.denied})
        assert not fires(blind, with_it), "it fires without this leaf: another one stands in for it"
        wanted = questions(rule, owner, leaf) - {name for name, value in line.facts.items() if value is not None}
        if wanted and rule.level > Level.SELF_CARE:
            (entry,) = waiting(rule, line.facts)
            assert wanted <= set(entry.unasked)
    elif line.unless:
        with_it = {**line.facts, **line.unless}
        assert fires(rule, line.facts)
        assert not fires(rule, with_it)
        assert not fires(blind, line.facts) or fires(blind, with_it), "it falls silent without this leaf too"
    else:
        with_it = {**line.facts, **line.closes}
        assert line.closes
        assert can_still_fire(rule, line.facts)
        assert not can_still_fire(rule, with_it)
        assert not waiting(rule, with_it)
        assert can_still_fire(blind, with_it) or not can_still_fire(blind, line.facts), "without this leaf it is closed by the same facts"


@pytest.mark.parametrize(("owner", "label"), ROWS)
def test_the_engine_agrees_with_the_plain_evaluator(owner: str, label: str) -> None:
    line = line_of(owner, label)
    rule = RULES[line.rule]
    for more in ({}, line.by, line.denied, line.unless, line.closes):
        facts = {**line.facts, **more}
        assert fires(rule, facts) is (truth(rule, facts) is True)
        assert can_still_fire(rule, facts) is (truth(rule, facts, closed=True) is not False)


@pytest.mark.parametrize(("owner", "label"), REDUNDANT)
def test_a_leaf_called_redundant_decides_nothing(owner: str, label: str) -> None:
    found = [line for rule in ([RULES[owner]] if owner in RULES else SIGNS[owner]) for line in lines(rule, leaf_of(rule, owner, label))]
    assert not found, found[0]
