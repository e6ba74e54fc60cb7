"""When no cause should be named yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from kneewise.app.answer import as_json
from kneewise.app.assess import assess
from kneewise.app.desk import Desk
from kneewise.app.intake import question_from

title = "It says when it cannot tell"

TODAY = date(2026, 11, 24)


def answer(desk: Desk, facts: dict[str, object]) -> dict[str, Any]:
    told: dict[str, Any] = as_json(desk, assess(desk, question_from({"facts": facts}, desk.kb.findings, TODAY)))["cannot_tell"]
    return told


def test_nothing_known_is_too_little(desk: Desk) -> None:
    told = answer(desk, {})
    assert told["value"] is True
    assert desk.texts.phrase("cannot_few_facts") in told["why"]
    assert told["would_help"]


def test_a_clear_picture_is_told(desk: Desk) -> None:
    clear = {
        "age": 27,
        "sex": "female",
        "main_site": ["loc_anterior_diffuse"],
        "onset": "gradual",
        "duration": "weeks_6_to_12",
        "swelling": "none",
        "stairs_down": True,
        "sitting_long": True,
        "squat_pain": True,
        "locking": False,
        "giving_way": False,
    }
    assert answer(desk, clear)["value"] is False


def test_two_causes_with_different_care_that_fit_alike_are_not_told_apart(desk: Desk) -> None:
    told = answer(desk, {"age": 44, "main_site": ["loc_medial"], "onset": "gradual", "swelling": "none"})
    assert told["value"] is True


def test_urgency_is_given_all_the_same(desk: Desk) -> None:
    done = as_json(desk, assess(desk, question_from({"facts": {"pulse_loss": True}}, desk.kb.findings, TODAY)))
    assert done["cannot_tell"]["value"] is True
    assert done["urgency"]["level"] == "emergency"
