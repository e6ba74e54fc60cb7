from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneewise.model.condition import Level
from kneewise.model.expression import All, AtLeast, Compare, Comparison, Expression, Is, Not, Score, findings_in, parts_of
from kneewise.model.fact import Value
from kneewise.model.finding import ValueType
from kneewise.model.rule import RedFlag, Sign
from kneewise.reason.triage import triage
from tests.spec.triage.rules import red_flags, screens, vocabulary

title = "Adding a red flag never lowers urgency, nor does taking knowledge away from what is known raise false calm"


def positive_leaves(expression: Expression) -> set[str]:
    """Yes-or-no findings that stand in an expression without `not` above them."""
    match expression:
        case Is(finding=finding, choices=()):
            return {finding}
        case Is() | Compare() | Not():
            return set()
        case All(parts=parts) | AtLeast(parts=parts):
            inner = parts
        case Score(points=points):
            inner = tuple(part for weight, part in points if weight > 0)
    return set().union(*(positive_leaves(part) for part in inner))


def flags_of(rule: RedFlag) -> set[str]:
    """All yes-or-no findings that help a rule to fire, through its signs too."""
    signs = {sign.id: sign for sign in rule.signs}
    found: set[str] = set()
    todo = list(positive_leaves(rule.when))
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        shown = signs[name].shown_by if name in signs else None
        if shown is not None:
            todo += positive_leaves(shown)
    return {name for name in found if name in vocabulary() and vocabulary()[name].type is ValueType.BOOL}


def calming(signs: tuple[Sign, ...]) -> set[str]:
    """Findings that deny a sign by being true, or that show one which stands under `not`: harmless facts, not red flags."""
    found: set[str] = set()
    for sign in signs:
        if sign.denied_by is not None:
            found |= positive_leaves(sign.denied_by)
        if sign.otherwise is not None and sign.shown_by is not None:
            found |= positive_leaves(sign.shown_by)
    return found


RULES = tuple(red_flags().values())
SCREENS = tuple(screens().values())
CALMING = {
    *("age_over_20", "age_over_40", "age_over_45", "age_over_50", "age_over_60"),
    *("onset_gradual", "onset_no_trauma", "onset_12_24h", "both_legs_shifting"),
    *("xr_oa", "effusion_cool", "eular_6of6", "acr_clinical"),
    *("bony_enlargement", "crepitus", "use_pain_evening", "start_up_pain", "stiffness_under_30"),
}
"""Harmless facts, the only ones that may silence a rule. Named one by one: a red flag does not become harmless by a change of rules."""
FLAGS = sorted(set().union(*(flags_of(rule) for rule in RULES)) - CALMING)
READ = sorted({name for rule in RULES for name in flags_of(rule)} | CALMING)
INJURY = {"RF99_new_swelling": "RF38_swelling_after_injury"}
"""A swelling without an injury, and the same with one: the injury silences the first rule and makes the second fire."""
ANSWERS: dict[str, st.SearchStrategy[Value]] = {
    **dict.fromkeys(READ, st.sampled_from([True, False, None])),
    "age": st.integers(0, 95).map(float),
    "duration_days": st.integers(0, 400).map(float),
    "onset": st.sampled_from(["gradual", "sudden_no_injury", "injury"]),
    "swelling": st.sampled_from(["none", "within_2h", "hours_6_to_48", "slow_or_recurrent"]),
    "temperature_c": st.floats(35, 42),
    "crp": st.floats(0, 300),
    "syn_wbc": st.floats(0, 200000),
}


@st.composite
def known_sets(draw: st.DrawFn) -> dict[str, Value]:
    names = draw(st.lists(st.sampled_from(sorted(ANSWERS)), max_size=14, unique=True))
    return {name: draw(ANSWERS[name]) for name in names}


def level(facts: dict[str, Value], rules: tuple[RedFlag, ...] = RULES) -> Level:
    return triage(rules, SCREENS, facts).level


@settings(max_examples=400, deadline=None)
@given(known_sets(), st.sampled_from(FLAGS))
def test_adding_a_red_flag_never_lowers_urgency(facts: dict[str, Value], flag: str) -> None:
    without = {name: value for name, value in facts.items() if name != flag}
    assert level({**without, flag: True}) >= level(without)
    assert level({**without, flag: True}) >= level({**without, flag: False})
    assert level({**without, flag: True}) >= level({**without, flag: None})


