"""What a text says beside a claim: the same, the opposite, or something else on its topic.

A text is the same as a claim or its opposite only if the two hold most of each other's words, the same kind of statement (that something is
good, is needed, cures, shows) and neither numbers nor alternatives that differ. Denials, and words at the other end of an axis (good, bad),
turn it round. What is left is topic only, so a doubtful reading never carries a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kneewise.model.claim import REFUTED, Relation, Verdict
from kneewise.reason.claim_index import Index
from kneewise.reason.claim_words import Words, held

QUESTION = re.compile(
    r"^\s*(is|are|do|does|did|can|could|should|must|may|will|would|what|why|how|when|where|which|who|whom)\b(?=.*\?)",
    re.IGNORECASE | re.DOTALL,
)
OUTCOME = "outcome"
"""The axis that does not judge: what a thing causes need not be said in so many words."""


def asks(text: str) -> bool:
    """True for a question."""
    return "?" in text or QUESTION.match(text) is not None


def relation_of(index: Index, said: str, claim: str, standing: Verdict) -> Relation:
    """What a sentence says beside a claim.

    Parameters
    ----------
    index : Index
        Compiled ledger.
    said : str
        The sentence, or the part of it that was matched.
    claim : str
        Id of the claim.
    standing : Verdict
        Its verdict. A refuted claim stays refuted where a text makes more of it; the denial of any other is taken for one more easily.
    """
    words = index.reader.read(said)
    ways = index.ways[claim]
    needed = index.limits["covered_harmful" if standing is Verdict.HARMFUL else "covered_text"]
    if _share(index, words, {t for n in ways for t in index.phrases[n].terms}) < needed:
        return Relation.TOPIC
    common = {n: _weight(index, set(words.terms) & set(index.phrases[n].terms)) for n in ways}
    near = [n for n in ways if common[n] and common[n] >= index.limits["close"] * max(common.values())]
    if not near or max(_share(index, index.phrases[n], set(words.terms)) for n in near) < index.limits["covered_claim"]:
        return Relation.TOPIC
    if _says_more(index, words, [index.phrases[n] for n in ways], standing):
        return Relation.TOPIC
    own = [n for n in near if set(index.phrases[n].terms) == set(words.terms) and index.phrases[n].denials == words.denials]
    signs = {_sign(index, said, words, n, standing) for n in own or near} - {0}
    if len(signs) != 1:
        return Relation.TOPIC
    return Relation.SAME if signs == {1} else Relation.OPPOSITE


def _weight(index: Index, terms: Iterable[str]) -> float:
    return sum(float(index.weight[index.column[t]]) for t in terms if t in index.column)


def _share(index: Index, words: Words, among: set[str]) -> float:
    """Share of the weight of a phrase that is among these terms; words that no claim uses weigh as much as a middling one."""
    middling = float(index.weight.max()) / 2
    weight = {
        t: float(index.weight[index.column[t]]) if t in index.column else middling * (index.limits["faint"] if t in words.faint else 1.0)
        for t in set(words.terms)
    }
    return sum(w for t, w in weight.items() if t in among) / max(1e-9, sum(weight.values()))


def _says_more(index: Index, words: Words, ways: list[Words], standing: Verdict) -> bool:
    """True if the text speaks of another kind of thing than any way to say the claim does, or makes more of it than a true claim bears."""
    if standing in REFUTED:
        return False
    kinds = index.reader.kinds(words) - frozenset().union(*(index.reader.kinds(p) for p in ways))
    return bool(kinds) or bool(words.raw & index.reader.words.sweeping - frozenset().union(*(p.raw for p in ways)))


def _sign(index: Index, said: str, words: Words, number: int, standing: Verdict) -> int:
    """1 if the text says what this way to say the claim says, -1 for the opposite, 0 where that is not plain."""
    phrase = index.phrases[number]
    if _differs(index, words, phrase):
        return 0
    mine, theirs = index.reader.leanings(words), index.reader.leanings(phrase)
    sign = -1 if number in index.turned else 1
    agreement = {lean * theirs.get(name, 0) for name, lean in mine.items()}
    blamed = {
        name for name, lean in {*mine.items(), *theirs.items()} if lean < 0 and name != OUTCOME and (name in mine) != (name in theirs)
    }
    if agreement >= {1, -1} or (-1 not in agreement and blamed):
        return 0
    if -1 in agreement:
        sign = -sign
    if words.denials == phrase.denials:
        crossed = words.denied <= set(phrase.terms) and phrase.denied <= set(words.terms)
        agreed = not words.denials or words.denied & phrase.denied or crossed
        return sign if agreed else 0
    if (words.denials - phrase.denials) % 2 == 0:
        return 0
    return -sign if _plain(index, said, words, phrase, standing) else 0


def _differs(index: Index, words: Words, phrase: Words) -> bool:
    """True if text and phrase name different numbers, or alternatives of which neither is the opposite of the other: before, after."""
    if words.numbers and phrase.numbers and not words.numbers & phrase.numbers:
        return True
    mine, theirs = set(words.terms), set(phrase.terms)
    known = index.reader.words
    return any((a in mine - theirs and b in theirs - mine) or (b in mine - theirs and a in theirs - mine) for a, b in known.opposites)


def _plain(index: Index, said: str, words: Words, phrase: Words, standing: Verdict) -> bool:
    """One denial more or less than the claim, in a plain form, of words that the claim itself uses, with most of the claim repeated."""
    known = index.reader.words
    mild = standing not in REFUTED
    more = words.denials - phrase.denials
    doubtful = (words.raw ^ phrase.raw) & known.doubtful and not (mild and more == 1)
    if doubtful or abs(more) != 1 or words.denials > 1:
        return False
    if _share(index, phrase, set(words.terms)) < index.limits["covered_denial_mild" if mild else "covered_denial"]:
        return False
    if more < 0:
        return standing is Verdict.SUPPORTED
    return (mild or bool(held(known.denials, said))) and words.denied <= set(phrase.terms)
