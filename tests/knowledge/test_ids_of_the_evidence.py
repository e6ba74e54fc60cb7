from __future__ import annotations

import csv
from pathlib import Path

from kneewise.model.knowledge_base import KnowledgeBase
from tests.spec.claims.ledger import ledger

title = "Conditions, findings and claims keep the ids of the evidence that the project starts from"


def ids(path: Path, column: str) -> set[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        found = {row[column] for row in csv.DictReader(lines)}
    assert len(found) > 50, f"{path} holds too few rows to be the whole table"
    return found


def test_every_condition_is_there(kb: KnowledgeBase, shared: Path) -> None:
    assert ids(shared / "evidence" / "conditions.csv", "id") - kb.conditions.keys() == set()


def test_every_finding_is_there(kb: KnowledgeBase, shared: Path) -> None:
    assert ids(shared / "evidence" / "findings.csv", "finding_id") - kb.findings.keys() == set()


def test_every_claim_is_there(shared: Path) -> None:
    assert ids(shared / "seeds" / "claims.csv", "claim_id") - ledger().claims.keys() == set()
