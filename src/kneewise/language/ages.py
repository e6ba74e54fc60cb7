"""The age of the person: "45M", "23 yo F", "a 52-year-old man", "I'm 34", "my son (13)"."""

from __future__ import annotations

import re

from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.found import Found, Refused
from kneewise.language.ground import Ground
from kneewise.model.lexicon import UnreadReason

OLDEST = 120
_TAG_AFTER = re.compile(r"[MF](?![\w'])|/[MFmf](?![\w'])")
_TAG_BEFORE = re.compile(r"(?:^|[^\w])[MFmf]/$|(?:^|[^\w])[MF]$")
_SPANS_OF_INFANTS = {"month": 12, "months": 12, "mo": 12, "mth": 12, "mths": 12, "week": 52, "weeks": 52, "wk": 52, "wks": 52}
"""How many of them a year has."""
_END_MARKS = frozenset({".", ",", ";", "!", "-", ")", "("})


def age_in(
    book: Book, ground: Ground, flags: Flags, text: str, *, alone: bool = False, of_self: bool = False
) -> tuple[Found | None, Refused | None]:
    """Find the age in a sentence.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    flags : Flags
        What of it is about someone else.
    text : str
        The text as written; capitals tell "45M" from metres.
    alone : bool
        Take a bare number that stands by itself between commas.
    of_self : bool
        The writer tells of themself, so that the age of a relative is none of the patient.

    Returns
    -------
    (Found or None, Refused or None)
        The age in years, or an impossible one.
    """
    for k, value in enumerate(ground.values):
        if value is None or flags.dropped[k]:
            continue
        years = years_at(book, ground, k, value, text, of_self=of_self) if not alone else _standing_alone(book, ground, k, value)
        if years is None:
            continue
        last = min(k + 2, len(ground) - 1)
        if 0 <= years <= OLDEST:
            return Found("age", round(years, 2), k, last), None
        return None, Refused("age", UnreadReason.OUT_OF_RANGE, k, last)
    return None, None


def _standing_alone(book: Book, ground: Ground, k: int, value: float) -> float | None:
    """A whole number with nothing else between two marks ("I smoke 20 a day, 64.", "74 and on warfarin")."""
    opens = k == 0 or ground.words[k - 1] in {",", "."}
    after = ground.words[k + 1] if k + 1 < len(ground) else "."
    closes = after in {",", "."} or (not k and after in book.words("after_bare_age"))
    named = len(ground.words[k]) == 2 and 12 <= value <= 99
    return value if opens and closes and named else None


def years_at(book: Book, ground: Ground, k: int, value: float, text: str, *, of_self: bool = False) -> float | None:
    """A number as an age in years, where its neighbours say that it is one."""
    sexed = book.words("male_word") | book.words("female_word")
    words = [word for n, word in enumerate(ground.words[k + 1 : k + 6]) if word != "-" or n]
    one, two, three = (*words, "", "", "")[:3]
    before = ground.words[k - 1] if k else ""
    earlier = ground.words[k - 2] if k > 1 else ""
    years, old = one in book.words("year_of_age"), book.words("old_word")
    if years and before in book.words("before_years") and earlier in book.words("thing_of_years"):
        return None
    kin = frozenset() if of_self else book.words("kin_male") | book.words("kin_female")
    if one in _SPANS_OF_INFANTS:
        return _infant(book, ground, k, value / _SPANS_OF_INFANTS[one], one, kin | sexed | book.words("infant"))
    if one in book.words("years_old") or (years and (two in old or two in sexed or two == "o")):
        return None if (three if two in old else two) in book.words("aged_thing") else value
    if years and two == "of" and three == "age":
        return None if before in {"at", "age"} else value
    whole = value == int(value) and value >= 2
    if not whole:
        return None
    if _said_after_age(book, before, earlier):
        return value
    ends = not one or one in _END_MARKS or one in book.words("after_age")
    named = ends and bool(one) and _by_name(book, ground, k, before)
    named = named or _next_to_sex(book, ground, k, (before, one), text, sexed) or _of_self(book, before, earlier, one, kin, ends=ends)
    return value if named else None


