"""What lies in the past and is not said to go on."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.ground import Ground
from kneewise.language.story import Story


def mark_past(book: Book, ground: Ground, story: Story, flags: Flags) -> None:
    """Mark what lies in the past and is not said to go on."""
    size = len(ground)
    if story.past_line:
        flags.past = [True] * size
        return
    never, owner = book.words("never_word"), book.words("owner")
    goes_on = [a for a, _ in book.spans(ground, "cue_ever_since") if not a or ground.words[a - 1] not in never]
    ever_since = {ground.segment[a] for a in goes_on}
    now = [a for a, _ in book.spans(ground, "cue_still")]
    years = [(k, k + 1) for k, value in enumerate(ground.values) if _is_year(book, ground, k, value, story.this_year)]
    for a, b in [*book.spans(ground, "cue_past"), *years]:
        segment = ground.segment[a]
        span = b < size and (ground.values[b] is not None or ground.words[b] in book.words("span_of_late"))
        lately = span and ground.words[a:b] == ["in", "the", "past"]
        in_ones = ground.words[a] == "in" and owner & set(ground.words[a + 1 : a + 2])
        if lately or (in_ones and a and ground.words[a - 1] in book.words("is_now")):
            continue
        if segment in ever_since:
            continue
        first = max((n for n in now if n < a), default=0)
        last = min((n for n in now if n > a), default=size)
        going_on = [k for k, _ in book.spans(ground, "present") if k >= b]
        last = min([last, *(max(b, ground.chunk.index(ground.chunk[k])) for k in going_on)])
        reached = _chunks_of_the_past(book, ground, a, b)
        for k in range(first, last):
            flags.past[k] |= ground.segment[k] == segment and ground.chunk[k] in reached
    lost = {k for a, b in book.spans(ground, "sign_when_gone") for k in range(a, b)}
    for a in said_to_be_over(book, ground):
        over = _what_is_over(book, ground, a)
        if not lost & set(over):  # "the feeling in my toes is all gone now" is over for nobody
            for k in over:
                flags.past[k] = True
    for a, _ in book.spans(ground, "cue_past_near"):
        if a and ground.words[a] == "old" and ground.words[a - 1] in book.words("before_old_lately"):
            continue  # "gave it a right old twist"
        if a and ground.words[a] in book.words("history_word") and ground.words[a - 1] in book.words("no_past"):
            continue
        if ground.words[a] == "used" and "where" in ground.words[max(0, a - 4) : a]:
            continue
        until = min((n for n in now if n > a), default=size)  # "used to come on at 10k, now it's there after 2"
        for k in range(until):
            flags.past[k] |= ground.chunk[k] == ground.chunk[a]


def said_to_be_over(book: Book, ground: Ground) -> list[int]:
    """Where a sentence says that something is over; "it is not gone now" does not."""
    said = [a for a, _ in book.spans(ground, "cue_over")]
    not_over = book.words("never_word") | book.words("hardly_word") if said else frozenset()
    return [a for a in said if not any(w in not_over or w.endswith("n't") for w in ground.words[max(0, a - 3) : a])]


def _what_is_over(book: Book, ground: Ground, a: int) -> list[int]:
    """The words before "is long gone" that it speaks of: back to a comma or "and", or the piece before where it stands alone in its own."""
    own = [k for k in range(a) if ground.chunk[k] == ground.chunk[a] and not ground.mark[k]]
    if any(not ground.filler[k] for k in own):
        joints = [k for k in own if ground.words[k] in book.words("joins_what_is_over")]
        return [k for k in own if not joints or k > joints[-1]]
    return [k for k in range(a) if ground.chunk[k] == ground.chunk[a] - 1]


def _chunks_of_the_past(book: Book, ground: Ground, a: int, b: int) -> set[int]:
    """Pieces that a cue of the past reaches: its own, the next where it stands alone in its own, and those that go on telling."""
    own, tells_on = ground.chunk[a], book.words("tells_on")
    reached = {own}
    alone = all(
        ground.filler[k] or ground.mark[k] or ground.values[k] is not None or a <= k < b
        for k in range(len(ground))
        if ground.chunk[k] == own
    )
    for chunk in range(own + 1, max(ground.chunk) + 1):
        words = [k for k in range(len(ground)) if ground.chunk[k] == chunk and not ground.mark[k]]
        goes_on = bool(words) and ground.words[words[0]] in tells_on
        if not goes_on and not (alone and chunk == own + 1):
            break
        reached.add(chunk)
    return reached


def _is_year(book: Book, ground: Ground, k: int, value: float | None, this_year: int | None) -> bool:
    """Whether a number names a year that is over ("in 2015", "2012:"); a year of birth is none."""
    if value is None or not 1940 <= value <= 2100 or len(ground.words[k]) != 4:
        return False
    if (this_year is not None and value >= this_year) or "born" in ground.words[max(0, k - 3) : k]:
        return False
    before = ground.words[k - 1] if k else ""
    after = ground.words[k + 1] if k + 1 < len(ground) else ""
    return before in book.words("before_year") or after in {":", ")"} or k == 0
