"""All that Kneewise knows, as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kneewise.model.condition import Basis, Condition
from kneewise.model.finding import Finding
from kneewise.model.rule import Examination, Profession, RedFlag, Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named number of the method, with its unit, its range and where it comes from."""

    id: str
    value: float
    unit: str
    low: float
    high: float
    basis: Basis
    source: str
    population: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication behind a number."""

    id: str
    citation: str
    identifier: str
    supports: str
    basis: Basis
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFactor:
    """What makes knee pain in runners more likely, or is wrongly thought to.

    ``weighs`` is false for factors that the evidence contradicts: they are shown and weigh nothing.
    """

    id: str
    finding: str
    value: str
    grade: str
    modifiable: bool
    weighs: bool
    source: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """Findings, conditions, rules and parameters; ``version`` is the hash of the files they were read from."""

    version: str
    findings: Mapping[str, Finding]
    conditions: Mapping[str, Condition]
    red_flags: Mapping[str, RedFlag]
    screens: Mapping[str, Screen]
    questions: Mapping[str, Screen]
    default_safety_net: tuple[str, ...]
    professions: Mapping[str, Profession]
    examinations: Mapping[str, Examination]
    risk_factors: Mapping[str, RiskFactor]
    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]

    def parameter(self, name: str) -> float:
        """Value of a named parameter; ``KeyError`` if there is none."""
        return self.parameters[name].value
