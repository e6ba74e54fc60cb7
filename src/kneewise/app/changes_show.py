"""What changed, in words and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kneewise.app.desk import Desk
from kneewise.report.changes_as_text import changes_as_text
from kneewise.report.pictures import changes_figure, save

WORTH_TELLING = 0.05
"""A factor nearer to 1 is no news."""


def changes_text(desk: Desk, view: Mapping[str, Any]) -> str:
    """The report in words."""
    return changes_as_text(view, desk.texts.phrase)


def added_text(desk: Desk, view: Mapping[str, Any]) -> str:
    """What the runs added to an assessment: each fact that moved the odds, with its sentence."""
    phrase = desk.texts.phrase
    moved = [fact for fact in view["facts"] if abs(fact["odds"] - 1) >= WORTH_TELLING]
    if not moved:
        return phrase("runs_added_nothing", sentence=view["sentence"])
    sentences = {factor["finding"]: factor["sentence"] for factor in view["factors"]}
    lines = [phrase("runs_added_odds", sentence=sentences[fact["finding"]], odds=f"{fact['odds']:.1f}") for fact in moved]
    return "\n".join([phrase("runs_added"), *(f"  - {line}" for line in lines)])


def changes_picture(desk: Desk, view: Mapping[str, Any], path: Path) -> None:
    """Draw how far each factor is from usual."""
    phrase = desk.texts.phrase
    rows = [(phrase(f"changes_name_{f['factor']}"), f["effect_sd"], f["found"]) for f in view["factors"] if f["effect_sd"] is not None]
    save(changes_figure(rows, view["sentence"], phrase), path, view["sentence"])
