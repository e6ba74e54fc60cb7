"""Words, numbers and marks of a text with their places, and the sentences they form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kneewise.language.plain import plain

LONGEST_SENTENCE = 90
"""Words after which a sentence is cut, so that time grows with the length of the text and not with its square."""
_WRAPPED = 52  # a line at least this long may have been wrapped, so that its end says nothing

_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3} \d{3}(?=\s?(?:/[mu]|cells|wbc|white))|\d+(?:\.\d+)?)"
    r"|(?P<short>(?<![a-z0-9])(?:w/o|c/o|o/e|y/o|r/o|h/o|s/p|b/l|f/h|a&e|n/a|p/c|i/d)(?![a-z0-9])|(?<![a-z0-9])[+-]ve\b|\++)"
    r"|(?P<word>[a-z]+(?:'[a-z]+)*)"
    r"|(?P<mark>[^\sa-z0-9])"
)
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS = {word: float(value) for value, word in enumerate(_UNITS.split())}
_NUMBER_WORDS |= {word: 20.0 + 10 * place for place, word in enumerate(_TENS_WORDS.split())}
_WHOLE = frozenset({"it's", "he's", "she's", "there's", "that's", "what's", "who's", "here's", "let's", "how's", "where's"})
_TENS = {word: value for word, value in _NUMBER_WORDS.items() if value >= 20}


@dataclass(slots=True)
class Token:
    """A word, number or mark; ``start`` and ``end`` (exclusive) are characters of the text."""

    word: str
    start: int
    end: int
    value: float | None = None
    capital: bool = False

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return self.value is None and self.word != "'s" and not self.word[:1].isalnum() and self.word[:1] not in "+-"


@dataclass(slots=True)
class Sentence:
    """Tokens up to a full stop; ``asks`` where it ends with a question mark."""

    tokens: list[Token]
    asks: bool = False

    @property
    def words(self) -> list[str]:
        """The words in order."""
        return [token.word for token in self.tokens]


def _number(text: str) -> float:
    """Value of digits as written, with commas between thousands."""
    return float(text.replace(",", "").replace(" ", "")) if len(text) < 40 else float("inf")


def _decimal_comma(text: str) -> str:
    """Turn the comma of "38,6" into a stop; "65,000" keeps its comma."""
    return re.sub(r"(?<=\d),(?=\d{1,2}(?!\d))", ".", text)


def _raw(line: str) -> Iterator[Token]:
    """Tokens in order; a hyphen inside a word is no token."""
    for match in _TOKEN.finditer(line):
        kind, word = match.lastgroup, match.group()
        start, end = match.span()
        if kind == "number":
            yield Token(word, start, end, _number(word))
            continue
        if word == "-":
            before, after = line[start - 1 : start], line[end : end + 1]
            joins = before.isalnum() and after.isalnum() and not (before.isdigit() and after.isdigit())
            if joins:
                continue
        if word == "#" and not line[end : end + 1].isdigit():
            word = "fracture"
        if word.endswith("'s") and word not in _WHOLE:
            # "my boy's 10", "my son's knee": the noun is a word of its own
            yield Token(word[:-2], start, end - 2, None)
            yield Token("'s", end - 2, end, None)
            continue
        yield Token(word, start, end, _NUMBER_WORDS.get(word) if kind == "word" else None)


def _join_tens(tokens: list[Token]) -> list[Token]:
    """Make one number of "thirty four"."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if last is not None and last.word in _TENS and token.word in _NUMBER_WORDS and 0 < (token.value or 0) < 10:
            joined[-1] = Token(f"{last.word} {token.word}", last.start, token.end, _TENS[last.word] + (token.value or 0))
        else:
            joined.append(token)
    return joined


def _ends(line: str, token: Token, following: Token | None, line_start: int) -> bool:
    """Whether a sentence ends with this mark or, for a line break, before the next token."""
    if token.word == "?":
        # "?fracture" is a doubt and no end
        return not line[token.end : token.end + 1].isalpha() and line[: token.start].rstrip()[-1:] not in {",", "(", ":"}
    if token.word in {"!", ";"}:
        return True
    if token.word == ".":
        after = line[token.end : token.end + 1]
        return not after.isdigit() or not line[token.start - 1 : token.start].isdigit()
    if following is None or "\n" not in line[token.end : following.start]:
        return False
    gap = line[token.end : following.start]
    return gap.count("\n") > 1 or following.capital or token.start - line_start < _WRAPPED


def sentences(text: str, respell: Callable[[str], str]) -> list[Sentence]:
    """Split a text into sentences of tokens.

    Parameters
    ----------
    text : str
        Anything.
    respell : callable
        Gives the right spelling of a word, or the word itself.

    Returns
    -------
    list of Sentence
        In order; marks that end a sentence belong to it.
    """
    line = _decimal_comma(plain(text))
    tokens = _join_tens(list(_raw(line)))
    found: list[Sentence] = []
    current: list[Token] = []
    line_start = 0
    for token in tokens:
        token.capital = text[token.start].isupper()
    for place, token in enumerate(tokens):
        if token.value is None and token.word[:1].isalpha():
            token.word = "fullrom" if text[token.start : token.end] == "FROM" else respell(token.word)
        current.append(token)
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if following is None or _ends(line, token, following, line_start) or len(current) >= LONGEST_SENTENCE:
            # the ends of "swollen??" belong together
            if following is not None and following.word in {"?", "!", "."} and token.word in {"?", "!", "."}:
                continue
            found.append(Sentence(current, asks=any(t.word == "?" for t in current[-2:])))
            current = []
        if following is not None and "\n" in line[token.end : following.start]:
            line_start = following.start
    return found
