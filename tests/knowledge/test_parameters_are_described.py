from __future__ import annotations

from pathlib import Path

from kneewise.model.knowledge_base import KnowledgeBase, Parameter

title = "Every parameter of the method stands in the reference, with the value that it has"

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "parameters.md"


def row(parameter: Parameter) -> str:
    p = parameter
    return f"| `{p.id}` | {p.value:g} | {p.unit} | {p.low:g} to {p.high:g} | {p.basis.value} | {p.population} |"


def test_the_page_holds_exactly_the_parameters(kb: KnowledgeBase) -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows == [row(p) for p in sorted(kb.parameters.values(), key=lambda p: p.id)]
