"""Claims that articles make about sore knees, what is true of them, and where that stands in Kneewise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the evidence says of a claim."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    WEAK = "weak"
    CONTRADICTED = "contradicted"
    HARMFUL = "harmful"
    ADVERTISING = "advertising"
    NOT_CHECKABLE = "not_checkable"


CAUTION: Mapping[Verdict, int] = {
    Verdict.HARMFUL: 6,
    Verdict.ADVERTISING: 5,
    Verdict.CONTRADICTED: 4,
    Verdict.WEAK: 3,
    Verdict.NOT_CHECKABLE: 2,
    Verdict.PARTLY: 1,
    Verdict.SUPPORTED: 0,
}
"""The most cautious verdict leads where a sentence makes several claims."""

REFUTED = frozenset({Verdict.HARMFUL, Verdict.ADVERTISING, Verdict.CONTRADICTED})
"""Verdicts of claims that must never be called supported."""


class Strength(StrEnum):
    """How strong the evidence behind a verdict is."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"
    NONE = "none"


class Study(StrEnum):
    """Kind of the best study behind a verdict; ``textbook`` also holds what was recalled and not read."""

    SYSTEMATIC_REVIEW = "systematic_review"
    RANDOMISED_TRIAL = "randomised_trial"
    COHORT = "cohort"
    LABORATORY = "laboratory"
    GUIDELINE = "guideline"
    CONSENSUS = "consensus"
    TEXTBOOK = "textbook"
    OPINION = "opinion"
    NONE = "none"


class HomeKind(StrEnum):
    """Where the true or corrected form of a claim lives."""

    REDFLAG = "redflag"
    FINDING = "finding"
    CONDITION = "condition"
    PARAMETER = "parameter"
    PATHWAY = "pathway"
    EXERCISE = "exercise"
    MEDICINE = "medicine"
    TEXT = "text"
    REFUSAL = "refusal"
    EXAMINATION = "examination"
    PROFESSION = "profession"
    PRIOR = "prior"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of the ledger.

    Parameters
    ----------
    id : str
        ``C001`` ... ``C424``; never reused.
    subject : str
        What it is about, in two or three words.
    topic : str
        Name of the file it stands in: ``medicines``, ``shoes_ground`` ...
    verdict : Verdict
        What the evidence says.
    strength : Strength
        Strength of that evidence.
    study : Study
        Kind of the best study behind it.
    home : HomeKind
        What kind of thing holds its true form.
    home_ref : str
        Id or name of that thing.
    sources : tuple of str
        Source ids.
    """

    id: str
    subject: str
    topic: str
    verdict: Verdict
    strength: Strength
    study: Study
    home: HomeKind
    home_ref: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two claims that collide (``X01`` ...), or an error inside one article (``E01`` ...)."""

    id: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWords:
    """How the matcher of one language reads words.

    Parameters
    ----------
    ignored : frozenset of str
        Words that carry no meaning here.
    faint : frozenset of str
        Words that carry little: good, often, help.
    phrases : tuple of (tuple of str, str)
        Words in a row, and the one word that stands for them.
    classes : mapping of str to str
        Word to the name of its class of synonyms; a stem may stand for all its endings.
    opposites : tuple of (str, str)
        Classes that make another claim of a claim: before and after.
    contraries : tuple of (str, str)
        Classes that turn a claim round, as an axis says: increase and reduce.
    negators : frozenset of str
        Words that deny.
    denials : tuple of str
        Regular expressions of a plain denial.
    doubtful : frozenset of str
        Words beside which a denial is not plain: only, unless, until.
    axes : mapping of str to (str, str)
        What a sentence may say of a thing, as regular expressions of it and of its opposite: good and bad, needed and needless.
    kinds : mapping of str to str
        The same without an opposite: shows, cures, causes.
    sweeping : frozenset of str
        Words that make more of a claim than it says: always, everyone, only.
    signs, delays : tuple of str
        Regular expressions of warning signs, and of what keeps people from having them seen.
    carrying_on : str
        The same of what does so only beside a sign in the same sentence: training, ice, pills.
    products, promises : frozenset of str
        A product in one sentence with a promise of cure is an advertisement.
    refused : frozenset of str
        Names of advertised products: they are recognised, and never printed.
    """

    ignored: frozenset[str]
    faint: frozenset[str]
    phrases: tuple[tuple[tuple[str, ...], str], ...]
    classes: Mapping[str, str]
    opposites: tuple[tuple[str, str], ...]
    contraries: tuple[tuple[str, str], ...]
    negators: frozenset[str]
    denials: tuple[str, ...]
    doubtful: frozenset[str]
    axes: Mapping[str, tuple[str, str]]
    kinds: Mapping[str, str]
    sweeping: frozenset[str]
    signs: tuple[str, ...]
    delays: tuple[str, ...]
    carrying_on: str
    products: frozenset[str]
    promises: frozenset[str]
    refused: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All claims and contradictions by id, and the matcher's words and numbers."""

    claims: Mapping[str, Claim]
    contradictions: Mapping[str, Contradiction]
    words: ClaimWords
    limits: Mapping[str, float]


class Stance(StrEnum):
    """How a text stands to the claim it was matched with."""

    STATES = "states"
    DENIES = "denies"
    UNCLEAR = "unclear"
    ASKS = "asks"


class Relation(StrEnum):
    """What a text, stated or asked, says beside the claim: the same, the opposite, or something else on its topic."""

    SAME = "same"
    OPPOSITE = "opposite"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMatch:
    """What one sentence was matched with.

    Parameters
    ----------
    sentence : str
        As pasted.
    span : tuple of int
        Where it stands in the text, in characters.
    claims : tuple of str
        Claim ids, best first; more than one where they cannot be told apart or collide.
    contradiction : str
        Id of the contradiction the sentence asks about, or an empty string.
    standing : Verdict
        Of the leading claim, which is the most cautious of these.
    led_by : str
        The claim whose strength and advice lead.
    relation : Relation
        What the text says beside the leading claim.
    stance : Stance
        Whether the text states, denies or asks about the leading claim.
    agrees : bool or None
        Whether the evidence agrees with the text; ``None`` where that is not plain.
    warned : bool
        True if the text names a warning sign beside what this match says: then only the warning counts.
    score : float
        0 to 1.
    """

    sentence: str
    span: tuple[int, int]
    claims: tuple[str, ...]
    contradiction: str
    standing: Verdict
    led_by: str
    relation: Relation
    stance: Stance
    agrees: bool | None
    score: float
    warned: bool = False

    @property
    def verdict(self) -> Verdict | None:
        """Verdict on what the text says; ``None`` where the ledger has none on that, only on a claim close to it.

        A standing is turned round only from supported to contradicted: the other way a misread sentence would be called true.
        """
        if self.contradiction or self.warned or self.relation is Relation.TOPIC:
            return None
        if self.relation is Relation.SAME:
            return self.standing
        return Verdict.CONTRADICTED if self.standing is Verdict.SUPPORTED else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAnswer:
    """Matches of a text in its order, the sentences that are not in the ledger, with their places, and whether a warning is due."""

    matches: tuple[ClaimMatch, ...]
    unknown: tuple[tuple[str, tuple[int, int]], ...]
    warning: bool

    @property
    def understood(self) -> bool:
        """True if at least one sentence was matched."""
        return bool(self.matches)
