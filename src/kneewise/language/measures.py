"""Numbers with a name and a unit: "CRP 90", "T 38.6", "WBC 65,000 in aspirate", "pain 7/10"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kneewise.language.book import Book
from kneewise.language.found import Found, Refused
from kneewise.language.ground import Ground
from kneewise.language.patterns import Step, walk
from kneewise.model.lexicon import Lexicon, Measure, UnreadReason

_REACH = 6
_THOUSANDS = re.compile(r"\s*(?:k\b|thousand\b)")
_FEET = frozenset({4.0, 5.0, 6.0})
_INCHES_IN_A_FOOT = 12.0
_CM_IN_AN_INCH = 2.54
_ONE_DECIMAL = re.compile(r"\d\d[.,]\d")
_FEVER_FROM, _FEVER_TO = 37.5, 42.0
_SPACED = re.compile(r" (\d{3})(?![\d.])")
_LARGE = 10_000
"""Measures that reach this far may be written with a space between the thousands ("CK 38 000")."""
_UNIT_LENGTH = 18
_PER_TEN = re.compile(r"\s*(?:/|out of|over)\s*(?:10|ten)\b")
_RANGE_END = re.compile(r"\s*(?:-|to|or)\s*(\d{1,3}(?:\.\d+)?)\s*(?:/|out of)\s*10\b")
_MOST_PAIN = 10


@dataclass(frozen=True, slots=True)
class _Named:
    measure: Measure
    parts: tuple[tuple[Step, ...], ...]


class Measures:
    """Reads the named numbers of a lexicon."""

    def __init__(self, book: Book, lexicon: Lexicon) -> None:
        self._book = book
        self._named = [_Named(m, tuple(book.sequence(name) for name in m.names)) for m in lexicon.measures]

    def read(self, ground: Ground, line: str, near_words: Ground | None) -> tuple[list[Found], list[Refused]]:
        """Read the named numbers of a sentence.

        Parameters
        ----------
        ground : Ground
            The sentence.
        line : str
            The whole text in plain form.
        near_words : Ground or None
            The sentence before, where a fluid or a vessel may be named.

        Returns
        -------
        (list of Found, list of Refused)
            What was read and what lay outside of its range.
        """
        if all(value is None for value in ground.values):
            return [], []
        found: list[Found] = []
        refused: list[Refused] = []
        used: set[int] = set()
        for named in self._named:
            measure = named.measure
            if not self._fits(measure, ground, near_words):
                continue
            for at in range(len(ground)):
                taken = next((used_words for parts in named.parts if (used_words := walk(parts, ground, at))), ())
                if not taken:
                    continue
                is_unit = ground.words[taken[0]] in {name for u in measure.units for name in u.names}
                place = _number_for(ground, taken, self._book.words("between_words"), unit=is_unit)
                if place is None or place in used:
                    continue
                result = _valued(measure, ground, line, place, taken)
                if result is None:
                    continue
                used.add(place)
                first, last = min(*taken, place), max(*taken, place)
                if isinstance(result, float):
                    found.append(Found(measure.finding, result, first, last))
                    found += _read_again(self._book, measure, ground, line, place, used)
                else:
                    refused.append(Refused(measure.finding, result, first, last))
        found += _feet_and_inches(self._book, ground, used)
        found += self._unnamed(ground, line, used)
        pain, wrong = _pain(self._book, ground, line)
        return found + pain, refused + wrong

    def _unnamed(self, ground: Ground, line: str, used: set[int]) -> list[Found]:
        """Numbers whose unit says what they are ("39 degrees and shivering")."""
        found = []
        for measure in (named.measure for named in self._named if named.measure.alone_high > 0):
            vetoed = {ground.chunk[a] for a, _ in self._book.spans(ground, measure.alone_unless)} if measure.alone_unless else set()
            for k, number in enumerate(ground.values):
                if number is None or k in used or ground.chunk[k] in vetoed:
                    continue
                value = _with_unit(measure, number, _tail(line, ground.tokens[k].end))
                if value is None and measure.finding == "temperature_c" and _is_bare_temperature(self._book, ground, k, line):
                    value = number
                if value is not None and measure.alone_low <= value <= measure.alone_high:
                    used.add(k)
                    found.append(Found(measure.finding, round(value, 2), k, min(k + 1, len(ground) - 1)))
        return found

    def _fits(self, measure: Measure, ground: Ground, near_words: Ground | None) -> bool:
        def says(name: str) -> bool:
            grounds = [g for g in (ground, near_words) if g is not None]
            return any(self._book.spans(g, name) for g in grounds)

        return (not measure.needs or says(measure.needs)) and not (measure.unless and says(measure.unless))


def _feet_and_inches(book: Book, ground: Ground, used: set[int]) -> list[Found]:
    """Body height as "5 foot 11" or "5ft 6"."""
    names = book.words("foot_of_height")
    for k in range(len(ground) - 2):
        feet, inches = ground.values[k], ground.values[k + 2]
        if feet in _FEET and ground.words[k + 1] in names and inches is not None and 0 <= inches < _INCHES_IN_A_FOOT:
            used |= {k, k + 2}
            return [Found("height_cm", round((feet * _INCHES_IN_A_FOOT + inches) * _CM_IN_AN_INCH, 1), k, k + 2)]
    return []


def _is_bare_temperature(book: Book, ground: Ground, k: int, line: str) -> bool:
    """Whether it can hardly be anything else: "this evening I've got 38.1", with one decimal and no unit."""
    written = line[ground.tokens[k].start : ground.tokens[k].end]
    if not _ONE_DECIMAL.fullmatch(written) or not _FEVER_FROM <= (ground.values[k] or 0.0) <= _FEVER_TO:
        return False
    after = ground.words[k + 1] if k + 1 < len(ground) else "."
    marked = k > 0 and ground.mark[k - 1] and ground.words[k - 1] not in {",", "(", "-", ";"}
    counted = marked or after in book.words("no_temperature_unit") or after[:1].isdigit()
    return not counted and not book.words("no_temperature") & set(ground.words[max(0, k - 4) : k])


def _read_again(book: Book, measure: Measure, ground: Ground, line: str, place: int, used: set[int]) -> list[Found]:
    """A later reading that is not named again ("temp 37 yesterday, now 39.2")."""
    now = book.words("now_word")
    for k in range(place + 1, len(ground)):
        if ground.values[k] is None or k in used or not now & set(ground.words[k - 2 : k]):
            continue
        result = _valued(measure, ground, line, k, (place,))
        if isinstance(result, float):
            used.add(k)
            return [Found(measure.finding, result, k, k)]
    return []


def _number_for(ground: Ground, taken: tuple[int, ...], between: frozenset[str], *, unit: bool) -> int | None:
    """The number that belongs to a name: one just before a unit, else the next one, else the one before."""
    if taken[0] > 0 and ground.values[taken[0] - 1] is not None and unit:
        return taken[0] - 1
    for k in range(taken[0], min(taken[-1] + _REACH, len(ground))):
        if ground.values[k] is not None:
            return k
        if k > taken[-1] and ground.words[k] not in between and ground.words[k] not in {":", ","}:
            break
    for k in range(taken[0] - 1, max(-1, taken[0] - 3), -1):
        if ground.values[k] is not None:
            return k
        if ground.mark[k] and ground.words[k] not in {"%", "\u00b0"}:
            break
    return None


def _valued(measure: Measure, ground: Ground, line: str, place: int, taken: tuple[int, ...]) -> float | UnreadReason | None:
    """The value in the finding's own unit, a reason why not, or nothing where the number speaks of something else."""
    token = ground.tokens[place]
    number = token.value or 0.0
    if taken[-1] < place and _PER_TEN.match(line, token.end):
        return None
    end = token.end
    thousand, spaced = _THOUSANDS.match(line, end), _SPACED.match(line, end)
    if thousand:
        number, end = number * 1000, thousand.end()
    elif spaced and measure.high >= _LARGE and 0 < number < 1000 and number == int(number):
        number, end = number * 1000 + float(spaced.group(1)), spaced.end()
    converted = _with_unit(measure, number, _tail(line, end))
    if converted is not None:
        return _ranged(measure, converted)
    for unit in measure.units:
        if unit.bare_low <= number <= unit.bare_high and unit.bare_high > 0:
            return _ranged(measure, number * unit.factor + unit.offset)
    if all(unit.bare_high == 0 for unit in measure.units):
        return None
    return UnreadReason.OUT_OF_RANGE


