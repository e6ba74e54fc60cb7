"""What a "no", "denies", "never" or "negative" reaches in its sentence, and where that is not clear."""

from __future__ import annotations

from dataclasses import dataclass, field

from kneewise.language.book import Book
from kneewise.language.ground import Ground

_LIST_MARKS = frozenset({",", "/", "-"})
_OR = frozenset({"or", "nor", "/"})
_LONGEST_ITEM = 6
_LONGEST_BARE = 4
_DOUBLE_REACH = 7


@dataclass(slots=True)
class Denial:
    """One cue and the words it reaches; ``unclear`` are words it may or may not reach, ``core`` are the words that deny."""

    first: int
    last: int
    core: set[int]
    reaches: set[int] = field(default_factory=set)
    unclear: set[int] = field(default_factory=set)


class _Reader:
    """Finds the denials of one sentence."""

    def __init__(self, book: Book, ground: Ground) -> None:
        self.g = ground
        self.size = len(ground)
        self.book = book
        self.masked = {k for a, b in book.spans(ground, "cue_pseudo") for k in range(a, b)}
        self.cues: list[tuple[int, int, str]] = []
        taken = set(self.masked)
        for kind in ("cue_denies", "cue_no", "cue_not"):
            for a, b in book.spans(ground, kind):
                if not taken & set(range(a, b)):
                    self.cues.append((a, b, kind))
                    taken |= set(range(a, b))
        self.cues.sort()
        self.starts = {a for a, _, _ in self.cues}
        self.stops = {a for a, _ in book.spans(ground, "scope_stop")}
        self.rough = {a for a, _ in book.spans(ground, "not_bare")}
        self.states = {a for a, b in book.spans(ground, "state_word")}

    def denials(self) -> list[Denial]:
        found = []
        for a, b, kind in self.cues:
            denial = Denial(a, b - 1, self._core(a, b))
            if not self._lifted(b):
                if self.g.words[a] == "non":
                    denial.reaches = {b}
                else:
                    self._forward(denial, b, kind)
                self._only_now(denial)
                found.append(denial)
        return _without_doubles(self.book, found, self.g) + self._backward()

    def _core(self, a: int, b: int) -> set[int]:
        """The words of a cue that deny; the rest may belong to a phrase ("never had an injection")."""
        denying = self.book.words("denying")
        words = {k for k in range(a, b) if self.g.words[k] in denying or self.g.words[k].endswith("n't")}
        return words or set(range(a, b))

    def _lifted(self, start: int) -> bool:
        """Whether "until" or "unless" follows: it did happen, only later."""
        segment = self.g.segment[start - 1]
        for k in range(start, min(start + 8, self.size)):
            if self.g.words[k] in self.book.words("until_word"):
                return True
            if self.g.segment[k] != segment or self.g.words[k] in {",", "or", "nor", ":"}:
                return False
        return False

    def _forward(self, denial: Denial, start: int, kind: str) -> None:
        g = self.g
        of_a_verb = self.book.words("of_a_verb") if kind == "cue_not" else frozenset()
        k = start
        item = 0
        while k < self.size and g.segment[k] == g.segment[start - 1]:
            word = g.words[k]
            if k in self.starts and k > start:
                return
            if word == ":" and item == 0:
                k += 1
                continue
            if word in _OR or word in {"and", "&", "+"}:
                if not self._goes_on(k + 1, kind, word):
                    denial.unclear |= self._bare_after(k + 1) if word not in _OR else set()
                    return
                item = 0
            elif word in _LIST_MARKS:
                self._over_comma(denial, k, kind)
                return
            elif (g.mark[k] and word not in {'"', "'"}) or (item and k in self.stops and word not in of_a_verb):
                return
            else:
                denial.reaches.add(k)
                item += not g.filler[k]
            k += 1

    def _only_now(self, denial: Denial) -> None:
        """Take a denial of the moment for unclear: "not locked now" says nothing of before."""
        after = max(denial.reaches, default=self.size) + 1
        near = denial.reaches | {after}
        if any(self.g.words[k] == "now" for k in near if k < self.size and k > denial.last + 1):
            denial.unclear |= denial.reaches
            denial.reaches = set()

    def _goes_on(self, k: int, kind: str, joiner: str) -> bool:
        """Whether the denial reaches the item after a joining word."""
        if k >= self.size or self.g.segment[k] != self.g.segment[k - 1]:
            return False
        if k in self.starts:
            return False
        if k in self.stops and self.g.words[k] not in self.book.words("goes_on_denied"):
            return False
        if joiner in _OR:
            return True
        if kind == "cue_denies":
            return not self._has_verb(k)
        return kind == "cue_no" and bool(self._bare_after(k))

    def _has_verb(self, k: int) -> bool:
        """Whether a clause of its own begins ("... and the disease was well controlled")."""
        joins, verbs = self.book.words("joins_items"), self.book.words("clause_verb")
        while k < self.size and not self.g.mark[k] and self.g.words[k] not in joins:
            if self.g.words[k] in verbs:
                return True
            k += 1
        return False

    def _bare_after(self, k: int) -> set[int]:
        """Words of a short item made of names only, up to the next mark; empty where it says more."""
        words: set[int] = set()
        count = 0
        joins = self.book.words("joins_items")
        while k < self.size and not self.g.mark[k] and self.g.words[k] not in joins:
            if k in self.rough or k in self.starts or self.g.values[k] is not None:
                return set()
            if k > 0 and self.g.segment[k] != self.g.segment[k - 1] and words:
                break
            words.add(k)
            count += not self.g.filler[k]
            k += 1
        return words if 0 < count <= _LONGEST_BARE else set()

    def _over_comma(self, denial: Denial, comma: int, kind: str) -> None:
        """A list after a comma: denied as a whole where "or" closes it or all of it are bare names."""
        g = self.g
        items: list[set[int]] = []
        joiners: list[str] = []
        k = comma + 1
        current: set[int] = set()
        stopped = False
        while k < self.size and g.segment[k] == g.segment[comma]:
            word = g.words[k]
            if word in _LIST_MARKS or word in _OR or word == "and":
                if current:
                    items.append(current)
                    current = set()
                joiners.append(word)
            elif k in self.starts or (g.mark[k] and word not in {'"', "'"}):
                stopped = k in self.starts
                break
            elif k in self.stops and (not current or kind != "cue_denies"):
                stopped = True
                break
            else:
                current.add(k)
            k += 1
        if current and not stopped:
            items.append(current)
        if g.words[denial.first] in self.book.words("without_word") or (denial.first and g.words[denial.first - 1] == "after"):
            # "without a fall, the calf swelled": what follows the comma is the story, unless "or" closes a list.
            items = items if any(joiner in _OR for joiner in joiners) else []
        closed = max((n for n, joiner in enumerate(joiners) if joiner in _OR), default=-1)
        short = [len({k for k in item if not g.filler[k]}) <= _LONGEST_ITEM for item in items]
        bare = [not item & self.rough and all(g.values[k] is None for k in item) for item in items]
        states = self.states if kind == "cue_not" else set()  # "hasn't puffed up, gone red or let me down"
        named = [plain or self._names_a_pain(item) or not item & self.rough - states for item, plain in zip(items, bare, strict=True)]
        by_or = closed >= 0 and all(short) and all(named[: closed + 1])
        as_list = all(short) and (kind == "cue_denies" or (bool(items) and all(bare) and kind != "cue_not" and not stopped))
        if by_or or as_list:
            denial.reaches |= set().union(*items)
        else:
            for item, plain in zip(items, bare, strict=True):
                if not plain:
                    break
                denial.unclear |= item

    def _names_a_pain(self, item: set[int]) -> bool:
        """Whether it is a kind of pain by its name only ("night pain"), not a pain of its own ("pain on stairs")."""
        words = sorted(k for k in item if not self.g.filler[k])
        return len(words) > 1 and self.g.words[words[-1]] in self.book.words("pain_name") and not set(words[:-1]) & self.rough

    def _backward(self) -> list[Denial]:
        """Denials that stand after what they deny ("swelling: none", "fever denied")."""
        g = self.g
        found = []
        joins, free_of = self.book.words("joins_list"), self.book.words("free_of")
        forward = {k for a, b, _ in self.cues for k in range(a, b)}
        of_all = self.book.spans(g, "cue_after_all")
        inner = {k for a, b in of_all for k in range(a, b)}
        # "Swelling N. Locked: false."
        answers = [(k, k + 1) for k in range(1, self.size) if g.words[k] in {"n", "false"} and self._final(k + 1)]
        for a, b in sorted([*of_all, *answers, *(span for span in self.book.spans(g, "cue_after") if span[0] not in inner)]):
            if ((a, b) not in of_all and set(range(a, b)) & forward and not self._final(b)) or set(range(a, b)) & self.masked:
                continue
            denial = Denial(a, b - 1, set(range(a, b)))
            k = a - 1
            while k >= 0 and (g.filler[k] or g.words[k] in {":", "-", "=", "("}):
                k -= 1
            listed = (a, b) in of_all or (k + 1 < a and g.words[k + 1] == ":" and not self._tells_more(k, a))
            while k >= 0 and g.segment[k] == g.segment[a]:
                word = g.words[k]
                if word in joins or word in {"/", "&"}:
                    listed = True
                elif self._ends_backward(k, listed=listed, of_all=(a, b) in of_all):
                    break
                else:
                    denial.reaches.add(k)
                k -= 1
            if denial.reaches:
                found.append(denial)
        freed = [k for k in range(1, self.size) if g.words[k] == "free" and g.words[k - 1] in free_of]
        return found + [Denial(k, k, {k}, {k - 1}) for k in freed]

    def _tells_more(self, last: int, a: int) -> bool:
        """Whether what stands before a colon is no mere list of names ("knee hot, fever: none")."""
        g = self.g
        pains = self.book.words("pain_name")
        named = {k for k in range(1, last + 1) if g.words[k] in pains and not g.mark[k - 1] and k - 1 not in self.rough}
        return any(k in self.rough and k not in named for k in range(last + 1) if g.segment[k] == g.segment[a])

    def _ends_backward(self, k: int, *, listed: bool, of_all: bool) -> bool:
        """Whether a denial that stands behind its list reaches no further back than this word."""
        comma = self.g.words[k] == ","
        return (comma and not listed) or (self.g.mark[k] and not comma) or k in self.starts or (k in self.stops and not of_all)

    def _final(self, end: int) -> bool:
        """Whether nothing but a mark follows, so that "no" is an answer and not the beginning of a denial."""
        return end >= self.size or self.g.words[end] in {",", ".", ";", "!", ")"}


