from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.spec.language.words import TEXTS, reading

title = "Free text: every finding in many wordings, its denials, and sentences with the same words that do not say it"

FILES = sorted((TEXTS / "phrases").glob("*.yaml"))
READ, DENIED, FALSE = 0.95, 0.92, 0.02
"""Shares that must be read, must be read as denials, and may be read falsely. The reader was built with these wordings."""


def wordings(name: str, kind: str) -> Iterator[tuple[str, Any, str]]:
    """Finding, value and text; YAML reads the keys yes and no as truth values."""
    loaded: dict[str, dict[Any, Any]] = yaml.safe_load((TEXTS / "phrases" / name).read_text(encoding="utf-8"))
    for finding, by_kind in loaded.items():
        said = by_kind.get({"yes": True, "no": False}.get(kind, kind), by_kind.get(kind)) or []
        for value, texts in said.items() if isinstance(said, dict) else [(kind != "no", said)]:
            for text in texts:
                yield finding, value, text


def read_as(finding: str, value: Any, text: str) -> bool:
    return any(fact.finding == finding and fact.value == value for fact in reading(text).facts)


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_nearly_all_wordings_of_a_finding_are_read(name: str) -> None:
    said = list(wordings(name, "yes"))
    missed = [(finding, text) for finding, value, text in said if not read_as(finding, value, text)]
    assert len(said) > 300
    assert len(missed) <= (1 - READ) * len(said), missed


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_nearly_all_denials_are_read_as_denials(name: str) -> None:
    said = list(wordings(name, "no"))
    missed = [(finding, text) for finding, value, text in said if not read_as(finding, value, text)]
    assert len(said) > 50
    assert len(missed) <= (1 - DENIED) * len(said), missed


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_hardly_any_sentence_with_the_same_words_is_taken_for_the_finding(name: str) -> None:
    said = list(wordings(name, "never"))
    false = [(finding, text) for finding, _, text in said if read_as(finding, True, text)]
    assert len(said) > 50
    assert len(false) <= FALSE * len(said), false


def test_the_wordings_are_of_many_findings() -> None:
    assert len(FILES) >= 6
    assert len({finding for path in FILES for finding, _, _ in wordings(path.name, "yes")}) > 300
