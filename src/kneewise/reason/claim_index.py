"""The claims as arrays, and how close a phrase comes to each of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kneewise.model.claim import Ledger
from kneewise.reason.claim_words import Reader, Words, held

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Index:
    """The compiled ledger.

    Parameters
    ----------
    reader : Reader
        Reads phrases.
    items : tuple of str
        Ids of claims, then of contradictions.
    phrases : tuple of Words
        All phrases of all items.
    owner : ndarray of int
        Item of each phrase.
    column : mapping of str to int
        Term to its column.
    weight : ndarray
        Weight of each term: rare ones count more.
    holders : tuple of ndarray
        Phrases that hold each term.
    size : ndarray
        Weight of all terms of each phrase.
    pool : tuple of ndarray
        Items that hold each term in any phrase.
    pairs : tuple of frozenset
        Neighbouring terms of each phrase.
    odd : ndarray of int
        1 for a phrase that denies: with an odd number of words that do.
    turned : frozenset of int
        Phrases that say the opposite of their claim.
    ways : mapping of str to tuple of int
        Phrases of each item.
    whole : frozenset of frozenset of str
        Terms of all phrases: a text that holds just these is never too short.
    signs : mapping of str to frozenset of int
        Warning signs that each item speaks of.
    limits : mapping of str to float
        Numbers of the matcher.
    """

    reader: Reader
    items: tuple[str, ...]
    phrases: tuple[Words, ...]
    owner: Numbers
    column: Mapping[str, int]
    weight: Floats
    holders: tuple[Numbers, ...]
    size: Floats
    pool: tuple[Numbers, ...]
    pairs: tuple[frozenset[tuple[str, str]], ...]
    odd: Numbers
    turned: frozenset[int]
    ways: Mapping[str, tuple[int, ...]]
    whole: frozenset[frozenset[str]]
    signs: Mapping[str, frozenset[int]]
    limits: Mapping[str, float]


def build_index(ledger: Ledger, texts: Mapping[str, Mapping[str, Any]], contradictions: Mapping[str, Mapping[str, Any]]) -> Index:
    """Compile the ledger once.

    Parameters
    ----------
    ledger : Ledger
        Claims, contradictions and the matcher's words.
    texts, contradictions : mapping
        Texts of one language by id.
    """
    reader = Reader(ledger.words, ledger.limits["fuzzy"])
    items = (*ledger.claims, *ledger.contradictions)
    spoken: list[list[str]] = [[t["statement"], *t["ask"], *t.get("against", [])] for t in (texts[i] for i in ledger.claims)]
    spoken += [list(contradictions[i]["ask"]) for i in ledger.contradictions]
    reader.learn(said for listed in spoken for said in listed)
    phrases: list[Words] = []
    owner: list[int] = []
    turned: set[int] = set()
    ways: dict[str, tuple[int, ...]] = {}
    for number, said in enumerate(spoken):
        first = len(phrases)
        phrases += map(reader.read, said)
        owner += [number] * len(said)
        ways[items[number]] = tuple(range(first, len(phrases)))
        opposite = len(texts[items[number]].get("against", [])) if items[number] in texts else 0
        turned |= set(range(len(phrases) - opposite, len(phrases)))
    pools = _pools(phrases, owner, len(items))
    for number, claim in enumerate(ledger.claims.values()):
        pools[number] |= set(reader.read(claim.subject).terms)
    column = {term: i for i, term in enumerate(sorted(set().union(*pools)))}
    weight = _weights(pools, column, phrases, ledger.limits["faint"])
    holders = _holders([p.terms for p in phrases], column)
    return Index(
        reader=reader,
        items=items,
        phrases=tuple(phrases),
        owner=np.array(owner, dtype=np.int64),
        column=column,
        weight=weight,
        holders=holders,
        size=_sums(len(phrases), holders, weight),
        pool=_holders(pools, column),
        pairs=tuple(neighbours(p.terms) for p in phrases),
        odd=np.array([p.denials % 2 for p in phrases], dtype=np.int64),
        turned=frozenset(turned),
        ways=ways,
        whole=frozenset(frozenset(p.terms) for p in phrases if len(p.terms) > 1),
        signs={item: held(ledger.words.signs, " . ".join(said)) for item, said in zip(items, spoken, strict=True)},
        limits=ledger.limits,
    )


def score(index: Index, words: Words) -> Floats:
    """How close a phrase comes to each item, from 0 to about 1.

    Parameters
    ----------
    index : Index
        Compiled ledger.
    words : Words
        The phrase.
    """
    limits = index.limits
    asked = np.zeros(len(index.column))
    unknown = 0.0
    rarest = float(index.weight.max())
    for term in set(words.terms):
        faint = limits["faint"] if term in words.faint else 1.0
        at = index.column.get(term)
        if at is None:
            unknown += rarest * limits["unknown_word"] * faint
        else:
            share = limits["guessed"] if term in words.guessed else 1.0
            asked[at] = index.weight[at] * share
            unknown += index.weight[at] * (1 - share)
    total = float(asked.sum()) + unknown
    if total < limits["information"] and frozenset(words.terms) not in index.whole:
        return np.zeros(len(index.items))
    common = _sums(len(index.phrases), index.holders, asked)
    closeness = limits["share_phrase"] * 2 * common / (total + index.size)
    near = np.flatnonzero(common)
    pairs = neighbours(words.terms)
    if pairs:
        closeness[near] += [
            limits["share_order"] * len(p & pairs) / max(1, min(len(p), len(pairs))) for p in (index.pairs[n] for n in near)
        ]
    closeness[near] *= _clashes(index, words, near)
    best = np.zeros(len(index.items))
    np.maximum.at(best, index.owner, closeness)
    return np.asarray(best + limits["share_all"] * _sums(len(index.items), index.pool, asked) / total)


def neighbours(terms: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Pairs of terms side by side."""
    return frozenset(pairwise(terms))


