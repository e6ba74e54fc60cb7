"""The age of the person: "45M", "23 yo F", "a 52-year-old man", "I'm 34", "my son (13)"."""

from __future__ import annotations

import re

from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.found import Found, Refused
from kneewise.language.ground import Ground
from kneewise.model.lexicon import UnreadReason

OLDEST = 120
_YEAR = frozenset({"year", "years", "yr", "yrs", "y"})
_SHORT = frozenset({"yo", "y/o", "yom", "yof", "yearold", "yrold"})
_TAG_AFTER = re.compile(r"[MF](?![\w'])|/[MFmf](?![\w'])")
_TAG_BEFORE = re.compile(r"(?:^|[^\w])[MFmf]/$|(?:^|[^\w])[MF]$")
_RACES = frozenset({"sprint", "sprints", "dash", "swim", "run", "race", "hill", "hills", "reps", "rep", "drop", "x"})
_NO_PERSON = frozenset(
    {
        "shoes",
        "injury",
        "trainers",
        "scar",
        "shoe",
        "car",
        "house",
        "dog",
        "mattress",
        "pair",
        "knee",
        "replacement",
        "tear",
        "problem",
        "prosthesis",
    }
)
_THINGS = frozenset(
    {"replacement", "prosthesis", "implant", "shoes", "trainers", "injury", "tkr", "pair", "insoles", "surgery", "operation", "is", "knee"}
)
_SPANS_OF_INFANTS = {"month": 12, "months": 12, "mo": 12, "mth": 12, "mths": 12, "week": 52, "weeks": 52, "wk": 52, "wks": 52}
"""How many of them a year has."""
_INFANTS = frozenset({"baby", "infant", "newborn", "toddler", "child", "one", "bub", "bairn"})
_DAYS = frozenset({"today", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "that", "it", "there", "pain"})
_ENDS = frozenset(
    {
        ".",
        ",",
        ";",
        "!",
        "and",
        "with",
        "but",
        "who",
        "-",
        ")",
        "now",
        "so",
        "male",
        "female",
        "m",
        "f",
        "years",
        "year",
        "yrs",
        "(",
        "by",
        "this",
    }
)


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
        years = years_at(book, ground, k, value, text, of_self=of_self) if not alone else _standing_alone(ground, k, value)
        if years is None:
            continue
        last = min(k + 2, len(ground) - 1)
        if 0 <= years <= OLDEST:
            return Found("age", round(years, 2), k, last), None
        return None, Refused("age", UnreadReason.OUT_OF_RANGE, k, last)
    return None, None


def _standing_alone(ground: Ground, k: int, value: float) -> float | None:
    """A whole number with nothing else between two marks ("I smoke 20 a day, 64.", "74 and on warfarin")."""
    opens = k == 0 or ground.words[k - 1] in {",", "."}
    closes = k + 1 == len(ground) or ground.words[k + 1] in ({",", "."} if k else {",", ".", "and", "with", "here", "now"})
    named = len(ground.words[k]) == 2 and 12 <= value <= 99
    return value if opens and closes and named else None


def years_at(book: Book, ground: Ground, k: int, value: float, text: str, *, of_self: bool = False) -> float | None:
    """A number as an age in years, where its neighbours say that it is one."""
    sexed = book.words("male_word") | book.words("female_word")
    words = [word for n, word in enumerate(ground.words[k + 1 : k + 6]) if word != "-" or n]
    one, two, three = (*words, "", "", "")[:3]
    before = ground.words[k - 1] if k else ""
    earlier = ground.words[k - 2] if k > 1 else ""
    if one in _YEAR and before in {"is", "are", "was", "about"} and earlier in _THINGS:
        return None
    kin = frozenset() if of_self else book.words("kin_male") | book.words("kin_female")
    if one in _SPANS_OF_INFANTS:
        return _infant(ground, k, value / _SPANS_OF_INFANTS[one], one, kin | sexed | _INFANTS)
    if one in _SHORT or (one in _YEAR and (two in {"old", "young"} or two in sexed)) or (one in _YEAR and two == "o"):
        return None if (three if two in {"old", "young"} else two) in _NO_PERSON else value
    if one in _YEAR and two == "of" and three == "age":
        return None if before in {"at", "age"} else value
    whole = value == int(value) and value >= 2
    if not whole:
        return None
    if _said_after_age(ground, k, before, earlier):
        return value
    named = _by_name(ground, k, before, one) or _next_to_sex(ground, k, (before, one), text, sexed) or _of_self(before, earlier, one, kin)
    return value if named else None


