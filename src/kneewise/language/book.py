"""A lexicon made ready for reading: patterns found by their rarest word, parsed when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kneewise.language.ground import Ground
from kneewise.language.pattern_parser import Parser
from kneewise.language.patterns import Pattern, Slot, Step
from kneewise.language.spelling import Speller
from kneewise.model.lexicon import Lexicon, Phrase

_WORD = re.compile(r"[a-z']+\*?")
_PREFIX_KEY = 3
_MOST_KEPT = 20_000


class Book:
    """The compiled lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._parser = Parser(lexicon.classes)
        self._patterns: list[Pattern] = [self._parser.pattern(phrase.pattern) for phrase in lexicon.phrases]
        self._by_word: dict[str, list[int]] = {}
        self._by_prefix: dict[str, list[tuple[str, int]]] = {}
        for number, pattern in enumerate(self._patterns):
            for key in pattern.keys:
                if key.endswith("*"):
                    self._by_prefix.setdefault(key[:-1][:_PREFIX_KEY], []).append((key[:-1], number))
                else:
                    self._by_word.setdefault(key, []).append(number)
        self._cached: dict[str, frozenset[int]] = {}
        self.fillers = frozenset(lexicon.classes["filler"])
        self.contrasts = frozenset(lexicon.classes["contrast"])
        self.speller = self._make_speller()

    def _make_speller(self) -> Speller:
        texts = [phrase.pattern for phrase in self.lexicon.phrases]
        texts += [entry for entries in self.lexicon.classes.values() for entry in entries]
        texts += [name for measure in self.lexicon.measures for name in measure.names]
        words = {word for text in texts for word in _WORD.findall(re.sub(r"\{\w+\}", " ", text))}
        prefixes = tuple(sorted(word[:-1] for word in words if word.endswith("*") and len(word) > 4))
        known = frozenset(word for word in words if not word.endswith("*"))
        return Speller(dict(self.lexicon.respell), self.lexicon.spell_to, known, prefixes, self.lexicon.real_words)

    def words(self, name: str) -> frozenset[str]:
        """A class that holds single words only, as a set."""
        return self.part(name).words

    def part(self, name: str) -> Slot:
        """A class by its name."""
        return self._parser.named(name)

    def sequence(self, text: str) -> tuple[Step, ...]:
        """Words in order, as a pattern without halves."""
        return self._parser.sequence(text)

    def entries(self) -> list[tuple[Phrase, Pattern]]:
        """All phrases with their patterns, in the order of the lexicon."""
        return list(zip(self.lexicon.phrases, self._patterns, strict=True))

    def phrases_in(self, words: Iterable[str]) -> list[tuple[Phrase, Pattern]]:
        """Phrases that may be in a sentence of these words, in the order of the lexicon."""
        numbers: set[int] = set()
        for word in set(words):
            numbers |= self._numbers(word)
        return [(self.lexicon.phrases[number], self._patterns[number]) for number in sorted(numbers)]

    def _numbers(self, word: str) -> frozenset[int]:
        known = self._cached.get(word)
        if known is None:
            if len(self._cached) > _MOST_KEPT:
                self._cached.clear()
            by_prefix = [entry for size in range(1, _PREFIX_KEY + 1) for entry in self._by_prefix.get(word[:size], ())]
            known = frozenset([*self._by_word.get(word, ()), *(number for prefix, number in by_prefix if word.startswith(prefix))])
            self._cached[word] = known
        return known

    def spans(self, ground: Ground, name: str) -> list[tuple[int, int]]:
        """Where a class is said: first token and the one after the last, longest first, not overlapping."""
        part = self.part(name)
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(ground):
            ends = part.ends(ground, at)
            if ends:
                found.append((at, ends[0]))
                at = ends[0]
            else:
                at += 1
        return found


@lru_cache(maxsize=4)
def open_book(lexicon: Lexicon) -> Book:
    """Compile a lexicon; done once for each."""
    return Book(lexicon)
