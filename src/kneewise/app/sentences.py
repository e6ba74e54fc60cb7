"""Numbers and ids to the sentences of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from kneewise.model.catalogue import Catalogue
from kneewise.model.fact import Value
from kneewise.model.finding import Finding, ValueType
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.network import OTHER

_UNITS = {"a": "", "{score}": "", "1": "", "Cel": "\u00b0C"}
"""UCUM units as people write them; a year needs none beside "age"."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences in one language."""

    kb: KnowledgeBase
    texts: Catalogue

    def label(self, finding: str) -> str:
        """Lay label of a finding."""
        return str(self.texts.get("findings", finding, "label"))

    def cause(self, condition: str) -> str:
        """Lay name of a cause."""
        return self.texts.phrase("other_name") if condition == OTHER else str(self.texts.get("conditions", condition, "name"))

    def statement(self, finding: str, value: Value) -> str:
        """A fact in words, e.g. "age in years: 31" or "not: swelling of the knee"."""
        entry = self.kb.findings[finding]
        label = self.label(finding)
        if value is None:
            return self.texts.phrase("fact_unknown", finding=label)
        if isinstance(value, bool):
            return label if value else self.texts.phrase("fact_denied", finding=label)
        return self.texts.phrase("fact_value", finding=label, value=self.value_label(entry, value))

    def value_label(self, entry: Finding, value: Value) -> str:
        """A value in words."""
        if isinstance(value, tuple):
            return ", ".join(self.label(v) if v in self.kb.findings else v for v in value)
        if entry.type is ValueType.CHOICE:
            return str(self.texts.get("findings", entry.id, "values")[value])
        if isinstance(value, float):
            unit = _UNITS.get(entry.unit, entry.unit)
            if entry.unit == "d":
                unit = self.texts.phrase("unit_day" if value == 1 else "unit_days")
            return f"{value:g} {unit}".rstrip()
        return str(value)

    def weight(self, finding: str, value: Value, cause: str, log10_ratio: float) -> str:
        """Why a fact speaks for or against a cause."""
        key = ("for" if log10_ratio > 0 else "against") + ("_denied" if value is False else "")
        statement = self.label(finding) if isinstance(value, bool) else self.statement(finding, value)
        times = 10 ** abs(log10_ratio)
        shown = f"{times:.0f}" if times >= 10 else f"{times:.1f}"
        return self.texts.phrase(key, finding=statement, times=shown, cause=self.cause(cause))
