"""Ranges of motion in degrees: "ROM 0-90", "flexion 110", "lacks 10 degrees of extension"."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.found import Found
from kneewise.language.ground import Ground

LEAST_BEND = 10
RIGHT_ANGLE = 90
FULL_BEND = 130
_REACH = 7
_BEFORE = 6


def motion_in(book: Book, ground: Ground, flags: Flags) -> list[Found]:
    """Read what a range of motion says of bending to a right angle and of straightening.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    flags : Flags
        What of it is about others or what might be.

    Returns
    -------
    list of Found
        ``flexion_under_90``, ``flexion_contracture``, ``full_motion``.
    """
    found: list[Found] = []
    for a, b in book.spans(ground, "range_of_motion"):
        numbers = _numbers(book, ground, b) or _numbers(book, ground, max(0, a - _BEFORE))
        if flags.dropped[a] or not numbers:
            continue
        last = numbers[-1]
        top = ground.values[last] or 0.0
        bottom = (ground.values[numbers[0]] or 0.0) if len(numbers) > 1 else None
        if not LEAST_BEND <= top <= 170 or (bottom is not None and not 0 <= bottom <= 60):
            continue
        first, last = min(a, numbers[0]), max(a, last)
        found.append(Found("flexion_under_90", top < RIGHT_ANGLE, first, last))
        if bottom is not None and bottom >= 5:
            found.append(Found("flexion_contracture", True, first, last))
        if bottom is not None and bottom < 5 and top >= FULL_BEND:
            found.append(Found("full_motion", True, first, last))
        return found
    for a, b in book.spans(ground, "bend_to"):
        numbers = _numbers(book, ground, b)
        if numbers and not flags.dropped[a]:
            top = ground.values[numbers[0]] or 0.0
            if 20 <= top <= 170:
                return [Found("flexion_under_90", top < RIGHT_ANGLE, a, numbers[0])]
    return found


def _numbers(book: Book, ground: Ground, start: int) -> list[int]:
    """Tokens of one number or of a range that follow soon."""
    places: list[int] = []
    between = book.words("between_degrees")
    for k in range(start, min(start + _REACH, len(ground))):
        if ground.values[k] is not None:
            places.append(k)
            if len(places) == 2:
                break
        elif (places and ground.words[k] not in between) or ground.words[k] in {",", ";", "pain", "painful"}:
            break
    return places
