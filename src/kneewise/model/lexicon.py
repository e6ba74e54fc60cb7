"""The words by which people say findings, as data, and what reading a text with them gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kneewise.model.fact import Fact, Side, Value


class Use(StrEnum):
    """How a phrase becomes a fact."""

    YES = "yes"
    """The phrase states the finding; a denial before or after it makes it false."""
    NO = "no"
    """The phrase itself states the absence ("cool to touch")."""
    ON = "pain_on"
    """A circumstance; what is said of pain in it decides ("stairs are fine", "kneeling kills me")."""
    WHERE = "where"
    """A place; true where pain is said to be, false where there is said to be none."""
    TEST = "test"
    """The name of a test or sign; only its result makes it a fact."""
    ONLY_YES = "only_yes"
    """As ``yes``, but a denial says nothing ("it does not collapse")."""
    PAST = "past"
    """True only when said of the past ("tore my cruciate ligament in 2015")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One pattern that speaks of one finding.

    Parameters
    ----------
    finding : str
        Id in the vocabulary.
    value : bool, float, str, tuple of str or None
        What the finding is when the phrase is affirmed.
    use : Use
        See there.
    pattern : str
        Words in order. ``word*`` is a prefix, ``{name}`` a class, ``a|b`` either, ``x?`` optional, ``#`` a number, ``_`` joins the words
        of one choice, ``=word`` must follow at once; ``..`` is a short gap inside one clause, ``...`` a longer one that may cross commas,
        ``>>`` one that may cross "but"; ``p & q`` holds both in any order in one clause; ``p !! q ^r`` only where ``q`` is not said in the
        same piece and ``r`` not in the sentence. Filler words (the class ``filler``) are skipped between parts.
    """

    finding: str
    value: Value
    use: Use
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit that may follow a number: ``value * factor + offset`` is in the finding's own unit.

    Parameters
    ----------
    names : tuple of str
        As written, in lower case, without spaces.
    factor, offset : float
        See above.
    bare_low, bare_high : float
        A number in this range that stands without a unit is read in this one; 0 and 0: never.
    """

    names: tuple[str, ...]
    factor: float
    offset: float = 0.0
    bare_low: float = 0.0
    bare_high: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number with a name, e.g. "CRP 90".

    Parameters
    ----------
    finding : str
        Id in the vocabulary.
    names : tuple of str
        Patterns that name it.
    units : tuple of Unit
        Accepted units.
    low, high : float
        Range in the finding's own unit, inclusive; what lies outside is reported, not used.
    needs, unless : str
        Class that has to be said (or must not be said) in the same sentence, or an empty string.
    alone_low, alone_high : float
        A number in this range with one of the units needs no name ("38.7 C"); 0 and 0: never.
    alone_unless : str
        Class that must not be said in the same piece for that.
    """

    finding: str
    names: tuple[str, ...]
    units: tuple[Unit, ...]
    low: float
    high: float
    needs: str = ""
    unless: str = ""
    alone_low: float = 0.0
    alone_high: float = 0.0
    alone_unless: str = ""


@dataclass(frozen=True, slots=True)
class LexiconIndex:
    """What of a lexicon is slow to work out and the same every time.

    Parameters
    ----------
    keys : tuple of tuple of str
        For each phrase, in order, words and ``prefix*`` of which one has to be in a sentence for it to match.
    words : frozenset of str
        All words and ``prefix*`` that stand in a pattern, class or name.
    """

    keys: tuple[tuple[str, ...], ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """All that the reader knows of a language; equal only to itself, so that it can key a cache.

    Parameters
    ----------
    language : str
        Two-letter code.
    phrases : tuple of Phrase
        What states findings.
    classes : mapping of str to tuple of str
        Named sets of words and word sequences, cues of denial and doubt among them.
    words : mapping of str to frozenset of str
        Named sets of single words that are asked for outside of patterns; misspelt words are not mended towards them.
    measures : tuple of Measure
        Named numbers.
    sided : frozenset of str
        Findings that belong to one knee or leg.
    lasting : frozenset of str
        Findings that stay true when they lie in the past (history, disease, surgery).
    of_relatives : frozenset of str
        Findings that are about the family, so that what is said of a relative counts.
    implied : mapping of str to tuple of (str, Value)
        What else is known where a finding is true; a key may also be ``not finding``, ``finding=choice`` or ``finding>=number``, or several
        of them joined by " & ".
    respell : mapping of str to str
        Known misspellings and short forms.
    spell_to : tuple of str
        Words that an unknown word may be a misspelling of.
    real_words : frozenset of str
        English words that look like a misspelling of those and are none.
    index : LexiconIndex or None
        Where phrases are found, if it was worked out before.
    """

    language: str
    phrases: tuple[Phrase, ...]
    classes: Mapping[str, tuple[str, ...]]
    words: Mapping[str, frozenset[str]]
    measures: tuple[Measure, ...]
    sided: frozenset[str]
    lasting: frozenset[str]
    of_relatives: frozenset[str]
    implied: Mapping[str, tuple[tuple[str, Value], ...]]
    respell: Mapping[str, str]
    spell_to: tuple[str, ...]
    real_words: frozenset[str]
    index: LexiconIndex | None = None


class UnreadReason(StrEnum):
    """Why words gave no fact."""

    NOTHING_FOUND = "nothing_found"
    OUT_OF_RANGE = "out_of_range"
    NEEDS_A_DATE = "needs_a_date"
    OTHER_PERSON = "other_person"
    PAST = "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Words that were not understood, shown back to the person.

    Parameters
    ----------
    text : str
        As written.
    span : tuple of int
        Start and end (exclusive) in characters of the text.
    reason : UnreadReason
        Why.
    finding : str
        The finding they seem to speak of, or an empty string.
    """

    text: str
    span: tuple[int, int]
    reason: UnreadReason = UnreadReason.NOTHING_FOUND
    finding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """What a text says, none of it confirmed yet, what in it was not understood, and the knee that it is about."""

    facts: tuple[Fact, ...]
    not_understood: tuple[Unread, ...]
    side: Side | None = None
