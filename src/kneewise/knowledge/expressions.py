"""Conditions over facts as they are written in YAML."""

from __future__ import annotations

from math import inf
from typing import Any

from kneewise.model.errors import KnowledgeError
from kneewise.model.expression import All, AtLeast, Compare, Comparison, Expression, Is, Not, Score


def parse_expression(raw: Any, where: str) -> Expression:
    """Read an expression.

    Parameters
    ----------
    raw : str or dict
        ``fever``; ``{finding: sex, is: male}``; ``{finding: age, ge: 55}``; ``{all: [...]}``, ``{any: [...]}``, ``{not: ...}``,
        ``{at_least: 3, of: [...]}``, ``{score: [[2, ...], ...], ge: 8, le: 9}``.
    where : str
        File and id, for the error.

    Raises
    ------
    KnowledgeError
        If it has none of these forms.
    """
    if isinstance(raw, str):
        return Is(raw)
    if isinstance(raw, dict):
        match raw:
            case {"all": [*parts]} if len(raw) == 1:
                return All(tuple(parse_expression(p, where) for p in parts))
            case {"any": [*parts]} if len(raw) == 1:
                return AtLeast(1, tuple(parse_expression(p, where) for p in parts))
            case {"at_least": int(count), "of": [*parts]} if len(raw) == 2:
                return AtLeast(count, tuple(parse_expression(p, where) for p in parts))
            case {"not": part} if len(raw) == 1:
                return Not(parse_expression(part, where))
            case {"score": [*points]}:
                pairs = tuple((float(weight), parse_expression(part, where)) for weight, part in points)
                return Score(pairs, float(raw.get("ge", -inf)), float(raw.get("le", inf)))
            case {"finding": str(finding), "is": choices} if len(raw) == 2:
                return Is(finding, tuple(choices) if isinstance(choices, list) else (str(choices),))
            case {"finding": str(finding)} if len(raw) == 2:
                (key, limit) = next((k, v) for k, v in raw.items() if k != "finding")
                if key in {c.value for c in Comparison}:
                    return Compare(finding, Comparison(key), float(limit))
    raise KnowledgeError(f"This is no condition over facts: {raw!r}. See docs/reference/knowledge.md for the forms.", where=where)
