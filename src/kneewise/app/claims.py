"""Checking a pasted sentence against the ledger of claims."""

from __future__ import annotations

from typing import Any

from kneewise.app.desk import Desk
from kneewise.model.claim import REFUTED, Claim, ClaimMatch, Relation
from kneewise.model.errors import UsageError
from kneewise.reason import claims as reason

TEXT_LIMIT = 20_000


def check_claim(desk: Desk, text: str) -> dict[str, Any]:
    """Verdict, strength, advice and sources for every sentence that the ledger knows, in the order of the text.

    Returns
    -------
    dict
        ``{understood, warning, matches, not_understood}``.

    Raises
    ------
    UsageError
        If the text is longer than a few pages.
    """
    if len(text) > TEXT_LIMIT:
        raise UsageError(f"The text has {len(text)} characters; at most {TEXT_LIMIT} are read. Paste a part of it.", where="TEXT")
    found = reason.answer(desk.ledger, desk.claim_index, text)
    words = desk.claim_texts["claimwords"]
    return {
        "understood": found.understood,
        "warning": f"{words['warning']['sentence']} {words['warning']['advice']}" if found.warning else None,
        "matches": [_answer(desk, match) for match in _shown(desk, found.matches)],
        "not_understood": [{"text": said, "span": list(span)} for said, span in found.unknown],
    }


def _shown(desk: Desk, matches: tuple[ClaimMatch, ...]) -> list[ClaimMatch]:
    """Leave out further matches of a sentence without a verdict, and those that would call it true: if weak, or if the first does not."""
    sure = desk.ledger.limits["sure"]
    led: dict[tuple[int, int], ClaimMatch] = {}
    found = []
    for match in matches:
        first = led.setdefault(match.span, match)
        if match is first or match.verdict in REFUTED or (match.verdict and first.verdict and match.score >= sure):
            found.append(match)
    return found


def _answer(desk: Desk, match: ClaimMatch) -> dict[str, Any]:
    leading = desk.ledger.claims[match.led_by]
    agrees = match.agrees if match.score >= desk.ledger.limits["sure"] else None
    known = not match.warned and match.relation is not Relation.TOPIC
    return {
        "sentence": match.sentence,
        "span": list(match.span),
        "claims": list(match.claims),
        "contradiction": match.contradiction or None,
        "relation": match.relation.value,
        "verdict": match.verdict.value if match.verdict else None,
        "strength": leading.strength.value if known else None,
        "stance": match.stance.value,
        "agrees": agrees,
        **_words(desk, match, agrees=agrees),
        "sources": _sources(desk, leading) if known or (match.contradiction and not match.warned) else [],
        "score": match.score,
    }


def _words(desk: Desk, match: ClaimMatch, *, agrees: bool | None) -> dict[str, str]:
    """Heading, claim, what is known and advice: the same words on the screen and in JSON."""
    text = desk.claim_texts["claims"][match.led_by]
    around = desk.claim_texts["claimwords"]
    if match.warned:
        given = around["warning"]
        return {"heading": given["name"], "restated": text["statement"], "says": given["sentence"], "advice": given["advice"]}
    if match.contradiction:
        both = desk.claim_texts["contradictions"][match.contradiction]
        sides = f"{both['first']} {both['second']}"
        return {"heading": around["both_sides"]["name"], "restated": sides, "says": both["resolution"], "advice": text["advice"]}
    if match.relation is Relation.TOPIC:
        given = around["topic"]
        says, advice = given["sentence"].format(claim=text["statement"]), given["advice"].format(id=match.led_by)
        return {"heading": given["name"], "restated": text["statement"], "says": says, "advice": advice}
    says = text["verdict"]
    if match.relation is Relation.OPPOSITE:
        known = {True: "agrees", False: "disagrees", None: "denies"}[agrees]
        says = around[known]["sentence"].format(claim=text["statement"], verdict=text["verdict"])
    heading = desk.texts.phrase(f"verdict_{match.verdict.value}") if match.verdict else around["opposite"]["name"]
    return {"heading": heading, "restated": text["statement"], "says": says, "advice": text["advice"]}


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
