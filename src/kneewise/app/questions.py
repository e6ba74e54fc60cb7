"""What to ask next, in words: warning signs first, then what may change the advice."""

from __future__ import annotations

from typing import Any

from kneewise.app.assess import Assessment
from kneewise.app.desk import Desk
from kneewise.reason.advice import loss_table
from kneewise.reason.interview import Next, rank_questions
from kneewise.reason.triage import open_screens

SHOWN = 6


def ranked(desk: Desk, done: Assessment) -> tuple[Next, ...]:
    """Questions about the causes of the leading knee, the most useful first."""
    knee = done.leading
    return rank_questions(desk.network, desk.kb, loss_table(desk.network, desk.kb), knee.result.p, knee.answers, knee.known)


def next_questions(desk: Desk, done: Assessment) -> list[dict[str, Any]]:
    """The next questions, one entry a finding, with the reason for asking each."""
    found: list[dict[str, Any]] = []
    for screen in open_screens(desk.kb.screens.values(), done.triage, done.leading.safe.values):
        found += [_question(desk, item, None) for item in screen.items if item in done.triage.unasked and item not in done.asked]
    for question in ranked(desk, done):
        found += [_question(desk, item, question.p_change) for item in question.findings[:2]]
    return found[:SHOWN]


def _question(desk: Desk, finding: str, p_change: float | None) -> dict[str, Any]:
    text = desk.texts.get("findings", finding)
    return {
        "finding": finding,
        "question": text["question"],
        "why": text["why"],
        "expected_change": None if p_change is None else round(p_change, 3),
    }
