"""What can be observed: the vocabulary of facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kneewise.model.expression import Expression
from kneewise.model.fact import Value


class Kind(StrEnum):
    """By whom and how a finding is obtained."""

    HISTORY = "history"
    SELF_TEST = "self_test"
    EXAM = "exam"
    LAB = "lab"
    IMAGING = "imaging"
    RUN = "run"
    VIDEO = "video"
    DIARY = "diary"
    PERSON = "person"
    DERIVED = "derived"


class Scope(StrEnum):
    """What a finding belongs to."""

    PERSON = "person"
    EPISODE = "episode"
    KNEE = "knee"
    DAY = "day"


class ValueType(StrEnum):
    """The type of a finding's value."""

    BOOL = "bool"
    CHOICE = "choice"
    SET = "set"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Implication:
    """If the finding has ``when``, then ``finding`` has ``value`` unless it was stated itself."""

    when: Value
    finding: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One entry of the vocabulary.

    Parameters
    ----------
    id : str
        Never reused.
    kind, scope, type : Kind, Scope, ValueType
        See there.
    allowed : tuple of str
        Choices of a ``choice`` or ``set``.
    unit : str
        UCUM unit of a number.
    low, high : float
        Range of a number, inclusive.
    group : str
        Dependence group; its members share one latent cause and so give one vote.
    row : str
        Categorical row (main_site, onset, ...) on which a bool finding is evidence.
    row_values : tuple of str
        Values of the row that are left when the finding is true.
    row_both_ways : bool
        Knowing the row's value also settles this finding.
    core : bool
        Every cause has a value for it.
    background : float or None
        Rate among knee patients. A core finding has one only where it is far rarer than the lowest step of the hands.
    given_injury : bool
        It presupposes an injury, so it is evidence only beyond the onset.
    bins : tuple of float
        For a choice that follows from a number: upper edges of all choices but the last.
    bins_from : str
        The number it follows from.
    representative_age : float or None
        For an age group: the age (years) that stands for it where the age itself is not known.
    when : Expression or None
        How it follows from other findings.
    replaces : tuple of str
        Findings whose evidence is already inside this one (a score replaces its parts).
    implies : tuple of Implication
        What else is known when this is known.
    stop_rule : bool
        A self-test that is never offered while a red flag is open.
    """

    id: str
    kind: Kind
    scope: Scope
    type: ValueType
    allowed: tuple[str, ...] = ()
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    group: str = ""
    row: str = ""
    row_values: tuple[str, ...] = ()
    row_both_ways: bool = False
    core: bool = False
    background: float | None = None
    given_injury: bool = False
    bins: tuple[float, ...] = ()
    bins_from: str = ""
    representative_age: float | None = None
    when: Expression | None = None
    replaces: tuple[str, ...] = ()
    implies: tuple[Implication, ...] = ()
    stop_rule: bool = False
