"""Which examinations are worth having, from the facts and the probabilities of the causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kneewise.model.expression import Expression
from kneewise.model.fact import Value
from kneewise.model.rule import Examination
from kneewise.reason.kleene import evaluate
from kneewise.reason.triage import completed

ORDER = {"now": 0, "if": 1, "not": 2}


@dataclass(frozen=True, slots=True)
class Advice:
    """``now``: have it done; ``if``: later, if something holds; ``not``: not worth it here."""

    examination: str
    when: str


def examinations_for(examinations: Iterable[Examination], values: Mapping[str, Value], p: Mapping[str, float]) -> tuple[Advice, ...]:
    """Advice on each examination that has any, those for now first.

    Parameters
    ----------
    values : mapping of str to Value
        What is known of the knee.
    p : mapping of str to float
        Probability of each cause.
    """
    found = []
    for entry in examinations:
        known = completed(values, entry.signs)
        if _holds(entry.not_when, known):
            when = "not"
        elif _holds(entry.now_when, known) or _likely(entry.now_causes, p, entry.threshold):
            when = "now"
        elif _holds(entry.if_when, known) or _likely(entry.if_causes, p, entry.threshold):
            when = "if"
        else:
            continue
        found.append(Advice(entry.id, when))
    return tuple(sorted(found, key=lambda a: ORDER[a.when]))


def joined(knees: Iterable[Iterable[Advice]]) -> tuple[Advice, ...]:
    """The advice for both knees: of two opinions on one examination the one in favour holds."""
    best: dict[str, Advice] = {}
    for advice in sorted((one for several in knees for one in several), key=lambda a: ORDER[a.when]):
        best.setdefault(advice.examination, advice)
    return tuple(best.values())


def _holds(condition: Expression | None, known: Mapping[str, Value]) -> bool:
    return condition is not None and evaluate(condition, known) is True


def _likely(causes: Iterable[str], p: Mapping[str, float], threshold: float) -> bool:
    return any(p.get(cause, 0.0) >= threshold for cause in causes)
