"""Who, when and how surely: which words speak of the person's knee now, and which only of others, the past, or what might be."""

from __future__ import annotations

from dataclasses import dataclass

from kneewise.language.book import Book
from kneewise.language.ground import Ground
from kneewise.language.story import Story

_FIRST_PERSON = frozenset({"i", "i'm", "i've", "i'd", "i'll", "my", "me", "mine", "we"})
_THIRD_PERSON = frozenset({"he", "she", "his", "her", "him", "they", "their", "he's", "she's"})
_THE_PATIENT = frozenset({"patient", "pt", "he", "she", "his", "her"})
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
_SAYS_REACH = 3
_HAPPENS = frozenset({"fell", "had", "has", "tore", "got", "twisted", "broke", "collapsed", "hurt", "ruptured", "dislocated"})
_TELLS_ON = frozenset({"had", "was", "were", "got", "did", "then", "and", "which", "it", "they", "needed", "where", "when", "with"})
"""Words with which a story of the past goes on after a comma."""
_IN_ONES = (["in", "my"], ["in", "his"], ["in", "her"])
_IS_NOW = frozenset({"am", "is", "i'm", "he's", "she's", "now", "are"})
_SPANS = frozenset({"few", "couple", "day", "days", "week", "weeks", "month", "months", "year", "hour", "hours", "several"})
_FAMILY_THINGS = (["doctor"], ["gp"], ["physician"], ["practice"], ["practitioner"], ["holiday"], ["medicine"], ["walk"], ["car"])
_TOLD_OF = frozenset({"has", "had", "is", "was", "got", "takes", "took", "needed", "needs", "tore", "'s", "broke", "died"})
_PERSONS = frozenset({"it", "i", "you", "we", "he", "she", "they", "one", "someone", "anyone", "anything", "somebody", "i've", "i'm"})
_TO_COME = frozenset(
    {"get", "gets", "develop", "develops", "have", "has", "notice", "notices", "had", "start", "starts", "become", "becomes", "experience"}
)
_IS_WHAT = frozenset({"be", "mean", "need", "get", "become", "have", "indicate", "cause", "turn", "heal", "still"})
_GRANTS = frozenset({"that", "because", "since", "if", "when", "as", "given", "with", "after"})
_OWN_STATE = frozenset({"my", "i", "i've", "i'm", "his", "her", "he", "she", "the", "it", "it's", "a", "both"})
_NEVER = frozenset({"never", "not", "none", "nothing", "nil", "no"})
_ARTICLES = frozenset({"a", "the", "it"})
_ANSWER_YES = frozenset({"yes", "yeah", "yep", "yup", "definitely", "sometimes", "often"})
_ANSWER_NO = frozenset({"no", "nope", "none", "nah", "never", "nil"})


@dataclass(slots=True)
class Flags:
    """Per token of a sentence, what it is worth.

    Parameters
    ----------
    dropped : list of bool
        Not about this person now.
    doubt : list of int
        The first token of the words that doubt it, -1 for none.
    past : list of bool
        Lies in the past.
    relatives : list of bool
        Is about a relative or friend.
    supposed : list of bool
        Only asked or supposed.
    """

    dropped: list[bool]
    doubt: list[int]
    past: list[bool]
    relatives: list[bool]
    supposed: list[bool]


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
    _others(book, ground, story, flags)
    _what_might_be(book, ground, flags)
    _doubt(book, ground, flags)
    _past(book, ground, story, flags)
    if story.plan_line:
        flags.dropped = [True] * size
    return flags


def answer_of(ground: Ground) -> bool | None:
    """Whether a sentence begins as an answer to the question before it."""
    first = ground.words[0] if ground.words else ""
    alone = len(ground) < 2 or ground.words[1] in {",", ".", "!", "but", "-", ";"}
    if first in _ANSWER_NO and alone:
        return False
    return True if first in _ANSWER_YES else None


