from __future__ import annotations

from collections import Counter

import pytest

from kneewise.model.claim import Relation, Stance, Verdict
from tests.claim_scoring import CALLED_TRUE, TRUE, turned_round
from tests.spec.claims.ledger import ask, data, graded, ledger, texts, ways_to_say

title = "A sentence gets the verdict on what it says, not that of a claim which only shares its words"

WORKED_ON, KEPT_ASIDE = slice(0, None, 2), slice(1, None, 2)


def tally(name: str, half: slice, *stances: str) -> Counter[str]:
    return Counter(graded(item) for item in data("stances")[name][half] if item["stance"] in stances)


def test_the_sentences_are_sixty_paraphrases_and_forty_that_are_turned_or_foreign() -> None:
    listed = data("stances")
    assert (len(listed["paraphrases"]), len(listed["turned"])) == (60, 40)
    assert {item["claim"] for name in ("paraphrases", "turned") for item in listed[name]} <= {*ledger().claims, ""}


@pytest.mark.parametrize(
    ("name", "half", "stances", "right", "wrong"),
    [
        ("paraphrases", WORKED_ON, ("same",), 26, 0),
        ("paraphrases", KEPT_ASIDE, ("same",), 23, 2),
        ("turned", WORKED_ON, ("opposite",), 8, 0),
        ("turned", KEPT_ASIDE, ("opposite",), 5, 0),  # 4 and 1 when first measured; one of them was looked at after that
        ("turned", WORKED_ON, ("topic_only", "foreign"), 10, 0),
        ("turned", KEPT_ASIDE, ("topic_only", "foreign"), 8, 2),
    ],
)
def test_verdicts_are_right_or_left_out(name: str, half: slice, stances: tuple[str, ...], right: int, wrong: int) -> None:
    found = tally(name, half, *stances)
    assert found["right"] >= right
    assert found["wrong"] <= wrong


@pytest.mark.parametrize("claim", list(ledger().claims))
def test_every_claim_states_itself(claim: str) -> None:
    led = ask(texts()["claims"][claim]["statement"]).matches[0]
    assert led.relation is Relation.SAME or led.led_by != claim


@pytest.mark.parametrize("around", ["It is a myth that {}", "It is not true that {}", "There is no evidence that {}", "{} is nonsense"])
def test_a_true_claim_called_untrue_is_not_called_true(around: str) -> None:
    for claim in TRUE:
        for said in ways_to_say(claim)[:3]:
            if not set(".;:") & set(said.rstrip(".")):  # one sentence, one part
                text = around.format(said.rstrip("."))
                assert [m for m in ask(text).matches if m.verdict in CALLED_TRUE] == [], text


def test_a_true_claim_with_one_word_turned_round_is_seldom_called_true() -> None:
    turned = turned_round()
    assert len(turned) > 400
    assert sum(turned.values()) <= 0.03 * len(turned), [said for said, wrong in turned.items() if wrong]


@pytest.mark.parametrize("thing", ["squats", "the leg press", "swimming", "physiotherapy", "hip and glute exercise", "walking breaks"])
@pytest.mark.parametrize(
    "blame",
    ["{} is bad for the knees", "{} ruins your knees", "{} hurts your knees", "{} is useless for knee pain", "Never do {}", "Avoid {}"],
)
def test_blame_of_what_helps_is_not_called_true(thing: str, blame: str) -> None:
    assert [m for m in ask(blame.format(thing)).matches if m.verdict in CALLED_TRUE] == []


@pytest.mark.parametrize(
    ("said", "claim", "verdict"),
    [
        ("Squats are bad for your knees.", "C386", Verdict.CONTRADICTED),
        ("Are squats bad for your knees?", "C386", Verdict.CONTRADICTED),
        ("No pain, no gain!", "C314", Verdict.CONTRADICTED),
        ("You should run through the pain.", "C120", None),
        ("Running ruins your knees.", "C359", None),
        ("Lunges destroy your knees.", "C387", None),
    ],
)
def test_the_opposite_of_a_claim_is_never_given_its_verdict(said: str, claim: str, verdict: Verdict | None) -> None:
    led = ask(said).matches[0]
    assert (led.led_by, led.relation, led.verdict) == (claim, Relation.OPPOSITE, verdict)


@pytest.mark.parametrize("said", ["Running does not ruin your knees.", "It's a myth that running ruins your knees."])
def test_a_denial_of_the_opposite_is_the_claim(said: str) -> None:
    led = ask(said).matches[0]
    assert (led.led_by, led.stance, led.verdict) == ("C359", Stance.STATES, Verdict.PARTLY)


@pytest.mark.parametrize(
    "said",
    [
        "Knee pain needs an MRI.",  # an MRI shows much; that it is needed is another matter
        "Everyone with knee pain has to do squats.",  # more than the claim bears
        "Squats cure arthritis.",
        "Diclofenac tablets are harmless.",
        "Hold each stretch about five minutes.",  # another number
        "Warm up the legs after running.",  # another time
    ],
)
def test_what_only_shares_the_topic_has_no_verdict(said: str) -> None:
    assert [(m.led_by, m.verdict) for m in ask(said).matches if m.verdict is not None] == []


def test_both_sides_of_a_contradiction_have_no_verdict() -> None:
    led = ask("Is running good or bad for the knees?").matches[0]
    assert (led.contradiction, led.verdict, led.agrees) == ("X36", None, None)


@pytest.mark.parametrize(
    ("said", "agrees"),
    [
        ("Asphalt does not damage knees and spine.", True),
        ("Asphalt is harmless for knees and spine.", None),
        ("Asphalt is good for knees.", None),
    ],
)
def test_the_contrary_of_a_refuted_claim_is_not_agreed_with_only_its_denial_is(said: str, agrees: bool | None) -> None:
    led = ask(said).matches[0]
    assert (led.led_by, led.relation, led.verdict, led.agrees) == ("C200", Relation.OPPOSITE, None, agrees)
