"""Age and sex of the person: "45M", "23 yo F", "a 52-year-old man", "I'm 34", "my son (13)"."""

from __future__ import annotations

import re

from kneewise.language.book import Book
from kneewise.language.context import Flags
from kneewise.language.found import Found, Refused
from kneewise.language.ground import Ground
from kneewise.language.story import Story
from kneewise.model.lexicon import UnreadReason

OLDEST = 120
_YEAR = frozenset({"year", "years", "yr", "yrs", "y"})
_SHORT = frozenset({"yo", "y/o", "yom", "yof", "yearold", "yrold"})
_MALE = frozenset(
    {"m", "male", "man", "gentleman", "boy", "guy", "lad", "gent", "bloke", "father", "dad", "schoolboy", "males", "yom", "sportsman"}
)
_FEMALE = frozenset(
    {
        "f",
        "female",
        "woman",
        "lady",
        "girl",
        "mum",
        "mother",
        "mom",
        "schoolgirl",
        "females",
        "yof",
        "gal",
        "housewife",
        "nun",
        "sportswoman",
        "lass",
    }
)
_SEXED = _MALE | _FEMALE
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
_KIN_MALE = frozenset(
    {"son", "boy", "husband", "father", "dad", "brother", "boyfriend", "grandson", "nephew", "grandfather", "grandad", "lad"}
)
_KIN_FEMALE = frozenset(
    {"daughter", "girl", "wife", "mother", "mum", "mom", "sister", "girlfriend", "granddaughter", "niece", "grandmother", "gran", "grandma"}
)
_THINGS = frozenset(
    {"replacement", "prosthesis", "implant", "shoes", "trainers", "injury", "tkr", "pair", "insoles", "surgery", "operation", "is", "knee"}
)
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


def age_in(ground: Ground, flags: Flags, text: str, *, alone: bool = False) -> tuple[Found | None, Refused | None]:
    """Find the age in a sentence.

    Parameters
    ----------
    ground : Ground
        The sentence.
    flags : Flags
        What of it is about someone else.
    text : str
        The text as written; capitals tell "45M" from metres.
    alone : bool
        Take a bare number that stands by itself between commas.

    Returns
    -------
    (Found or None, Refused or None)
        The age in years, or an impossible one.
    """
    for k, value in enumerate(ground.values):
        if value is None or flags.dropped[k]:
            continue
        years = _years(ground, k, value, text) if not alone else _standing_alone(ground, k, value)
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


def _years(ground: Ground, k: int, value: float, text: str) -> float | None:
    words = [word for n, word in enumerate(ground.words[k + 1 : k + 6]) if word != "-" or n]
    one, two, three = (*words, "", "", "")[:3]
    before = ground.words[k - 1] if k else ""
    earlier = ground.words[k - 2] if k > 1 else ""
    if one in _YEAR and before in {"is", "are", "was", "about"} and earlier in _THINGS:
        return None
    if one in {"month", "months", "mo"} and two == "old":
        return None if _NO_PERSON & set(ground.words[:k]) else value / 12
    if one in _SHORT or (one in _YEAR and (two in {"old", "young"} or two in _SEXED)) or (one in _YEAR and two == "o"):
        named = three if two in {"old", "young"} else two
        return None if named in _NO_PERSON else value
    if one in _YEAR and two == "of" and three == "age":
        return None if before in {"at", "age"} else value
    whole = value == int(value) and value >= 2
    if not whole:
        return None
    if _said_after_age(ground, k, before, earlier):
        return value
    return value if _next_to_sex(ground, k, before, one, text) or _of_self(before, earlier, one) else None


def _said_after_age(ground: Ground, k: int, before: str, earlier: str) -> bool:
    """Whether "aged" or "age:" stands before."""
    if before in {":", "is", "="} and earlier in {"age", "aged"}:
        return True
    if before not in {"age", "aged"}:
        return False
    return earlier not in {"at", "since", "from", "the", "until", "of"}


def _next_to_sex(ground: Ground, k: int, before: str, one: str, text: str) -> bool:
    """Whether the sex stands beside the number ("45M", "F34", "34/F", "male, 34")."""
    opens = (
        k == 0
        or ground.mark[k - 1]
        or before in {"a", "an", "am", "i'm", "this", "is", "pt", "patient", "the", "fit", "healthy"}
        or one == "f"
    )
    value = ground.values[k] or 0
    after = ground.words[k + 2] if one in {"/", ","} and k + 2 < len(ground) else one
    place = k + 2 if one in {"/", ","} else k + 1
    if _is_tag(ground, k, text):
        return True
    if _RACES & set(ground.words[place + 1 : place + 2]):
        return False
    if after in _SEXED and opens:
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


