"""Knee load as JSON, to six digits, and back. Body mass is left out: newtons follow from it when they are asked for."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from kneewise.model.load import Estimate, RunLoad, TissueLoad

_ESTIMATES = tuple(f.name for f in fields(TissueLoad) if f.name not in ("damage", "why"))


def load_written(load: RunLoad | None) -> dict[str, Any] | None:
    """A load as what JSON can hold."""
    if load is None:
        return None
    return {
        "tissues": {name: _tissue_written(tissue) for name, tissue in load.tissues.items()},
        "run_cycles": load.run_cycles,
        "walk_cycles": load.walk_cycles,
        "outside": list(load.outside),
    }


def load_read(told: dict[str, Any] | None) -> RunLoad | None:
    """A load as it was written."""
    if told is None:
        return None
    return RunLoad(
        tissues={name: _tissue_read(tissue) for name, tissue in told["tissues"].items()},
        run_cycles=told["run_cycles"],
        walk_cycles=told["walk_cycles"],
        mass_kg=None,
        outside=tuple(told["outside"]),
    )


def _tissue_written(tissue: TissueLoad) -> dict[str, Any]:
    written: dict[str, Any] = {name: _list(getattr(tissue, name)) for name in _ESTIMATES}
    return {**written, "damage": {str(b): _list(e) for b, e in tissue.damage.items()}, "why": tissue.why}


def _tissue_read(told: dict[str, Any]) -> TissueLoad:
    read: dict[str, Any] = {name: _estimate(told[name]) for name in _ESTIMATES}
    return TissueLoad(**read, damage={int(b): Estimate(*e) for b, e in told["damage"].items()}, why=told["why"])


def _list(estimate: Estimate | None) -> list[float] | None:
    return None if estimate is None else [float(f"{x:.6g}") for x in (estimate.value, estimate.lo, estimate.hi)]


def _estimate(told: list[float] | None) -> Estimate | None:
    return None if told is None else Estimate(*told)
