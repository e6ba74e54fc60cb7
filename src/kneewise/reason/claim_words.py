"""Words of a pasted text as the claim matcher sees them: stems, classes of synonyms, numbers, denials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kneewise.model.claim import ClaimWords

NUMBERS: Mapping[str, str] = {
    **{word: str(i) for i, word in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))},
    "twelve": "12",
    "fifteen": "15",
    "twenty": "20",
    "thirty": "30",
    "fifty": "50",
    "ninety": "90",
    "hundred": "100",
}
TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?")
BADS = "injur|pain|damag|problem|trouble|flare|relaps|overuse|overload|wear|arthrit|hurt|strain|surg|harm|fall|ache|swell|stiff"
REFUSAL = re.compile(
    r"(^\W*|\b(?:should|must|please|better|and|to) (?:i |you |we |they |runners )?)"
    r"(?:avoid|skip|forget|ditch|shun|steer clear of|(?:stay|keep) away from|refrain from|stop (?:using|taking|doing|wearing))\b"
    rf"(?! (?:any |all |further |new |knee |joint |getting |being )?(?:{BADS}))"
)
"""Advice not to do something: ``avoid heels`` denies as ``do not wear heels`` does, ``avoid injury`` does not."""
SHORTEST = 5
"""Letters of the shortest word that is looked at for a misspelling."""
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
    guessed : frozenset of str
        Those read from misspelt words.
    denials : int
        Number of words that deny.
    denied : frozenset of str
        The first heavy term after each of them.
    raw : frozenset of str
        The words as written, in lower case; misspelt ones corrected.
    plain : str
        The same in their order.
    """

    terms: tuple[str, ...]
    faint: frozenset[str]
    numbers: frozenset[str]
    guessed: frozenset[str]
    denials: int
    denied: frozenset[str]
    raw: frozenset[str]
    plain: str


