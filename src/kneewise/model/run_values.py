"""What is known of a run, and where each value comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Where a value comes from."""

    MEASURED = "measured"
    DERIVED = "derived"
    ASSUMED = "assumed"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunValues:
    """Values of one run.

    Parameters
    ----------
    values : mapping of str to float
        By name, with the unit at its end; what is not known is absent, never 0.
    basis : mapping of str to Basis
        For each of them.
    records : int
        Samples in the file.
    surface : str
        As far as the file tells, or empty.
    by_speed : tuple of (float, float, float or None)
        Speed from (m/s), metres run at it, and the cadence at it on the level (spm).
    quality : tuple of str
        What is odd or was set right.
    """

    values: Mapping[str, float]
    basis: Mapping[str, Basis]
    records: int
    surface: str = ""
    by_speed: tuple[tuple[float, float, float | None], ...] = ()
    quality: tuple[str, ...] = ()
