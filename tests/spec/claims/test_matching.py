from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneewise.model.claim import CAUTION, Stance
from tests.claim_scoring import first_right, said_unknown
from tests.spec.claims.ledger import ask, data, ledger, texts, ways_to_say

title = "A pasted sentence finds its claim, and what is no claim of ours is said to be unknown"

SETS = ("paraphrases", "paraphrases_set_aside")


def first(said: str) -> str:
    matches = ask(said).matches
    return matches[0].claims[0] if matches else ""


@pytest.mark.parametrize("name", SETS)
def test_the_right_claim_comes_first_in_nine_of_ten_paraphrases(name: str) -> None:
    right = first_right(name)
    assert sum(right) >= 0.9 * len(right), f"{sum(right)} of {len(right)}"


def test_there_are_three_paraphrases_for_at_least_120_claims() -> None:
    listed = [p for name in SETS for p in data(name)]
    assert len({p["claim"] for p in listed}) >= 120
    assert all(len(p["say"]) == 3 for p in listed)


def test_a_duplicate_counts_as_right_only_if_it_has_the_same_standing() -> None:
    claims = ledger().claims
    for p in [p for name in SETS for p in data(name)]:
        assert {claims[c].verdict for c in p.get("also", [])} <= {claims[p["claim"]].verdict}, p["claim"]


@pytest.mark.parametrize("name", ["foreign", "foreign_set_aside"])
def test_foreign_sentences_are_not_in_the_ledger(name: str) -> None:
    unknown = said_unknown(name)
    assert sum(unknown) >= 0.95 * len(unknown), f"{sum(unknown)} of {len(unknown)}"


@pytest.mark.parametrize("claim", list(ledger().claims))
def test_every_claim_is_found_by_its_own_words(claim: str) -> None:
    assert claim in ask(texts()["claims"][claim]["statement"]).matches[0].claims


@pytest.mark.parametrize("asked", data("contradictions"), ids=lambda a: str(a["id"]))
def test_every_contradiction_is_answered_with_both_sides(asked: dict[str, str]) -> None:
    match = ask(asked["say"]).matches[0]
    assert match.contradiction == asked["id"]
    assert set(match.claims) == set(ledger().contradictions[asked["id"]].claims)
    assert CAUTION[match.standing] <= max(CAUTION[ledger().claims[c].verdict] for c in match.claims)


def test_a_paragraph_is_answered_sentence_by_sentence() -> None:
    text = "Stretch before you run to prevent injury. My cat is black. Flat feet cause knee pain!"
    found = ask(text)
    assert [m.claims[0] for m in found.matches if m.claims[0] in ("C313", "C042")] == ["C313", "C042"]
    assert [said for said, _ in found.unknown] == ["My cat is black."]
    assert all(text[a:b] == m.sentence for m in found.matches for a, b in [m.span])


def test_misspelt_words_are_read() -> None:
    assert first("Streching befor runing prevnts injuries") == "C313"
    assert first("Ostemyelitis is a comon cause of nee pain") == "C250"


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("Apply ice for 10 minutes in the first two days.", "C080"),
        ("Freeze a wet towel for about one hour.", "C300"),
        ("Wrap the towel round the knee for 15 minutes.", "C301"),
        ("Choose shoes with arch support.", "C115"),
        ("Choose shoes without arch support.", "C183"),
        ("Run on the forefoot to protect the knee.", "C112"),
        ("Landing on the heel hurts the knee.", "C148"),
    ],
)
def test_near_opposites_are_kept_apart(said: str, claim: str) -> None:
    assert first(said) == claim


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_an_answer_twice_the_same(text: str) -> None:
    found = ask(text)
    assert found == ask(text)
    assert all(text[a:b] == said for said, (a, b) in found.unknown)


@given(st.sampled_from([said for c in ledger().claims for said in ways_to_say(c) if not set(".;!") & set(said.rstrip("."))]))
@settings(max_examples=150, deadline=None)
def test_a_question_mark_turns_a_statement_into_a_question(said: str) -> None:
    assert all(m.stance is Stance.ASKS and m.agrees is None for m in ask(said.rstrip(".") + "?").matches)
