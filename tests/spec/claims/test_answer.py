from __future__ import annotations

from typing import Any

import pytest

from kneewise.model.claim import CAUTION
from tests.door import call, validator
from tests.spec.claims.ledger import data, ledger, texts

title = "The screen and JSON say the same of a claim, in words that name what they are about"

SAID = [
    *[item["say"] for name in ("paraphrases", "turned") for item in data("stances")[name]][::9],
    "Squats are bad for knees.",
    "Running does not ruin your knees.",
    "Is running bad for knees?",
    "You do not need to stretch before you run.",
    "Antibiotics are not needed for a hot swollen knee; wait two weeks.",
]


def answer(text: str, language: str = "en") -> Any:
    return call("claim", text, "--json", "--lang", language).answer


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_word_on_the_screen_is_in_json(said: str, language: str) -> None:
    found = answer(said, language)
    validator("claim").validate(found)
    screen = call("claim", said, "--lang", language).out
    for match in found["matches"]:
        assert f"{match['heading']} ({', '.join(match['claims'])})" in screen
        assert match["says"] in screen
        assert match["advice"] in screen
    assert found["warning"] is None or found["warning"] in screen


@pytest.mark.parametrize("said", SAID)
def test_an_answer_without_a_verdict_does_not_begin_with_one(said: str) -> None:
    for match in answer(said)["matches"]:
        if match["verdict"] is None:
            assert not match["says"].startswith(("True", "Partly true", "Not true", "Weak", "Harmful", "This is advertising"))
            assert match["heading"] not in ("Supported", "Partly true", "Contradicted by the evidence")


def test_the_opposite_names_the_claim_that_the_ledger_holds() -> None:
    match = answer("Squats are bad for knees.")["matches"][0]
    assert (match["relation"], match["verdict"]) == ("opposite", "contradicted")
    assert match["restated"] in match["says"]


def test_a_topic_is_named_without_true_or_false() -> None:
    match = answer("Knee pain needs an MRI.")["matches"][0]
    assert (match["relation"], match["verdict"], match["agrees"], match["strength"], match["sources"]) == ("topic", None, None, None, [])
    assert match["restated"] in match["says"]
    assert match["claims"][0] in match["advice"]


def test_both_sides_are_given_with_what_holds() -> None:
    match = answer("Is running good or bad for the knees?")["matches"][0]
    assert (match["contradiction"], match["verdict"], match["heading"]) == ("X36", None, "The articles disagree. What holds:")


def test_the_advice_on_both_sides_is_that_of_the_side_which_holds() -> None:
    match = answer("Is asphalt bad for the knees, or is even pavement fine?")["matches"][0]
    sides = ledger().contradictions["X23"].claims
    best = min(CAUTION[ledger().claims[c].verdict] for c in sides)
    assert match["advice"] in [texts()["claims"][c]["advice"] for c in sides if CAUTION[ledger().claims[c].verdict] == best]


def test_a_warning_stands_before_everything_else() -> None:
    said = "Antibiotics are not needed for a hot swollen knee; wait two weeks."
    found = answer(said)
    assert "today" in found["warning"]
    assert {m["verdict"] for m in found["matches"]} == {None}
    assert call("claim", said).out.startswith(found["warning"])
