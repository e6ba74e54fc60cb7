"""How pasted sentences are matched with the ledger, counted: the tests set the bar, the benchmark prints the figures."""

from __future__ import annotations

import re

from kneewise.model.claim import ClaimMatch, Verdict
from tests.spec.claims.ledger import ask, data, ledger, paraphrases, ways_to_say

CALLED_TRUE = (Verdict.SUPPORTED, Verdict.PARTLY)
TRUE = [c.id for c in ledger().claims.values() if c.verdict in CALLED_TRUE]
SWAPPED = [
    ("prevents?", "causes"),
    ("reduces?", "increases"),
    ("lowers?", "raises"),
    ("good", "bad"),
    ("common", "rare"),
    ("helps?", "harms"),
    ("eases?|relieves?", "worsens"),
    ("protects?", "damages"),
    ("strengthens?", "weakens"),
    ("needs?", "does not need"),
    ("can", "cannot"),
    ("should", "should not"),
    ("is", "is not"),
    ("are", "are not"),
]


def led(said: str) -> ClaimMatch | None:
    """The match that comes first, if there is one."""
    return next(iter(ask(said).matches), None)


def first_right(name: str) -> list[bool]:
    """For each paraphrase of a set, whether the right claim comes first."""
    return [(match := led(said)) is not None and match.claims[0] in ids for _, ids, said in paraphrases(name)]


def verdict_shown(name: str) -> list[bool]:
    """For each paraphrase of a set, whether the right claim comes first and carries a verdict."""
    shown = [(led(said), ids) for _, ids, said in paraphrases(name)]
    return [match is not None and match.claims[0] in ids and match.verdict is not None for match, ids in shown]


def said_unknown(name: str) -> list[bool]:
    """For each foreign sentence of a set, whether it is said to be none of ours."""
    return [led(said) is None for said in data(name)]


def turned_round() -> dict[str, bool]:
    """True claims with one word turned into its opposite, and whether such a sentence is still called true."""
    said = [way for claim in TRUE for way in ways_to_say(claim)]
    turned = [re.sub(rf"\b({word})\b", other, way, count=1) for way in said for word, other in SWAPPED if re.search(rf"\b({word})\b", way)]
    return {way: (match := led(way)) is not None and match.verdict in CALLED_TRUE for way in turned}
