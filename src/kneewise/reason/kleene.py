"""Conditions over what is known, in Kleene's three values: true, false, and unknown (``None``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from kneewise.model.expression import All, AtLeast, Compare, Comparison, Expression, Is, Not, Score, findings_in, parts_of
from kneewise.model.fact import Value

Truth = bool | None
Leaf = Callable[[Is | Compare], Truth]


def evaluate(expression: Expression, values: Mapping[str, Value]) -> Truth:
    """Whether a condition holds.

    Parameters
    ----------
    expression : Expression
        The condition.
    values : mapping of str to Value
        What is known; a finding that is missing or ``None`` is unknown.

    Returns
    -------
    bool or None
        ``None`` if what is unknown could still turn it either way.
    """
    return _evaluate(expression, lambda leaf: _read(leaf, values))


def evaluate_closed(expression: Expression, values: Mapping[str, Value], askable: Collection[str]) -> Truth:
    """Like :func:`evaluate`, but what nobody here can ask (laboratory, images, examination) counts as not found.

    Only for the question whether asking could still change something; never for the rule itself.
    """

    def leaf(part: Is | Compare) -> Truth:
        found = _read(part, values)
        return False if found is None and part.finding not in askable else found

    return _evaluate(expression, leaf)


def missing_one(expression: Expression, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Unknown findings each of which alone could make an undecided condition true."""
    if evaluate(expression, values) is not None:
        return ()
    found = []
    for finding in findings_in(expression):
        if values.get(finding) is not None:
            continue
        for answer in (True, False):

            def leaf(part: Is | Compare, finding: str = finding, answer: bool = answer) -> Truth:
                return answer if part.finding == finding else _read(part, values)

            if _evaluate(expression, leaf) is True:
                found.append(finding)
                break
    return tuple(found)


def undecided(expression: Expression, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Unknown findings on which an undecided condition still hangs, in order of first mention.

    Parts that are already true or false, and so no longer matter, are left out.
    """
    if evaluate(expression, values) is not None:
        return ()
    if isinstance(expression, Is | Compare):
        return (expression.finding,)
    return tuple(dict.fromkeys(finding for part in parts_of(expression) for finding in undecided(part, values)))


def support(expression: Expression, values: Mapping[str, Value]) -> tuple[str, ...]:
    """List the findings that make a condition have the value it has; empty if it is unknown."""
    truth = evaluate(expression, values)
    if truth is None:
        return ()
    if isinstance(expression, Is | Compare):
        return (expression.finding,)
    inner = parts_of(expression)
    if isinstance(expression, All | AtLeast):
        inner = tuple(part for part in inner if evaluate(part, values) is truth)
    return tuple(dict.fromkeys(finding for part in inner for finding in support(part, values)))


def _evaluate(expression: Expression, leaf: Leaf) -> Truth:
    match expression:
        case Is() | Compare():
            return leaf(expression)
        case Not(part=part):
            inner = _evaluate(part, leaf)
            return None if inner is None else not inner
        case All(parts=parts):
            return _count(parts, leaf, len(parts))
        case AtLeast(count=count, parts=parts):
            return _count(parts, leaf, count)
        case Score(points=points, low=low, high=high):
            return _score(points, leaf, low, high)


def _count(parts: tuple[Expression, ...], leaf: Leaf, needed: int) -> Truth:
    sure = possible = 0
    for part in parts:
        truth = _evaluate(part, leaf)
        sure += truth is True
        possible += truth is not False
    if sure >= needed:
        return True
    return False if possible < needed else None


def _score(points: tuple[tuple[float, Expression], ...], leaf: Leaf, low: float, high: float) -> Truth:
    least = most = 0.0
    for weight, part in points:
        truth = _evaluate(part, leaf)
        if truth is True:
            least += weight
            most += weight
        elif truth is None:
            least += min(weight, 0.0)
            most += max(weight, 0.0)
    if low <= least and most <= high:
        return True
    return False if most < low or least > high else None


def _read(leaf: Is | Compare, values: Mapping[str, Value]) -> Truth:
    value = values.get(leaf.finding)
    if value is None:
        return None
    if isinstance(leaf, Compare):
        return _compare(value, leaf.comparison, leaf.limit)
    if leaf.choices:
        held = value if isinstance(value, tuple) else (value,)
        return any(choice in held for choice in leaf.choices)
    # A set or a number that is merely named holds if anything was stated at all.
    return bool(value) if isinstance(value, (bool, tuple)) else True


def _compare(value: Value, comparison: Comparison, limit: float) -> Truth:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    match comparison:
        case Comparison.LT:
            return value < limit
        case Comparison.LE:
            return value <= limit
        case Comparison.GE:
            return value >= limit
        case Comparison.GT:
            return value > limit
