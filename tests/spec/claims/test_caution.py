from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kneewise.model.claim import REFUTED, Relation, Stance, Verdict
from tests.spec.claims.ledger import ask, index, ledger, paraphrases, ways_to_say

title = "What is contradicted, harmful or advertising is never called supported"

BAD = [c.id for c in ledger().claims.values() if c.verdict in REFUTED]
GOOD = [c.id for c in ledger().claims.values() if c.verdict is Verdict.SUPPORTED]
JOINTS = [" and ", ", and ", " but ", " because ", ", ", "; "]


@pytest.mark.parametrize("claim", BAD)
def test_no_way_to_state_it_is_called_supported(claim: str) -> None:
    for said in ways_to_say(claim):
        match = ask(said).matches[0]
        assert match.verdict is not Verdict.SUPPORTED, said
        assert match.agrees is not True, said


@pytest.mark.parametrize("name", ["paraphrases", "paraphrases_set_aside"])
def test_no_paraphrase_of_it_is_called_supported(name: str) -> None:
    for claim, _, said in paraphrases(name):
        if ledger().claims[claim].verdict in REFUTED:
            led = ask(said).matches[:1]
            assert not [m for m in led if m.verdict is Verdict.SUPPORTED], said
            assert not [m for m in led if m.agrees is True], said


@given(st.sampled_from(BAD), st.sampled_from(GOOD), st.sampled_from(JOINTS), st.booleans(), st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=300, deadline=None)
def test_a_true_claim_beside_it_does_not_hide_it(bad: str, good: str, joint: str, bad_first: bool, i: int, j: int) -> None:
    said_bad, said_good = (ways[n % len(ways)].rstrip(".") for ways, n in ((ways_to_say(bad), i), (ways_to_say(good), j)))
    assume(not set(".;!?") & set(said_bad))
    text = said_bad + joint + said_good if bad_first else said_good + joint + said_bad
    led = [m for m in ask(text).matches if said_bad in m.sentence]
    assert led
    assert led[0].standing in REFUTED
    assert led[0].verdict in REFUTED or led[0].verdict is None
    words = index().reader.read(said_good)
    plain = not words.denials and not words.raw & index().reader.words.doubtful  # else it may be read as a denial of both
    alone = plain and not led[0].warned
    assert not alone or led[0].verdict is not None


@pytest.mark.parametrize(
    "said",
    [
        "Asphalt does not damage knees and spine.",
        "Glucosamine does not relieve pain.",
        "Overpronation does not cause knee pain.",
        "You do not need an X-ray for a painful knee.",
        "Arthritis is not the most common cause of knee pain in runners.",
        "There is no evidence that stretching before running prevents injury.",
        "Do not take ketorolac for knee pain.",
    ],
)
def test_a_plain_denial_of_it_agrees_with_the_evidence_and_is_not_given_the_verdict_of_the_claim(said: str) -> None:
    match = ask(said).matches[0]
    assert (match.relation, match.stance, match.agrees) == (Relation.OPPOSITE, Stance.DENIES, True)
    assert match.standing in REFUTED
    assert match.verdict is None


@pytest.mark.parametrize(
    "said",
    ["A red swollen knee does not need a doctor.", "You do not need a doctor if the knee is red, swollen and hot."],
)
def test_a_denial_of_what_is_true_is_not_called_supported(said: str) -> None:
    match = ask(said).matches[0]
    assert match.verdict is Verdict.CONTRADICTED
    assert match.agrees is False


@pytest.mark.parametrize(
    "said",
    ["You should not go on running unless asphalt damages your knees.", "If you cannot bear weight, do not wait for an appointment."],
)
def test_an_unclear_denial_agrees_with_nothing(said: str) -> None:
    assert all(m.agrees is not True for m in ask(said).matches)


def test_running_is_not_said_to_cause_arthritis() -> None:
    led = ask("Running causes arthritis.").matches[0]
    assert led.contradiction == "X36"
    assert (led.verdict, led.agrees) == (None, None)
    assert ask("Running does not cause arthritis.").matches[0].verdict is Verdict.PARTLY


@pytest.mark.parametrize(
    "said",
    [
        "Hondrostrong helps.",
        "I bought Hondrostrng last week, is it any good?",
        "This magic balm cured my arthritis in a week.",
        "A new gel regrows cartilage and it is good to see a doctor after a fall.",
        "Ointment from the monastery heals every joint for ever, so keep moving.",
    ],
)
def test_a_product_with_a_promise_of_cure_is_refused(said: str) -> None:
    assert ask(said).matches[0].verdict is Verdict.ADVERTISING


def test_the_denial_of_an_advertisement_is_no_praise_of_it() -> None:
    led = ask("No cream can cure arthritis, said the doctor.").matches[0]
    assert led.standing is Verdict.ADVERTISING
    assert led.verdict in (None, Verdict.ADVERTISING)
    assert led.agrees is not True
