"""When it began, as a day: "yesterday", "since Saturday", "on Monday", "since May"; days are counted back from today."""

from __future__ import annotations

from datetime import date, timedelta

from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.found import Found, Refused
from kneewise.language.ground import Ground
from kneewise.model.lexicon import UnreadReason

_RECENT = {"yesterday": 1.0, "today": 0.0, "tonight": 0.0}
_NOW = (["this", "morning"], ["this", "afternoon"], ["this", "evening"], ["just", "now"])
_BEFORE = (["last", "night"], ["yesterday", "evening"], ["yesterday", "morning"])
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MIDDLE_OF_MONTH = 15
_AHEAD = 7
"""A roughly named day at most this far ahead is taken for today."""
_SHIFTS = {"early": -10, "beginning": -10, "start": -10, "late": 10, "end": 10}
_START_REACH = 12
_OTHER_REACH = 4


def recent_in(ground: Ground, flags: Flags, other: set[int], start: set[int]) -> list[Found]:
    """Find a beginning yesterday, today, this morning or last night.

    Parameters
    ----------
    ground : Ground
        The sentence.
    flags : Flags
        What of it is about others, the past or what might be.
    other, start : set of int
        Words about other things that take time, and words that tell of a beginning.

    Returns
    -------
    list of Found
        ``duration_days`` or nothing.
    """
    for k, word in enumerate(ground.words):
        days: float | None = _RECENT.get(word)
        pair = ground.words[k : k + 2]
        if pair in _NOW or pair in _BEFORE:
            days = 0.0 if pair in _NOW else 1.0
        if days is None or flags.dropped[k] or flags.past[k]:
            continue
        if _tells_of_start(ground, k, other, start):
            return [Found("duration_days", days, k, k)]
    return []


def dated_in(
    book: Book, ground: Ground, flags: Flags, other: set[int], start: set[int], today: date | None
) -> tuple[list[Found], list[Refused]]:
    """Find a beginning on a named day or in a named month.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground, flags, other, start
        As for :func:`recent_in`.
    today : date or None
        Without it no day can be counted back.

    Returns
    -------
    (list of Found, list of Refused)
        ``duration_days``, and the words that need a date that is not known.
    """
    since: list[Found] = []
    on: list[Found] = []
    refused: list[Refused] = []
    leads = book.words("before_date")
    for k, word in enumerate(ground.words):
        if word not in leads or (word == "last" and k > 0 and ground.words[k - 1] in leads - {"last"}):
            continue
        named = _named(book, ground, k)
        if named is None:
            continue
        ahead = ground.words[named + 1 : named + 3]
        other_date = ahead == ["last", "week"] or (named + 1 < len(ground) and ground.values[named + 1] is not None)
        days = None if today is None or other_date or today.year <= 1 else _days_since(ground.words[k + 1 : named + 1], today)
        if days is None:
            refused.append(Refused("duration_days", UnreadReason.NEEDS_A_DATE, k, named))
        elif not flags.dropped[k] and not flags.past[k] and (word == "since" or _tells_of_start(ground, k, other, start)):
            (since if word == "since" else on).append(Found("duration_days", float(days), k, named))
    return (since or on)[:1], refused


def _named(book: Book, ground: Ground, k: int) -> int | None:
    """The token after a lead that names a day or a time of the year."""
    dates, between = book.words("date_words"), book.words("between_date")
    for n in range(k + 1, min(k + 5, len(ground))):
        if ground.words[n] in dates or ground.words[n].rstrip("s") in dates:
            return n
        if ground.words[n] == "may" and ground.words[n - 1] in book.words("before_may"):
            return n
        if ground.words[n] not in between:
            return None
    return None


def _days_since(words: list[str], today: date) -> int | None:
    """Days from the last such day to today; ``None`` for a time of no certain date ("since the race")."""
    name = words[-1]
    if name in _WEEKDAYS:
        return (today.weekday() - _WEEKDAYS.index(name)) % 7 or (7 if len(words) > 1 else 0)
    if name == "weekend":
        return (today.weekday() - _WEEKDAYS.index("sunday")) % 7 or 1
    if name == "christmas":
        return (today - date(today.year - (today < date(today.year, 12, 25)), 12, 25)).days
    if name not in _MONTHS:
        return None
    month = _MONTHS.index(name) + 1
    shift = next((_SHIFTS[word] for word in words if word in _SHIFTS), 0)
    begun = date(today.year - (month > today.month), month, _MIDDLE_OF_MONTH) + timedelta(days=shift)
    if (begun - today).days > _AHEAD:
        begun = begun.replace(year=begun.year - 1)
    return max(0, (today - begun).days)


def _tells_of_start(ground: Ground, k: int, other: set[int], start: set[int]) -> bool:
    """Whether words of a beginning are nearer than words of other things."""
    segment = ground.segment[k]
    started = [abs(n - k) for n in start if ground.segment[n] == segment and abs(n - k) <= _START_REACH]
    hindered = [abs(n - k) for n in other if ground.segment[n] == segment and abs(n - k) <= _OTHER_REACH]
    return bool(started) and (not hindered or min(started) <= min(hindered))
