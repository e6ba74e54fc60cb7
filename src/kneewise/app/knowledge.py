"""Looking at the knowledge base: lists, one entry with all its sources, and what changed between two versions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from kneewise.app.desk import Desk
from kneewise.app.differences import differences, figure
from kneewise.app.vocabulary import finding_entries
from kneewise.knowledge.lint import lint
from kneewise.knowledge.load import Knowledge, load
from kneewise.model.condition import Basis, Condition, Role
from kneewise.model.errors import KneewiseError, MalformedInput, NotFound
from kneewise.model.knowledge_base import KnowledgeBase


def red_flags(desk: Desk) -> list[dict[str, Any]]:
    """Rules of triage, most urgent first."""
    rules = sorted(desk.kb.red_flags.values(), key=lambda r: (-r.level, r.id))
    return [_rule(desk, r.id) for r in rules]


def _rule(desk: Desk, rule_id: str) -> dict[str, Any]:
    rule, texts = desk.kb.red_flags[rule_id], desk.texts
    return {
        "id": rule.id,
        "level": rule.level.word,
        "within_h": rule.within_h,
        "see": {"id": rule.see, "name": texts.get("professions", rule.see, "name")},
        "sentence": texts.get("redflags", rule.id, "sentence"),
        "clinical": texts.get("redflags", rule.id, "clinical"),
        "safety_net": [texts.get("safety", key) for key in rule.safety_net],
        "sources": list(rule.sources),
        "basis": rule.basis.value,
    }


def conditions(desk: Desk) -> list[dict[str, Any]]:
    """All conditions with name, codes and kind."""
    return [
        {
            "id": c.id,
            "name": desk.texts.get("conditions", c.id, "name"),
            "clinical_name": desk.texts.get("conditions", c.id, "clinical_name"),
            "icd10": list(c.icd10),
            "kind": c.role.value,
            "urgency": c.level.word,
        }
        for c in sorted(desk.kb.conditions.values(), key=lambda c: c.id)
    ]


def show(desk: Desk, name: str) -> dict[str, Any]:
    """Whatever has this id, with every number and source.

    Raises
    ------
    NotFound
        If nothing has it.
    """
    kb = desk.kb
    if name in kb.conditions:
        return _condition(desk, kb.conditions[name])
    if name in kb.findings:
        return finding_entries(desk, name)[0]
    if name in kb.red_flags:
        return _rule(desk, name)
    if name in kb.parameters:
        p = kb.parameters[name]
        return {
            "id": p.id,
            "value": p.value,
            "unit": p.unit,
            "range": [p.low, p.high],
            "basis": p.basis.value,
            "source": p.source,
            "of": p.population,
        }
    if name in kb.sources:
        return _source(kb, name)
    if name in desk.ledger.claims:
        from kneewise.app.claims import claim_entry

        return claim_entry(desk, name)
    raise NotFound(f"Nothing is called {name!r}. `kneewise knowledge conditions` and `kneewise findings` list ids.", where="knowledge")


def _source(kb: KnowledgeBase, name: str) -> dict[str, Any]:
    s = kb.sources.get(name)
    if s is None:
        return {"id": name}
    return {
        "id": s.id,
        "citation": s.citation,
        "identifier": s.identifier,
        "supports": s.supports,
        "basis": s.basis.value,
        "checked": s.checked,
    }


def _condition(desk: Desk, condition: Condition) -> dict[str, Any]:
    kb, text = desk.kb, desk.texts.get("conditions", condition.id)
    cited = {
        *condition.sources,
        *(f.source for f in condition.figures),
        *(p.source for p in condition.prior.values()),
        condition.demography_source,
    }
    return {
        "id": condition.id,
        **text,
        "kind": condition.role.value,
        "icd10": list(condition.icd10),
        "urgency": condition.level.word,
        "see": condition.see,
        "pathway": condition.pathway,
        "prior_percent": {s.value: {"percent": p.percent, "basis": p.basis.value, "source": p.source} for s, p in condition.prior.items()},
        "age_curve": {f"{a:g}": f for a, f in condition.age_curve},
        "female_to_male": condition.female_to_male,
        "figures": [figure(f) for f in condition.figures],
        "judged": _judged(condition),
        "sources": [_source(kb, s) for s in sorted(cited)],
    }


def _judged(condition: Condition) -> dict[str, Any]:
    if condition.role is not Role.CAUSE or condition.elicited is None:
        return {}
    bools = {f: list(p) for f, p in sorted(condition.elicited.bools.items()) if max(p) >= 0.05}
    return {"findings": bools, "rows": {row: [dict(h) for h in hands] for row, hands in condition.elicited.rows.items()}}


def show_text(entry: dict[str, Any], indent: int = 0) -> str:
    """Any entry as indented lines."""
    lines: list[str] = []
    pad = " " * indent
    for key, value in entry.items():
        if isinstance(value, dict):
            lines += [f"{pad}{key}:", show_text(value, indent + 2)]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{pad}{key}:")
            lines += [f"{pad}  - " + "; ".join(f"{k}: {v}" for k, v in item.items() if v not in ("", None)) for item in value]
        elif isinstance(value, list):
            lines.append(f"{pad}{key}: {', '.join(map(str, value))}")
        elif value not in ("", None):
            lines.append(f"{pad}{key}: {value}")
    return "\n".join(line for line in lines if line)


def diff(old: Path, new: Path | None) -> list[dict[str, Any]]:
    """Changes between two knowledge folders, each as a sentence with the value before and after."""
    return differences(_from_folder(old), _from_folder(new) if new else load())


def _from_folder(folder: Path) -> Knowledge:
    """Load a folder that someone named; what is wrong with it is their input, not a fault of ours."""
    try:
        return load(folder)
    except KneewiseError as error:
        raise MalformedInput(f"This is no knowledge base: {error.message}", where=f"{folder}: {error.where}") from error
    except Exception as error:  # YAML of any other form: errors of the parser, missing entries, values of other types
        raise MalformedInput(f"This is no knowledge base: {type(error).__name__} {error}.", where=str(folder)) from error


def check(desk: Desk, today: date) -> dict[str, Any]:
    """The lint's report, and how many numbers rest on what."""
    report = lint(desk.kb, desk.knowledge.catalogues, today)
    numbers = {kind: {b.value: n for b, n in by.items()} for kind, by in report.numbers.items()}
    total = {b.value: sum(by.get(b, 0) for by in report.numbers.values()) for b in Basis}
    return {
        "version": desk.kb.version[:12],
        "conditions": len(desk.kb.conditions),
        "findings": len(desk.kb.findings),
        "red_flags": len(desk.kb.red_flags),
        "numbers": numbers,
        "total": total,
        "problems": list(report.problems),
        "remarks": list(report.remarks),
    }


def check_text(report: dict[str, Any]) -> str:
    """The report in lines."""
    lines = [
        f"{report['conditions']} conditions, {report['findings']} findings, {report['red_flags']} red flags, version {report['version']}"
    ]
    for kind, by in report["numbers"].items():
        lines.append(f"  {kind:22} " + ", ".join(f"{n} {b}" for b, n in sorted(by.items(), key=lambda pair: -pair[1])))
    scale = sum(report["total"].values()) or 1
    lines.append("  all numbers            " + ", ".join(f"{n} {b} ({100 * n / scale:.0f} %)" for b, n in report["total"].items()))
    lines += (
        [f"remark: {len(report['remarks'])} sources without identifier or not checked for two years (--json lists them)"]
        if report["remarks"]
        else []
    )
    lines += [f"PROBLEM {p}" for p in report["problems"]] or ["no problems"]
    return "\n".join(lines)
