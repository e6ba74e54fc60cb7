"""Misspelt words, mended only towards words of the lexicon and never away from a real word."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 5
LONGEST = 22
TWO_SLIPS_FROM = 8
"""Length from which a word may have two slips, where it is meant for a chosen target."""
TWO_SLIPS_FROM_ELSE = 11
"""The same for all other words of the lexicon."""
OWN_TARGET_FROM = 7
"""Length from which every word of the lexicon is a target."""
_MOST_KEPT = 20_000


class Speller:
    """Gives the right spelling of single words.

    Parameters
    ----------
    respell : mapping
        Known misspellings.
    targets : iterable of str
        Words that people often misspell; every long word of ``known`` is one besides.
    known : frozenset of str
        Words that stand in a pattern.
    prefixes : tuple of str
        Beginnings of words that stand in a pattern.
    real : frozenset of str
        Other words that look like a target.
    """

    def __init__(
        self, respell: dict[str, str], targets: Iterable[str], known: frozenset[str], prefixes: tuple[str, ...], real: frozenset[str]
    ) -> None:
        self._respell = respell
        self._known = known
        self._prefixes = prefixes
        self._real = real
        self._chosen = frozenset(targets)
        self._by_letter: dict[str, list[str]] = {}
        for target in sorted(self._chosen | {word for word in known if len(word) >= OWN_TARGET_FROM and "'" not in word}):
            self._by_letter.setdefault(target[0], []).append(target)
        self._seen: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """Return the spelling that the lexicon knows, or the word itself."""
        mended = self._seen.get(word)
        if mended is None:
            if len(self._seen) > _MOST_KEPT:
                self._seen.clear()
            mended = self._seen[word] = self._mend(word)
        return mended

    def _mend(self, word: str) -> str:
        if word in self._respell:
            return self._respell[word]
        if word in self._known or word in self._real or not SHORTEST <= len(word) <= LONGEST:
            return word
        if word.startswith(self._prefixes):
            return word
        cutoff = 2 if len(word) >= TWO_SLIPS_FROM else 1
        best = process.extractOne(word, self._by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=cutoff)
        if best is None:
            return word
        target, slips = str(best[0]), int(best[1])
        return target if slips == 1 or target in self._chosen or len(word) >= TWO_SLIPS_FROM_ELSE else word
