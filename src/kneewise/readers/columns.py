"""Lists of numbers in a text as columns of samples, with little memory."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from itertools import islice
from types import MappingProxyType

import numpy as np

from kneewise.model.run import Column, Samples

_LARGEST = 1e9
MOST_VALUES = 1_000_000
"""Twelve days of seconds; what follows is left."""


def value(text: str) -> float:
    """A number of a watch's file, or NaN."""
    try:
        found = float(text)
    except ValueError:
        return float("nan")
    return found if abs(found) <= _LARGEST else float("nan")


def column(text: str, separator: str, read: Callable[[str], float] = value) -> Column:
    """A list of numbers, each read by ``read``; NaN where there is none.

    Examples
    --------
    >>> column("1,2,,x", ",").tolist()
    [1.0, 2.0, nan, nan]
    """
    cells = re.finditer(f"[^{separator}]+|(?<![^{separator}])(?=[{separator}]|$)", text)
    return as_column(array("d", (read(cell.group()) for cell in islice(cells, MOST_VALUES))))


def as_column(values: array[float]) -> Column:
    """An array as a column."""
    return np.array(values, dtype=np.float64)


def samples(elapsed_s: Column, channels: Mapping[str, Column]) -> Samples:
    """Samples without the channels that hold nothing."""
    held = {name: values for name, values in channels.items() if np.isfinite(values).any()}
    return Samples(elapsed_s, MappingProxyType(held))


def without(values: Column, nothing: float = 0.0) -> Column:
    """The values with NaN where a sensor wrote ``nothing`` for want of a reading."""
    return np.where(values == nothing, np.nan, values)
