from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kneewise.app.answer import as_json
from kneewise.app.assess import Assessment
from kneewise.app.desk import Desk
from kneewise.app.intake import Question
from kneewise.cli import ask
from kneewise.model.condition import Level, Setting
from kneewise.model.fact import Side
from tests.casebook import TODAY

title = "ask: the interview at a terminal"

START = Question(facts=(), text="", setting=Setting.RUNNER, today=TODAY.isoformat())


class Held:
    """An interview that was held: what was asked and printed, and the assessment that was shown at its end."""

    def __init__(self, prompts: list[str], printed: str, done: Assessment) -> None:
        self.prompts, self.printed, self.done = prompts, printed, done

    @property
    def values(self) -> dict[str, Any]:
        return {fact.finding: fact.value for fact in self.done.facts}


@pytest.fixture
def hold(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Held]:
    """Types the replies one after the other; then the input ends."""

    def held(*replies: str) -> Held:
        left: Iterator[str] = iter(replies)
        prompts: list[str] = []
        shown: list[Assessment] = []

        def type_in(prompt: str = "") -> str:
            prompts.append(prompt)
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        def kept(desk: Desk, done: Assessment) -> dict[str, Any]:
            shown.append(done)
            return as_json(desk, done)

        monkeypatch.setattr("builtins.input", type_in)
        monkeypatch.setattr("kneewise.cli.ask.as_json", kept)
        ask.Terminal(desk, START).hold()
        assert next(left, None) is None, "it ended before all was typed in"
        (done,) = shown
        return Held(prompts, capsys.readouterr().out, done)

    return held


@pytest.fixture
def number(desk: Desk) -> Callable[[str, str], str]:
    """The number under which a choice of a finding, or an item of a screen, is offered."""

    def place(of: str, choice: str) -> str:
        options = desk.kb.findings[of].allowed if of in desk.kb.findings else desk.kb.screens[of].items
        return str(options.index(choice) + 1)

    return place


@pytest.fixture
def basics(number: Callable[[str, str], str]) -> tuple[str, ...]:
    """No words, the left knee, a man of 31, kneecap pain that came slowly, six weeks ago, without swelling."""
    choices = {"main_site": "loc_anterior_diffuse", "onset": "gradual", "duration": "weeks_2_to_6", "swelling": "none"}
    return ("", "l", "31", number("sex", "male"), *(number(of, choice) for of, choice in choices.items()))


def test_every_answer_counts_and_belongs_to_the_knee_that_was_named(hold: Callable[..., Held], basics: tuple[str, ...], desk: Desk) -> None:
    held = hold(*basics)
    assert held.values == {
        "age": 31.0,
        "sex": "male",
        "main_site": ("loc_anterior_diffuse",),
        "onset": "gradual",
        "duration": "weeks_2_to_6",
        "swelling": "none",
    }
    assert {fact.side for fact in held.done.facts if fact.finding == "main_site"} == {Side.LEFT}
    assert all(fact.confirmed for fact in held.done.facts)
    assert desk.texts.phrase("ask_welcome") in held.printed
    for screen in ("q_person", "q_where", "q_onset", "q_duration", "q_swelling"):
        assert desk.texts.get("questions", screen, "title") in held.printed
        assert desk.texts.get("questions", screen, "why") in held.printed


@pytest.mark.parametrize("typed", range(9))
def test_wherever_the_input_ends_the_answer_so_far_is_given(
    hold: Callable[..., Held], basics: tuple[str, ...], desk: Desk, typed: int
) -> None:
    held = hold(*basics[:typed])
    assert held.done.provisional
    assert len(held.values) == [0, 0, 0, 0, 2, 3, 4, 5, 6][typed], "a screen counts once it is answered, age and sex together"
    assert desk.texts.phrase("not_a_diagnosis") in held.printed
    assert desk.texts.phrase("provisional") in held.printed


def test_q_ends_the_questions_and_gives_the_answer_so_far(hold: Callable[..., Held], basics: tuple[str, ...]) -> None:
    held = hold(*basics[:5], "q")
    assert set(held.values) == {"age", "sex", "main_site"}
    assert held.done.provisional


