"""Conditions from YAML, joined with what the two hands judged."""

from __future__ import annotations

from typing import Any

from kneewise.knowledge.expressions import parse_expression
from kneewise.knowledge.fields import basis_of, entries, only
from kneewise.model.condition import Condition, Elicited, Figure, Level, Prior, Role, Setting
from kneewise.model.errors import KnowledgeError
from kneewise.model.finding import Finding, ValueType

FIELDS = {
    "id",
    "role",
    "overuse",
    "icd10",
    "level",
    "pathway",
    "see",
    "prior",
    "age",
    "female_to_male",
    "findings",
    "present_when",
    "sources",
    "note",
}
FIGURE_FIELDS = {
    "sensitivity", "specificity", "lr", "hint", "of", "n", "source", "read", "basis", "counts", "transferred", "note", "p",
}  # fmt: skip
HANDS = ("hand_a", "hand_b")


def build_conditions(tree: dict[str, Any], findings: dict[str, Finding]) -> dict[str, Condition]:
    """All conditions, by id.

    Raises
    ------
    KnowledgeError
        On an unknown field or finding, a repeated id, a figure without source or population, or a core finding without judgement.
    """
    hands = [_hand(tree, hand) for hand in HANDS]
    found: dict[str, Condition] = {}
    for where, raw in entries(tree, "conditions/"):
        only(raw, FIELDS, where)
        if raw["id"] in found:
            raise KnowledgeError(f"The condition {raw['id']} stands twice.", where=where)
        try:
            found[raw["id"]] = _condition(raw, hands, findings, where)
        except (KeyError, ValueError, TypeError) as error:
            raise KnowledgeError(f"A field is missing or wrong: {error!r}.", where=where) from error
    return found


def _condition(raw: dict[str, Any], hands: list[dict[str, Any]], findings: dict[str, Finding], where: str) -> Condition:
    role = Role(raw["role"])
    age = raw.get("age", {"curve": {30: 1.0}, "basis": "judgement", "source": "JUDGEMENT"})
    sex = raw.get("female_to_male", {"ratio": 1.0})
    return Condition(
        id=raw["id"],
        role=role,
        overuse=raw.get("overuse", False) is True,
        icd10=tuple(raw["icd10"]),
        level=Level[raw["level"].upper()],
        pathway=raw["pathway"],
        see=raw["see"],
        prior={
            Setting(s): Prior(
                percent=float(p["percent"]), reference=float(p.get("reference", p["percent"])), basis=basis_of(p, where), source=p["source"]
            )
            for s, p in raw["prior"].items()
        },
        age_curve=tuple(sorted((float(a), float(f)) for a, f in age["curve"].items())),
        female_to_male=float(sex["ratio"]),
        demography_basis=basis_of(age, where),
        demography_source=age["source"],
        figures=tuple(_figure(f, one, findings, where) for f, entry in raw.get("findings", {}).items() for one in entry["figures"]),
        elicited=_elicited(raw["id"], hands, findings, where) if role is Role.CAUSE else None,
        present_when=parse_expression(raw["present_when"], where) if "present_when" in raw else None,
        sources=tuple(raw["sources"]),
    )


def _figure(finding: str, raw: dict[str, Any], findings: dict[str, Finding], where: str) -> Figure:
    where = f"{where} {finding}"
    only(raw, FIGURE_FIELDS, where)
    if finding not in findings:
        raise KnowledgeError(f"No finding is called {finding!r}.", where=where)
    if not raw.get("of") or not raw.get("source"):
        raise KnowledgeError("A figure needs its population (`of`) and its `source`.", where=where)
    ratios = raw.get("lr", {})
    return Figure(
        finding=finding,
        sensitivity=raw.get("sensitivity", raw.get("p")),
        specificity=raw.get("specificity"),
        lr_present=ratios.get("present"),
        lr_absent=ratios.get("absent"),
        hint=raw.get("hint", ""),
        n=raw.get("n"),
        population=raw["of"],
        source=raw["source"],
        basis=basis_of(raw, where),
        counts=raw.get("counts", True),
        transferred=raw.get("transferred", False),
    )


def _hand(tree: dict[str, Any], hand: str) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for name, content in tree.items():
        if name.startswith(f"elicitation/{hand}/"):
            joined.update(content)
    return joined


def _elicited(condition: str, hands: list[dict[str, Any]], findings: dict[str, Finding], where: str) -> Elicited:
    core = [f.id for f in findings.values() if f.core]
    rows = sorted({f.row for f in findings.values() if f.row})
    by_hand = []
    for hand, name in zip(hands, HANDS, strict=True):
        if condition not in hand:
            raise KnowledgeError(f"{name} has no judgement of this cause.", where=where)
        values = {f: float(item["p"]) for part in ("common", "markers") for item in hand[condition].get(part, ()) for f in item["f"]}
        by_hand.append((values, hand[condition]["rows"], float(hand[condition].get("unnamed", 0.01))))
    bools = {f: tuple(values.get(f, unnamed) for values, _, unnamed in by_hand) for f in core}
    distributions = {row: tuple({v: float(p) for v, p in given[row].items()} for _, given, _ in by_hand) for row in rows}
    for row, pair in distributions.items():
        unknown = sorted({v for d in pair for v in d} - set(findings[row].allowed))
        if unknown or findings[row].type not in (ValueType.CHOICE, ValueType.SET):
            raise KnowledgeError(f"{row} has no values {', '.join(unknown)}.", where=where)
    return Elicited(bools=bools, rows=distributions)
