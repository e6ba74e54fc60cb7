from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneewise.knowledge.expressions import parse_expression
from kneewise.model.expression import Expression, findings_in
from kneewise.model.fact import Value
from kneewise.reason.kleene import evaluate, missing_one, support, undecided

title = "True, false and unknown"

NAMES = ("a", "b", "c", "d")


def expressions() -> st.SearchStrategy[Any]:
    leaf = st.sampled_from(NAMES)
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"at_least": 2, "of": parts}),
            inner.map(lambda part: {"not": part}),
            st.lists(st.tuples(st.sampled_from([-1, 1, 2]), inner), min_size=1, max_size=3).map(
                lambda points: {"score": [list(p) for p in points], "ge": 1}
            ),
        ),
        max_leaves=6,
    )


def worlds(expression: Expression, values: dict[str, Value]) -> set[bool | None]:
    """Outcomes over every way of filling in what is unknown."""
    unknown = [name for name in findings_in(expression) if values.get(name) is None]
    return {
        evaluate(expression, {**values, **dict(zip(unknown, filled, strict=True))})
        for filled in product((True, False), repeat=len(unknown))
    }


known = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([True, False, None]))


@given(expressions(), known)
def test_a_decided_condition_stays_so_however_the_unknown_turns_out(raw: Any, values: dict[str, Value]) -> None:
    expression = parse_expression(raw, "test")
    truth = evaluate(expression, values)
    if truth is not None:
        assert worlds(expression, values) == {truth}


@given(expressions(), known)
def test_the_support_of_a_decided_condition_decides_it_alone(raw: Any, values: dict[str, Value]) -> None:
    expression = parse_expression(raw, "test")
    truth = evaluate(expression, values)
    if truth is not None:
        assert evaluate(expression, {name: values[name] for name in support(expression, values)}) is truth


@given(expressions(), known)
def test_an_undecided_condition_hangs_on_something_unknown(raw: Any, values: dict[str, Value]) -> None:
    expression = parse_expression(raw, "test")
    hanging = undecided(expression, values)
    assert bool(hanging) == (evaluate(expression, values) is None)
    assert all(values.get(name) is None for name in hanging)
    for name in missing_one(expression, values):
        assert True in {evaluate(expression, {**values, name: answer}) for answer in (True, False)}


@pytest.mark.parametrize(
    ("raw", "values", "truth"),
    [
        ({"finding": "age", "ge": 55}, {"age": 55.0}, True),
        ({"finding": "age", "lt": 55}, {"age": 55.0}, False),
        ({"finding": "age", "ge": 55}, {}, None),
        ({"finding": "age", "ge": 55}, {"age": None}, None),
        ({"finding": "site", "is": ["x", "y"]}, {"site": ("y", "z")}, True),
        ({"finding": "site", "is": ["x"]}, {"site": ("y", "z")}, False),
        ({"finding": "sex", "is": "male"}, {"sex": "male"}, True),
        ({"all": ["a", "b"]}, {"a": False}, False),
        ({"all": ["a", "b"]}, {"a": True}, None),
        ({"any": ["a", "b"]}, {"a": True}, True),
        ({"any": ["a", "b"]}, {"a": False}, None),
        ({"at_least": 2, "of": ["a", "b", "c"]}, {"a": True, "b": False}, None),
        ({"at_least": 2, "of": ["a", "b", "c"]}, {"a": False, "b": False}, False),
        ({"score": [[2, "a"], [1, "b"]], "ge": 2}, {"a": True}, True),
        ({"score": [[2, "a"], [1, "b"]], "ge": 2}, {"a": False}, False),
        ({"score": [[2, "a"], [1, "b"]], "le": 1}, {"a": False}, True),
        ({"all": []}, {}, True),
    ],
)
def test_numbers_choices_and_counts(raw: Any, values: dict[str, Value], truth: bool | None) -> None:
    assert evaluate(parse_expression(raw, "test"), values) is truth
