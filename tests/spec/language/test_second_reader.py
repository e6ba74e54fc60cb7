from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kneewise.knowledge.likeness_file import likeness_of
from kneewise.language.likeness import likeness_to, traits_of
from kneewise.language.reading import read
from kneewise.model.errors import KnowledgeError
from kneewise.model.fact import Fact
from kneewise.model.likeness import Likeness
from scripts.train_likeness import digest
from tests.knowing import base, tree
from tests.spec.language.words import TEXTS, lexicon, reading

title = "The second reader hears danger signs in wordings that no pattern knows, and only ever adds"

LIKENESS: Likeness = likeness_of(tree(), base().parameter("likeness_from"))


def heard(text: str) -> tuple[Fact, ...]:
    """Facts that only the second reader found."""
    by_phrase = reading(text).facts
    return tuple(fact for fact in read(text, lexicon(), None, LIKENESS).facts if fact not in by_phrase)


def test_the_weights_are_as_new_as_the_texts_they_come_from() -> None:
    assert tree()["likeness/en"]["trained_on"] == digest(), "run `make likeness`"


def test_it_listens_for_danger_signs_only() -> None:
    findings = {finding for finding, _ in LIKENESS.targets}
    assert len(findings) > 100
    assert not {finding for finding in findings if base().findings[finding].row == "main_site"}
    assert findings <= base().findings.keys()


@pytest.mark.parametrize(
    ("words", "finding"),
    [
        ("it hangs there and drags since then", "foot_drop"),
        ("i cannot lift the straight leg off the sofa", "slr_impossible"),
        ("the graze is leaking yellow stuff", "wound_discharge"),
        ("the leg folds under me as soon as i put it down", "giving_way"),
        ("running down the stairs is fine", ""),
        ("my new shoes are red and really hot", ""),
    ],
)
def test_a_piece_is_close_to_what_it_says(words: str, finding: str) -> None:
    p = likeness_to(LIKENESS, words.split())
    best = LIKENESS.targets[int(p.argmax())][0] if p.max() >= LIKENESS.threshold else ""
    assert best == finding


@pytest.mark.parametrize(
    "text",
    [
        "My brother's leg just drops whenever he tries to straighten it. My knee aches a little after runs.",
        "Years ago my foot hung there and dragged for a week. Now the knee aches a little after runs.",
        "Could it be that one day my foot hangs there and drags?",
    ],
)
def test_it_does_not_listen_to_what_is_of_others_past_or_supposed(text: str) -> None:
    assert heard(text) == ()


SENTENCES = [
    entry["text"] for name in ("calm_a", "redflags_working_1") for entry in yaml.safe_load((TEXTS / f"{name}.yaml").read_text("utf-8"))
]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2))
def test_it_adds_and_takes_nothing_away(texts: list[str]) -> None:
    text = " ".join(texts)
    by_phrase, by_both = reading(text).facts, read(text, lexicon(), None, LIKENESS).facts
    assert {(f.finding, f.value) for f in by_phrase} <= {(f.finding, f.value) for f in by_both}
    stated = {fact.finding for fact in by_phrase}
    for fact in (fact for fact in by_both if fact.finding not in stated):
        assert fact.value is not False
        assert not fact.confirmed
        assert fact.span is not None


@given(st.lists(st.text(max_size=20), max_size=12))
def test_any_words_have_traits_and_a_probability(words: list[str]) -> None:
    assert (traits_of(words) < LIKENESS.sizes).all()
    p = likeness_to(LIKENESS, words)
    assert ((p >= 0) & (p <= 1)).all()


def test_weights_that_do_not_fit_together_are_refused() -> None:
    broken = {"likeness/en": {**tree()["likeness/en"], "bias": [0.0]}}
    with pytest.raises(KnowledgeError, match="lengths"):
        likeness_of(broken, 0.5)
