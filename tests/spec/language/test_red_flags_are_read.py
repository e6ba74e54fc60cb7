"""Signs of danger are found in any of many wordings, and a denial of them never becomes an alarm."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.spec.language.words import TEXTS, reading

title = "Free text: signs of danger in many wordings"


def _phrases(kind: str) -> list[tuple[str, str]]:
    loaded: dict[str, dict[Any, list[str]]] = yaml.safe_load((TEXTS / "red_flag_phrases.yaml").read_text(encoding="utf-8"))
    wanted = kind == "yes"
    # YAML reads the keys yes and no as truth values
    return [(finding, text) for finding, both in loaded.items() for key, texts in both.items() if key in {kind, wanted} for text in texts]


@pytest.mark.parametrize(("finding", "text"), _phrases("yes"))
def test_the_sign_is_found(finding: str, text: str) -> None:
    assert True in [fact.value for fact in reading(text).facts if fact.finding == finding], text


@pytest.mark.parametrize(("finding", "text"), _phrases("no"))
def test_its_denial_raises_no_alarm(finding: str, text: str) -> None:
    assert True not in [fact.value for fact in reading(text).facts if fact.finding == finding], text


def test_most_plain_denials_are_read_as_denials() -> None:
    denials = _phrases("no")
    read = [any(fact.finding == finding and fact.value is False for fact in reading(text).facts) for finding, text in denials]
    assert sum(read) >= 0.9 * len(denials)


@pytest.mark.parametrize(
    "text",
    [
        "Come back at once if you get a fever or the calf swells.",
        "If it gets hot I will go to hospital.",
        "My brother had chest pain and a clot in his lung.",
        "Could it be a clot? Is it infected?",
        "Safety net: return if unable to weight bear, fever or numbness.",
        "I read that saddle numbness and loss of bladder control are warning signs.",
        "The leaflet says to watch out for a cold, pale foot.",
    ],
)
def test_warnings_questions_and_other_people_raise_no_alarm(text: str) -> None:
    danger = {
        "fever",
        "warmth",
        "calf_swelling",
        "chest_breathless",
        "past_dvt",
        "cauda_equina",
        "no_weight_bearing",
        "pulse_loss",
        "numb_foot",
    }
    assert not [fact for fact in reading(text).facts if fact.finding in danger and fact.value is True]
