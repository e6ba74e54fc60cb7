"""Whether a text states a claim, denies it or asks about it; kept conservative, as a wrong denial would turn a verdict round."""

from __future__ import annotations

import re
from functools import cache

from kneewise.model.claim import Stance
from kneewise.reason.claim_index import Index
from kneewise.reason.claim_words import Reader, Words, tokens

QUESTION = re.compile(
    r"^\s*(is|are|do|does|did|can|could|should|must|may|will|would|what|why|how|when|where|which|who|whom)\b(?=.*\?)", re.IGNORECASE | re.DOTALL
)
COVERED = 0.7
"""Share of the claim's words, by weight, that a plain denial must repeat."""


def asks(text: str) -> bool:
    """True for a question."""
    return "?" in text or QUESTION.match(text) is not None


def stance_of(index: Index, said: str, phrase: Words, claim: str) -> Stance:
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
    """
    if asks(said):
        return Stance.ASKS
    words = index.reader.read(said)
    item = index.items.index(claim)
    ways = [p for p, owner in zip(index.phrases, index.owner, strict=True) if owner == item]
    if phrase.denied == words.denied or any(p.denied == words.denied for p in ways):
        return Stance.STATES
    if words.denied and _plain(index, said, words, phrase):
        return Stance.DENIES
    return Stance.UNCLEAR


def _plain(index: Index, said: str, words: Words, phrase: Words) -> bool:
    """One denial in a plain form, of words that the claim itself uses, with most of the claim repeated."""
    known = index.reader.words
    if words.raw & known.doubtful:
        return False
    weight = {t: float(index.weight[index.column[t]]) for t in set(phrase.terms)}
    covered = sum(w for t, w in weight.items() if t in words.terms) / max(1e-9, sum(weight.values()))
    if covered < COVERED:
        return False
    plain = " ".join(tokens(said))
    hits = {m.end(): m for p in _patterns(known.denials) for m in p.finditer(plain)}
    negators = [t for t in tokens(said) if t in known.negators]
    if not hits or len(negators) > 1:
        return False
    end = max(hits)
    return _next_term(index.reader, plain[end:]) in {*phrase.terms, ""}


@cache
def _patterns(listed: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in listed)


def _next_term(reader: Reader, text: str) -> str:
    """First term after a denial; an empty string at the end of the sentence."""
    terms = reader.read(text).terms
    return terms[0] if terms else ""
