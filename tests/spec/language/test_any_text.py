"""Any text gives a reading: no crash, places inside the text, nothing changed by a sentence about something else."""

from __future__ import annotations

import re
import sys
from types import FrameType

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.odd import MEANINGLESS
from tests.spec.language.words import TEXTS, kinds, lexicon, reading

title = "Free text: any string is read"


def _phrases() -> list[str]:
    loaded = yaml.safe_load((TEXTS / "complaints_working.yaml").read_text(encoding="utf-8"))
    return [str(entry["text"]) for entry in loaded]


WORDS = sorted({word for text in _phrases() for word in text.split()})
TEXT = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(
        st.sampled_from([*"?!.,;:()-/<>=+~'\"\n", "no", "not", "if", "or", "my dad", "7/10", "3/52", "\u0130", "\ufb01"]), max_size=80
    ).map(" ".join),
)


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_facts_whose_places_lie_inside_it(text: str) -> None:
    result = reading(text)
    for span in [*(fact.span for fact in result.facts), *(piece.span for piece in result.not_understood)]:
        assert span is not None
        assert 0 <= span[0] < span[1] <= len(text)
    assert {fact.finding for fact in result.facts} <= kinds().keys()
    assert all(piece.text == text[piece.span[0] : piece.span[1]] for piece in result.not_understood)


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_facts_whatever_was_read_before(text: str) -> None:
    first = reading(text)
    reading("She is 40, her left knee is hot and swollen, and it has not locked since June.")
    assert reading(text) == first


@pytest.mark.parametrize("text", _phrases())
def test_a_sentence_about_coffee_changes_no_fact(text: str) -> None:
    plain = reading(text).facts
    assert reading(f"{text}\nI like coffee.").facts == plain


@given(st.lists(st.sampled_from(_phrases()), min_size=1, max_size=3).map("\n".join))
@settings(max_examples=100, deadline=None)
def test_a_sentence_about_coffee_changes_no_fact_of_a_longer_story(text: str) -> None:
    assert reading(f"{text}\nI like coffee.").facts == reading(text).facts


@pytest.mark.parametrize("text", MEANINGLESS, ids=lambda text: repr(text[:20]))
def test_in_an_odd_string_nothing_is_found_and_nothing_is_hidden(text: str) -> None:
    result = reading(text)
    assert not result.facts
    shown = "".join(piece.text for piece in result.not_understood)
    assert set(re.findall(r"[^\W\d_]{4,}", text)) <= set(re.findall(r"[^\W\d_]{4,}", shown)), "words that were not understood are shown"


@pytest.mark.parametrize("text", [text for text in MEANINGLESS if len(text) < 100], ids=lambda text: repr(text[:20]))
def test_an_odd_string_beside_a_complaint_leaves_its_facts_as_they_are(text: str) -> None:
    complaint = "My right knee is swollen."
    plain = [(fact.finding, fact.value, fact.side) for fact in reading(complaint).facts]
    assert plain
    assert [(fact.finding, fact.value, fact.side) for fact in reading(f"{complaint}\n{text}\n").facts] == plain


def work(text: str) -> int:
    """How many functions are called while a text is read: its cost, the same on every machine."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        reading(text)
    finally:
        sys.setprofile(None)
    return calls


def test_four_times_the_text_is_not_much_more_than_four_times_the_work() -> None:
    """Were every word held against every other, it would be sixteen times as much."""
    story = " ".join(_phrases())
    reading(story[:1_000])
    assert work(story[:12_000]) < 7 * work(story[:3_000])


def test_every_word_that_is_respelt_is_a_word_of_the_lexicon() -> None:
    assert not set(lexicon().respell) & set(lexicon().spell_to)
    assert not lexicon().real_words & set(lexicon().spell_to)
