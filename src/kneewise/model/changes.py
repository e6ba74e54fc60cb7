"""What changed before it hurt: one result per factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kneewise.model.fact import Side


@dataclass(frozen=True, slots=True)
class Onset:
    """When the pain began: between two days, the same one where the day is known.

    Raises
    ------
    ValueError
        If ``last`` lies before ``first``.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"The onset ends on {self.last}, before it begins on {self.first}.")

    @classmethod
    def on(cls, day: date) -> Onset:
        """A known day."""
        return cls(day, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One factor before the pain, against the runner's own earlier weeks.

    Parameters
    ----------
    factor : str
        Id, one of :data:`kneewise.reason.changes_factors.FACTORS`.
    before, usual : float or None
        The value before the pain and the usual one, in ``unit``.
    unit : str
        Of both.
    weeks : int
        Length of the time before the pain that ``before`` speaks of.
    effect_sd : float or None
        Their difference in standard deviations of the runner's own weeks, positive in the direction that is told to do harm.
    p_adjusted : float or None
        Chance that the largest of all factors looked at is as unusual as this in a time like the runner's earlier ones, 0 to 1.
    found : bool
        Whether that is small enough, and the change large enough, to be named.
    as_large : int
        Earlier times without known pain in which the same factor was at least as large,
    of_times : int
        of so many,
    known_free : int
        of which so many are known to be free of pain; of the others nothing was noted.
    sentence : str
        Id of a phrase.
    values : mapping of str to str, int or float
        What fills its gaps.
    source : str
        Id of the source for why this factor is looked at.
    runs : tuple of str
        Ids of the runs that show it.
    """

    factor: str
    before: float | None
    usual: float | None
    unit: str
    weeks: int
    effect_sd: float | None
    p_adjusted: float | None
    found: bool
    as_large: int
    of_times: int
    known_free: int
    sentence: str
    values: Mapping[str, str | int | float]
    source: str
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFact:
    """A finding that the runs answer.

    Parameters
    ----------
    finding : str
        Id in the knowledge base.
    value : bool
        The answer.
    factor : str
        The factor from which it follows.
    rate_ratio : float
        How much oftener an overuse injury follows, published or judged.
    base_rate : float
        Share of this runner's time in which the same holds, 0 to 1.
    bayes_factor : float
        By how much it may move the odds of the overuse causes, capped; 1 where the answer is no.
    source : str
        Of the rate ratio.
    seen_on : date
        Last day of the onset.
    runs : tuple of str
        Runs that show it.
    """

    finding: str
    value: bool
    factor: str
    rate_ratio: float
    base_rate: float
    bayes_factor: float
    source: str
    seen_on: date
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The whole answer.

    Parameters
    ----------
    onset : Onset
        As asked.
    side : Side
        As asked.
    weeks_of_history : int
        Weeks before the onset with a recorded run.
    enough : bool
        False where that is too little to say anything; then nothing is found.
    changes : tuple of Change
        Every factor that could be looked at, the most unusual first.
    not_looked_at : tuple of str
        Factors for which the history holds too little.
    facts : tuple of RunFact
        Findings for the differential.
    sentence : str
        Id of the phrase that sums it up.
    """

    onset: Onset
    side: Side
    weeks_of_history: int
    enough: bool
    changes: tuple[Change, ...] = ()
    not_looked_at: tuple[str, ...] = ()
    facts: tuple[RunFact, ...] = ()
    sentence: str
