"""Checking a pasted sentence against the ledger."""

from __future__ import annotations

from typing import Any

from kneewise.app.desk import Desk
from kneewise.model.claim import CAUTION, Claim, Verdict
from kneewise.reason.claims import Match, matches, sentences

THRESHOLD = "claim_threshold"


def check_claim(desk: Desk, text: str) -> dict[str, Any]:
    """Verdict, strength, advice and sources for every sentence of a text that the ledger knows.

    Returns
    -------
    dict
        ``{understood, matches: [...]}``; of several verdicts the most cautious stands first.
    """
    threshold = desk.kb.parameter(THRESHOLD)
    best: dict[str, Match] = {}
    for sentence in sentences(text):
        for match in matches(sentence, desk.claim_index, threshold)[:1]:
            if match.claim not in best or best[match.claim].score < match.score:
                best[match.claim] = match
    ordered = sorted(best.values(), key=lambda m: (-CAUTION[desk.ledger.claims[m.claim].verdict], -m.score))
    return {"understood": bool(ordered), "matches": [_answer(desk, m) for m in ordered]}


def _answer(desk: Desk, match: Match) -> dict[str, Any]:
    claim = desk.ledger.claims[match.claim]
    text = desk.texts.get("claims", claim.id)
    return {
        "claims": [claim.id],
        "verdict": claim.verdict.value,
        "verdict_name": desk.texts.phrase(f"verdict_{claim.verdict.value}"),
        "strength": claim.strength,
        "restated": text["statement"],
        "denied": match.denied,
        "verdict_text": text["verdict"],
        "advice": text["advice"],
        "sources": _sources(desk, claim),
        "score": match.score,
    }


def _sources(desk: Desk, claim: Claim) -> list[str]:
    found = []
    for name in claim.sources:
        source = desk.kb.sources[name]
        found.append(f"{source.citation} ({source.identifier})" if source.identifier else source.citation)
    return found


def claim_entry(desk: Desk, claim_id: str) -> dict[str, Any]:
    """One claim with its home."""
    claim = desk.ledger.claims[claim_id]
    text = desk.texts.get("claims", claim_id)
    return {
        "id": claim.id,
        "subject": claim.subject,
        "statement": text["statement"],
        "verdict": claim.verdict.value,
        "verdict_text": text["verdict"],
        "advice": text["advice"],
        "strength": claim.strength,
        "home": {"kind": claim.home.value, "ref": claim.home_ref},
        "sources": _sources(desk, claim),
    }


def counts(desk: Desk) -> dict[str, dict[str, int]]:
    """Number of claims by home and by verdict."""
    table: dict[str, dict[str, int]] = {}
    for claim in desk.ledger.claims.values():
        row = table.setdefault(claim.home.value, {v.value: 0 for v in Verdict})
        row[claim.verdict.value] += 1
    return table
