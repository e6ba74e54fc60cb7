"""When no cause should be named yet."""

from __future__ import annotations

from typing import Any

import numpy as np

from kneewise.app.answer import as_json
from kneewise.app.desk import Desk
from kneewise.reason.decision import cannot_tell
from kneewise.reason.differential import Differential
from kneewise.reason.network import OTHER
from tests.casebook import judged

title = "It says when it cannot tell"


def reasons(desk: Desk, facts: dict[str, object], setting: str = "runner") -> dict[str, Any]:
    told: dict[str, Any] = as_json(desk, judged(desk, facts, setting))["cannot_tell"]
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
    """A hot knee after an injection: the joint or the bursa before it. Much is known and little else is open, but their care differs."""
    facts: dict[str, object] = {
        "age": 52,
        "sex": "female",
        "recent_injection": True,
        "effusion": True,
        "warmth": True,
        "redness": True,
        "any_motion_agony": True,
        "rigors": True,
        "fever": True,
        "temperature_c": 38.6,
        "other_joints": False,
    }
    told = reasons(desk, facts, "primary_care")
    assert told["value"] is True
    assert told["why"] == [desk.texts.phrase("cannot_two_alike")]


def test_only_a_small_gap_between_causes_of_different_care_counts_as_alike(desk: Desk) -> None:
    network, gap = desk.network, desk.kb.parameter("cannot_tell_gap")
    first = network.causes.index("pfp")
    same = [(p, u) == (network.pathways[first], network.levels[first]) for p, u in zip(network.pathways, network.levels, strict=True)]
    twin = next(i for i, alike in enumerate(same) if alike and i != first)
    other = next(i for i, alike in enumerate(same) if not alike and network.causes[i] != OTHER)
    assert "two_alike" in decided(desk, first, other, gap - 0.01)
    assert "two_alike" not in decided(desk, first, other, gap + 0.01)
    assert "two_alike" not in decided(desk, first, twin, gap - 0.01), "with one advice for both nothing hangs on which it is"
    assert "two_alike" not in decided(desk, first, other, gap - 0.01, spread=0.0), "their intervals do not touch"


def decided(desk: Desk, first: int, second: int, gap: float, spread: float = 0.3) -> tuple[str, ...]:
    """Reasons where two causes hold all the probability, so far apart, with intervals so wide."""
    p = np.zeros(len(desk.network.causes))
    p[first], p[second] = (1 + gap) / 2, (1 - gap) / 2
    result = Differential(p, np.clip(p - spread, 0, 1), np.clip(p + spread, 0, 1), np.zeros_like(p))
    return cannot_tell(desk.network, desk.kb, result, informative=20)


def test_a_broad_picture_leaves_several_causes_open(desk: Desk) -> None:
    told = reasons(desk, {"age": 44, "main_site": ["loc_medial"], "onset": "gradual", "swelling": "none"})
    assert told["value"] is True
    assert desk.texts.phrase("cannot_two_alike") not in told["why"]


def test_urgency_is_given_all_the_same(desk: Desk) -> None:
    done = as_json(desk, judged(desk, {"pulse_loss": True}))
    assert done["cannot_tell"]["value"] is True
    assert done["urgency"]["level"] == "emergency"
