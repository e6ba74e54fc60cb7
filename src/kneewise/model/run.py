"""A recorded activity as its file tells it, in SI units, before anything is derived from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[np.float64]
"""One value per sample; NaN where the file holds none."""

CHANNELS: Mapping[str, float] = MappingProxyType(
    {
        "latitude_deg": 1e-7,
        "longitude_deg": 1e-7,
        "altitude_m": 0.1,
        "distance_m": 0.01,
        "speed_mps": 0.001,
        "heart_rate_bpm": 1.0,
        "cadence_spm": 1 / 64,
        "cadence_rpm": 1 / 64,
        "power_w": 1.0,
        "temperature_c": 0.1,
        "contact_time_ms": 0.1,
        "contact_balance_pct": 0.01,
        "vertical_oscillation_mm": 0.1,
        "step_length_mm": 0.1,
    }
)
"""What a sample can hold, and the resolution with which it is kept. ``distance_m`` is counted from the start, as recorded;
``cadence_spm`` counts the steps of both feet, ``cadence_rpm`` the turns of a pedal or strokes; ``contact_balance_pct`` is the share of
the left foot. Names with a slash, as ``developer/Form Power``, come from the maker of a sensor and are kept in its own unit."""

TOTALS = (
    "distance_m",
    "timer_s",
    "elapsed_s",
    "moving_s",
    "ascent_m",
    "descent_m",
    "mean_hr_bpm",
    "max_hr_bpm",
    "mean_cadence_spm",
    "steps",
    "energy_kcal",
    "mean_power_w",
    "mean_temperature_c",
)
"""What a file may say of a whole activity or lap. ``timer_s`` runs while the watch records, ``elapsed_s`` from first to last."""

RUNNING = "running"


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """What was recorded second by second.

    Parameters
    ----------
    elapsed_s : Column
        Seconds since the start of the recording; NaN where the file gives no time. Kept in the file's order, even if that runs backwards.
    channels : mapping of str to Column
        By the names of :data:`CHANNELS`; all as long as ``elapsed_s``. A channel without any value is left out.
    """

    elapsed_s: Column
    channels: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.elapsed_s)

    def get(self, name: str) -> Column:
        """A channel, all NaN where there is none."""
        found = self.channels.get(name)
        return np.full(len(self), np.nan) if found is None else found


NO_SAMPLES = Samples(np.empty(0), MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """A lap, in seconds since the start of the recording.

    Parameters
    ----------
    start_s, end_s : float
        Where it lies.
    totals : mapping of str to float
        By the names of :data:`TOTALS`, as the file gives them.
    """

    start_s: float
    end_s: float
    totals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """One activity out of one file; a triathlon's file holds several.

    Parameters
    ----------
    key : str
        Which one in its file, stable when the file is read again: "0", "1" … or a row's own id.
    format : str
        ``fit``, ``gpx``, ``tcx``, ``strava_csv`` and so on.
    sport : str
        In FIT's words, lower case (``running``, ``cycling``, ``walking`` …); empty where the file does not say.
    sub_sport : str
        ``treadmill``, ``trail``, ``track`` …, or empty.
    start : datetime or None
        UTC; ``None`` where the file has no time.
    utc_offset_s : int or None
        Of the runner's clock, where the file tells it.
    totals : mapping of str to float
        What the file says of the whole, by the names of :data:`TOTALS`; what it does not say is absent.
    samples : Samples
        May be empty: summaries have none.
    laps : tuple of Lap
        In order.
    pauses : tuple of (float, float)
        From and to, seconds since the start, while the watch stood still.
    device, shoe, title, surface : str
        As written in the file, or empty.
    source_id : str
        The id the source itself gives the activity (Strava's number), or empty.
    quality : tuple of str
        What is odd: ids with a sentence in the texts, as ``time_backwards``.
    """

    key: str
    format: str
    sport: str = ""
    sub_sport: str = ""
    start: datetime | None = None
    utc_offset_s: int | None = None
    totals: Mapping[str, float] = field(default_factory=dict)
    samples: Samples = NO_SAMPLES
    laps: tuple[Lap, ...] = ()
    pauses: tuple[tuple[float, float], ...] = ()
    device: str = ""
    shoe: str = ""
    title: str = ""
    surface: str = ""
    source_id: str = ""
    quality: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Where a file stops making sense. What came before it was read.

    Parameters
    ----------
    reason : str
        In plain words.
    byte, line : int or None
        Where: offset from 0, line from 1.
    """

    reason: str
    byte: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """What a file gave: its activities, and what is wrong with it, if anything."""

    recordings: tuple[Recording, ...]
    damage: Damage | None = None
