"""The reader as tests see it: the lexicon loaded once, and texts read to plain pairs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kneewise.knowledge.lexicon_files import lexicon_of
from kneewise.language.reading import read
from kneewise.model.fact import Value
from kneewise.model.finding import Kind
from kneewise.model.lexicon import Lexicon, TextReading
from tests.knowing import base, tree

TEXTS = Path(__file__).parents[2] / "data" / "texts"


@cache
def lexicon() -> Lexicon:
    return lexicon_of(tree())


def kinds() -> dict[str, Kind]:
    return {finding: entry.kind for finding, entry in base().findings.items()}


def reading(text: str) -> TextReading:
    return read(text, lexicon())


def said(text: str) -> dict[str, Value]:
    """Findings and values of a text; what is contradictory keeps the first."""
    found: dict[str, Value] = {}
    for fact in reading(text).facts:
        found.setdefault(fact.finding, fact.value)
    return found
