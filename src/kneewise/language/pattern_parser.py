"""The pattern language of the lexicon, parsed; ``model.lexicon.Phrase`` describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kneewise.language.patterns import Pattern, Slot, Step, Vetoes
from kneewise.model.errors import KnowledgeError

_PAIR = re.compile(r"(?<=\s)&(?=\s)")
SHORT_GAP = 3
LONG_GAP = 7
WIDE_GAP = 9
_GAPS = {"": (0, False, False), "..": (SHORT_GAP, False, False), "...": (LONG_GAP, True, False), ">>": (WIDE_GAP, True, True)}


@dataclass(slots=True)
class Parser:
    """Parses patterns against the classes of a lexicon; each class and each place is parsed once and shared.

    Parameters
    ----------
    classes : mapping of str to tuple of str
        Entries of each class.
    """

    classes: Mapping[str, tuple[str, ...]]
    slots: dict[str, Slot] = field(default_factory=dict)
    named_slots: dict[str, Slot] = field(default_factory=dict)
    vetoes: dict[str, Vetoes] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def pattern(self, text: str) -> Pattern:
        """Parse one pattern.

        Raises
        ------
        KnowledgeError
            If it is empty, or a class is unknown or refers to itself.
        """
        main, _, veto = text.partition("!!")
        halves = tuple(self.sequence(half) for half in _PAIR.split(main))
        return Pattern(halves, veto, self.vetoes_of if veto else None)

    def vetoes_of(self, text: str) -> Vetoes:
        """What vetoes a match in the same piece and, marked with ``^``, anywhere in the sentence; parsed when first needed."""
        known = self.vetoes.get(text)
        if known is None:
            known = self.vetoes[text] = (self._vetoes(text, wide=False), self._vetoes(text, wide=True))
        return known

    def sequence(self, text: str) -> tuple[Step, ...]:
        """Parse words in order."""
        steps: list[Step] = []
        gap = ""
        for piece in text.split():
            if piece in _GAPS:
                gap = piece
                continue
            strict = piece.startswith("=") and len(piece) > 1
            optional = piece.endswith("?") and len(piece) > 1
            slot = self._slot(piece.removeprefix("=") if strict else piece)
            steps.append(Step(slot, *_GAPS[gap], strict, optional))
            gap = ""
        if not steps:
            raise KnowledgeError(f"An empty pattern: {text!r}.", where="lexicon")
        return tuple(steps)

    def named(self, name: str) -> Slot:
        """The slot of a class."""
        if name in self.named_slots:
            return self.named_slots[name]
        if name not in self.classes:
            raise KnowledgeError(f"No class is called {name!r}.", where="lexicon classes", allowed=sorted(self.classes))
        if name in self.open:
            raise KnowledgeError(f"The class {name!r} refers to itself.", where="lexicon classes")
        self.open.add(name)
        parts = [self.sequence(entry) for entry in self.classes[name]]
        self.open.discard(name)
        self.named_slots[name] = _joined(
            [steps[0].slot for steps in parts if len(steps) == 1], [steps for steps in parts if len(steps) > 1]
        )
        return self.named_slots[name]

    def _slot(self, piece: str) -> Slot:
        known = self.slots.get(piece)
        if known is not None:
            return known
        plain: list[Slot] = []
        words: set[str] = set()
        prefixes: set[str] = set()
        sequences: list[tuple[Step, ...]] = []
        for option in (piece.removesuffix("?") or piece).split("|"):
            if option.startswith("{"):
                plain.append(self.named(option.strip("{}")))
            elif option == "#":
                plain.append(Slot(number=True))
            elif "_" in option:
                sequences.append(self.sequence(option.replace("_", " ")))
            elif option.endswith("*"):
                prefixes.add(option.removesuffix("*"))
            else:
                words.add(option)
        if len(plain) == 1 and not (words or prefixes or sequences):
            self.slots[piece] = plain[0]
        else:
            own = Slot(frozenset(words), tuple(sorted(prefixes)))
            self.slots[piece] = _joined([own, *plain], sequences)
        return self.slots[piece]

    def _vetoes(self, text: str, *, wide: bool) -> tuple[tuple[Step, ...], ...]:
        words = [word.removeprefix("^") for word in text.split() if word.startswith("^") == wide]
        return tuple(self.sequence(word if word.startswith("{") else word.replace("_", " ")) for word in words)


def _joined(slots: list[Slot], sequences: list[tuple[Step, ...]]) -> Slot:
    """One slot out of several."""
    words = frozenset().union(*(slot.words for slot in slots))
    prefixes = {prefix for slot in slots for prefix in slot.prefixes}
    inner = [sequence for slot in slots for sequence in slot.sequences]
    return Slot(words, tuple(sorted(prefixes)), (*inner, *sequences), any(slot.number for slot in slots))