def _without_doubles(book: Book, denials: list[Denial], ground: Ground) -> list[Denial]:
    """Drop pairs that cancel each other ("not without pain", "cannot run without limping")."""
    kept: list[Denial] = []
    for denial in denials:
        before = kept[-1] if kept else None
        if ground.words[denial.first] in book.words("without_word") and _is_negative(book, ground, denial.first):
            if before is not None and 0 <= denial.first - before.last <= _DOUBLE_REACH:
                kept.pop()
            continue
        kept.append(denial)
    return kept


def _is_negative(book: Book, ground: Ground, at: int) -> bool:
    """Whether a word of impossibility stands shortly before, in the same piece."""
    for k in range(at - 1, max(-1, at - _DOUBLE_REACH - 1), -1):
        if ground.chunk[k] != ground.chunk[at] or ground.words[k] in {"or", "and"}:
            return False
        if ground.words[k] in book.words("impossible_word"):
            return True
    return False


def denials_in(book: Book, ground: Ground) -> list[Denial]:
    """Find the denials of a sentence.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.

    Returns
    -------
    list of Denial
        In order of their cues; those that stand after what they deny come last.
    """
    return _Reader(book, ground).denials()


def verdict(denials: list[Denial], taken: tuple[int, ...]) -> bool | None:
    """Whether words are denied.

    Parameters
    ----------
    denials : list of Denial
        Of the sentence.
    taken : tuple of int
        Words of the match; a cue that is one of them is part of the phrase and denies nothing.

    Returns
    -------
    bool or None
        True denied, False not denied, ``None`` unclear.
    """
    inside = set(taken)
    unclear = False
    denied = False
    for denial in denials:
        if denial.core & inside:
            continue
        if inside & denial.reaches:
            denied = True
        elif inside & denial.unclear:
            unclear = True
    if denied:
        return True
    return None if unclear else False
