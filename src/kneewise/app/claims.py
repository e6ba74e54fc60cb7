"""Checking a pasted sentence against the ledger of claims."""

from __future__ import annotations

from typing import Any

from kneewise.app.desk import Desk
from kneewise.model.claim import REFUTED, Claim, ClaimMatch
from kneewise.model.errors import UsageError
from kneewise.reason import claims as reason

TEXT_LIMIT = 20_000


def check_claim(desk: Desk, text: str) -> dict[str, Any]:
    """Verdict, strength, advice and sources for every sentence that the ledger knows, in the order of the text.

    Returns
    -------
    dict
        ``{understood, matches, not_understood}``.

    Raises
    ------
    UsageError
        If the text is longer than a few pages.
    """
    if len(text) > TEXT_LIMIT:
        raise UsageError(f"The text has {len(text)} characters; at most {TEXT_LIMIT} are read. Paste a part of it.", where="TEXT")
    found = reason.answer(desk.ledger, desk.claim_index, text)
    return {
        "understood": found.understood,
        "matches": [_answer(desk, match) for match in _shown(desk, found.matches)],
        "not_understood": [{"text": said, "span": list(span)} for said, span in found.unknown],
    }


def _shown(desk: Desk, matches: tuple[ClaimMatch, ...]) -> list[ClaimMatch]:
    """Leave out weak further matches of a sentence that would call something true: they are about its words, not its sense."""
    sure = desk.ledger.limits["sure"]
    led: set[tuple[int, int]] = set()
    found = []
    for match in matches:
        if match.span not in led or match.score >= sure or match.verdict in REFUTED:
            found.append(match)
        led.add(match.span)
    return found


def _answer(desk: Desk, match: ClaimMatch) -> dict[str, Any]:
    leading = desk.ledger.claims[match.led_by]
    text = desk.claim_texts["claims"][leading.id]
    resolution = desk.claim_texts["contradictions"][match.contradiction]["resolution"] if match.contradiction else None
    return {
        "sentence": match.sentence,
        "span": list(match.span),
        "claims": list(match.claims),
        "contradiction": match.contradiction or None,
        "verdict": match.verdict.value,
        "strength": leading.strength.value,
        "stance": match.stance.value,
        "agrees": match.agrees if match.score >= desk.ledger.limits["sure"] else None,
        "restated": text["statement"],
        "says": resolution or text["verdict"],
        "advice": text["advice"],
        "sources": _sources(desk, leading),
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
    text = desk.claim_texts["claims"][claim_id]
    return {
        "id": claim.id,
        "subject": claim.subject,
        "statement": text["statement"],
        "verdict": claim.verdict.value,
        "says": text["verdict"],
        "advice": text["advice"],
        "strength": claim.strength.value,
        "study": claim.study.value,
        "home": {"kind": claim.home.value, "ref": claim.home_ref},
        "sources": _sources(desk, claim),
    }


def counts(desk: Desk) -> dict[str, dict[str, int]]:
    """Number of claims by home and by standing."""
    return reason.counts(desk.ledger)
