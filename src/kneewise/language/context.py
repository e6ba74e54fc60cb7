"""Who, when and how surely: which words speak of the person's knee now, and which only of others, the past, or what might be."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.ground import Ground
from kneewise.language.others import mark_others
from kneewise.language.past import mark_past
from kneewise.language.story import Story


def flags_of(book: Book, ground: Ground, story: Story) -> Flags:
    """Flag the words of a sentence.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    story : Story
        What came before; brought up to date.

    Returns
    -------
    Flags
        One entry per token.
    """
    size = len(ground)
    flags = Flags([False] * size, [-1] * size, [False] * size, [False] * size, [False] * size)
    story.plan_line = story.past_line = False
    _headings(book, ground, story)
    mark_others(book, ground, story, flags)
    _what_might_be(book, ground, flags)
    _doubt(book, ground, flags)
    mark_past(book, ground, story, flags)
    if story.plan_line:
        flags.dropped = [True] * size
    return flags


def answer_of(book: Book, ground: Ground) -> bool | None:
    """Whether a sentence begins as an answer to the question before it."""
    first = ground.words[0] if ground.words else ""
    alone = len(ground) < 2 or ground.words[1] in {",", ".", "!", "but", "-", ";"}
    if first in book.words("answer_no") and alone:
        return False
    return True if first in book.words("answer_yes") else None


def _headings(book: Book, ground: Ground, story: Story) -> None:
    for name in ("head_now", "head_plan", "head_past"):
        for a, b in book.spans(ground, name):
            heads = a == 0 and b < len(ground) and ground.words[b] == ":"
            if heads or (a == 0 and name != "head_plan"):
                story.plan_line = name == "head_plan"
                story.past_line = name == "head_past"


def _what_might_be(book: Book, ground: Ground, flags: Flags) -> None:
    """Mark conditions, warnings and questions."""
    size = len(ground)
    for a, b in book.spans(ground, "cue_if"):
        if _is_habit(book, ground, a, b) or (ground.asks and _takes_for_granted(book, ground, 0, b - 1)):
            continue
        for k in range(a, size):
            if k > b and ground.words[k] in book.words("but_word"):
                break
            flags.dropped[k] = flags.supposed[k] = True
    for a, b in book.spans(ground, "cue_warning"):
        if (a and ground.words[a - 1] in book.words("before_no_warning")) or ground.words[b : b + 2] == ["better", "off"]:
            continue  # "no sign of" denies and warns of nothing; who "would be better off without me" is in need
        for k in range(a, size):
            flags.dropped[k] = True
    if ground.asks:
        _asked(book, ground, flags)


def _asked(book: Book, ground: Ground, flags: Flags) -> None:
    """Mark what a question asks, not what it takes for granted ("could it be a clot if my calf is swollen?")."""
    presumed = {a for a, _ in book.spans(ground, "presumed_question")}
    presumed |= {a for a, _ in book.spans(ground, "cue_how_urgent")}  # how long it can wait is asked of something that is there
    own = book.words("own_state") - book.words("no_own_state")
    if not presumed and any(a == 0 for a, _ in book.spans(ground, "cue_general")) and not own & set(ground.words):
        flags.dropped = flags.supposed = [True] * len(ground)  # "can running cause arthrosis later?"
        return
    for a, b in book.spans(ground, "cue_question"):
        if a in presumed:
            return
        if not (a == 0 or ground.mark[a - 1] or ground.words[a - 1] in book.words("before_question")):
            continue
        if ground.words[a:b] == ["what", "if"]:
            flags.doubt[a:] = [a] * (len(ground) - a)
            return
        named = b < len(ground) and ground.words[b] in book.words("owner")  # "could my swollen calf be a clot?"
        ends_subject = book.words("ends_subject")
        for k in range(a, len(ground)):
            if k > a and _takes_for_granted(book, ground, a, k):
                return
            named = named and ground.words[k] not in ends_subject
            if named:
                continue
            flags.dropped[k] = flags.supposed[k] = True
        return


def _takes_for_granted(book: Book, ground: Ground, first: int, k: int) -> bool:
    """Whether a clause begins in a question that states what is so."""
    if k + 1 >= len(ground) or ground.words[k] not in book.words("grants") or ground.words[k + 1] not in book.words("own_state"):
        return False
    if ground.words[k] in {"if", "when"}:
        return not _changes(book, ground, k + 1)
    judged = any(first <= a < k for a, _ in book.spans(ground, "cue_judgement"))
    return ground.words[k] != "that" or judged


def _is_habit(book: Book, ground: Ground, a: int, b: int) -> bool:
    """Whether an "if" only says when ("if I squat it hurts")."""
    if (a > 0 and ground.words[a - 1] in book.words("before_no_condition")) or (
        ground.words[a] == "whether" and "not" in ground.words[b : b + 6]
    ):
        return True
    if b >= len(ground) or any(True for _ in book.spans(ground, "cue_advice")):
        return False
    told = {k for k in range(a) if ground.chunk[k] == ground.chunk[a]}
    if book.words("tells_of_now") & {ground.words[k] for k in told} and not book.words("of_the_future") & set(ground.words[:a]):
        return not _changes(book, ground, b)  # "I scream if the blanket shifts the knee"
    if ground.words[b] not in book.words("anyone"):
        return ground.words[b].endswith("ing") or ground.words[b] in book.words("after_if_of_habit")
    return not _changes(book, ground, b)


def _changes(book: Book, ground: Ground, k: int) -> bool:
    """Whether the verb after a person's or a part's name speaks of something that has not happened yet."""
    return bool(book.words("to_come") & set(ground.words[k + 1 : k + 3]))


def _doubt(book: Book, ground: Ground, flags: Flags) -> None:
    """Mark what the writer does not know."""
    size = len(ground)
    for a, b in book.spans(ground, "cue_doubt"):
        if a and ground.words[a - 1] in book.words("before_no_doubt"):
            continue
        if ground.words[max(0, a - 3) : a + 1] == ["try", "as", "i", "might"]:
            continue
        if b < size and ground.values[b] is not None:
            continue  # "maybe thirty minutes": only the number is rough
        for k in range(a, size):
            if k >= b and (ground.segment[k] != ground.segment[a] or ground.words[k] == ","):
                break
            if ground.asks and k >= b and _takes_for_granted(book, ground, a, k):
                break
            flags.doubt[k] = a
    for k, word in enumerate(ground.words):
        if word != "?":
            continue
        after = ground.tokens[k + 1].start - ground.tokens[k].end if k + 1 < size else -1
        apart = k == 0 or ground.tokens[k - 1].end < ground.tokens[k].start
        if (after == 0 and apart) or (after > 0 and k and ground.words[k - 1] in {",", "(", ":"}):
            for n in range(k + 1, size):
                if ground.mark[n]:
                    break
                flags.doubt[n] = k
