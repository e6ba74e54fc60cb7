"""Knee load as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kneewise.model.load import PFJ

Phrase = Callable[..., str]
RUNS_SHOWN, WEEKS_SHOWN, SPIKES_SHOWN = 20, 26, 12
_BAR = 30


def load_as_text(view: Mapping[str, Any], phrase: Phrase) -> str:
    """The latest runs, weeks, and runs longer than usual.

    Parameters
    ----------
    view : mapping
        In the form of the contract's ``load``.
    phrase : callable
        Sentence of the catalogue by key, gaps filled.

    Returns
    -------
    str
        Lines of text without colour.
    """
    if not view["runs"]:
        return phrase("load_nothing")
    limits = sorted({odd for run in view["runs"] for odd in run["outside"]})
    parts = [
        [phrase("load_title")],
        [_run(run, phrase) for run in view["runs"][-RUNS_SHOWN:]],
        [phrase("load_weeks"), *_weeks(view["days"], phrase)],
        _spikes(view["spikes"], phrase),
        _context(view["history"], phrase),
        [phrase("load_limits"), *(f"  - {phrase(odd)}" for odd in limits)] if limits else [],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _run(run: Mapping[str, Any], phrase: Phrase) -> str:
    tissue = run["tissues"][PFJ]
    load = tissue["relative"]
    if tissue["peak_kn"]:
        peak = phrase("load_peak_kn", **_triple(tissue["peak_kn"]))
    elif tissue["peak_bw"]:
        peak = phrase("load_peak_bw", **_triple(tissue["peak_bw"]))
    else:
        peak = phrase("load_unknown")
    km = f"{run['km']:6.1f}" if run["km"] is not None else "     ?"
    told = f"{load[0]:6.1f} ({load[1]:.1f}-{load[2]:.1f})" if load else phrase("load_unknown")
    return phrase("load_run", day=run["date"], km=km, load=told, peak=peak)


def _weeks(days: Sequence[Mapping[str, Any]], phrase: Phrase) -> list[str]:
    weeks: dict[date, list[Mapping[str, Any]]] = {}
    for entry in days:
        if entry["recorded"]:
            day = date.fromisoformat(entry["date"])
            weeks.setdefault(day - timedelta(days=day.weekday()), []).append(entry)
    shown = sorted(weeks)[-WEEKS_SHOWN:]
    loads = {monday: [entry["relative"] for entry in weeks[monday] if entry["relative"] is not None] for monday in shown}
    most = max((sum(known) for known in loads.values()), default=0.0) or 1.0
    return [
        phrase(
            "load_week",
            day=monday.isoformat(),
            km=_known_sum([entry["km"] for entry in weeks[monday]], 6),
            bar=f"{'#' * round(_BAR * sum(loads[monday]) / most):{_BAR}}",
            load=_known_sum([entry["relative"] for entry in weeks[monday]], 0),
        )
        for monday in shown
    ]


def _known_sum(values: Sequence[float | None], width: int) -> str:
    """A sum, "at least" where a part is not known, and a question mark where nothing is."""
    known = [value for value in values if value is not None]
    text = "?" if not known else f"{sum(known):.1f}" if len(known) == len(values) else f">{sum(known):.1f}"
    return f"{text:>{width}}"


def _context(history: Mapping[str, Any], phrase: Phrase) -> list[str]:
    """Figures of the last day that many programs show, with what is to be said against them."""
    latest = history["latest"]
    if latest is None:
        return []
    rows = [(name, latest[name]) for name in ("km_7", "km_28", "ewma_7_km", "ewma_28_km", "monotony", "strain", "acwr_uncoupled")]
    lines = [f"  {phrase(f'history_{name}'):44} {value:8.1f}" for name, value in rows if value is not None]
    if not lines:
        return []
    return [phrase("load_context", day=latest["date"]), *lines, *(f"  - {phrase(name)}" for name in history["context"])]


def _spikes(spikes: Sequence[Mapping[str, Any]], phrase: Phrase) -> list[str]:
    lines = []
    for spike in [s for s in spikes if s["band"] in ("moderate", "large", "restart")][-SPIKES_SHOWN:]:
        if spike["hrr"] is None:
            lines.append("  " + phrase("load_restart", day=spike["date"]))
        else:
            value, low, high = spike["hrr"]
            percent = round(100 * (spike["ratio"] - 1))
            lines.append("  " + phrase("load_spike", day=spike["date"], percent=percent, hrr=value, lo=low, hi=high))
    return [phrase("load_spikes"), *lines] if lines else []


def _triple(estimate: Sequence[float]) -> dict[str, str]:
    return {name: f"{value:.1f}" for name, value in zip(("value", "lo", "hi"), estimate, strict=True)}
