"""Warning signs in a pasted text: beside them nothing may be called true that could keep a person from being seen."""

from __future__ import annotations

from dataclasses import replace

from kneewise.model.claim import REFUTED, ClaimMatch, Relation, Verdict
from kneewise.reason.claim_index import Index
from kneewise.reason.claim_words import held

CLEAR = frozenset({Verdict.HARMFUL, Verdict.ADVERTISING})
"""Verdicts that stand beside any warning sign."""


def endangered(index: Index, said: list[str]) -> list[bool]:
    """For each sentence whether it tells to wait while it, or one beside it, names a warning sign, or names one and denies or treats it."""
    words = index.reader.words
    signs = [bool(held(words.signs, s)) for s in said]
    delays = [bool(held(words.delays, s)) for s in said]
    treats = [bool(held((words.carrying_on,), s)) or index.reader.read(s).denials > 0 for s in said]
    near = [any(signs[max(0, i - 1) : i + 2]) for i in range(len(said))]
    return [(near[i] and delays[i]) or (signs[i] and treats[i]) for i in range(len(said))]


def guarded(index: Index, match: ClaimMatch, *, danger: bool) -> ClaimMatch:
    """The match, or only the warning in its place.

    Parameters
    ----------
    index : Index
        Compiled ledger.
    match : ClaimMatch
        What the sentence was matched with.
    danger : bool
        The sentence is one of the :func:`endangered`.
    """
    about = index.signs[match.led_by]
    beside_it = held(index.reader.words.signs, match.sentence) - about
    turned = match.relation is Relation.OPPOSITE and match.verdict in REFUTED and about  # it denies that this sign must be seen
    silent = match.verdict not in CLEAR and ((beside_it and not turned) or (danger and match.verdict not in REFUTED))
    return replace(match, warned=True, agrees=None) if silent else match