def _pools(phrases: list[Words], owner: list[int], count: int) -> list[set[str]]:
    pools: list[set[str]] = [set() for _ in range(count)]
    for words, number in zip(phrases, owner, strict=True):
        pools[number] |= set(words.terms)
    return pools


def _weights(pools: list[set[str]], column: Mapping[str, int], phrases: Iterable[Words], faint: float) -> Floats:
    frequency = np.zeros(len(column))
    for pool in pools:
        for term in pool:
            frequency[column[term]] += 1
    weight = np.log((len(pools) + 1) / (frequency + 0.5))
    for term in set().union(*(p.faint for p in phrases)):
        weight[column[term]] *= faint
    return np.asarray(np.maximum(weight, math.log(2) * faint))


def _holders(listed: Iterable[Iterable[str]], column: Mapping[str, int]) -> tuple[Numbers, ...]:
    """For each term the numbers of those that hold it."""
    out: list[list[int]] = [[] for _ in column]
    for number, terms in enumerate(listed):
        for term in set(terms):
            out[column[term]].append(number)
    return tuple(np.array(numbers, dtype=np.int64) for numbers in out)


def _sums(count: int, holders: tuple[Numbers, ...], weight: Floats) -> Floats:
    """Sum of the weights of the terms that each one holds."""
    out = np.zeros(count)
    for at in np.flatnonzero(weight):
        out[holders[at]] += weight[at]
    return out


def _clashes(index: Index, words: Words, near: Numbers) -> Floats:
    """Factor below 1 for phrases that deny where the text does not, with other numbers or with the opposite word."""
    limits = index.limits
    mine = set(words.terms)
    factor = np.where(index.odd[near] == words.denials % 2, 1.0, limits["denial_clash"])
    pairs = index.reader.words.opposites + index.reader.words.contraries
    opposites = [(a, b) if a in mine else (b, a) for a, b in pairs if (a in mine) != (b in mine)]
    if not opposites and not words.numbers:
        return factor
    for at, number in enumerate(near):
        phrase = index.phrases[number]
        if words.numbers and phrase.numbers and not words.numbers & phrase.numbers:
            factor[at] *= limits["number_clash"]
        if any(wrong in phrase.terms and right not in phrase.terms for right, wrong in opposites):
            factor[at] *= limits["opposite_clash"]
    return factor
