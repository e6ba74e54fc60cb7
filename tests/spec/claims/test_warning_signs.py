from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneewise.model.claim import REFUTED, Verdict
from tests.spec.claims.ledger import ask, data, ledger, ways_to_say

title = "Beside a warning sign nothing is called true that could keep a person from being seen"

SIGNS = [
    "My knee is hot and swollen",
    "I have a fever and my knee hurts",
    "My foot is numb",
    "My foot is cold and pale",
    "I cannot stand on the leg",
    "There is chest pain",
    "The calf is swollen and tender",
    "This is an infected joint",
]
DELAYS = ["wait two weeks", "no doctor is needed", "it goes away by itself", "this is harmless", "do not have it checked", "just run on"]
REASSURING = [c.id for c in ledger().claims.values() if c.verdict in (Verdict.SUPPORTED, Verdict.PARTLY, Verdict.WEAK)]


@pytest.mark.parametrize("said", data("stances")["warning"])
def test_advice_to_wait_is_answered_with_the_warning(said: str) -> None:
    found = ask(said)
    assert found.warning
    assert [m for m in found.matches if m.verdict not in REFUTED and not m.warned and m.relation.value != "topic"] == []
    assert [m for m in found.matches if m.agrees is True] == []


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("delay", DELAYS)
@pytest.mark.parametrize("joint", [", ", "; ", ". ", " but "])
def test_a_sign_and_a_delay_warn_however_they_are_joined(sign: str, delay: str, joint: str) -> None:
    for text in (sign + joint + delay, delay + joint + sign):
        found = ask(text)
        assert found.warning, text
        assert [m for m in found.matches if m.verdict in (Verdict.SUPPORTED, Verdict.PARTLY)] == [], text


@given(st.sampled_from(REASSURING), st.integers(0, 5), st.sampled_from(SIGNS), st.sampled_from(DELAYS))
@settings(max_examples=200, deadline=None)
def test_no_true_claim_is_called_true_in_a_sentence_with_a_sign_and_a_delay(claim: str, number: int, sign: str, delay: str) -> None:
    ways = ways_to_say(claim)
    found = ask(f"{sign}, {delay}, {ways[number % len(ways)]}")
    assert found.warning
    assert [m for m in found.matches if m.verdict in (Verdict.SUPPORTED, Verdict.PARTLY, Verdict.WEAK)] == []


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("Pain with swelling and redness needs a doctor.", "C204"),
        ("Severe swelling means urgent care.", "C401"),
        ("Ice calms pain and swelling.", "C299"),
        ("A torn meniscus can block the joint.", "C216"),
    ],
)
def test_a_claim_about_the_sign_itself_keeps_its_verdict(said: str, claim: str) -> None:
    led = ask(said).matches[0]
    assert (led.led_by, led.verdict) == (claim, ledger().claims[claim].verdict)


@pytest.mark.parametrize("said", ["Stretch before running.", "Wait two weeks before the next race.", "A hot bath is nice."])
def test_without_a_sign_there_is_no_warning(said: str) -> None:
    assert not ask(said).warning
