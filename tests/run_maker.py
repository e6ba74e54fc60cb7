"""Recordings for tests: a steady run along a meridian, with what a test wants to be different."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from kneewise.model.run import Column, Recording, Samples
from kneewise.reason.run_metrics import values_of
from kneewise.reason.run_track import Track, track_of

START = datetime(2026, 5, 3, 7, 0, tzinfo=UTC)
METRES_PER_DEGREE = np.pi * 6_371_000 / 180


def north(metres: Column) -> Column:
    """Latitudes so many metres north of the equator."""
    return metres / METRES_PER_DEGREE


def steady(seconds: int = 1200, speed_mps: float = 3.0, **channels: Any) -> Recording:
    """A run at one speed, a sample a second, by position only; ``channels`` are added, ``None`` takes one away."""
    metres = speed_mps * np.arange(seconds, dtype=float)
    held: dict[str, Any] = {"latitude_deg": north(metres), "longitude_deg": np.zeros(seconds)} | channels
    made = {name: np.broadcast_to(np.asarray(v, float), (seconds,)).copy() for name, v in held.items() if v is not None}
    return Recording(key="0", format="fit", sport="running", start=START, samples=Samples(np.arange(seconds, dtype=float), made))


def values(recording: Recording) -> dict[str, float]:
    """All values of a run."""
    return dict(values_of(recording, track_of(recording)).values)


def quality(recording: Recording) -> tuple[str, ...]:
    """What was odd or set right."""
    return values_of(recording, track_of(recording)).quality


def track(recording: Recording) -> Track:
    """Cleaned samples."""
    return track_of(recording)
