"""Results of tests and signs: "Lachman neg, McMurray +ve medially"."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.denials import Denial, verdict
from kneewise.language.ground import Ground

_LIST_MARKS = frozenset({",", "/", "&"})
_LINK_MARKS = frozenset({":", "-", "=", "("})
_REACH = 6


def results_in(book: Book, ground: Ground) -> list[tuple[int, int, bool | None]]:
    """Where results stand, and which.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.

    Returns
    -------
    list of (int, int, bool or None)
        First token, the one after the last, and positive, negative or unclear.
    """
    found: list[tuple[int, int, bool | None]] = []
    taken: set[int] = set()
    for name, value in (("result_unclear", None), ("result_neg", False), ("result_pos", True)):
        for a, b in book.spans(ground, name):
            if not taken & set(range(a, b)):
                taken |= set(range(a, b))
                found.append((a, b, value))
    return sorted(found, key=lambda result: result[0])


def result_of(
    book: Book, ground: Ground, results: list[tuple[int, int, bool | None]], taken: tuple[int, ...], tests: set[int], denials: list[Denial]
) -> tuple[bool, bool | None]:
    """The result of one test.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    results : list of (int, int, bool or None)
        Of the sentence.
    taken : tuple of int
        Words that name the test.
    tests : set of int
        Words that name any test in the sentence.
    denials : list of Denial
        Of the sentence.

    Returns
    -------
    (bool, bool or None)
        Whether there is a result, and which.
    """
    first, last = taken[0], taken[-1]
    if ground.words[last + 1 : last + 2] == ["-"] and (last + 2 >= len(ground) or ground.mark[last + 2]):
        return True, False
    inside = [r for r in results if first <= r[0] <= last]
    after = [r for r in [r for r in results if r[0] > last][:1] if _belongs(book, ground, last + 1, r[0], tests)]
    before = [r for r in [r for r in results if r[1] <= first][-1:] if _precedes(book, ground, r[1], first, tests)]
    for group in (inside[:1], after, before):
        for a, b, value in group:
            denied = value is True and verdict(denials, tuple(range(a, b))) is True
            return True, (False if denied else value)
    if verdict(denials, taken) is True:
        return True, False
    return False, None


def _belongs(book: Book, ground: Ground, start: int, end: int, tests: set[int]) -> bool:
    """Whether a result that follows belongs to the test: near, or at the end of a list of tests."""
    links = _LIST_MARKS | _LINK_MARKS | book.words("joins_list") | book.words("links_result")
    others = 0
    for k in range(start, end):
        if ground.segment[k] != ground.segment[end]:
            return False
        if k in tests or ground.words[k] in links or ground.filler[k]:
            continue
        if ground.mark[k]:
            return False
        others += 1
    listed = any(ground.words[k] == "," for k in range(start, end))
    named = any(k in tests for k in range(start, end))
    if listed and not named:
        return False
    return others <= (_REACH if not listed else 2)


def _precedes(book: Book, ground: Ground, start: int, end: int, tests: set[int]) -> bool:
    """Whether a result that stands before belongs to the test ("negative Lachman and drawer", "positive: McMurray")."""
    links = _LINK_MARKS | {"and", "or", "/", ","} | book.words("links_result")
    plain = 0
    for k in range(start, end):
        if k in tests or ground.words[k] in links or ground.filler[k]:
            continue
        plain += 1
    commas = sum(ground.words[k] == "," for k in range(start, end))
    named = any(k in tests for k in range(start, end))
    return plain <= 1 and (commas == 0 or named)
