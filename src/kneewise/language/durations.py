"""How long it has hurt, how long the morning stiffness lasts: "for about two months", "3/52 hx", how stiff it is in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kneewise.language.book import Book
from kneewise.language.dates import dated_in, recent_in
from kneewise.language.flags import Flags
from kneewise.language.found import Found, Refused
from kneewise.language.ground import Ground
from kneewise.model.lexicon import UnreadReason

_DAYS = {
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), 1 / 24),
    **dict.fromkeys(("day", "days", "d"), 1.0),
    **dict.fromkeys(("week", "weeks", "wk", "wks", "w"), 7.0),
    **dict.fromkeys(("fortnight", "fortnights"), 14.0),
    **dict.fromkeys(("month", "months", "mth", "mths", "mo", "mos"), 30.0),
    **dict.fromkeys(("year", "years", "yr", "yrs"), 365.0),
}
_SHORTHAND = {"7": 1.0, "52": 7.0, "12": 30.0}
_AMOUNTS = {"a": 1.0, "an": 1.0, "couple": 2.0, "few": 3.0, "half": 0.5}
_ROUGHLY = {"day": "days_3_to_14", "week": "weeks_2_to_6", "month": "months_3_to_12", "year": "over_1_year"}
_WHOLE_DAYS_FROM = 3
_STARTS = ("began", "injury_verb", "fell", "struck")
_NOTE_REACH = 7
FURTHEST = 20000
_OTHER_REACH = 6


@dataclass(frozen=True, slots=True)
class _Span:
    days: float | None
    unit: str
    first: int
    last: int


def _amount_before(book: Book, ground: Ground, k: int) -> tuple[float | None, int, bool]:
    """The amount before a unit, where it begins, and whether it is vague."""
    n = k - 1
    if n >= 0 and ground.words[n] in book.words("between_amount_and_unit"):
        n -= 1
    if n < 0:
        return None, k, True
    word, value = ground.words[n], ground.values[n]
    if value is not None:
        if n >= 2 and ground.words[n - 1] in {"-", "to", "or"} and ground.values[n - 2] is not None:
            return (value + (ground.values[n - 2] or 0.0)) / 2, n - 2, False
        return value, n, False
    if word in _AMOUNTS:
        half = _AMOUNTS[word] == 1.0 and n >= 1 and ground.words[n - 1] == "half"
        while n >= 1 and ground.words[n - 1] in {"a", "half"}:
            n -= 1
        return (0.5 if half else _AMOUNTS[word]), n, False
    if word in book.words("vague_amount"):
        return None, n, True
    if word in book.words("this_or_last"):
        return 1.0, n, False
    return None, k, True


def _spans(book: Book, ground: Ground) -> list[_Span]:
    """All lengths of time in a sentence."""
    spans = []
    for k, word in enumerate(ground.words):
        if word in _DAYS and ground.values[k] is None:
            amount, first, vague = _amount_before(book, ground, k)
            if len(word) == 1 and ground.values[max(k - 1, 0)] is None:
                continue
            last = k
            if ground.words[k + 1 : k + 4] == ["and", "a", "half"] and amount is not None:
                amount, last = amount + 0.5, k + 3
            spans.append(_Span(None if vague or amount is None else amount * _DAYS[word], word.rstrip("s"), first, last))
        elif word == "/" and 0 < k < len(ground) - 1 and ground.words[k + 1] in _SHORTHAND and ground.values[k - 1] is not None:
            dated = (k + 2 < len(ground) and ground.words[k + 2] == "/") or ground.words[k - 1] == "24"
            around = {*ground.words[max(0, k - 4) : k], *ground.words[k + 2 : k + 6]}
            ends = k + 2 == len(ground) or ground.mark[k + 2]
            timed = around & ({",", "."} | book.words("for_how_long") | book.words("after_duration") | book.words("near_shorthand"))
            if not dated and (ground.words[k + 1] != "7" or ends or timed):
                spans.append(_Span((ground.values[k - 1] or 0) * _SHORTHAND[ground.words[k + 1]], "", k - 1, k + 1))
    return spans


def durations_in(book: Book, ground: Ground, flags: Flags, today: date | None) -> tuple[list[Found], list[Refused]]:
    """Find how long the complaint has lasted.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    flags : Flags
        What of it is about others, the past or what might be.
    today : date or None
        The day on which the text was written, if known.

    Returns
    -------
    (list of Found, list of Refused)
        ``duration_days``, or a class of ``duration`` where the words are vague, and what would need a date.
    """
    about = book.words("about_words")
    other = {k for a, b in book.spans(ground, "other_time") for k in range(a, b)}
    start = {k for name in _STARTS for a, b in book.spans(ground, name) for k in range(a, b)}
    dated, refused = dated_in(book, ground, flags, other, start, today)
    for span in _spans(book, ground):
        if flags.dropped[span.first] or not _is_complaint(book, ground, span, other, start, about):
            continue
        if flags.past[span.first] and span.last + 1 < len(ground) and ground.words[span.last + 1] in {"ago", "back"}:
            continue
        if span.days is None:
            return _vague(span), refused
        if span.days > FURTHEST:
            return [], [*refused, Refused("duration_days", UnreadReason.OUT_OF_RANGE, span.first, span.last)]
        days = round(span.days) if span.days >= _WHOLE_DAYS_FROM else round(span.days, 1)
        return [Found("duration_days", float(days), span.first, span.last)], refused
    return dated or recent_in(ground, flags, other, start), refused


def _vague(span: _Span) -> list[Found]:
    rough = _ROUGHLY.get(span.unit, "")
    return [Found("duration", rough, span.first, span.last)] if rough else []


def _is_complaint(book: Book, ground: Ground, span: _Span, other: set[int], start: set[int], about: frozenset[str]) -> bool:
    """Whether a length of time is that of the complaint."""
    if ground.words[span.last + 1 : span.last + 2] == ["ago"] and {"that", "this"} & set(
        ground.words[max(0, span.first - 3) : span.first - 1]
    ):
        return True  # "that was four days ago"
    if ground.words[span.first - 1 : span.first] == ["for"] and span.first - 2 in other:
        return False  # "after no exercise for a year now"
    reach = range(max(0, span.first - 8), min(len(ground), span.last + 7))
    segment = ground.segment[span.first]
    near_other = [k for k in other if k in reach and ground.segment[k] == segment]
    near_start = [k for k in start if k in reach and ground.segment[k] == segment]
    if _nearest(near_other, span) <= min(_nearest(near_start, span), _OTHER_REACH):
        return False
    if span.days is None and ground.words[span.first] not in book.words("vague_amount") and span.unit != "year":
        return False
    begun = bool(near_start) or any(ground.segment[k] == segment and k < span.first for k in start)
    by_next = _by_what_follows(book, ground, span, near_start=bool(near_start), begun=begun)
    if by_next is not None:
        return by_next
    return _by_what_stands_before(book, ground, span, start, about, near_start=bool(near_start))


def _by_what_follows(book: Book, ground: Ground, span: _Span, *, near_start: bool, begun: bool) -> bool | None:
    """What the words after a length of time say of it: "ago", "history", "old"; ``None`` where they say nothing."""
    after = [word for word in ground.words[span.last + 1 : span.last + 5] if word != "'"]
    following = after[0] if after else ""
    if following in book.words("old_word") or after[:2] == ["of", "age"] or following in book.words("of_something_else"):
        return False
    if following == "after":
        return span.unit == "" or (near_start and bool(set(after) & book.words("blow_word")))
    if following in book.words("ago_word"):
        return begun
    if following in book.words("after_duration"):
        return True
    if following == "of" and span.days is not None and span.days >= 1:
        return not {"after", "despite"} & set(ground.words[max(0, span.first - 1) : span.first])
    heads_a_note = span.first == 0 or ground.mark[span.first - 1]
    if (
        heads_a_note
        and span.days is not None
        and span.days >= 1
        and book.words("complaint_word") & set(ground.words[span.last + 1 : span.last + _NOTE_REACH])
    ):
        return following not in book.words("not_of_complaint")
    # a matter of hours counts only as "hours ago"
    return False if span.days is not None and span.days < 1 else None


def _by_what_stands_before(book: Book, ground: Ground, span: _Span, start: set[int], about: frozenset[str], *, near_start: bool) -> bool:
    """What the words before a length of time say of it: "for", "since", "had it"."""
    before = ground.words[max(0, span.first - 5) : span.first]
    had = before[-2:] in (["had", "it"], ["had", "this"], ["have", "it"], ["had", "that"])
    if span.unit == "" or had or _stands_alone(ground, span, about):
        return True
    chunk = {ground.words[k] for k in range(span.first) if ground.chunk[k] == ground.chunk[span.first]}
    if chunk & book.words("habit_word"):
        return False
    rested = chunk & book.words("rest_word") and chunk & book.words("activity_word")
    if rested or ("over" in before and chunk & book.words("built_up")):
        return False  # "after no exercise for a year", "up from 70 km over 5 weeks"
    ends = span.last + 1 == len(ground) or ground.mark[span.last + 1]
    if ends and span.days is not None and span.first - 1 in start and ground.words[span.first] not in book.words("this_or_last"):
        return True
    leads = book.words("for_how_long")
    lead = [word for word in before if word not in about or word in leads]
    if not lead or lead[-1] not in leads:
        return False
    if lead[-1] in {"last", "past"} and "in" in before and not near_start and not chunk & book.words("complaint_word"):
        return False  # "ran much more in the last three weeks"
    return near_start or lead[-1] != "during"


def _stands_alone(ground: Ground, span: _Span, about: frozenset[str]) -> bool:
    """Whether nothing else stands between the commas ("inner knee pain, 3 months, worse on stairs")."""
    chunk = ground.chunk[span.first]
    words = [k for k in range(len(ground)) if ground.chunk[k] == chunk and not ground.mark[k] and ground.words[k] not in about]
    return span.days is not None and bool(words) and all(span.first <= k <= span.last for k in words) and len(set(ground.chunk)) > 1


def _nearest(places: list[int], span: _Span) -> int:
    return min((min(abs(k - span.first), abs(k - span.last)) for k in places), default=99)


def stiffness_in(book: Book, ground: Ground, flags: Flags) -> list[Found]:
    """Find how long the stiffness of the morning lasts.

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
        ``morning_stiffness_min`` or a class of ``morning_stiffness``.
    """
    stiff = book.spans(ground, "stiff")
    if not stiff or not book.spans(ground, "morning") or flags.dropped[stiff[0][0]]:
        return []
    for k, word in enumerate(ground.words):
        unit = {"min": 1.0, "mins": 1.0, "minute": 1.0, "minutes": 1.0, "hour": 60.0, "hours": 60.0, "hr": 60.0, "hrs": 60.0}.get(word)
        if unit is None:
            continue
        amount, first, vague = _amount_before(book, ground, k)
        lead = set(ground.words[max(0, first - 4) : first])
        if word == "hour" and "half" in ground.words[max(0, k - 3) : k]:
            amount = 0.5
        if vague or amount is None:
            return [Found("morning_stiffness", "under_30", first, k)] if unit == 1.0 else [Found("morning_stiffness", "over_60", first, k)]
        minutes = amount * unit
        if lead & book.words("more_than") and minutes >= 60:
            return [Found("morning_stiffness", "over_60", first, k)]
        if lead & book.words("less_than") and minutes <= 30:
            return [Found("morning_stiffness", "under_30", first, k)]
        if 0 <= minutes <= 720:
            return [Found("morning_stiffness_min", minutes, first, k)]
    return []
