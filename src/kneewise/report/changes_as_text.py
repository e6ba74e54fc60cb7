"""What changed before it hurt, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Phrase = Callable[..., str]


def changes_as_text(view: Mapping[str, Any], phrase: Phrase) -> str:
    """The summary, then what stands out with how often the same was seen before, then the rest.

    Parameters
    ----------
    view : mapping
        In the form of the contract's ``changes``.
    phrase : callable
        Sentence of the catalogue by key, gaps filled.

    Returns
    -------
    str
        Lines of text without colour.
    """
    lines = [view["sentence"]]
    found = [factor for factor in view["factors"] if factor["found"]]
    rest = [factor for factor in view["factors"] if not factor["found"]]
    for factor in found:
        lines += ["", f"* {factor['sentence']}"]
        if factor["of_times"]:
            lines.append("  " + phrase("changes_again", **{k: factor[k] for k in ("as_large", "of_times", "known_free")}))
        if factor["p_adjusted"] is not None:
            lines.append("  " + phrase("changes_chance", percent=_percent(factor["p_adjusted"])))
    if rest:
        lines += ["", phrase("changes_rest")]
        lines += [f"  - {factor['sentence']}" for factor in rest]
    if view["not_looked_at"]:
        names = ", ".join(phrase(f"changes_name_{name}") for name in view["not_looked_at"])
        lines += ["", phrase("changes_not_looked_at", names=names)]
    return "\n".join(lines)


def _percent(p: float) -> str:
    return f"{100 * p:.1f}" if p < 0.01 else f"{100 * p:.0f}"
