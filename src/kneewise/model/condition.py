"""What can hurt: conditions, their base rates, and the published figures that tie findings to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from kneewise.model.expression import Expression


class Level(IntEnum):
    """How urgent, in rising order."""

    SELF_CARE = 0
    ROUTINE = 1
    SOON = 2
    SAME_DAY = 3
    EMERGENCY = 4

    @property
    def word(self) -> str:
        """The level as the contract spells it."""
        return self.name.lower()


class Role(StrEnum):
    """Whether an entry competes for the main cause."""

    CAUSE = "cause"
    STATE = "state"
    CONTRIBUTOR = "contributor"


class Basis(StrEnum):
    """How well a number is founded: read in its source, recalled, or the project's own judgement."""

    READ = "read"
    RECALLED = "recalled"
    JUDGEMENT = "judgement"


class Setting(StrEnum):
    """Where the person asks; it changes how common each cause is."""

    RUNNER = "runner"
    PRIMARY_CARE = "primary_care"
    SPORTS_CLINIC = "sports_clinic"
    EMERGENCY_DEPARTMENT = "emergency_department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published (or judged) figure for a pair of finding and condition, as its source prints it.

    Parameters
    ----------
    finding : str
        Finding id.
    sensitivity, specificity : float or None
        Proportions in [0, 1].
    lr_present, lr_absent : float or None
        Likelihood ratios of the finding being present and absent.
    hint : str
        Direction without a number: ``strong_for`` ... ``rule_out``, or empty.
    n : int or None
        People behind the figure.
    population : str
        Who they were.
    source : str
        Source id.
    basis : Basis
        Read, recalled or judgement.
    counts : bool
        False if its study is already inside another figure of the same pair.
    transferred : bool
        True if it comes from another joint, another disease or healthy controls.
    """

    finding: str
    sensitivity: float | None = None
    specificity: float | None = None
    lr_present: float | None = None
    lr_absent: float | None = None
    hint: str = ""
    n: int | None = None
    population: str
    source: str
    basis: Basis
    counts: bool = True
    transferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """How common a cause is among the knee complaints of a setting, in percent.

    ``percent`` is an average over the ages of the setting; ``reference`` is the same at the age at which the condition's age curve is 1,
    so that age is not counted twice.
    """

    percent: float
    reference: float
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elicited:
    """What the two hands judged for one cause; blind to each other, to the cases and to the figures.

    ``bools`` maps a finding to the two probabilities, ``rows`` a categorical row to the two distributions.
    """

    bools: Mapping[str, tuple[float, ...]]
    rows: Mapping[str, tuple[Mapping[str, float], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One entry of the list of conditions.

    Parameters
    ----------
    id : str
        Never reused.
    role : Role
        Only a ``cause`` competes for the main cause.
    overuse : bool
        Whether it comes of load over time; what a runner's runs tell of load moves these causes together.
    icd10 : tuple of str
        ICD-10 codes.
    level : Level
        Urgency of first contact once it is taken to be the cause.
    pathway : str
        Treatment pathway; causes with one pathway get the same advice.
    see : str
        Profession for first contact.
    prior : mapping of Setting to Prior
        Base rate per setting.
    age_curve : tuple of (float, float)
        Relative frequency at ages (years), linear in the logarithm between them.
    female_to_male : float
        Ratio of frequencies.
    demography_basis, demography_source : Basis, str
        Of age curve and sex ratio.
    figures : tuple of Figure
        Published and judged figures.
    elicited : Elicited or None
        Core findings as judged by the two hands.
    present_when : Expression or None
        For a state or contributor: when it is reported.
    sources : tuple of str
        Source ids of the entry as a whole.
    """

    id: str
    role: Role
    overuse: bool
    icd10: tuple[str, ...]
    level: Level
    pathway: str
    see: str
    prior: Mapping[Setting, Prior]
    age_curve: tuple[tuple[float, float], ...]
    female_to_male: float
    demography_basis: Basis
    demography_source: str
    figures: tuple[Figure, ...]
    elicited: Elicited | None
    present_when: Expression | None
    sources: tuple[str, ...]