@settings(max_examples=200, deadline=None)
@given(known_sets(), st.sampled_from([rule.id for rule in RULES]))
def test_one_rule_more_never_lowers_urgency(facts: dict[str, Value], removed: str) -> None:
    assert level(facts) >= level(facts, tuple(rule for rule in RULES if rule.id != removed))


@settings(max_examples=300, deadline=None)
@given(known_sets())
def test_forgetting_a_denial_never_lowers_urgency(facts: dict[str, Value]) -> None:
    """What a person denied may close rules; without the denial they are open again, and none that fired falls silent."""
    for name in [name for name, value in facts.items() if value is False and name not in CALMING]:
        assert level({n: v for n, v in facts.items() if n != name}) >= level(facts)


@settings(max_examples=300, deadline=None)
@given(known_sets())
def test_a_silent_and_unasked_higher_rule_makes_the_level_provisional(facts: dict[str, Value]) -> None:
    result = triage(RULES, SCREENS, facts)
    if result.level < Level.EMERGENCY and any(facts.get(f) is None for f in ("chest_breathless", "pulse_loss", "cauda_equina")):
        assert result.provisional


@settings(max_examples=200, deadline=None)
@given(known_sets())
def test_what_is_one_short_is_indeed_one_short(facts: dict[str, Value]) -> None:
    for rule in triage(RULES, SCREENS, facts).near:
        outcomes = set()
        for finding in rule.one_short:
            entry = vocabulary()[finding]
            tries: list[Value] = [True] if entry.type is ValueType.BOOL else [*entry.allowed, 5.0, 12.0, 20.0, 57.0, 80.0]
            outcomes |= {any(f.rule == rule.rule for f in triage(RULES, SCREENS, {**facts, finding: value}).fired) for value in tries}
        assert True in outcomes, rule


def readings(rule: RedFlag) -> list[tuple[Is | Compare, bool]]:
    """All that a rule reads, through its signs and through `not`, each with whether it helps the rule to fire."""
    found: list[tuple[Is | Compare, bool]] = []
    seen: set[tuple[int, bool]] = set()

    def walk(part: Expression, helps: bool, before: int) -> None:
        match part:
            case Not(part=inner):
                walk(inner, not helps, before)
            case All(parts=parts) | AtLeast(parts=parts):
                for inner in parts:
                    walk(inner, helps, before)
            case Score(points=points):
                for weight, inner in points:
                    walk(inner, helps == (weight > 0), before)
            case Is() | Compare():
                found.append((part, helps))
                for i, sign in enumerate(rule.signs[:before]):
                    if sign.id == part.finding and (i, helps) not in seen:
                        seen.add((i, helps))
                        for other, same in ((sign.shown_by, True), (sign.denied_by, False)):
                            if other is not None:
                                walk(other, helps == same, i)

    walk(rule.when, True, len(rule.signs))
    return found


def test_the_harmless_facts_are_those_that_deny_a_sign_or_show_one_that_switches_off() -> None:
    assert set().union(*(calming(rule.signs) for rule in RULES)) - {"sign_injury"} == CALMING


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_no_red_flag_stands_under_not(rule: RedFlag) -> None:
    """Only harmless facts (a long duration, a gradual start, known arthritis) may silence a rule."""
    silencing = {leaf.finding for leaf, helps in readings(rule) if not helps and isinstance(leaf, Is) and not leaf.choices}
    flags = silencing & set(FLAGS)
    for flag in flags:
        assert rule.id in INJURY, flags
        other = next(r for r in RULES if r.id == INJURY[rule.id])
        known: dict[str, Value] = {"effusion": True, flag: True}
        assert [f.level for f in triage([other], SCREENS, known).fired] == [rule.level], flag


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_only_a_sign_with_a_default_stands_under_not(rule: RedFlag) -> None:
    named = {sign.id: sign for sign in rule.signs}
    for name in under_not(rule.when):
        assert named[name].otherwise is False


def under_not(expression: Expression) -> set[str]:
    """Names under `not`, however deep."""
    inner = set().union(*(under_not(part) for part in parts_of(expression)))
    return inner | (set(findings_in(expression)) if isinstance(expression, Not) else set())


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_a_limit_on_age_or_time_is_no_red_flag(rule: RedFlag) -> None:
    """That a number is low makes a rule fire only for age and time; of all else more is worse."""
    compared = [(leaf, helps) for leaf, helps in readings(rule) if isinstance(leaf, Compare)]
    low = {leaf.finding for leaf, helps in compared if (leaf.comparison in (Comparison.LT, Comparison.LE)) is helps}
    assert low <= {"age", "duration_days"}
