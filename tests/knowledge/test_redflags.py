from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest

from kneewise.knowledge.rule_files import build_red_flags, build_signs
from kneewise.model.condition import Level
from kneewise.model.errors import KnowledgeError
from kneewise.model.expression import findings_in
from kneewise.model.finding import Scope
from tests.knowing import base, tree
from tests.readability import grade
from tests.spec.triage.rules import examinations, professions, red_flags, screens, vocabulary

title = "Rules of triage: complete, sourced, readable"


def test_every_rule_names_known_findings_sources_and_professions() -> None:
    assert len(red_flags()) >= 100
    for rule in red_flags().values():
        signs = {sign.id for sign in rule.signs}
        assert set(findings_in(rule.when)) <= {*vocabulary(), *signs}, rule.id
        for sign in rule.signs:
            read = {name for part in (sign.shown_by, sign.denied_by) if part is not None for name in findings_in(part)}
            assert read <= {*vocabulary(), *signs}, (rule.id, sign.id)
            assert set(sign.asks) <= set(vocabulary()), (rule.id, sign.id)
        assert rule.sources, rule.id
        assert set(rule.sources) <= set(base().sources), rule.id
        assert rule.see in professions(), rule.id


def test_every_screen_and_examination_names_known_findings() -> None:
    assert {item for screen in screens().values() for item in screen.items} <= set(vocabulary())
    for examination in examinations().values():
        parts = (examination.now_when, examination.if_when, examination.not_when)
        named = {name for part in parts if part is not None for name in findings_in(part)}
        assert named <= {*vocabulary(), *(sign.id for sign in examination.signs)}, examination.id


def test_every_urgency_below_self_care_has_a_profession_fit_for_it() -> None:
    for rule in red_flags().values():
        assert rule.level in professions()[rule.see].levels, rule.id


def test_every_rule_has_a_safety_net() -> None:
    assert all(rule.safety_net for rule in red_flags().values())


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_text_is_left_over(language: str) -> None:
    texts = tree()
    assert set(texts[f"texts/{language}/redflags"]) == set(red_flags())
    assert set(texts[f"texts/{language}/professions"]) == set(professions())
    assert set(texts[f"texts/{language}/examinations"]) == set(examinations())
    assert set(texts[f"texts/{language}/screens"]) == {*screens(), "items"}
    assert set(texts[f"texts/{language}/screens"]["items"]) == {item for screen in screens().values() for item in screen.items}


@pytest.mark.parametrize("rule", sorted(red_flags()))
def test_a_rule_is_said_in_plain_words(rule: str) -> None:
    sentence = tree()["texts/en/redflags"][rule]["sentence"]
    assert grade(sentence) <= 8.0, sentence


def test_safety_nets_are_said_in_plain_words() -> None:
    for sentence in tree()["texts/en/safety"].values():
        assert grade(sentence) <= 8.5, sentence


@pytest.mark.parametrize("rule", sorted(red_flags()))
def test_the_sentence_says_what_to_do_in_time(rule: str) -> None:
    text = tree()["texts/en/redflags"][rule]["sentence"].lower()
    hurry = {Level.EMERGENCY: "now|at once", Level.SAME_DAY: "today|same day|two days", Level.SOON: "two weeks"}
    said = {level for level, words in hurry.items() if re.search(rf"\b({words})\b", text)}
    own = red_flags()[rule].level
    assert min(said, default=Level.SELF_CARE) is own, f"{own.word} is said, and nothing milder: {text}"


def test_a_rule_about_the_person_reads_nothing_of_one_knee_alone() -> None:
    """Else it would fire for one knee and be shown for the person."""
    allowed = {"limp", "no_weight_bearing", "night_pain", "bone_tender", "muscle_tender"}  # any knee will do
    for rule in red_flags().values():
        if rule.scope is Scope.PERSON:
            knees = {f for f in findings_in(rule.when) if f in vocabulary() and vocabulary()[f].scope is Scope.KNEE}
            assert knees <= allowed, (rule.id, knees)


def broken(**changes: Any) -> dict[str, Any]:
    changed = deepcopy(dict(tree()))
    entry = next(raw for raw in changed["redflags/limb"] if raw["id"] == "RF01_cold_foot")
    for key, value in changes.items():
        if value is None:
            del entry[key]
        else:
            entry[key] = value
    return changed


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"level": "urgent"}, "level"),
        ({"level": None}, "missing"),
        ({"sources": []}, "sources"),
        ({"sources": ["NOBODY2020"]}, "NOBODY2020"),
        ({"when": "pulse_lost"}, "pulse_lost"),
        ({"when": {"not": "fever"}}, "not"),
        ({"see": "shaman"}, "shaman"),
        ({"within_h": 12}, "within"),
        ({"safety_net": ["no_such_net"]}, "no_such_net"),
        ({"urgency": "now"}, "urgency"),
        ({"id": "RF02_deformity_open_wound"}, "twice"),
    ],
)
def test_a_faulty_rule_is_refused_and_named(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        build_red_flags(broken(**changes), vocabulary(), professions(), base().sources)
    assert complaint in error.value.message
    assert error.value.where


def test_a_missing_german_sentence_is_refused() -> None:
    changed = deepcopy(dict(tree()))
    del changed["texts/de/redflags"]["RF40_septic_knee"]
    with pytest.raises(KnowledgeError, match="RF40_septic_knee"):
        build_red_flags(changed, vocabulary(), professions(), base().sources)


def test_a_sign_reads_only_findings_and_earlier_signs() -> None:
    changed = deepcopy(dict(tree()))
    changed["redflags/signs"]["signs"][0]["shown_by"] = {"any": ["sign_ill"]}
    with pytest.raises(KnowledgeError, match="sign_ill"):
        build_signs(changed, vocabulary())
