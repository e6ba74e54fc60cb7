"""Pictures of load and of what changed, as SVG or PNG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Phrase = Callable[..., str]
KINDS = (".svg", ".png")
_SIZE_IN, _DOTS = (9.0, 5.2), 144
_USUAL, _SPIKE, _PAIN, _LINE = "#7f9fbf", "#c8502d", "#8b1a1a", "#2f4858"
_BANDS = {"usual": _USUAL, "small": "#d9b86a", "moderate": "#dd8a4b", "large": _SPIKE, "restart": "#8f7fb0", "unknown": "#c3cad1"}


@dataclass(frozen=True, slots=True)
class RunBar:
    """One run of the picture: its day, distance in km, band of its length against 30 days, and relative knee load if known."""

    day: date
    km: float
    band: str
    load: float | None


def load_figure(bars: Sequence[RunBar], longest_km: Sequence[tuple[date, float]], pain: Sequence[date], phrase: Phrase) -> Figure:
    """Draw runs by day, coloured by how long they are against the 30 days before, over the weekly knee load.

    Parameters
    ----------
    bars : sequence of RunBar
        The runs.
    longest_km : sequence of (date, float)
        The longest run of the last 30 days, day by day.
    pain : sequence of date
        Days with pain.
    phrase : callable
        Sentence of the catalogue by key.

    Returns
    -------
    Figure
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE_IN, layout="constrained")
    runs, loads = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    for band, colour in _BANDS.items():
        chosen = [bar for bar in bars if bar.band == band]
        if chosen:
            runs.bar(
                [b.day for b in chosen],
                [b.km for b in chosen],
                width=0.9,
                color=colour,
                edgecolor=colour,
                label=phrase(f"picture_band_{band}"),
            )
    if longest_km:
        runs.step([d for d, _ in longest_km], [k for _, k in longest_km], where="post", color=_LINE, lw=1, label=phrase("picture_longest"))
    runs.set_ylabel(phrase("picture_km"))
    _mark(runs, pain, phrase)
    runs.legend(fontsize=8, frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    weeks: dict[date, float] = {}
    for bar in bars:
        if bar.load is not None:
            monday = date.fromordinal(bar.day.toordinal() - bar.day.weekday())
            weeks[monday] = weeks.get(monday, 0.0) + bar.load
    loads.bar(list(weeks), list(weeks.values()), width=6.2, align="edge", color=_USUAL)
    loads.set_ylabel(phrase("picture_weekly_load"))
    _mark(loads, pain, phrase)
    _tidy(runs, loads)
    return figure


def changes_figure(rows: Sequence[tuple[str, float, bool]], title: str, phrase: Phrase) -> Figure:
    """Draw each factor's change in standard deviations of the runner's own weeks.

    Parameters
    ----------
    rows : sequence of (str, float, bool)
        Name, change, and whether it stands out.
    title : str
    phrase : callable

    Returns
    -------
    Figure
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_SIZE_IN[0], 1.2 + 0.45 * max(len(rows), 1)), layout="constrained")
    axes = figure.subplots()
    places = range(len(rows), 0, -1)
    axes.barh(list(places), [effect for _, effect, _ in rows], color=[_SPIKE if found else _USUAL for _, _, found in rows])
    axes.set_yticks(list(places), [name for name, _, _ in rows])
    axes.axvline(0, color=_LINE, lw=0.8)
    axes.set_xlabel(phrase("picture_effect"))
    axes.set_title(title, fontsize=10, loc="left")
    _tidy(axes)
    return figure


def save(figure: Figure, path: Path, title: str) -> None:
    """Write a picture; the file's ending says which kind. The same picture gives the same bytes."""
    from matplotlib import rc_context

    with rc_context({"svg.hashsalt": "kneewise", "svg.fonttype": "none"}):
        metadata = {"Title": title, "Date": None} if path.suffix == ".svg" else {"Title": title}
        figure.savefig(path, dpi=_DOTS, metadata=metadata)


def _mark(axes: Axes, pain: Sequence[date], phrase: Phrase) -> None:
    for number, day in enumerate(pain):
        axes.axvline(day, color=_PAIN, lw=1, ls="--", label=phrase("picture_pain") if number == 0 else None)  # type: ignore[arg-type]


def _tidy(*axes: Axes) -> None:
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
        one.tick_params(labelsize=8)
