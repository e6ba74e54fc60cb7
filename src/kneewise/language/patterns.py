"""Matching of lexicon patterns on the words of a sentence, in time that grows with its length."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from kneewise.language.ground import Ground

PAIR_REACH = 14  # words between the halves of "p & q"
_CROSSED = frozenset({",", "/", "(", ")", "-", ";", "="})


@dataclass(slots=True, eq=False)
class Slot:
    """What may stand at one place of a pattern: words, beginnings of words, numbers, or sequences."""

    words: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    sequences: tuple[tuple[Step, ...], ...] = ()
    number: bool = False
    keys: frozenset[str] | None = None
    weight: float = 0.0
    heads: tuple[frozenset[str], tuple[str, ...], bool] | None = None
    by_head: dict[str, list[tuple[Step, ...]]] = field(default_factory=dict)
    open_heads: list[tuple[Step, ...]] = field(default_factory=list)

    def ends(self, ground: Ground, at: int) -> tuple[int, ...]:
        """Places after what begins at ``at``, longest first."""
        word = ground.words[at]
        words, prefixes, number = self.heads or self.find_heads()
        if word not in words and not word.startswith(prefixes) and not (number and ground.values[at] is not None):
            return ()
        direct = word in self.words or word.startswith(self.prefixes) or (self.number and ground.values[at] is not None)
        if not self.sequences:
            return (at + 1,) if direct else ()
        known = ground.memo.get((id(self), at))
        if known is None:
            found = {at + 1} if direct else set()
            for sequence in (*self.by_head.get(word, ()), *self.open_heads):
                used = walk(sequence, ground, at)
                if used:
                    found.add(used[-1] + 1)
            known = tuple(sorted(found, reverse=True))
            ground.memo[(id(self), at)] = known
        return known

    def find_heads(self) -> tuple[frozenset[str], tuple[str, ...], bool]:
        """What the slot can begin with; sequences are sorted by their first word, so that most are never tried."""
        words, prefixes, number = set(self.words), set(self.prefixes), self.number
        for sequence in self.sequences:
            inner_words, inner_prefixes, inner_number = _heads_of(sequence)
            words |= inner_words
            prefixes |= inner_prefixes
            number |= inner_number
            if inner_prefixes or inner_number:
                self.open_heads.append(sequence)
            else:
                for word in inner_words:
                    self.by_head.setdefault(word, []).append(sequence)
        self.heads = frozenset(words), tuple(sorted(prefixes)), number
        return self.heads


class Step(NamedTuple):
    """A slot in its pattern: how far it may lie from the step before, and whether it may be missing."""

    slot: Slot
    slack: int = 0
    crosses: bool = False
    wide: bool = False
    strict: bool = False
    optional: bool = False


Sequences: TypeAlias = tuple[tuple[Step, ...], ...]
Vetoes: TypeAlias = tuple[Sequences, Sequences]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern: one or two sequences, and the words that veto it, which are parsed when something matched."""

    halves: tuple[tuple[Step, ...], ...]
    veto: str = ""
    vetoes_of: Callable[[str], Vetoes] | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Words and ``prefix*`` of which one has to be in the sentence for the pattern to match."""
        return min((_keys_of(half) for half in self.halves), key=weight_of)

    def find(self, ground: Ground) -> list[tuple[int, ...]]:
        """Places of the words that each match took."""
        found = list(self._found(ground))
        if not found or self.vetoes_of is None:
            return found
        unless, never = self.vetoes_of(self.veto)
        if any(True for veto in never for _ in _all(veto, ground)):
            return []
        vetoed = {ground.chunk[used[0]] for veto in unless for used in _all(veto, ground)}
        return [used for used in found if ground.chunk[used[0]] not in vetoed and ground.chunk[used[-1]] not in vetoed]

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


def walk(steps: tuple[Step, ...], ground: Ground, at: int) -> tuple[int, ...]:
    """Words taken by a sequence that begins exactly at ``at``; empty where it does not match."""
    return _walk(steps, 0, ground, at, first=True) or ()


def _walk(steps: tuple[Step, ...], place: int, ground: Ground, at: int, *, first: bool) -> tuple[int, ...] | None:
    if place == len(steps):
        return ()
    step = steps[place]
    size = len(ground.words)
    spare, here = step.slack, at
    while here < size and (first or step.wide or ground.segment[here] == ground.segment[at - 1]):
        for end in step.slot.ends(ground, here):
            rest = _walk(steps, place + 1, ground, end, first=False)
            if rest is not None:
                return (*range(here, end), *rest)
        if first or step.strict:
            break
        if not ground.filler[here]:
            if ground.mark[here] and not (step.crosses and ground.words[here] in _CROSSED):
                break
            spare -= not ground.mark[here]
            if spare < 0:
                break
        here += 1
    if step.optional:
        return _walk(steps, place + 1, ground, at, first=first)
    return None


def _all(steps: tuple[Step, ...], ground: Ground) -> Iterator[tuple[int, ...]]:
    """All matches of a sequence, not overlapping."""
    at, size = 0, len(ground.words)
    head = steps[0]
    while at < size:
        used = walk(steps, ground, at) if head.optional or head.slot.ends(ground, at) else ()
        if used:
            yield _tightest(steps, ground, used)
            at = used[-1] + 1
        else:
            at += 1


def _tightest(steps: tuple[Step, ...], ground: Ground, used: tuple[int, ...]) -> tuple[int, ...]:
    """The match that begins latest and ends at the same word ("no fever no injury" holds "no injury")."""
    for at in range(used[-1], used[0], -1):
        later = walk(steps, ground, at)
        if later and later[-1] == used[-1] and len(later) >= min(len(used), 2):
            return later
    return used


def _heads_of(steps: tuple[Step, ...]) -> tuple[set[str], set[str], bool]:
    """What a sequence can begin with: its first step, and the next ones as long as those before are optional."""
    words: set[str] = set()
    prefixes: set[str] = set()
    number = False
    for step in steps:
        step_words, step_prefixes, step_number = step.slot.heads or step.slot.find_heads()
        words |= step_words
        prefixes |= set(step_prefixes)
        number |= step_number
        if not step.optional:
            break
    return words, prefixes, number


def weight_of(keys: Collection[str]) -> float:
    """Fewer and longer keys select better."""
    return sum(1.0 + 8.0 * (len(key.rstrip("*")) < 4) for key in keys) if keys else float("inf")


def _keys_of(steps: tuple[Step, ...]) -> frozenset[str]:
    best: frozenset[str] = frozenset()
    least = float("inf")
    for step in steps:
        if not step.optional and not step.slot.number:
            keys = _slot_keys(step.slot)
            if keys and step.slot.weight < least:
                best, least = keys, step.slot.weight
    return best


def _slot_keys(slot: Slot) -> frozenset[str]:
    if slot.keys is None:
        inner = [_keys_of(sequence) for sequence in slot.sequences]
        slot.keys = frozenset().union(slot.words, (f"{prefix}*" for prefix in slot.prefixes), *inner)
        slot.weight = weight_of(slot.keys)
    return slot.keys
