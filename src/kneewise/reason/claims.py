"""Which claims of the ledger a pasted sentence makes: a transparent lexical match, no learned model.

Each claim is a handful of phrasings. Words are reduced to stems and to classes of synonyms, weighted by how rare they are in the ledger
(inverse document frequency, Sparck Jones 1972, J Doc 28:11), beside fragments of words that forgive misspelling; a sentence is as near to
a claim as the cosine to its nearest phrasing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)?%?")
SENTENCE = re.compile(r"(?<=[.!?;\n])\s+")
SUFFIXES = ("ations", "ation", "ingly", "ness", "ings", "ing", "edly", "ies", "ied", "ers", "er", "est", "ed", "es", "ly", "s")
FRAGMENT_WEIGHT = 0.35
FRAGMENT = 4
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Words:
    """The language side of matching.

    Parameters
    ----------
    stop : frozenset of str
        Words without meaning of their own.
    same : mapping of str to str
        Word to the class of synonyms it belongs to.
    denial : frozenset of str
        Words that turn a sentence into its opposite.
    """

    stop: frozenset[str]
    same: Mapping[str, str]
    denial: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A claim that a sentence makes.

    Parameters
    ----------
    claim : str
        Claim id.
    score : float
        Cosine to its nearest phrasing, 0 to 1.
    denied : bool
        True if the sentence denies what that phrasing says, as far as can be told.
    """

    claim: str
    score: float
    denied: bool


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Phrasings of all claims as unit vectors, made once."""

    words: Words
    claims: tuple[str, ...]
    denials: NDArray[np.bool_]
    rarity: Mapping[str, float]
    columns: Mapping[str, int]
    vectors: NDArray[np.float64]


def build_index(phrasings: Mapping[str, Sequence[str]], words: Words) -> Index:
    """Index the phrasings of every claim.

    Parameters
    ----------
    phrasings : mapping of str to sequence of str
        Claim id to the ways of saying it.
    words : Words
        Stop words, synonyms, denials.
    """
    flat = [(claim, phrase) for claim, several in sorted(phrasings.items()) for phrase in several]
    features = [_features(phrase, words) for _, phrase in flat]
    counts: dict[str, set[str]] = {}
    for (claim, _), found in zip(flat, features, strict=True):
        for feature in found:
            counts.setdefault(feature, set()).add(claim)
    rarity = {feature: float(np.log(1.0 + len(phrasings) / len(holders))) for feature, holders in counts.items()}
    columns = {feature: j for j, feature in enumerate(sorted(rarity))}
    vectors = np.zeros((len(flat), len(columns)))
    for i, found in enumerate(features):
        for feature, weight in found.items():
            vectors[i, columns[feature]] = weight * rarity[feature]
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    denials = np.array([denies(phrase, words) for _, phrase in flat], dtype=np.bool_)
    return Index(words, tuple(claim for claim, _ in flat), denials, rarity, columns, vectors / np.where(norms == 0, 1.0, norms))


def sentences(text: str) -> list[str]:
    """Sentences of a pasted text, at most the first few thousand characters."""
    return [s for s in (part.strip() for part in SENTENCE.split(text[:LONGEST])) if s]


def matches(sentence: str, index: Index, threshold: float, at_most: int = 3) -> tuple[Match, ...]:
    """Claims that a sentence makes, nearest first; empty if none reaches the threshold.

    A claim far behind the nearest one is left out.
    """
    query = np.zeros(len(index.columns))
    unknown = 0.0
    rarest = max(index.rarity.values(), default=0.0)
    for feature, weight in _features(sentence, index.words).items():
        column = index.columns.get(feature)
        if column is None:
            # A word the ledger does not know still makes the sentence longer: it may speak of something else.
            unknown += (weight * rarest) ** 2 if not feature.startswith("#") else 0.0
        else:
            query[column] = weight * index.rarity[feature]
    norm = float(np.sqrt(query @ query + unknown))
    if norm == 0.0:
        return ()
    scores = index.vectors @ query / norm
    best: dict[str, int] = {}
    for i in np.argsort(-scores, kind="stable")[: 8 * at_most]:
        best.setdefault(index.claims[i], int(i))
    top = scores[next(iter(best.values()))] if best else 0.0
    denied = denies(sentence, index.words)
    return tuple(
        Match(claim, round(float(scores[i]), 4), bool(denied != index.denials[i]))
        for claim, i in best.items()
        if scores[i] >= threshold and scores[i] >= 0.75 * top
    )[:at_most]


def denies(sentence: str, words: Words) -> bool:
    """True if a sentence holds an odd number of denials."""
    return sum(w in words.denial or w.endswith("n't") for w in WORD.findall(sentence.lower())) % 2 == 1


def _features(text: str, words: Words) -> dict[str, float]:
    """Stems or synonym classes with weight 1, fragments of the longer words with less."""
    found: dict[str, float] = {}
    for word in WORD.findall(text.lower().replace("\u2019", "'")):
        if word in words.stop or word in words.denial:
            continue
        base = words.same.get(word) or words.same.get(stem(word)) or stem(word)
        found[base] = 1.0
        if len(word) > FRAGMENT and base == stem(word):
            for i in range(len(word) - FRAGMENT + 1):
                found.setdefault("#" + word[i : i + FRAGMENT], FRAGMENT_WEIGHT)
    return found


def stem(word: str) -> str:
    """A word without its commonest English endings."""
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word
