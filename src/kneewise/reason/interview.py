"""Which question about the causes to ask next: the one most likely to change the advice. Warning signs come before, from triage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.model.finding import Finding, Kind
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.advice import Worth, worths
from kneewise.reason.facts import Known
from kneewise.reason.kleene import evaluate
from kneewise.reason.network import ROWS, Network
from kneewise.reason.whatif import Outcome

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Next:
    """A question about the causes that is worth asking.

    Parameters
    ----------
    screen : str
        Id of its screen.
    findings : tuple of str
        Open items, the most telling first.
    p_change : float
        Probability that the answers change the advice.
    """

    screen: str
    findings: tuple[str, ...]
    p_change: float


def askable(network: Network, kb: KnowledgeBase, known: Known, *, self_tests: bool, injury: bool | None) -> tuple[str, ...]:
    """Findings a runner can answer and has not been asked: history and, while no red flag is open, self-tests.

    Parameters
    ----------
    self_tests : bool
        False while a red flag is open: nobody is told to squat or hop then.
    injury : bool or None
        Without an injury nothing is asked about its mechanism.
    """
    found = []
    for name in (*ROWS, *network.findings):
        entry = kb.findings[name]
        if name in known.values or not _by_runner(entry, self_tests) or (entry.given_injury and injury is not True):
            continue
        found.append(name)
    return tuple(found)


def _by_runner(entry: Finding, self_tests: bool) -> bool:
    if entry.stop_rule and not self_tests:
        return False  # also a question from memory may tempt to try
    if entry.kind is Kind.HISTORY:
        return entry.when is None or entry.id == "fever"
    return entry.kind is Kind.SELF_TEST


def rank_questions(
    network: Network, kb: KnowledgeBase, loss: Floats, posterior: Floats, answers: Sequence[Outcome], known: Known
) -> tuple[Next, ...]:
    """Questions about the causes, the most useful first.

    The worth of a screen is the sum over its open findings of the expected fall of the loss; self-tests cost more than answers; ties go
    to the larger fall of entropy.
    """
    by_finding = {w.finding: w for w in worths(network, loss, posterior, answers)}
    ranked: list[tuple[float, float, Next]] = []
    for screen in kb.questions.values():
        open_ones = tuple(f for f in screen.items if f in by_finding)
        if not open_ones or (screen.when is not None and evaluate(screen.when, known.values) is not True):
            continue
        ranked.append(_as_question(kb, screen.id, open_ones, by_finding))
    return tuple(item for _, _, item in sorted(ranked, key=lambda t: (-round(t[0], 9), -round(t[1], 9), t[2].screen)))


def _as_question(kb: KnowledgeBase, name: str, findings: tuple[str, ...], by_finding: Mapping[str, Worth]) -> tuple[float, float, Next]:
    cost = max(kb.parameter("question_cost_self_test") if kb.findings[f].kind is Kind.SELF_TEST else 1.0 for f in findings)
    fall = sum(by_finding[f].fall for f in findings) / cost
    # The chance that at least one of several answers changes the advice, were they independent.
    p_same = 1.0
    for f in findings:
        p_same *= 1.0 - by_finding[f].p_change
    entropy = sum(by_finding[f].entropy_fall for f in findings) / cost
    order = tuple(sorted(findings, key=lambda f: -by_finding[f].fall))
    return fall, entropy, Next(name, order, p_change=1.0 - p_same)
