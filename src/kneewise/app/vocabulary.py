"""The findings as the contract lists them."""

from __future__ import annotations

import difflib
from typing import Any

from kneewise.app.desk import Desk
from kneewise.app.intake import allowed_values
from kneewise.model.errors import UnknownFinding
from kneewise.model.expression import findings_in
from kneewise.model.finding import Finding, ValueType


def finding_entries(desk: Desk, finding: str | None = None) -> list[dict[str, Any]]:
    """One finding, or all by id.

    Raises
    ------
    UnknownFinding
        With the closest names.
    """
    findings = desk.kb.findings
    if finding is not None and finding not in findings:
        near = difflib.get_close_matches(finding, findings, n=5, cutoff=0.4)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise UnknownFinding(f"No finding is called {finding!r}.{hint}", where="findings", allowed=sorted(findings))
    chosen = findings.values() if finding is None else [findings[finding]]
    return [_entry(desk, f) for f in sorted(chosen, key=lambda f: f.id)]


def _entry(desk: Desk, finding: Finding) -> dict[str, Any]:
    text = desk.texts.get("findings", finding.id)
    return {
        "id": finding.id,
        "kind": finding.kind.value,
        "scope": finding.scope.value,
        "type": finding.type.value,
        "allowed": None if finding.type is ValueType.NUMBER else allowed_values(finding)[:-1],
        "unit": finding.unit or None,
        "range": [finding.low, finding.high] if finding.type is ValueType.NUMBER else None,
        "label": text["label"],
        "clinical_name": text["clinical_name"],
        "synonyms": text["synonyms"],
        "question": text["question"],
        "derived_from": list(findings_in(finding.when)) if finding.when is not None else ([finding.bins_from] if finding.bins_from else []),
    }
