"""Ages that are said roughly: "a teenager", "in my late fifties", or as bare years at the head of a note."""

from __future__ import annotations

from kneewise.language.ages import OLDEST
from kneewise.language.book import Book
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
_DECADES = dict(zip(("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties"), range(20, 90, 10), strict=True))
_PARTS = {"early": 2.0, "mid": 5.0, "middle": 5.0, "late": 8.0}


def age_by_words(book: Book, ground: Ground, flags: Flags, *, first: bool) -> Found | None:
    """Find an age that is only roughly said: "a teenager", "in my late fifties", or years at the head of a note.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
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
    naming, says_own_age = book.words("before_age_name"), book.words("says_own_age")
    for k, word in enumerate(ground.words):
        before = ground.words[k - 1] if k else ""
        if flags.dropped[k]:
            continue
        if word in _ROUGHLY and not flags.past[k] and (before in naming or (first and k == 0)):
            return Found("age", _ROUGHLY[word], k, k)
        decade = _decade(book, ground, k)
        if decade is not None and says_own_age & set(ground.words[max(0, k - 5) : k]):
            return Found("age", decade, k, k)
    heads = first and len(ground) > 2 and ground.words[1] in book.words("year_word") and ground.words[2] == ","
    value = ground.values[0] or 0.0
    complaint = book.words("complaint_of_note") & set(ground.words[3:6])
    return Found("age", value, 0, 1) if heads and YOUNGEST_NOTED <= value <= OLDEST and not complaint else None


def _decade(book: Book, ground: Ground, k: int) -> float | None:
    """The age of "in my late fifties" or "in his 50s"."""
    word, value = ground.words[k], ground.values[k]
    start: float | None = _DECADES.get(word)
    if start is None and value is not None and value in _DECADES.values() and ground.words[k + 1 : k + 2] in (["s"], ["'s"]):
        start = value
    part = ground.words[k - 1] if k else ""
    owner = ground.words[k - 2 if part in _PARTS else k - 1] if k > 1 else ""
    return start + _PARTS.get(part, 5.0) if start is not None and owner in book.words("owner_of_decade") else None
