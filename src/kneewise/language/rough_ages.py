"""Ages that are said roughly: "a teenager", "in my late fifties", or as bare years at the head of a note."""

from __future__ import annotations

from kneewise.language.ages import OLDEST
from kneewise.language.flags import Flags
from kneewise.language.found import Found
from kneewise.language.ground import Ground

YOUNGEST_NOTED = 3
"""Below this "N years" at the head of a note is rather a length of time than an age."""
_ROUGHLY = {
    **dict.fromkeys(("teen", "teenage", "teenager"), 15.0),
    **dict.fromkeys(("infant", "newborn"), 0.5),
    "toddler": 2.0,
    **dict.fromkeys(("elderly", "pensioner"), 75.0),
    "octogenarian": 84.0,
}
_NAMING = frozenset({"a", "an", "my", "our", "i'm", "is", "he's", "she's", "fit", "year", "active", "healthy", "sporty", "this"})
_DECADES = dict(zip(("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties"), range(20, 90, 10), strict=True))
_PARTS = {"early": 2.0, "mid": 5.0, "middle": 5.0, "late": 8.0}
_SELF = frozenset({"i'm", "am", "is", "he's", "she's", "patient", "man", "woman", "lady", "gentleman", "male", "female", "runner", "now"})
_YEARS = frozenset({"year", "years", "yr", "yrs"})
_COMPLAINT = frozenset({"pain", "knee", "ache", "aching", "swelling", "left", "right", "painful", "history", "of"})


def age_by_words(ground: Ground, flags: Flags, *, first: bool) -> Found | None:
    """Find an age that is only roughly said: "a teenager", "in my late fifties", or years at the head of a note.

    Parameters
    ----------
    ground : Ground
        The sentence.
    flags : Flags
        What of it is about someone else or the past.
    first : bool
        It is the first sentence of the text.

    Returns
    -------
    Found or None
        The middle of what was said, in years.
    """
    for k, word in enumerate(ground.words):
        before = ground.words[k - 1] if k else ""
        if flags.dropped[k]:
            continue
        if word in _ROUGHLY and not flags.past[k] and (before in _NAMING or (first and k == 0)):
            return Found("age", _ROUGHLY[word], k, k)
        decade = _decade(ground, k)
        if decade is not None and _SELF & set(ground.words[max(0, k - 5) : k]):
            return Found("age", decade, k, k)
    heads = first and len(ground) > 2 and ground.words[1] in _YEARS and ground.words[2] == ","
    value = ground.values[0] or 0.0
    complaint = _COMPLAINT & set(ground.words[3:6])
    return Found("age", value, 0, 1) if heads and YOUNGEST_NOTED <= value <= OLDEST and not complaint else None


def _decade(ground: Ground, k: int) -> float | None:
    """The age of "in my late fifties" or "in his 50s"."""
    word, value = ground.words[k], ground.values[k]
    start: float | None = _DECADES.get(word)
    if start is None and value is not None and value in _DECADES.values() and ground.words[k + 1 : k + 2] in (["s"], ["'s"]):
        start = value
    part = ground.words[k - 1] if k else ""
    owner = ground.words[k - 2 if part in _PARTS else k - 1] if k > 1 else ""
    return start + _PARTS.get(part, 5.0) if start is not None and owner in {"my", "his", "her", "their", "the"} else None
