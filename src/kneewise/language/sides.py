"""Which knee: from "right", "left", "both" and "the other one", by the nearest mention."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.ground import Ground
from kneewise.model.fact import Side

_OPPOSITE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_BEFORE_MARKS = frozenset({",", "("})
_AFTER_MARKS = frozenset({".", ",", ")", ";", "!", "?", "-", ":", ">", "<"})


def mentions_in(book: Book, ground: Ground) -> list[tuple[int, Side | None]]:
    """Places where a side is named; ``None`` stands for "the other one".

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.

    Returns
    -------
    list of (int, Side or None)
        Token and side.
    """
    found: list[tuple[int, Side | None]] = []
    bodies = {a for a, _ in book.spans(ground, "sided_body")}
    left, right = book.words("left_word"), book.words("right_word")
    for k, word in enumerate(ground.words):
        if word in left or word in right:
            compared = bool(book.words("compared") & set(ground.words[max(0, k - 3) : k]))
            if not compared and _names_side(book, ground, k, bodies):
                found.append((k, Side.LEFT if word in left else Side.RIGHT))
    found += [(a, Side.BOTH) for a, _ in book.spans(ground, "both_sides")]
    found += [(a, None) for a, _ in book.spans(ground, "other_side")]
    return sorted(found, key=lambda mention: mention[0])


def _names_side(book: Book, ground: Ground, k: int, bodies: set[int]) -> bool:
    """Whether "left" or "right" names a side and not a moment or a direction."""
    single = len(ground.words[k]) == 1
    if ground.words[k + 1 : k + 2] and ground.words[k + 1] in book.words("after_no_side"):
        return False
    for ahead in range(k + 1, min(k + (2 if single else 4), len(ground))):
        if ahead in bodies:
            return True
        if ground.mark[ahead] and ground.words[ahead] not in {"-", "/", "."}:
            break
    before = ground.words[k - 1] if k else ","
    after = ground.words[k + 1] if k + 1 < len(ground) else "."
    if single:
        alone = before not in {"/", "-", "'"} and (k == 0 or ground.values[k - 1] is None)
        return alone and after in {")", ",", ".", ";", ">", "<", ":"}
    if k == 0 and after in {"sided", "side"}:
        return True
    leads = before in _BEFORE_MARKS or before in book.words("before_side")
    return leads and (after in _AFTER_MARKS or after in book.words("after_side"))


def side_at(
    book: Book, mentions: list[tuple[int, Side | None]], ground: Ground, at: int, main: Side | None, carried: Side | None
) -> Side | None:
    """The side that words speak of.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    mentions : list of (int, Side or None)
        Of the sentence.
    ground : Ground
        The sentence.
    at : int
        First token of the words.
    main : Side or None
        The side that the text is about.
    carried : Side or None
        The side named last before this sentence.

    Returns
    -------
    Side or None
        ``None`` where no side was named.
    """
    if not mentions:
        return carried or main
    here = [m for m in mentions if ground.chunk[m[0]] == ground.chunk[at]]
    same = here or [m for m in mentions if ground.segment[m[0]] == ground.segment[at]] or mentions
    earlier = [m for m in same if m[0] <= at or (m[0] <= at + 3 and not _parted(book, ground.words[at : m[0]]))]
    _, side = min(earlier or same, key=lambda m: abs(m[0] - at))
    return side if side is not None else _OPPOSITE.get(main or carried or Side.BOTH)


def _parted(book: Book, words: list[str]) -> bool:
    """Whether a comma or a joining word stands among words."""
    return "," in words or bool(book.words("parts_sides") & set(words))


def main_side(sides: list[Side | None]) -> Side | None:
    """The side that a text is about: the only one named, or both where both legs are named together.

    Parameters
    ----------
    sides : list of Side or None
        As named, in order, without those that are said to be fine.

    Returns
    -------
    Side or None
        ``None`` where the text names none.
    """
    named = [side for side in sides if side is not None]
    if not named:
        return None
    if Side.BOTH in named and len(set(named)) == 1:
        return Side.BOTH
    plain = [side for side in named if side is not Side.BOTH]
    return plain[0] if plain else None
