"""The interview, held with people whose answers are known."""

from __future__ import annotations

import pytest

from kneewise.app.desk import Desk
from kneewise.app.intake import Question
from kneewise.app.interview import Interview, next_page, replay
from kneewise.model.condition import Level, Setting
from kneewise.model.fact import Value
from kneewise.model.finding import Kind
from tests.casebook import TODAY

title = "Interview"

RUNNER = Question(facts=(), text="", setting=Setting.RUNNER, today=TODAY.isoformat())
ITB: dict[str, Value] = {
    "age": 31.0,
    "sex": "male",
    "main_site": ("loc_lateral",),
    "onset": "gradual",
    "duration": "weeks_2_to_6",
    "swelling": "none",
    "after_n_km": True,
    "downhill": True,
    "rest_days_free": True,
    "training_jump": True,
}


def denies_the_rest(known: dict[str, Value], desk: Desk):  # type: ignore[no-untyped-def]
    return lambda finding: known.get(finding, False if desk.kb.findings[finding].type.value == "bool" else None)


def test_it_begins_with_who_where_how_and_since_when(desk: Desk) -> None:
    interview, _ = replay(desk, Interview(RUNNER), denies_the_rest(ITB, desk))
    first = [page.id for page, _ in interview.answers[:5]]
    assert first == ["q_person", "q_where", "q_onset", "q_duration", "q_swelling"]


def test_all_warning_signs_come_before_questions_about_causes(desk: Desk) -> None:
    interview, _ = replay(desk, Interview(RUNNER), denies_the_rest(ITB, desk))
    kinds = [page.safety for page, _ in interview.answers[5:]]
    assert kinds == sorted(kinds, reverse=True)
    assert any(kinds)


def test_a_plain_case_ends_within_fifteen_screens_with_nothing_open(desk: Desk) -> None:
    interview, done = replay(desk, Interview(RUNNER), denies_the_rest(ITB, desk))
    assert len(interview.answers) <= 15
    assert not done.provisional
    assert desk.network.causes[int(done.leading.result.p.argmax())] == "itbs"
    assert done.level is Level.ROUTINE


def test_an_emergency_ends_it_at_once(desk: Desk) -> None:
    known = ITB | {"pulse_loss": True}
    interview, done = replay(desk, Interview(RUNNER), denies_the_rest(known, desk))
    assert done.level is Level.EMERGENCY
    last, answers = interview.answers[-1]
    assert last.safety
    assert answers["pulse_loss"] is True


def test_going_back_drops_the_last_answer_and_an_answer_can_be_changed(desk: Desk) -> None:
    interview = Interview(RUNNER)
    page, _ = next_page(desk, interview)
    assert page is not None
    once = interview.answered(page, {"age": 31.0, "sex": "male"})
    assert once.back() == interview
    changed = once.answered(page, {"age": 61.0, "sex": "male"})
    assert len(changed.answers) == 1
    assert changed.answers[0][1]["age"] == 61.0


def test_skipping_denies_nothing_and_leaves_the_answer_provisional(desk: Desk) -> None:
    interview, done = replay(desk, Interview(RUNNER), lambda _: None)
    assert done.provisional
    assert all(fact.value is None for fact in interview.facts(desk))


def test_no_screen_is_shown_twice(desk: Desk) -> None:
    interview, _ = replay(desk, Interview(RUNNER), lambda _: None)
    asked = [(page.id, page.findings) for page, _ in interview.answers]
    assert len(asked) == len(set(asked))


VAGUE: dict[str, Value] = {"age": 41.0, "onset": "gradual", "swelling": "none"}


def risky_tests_offered(desk: Desk, known: dict[str, Value]) -> tuple[set[str], Level]:
    """Self-tests under the stop rule that are offered to someone who knows of warning signs and otherwise of nothing; and the level.

    `deep_squat_pain` is under the stop rule too but is no test: it asks what deep bending did before, and is answered from memory.
    """
    signs = {item for screen in desk.kb.screens.values() for item in screen.items}
    interview, done = replay(desk, Interview(RUNNER), lambda finding: known.get(finding, False if finding in signs else None))
    offered = {desk.kb.findings[finding] for page, _ in interview.answers for finding in page.findings}
    return {entry.id for entry in offered if entry.stop_rule and entry.kind is Kind.SELF_TEST}, done.triage.level


def test_without_a_warning_sign_a_squat_may_be_tried(desk: Desk) -> None:
    offered, level = risky_tests_offered(desk, VAGUE)
    assert "squat_pain" in offered
    assert level is Level.SELF_CARE


@pytest.mark.parametrize(
    "sign", ["extension_block", "numb_foot", "redness", "malignancy", "bone_tender", "recurrent_swelling", "no_weight_bearing"]
)
def test_no_self_test_is_offered_while_a_warning_sign_is_open(desk: Desk, sign: str) -> None:
    offered, level = risky_tests_offered(desk, VAGUE | {sign: True})
    assert level > Level.SELF_CARE
    assert not offered


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_screen_says_why_it_is_asked(desk: Desk, language: str) -> None:
    catalogue = desk.knowledge.catalogues[language]
    for topic, screens in (("screens", desk.kb.screens), ("questions", desk.kb.questions)):
        for name in screens:
            assert catalogue.get(topic, name, "title")
            assert catalogue.get(topic, name, "why")