def _tail(line: str, end: int) -> str:
    """What follows a number."""
    return line[end : end + _UNIT_LENGTH].lstrip(" (")


def _with_unit(measure: Measure, number: float, tail: str) -> float | None:
    """The number in the finding's own unit where one of the units follows it."""
    tight = tail.replace(" ", "")
    for unit in measure.units:
        for name in sorted(unit.names, key=len, reverse=True):
            fits = tail.startswith(name) and not tail[len(name) : len(name) + 1].isalpha()
            if fits or (not name.isalpha() and tight.startswith(name)):
                return number * unit.factor + unit.offset
    return None


def _ranged(measure: Measure, value: float) -> float | UnreadReason:
    return round(value, 2) if measure.low <= value <= measure.high else UnreadReason.OUT_OF_RANGE


def _pain(book: Book, ground: Ground, line: str) -> tuple[list[Found], list[Refused]]:
    """Pain as n of 10, now and at its worst."""
    scores: list[tuple[float, int, set[str]]] = []
    refused: list[Refused] = []
    at_present, no_pain = book.words("at_present"), book.words("no_pain_score")
    for k, value in enumerate(ground.values):
        if value is None:
            continue
        wide = _RANGE_END.match(line, ground.tokens[k].end)
        of_ten = _PER_TEN.match(line, ground.tokens[k].end)
        chunk = {ground.words[n] for n in range(len(ground)) if ground.chunk[n] == ground.chunk[k]}
        again = bool(scores) and bool(at_present & chunk) and value == int(value) and value <= _MOST_PAIN
        if not of_ten and not wide and not again:
            continue
        if no_pain & set(ground.words[max(0, k - 3) : k + 6]):
            continue
        score = max(value, float(wide.group(1))) if wide else value
        if not 0 <= score <= _MOST_PAIN:
            refused.append(Refused("pain_now", UnreadReason.OUT_OF_RANGE, k, min(k + 2, len(ground) - 1)))
        elif not wide or score != value or not scores or scores[-1][1] + 2 < k:
            scores.append((score, k, chunk))
    return [Found(name, score, k, min(k + 2, len(ground) - 1)) for name, score, k in _named_scores(book, scores)], refused


def _named_scores(book: Book, scores: list[tuple[float, int, set[str]]]) -> list[tuple[str, float, int]]:
    """Which score is the pain now and which the worst one, by the words of their pieces."""
    at_present, at_worst = book.words("at_present"), book.words("worst_word")
    present = next((s for s in scores if at_present & s[2]), None)
    worst = next((s for s in scores if at_worst & s[2] and s is not present), None)
    rest = [s for s in scores if s is not present and s is not worst]
    if present is None and rest:
        present = rest.pop(0)
    if worst is None and present is not None:
        at_worst |= book.words("worst_when")
        worst = next((s for s in rest if at_worst & s[2] or s[0] > present[0]), None)
    found = [("pain_now", present), ("pain_worst", worst)]
    return [(name, s[0], s[1]) for name, s in found if s is not None]