def _headings(book: Book, ground: Ground, story: Story) -> None:
    for name in ("head_now", "head_plan", "head_past"):
        for a, b in book.spans(ground, name):
            heads = a == 0 and b < len(ground) and ground.words[b] == ":"
            if heads or (a == 0 and name != "head_plan"):
                story.plan_line = name == "head_plan"
                story.past_line = name == "head_past"


def _others(book: Book, ground: Ground, story: Story, flags: Flags) -> None:
    """Mark what is said of relatives and friends."""
    size = len(ground)
    own = _FIRST_PERSON - {"me"} if story.first_person else _THE_PATIENT
    start = 0
    cues = _other_cues(book, ground, story)
    story.other_person = False
    for a, b in cues:
        if a < start:
            continue
        start = a
        while start < size and not (start > b and (_own_begins(ground, start, own) or ground.words[start] in story.patient_words)):
            flags.dropped[start] = flags.relatives[start] = True
            start += 1
        story.other_person = True
    if story.other_person and any(word in own for word in ground.words):
        story.other_person = not _own_begins(ground, 0, own)


def _other_cues(book: Book, ground: Ground, story: Story) -> list[tuple[int, int]]:
    """Where the sentence turns to someone else who is not merely reporting about the patient."""
    says = {a for a, _ in book.spans(ground, "says")}
    cues = [(a, b) for a, b in book.spans(ground, "relative") if not set(ground.words[a:b]) & story.patient_words]
    cues = [(a, b) for a, b in cues if not says & set(range(b, b + _SAYS_REACH)) and not _is_company(book, ground, a, b)]
    cues += [(a, b) for a, b in book.spans(ground, "family_history") if ground.words[b : b + 1] not in _FAMILY_THINGS]
    bare = book.words("relative_word") - story.patient_words
    for k, word in enumerate(ground.words[:-1]):
        if word in bare and (k == 0 or ground.mark[k - 1]) and ground.words[k + 1] in _TOLD_OF:
            cues.append((k, k + 1))
    if story.other_person and story.first_person and ground.words and ground.words[0] in _THIRD_PERSON:
        cues.append((0, 1))
    return sorted(cues)


def _is_company(book: Book, ground: Ground, a: int, b: int) -> bool:
    """Whether someone is only there ("with my dad"), and nothing is told of them ("when my mate fell in the ditch")."""
    acts = b < len(ground) and ground.words[b] in _HAPPENS and not _FIRST_PERSON & set(ground.words[b : b + 4])
    return not acts and bool(book.words("with_someone") & set(ground.words[max(0, a - 2) : a]))


def _own_begins(ground: Ground, k: int, own: frozenset[str]) -> bool:
    """Whether a new clause about the person begins here."""
    previous = ground.words[k - 1] if k else ","
    opens = previous in {",", "and", "but", ";", "-", "so", ":", "(", ")"} or ground.words[k] in {"but", "however"}
    ahead = ground.words[k : k + 3]
    return opens and (
        ground.words[k] in own
        or ground.words[k] in {"no", "denies", "mine", "patient", "pt", "this"}
        or ground.words[k] in {"i", "i'm", "i've"}
        or (ground.words[k] in {"but", "and", "now"} and len(ahead) > 1 and ahead[1] in own)
    )


def _what_might_be(book: Book, ground: Ground, flags: Flags) -> None:
    """Mark conditions, warnings and questions."""
    size = len(ground)
    for a, b in book.spans(ground, "cue_if"):
        if _is_habit(book, ground, a, b) or (ground.asks and _takes_for_granted(book, ground, 0, b - 1)):
            continue
        for k in range(a, size):
            if k > b and ground.words[k] in {"but", "however"}:
                break
            flags.dropped[k] = flags.supposed[k] = True
    for a, _ in book.spans(ground, "cue_warning"):
        if a and ground.words[a - 1] in {"no", "any", "without"}:
            continue  # "no sign of" denies and warns of nothing
        for k in range(a, size):
            flags.dropped[k] = True
    if ground.asks:
        _asked(book, ground, flags)


