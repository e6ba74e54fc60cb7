"""Whether a text states a claim, denies it or asks about it; kept conservative, as a wrong denial would turn a verdict round."""

from __future__ import annotations

import re
from functools import cache

from kneewise.model.claim import Stance
from kneewise.reason.claim_index import Index
from kneewise.reason.claim_words import Words, tokens

CLOSE = 0.8
"""Ways to say a claim that hold this share of the words which the closest one has in common with the text are close too."""
QUESTION = re.compile(
    r"^\s*(is|are|do|does|did|can|could|should|must|may|will|would|what|why|how|when|where|which|who|whom)\b(?=.*\?)",
    re.IGNORECASE | re.DOTALL,
)
COVERED = 0.7
"""Share of the claim's words, by weight, that a plain denial must repeat."""


def asks(text: str) -> bool:
    """True for a question."""
    return "?" in text or QUESTION.match(text) is not None


def stance_of(index: Index, said: str, phrase: Words, claim: str, *, true: bool = False) -> Stance:
    """How a sentence stands to a claim.

    Parameters
    ----------
    index : Index
        Compiled ledger.
    said : str
        The sentence, or the part of it that was matched.
    phrase : Words
        The phrase of the claim that came closest.
    claim : str
        Id of the claim.
    true : bool
        The claim is a supported one: then a text without the claim's own denial counts as denying it, which is the safe side.
    """
    if asks(said):
        return Stance.ASKS
    words = index.reader.read(said)
    if _turned(index, words, phrase):
        return Stance.UNCLEAR
    if words.denials == phrase.denials:
        return Stance.STATES if words.denied & phrase.denied or not words.denials else Stance.UNCLEAR
    item = index.items.index(claim)
    ways = [p for p, owner in zip(index.phrases, index.owner, strict=True) if owner == item]
    heavy = set(words.terms) - words.faint
    close = [p for p in ways if len(heavy & set(p.terms)) >= CLOSE * len(heavy & set(phrase.terms))]
    if any(p.denials == words.denials for p in close):
        return Stance.UNCLEAR
    return Stance.DENIES if _plain(index, said, words, phrase, true=true) else Stance.UNCLEAR


def _turned(index: Index, words: Words, phrase: Words) -> bool:
    """True if the text holds an opposite of the claim's words, or judges where the claim does not."""
    known = index.reader.words
    mine, theirs = set(words.terms), set(phrase.terms)
    for a, b in known.opposites:
        if (a in mine and b not in mine and b in theirs and a not in theirs) or (
            b in mine and a not in mine and a in theirs and b not in theirs
        ):
            return True
    blames = bool(words.raw & known.blaming)
    blamed = bool(phrase.raw & known.blaming)
    return (blames and not blamed) or (blamed and not blames and bool(words.raw & known.praising))


def _plain(index: Index, said: str, words: Words, phrase: Words, *, true: bool) -> bool:
    """One denial more or less than the claim, in a plain form, of words that the claim itself uses, with most of the claim repeated."""
    known = index.reader.words
    more = words.denials - phrase.denials
    doubtful = (words.raw | phrase.raw) & known.doubtful and not (true and more == 1)
    if doubtful or abs(more) != 1 or words.denials > 1:
        return False
    weight = {t: float(index.weight[index.column[t]]) for t in set(phrase.terms)}
    covered = sum(w for t, w in weight.items() if t in words.terms) / max(1e-9, sum(weight.values()))
    if covered < COVERED:
        return False
    if more < 0:
        return true
    plain = " ".join(tokens(said))
    shaped = any(p.search(plain) for p in _patterns(known.denials))
    return shaped and words.denied <= set(phrase.terms)


@cache
def _patterns(listed: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in listed)
