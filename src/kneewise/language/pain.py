"""What a sentence says of pain in a circumstance or a place: that it hurts, that it is fine, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kneewise.language.book import Book
from kneewise.language.denials import Denial, verdict
from kneewise.language.flags import Flags
from kneewise.language.ground import Ground

_COMMA_COST = 4
_NEAR = 2.0  # words between "can't" and what cannot be done


class Said(Enum):
    """What is said."""

    HURTS = "hurts"
    FINE = "fine"
    EASES = "eases"
    OTHER = "other"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Predicate:
    """One statement about pain, from one token to another (exclusive); ``near_only``: it speaks of the next words only ("can't squat")."""

    first: int
    end: int
    said: Said
    near_only: bool = False


def predicates_in(book: Book, ground: Ground, flags: Flags, denials: list[Denial], *, lay: bool) -> list[Predicate]:
    """Find the statements about pain in a sentence.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    flags : Flags
        What of it is doubtful or not about this person.
    denials : list of Denial
        Of the sentence.
    lay : bool
        Told by the person; tenderness found by an examiner is no statement about where it hurts.

    Returns
    -------
    list of Predicate
        In order.
    """
    taken: set[int] = set()
    found: list[Predicate] = []
    tender = Said.HURTS if lay else Said.OTHER
    kinds = (
        ("pred_void", Said.OTHER),
        ("pred_fine", Said.FINE),
        ("pred_eases", Said.EASES),
        ("pred_tender", tender),
        ("pred_hurts", Said.HURTS),
        ("pred_other", Said.OTHER),
        ("pred_cannot", Said.HURTS),
        ("pred_able", Said.FINE),
    )
    for name, said in kinds:
        for a, b in book.spans(ground, name):
            words = set(range(a, b))
            if words & taken or flags.dropped[a]:
                continue
            taken |= words
            if said is Said.EASES and verdict(denials, tuple(range(a, b))) is not False:
                continue
            found.append(Predicate(a, b, _after_denial(said, flags, denials, a, b), near_only=name in {"pred_cannot", "pred_able"}))
    return sorted(found, key=lambda predicate: predicate.first)


def _after_denial(said: Said, flags: Flags, denials: list[Denial], a: int, b: int) -> Said:
    denied = verdict(denials, tuple(range(a, b)))
    if flags.doubt[a] >= 0:
        return Said.DOUBT
    if denied is None:
        return Said.DOUBT
    if denied:
        return {Said.HURTS: Said.FINE, Said.FINE: Said.HURTS, Said.EASES: Said.DOUBT}.get(said, said)
    return said


def said_of(
    book: Book, ground: Ground, predicates: list[Predicate], taken: tuple[int, ...], denials: list[Denial], before: Said | None
) -> Said | None:
    """What is said of pain about some words.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    predicates : list of Predicate
        Its statements about pain.
    taken : tuple of int
        The words of the circumstance or place.
    denials : list of Denial
        Of the sentence.
    before : Said or None
        What the sentence before said last, where this one goes on from it.

    Returns
    -------
    Said or None
        ``None`` where nothing is said.
    """
    inside = [p for p in predicates if set(range(p.first, p.end)) <= set(taken)]
    if any(p.said is Said.HURTS for p in inside):
        return Said.HURTS
    if any(p.said is Said.FINE for p in inside):
        return Said.FINE
    own = [
        p
        for p in predicates
        if p not in inside and (not p.near_only or (0 <= _distance(book, ground, p, taken) <= _NEAR and p.end <= taken[0]))
    ]
    segment = ground.segment[taken[0]]
    near = [p for p in own if ground.segment[p.first] == segment]
    if near:
        chosen = _chosen(book, ground, near, taken)
        if chosen.said is Said.OTHER and ground.chunk[chosen.first] != ground.chunk[taken[0]]:
            return None
        return _turned(chosen.said, denials, taken, chosen)
    earlier = [p for p in own if ground.segment[p.first] < segment and p.said is not Said.OTHER]
    if earlier:
        first = ground.segment.index(segment)
        turns = ground.words[first] in book.words("flips") and not set(ground.words[first + 1 : first + 3]) & book.words("no_flip")
        return _flipped(earlier[-1].said) if turns else _turned(earlier[-1].said, denials, taken, earlier[-1])
    later = [p for p in own if ground.segment[p.first] > segment and p.said is not Said.OTHER]
    return None if later else before and _turned(before, denials, taken, None)


def _chosen(book: Book, ground: Ground, near: list[Predicate], taken: tuple[int, ...]) -> Predicate:
    """The statement that governs the words: the nearest about pain in the same piece, else in the segment."""
    own = [p for p in near if ground.chunk[p.first] == ground.chunk[taken[0]]]
    pool = own or near
    pained = [p for p in pool if p.said is not Said.OTHER]
    return min(pained or pool, key=lambda p: _distance(book, ground, p, taken))


def _turned(said: Said, denials: list[Denial], taken: tuple[int, ...], predicate: Predicate | None) -> Said:
    """Turn the statement round where a denial reaches the words but not the statement ("hurts going down, not going up")."""
    for denial in denials:
        inside = set(taken)
        if set(range(denial.first, denial.last + 1)) & inside:
            continue
        reached = predicate is not None and bool(
            set(range(predicate.first, predicate.end)) & ({*range(denial.first, denial.last + 1)} | denial.reaches)
        )
        if inside & denial.reaches and not reached:
            return _flipped(said)
    return said


def _distance(book: Book, ground: Ground, predicate: Predicate, taken: tuple[int, ...]) -> float:
    """Words between, commas dearer; what stands before wins a tie."""
    first, last = taken[0], taken[-1]
    if predicate.end <= first:
        between = range(predicate.end, first)
        tie = 0.0
    elif predicate.first > last:
        between = range(last + 1, predicate.first)
        tie = 0.5
    else:
        return 0.0
    commas = sum(ground.words[k] in {",", "-", ":", "("} for k in between)
    joining = book.words("joins_clauses")
    joins = sum(ground.words[k] in joining for k in between)
    return len(between) + _COMMA_COST * commas + 1.5 * joins + tie


def _flipped(said: Said) -> Said:
    return {Said.HURTS: Said.FINE, Said.FINE: Said.HURTS}.get(said, said)
