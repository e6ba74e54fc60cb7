from __future__ import annotations

from typing import Any

import pytest

from kneewise.model.condition import Level
from tests.spec.triage.rules import judge

title = "One level per picture: the table of red flags, row by row"

BASES: dict[str, tuple[str, dict[str, Any]]] = {
    "cannot take four steps after an injury": ("same_day", {"onset": "injury", "no_weight_bearing": True, "age": 30}),
    "cannot bend to a right angle after an injury": ("same_day", {"onset": "injury", "flexion_under_90": True, "age": 30}),
    "bony tenderness after an injury": ("same_day", {"onset": "injury", "bone_tender": True, "age": 30}),
    "55 or older after an injury": ("same_day", {"onset": "injury", "age": 55}),
    "over 50 after a fall": ("same_day", {"fall_blow": True, "age": 51}),
    "swelling within two hours of an injury": ("same_day", {"onset": "injury", "swelling": "within_2h", "age": 25}),
    "a swollen calf": ("same_day", {"calf_swelling": True}),
    "a hot, red, swollen knee without fever": ("same_day", {"effusion": True, "warmth": True, "redness": True, "fever": False, "age": 50}),
    "the same in known gout": ("same_day", {"effusion": True, "warmth": True, "redness": True, "past_crystal": True, "age": 50}),
    "the straight leg cannot be lifted after a pop": ("same_day", {"pop_injury": True, "slr_impossible": True, "age": 45}),
    "the same in a child": ("same_day", {"pop_injury": True, "slr_impossible": True, "tubercle_tender": True, "age": 14}),
    "a locked knee": ("same_day", {"extension_block": True}),
    "the kneecap went out": ("same_day", {"kneecap_outside": True}),
    "a foot drop": ("same_day", {"foot_drop": True}),
    "a limping adolescent": ("same_day", {"age": 13, "limp": True}),
    "lost hip rotation in a child": ("same_day", {"age": 10, "hip_rotation_loss": True}),
    "groin pain on loading in a hard-training runner": ("same_day", {"groin_pain": True, "training_jump": True, "age": 30}),
    "bone pain on most days for two weeks in a young person": ("same_day", {"pain_over_2w_child": True, "age": 16}),
    "a bony swelling in a young person": ("same_day", {"bone_swelling": True, "age": 19}),
    "focal bone pain with a training jump": ("soon", {"bone_tender": True, "training_jump": True, "onset": "gradual"}),
    "spreading redness of the skin": ("same_day", {"skin_spreading_red": True}),
    "a hot lump in front of the kneecap": ("same_day", {"lump_front_skin": True, "redness": True}),
    "new swelling without a cause": ("soon", {"effusion": True}),
    "morning stiffness over an hour": ("soon", {"stiffness_over_60": True}),
    "several swollen joints": ("soon", {"small_joints_symmetric": True}),
    "a suspected cruciate ligament": ("soon", {"lachman": True}),
    "a cold, white, pulseless foot": ("emergency", {"pulse_loss": True}),
    "numb between the legs": ("emergency", {"cauda_equina": True}),
    "dark urine with swollen muscles": ("emergency", {"dark_urine": True}),
    "a floppy knee after high energy": ("emergency", {"high_energy": True, "multi_plane_instability": True}),
    "a tense, agonising calf": ("emergency", {"calf_tense_agony": True}),
    "a fast spreading skin infection": ("emergency", {"skin_rapid_spread": True}),
    "chest pain or a faint on running": ("emergency", {"exertional_chest_faint": True}),
    "confused in the heat": ("emergency", {"heat_illness": True}),
}
RAISED: list[tuple[str, dict[str, Any]]] = [
    *(
        ("cannot take four steps after an injury", {f: True})
        for f in ("deformity", "open_wound", "numb_foot", "pulse_loss", "high_energy", "calf_tense_agony")
    ),
    ("55 or older after an injury", {"high_energy": True}),
    *(("swelling within two hours of an injury", {f: True}) for f in ("anticoagulant", "warmth")),
    *(("a swollen calf", {f: True}) for f in ("chest_breathless", "leg_blue_swollen")),
    *(
        ("a hot, red, swollen knee without fever", {f: True})
        for f in (
            "fever",
            "rigors",
            "any_motion_agony",
            "prosthesis",
            "recent_injection",
            "risk_surgery",
            "recent_surgery",
            "immune_suppression",
            "injected_drugs",
        )
    ),
    ("a hot, red, swollen knee without fever", {"age": 9}),
    ("the same in known gout", {"fever": True}),
    *(("the straight leg cannot be lifted after a pop", {f: True}) for f in ("open_wound", "calf_tense_agony")),
    *(("a locked knee", {f: True}) for f in ("pulse_loss", "numb_foot")),
    ("the kneecap went out", {"kneecap_still_out": True}),
    ("the kneecap went out", {"numb_foot": True}),
    ("a foot drop", {"onset": "injury"}),
    *(("a limping adolescent", {f: True}) for f in ("no_weight_bearing", "fever")),
    *(("groin pain on loading in a hard-training runner", {f: True}) for f in ("hip_rest_night_pain", "walking_pain", "cannot_stand")),
    *(("spreading redness of the skin", {f: True}) for f in ("fever", "unwell", "immune_suppression", "risk_diabetes")),
    *(
        ("a hot lump in front of the kneecap", {f: True})
        for f in ("fever", "unwell", "risk_diabetes", "immune_suppression", "any_motion_agony")
    ),
]


@pytest.mark.parametrize("picture", BASES)
def test_the_level_is_that_of_the_table(picture: str) -> None:
    level, facts = BASES[picture]
    result = judge(facts)
    assert result.level is Level[level.upper()], [f.rule for f in result.fired]


@pytest.mark.parametrize(("picture", "more"), RAISED, ids=lambda x: x if isinstance(x, str) else "+".join(x))
def test_what_raises_a_picture_makes_it_an_emergency(picture: str, more: dict[str, Any]) -> None:
    assert judge({**BASES[picture][1], **more}).level is Level.EMERGENCY


@pytest.mark.parametrize("limit", [Level.EMERGENCY, Level.SAME_DAY, Level.SOON])
def test_the_hours_fit_the_level(limit: Level) -> None:
    most = {Level.EMERGENCY: 1, Level.SAME_DAY: 48, Level.SOON: 336}[limit]
    for level, facts in BASES.values():
        result = judge(facts)
        if level == limit.word:
            assert result.within_h is not None
            assert result.within_h <= most


def test_bone_pain_in_a_young_person_is_given_its_48_hours() -> None:
    assert judge({"pain_over_2w_child": True, "age": 16}).within_h == 48


def test_the_shorter_time_leads_where_two_rules_of_a_level_fire() -> None:
    assert judge({"pain_over_2w_child": True, "age": 16, "limp": True}).within_h == 24