def _infant(book: Book, ground: Ground, k: int, years: float, span: str, persons: frozenset[str]) -> float | None:
    """The age of a child told in months or weeks: "my baby is 7 weeks", "5-month-old girl"; a shoe or an injury has an age too."""
    old = "old" in ground.words[k + 2 : k + 5]
    if old and (book.words("aged_thing") & set(ground.words[:k]) or (_SPANS_OF_INFANTS[span] > 12 and not persons & set(ground.words))):
        return None
    before = ground.words[k - 1] if k else ""
    named = before in book.words("infant") or (k > 1 and before in {"is", "'s", ",", "("} and ground.words[k - 2] in persons)
    return years if old or named else None


def _by_name(book: Book, ground: Ground, k: int, before: str) -> bool:
    """Whether a name stands before ("Emily's 13 and ...")."""
    return k > 1 and before == "'s" and ground.tokens[k - 2].capital and ground.words[k - 2] not in book.words("no_name")


def _said_after_age(book: Book, before: str, earlier: str) -> bool:
    """Whether "aged" or "age:" stands before."""
    age = book.words("age_word")
    if before in {":", "is", "="} and earlier in age:
        return True
    return before in age and earlier not in book.words("age_of_then")


def _next_to_sex(book: Book, ground: Ground, k: int, around: tuple[str, str], text: str, sexed: frozenset[str]) -> bool:
    """Whether the sex stands beside the number ("45M", "F34", "34/F", "male, 34")."""
    before, one = around
    opens = k == 0 or ground.mark[k - 1] or before in book.words("before_age_and_sex") or one == "f"
    value = ground.values[k] or 0
    after = ground.words[k + 2] if one in {"/", ","} and k + 2 < len(ground) else one
    place = k + 2 if one in {"/", ","} else k + 1
    if is_tag(book, ground, k, text):
        return True
    if book.words("race_word") & set(ground.words[place + 1 : place + 2]):
        return False
    if after in sexed and opens:
        letter = ground.tokens[place]
        glued = ground.tokens[k].end == letter.start
        return len(after) > 1 or (10 <= value <= 99 and (text[letter.start : letter.end].isupper() or glued or after == "f"))
    gap = 2 if before in {",", "/", "-"} else 1
    named = ground.words[k - gap] if k >= gap else ""
    if named in book.words("sex_in_full") and (gap == 1 or one in {",", ".", "", ")", "y", "years", ";"}):
        return one in {",", ".", "", ")", ";"} or one in book.words("after_sex_and_age")
    if named in {"m", "f"} and k - gap == 0 and (value >= 10 or one in {".", ","}):
        letter = ground.tokens[0]
        return text[letter.start : letter.end].isupper()
    return False


def is_tag(book: Book, ground: Ground, k: int, text: str) -> bool:
    """Whether it is written as one tag of age and sex: "39M", "47/m", "f/29"."""
    token = ground.tokens[k]
    if not 1 <= (token.value or 0) <= 99:
        return False
    tag = _TAG_AFTER.match(text, token.end) or _TAG_BEFORE.search(text[max(0, token.start - 3) : token.start])
    following = ground.words[k + 2] if k + 2 < len(ground) else ""
    return tag is not None and following not in book.words("race_word")


def _of_self(book: Book, before: str, earlier: str, one: str, kin: frozenset[str], *, ends: bool) -> bool:
    """Whether it is "I'm 34", "he is 14", "turned 40" or "my son (13)"."""
    if (
        before in book.words("subject_and_is")
        or (before == "now" and earlier in {"", ",", "and", "."})
        or (before in book.words("is_word") and earlier in book.words("before_is"))
    ):
        return ends
    if before in book.words("age_hedge") and earlier in book.words("before_age_hedge"):
        return ends
    if before in kin and one.isalpha() and one not in book.words("no_unit_of_age"):
        return True
    if before in kin or (before in {"is", ",", "'s"} and earlier in kin):
        return ends
    if before == "of" and earlier in book.words("person_of_age"):
        return True
    if before in book.words("turned_word") and (before != "just" or earlier == "turned"):
        return ends or one in book.words("when_turned")
    in_brackets = before == "(" and (one in {")", ","} or one in book.words("after_bracketed_age"))
    return in_brackets and (earlier in kin or earlier in book.words("self_word"))
