"""Findings from YAML."""

from __future__ import annotations

from typing import Any

from kneewise.knowledge.expressions import parse_expression
from kneewise.knowledge.fields import entries, only
from kneewise.model.errors import KnowledgeError
from kneewise.model.finding import Finding, Implication, Kind, Scope, ValueType

FIELDS = {
    "id", "kind", "scope", "type", "allowed", "unit", "range", "group", "row", "core", "background", "given", "when",
    "replaces", "implies", "stop_rule", "bins", "representative_age",
}  # fmt: skip


def build_findings(tree: dict[str, Any]) -> dict[str, Finding]:
    """All findings, by id.

    Raises
    ------
    KnowledgeError
        On an unknown field or kind, a repeated id, or a name that no finding has.
    """
    found: dict[str, Finding] = {}
    for where, raw in entries(tree, "findings/"):
        only(raw, FIELDS, where)
        if raw["id"] in found:
            raise KnowledgeError(f"The finding {raw['id']} stands twice.", where=where)
        found[raw["id"]] = _finding(raw, where)
    for finding in found.values():
        named = {*finding.replaces, *(i.finding for i in finding.implies), *([finding.row] if finding.row else [])}
        missing = sorted(named - found.keys())
        if missing:
            raise KnowledgeError(f"{finding.id} names unknown findings: {', '.join(missing)}.", where=f"findings {finding.id}")
    return found


def _finding(raw: dict[str, Any], where: str) -> Finding:
    low, high = raw.get("range", (0, 0))
    row = raw.get("row", {})
    background = raw.get("background")
    bins = raw.get("bins", {})
    try:
        return Finding(
            id=raw["id"],
            kind=Kind(raw["kind"]),
            scope=Scope(raw["scope"]),
            type=ValueType(raw["type"]),
            allowed=tuple(raw.get("allowed", ())),
            unit=raw.get("unit", ""),
            low=float(low),
            high=float(high),
            group=raw.get("group", ""),
            row=row.get("name", ""),
            row_values=tuple(row.get("values", ())),
            row_both_ways=bool(row.get("both_ways", False)),
            core=bool(raw.get("core", False)),
            background=None if background is None else float(background["p"]),
            given_injury="given" in raw,
            bins=tuple(float(edge) for edge in bins.get("edges", ())),
            bins_from=bins.get("from", ""),
            representative_age=raw.get("representative_age"),
            when=None if "when" not in raw else parse_expression(raw["when"], where),
            replaces=tuple(raw.get("replaces", ())),
            implies=tuple(Implication(when=i["when"], finding=i["finding"], value=_value(i["value"])) for i in raw.get("implies", ())),
            stop_rule=bool(raw.get("stop_rule", False)),
        )
    except (KeyError, ValueError) as error:
        raise KnowledgeError(f"A field is missing or wrong: {error}.", where=where) from error


def _value(raw: Any) -> Any:
    return tuple(raw) if isinstance(raw, list) else raw
