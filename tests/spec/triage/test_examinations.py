from __future__ import annotations

from typing import Any

import pytest

from kneewise.reason.kleene import evaluate
from kneewise.reason.triage import completed
from tests.spec.triage.rules import examinations, values

title = "What is worth examining, and what is not"


def advice(examination: str, facts: dict[str, Any]) -> str:
    entry = examinations()[examination]
    known = completed(values(facts), entry.signs)
    for word, when in (("not", entry.not_when), ("now", entry.now_when), ("if", entry.if_when)):
        if when is not None and evaluate(when, known) is True:
            return word
    return ""


@pytest.mark.parametrize(
    ("examination", "facts", "word"),
    [
        ("xray_knee_injury", {"onset": "injury", "flexion_under_90": True}, "now"),
        ("xray_knee_injury", {"onset": "gradual", "age": 60}, ""),
        ("xray_knee_chronic", {"age": 15, "night_pain": True}, "now"),
        ("xray_knee_chronic", {"age": 30, "loc_anterior_diffuse": True, "stairs_down": True}, ""),
        ("xray_hip", {"age": 13, "limp": True}, "now"),
        ("mri_hip", {"groin_pain_hop": True}, "now"),
        ("mri_knee", {"extension_block": True, "twist_injury": True}, "now"),
        ("mri_knee", {"stairs_down": True}, ""),
        ("ultrasound_tendon", {"slr_impossible": True}, "now"),
        ("duplex_veins", {"calf_swelling": True}, "now"),
        ("d_dimer", {"calf_pain": True, "pregnant": True}, "not"),
        ("d_dimer", {"calf_pain": True}, "if"),
        ("joint_puncture", {"effusion": True, "warmth": True, "redness": True}, "now"),
        ("bursa_puncture", {"lump_front_skin": True}, "not"),
        ("bursa_puncture", {"lump_front_skin": True, "redness": True}, "now"),
        ("blood_inflammation", {"effusion": True, "fever": True}, "now"),
        ("blood_rheumatoid", {"small_joints_symmetric": True}, "if"),
        ("lyme_serology_test", {"tick_exposure": True, "effusion": True}, "if"),
        ("creatine_kinase", {"dark_urine": True}, "now"),
        ("ankle_brachial_index", {"multi_plane_instability": True}, "now"),
        ("compartment_pressure", {"calf_tense_agony": True}, "now"),
        ("bone_health", {"energy_deficit": True}, "if"),
        ("nerve_conduction", {"foot_drop": True}, "if"),
        ("mri_spine", {"cauda_equina": True}, "now"),
        ("ct_knee", {"xr_fracture": True, "fall_blow": True}, "now"),
        ("angiography", {"claudication": True}, "not"),
        ("bone_scan", {}, "not"),
        ("arthroscopy_test", {"extension_block": True}, "not"),
        ("ecg", {"exertional_chest_faint": True}, "now"),
    ],
)
def test_the_advice_follows_the_facts(examination: str, facts: dict[str, Any], word: str) -> None:
    assert advice(examination, facts) == word