def _is_tag(ground: Ground, k: int, text: str) -> bool:
    """Whether it is written as one tag of age and sex: "39M", "47/m", "f/29"."""
    token = ground.tokens[k]
    if not 1 <= (token.value or 0) <= 99:
        return False
    tag = _TAG_AFTER.match(text, token.end) or _TAG_BEFORE.search(text[max(0, token.start - 3) : token.start])
    following = ground.words[k + 2] if k + 2 < len(ground) else ""
    return tag is not None and following not in _RACES


def _of_self(before: str, earlier: str, one: str) -> bool:
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
    if before in _KIN_MALE | _KIN_FEMALE and one.isalpha() and one not in {"k", "km", "miles", "min", "years"}:
        return True
    if before in _KIN_MALE | _KIN_FEMALE or (before in {"is", ",", "'s"} and earlier in _KIN_MALE | _KIN_FEMALE):
        return ends
    if before == "of" and earlier in {"boy", "girl", "lad", "child", "man", "woman", "lady", "son", "daughter", "kid"}:
        return True
    if before in {"turned", "turning", "just"} and (before != "just" or earlier == "turned"):
        return ends or one in {"last", "in", "on", "today", "yesterday", "recently"}
    return (
        before == "("
        and one in {")", "m", "f", ",", "yrs", "y"}
        and earlier in (_KIN_MALE | _KIN_FEMALE | {"me", "i", "patient", "self", "myself"})
    )


def sex_in(book: Book, ground: Ground, flags: Flags, text: str) -> Found | None:
    """Find the sex where it is said beside the age or of oneself.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    flags : Flags
        What of it is about someone else.
    text : str
        The text as written.

    Returns
    -------
    Found or None
        The sex.
    """
    for k, word in enumerate(ground.words):
        if ground.values[k] is not None and not flags.dropped[k] and _is_tag(ground, k, text):
            letters = [text[t.start : t.end].lower() for t in ground.tokens[max(0, k - 2) : k + 3]]
            return Found("sex", "female" if "f" in letters else "male", k, k)
        if word not in _SEXED or flags.dropped[k]:
            continue
        near = range(max(0, k - 6), min(len(ground), k + 4))
        aged = any(ground.values[n] is not None and _years(ground, n, ground.values[n] or 0, text) is not None for n in near)
        before = ground.words[k - 1] if k else ""
        earlier = ground.words[k - 2] if k > 1 else ""
        single = len(word) == 1
        said = aged or (
            not single and (before in {"a", "an", "old"} and earlier in {"i'm", "am", "as", "im", "old", "patient", "is", "year"})
        )
        said = (
            said
            or (not single and k == 0 and word in {"male", "female"})
            or (not single and before in {"sex", ":"} and "sex" in ground.words)
        )
        if said and (not single or text[ground.tokens[k].start : ground.tokens[k].end].isupper() or ground.values[k - 1] is not None):
            return Found("sex", "male" if word in _MALE else "female", k, k)
    for name, value in (("says_female", "female"), ("says_male", "male")):
        for a, b in book.spans(ground, name):
            if not flags.dropped[a]:
                return Found("sex", value, a, b - 1)
    return None


def sex_by_pronoun(grounds: list[Ground], story: Story) -> tuple[int, Found] | None:
    """The sex of a person told about, by "he" or "she" or by what relative it is.

    Parameters
    ----------
    grounds : list of Ground
        All sentences.
    story : Story
        Who tells.

    Returns
    -------
    (int, Found) or None
        The sentence and what it says.
    """
    if story.first_person:
        return None
    male = _KIN_MALE & story.patient_words
    female = _KIN_FEMALE & story.patient_words
    for number, ground in enumerate(grounds):
        for k, word in enumerate(ground.words):
            if (
                word in male
                or (not story.patient_words and word in {"he", "his", "him", "he's"})
                or (word in {"he", "his", "he's"} and not female)
            ):
                return number, Found("sex", "male", k, k)
            if (
                word in female
                or (not story.patient_words and word in {"she", "her", "she's"})
                or (word in {"she", "her", "she's"} and not male)
            ):
                return number, Found("sex", "female", k, k)
    return None
