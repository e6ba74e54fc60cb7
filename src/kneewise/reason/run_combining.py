"""What a run was, taken from all its recordings and from what was corrected by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from kneewise.model.kept_run import KeptRecording, KeptRun
from kneewise.model.load import RunLoad, TissueLoad
from kneewise.model.run import RUNNING
from kneewise.model.run_values import Basis
from kneewise.reason.knee_load import run_load
from kneewise.reason.load_model import LoadModel
from kneewise.reason.run_track import FASTEST_ON_FOOT_MPS, ON_FOOT

RUN_SPEED_MPS = (1.9, 6.5)
NUMBERS = frozenset({"distance_m", "moving_s", "timer_s", "mean_cadence_spm", "mean_hr_bpm", "ascent_m"})
"""Corrections that are values of the run."""
_UNSAID = ("", "generic")


class Correction(NamedTuple):
    """Something corrected by hand; the one with the highest number was said last."""

    recording: str
    number: int
    field: str
    value: Any


def run_of(group: Sequence[KeptRecording], corrections: Sequence[Correction], model: LoadModel) -> KeptRun:
    """What the run was.

    Parameters
    ----------
    group : sequence of KeptRecording
        Its recordings, the leading one first.
    corrections : sequence of Correction
        Of any of its recordings, by the names of :data:`kneewise.model.kept_run.EDITABLE`; the latest word counts.
    model : LoadModel
        For the load of what was corrected.

    Returns
    -------
    KeptRun
        Each value from the first recording that has it; then what was corrected.
    """
    values: dict[str, float] = {}
    basis: dict[str, Basis] = {}
    for recording in reversed(group):
        values |= recording.values
        basis |= recording.basis
    told = {c.field: c.value for c in sorted(corrections, key=lambda c: c.number)}
    measured = dict(values)
    for name in told.keys() & NUMBERS:
        values[name], basis[name] = float(told[name]), Basis.ENTERED
    sport = told.get("sport") or next((r.sport for r in group if r.sport not in _UNSAID), _first(group, "sport"))
    is_run = sport == RUNNING if sport not in _UNSAID else _looks_like_running(values) if not sport else False
    zoned = next((r for r in group if r.offset_basis is Basis.MEASURED), next((r for r in group if r.utc_offset_s is not None), None))
    lead, start, quality = group[0], _start(group, told), [*group[0].quality]
    quality += ["merged"] * (len(group) > 1) + ["sport_guessed"] * (not sport and is_run is not None)
    return KeptRun(
        id=lead.id,
        members=tuple(r.id for r in group),
        format=lead.format,
        sport=sport,
        sub_sport=_first(group, "sub_sport"),
        is_run=is_run,
        start=start,
        utc_offset_s=zoned.utc_offset_s if zoned else None,
        offset_basis=zoned.offset_basis if zoned else None,
        device=_first(group, "device"),
        shoe=told.get("shoe", _first(group, "shoe")),
        surface=told.get("surface", _first(group, "surface")),
        title=told.get("title", _first(group, "title")),
        records=lead.records,
        values=values,
        basis=basis,
        by_speed=next((r.by_speed for r in group if r.by_speed), ()),
        quality=tuple(dict.fromkeys(quality)),
        load=_load(group, measured, values, model) if is_run or sport in ON_FOOT else None,
        entered=tuple(sorted(told)),
    )


def _start(group: Sequence[KeptRecording], told: Mapping[str, Any]) -> datetime | None:
    corrected: datetime | None = told.get("start")
    return corrected or next((r.start for r in group if r.start is not None), None)


def _load(group: Sequence[KeptRecording], measured: Mapping[str, float], values: Mapping[str, float], model: LoadModel) -> RunLoad | None:
    """Load as recorded, stretched to a corrected distance; where none was recorded, as if it had been run at one pace."""
    metres, moving = values.get("distance_m", 0.0), values.get("moving_s", 0.0)
    if metres and moving and metres / moving > FASTEST_ON_FOOT_MPS:
        return None
    recorded = next((r.load for r in group if r.load and r.load.tissues["pfj"].relative), None)
    before = measured.get("distance_m", 0.0)
    if recorded and (metres == before or not before):
        return recorded
    if recorded:
        return _stretched(recorded, metres / before)
    if not metres or not moving:
        return next((r.load for r in group if r.load), None)
    one = (np.array([x]) for x in (moving, metres / moving, values.get("mean_cadence_spm", np.nan), np.nan))
    return run_load(*one, mass_kg=None, model=model)


def _stretched(load: RunLoad, factor: float) -> RunLoad:
    """The same steps, more or fewer of them."""

    def tissue(told: TissueLoad) -> TissueLoad:
        return replace(
            told,
            impulse_bws=told.impulse_bws.scaled(factor) if told.impulse_bws else None,
            relative=told.relative.scaled(factor) if told.relative else None,
            damage={b: estimate.scaled(factor) for b, estimate in told.damage.items()},
        )

    tissues = {name: tissue(told) for name, told in load.tissues.items()}
    return replace(load, tissues=tissues, run_cycles=load.run_cycles * factor, walk_cycles=load.walk_cycles * factor)


def _first(group: Sequence[KeptRecording], name: str) -> str:
    return next((getattr(r, name) for r in group if getattr(r, name)), "")


def _looks_like_running(values: Mapping[str, float]) -> bool | None:
    """Whether an activity of unknown sport was run, by its speed; ``None`` if that cannot be told."""
    distance, moving = values.get("distance_m"), values.get("moving_s")
    if not distance or not moving:
        return None
    low, high = RUN_SPEED_MPS
    return low <= distance / moving <= high and values.get("max_speed_mps", 0.0) < 2 * high
