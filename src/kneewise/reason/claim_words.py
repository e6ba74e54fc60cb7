"""Words of a pasted text as the claim matcher sees them: stems, classes of synonyms, numbers, denials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from kneewise.model.claim import ClaimWords

NUMBERS: Mapping[str, str] = {
    **{word: str(i) for i, word in enumerate("zero one two three four five six seven eight nine ten".split())},
    "twelve": "12",
    "fifteen": "15",
    "twenty": "20",
    "thirty": "30",
    "fifty": "50",
    "ninety": "90",
    "hundred": "100",
}
TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?")
ENDINGS = ("ations", "ation", "ments", "ment", "ness", "ingly", "ings", "ing", "edly", "ies", "ied", "ers", "ed", "es", "ly", "s", "e", "y")
"""Cut off the longest that leaves three letters; crude, and the same on both sides."""


@dataclass(frozen=True, slots=True)
class Words:
    """A phrase as the matcher sees it.

    Parameters
    ----------
    terms : tuple of str
        Classes, stems and numbers in their order.
    faint : frozenset of str
        Those that carry little.
    numbers : frozenset of str
        Those that are numbers.
    denied : bool
        True if an odd number of words deny.
    raw : frozenset of str
        The words as written, in lower case.
    """

    terms: tuple[str, ...]
    faint: frozenset[str]
    numbers: frozenset[str]
    denied: bool
    raw: frozenset[str]


class Reader:
    """Turns text into :class:`Words`; built once per ledger.

    Parameters
    ----------
    words : ClaimWords
        The vocabulary of one language.
    """

    def __init__(self, words: ClaimWords) -> None:
        self.words = words
        self._prefixes = {w[:-1]: c for w, c in words.classes.items() if w.endswith("*")}
        self._longest = max(map(len, self._prefixes), default=0)
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, name in words.phrases:
            stems = tuple(stem(NUMBERS.get(w, w)) for w in phrase)
            self._phrases.setdefault(stems[0], []).append((stems, name))
        self._ignored = words.ignored
        self._cache: dict[str, str] = {}

    def read(self, text: str) -> Words:
        """Read a phrase, a clause or a sentence."""
        raw = tokens(text)
        terms: list[str] = []
        faint: set[str] = set()
        negations = 0
        stems = [stem(NUMBERS.get(word, word)) for word in raw]
        i = 0
        while i < len(raw):
            found = self._phrase_at(stems, i)
            if found is not None:
                length, name = found
                terms.append(name)
                i += length
                continue
            word = raw[i]
            i += 1
            if word in self.words.negators:
                negations += 1
            elif word not in self._ignored:
                term = self.term(NUMBERS.get(word, word))
                terms.append(term)
                if word in self.words.faint:
                    faint.add(term)
        numbers = frozenset(t for t in terms if t[0].isdigit())
        return Words(tuple(terms), frozenset(faint), numbers, negations % 2 == 1, frozenset(raw))

    def term(self, word: str) -> str:
        """Class of a word, or its stem."""
        if word not in self._cache:
            self._cache[word] = self.words.classes.get(word) or self._by_prefix(word) or stem(word)
        return self._cache[word]

    def _by_prefix(self, word: str) -> str | None:
        for length in range(min(len(word), self._longest), 1, -1):
            name = self._prefixes.get(word[:length])
            if name is not None:
                return name
        return None

    def _phrase_at(self, stems: list[str], i: int) -> tuple[int, str] | None:
        for phrase, name in self._phrases.get(stems[i], ()):
            if tuple(stems[i : i + len(phrase)]) == phrase:
                return len(phrase), name
        return None


def tokens(text: str) -> list[str]:
    """Lower-case words and numbers; ``don't`` becomes two words, a per cent sign one."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'").replace("%", " percent ")
    plain = re.sub(r"(\d),(\d)", r"\1.\2", plain)
    plain = re.sub(r"\bcan't\b|\bcan not\b", "cannot", plain)
    plain = re.sub(r"\bwon't\b", "will not", plain)
    plain = re.sub(r"n't\b", " not", plain)
    return [t for t in TOKEN.findall(plain.replace("-", " ")) if t]


def stem(word: str) -> str:
    """The word without its ending; numbers and short words stay."""
    if len(word) <= 3 or not word.isascii() or word[0].isdigit():
        return word
    base = word.removesuffix("'s").rstrip("'")
    for ending in ENDINGS:
        if base.endswith(ending) and len(base) - len(ending) >= 3 and not (ending == "s" and base.endswith("ss")):
            base = base[: -len(ending)]
            break
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "aeiouls":
        base = base[:-1]
    return base


def letter_triples(word: str) -> frozenset[str]:
    """Letter triples of a word with its edges marked."""
    padded = f"^{word}$"
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def dice(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of what two sets have in common, 0 to 1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0