class Reader:
    """Turns text into :class:`Words`; built once per ledger.

    Parameters
    ----------
    words : ClaimWords
        The vocabulary of one language.
    fuzzy : float
        Share of letter triples at which a misspelt word is taken for a known one.
    """

    def __init__(self, words: ClaimWords, fuzzy: float) -> None:
        self.words = words
        self._fuzzy = fuzzy
        self._known: set[str] = {*words.ignored, *words.faint, *words.negators, *(w for w in words.classes if not w.endswith("*"))}
        self._known |= {w for phrase, _ in words.phrases for w in phrase}
        self._triples: dict[str, dict[str, frozenset[str]]] = {}
        self._prefixes = {w[:-1]: c for w, c in words.classes.items() if w.endswith("*")}
        self._longest = max(map(len, self._prefixes), default=0)
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, name in words.phrases:
            stems = tuple(stem(NUMBERS.get(w, w)) for w in phrase)
            self._phrases.setdefault(stems[0], []).append((stems, name))
        self._cache: dict[str, str] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Take all words of these texts for rightly spelt."""
        for text in texts:
            self._known.update(tokens(text))
        for word in sorted(self._known):
            if len(word) >= SHORTEST and word.isalpha():
                self._triples.setdefault(word[0], {})[word] = letter_triples(word)

    def read(self, text: str) -> Words:
        """Read a phrase, a clause or a sentence."""
        written = tokens(text)
        raw = [self._spelt(word) for word in written]
        wrong = {new for new, old in zip(raw, written, strict=True) if new != old}
        terms: list[str] = []
        denied: set[str] = set()
        denials = 0
        open_denial = False
        marked: dict[str, set[str]] = {"faint": set(), "guessed": set()}
        for word, term in self._terms(raw):
            if word in self.words.negators:
                denials += 1
                open_denial = True
                continue
            terms.append(term)
            if word in wrong:
                marked["guessed"].add(term)
            if word in self.words.faint:
                marked["faint"].add(term)
            elif open_denial:
                denied.add(term)
                open_denial = False
        return Words(
            terms=tuple(terms),
            faint=frozenset(marked["faint"]),
            numbers=frozenset(t for t in terms if t[0].isdigit()),
            guessed=frozenset(marked["guessed"]),
            denials=denials,
            denied=frozenset(denied),
            raw=frozenset(raw),
            plain=" ".join(raw),
        )

    def leanings(self, words: Words) -> Mapping[str, int]:
        """What a phrase says of its thing: 1 for the first end of an axis, -1 for the second, 0 for both."""
        return _leanings(tuple(self.words.axes.items()), words.plain)

    def kinds(self, words: Words) -> frozenset[str]:
        """Kinds of statement that a phrase makes."""
        return _kinds(tuple(self.words.kinds.items()), words.plain)

    def _terms(self, raw: list[str]) -> Iterator[tuple[str, str]]:
        """Words with their terms; words in a row that stand for one term come as that term, ignored ones not at all."""
        stems = [stem(NUMBERS.get(word, word)) for word in raw]
        i = 0
        while i < len(raw):
            length, name = self._phrase_at(stems, i)
            if length:
                yield name, name
                i += length
                continue
            if raw[i] in self.words.negators or raw[i] not in self.words.ignored:
                yield raw[i], self.term(NUMBERS.get(raw[i], raw[i]))
            i += 1

    def term(self, word: str) -> str:
        """Class of a word, or its stem."""
        if word not in self._cache:
            self._cache[word] = self.words.classes.get(word) or self._by_prefix(word) or stem(word)
        return self._cache[word]

    def _spelt(self, word: str) -> str:
        """The closest known word where this one is not known."""
        if len(word) < SHORTEST or not word.isalpha() or word in self._known or self._by_prefix(word) or not self._triples:
            return word
        mine = letter_triples(word)
        near = (
            (dice(mine, triples), known) for known, triples in self._triples.get(word[0], {}).items() if abs(len(known) - len(word)) <= 2
        )
        share, known = max(near, default=(0.0, word))
        return known if share >= self._fuzzy else word

    def _by_prefix(self, word: str) -> str | None:
        for length in range(min(len(word), self._longest), 1, -1):
            name = self._prefixes.get(word[:length])
            if name is not None:
                return name
        return None

    def _phrase_at(self, stems: list[str], i: int) -> tuple[int, str]:
        for phrase, name in self._phrases.get(stems[i], ()):
            if tuple(stems[i : i + len(phrase)]) == phrase:
                return len(phrase), name
        return 0, ""


def tokens(text: str) -> list[str]:
    """Lower-case words and numbers; ``don't`` becomes two words, a per cent sign one."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'").replace("%", " percent ")
    plain = re.sub(r"(\d),(\d)", r"\1.\2", plain)
    plain = re.sub(r"\bcan't\b|\bcan not\b", "cannot", plain)
    plain = re.sub(r"\bwon't\b", "will not", plain)
    plain = re.sub(r"n't\b", " not", plain)
    plain = re.sub(r"\b(it|that|there|here|what|who|he|she)'s\b", r"\1 is", plain)
    plain = REFUSAL.sub(r"\1do not", plain)
    plain = re.sub(r"'(re|ve|ll|m|d)\b", r" \1", plain)
    return [t for t in TOKEN.findall(plain.replace("-", " ")) if t]


def held(listed: tuple[str, ...], text: str) -> frozenset[int]:
    """Numbers of the regular expressions that fit the plain words of a text."""
    plain = " ".join(tokens(text))
    return frozenset(n for n, pattern in enumerate(_patterns(listed)) if pattern.search(plain))


@lru_cache(maxsize=8192)
def _leanings(axes: tuple[tuple[str, tuple[str, str]], ...], plain: str) -> Mapping[str, int]:
    ends = {name: (re.search(more, plain) is not None, re.search(less, plain) is not None) for name, (more, less) in axes}
    return {name: more - less for name, (more, less) in ends.items() if more or less}


@lru_cache(maxsize=8192)
def _kinds(kinds: tuple[tuple[str, str], ...], plain: str) -> frozenset[str]:
    return frozenset(name for name, pattern in kinds if re.search(pattern, plain))


@cache
def _patterns(listed: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in listed)


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
