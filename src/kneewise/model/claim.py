"""Claims that articles make about sore knees, what is true of them, and where that stands in Kneewise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the evidence says of a claim."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    WEAK = "weak"
    CONTRADICTED = "contradicted"
    HARMFUL = "harmful"
    ADVERTISING = "advertising"
    NOT_CHECKABLE = "not_checkable"


CAUTION: Mapping[Verdict, int] = {
    Verdict.HARMFUL: 6,
    Verdict.ADVERTISING: 5,
    Verdict.CONTRADICTED: 4,
    Verdict.WEAK: 3,
    Verdict.NOT_CHECKABLE: 2,
    Verdict.PARTLY: 1,
    Verdict.SUPPORTED: 0,
}
"""The most cautious verdict leads where a sentence makes several claims."""


class HomeKind(StrEnum):
    """Where the true or corrected form of a claim lives."""

    REDFLAG = "redflag"
    FINDING = "finding"
    CONDITION = "condition"
    PARAMETER = "parameter"
    PATHWAY = "pathway"
    EXERCISE = "exercise"
    MEDICINE = "medicine"
    TEXT = "text"
    REFUSAL = "refusal"
    EXAMINATION = "examination"
    PROFESSION = "profession"
    PRIOR = "prior"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of the ledger.

    Parameters
    ----------
    id : str
        ``C001`` ... ``C424``; never reused.
    subject : str
        What it is about, in two or three words.
    verdict : Verdict
        What the evidence says.
    strength : str
        Strength of that evidence: high, moderate, low, very_low or none.
    home : HomeKind
        What kind of thing holds its true form.
    home_ref : str
        Id or name of that thing.
    sources : tuple of str
        Source ids.
    """

    id: str
    subject: str
    verdict: Verdict
    strength: str
    home: HomeKind
    home_ref: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two claims that collide, or an error inside one article."""

    id: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All claims and contradictions, by id."""

    claims: Mapping[str, Claim]
    contradictions: Mapping[str, Contradiction]
