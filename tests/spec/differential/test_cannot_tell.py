"""When no cause should be named yet."""

from __future__ import annotations

from typing import Any

from kneewise.app.answer import as_json
from kneewise.app.desk import Desk
from tests.casebook import judged

title = "It says when it cannot tell"


def reasons(desk: Desk, facts: dict[str, object]) -> dict[str, Any]:
    told: dict[str, Any] = as_json(desk, judged(desk, facts))["cannot_tell"]
    return told


def test_nothing_known_is_too_little(desk: Desk) -> None:
    told = reasons(desk, {})
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
    assert reasons(desk, clear)["value"] is False


def test_two_causes_with_different_care_that_fit_alike_are_not_told_apart(desk: Desk) -> None:
    """Kneecap or tendon pain in a hard-training young man: enough is known, nothing else is open, and the two are treated differently."""
    facts = {
        "age": 25,
        "sex": "male",
        "level": "competitive",
        "onset": "gradual",
        "duration_days": 70,
        "patella_bone_tender": True,
        "pain_worsens_run": True,
        "not_better_2w": True,
        "rest_pain": True,
        "crepitus_painful": False,
        "effusion": False,
    }
    told = reasons(desk, facts)
    assert told["value"] is True
    assert told["why"] == [desk.texts.phrase("cannot_two_alike")]
    assert told["would_help"]


def test_a_broad_picture_leaves_several_causes_open(desk: Desk) -> None:
    told = reasons(desk, {"age": 44, "main_site": ["loc_medial"], "onset": "gradual", "swelling": "none"})
    assert told["value"] is True
    assert desk.texts.phrase("cannot_two_alike") not in told["why"]


def test_urgency_is_given_all_the_same(desk: Desk) -> None:
    done = as_json(desk, judged(desk, {"pulse_loss": True}))
    assert done["cannot_tell"]["value"] is True
    assert done["urgency"]["level"] == "emergency"
