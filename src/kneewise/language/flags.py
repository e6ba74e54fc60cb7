"""What each word of a sentence is worth: about this person now, doubtful, past, of others, or only supposed."""

from __future__ import annotations

from dataclasses import dataclass


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