def test_s_and_an_empty_line_skip_and_a_skipped_question_denies_nothing(hold: Callable[..., Held], basics: tuple[str, ...]) -> None:
    held = hold("", "", "s", "", "s", "s", "s", "s", "s", "q")
    assert set(held.values.values()) == {None}
    assert {"age", "sex", "main_site", "onset", "duration", "swelling", "chest_breathless"} <= set(held.values)
    assert not held.done.triage.fired
    assert held.done.provisional
    assert "chest_breathless" in held.done.triage.unasked


def test_b_goes_back_to_the_question_before_and_its_answer_can_be_changed(
    hold: Callable[..., Held], basics: tuple[str, ...], number: Callable[[str, str], str]
) -> None:
    held = hold(*basics[:4], "b", "61", number("sex", "female"), basics[4], "q")
    assert held.values == {"age": 61.0, "sex": "female", "main_site": ("loc_anterior_diffuse",)}


def test_b_at_the_first_question_says_so_and_asks_it_again(hold: Callable[..., Held], desk: Desk) -> None:
    held = hold("", "", "b", "31", "q")
    assert desk.texts.phrase("ask_first") in held.printed
    assert held.printed.count(desk.texts.get("questions", "q_person", "title")) == 2


def test_0_denies_every_warning_sign_of_a_screen_and_numbers_deny_the_others(
    hold: Callable[..., Held], basics: tuple[str, ...], desk: Desk
) -> None:
    none = hold(*basics, "0")
    items = desk.kb.screens["screen_now"].items
    assert {item: none.values[item] for item in items} == dict.fromkeys(items, False)
    held = hold(*basics, "0", "1, 3")
    assert [value for item, value in held.values.items() if item not in none.values][:4] == [True, False, True, False]


def test_an_emergency_ends_the_questions_at_once_and_leads_the_answer(
    hold: Callable[..., Held], basics: tuple[str, ...], desk: Desk, number: Callable[[str, str], str]
) -> None:
    held = hold(*basics, number("screen_now", "pulse_loss"))
    assert held.done.level is Level.EMERGENCY
    answer = held.printed[held.printed.rindex(desk.texts.get("screens", "screen_now", "title")) :]
    assert answer.index(desk.texts.phrase("level_emergency").upper()) < answer.index(desk.texts.phrase("likely_causes"))
    assert desk.texts.get("redflags", "RF01_cold_foot", "sentence") in answer


def test_what_was_told_in_words_is_not_asked_again(hold: Callable[..., Held], desk: Desk) -> None:
    held = hold("My right knee has been swollen since yesterday, I am 44.", "q")
    assert desk.texts.phrase("ask_side") not in " ".join(held.prompts)
    assert held.values["age"] == 44.0
    assert not any(fact.confirmed for fact in held.done.facts)


@pytest.mark.parametrize("wrong", ["0", "99", "-1", "x", "1 2", "1.5", "²"])
def test_a_number_that_is_not_offered_is_explained_and_asked_again(
    hold: Callable[..., Held], basics: tuple[str, ...], desk: Desk, wrong: str
) -> None:
    held = hold(*basics[:3], wrong, "1", "q")
    assert desk.texts.phrase("ask_again", last=len(desk.kb.findings["sex"].allowed)) in held.printed
    assert held.values["sex"] == "female"


@pytest.mark.parametrize("wrong", ["300", "-1", "old", "nan", "inf", "1e99"])
def test_a_number_out_of_range_is_explained_and_asked_again(
    hold: Callable[..., Held], basics: tuple[str, ...], desk: Desk, wrong: str
) -> None:
    held = hold("", "", wrong, "31,5", "1", "q")
    assert desk.texts.phrase("ask_number", low="0", high="120") in held.printed
    assert held.values["age"] == 31.5


def test_a_knee_that_is_neither_is_asked_again(hold: Callable[..., Held]) -> None:
    held = hold("", "both knees", "b", "31", "1", "1", "q")
    assert {fact.side for fact in held.done.facts if fact.finding == "main_site"} == {Side.BOTH}
    assert len(held.done.knees) == 2
