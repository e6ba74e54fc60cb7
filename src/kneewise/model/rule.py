"""Rules of triage, the questions that decide them, whom they send to, and what is worth examining."""

from __future__ import annotations

from dataclasses import dataclass

from kneewise.model.condition import Basis, Level
from kneewise.model.expression import Expression
from kneewise.model.finding import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One notion that has several names among the findings, such as "the knee is swollen".

    A sign is true if it was stated or is shown by another finding; else false if it was denied, by itself or by another
    finding; else ``otherwise``. Other names that were not asked leave an answered one as it is: it is the same question.

    Parameters
    ----------
    id : str
        A finding, or a name that begins with ``sign_``.
    shown_by, denied_by : Expression or None
        What else shows or denies it.
    otherwise : bool or None
        Its value where nothing speaks to it. Only signs that can merely switch a rule *off* have one.
    asks : tuple of str
        Findings that settle it; its own id if it is a finding.
    """

    id: str
    shown_by: Expression | None
    denied_by: Expression | None
    otherwise: bool | None
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """A rule of triage: if ``when`` holds, the person is seen within ``within_h``.

    Parameters
    ----------
    id : str
        ``RF..``; never reused.
    level : Level
        How urgent.
    within_h : int or None
        Hours, as the source gives it; ``None`` where there is no limit.
    when : Expression
        Over findings and ``signs``.
    signs : tuple of Sign
        What ``when`` reads, in the order in which they are worked out.
    see : str
        Profession.
    sources : tuple of str
        Source ids.
    basis : Basis
        How well level and picture are founded.
    scope : Scope
        ``PERSON`` or ``KNEE``.
    safety_net : tuple of str
        Keys of the sentences that say when to go at once.
    """

    id: str
    level: Level
    within_h: int | None
    when: Expression
    signs: tuple[Sign, ...]
    see: str
    sources: tuple[str, ...]
    basis: Basis
    scope: Scope
    safety_net: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Several yes-or-no questions on one page; "none of these" denies every one of them, skipping denies none.

    Parameters
    ----------
    id : str
        Never reused.
    items : tuple of str
        Findings.
    when : Expression or None
        Only asked if this is not false; ``None`` is always.
    signs : tuple of Sign
        What ``when`` reads.
    """

    id: str
    items: tuple[str, ...]
    when: Expression | None
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profession:
    """Whom to see.

    Parameters
    ----------
    id : str
        Never reused.
    levels : tuple of Level
        Urgencies for which this is a right first contact.
    instead : tuple of str
        Professions that stand in where this one cannot be reached in time, best first.
    sources : tuple of str
        Source ids.
    """

    id: str
    levels: tuple[Level, ...]
    instead: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A test or picture, and when it is worth having.

    The first that holds of ``not_when``, ``now_when`` and ``if_when`` is the advice; a cause of ``now_causes`` or
    ``if_causes`` at or above the probability ``threshold`` counts like ``now_when`` and ``if_when``.

    Parameters
    ----------
    id : str
        Never reused.
    now_when, if_when, not_when : Expression or None
        Over findings and ``signs``.
    signs : tuple of Sign
        What they read.
    now_causes, if_causes : tuple of str
        Condition ids.
    threshold : float
        Probability of a cause from which it counts.
    sources : tuple of str
        Source ids.
    basis : Basis
        How well the advice is founded.
    """

    id: str
    now_when: Expression | None
    if_when: Expression | None
    not_when: Expression | None
    signs: tuple[Sign, ...]
    now_causes: tuple[str, ...]
    if_causes: tuple[str, ...]
    threshold: float
    sources: tuple[str, ...]
    basis: Basis
