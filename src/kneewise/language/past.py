"""What lies in the past and is not said to go on."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.ground import Ground
from kneewise.language.story import Story

_NO_PAST = frozenset(
    {
        "no",
        "denies",
        "without",
        "hour",
        "day",
        "week",
        "month",
        "year",
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "wk",
        "short",
        "long",
        "/",
    }
)
_TELLS_ON = frozenset({"had", "was", "were", "got", "did", "then", "and", "which", "it", "they", "needed", "where", "when", "with"})
"""Words with which a story of the past goes on after a comma."""
_IN_ONES = (["in", "my"], ["in", "his"], ["in", "her"])
_IS_NOW = frozenset({"am", "is", "i'm", "he's", "she's", "now", "are"})
_SPANS = frozenset({"few", "couple", "day", "days", "week", "weeks", "month", "months", "year", "hour", "hours", "several"})
_HARDLY = frozenset({"hardly", "nearly", "almost", "partly", "still", "yet", "if", "until"})
_NEVER = frozenset({"never", "not", "none", "nothing", "nil", "no"})


def mark_past(book: Book, ground: Ground, story: Story, flags: Flags) -> None:
    """Mark what lies in the past and is not said to go on."""
    size = len(ground)
    if story.past_line:
        flags.past = [True] * size
        return
    goes_on = [a for a, _ in book.spans(ground, "cue_ever_since") if not a or ground.words[a - 1] not in _NEVER]
    ever_since = {ground.segment[a] for a in goes_on}
    now = [a for a, _ in book.spans(ground, "cue_still")]
    years = [(k, k + 1) for k, value in enumerate(ground.values) if _is_year(ground, k, value, story.this_year)]
    for a, b in [*book.spans(ground, "cue_past"), *years]:
        segment = ground.segment[a]
        lately = ground.words[a:b] == ["in", "the", "past"] and b < size and (ground.values[b] is not None or ground.words[b] in _SPANS)
        if lately or (ground.words[a : a + 2] in _IN_ONES and a and ground.words[a - 1] in _IS_NOW):
            continue
        if segment in ever_since:
            continue
        first = max((n for n in now if n < a), default=0)
        last = min((n for n in now if n > a), default=size)
        going_on = [k for k, _ in book.spans(ground, "present") if k >= b]
        last = min([last, *(max(b, ground.chunk.index(ground.chunk[k])) for k in going_on)])
        reached = _chunks_of_the_past(ground, a, b)
        for k in range(first, last):
            flags.past[k] |= ground.segment[k] == segment and ground.chunk[k] in reached
    lost = {k for a, b in book.spans(ground, "sign_when_gone") for k in range(a, b)}
    for a in said_to_be_over(book, ground):
        over = _what_is_over(ground, a)
        if not lost & set(over):  # "the feeling in my toes is all gone now" is over for nobody
            for k in over:
                flags.past[k] = True
    for a, _ in book.spans(ground, "cue_past_near"):
        if a and ground.words[a] == "old" and ground.words[a - 1] in {"right", "good", "proper", "fair"}:
            continue  # "gave it a right old twist"
        if a and ground.words[a] in {"history", "hx", "h/o", "old"} and ground.words[a - 1] in _NO_PAST:
            continue
        if ground.words[a] == "used" and "where" in ground.words[max(0, a - 4) : a]:
            continue
        until = min((n for n in now if n > a), default=size)  # "used to come on at 10k, now it's there after 2"
        for k in range(until):
            flags.past[k] |= ground.chunk[k] == ground.chunk[a]


def said_to_be_over(book: Book, ground: Ground) -> list[int]:
    """Where a sentence says that something is over; "it is not gone now" does not."""
    said = [a for a, _ in book.spans(ground, "cue_over")]
    return [a for a in said if not any(w in _NEVER or w.endswith("n't") or w in _HARDLY for w in ground.words[max(0, a - 3) : a])]


def _what_is_over(ground: Ground, a: int) -> list[int]:
    """The words before "is long gone" that it speaks of: back to a comma or "and", or the piece before where it stands alone in its own."""
    own = [k for k in range(a) if ground.chunk[k] == ground.chunk[a] and not ground.mark[k]]
    if any(not ground.filler[k] for k in own):
        joints = [k for k in own if ground.words[k] in {"and", "but", "so", "then"}]
        return [k for k in own if not joints or k > joints[-1]]
    return [k for k in range(a) if ground.chunk[k] == ground.chunk[a] - 1]


def _chunks_of_the_past(ground: Ground, a: int, b: int) -> set[int]:
    """Pieces that a cue of the past reaches: its own, the next where it stands alone in its own, and those that go on telling."""
    own = ground.chunk[a]
    reached = {own}
    alone = all(
        ground.filler[k] or ground.mark[k] or ground.values[k] is not None or a <= k < b
        for k in range(len(ground))
        if ground.chunk[k] == own
    )
    for chunk in range(own + 1, max(ground.chunk) + 1):
        words = [k for k in range(len(ground)) if ground.chunk[k] == chunk and not ground.mark[k]]
        goes_on = bool(words) and ground.words[words[0]] in _TELLS_ON
        if not goes_on and not (alone and chunk == own + 1):
            break
        reached.add(chunk)
    return reached


def _is_year(ground: Ground, k: int, value: float | None, this_year: int | None) -> bool:
    """Whether a number names a year that is over ("in 2015", "2012:"); a year of birth is none."""
    if value is None or not 1940 <= value <= 2100 or len(ground.words[k]) != 4:
        return False
    if (this_year is not None and value >= this_year) or "born" in ground.words[max(0, k - 3) : k]:
        return False
    before = ground.words[k - 1] if k else ""
    after = ground.words[k + 1] if k + 1 < len(ground) else ""
    return before in {"in", "time", "during", "(", "back", "year", "circa", "about", "around"} or after in {":", ")"} or k == 0
