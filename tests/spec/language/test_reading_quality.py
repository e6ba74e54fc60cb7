"""How much of the labelled texts the reader gets right; the floors hold for the texts it was tuned on, others are reported beside them."""

from __future__ import annotations

import pytest

from tests.spec.language.words import TEXTS, kinds, lexicon
from tests.text_scoring import load_texts, score_texts

title = "Free text: how much of it is read, and how much of what is read is right"

FLOORS = {"complaints_working": (0.97, 0.95), "notes_working": (0.97, 0.95)}


@pytest.mark.parametrize("name", FLOORS)
def test_the_working_texts_are_read_with_few_misses_and_few_inventions(name: str) -> None:
    score = score_texts(load_texts(TEXTS / f"{name}.yaml"), lexicon(), kinds())
    print(f"\n{name}\n{score.table()}")
    precision, recall = FLOORS[name]
    assert score.precision() >= precision, score.details
    assert score.recall() >= recall, score.details
    assert not score.never_found
    assert score.side_wrong <= 0.03 * (score.side_right + score.side_wrong)


def test_there_are_enough_texts_to_judge_by() -> None:
    complaints, notes = (load_texts(TEXTS / f"{name}.yaml") for name in FLOORS)
    assert len(complaints) >= 220
    assert len(notes) >= 40
    ids = [entry["id"] for entry in complaints + notes]
    assert len(ids) == len(set(ids))


def test_every_labelled_finding_exists() -> None:
    for name in FLOORS:
        for entry in load_texts(TEXTS / f"{name}.yaml"):
            named = {*entry["expect"], *entry.get("also", ()), *entry.get("never", ())}
            assert named <= kinds().keys(), entry["id"]


def test_the_set_aside_texts_are_read_nearly_as_well() -> None:
    texts = load_texts(TEXTS / "set_aside.yaml")
    score = score_texts(texts, lexicon(), kinds())
    print(f"\nset aside\n{score.table()}")
    assert len(texts) == 100
    assert score.recall() >= 0.85
    assert score.precision() >= 0.75


def test_the_second_set_aside_texts_are_read_nearly_as_well() -> None:
    texts = load_texts(TEXTS / "second_set_aside.yaml")
    score = score_texts(texts, lexicon(), kinds())
    assert len(texts) == 100
    assert score.recall() >= 0.83
    assert score.precision() >= 0.90
