"""The ledger as tests see it: read and compiled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kneewise.knowledge.claim_files import build_ledger
from kneewise.model.claim import ClaimAnswer, Ledger, Relation
from kneewise.reason.claim_index import Index, build_index
from kneewise.reason.claims import answer
from tests.knowing import tree

DATA = Path(__file__).parents[2] / "data" / "claims"
TOPICS = ("claims", "contradictions", "claimwords")


@cache
def ledger() -> Ledger:
    return build_ledger(tree())


@cache
def texts() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {topic: {} for topic in TOPICS}
    for name, content in tree().items():
        topic = name.removeprefix("texts/en/").split("_")[0]
        if name.startswith("texts/en/") and topic in found:
            found[topic].update(content)
    return found


@cache
def index() -> Index:
    return build_index(ledger(), texts()["claims"], texts()["contradictions"])


def ask(text: str) -> ClaimAnswer:
    return answer(ledger(), index(), text)


def data(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def paraphrases(name: str) -> list[tuple[str, set[str], str]]:
    """Claim, ids that count as right, and the sentence."""
    return [(p["claim"], {p["claim"], *p.get("also", [])}, said) for p in data(name) for said in p["say"]]


def graded(item: dict[str, Any]) -> str:
    """``right``, ``wrong`` (a verdict the sentence must not get) or ``lost`` (none, where one is due) for a sentence of known stance."""
    match = next(iter(ask(item["say"]).matches), None)
    silent = match is None or match.contradiction or match.warned or match.relation is Relation.TOPIC
    if item["stance"] in ("topic_only", "foreign"):
        return "right" if silent else "wrong"
    if match is None or silent:
        return "lost"
    meant = match.led_by in {item["claim"], *item.get("also", [])} and match.relation.value == item["stance"]
    return "right" if meant else "wrong"


def ways_to_say(claim: str) -> list[str]:
    text = texts()["claims"][claim]
    return [text["statement"], *text["ask"]]
