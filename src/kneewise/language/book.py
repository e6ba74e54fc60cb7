"""A lexicon made ready for reading: patterns found by their rarest word, parsed when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kneewise.language.ground import Ground
from kneewise.language.pattern_parser import Parser
from kneewise.language.patterns import Pattern, Slot, Step, weight_of
from kneewise.language.spelling import Speller
from kneewise.model.lexicon import Lexicon, LexiconIndex, Phrase

_WORD = re.compile(r"[a-z']+\*?")
_LISTED = re.compile(r"[a-z']{3,}\*?(?:_[a-z'*]+)*(?:\|[a-z']{3,}\*?(?:_[a-z'*]+)*)*")
"""A piece of a pattern in which every choice has a word of some length."""
_PREFIX_KEY = 3
_MOST_KEPT = 20_000


class Book:
    """The compiled lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._parser = Parser(lexicon.classes)
        self._patterns: dict[int, Pattern] = {}
        self._by_word: dict[str, list[int]] = {}
        self._by_prefix: dict[str, list[tuple[str, int]]] = {}
        self.index = lexicon.index or self._make_index()
        for number, keys in enumerate(self.index.keys):
            for key in keys:
                if key.endswith("*"):
                    self._by_prefix.setdefault(key[:-1][:_PREFIX_KEY], []).append((key[:-1], number))
                else:
                    self._by_word.setdefault(key, []).append(number)
        self._cached: dict[str, frozenset[int]] = {}
        self.fillers = frozenset(lexicon.classes["filler"])
        self.contrasts = frozenset(lexicon.classes["contrast"])
        self.speller = self._make_speller()

    def _make_index(self) -> LexiconIndex:
        phrases = self.lexicon.phrases
        keys = (_keys_as_written(phrase.pattern) or self._pattern(number).keys for number, phrase in enumerate(phrases))
        texts = [phrase.pattern for phrase in phrases]
        texts += [entry for entries in self.lexicon.classes.values() for entry in entries]
        texts += [name for measure in self.lexicon.measures for name in measure.names]
        words = {word for text in texts for word in _WORD.findall(re.sub(r"\{\w+\}", " ", text))}
        return LexiconIndex(tuple(tuple(sorted(listed)) for listed in keys), frozenset(words))

    def _make_speller(self) -> Speller:
        words = self.index.words
        prefixes = tuple(sorted(word[:-1] for word in words if word.endswith("*") and len(word) > 4))
        known = frozenset(word for word in words if not word.endswith("*"))
        return Speller(dict(self.lexicon.respell), self.lexicon.spell_to, known, prefixes, self.lexicon.real_words)

    def check(self) -> None:
        """Parse what is otherwise parsed when first needed, so that a fault in it shows.

        Raises
        ------
        KnowledgeError
            If a pattern is empty or names a class that does not exist.
        """
        for _, pattern in self.entries():
            if pattern.vetoes_of is not None:
                pattern.vetoes_of(pattern.veto)

    def words(self, name: str) -> frozenset[str]:
        """A list of single words, or a class that holds single words only, as a set."""
        listed = self.lexicon.words.get(name)
        return self.part(name).words if listed is None else listed

    def part(self, name: str) -> Slot:
        """A class by its name."""
        return self._parser.named(name)

    def sequence(self, text: str) -> tuple[Step, ...]:
        """Words in order, as a pattern without halves."""
        return self._parser.sequence(text)

    def entries(self) -> list[tuple[Phrase, Pattern]]:
        """All phrases with their patterns, in the order of the lexicon."""
        return [(phrase, self._pattern(number)) for number, phrase in enumerate(self.lexicon.phrases)]

    def phrases_in(self, words: Iterable[str]) -> list[tuple[Phrase, Pattern]]:
        """Phrases that may be in a sentence of these words, in the order of the lexicon."""
        numbers: set[int] = set()
        for word in set(words):
            numbers |= self._numbers(word)
        return [(self.lexicon.phrases[number], self._pattern(number)) for number in sorted(numbers)]

    def _pattern(self, number: int) -> Pattern:
        """A phrase's pattern, parsed when first needed: most phrases of a lexicon stand in no text at hand."""
        known = self._patterns.get(number)
        if known is None:
            known = self._patterns[number] = self._parser.pattern(self.lexicon.phrases[number].pattern)
        return known

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


def _keys_as_written(pattern: str) -> tuple[str, ...]:
    """Words and ``prefix*`` of which one has to be in a text for the pattern to match, where a piece lists them without a class.

    Empty where no piece does; then the pattern has to be parsed for its keys.
    """
    pieces = (piece.removeprefix("=") for piece in pattern.partition("!!")[0].split())
    listed = [tuple(max(option.split("_"), key=len) for option in piece.split("|")) for piece in pieces if _LISTED.fullmatch(piece)]
    return min(listed, key=weight_of, default=())


@lru_cache(maxsize=4)
def open_book(lexicon: Lexicon) -> Book:
    """Compile a lexicon; done once for each."""
    return Book(lexicon)