def _asked(book: Book, ground: Ground, flags: Flags) -> None:
    """Mark what a question asks, not what it takes for granted ("could it be a clot if my calf is swollen?")."""
    presumed = {a for a, _ in book.spans(ground, "presumed_question")}
    if not presumed and any(a == 0 for a, _ in book.spans(ground, "cue_general")) and not _OWN_STATE & set(ground.words) - _ARTICLES:
        flags.dropped = flags.supposed = [True] * len(ground)  # "can running cause arthrosis later?"
        return
    for a, b in book.spans(ground, "cue_question"):
        if a in presumed:
            return
        if not (a == 0 or ground.mark[a - 1] or ground.words[a - 1] in {"and", "but", "or", "so"}):
            continue
        if ground.words[a:b] == ["what", "if"]:
            flags.doubt[a:] = [a] * (len(ground) - a)
            return
        named = b < len(ground) and ground.words[b] in {"my", "his", "her"}  # "could my swollen calf be a clot?"
        for k in range(a, len(ground)):
            if k > a and _takes_for_granted(book, ground, a, k):
                return
            named = named and ground.words[k] not in _IS_WHAT
            if named:
                continue
            flags.dropped[k] = flags.supposed[k] = True
        return


def _takes_for_granted(book: Book, ground: Ground, first: int, k: int) -> bool:
    """Whether a clause begins in a question that states what is so."""
    if k + 1 >= len(ground) or ground.words[k] not in _GRANTS or ground.words[k + 1] not in _OWN_STATE:
        return False
    if ground.words[k] in {"if", "when"}:
        return not _changes(ground, k + 1)
    judged = any(first <= a < k for a, _ in book.spans(ground, "cue_judgement"))
    return ground.words[k] != "that" or judged


def _is_habit(book: Book, ground: Ground, a: int, b: int) -> bool:
    """Whether an "if" only says when ("if I squat it hurts")."""
    if (a > 0 and ground.words[a - 1] in {"as", "like", "even"}) or (ground.words[a] == "whether" and "not" in ground.words[b : b + 6]):
        return True
    if b >= len(ground) or any(True for _ in book.spans(ground, "cue_advice")):
        return False
    if ground.words[b] not in _PERSONS:
        return ground.words[b].endswith("ing") or ground.words[b] in {"pressed", "my", "touched"}
    return not _changes(ground, b)


def _changes(ground: Ground, k: int) -> bool:
    """Whether the verb after a person's or a part's name speaks of something that has not happened yet."""
    return bool(_TO_COME & set(ground.words[k + 1 : k + 3]))


def _doubt(book: Book, ground: Ground, flags: Flags) -> None:
    """Mark what the writer does not know."""
    size = len(ground)
    for a, b in book.spans(ground, "cue_doubt"):
        if a and ground.words[a - 1] in {"what", "who", "how", "whatever"}:
            continue
        if ground.words[max(0, a - 3) : a + 1] == ["try", "as", "i", "might"]:
            continue
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


def _past(book: Book, ground: Ground, story: Story, flags: Flags) -> None:
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
    for a, _ in book.spans(ground, "cue_over"):
        for k in _what_is_over(ground, a):
            flags.past[k] = True
    for a, _ in book.spans(ground, "cue_past_near"):
        if a and ground.words[a] in {"history", "hx", "h/o", "old"} and ground.words[a - 1] in _NO_PAST:
            continue
        if ground.words[a] == "used" and "where" in ground.words[max(0, a - 4) : a]:
            continue
        for k in range(size):
            flags.past[k] |= ground.chunk[k] == ground.chunk[a]


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
    return before in {"in", "during", "(", "back", "year", "circa", "about", "around"} or after in {":", ")"} or k == 0
