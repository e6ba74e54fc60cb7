"""Claims and the words to match them, from YAML."""

from __future__ import annotations

from typing import Any

from kneewise.knowledge.fields import entries, only
from kneewise.model.claim import Claim, Contradiction, HomeKind, Ledger, Verdict
from kneewise.model.errors import KnowledgeError

CLAIM_FIELDS = {"id", "subject", "verdict", "strength", "home", "sources"}
CONTRADICTION_FIELDS = {"id", "claims"}
STRENGTHS = ("high", "moderate", "low", "very_low", "none")


def build_ledger(tree: dict[str, Any]) -> Ledger:
    """The whole ledger.

    Raises
    ------
    KnowledgeError
        On an unknown field or value, a repeated id, or a contradiction that names no claim.
    """
    claims: dict[str, Claim] = {}
    for where, raw in entries(tree, "claims/ledger_"):
        only(raw, CLAIM_FIELDS, where)
        if raw["id"] in claims:
            raise KnowledgeError(f"The claim {raw['id']} stands twice.", where=where)
        if raw["strength"] not in STRENGTHS:
            raise KnowledgeError(f"strength is {raw['strength']!r}; use {', '.join(STRENGTHS)}.", where=where)
        try:
            claims[raw["id"]] = Claim(
                id=raw["id"],
                subject=raw["subject"],
                verdict=Verdict(raw["verdict"]),
                strength=raw["strength"],
                home=HomeKind(raw["home"]["kind"]),
                home_ref=raw["home"]["ref"],
                sources=tuple(raw["sources"]),
            )
        except (KeyError, ValueError) as error:
            raise KnowledgeError(f"A field is missing or wrong: {error}.", where=where) from error
    contradictions: dict[str, Contradiction] = {}
    for where, raw in entries(tree, "claims/contradictions"):
        only(raw, CONTRADICTION_FIELDS, where)
        missing = sorted(set(raw["claims"]) - claims.keys())
        if missing:
            raise KnowledgeError(f"No such claims: {', '.join(missing)}.", where=where)
        contradictions[raw["id"]] = Contradiction(id=raw["id"], claims=tuple(raw["claims"]))
    return Ledger(claims=claims, contradictions=contradictions)
