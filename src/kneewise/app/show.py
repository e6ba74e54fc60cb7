"""Answers as text, in the desk's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kneewise.app.desk import Desk
from kneewise.app.sentences import Sentences
from kneewise.model.fact import Value
from kneewise.reason.network import OTHER
from kneewise.report.as_text import as_text


def assessment_text(desk: Desk, answer: Mapping[str, Any]) -> str:
    """An assessment in the contract's form, as lines for a terminal."""
    say = Sentences(desk.kb, desk.texts)

    def statement(finding: str, value: Value | list[str]) -> str:
        return say.statement(finding, tuple(value) if isinstance(value, list) else value)

    def clinical(cause: str) -> str:
        return "" if cause == OTHER else f"; {desk.texts.get('conditions', cause, 'clinical_name')}"

    return as_text(answer, desk.texts.phrase, statement, say.label, clinical)
