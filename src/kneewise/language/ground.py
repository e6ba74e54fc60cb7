"""One sentence laid out for matching: its words, its segments and what may be skipped."""

from __future__ import annotations

from dataclasses import dataclass, field

from kneewise.language.tokens import Sentence, Token

CHUNK_MARKS = frozenset({",", ":", "(", ")", "[", "]", "-", "|", "="})


@dataclass(slots=True, eq=False)
class Ground:
    """A sentence, word by word.

    Parameters
    ----------
    tokens : list of Token
        With their places in the text.
    asks : bool
        It ends with a question mark.
    words, values, mark, filler : lists
        Per token: the word, its number, whether it is punctuation, whether matching may skip it.
    segment : list of int
        Per token; a contrast ("but", "although") begins a new one.
    chunk : list of int
        Per token; a comma or another mark begins a new one.
    memo : dict
        Matches of classes already tried.
    """

    tokens: list[Token]
    asks: bool
    words: list[str]
    values: list[float | None]
    mark: list[bool]
    filler: list[bool]
    segment: list[int]
    chunk: list[int]
    memo: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters from one token to another, both included."""
        return self.tokens[first].start, self.tokens[last].end


def lay_out(sentence: Sentence, fillers: frozenset[str], contrasts: frozenset[str]) -> Ground:
    """Lay out a sentence.

    Parameters
    ----------
    sentence : Sentence
        Its tokens.
    fillers : frozenset of str
        Words that say little, such as articles.
    contrasts : frozenset of str
        Words that begin a new segment.

    Returns
    -------
    Ground
        Ready for matching.
    """
    segment: list[int] = []
    chunk: list[int] = []
    part = piece = 0
    for token in sentence.tokens:
        if token.word in contrasts and segment:
            part += 1
            piece += 1
        elif token.word in CHUNK_MARKS:
            piece += 1
        segment.append(part)
        chunk.append(piece)
    words = sentence.words
    return Ground(
        tokens=sentence.tokens,
        asks=sentence.asks,
        words=words,
        values=[token.value for token in sentence.tokens],
        mark=[token.is_mark for token in sentence.tokens],
        filler=[word in fillers or word in {'"', "'", "*", "'s", ":", "~", ">", "<"} for word in words],
        segment=segment,
        chunk=chunk,
    )
