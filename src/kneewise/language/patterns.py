"""The small pattern language of the lexicon: parsed once, matched on words in linear time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kneewise.language.ground import Ground
from kneewise.model.errors import KnowledgeError

SHORT_GAP = 3
LONG_GAP = 7
PAIR_REACH = 14  # words between the halves of "p & q"


@dataclass(slots=True, eq=False)
class Part:
    """One place of a pattern: what may stand there and how far it may lie from the part before."""

    words: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    sequences: tuple[tuple[Part, ...], ...] = ()
    number: bool = False
    optional: bool = False
    slack: int = 0
    crosses: bool = False
    keys: frozenset[str] | None = None

    def ends(self, ground: Ground, at: int) -> tuple[int, ...]:
        """Places after the part where it begins at ``at``, longest first."""
        word = ground.words[at]
        direct = (
            word in self.words or bool(self.prefixes and word.startswith(self.prefixes)) or (self.number and ground.values[at] is not None)
        )
        if not self.sequences:
            return (at + 1,) if direct else ()
        known = ground.memo.get((id(self.sequences), at))
        if known is None:
            found = {at + 1} if direct else set()
            for sequence in self.sequences:
                used = walk(sequence, ground, at)
                if used:
                    found.add(used[-1] + 1)
            known = tuple(sorted(found, reverse=True))
            ground.memo[(id(self.sequences), at)] = known
        return known


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern: one or two sequences, and what must not be said beside them."""

    halves: tuple[tuple[Part, ...], ...]
    unless: tuple[tuple[Part, ...], ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """Words and ``prefix*`` of which one has to be in the sentence for the pattern to match."""
        return min((_keys_of(half) for half in self.halves), key=_weight)

    def find(self, ground: Ground) -> Iterator[tuple[int, ...]]:
        """Places of the words that each match took."""
        vetoed = {ground.chunk[used[0]] for veto in self.unless for used in _all(veto, ground)}
        for used in self._found(ground):
            if ground.chunk[used[0]] not in vetoed and ground.chunk[used[-1]] not in vetoed:
                yield used

    def _found(self, ground: Ground) -> Iterator[tuple[int, ...]]:
        if len(self.halves) == 1:
            yield from _all(self.halves[0], ground)
            return
        left = list(_all(self.halves[0], ground))
        right = list(_all(self.halves[1], ground)) if left else []
        pairs = [
            (abs(a[0] - b[0]), tuple(sorted({*a, *b})))
            for a in left[:6]
            for b in right[:6]
            if ground.segment[a[0]] == ground.segment[b[0]] and not set(a) & set(b)
        ]
        near = [pair for pair in pairs if pair[0] <= PAIR_REACH]
        if near:
            yield min(near)[1]


def walk(parts: tuple[Part, ...], ground: Ground, at: int) -> tuple[int, ...]:
    """Words taken by a sequence that begins exactly at ``at``; empty where it does not match."""
    return _walk(parts, 0, ground, at, first=True) or ()


def _walk(parts: tuple[Part, ...], place: int, ground: Ground, at: int, *, first: bool) -> tuple[int, ...] | None:
    if place == len(parts):
        return ()
    part = parts[place]
    size = len(ground.words)
    spare, here = part.slack, at
    while here < size and (first or ground.segment[here] == ground.segment[at - 1]):
        for end in part.ends(ground, here):
            rest = _walk(parts, place + 1, ground, end, first=False)
            if rest is not None:
                return (*range(here, end), *rest)
        if first:
            break
        if not ground.filler[here]:
            if ground.mark[here] and not (part.crosses and ground.words[here] in {",", "/", "(", ")", "-"}):
                break
            spare -= not ground.mark[here]
            if spare < 0:
                break
        here += 1
    if part.optional:
        return _walk(parts, place + 1, ground, at, first=first)
    return None


def _all(parts: tuple[Part, ...], ground: Ground) -> Iterator[tuple[int, ...]]:
    """All matches of a sequence, not overlapping."""
    at, size = 0, len(ground.words)
    head = parts[0]
    while at < size:
        used = walk(parts, ground, at) if head.optional or head.ends(ground, at) else ()
        if used:
            yield used
            at = used[-1] + 1
        else:
            at += 1


def _weight(keys: frozenset[str]) -> float:
    """Fewer and longer keys select better."""
    return sum(1.0 + 8.0 * (len(key.rstrip("*")) < 4) for key in keys) if keys else float("inf")


def _keys_of(parts: tuple[Part, ...]) -> frozenset[str]:
    named = [_part_keys(part) for part in parts if not part.optional and not part.number]
    return min((keys for keys in named if keys), key=_weight, default=frozenset())


def _part_keys(part: Part) -> frozenset[str]:
    if part.keys is None:
        inner = [_keys_of(sequence) for sequence in part.sequences]
        part.keys = frozenset().union(part.words, (f"{prefix}*" for prefix in part.prefixes), *inner)
    return part.keys


@dataclass(slots=True)
class Parser:
    """Parses patterns against the classes of a lexicon; each class is parsed once."""

    classes: Mapping[str, tuple[str, ...]]
    known: dict[str, Part] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def pattern(self, text: str) -> Pattern:
        """Parse one pattern.

        Raises
        ------
        KnowledgeError
            If a class is unknown or refers to itself.
        """
        main, _, veto = text.partition("!!")
        halves = tuple(self.sequence(half) for half in main.split("&"))
        return Pattern(halves, tuple(self.sequence(word) for word in veto.split()))

    def sequence(self, text: str) -> tuple[Part, ...]:
        """Parse words in order."""
        parts: list[Part] = []
        slack, crosses = 0, False
        for piece in text.split():
            if piece in {"..", "..."}:
                slack, crosses = (SHORT_GAP, False) if piece == ".." else (LONG_GAP, True)
                continue
            parts.append(self._part(piece, slack, crosses))
            slack, crosses = 0, False
        if not parts:
            raise KnowledgeError(f"An empty pattern: {text!r}.", where="lexicon")
        return tuple(parts)

    def _part(self, piece: str, slack: int, crosses: bool) -> Part:
        optional = piece.endswith("?") and len(piece) > 1
        options = piece.removesuffix("?").split("|") if piece != "?" else [piece]
        if len(options) == 1 and options[0].startswith("{"):
            shared = self.named(options[0].strip("{}"))
            return Part(shared.words, shared.prefixes, shared.sequences, shared.number, optional, slack, crosses)
        words: set[str] = set()
        prefixes: set[str] = set()
        sequences: list[tuple[Part, ...]] = []
        number = False
        for option in options:
            if option == "#":
                number = True
            elif option.startswith("{"):
                inner = self.named(option.strip("{}"))
                words |= inner.words
                prefixes |= set(inner.prefixes)
                sequences += inner.sequences
                number |= inner.number
            elif option.endswith("*"):
                prefixes.add(option.removesuffix("*"))
            elif "_" in option:
                sequences.append(self.sequence(option.replace("_", " ")))
            else:
                words.add(option)
        return Part(frozenset(words), tuple(sorted(prefixes)), tuple(sequences), number, optional, slack, crosses)

    def named(self, name: str) -> Part:
        """The part that stands for a class."""
        if name in self.known:
            return self.known[name]
        if name not in self.classes:
            raise KnowledgeError(f"No class is called {name!r}.", where="lexicon classes", allowed=sorted(self.classes))
        if name in self.open:
            raise KnowledgeError(f"The class {name!r} refers to itself.", where="lexicon classes")
        self.open.add(name)
        words: set[str] = set()
        prefixes: set[str] = set()
        sequences: list[tuple[Part, ...]] = []
        number = False
        for entry in self.classes[name]:
            parts = self.sequence(entry)
            if len(parts) == 1:
                words |= parts[0].words
                prefixes |= set(parts[0].prefixes)
                sequences += parts[0].sequences
                number |= parts[0].number
            else:
                sequences.append(parts)
        self.open.discard(name)
        self.known[name] = Part(frozenset(words), tuple(sorted(prefixes)), tuple(sequences), number)
        return self.known[name]
