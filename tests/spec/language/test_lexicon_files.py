"""The phrases are data, checked when they are read: a misspelt finding or class is an error that says where."""

from __future__ import annotations

import copy
import re

import pytest

from kneewise.knowledge.lexicon_files import lexicon_of
from kneewise.language.book import Book
from kneewise.model.errors import KnowledgeError
from tests.spec.language.words import kinds, lexicon, tree

title = "The lexicon: phrases as data"

DANGER = {
    "cauda_equina", "chest_breathless", "dark_urine", "hot_cord", "pulse_loss", "cool_skin", "calf_swelling", "calf_pain", "calf_swelling_sudden",
    "calf_tense_agony", "leg_blue_swollen", "foot_drop", "numb_foot", "both_legs_weak", "fever", "rigors", "sweats", "unwell", "weight_loss", "bone_swelling",
    "any_motion_agony", "slr_impossible", "palpable_gap", "no_weight_bearing", "cannot_stand", "flexion_under_90", "locking", "extension_block", "deformity",
    "open_wound", "high_energy", "kneecap_outside", "kneecap_still_out", "groin_pain_hop", "hip_rest_night_pain", "hip_rotation_loss", "child_refuses_walk",
    "limp", "skin_rapid_spread", "skin_spreading_red", "wound_discharge", "exertional_chest_faint", "heat_illness", "purple_rash_legs",
}  # fmt: skip


def test_every_phrase_speaks_of_a_known_finding() -> None:
    assert {phrase.finding for phrase in lexicon().phrases} <= kinds().keys()


def test_every_sign_of_danger_has_phrases() -> None:
    assert DANGER <= {phrase.finding for phrase in lexicon().phrases}


def test_every_pattern_can_be_found_by_one_of_its_words() -> None:
    book = Book(lexicon())
    assert not [phrase.pattern for phrase, pattern in book.entries() if not pattern.keys]


def test_no_list_of_words_lost_a_comma() -> None:
    long = [entry for entries in lexicon().classes.values() for entry in entries if len(re.sub(r"\S*\|\S*", "x", entry).split()) > 8]
    assert not long


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"findings": {"no_such_finding": {"yes": "x"}}}, "no_such_finding"),
        ({"findings": {"swelling": {"is": {"purple": "x"}}}}, "purple"),
        ({"findings": {"locking": {"perhaps": "x"}}}, "perhaps"),
        ({"phrases": {}}, "phrases"),
        ({"implied": {"locking": {"no_such_finding": True}}}, "no_such_finding"),
    ],
)
def test_a_mistake_in_the_files_is_named(change: dict[str, object], message: str) -> None:
    broken = copy.copy(tree())
    broken["lexicon/en/zz_broken"] = change
    with pytest.raises(KnowledgeError, match=message):
        lexicon_of(broken)


def test_an_unknown_class_is_named() -> None:
    broken = copy.copy(tree())
    broken["lexicon/en/zz_broken"] = {"findings": {"locking": {"yes": "{no_such_class} knee"}}}
    with pytest.raises(KnowledgeError, match="no_such_class"):
        Book(lexicon_of(broken))


def test_a_language_without_a_lexicon_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="xx"):
        lexicon_of(tree(), "xx")