def _infant(ground: Ground, k: int, years: float, span: str, persons: frozenset[str]) -> float | None:
    """The age of a child told in months or weeks: "my baby is 7 weeks", "5-month-old girl"; a shoe or an injury has an age too."""
    old = "old" in ground.words[k + 2 : k + 5]
    if old and (_NO_PERSON & set(ground.words[:k]) or (_SPANS_OF_INFANTS[span] > 12 and not persons & set(ground.words))):
        return None
    before = ground.words[k - 1] if k else ""
    named = before in _INFANTS | {"toddler"} or (k > 1 and before in {"is", "'s", ",", "("} and ground.words[k - 2] in persons)
    return years if old or named else None


def _by_name(ground: Ground, k: int, before: str, one: str) -> bool:
    """Whether it is "Emily's 13 and ..."."""
    return k > 1 and before == "'s" and ground.tokens[k - 2].capital and ground.words[k - 2] not in _DAYS and one in _ENDS


def _said_after_age(ground: Ground, k: int, before: str, earlier: str) -> bool:
    """Whether "aged" or "age:" stands before."""
    if before in {":", "is", "="} and earlier in {"age", "aged"}:
        return True
    if before not in {"age", "aged"}:
        return False
    return earlier not in {"at", "since", "from", "the", "until", "of"}


def _next_to_sex(ground: Ground, k: int, around: tuple[str, str], text: str, sexed: frozenset[str]) -> bool:
    """Whether the sex stands beside the number ("45M", "F34", "34/F", "male, 34")."""
    before, one = around
    opens = (
        k == 0
        or ground.mark[k - 1]
        or before in {"a", "an", "am", "i'm", "this", "is", "pt", "patient", "the", "fit", "healthy"}
        or one == "f"
    )
    value = ground.values[k] or 0
    after = ground.words[k + 2] if one in {"/", ","} and k + 2 < len(ground) else one
    place = k + 2 if one in {"/", ","} else k + 1
    if is_tag(ground, k, text):
        return True
    if _RACES & set(ground.words[place + 1 : place + 2]):
        return False
    if after in sexed and opens:
        letter = ground.tokens[place]
        glued = ground.tokens[k].end == letter.start
        return len(after) > 1 or (10 <= value <= 99 and (text[letter.start : letter.end].isupper() or glued or after == "f"))
    gap = 2 if before in {",", "/", "-"} else 1
    named = ground.words[k - gap] if k >= gap else ""
    if named in {"male", "female", "man", "woman"} and (gap == 1 or one in {",", ".", "", ")", "y", "years", ";"}):
        return one in {",", ".", "", ")", ";", "with", "presents", "who", "c/o", "and", "runner", "complains"}
    if named in {"m", "f"} and k - gap == 0 and (value >= 10 or one in {".", ","}):
        letter = ground.tokens[0]
        return text[letter.start : letter.end].isupper()
    return False


def is_tag(ground: Ground, k: int, text: str) -> bool:
    """Whether it is written as one tag of age and sex: "39M", "47/m", "f/29"."""
    token = ground.tokens[k]
    if not 1 <= (token.value or 0) <= 99:
        return False
    tag = _TAG_AFTER.match(text, token.end) or _TAG_BEFORE.search(text[max(0, token.start - 3) : token.start])
    following = ground.words[k + 2] if k + 2 < len(ground) else ""
    return tag is not None and following not in _RACES


def _of_self(before: str, earlier: str, one: str, kin: frozenset[str]) -> bool:
    """Whether it is "I'm 34", "he is 14", "turned 40" or "my son (13)"."""
    ends = one in _ENDS or not one
    if (
        before in {"i'm", "im", "she's", "he's"}
        or (before == "now" and earlier in {"", ",", "and", "."})
        or (before in {"am", "is", "now", "i'm"} and earlier in {"i", "he", "she", "am", "i'm", "who", "patient", "im"})
    ):
        return ends
    if before in {"only", "just", "nearly", "almost", "now"} and earlier in {"i'm", "am", "he's", "she's", "is"}:
        return ends
    if before in kin and one.isalpha() and one not in {"k", "km", "miles", "min", "years"}:
        return True
    if before in kin or (before in {"is", ",", "'s"} and earlier in kin):
        return ends
    if before == "of" and earlier in {"boy", "girl", "lad", "child", "man", "woman", "lady", "son", "daughter", "kid"}:
        return True
    if before in {"turned", "turning", "just"} and (before != "just" or earlier == "turned"):
        return ends or one in {"last", "in", "on", "today", "yesterday", "recently"}
    return before == "(" and one in {")", "m", "f", ",", "yrs", "y"} and earlier in (kin | {"me", "i", "patient", "self", "myself"})
