"""Conditions over facts, as data: the form in which rules, derived findings and states are written.

An expression is true, false or unknown (Kleene's three values); ``reason.kleene`` evaluates it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, Union


class Comparison(StrEnum):
    """How a number is compared."""

    LT = "lt"
    LE = "le"
    GE = "ge"
    GT = "gt"


@dataclass(frozen=True, slots=True)
class Is:
    """A finding is true, or has one of the named choices."""

    finding: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compare:
    """A number stands in a relation to a limit, in the finding's own unit."""

    finding: str
    comparison: Comparison
    limit: float


@dataclass(frozen=True, slots=True)
class All:
    """Every part is true."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` parts are true; ``count`` 1 is "any"."""

    count: int
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of points of the true parts lies in ``[low, high]``."""

    points: tuple[tuple[float, Expression], ...]
    low: float
    high: float


Expression: TypeAlias = Union["Is", "Compare", "All", "AtLeast", "Not", "Score"]


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is made of; nothing for one that reads a finding itself."""
    match expression:
        case Is() | Compare():
            return ()
        case All(parts=parts) | AtLeast(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case Score(points=points):
            return tuple(part for _, part in points)


def findings_in(expression: Expression) -> tuple[str, ...]:
    """Ids that an expression reads, in order of first mention, each once."""
    if isinstance(expression, Is | Compare):
        return (expression.finding,)
    return tuple(dict.fromkeys(finding for part in parts_of(expression) for finding in findings_in(part)))
