"""What the single readers hand over: a finding with its value and the words it came from."""

from __future__ import annotations

from dataclasses import dataclass

from kneewise.model.fact import Value
from kneewise.model.lexicon import Unread, UnreadReason


@dataclass(frozen=True, slots=True)
class Found:
    """One reading of some words, ``first`` and ``last`` included; ``placed``: a circumstance in which it hurts or does not."""

    finding: str
    value: Value
    first: int
    last: int
    words: int = 1
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Words that name a finding but give no usable value."""

    finding: str
    reason: UnreadReason
    first: int
    last: int

    def unread(self, text: str, span: tuple[int, int]) -> Unread:
        """In the form that is shown to the person."""
        return Unread(text=text[span[0] : span[1]], span=span, reason=self.reason, finding=self.finding)
