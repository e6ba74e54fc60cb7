"""What was observed, about which knee, and where the observation came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = bool | float | str | tuple[str, ...] | None
"""A fact's value: yes or no, a number in the finding's unit, one or several choices, or ``None`` (asked, not known)."""


class Side(StrEnum):
    """Which knee a fact speaks of."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Origin(StrEnum):
    """Where a fact came from."""

    ANSWER = "answer"
    TEXT = "text"
    CLINICIAN = "clinician"
    RUN = "run"
    VIDEO = "video"
    DIARY = "diary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One observation, with its origin, so that a report can say why.

    Parameters
    ----------
    finding : str
        Id of a finding in the knowledge base.
    value : bool, float, str, tuple of str or None
        ``None`` means asked, not known; numbers are in the finding's own unit.
    side : Side or None
        The knee; ``None`` where the finding belongs to the person or the knee was not named.
    origin : Origin
        Where it came from.
    confirmed : bool
        False for what was read from free text and not yet confirmed by a person.
    span : tuple of int or None
        Start and end (exclusive) of the words it was read from, in characters of the text.
    seen_on : str
        ISO date of the observation, or an empty string.
    ref : str
        Run hash, clip hash or diary id.
    odds : float or None
        Of a fact from runs: the factor by which it moves the odds of all causes of overuse, in place of the finding's own figures.
    source : str
        Source id of the figure behind ``odds``.
    """

    finding: str
    value: Value
    side: Side | None = None
    origin: Origin = Origin.ANSWER
    confirmed: bool = True
    span: tuple[int, int] | None = None
    seen_on: str = ""
    ref: str = ""
    odds: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A fact that follows from other facts, e.g. a positive Ottawa rule."""

    finding: str
    value: Value
    side: Side | None
    from_findings: tuple[str, ...]
