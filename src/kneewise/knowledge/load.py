"""The knowledge base from its files: parsed, checked and joined."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kneewise.knowledge.conditions_file import build_conditions
from kneewise.knowledge.expressions import parse_expression
from kneewise.knowledge.fields import basis_of, entries, only
from kneewise.knowledge.findings_file import build_findings
from kneewise.knowledge.rule_files import build_examinations, build_professions, build_red_flags, build_screens
from kneewise.knowledge.tree import KNOWLEDGE_FOLDER, Tree, cached_tree, keep
from kneewise.model.catalogue import Catalogue
from kneewise.model.errors import KnowledgeError
from kneewise.model.finding import Finding
from kneewise.model.knowledge_base import KnowledgeBase, Parameter, RiskFactor, Source
from kneewise.model.rule import Screen

LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything in the knowledge folder: the knowledge base, the texts, and the parsed tree for what is built on demand."""

    base: KnowledgeBase
    catalogues: dict[str, Catalogue]
    tree: Tree


def load(folder: Path = KNOWLEDGE_FOLDER, cache: Path | None = None) -> Knowledge:
    """Load the knowledge base.

    Parameters
    ----------
    folder : Path
        Folder of YAML files.
    cache : Path or None
        Folder in which a checked parse is kept.

    Raises
    ------
    KnowledgeError
        If a file does not fit the schema; it names file and entry.
    """
    version, tree, fresh = cached_tree(folder, cache)
    base = build(version, tree)
    if fresh and cache is not None:
        keep("knowledge", version, tree, cache)
    return Knowledge(base, {language: catalogue(tree, language) for language in LANGUAGES}, tree)


def build(version: str, tree: Tree) -> KnowledgeBase:
    """Knowledge base from a parsed tree."""
    sources = {raw["id"]: _source(raw, where) for where, raw in entries(tree, "sources/")}
    findings = build_findings(tree)
    conditions = build_conditions(tree, findings)
    professions = build_professions(tree, sources)
    return KnowledgeBase(
        version=version,
        findings=findings,
        conditions=conditions,
        red_flags=build_red_flags(tree, findings, professions, sources),
        screens=build_screens(tree, findings),
        questions=build_questions(tree, findings),
        professions=professions,
        examinations=build_examinations(tree, findings, conditions, sources),
        default_safety_net=tuple(tree["safety/default"]["safety_net"]),
        risk_factors={raw["id"]: _risk_factor(raw, where) for where, raw in entries(tree, "risk_factors/")},
        parameters={raw["id"]: _parameter(raw, where) for where, raw in entries(tree, "parameters/")},
        sources=sources,
    )


def build_questions(tree: Tree, findings: dict[str, Finding]) -> dict[str, Screen]:
    """Screens that ask about the causes."""
    found: dict[str, Screen] = {}
    for where, raw in entries(tree, "questions/"):
        only(raw, {"id", "items", "when"}, where)
        missing = sorted(set(raw["items"]) - findings.keys())
        if missing:
            raise KnowledgeError(f"Unknown findings: {', '.join(missing)}.", where=where)
        when = parse_expression(raw["when"], where) if "when" in raw else None
        found[raw["id"]] = Screen(id=raw["id"], items=tuple(raw["items"]), when=when, signs=())
    return found


def catalogue(tree: Tree, language: str) -> Catalogue:
    """Texts of a language; ``findings_site`` and ``findings_exam`` both fill the topic ``findings``."""
    texts: dict[str, dict[str, Any]] = {}
    prefix = f"texts/{language}/"
    for name, content in tree.items():
        if name.startswith(prefix):
            texts.setdefault(name[len(prefix) :].split("_")[0], {}).update(content or {})
    return Catalogue(language, texts)


def _parameter(raw: dict[str, Any], where: str) -> Parameter:
    only(raw, {"id", "value", "unit", "range", "basis", "source", "of"}, where)
    low, high = raw["range"]
    return Parameter(
        id=raw["id"],
        value=float(raw["value"]),
        unit=raw["unit"],
        low=float(low),
        high=float(high),
        basis=basis_of(raw, where),
        source=raw["source"],
        population=raw["of"],
    )


def _source(raw: dict[str, Any], where: str) -> Source:
    only(raw, {"id", "citation", "identifier", "supports", "basis", "checked", "note"}, where)
    return Source(
        id=raw["id"],
        citation=raw["citation"],
        identifier=raw["identifier"],
        supports=raw["supports"],
        basis=basis_of(raw, where),
        checked=str(raw["checked"]),
    )


def _risk_factor(raw: dict[str, Any], where: str) -> RiskFactor:
    only(raw, {"id", "finding", "value", "grade", "modifiable", "weighs", "source", "read", "basis"}, where)
    return RiskFactor(
        id=raw["id"],
        finding=raw["finding"],
        value=str(raw["value"]),
        grade=raw["grade"],
        modifiable=bool(raw["modifiable"]),
        weighs=bool(raw["weighs"]),
        source=raw["source"],
        basis=basis_of(raw, where),
    )
