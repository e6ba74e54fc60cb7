"""The phrases are data, checked when they are read: a misspelt finding or class is an error that says where."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest

import kneewise.language
from kneewise.knowledge.lexicon_files import lexicon_of
from kneewise.language.book import Book
from kneewise.model.errors import KnowledgeError
from tests.knowing import tree
from tests.spec.language.words import kinds, lexicon

title = "The lexicon: phrases as data"

DANGER = (
    "any_motion_agony bone_swelling both_legs_weak calf_pain calf_swelling calf_swelling_sudden calf_tense_agony "
    "cannot_stand cauda_equina chest_breathless child_refuses_walk cool_skin dark_urine deformity "
    "exertional_chest_faint extension_block fever flexion_under_90 foot_drop groin_pain_hop heat_illness "
    "high_energy hip_rest_night_pain hip_rotation_loss hot_cord kneecap_outside kneecap_still_out leg_blue_swollen "
    "limp locking no_weight_bearing numb_foot open_wound palpable_gap pulse_loss purple_rash_legs rigors "
    "skin_rapid_spread skin_spreading_red slr_impossible sweats unwell weight_loss wound_discharge"
)


def test_every_phrase_speaks_of_a_known_finding() -> None:
    assert {phrase.finding for phrase in lexicon().phrases} <= kinds().keys()


def test_every_sign_of_danger_has_phrases() -> None:
    spoken_of = {phrase.finding for phrase in lexicon().phrases}
    assert not set(DANGER.split()) - spoken_of


def test_every_pattern_can_be_found_by_one_of_its_words() -> None:
    book = Book(lexicon())
    assert not [phrase.pattern for phrase, pattern in book.entries() if not pattern.keys]


def test_no_list_of_words_lost_a_comma() -> None:
    long = [entry for entries in lexicon().classes.values() for entry in entries if len(re.sub(r"\S*\|\S*", "x", entry).split()) > 8]
    assert not long


def test_every_list_of_words_is_asked_for_and_every_list_asked_for_exists() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(kneewise.language.__path__[0]).glob("*.py"))
    asked = set(re.findall(r"""(?:\.words\(|_any\(book, )["'](\w+)["']\)""", code))
    assert not asked - lexicon().words.keys() - lexicon().classes.keys()
    assert not lexicon().words.keys() - asked


def test_a_list_of_words_is_given_as_it_is_written() -> None:
    book = Book(lexicon())
    assert book.words("until_word") == {"until", "till", "unless"}
    assert "mum" in book.words("relative_word")
    with pytest.raises(KnowledgeError, match="no_such_list"):
        book.words("no_such_list")


def test_no_misspelt_word_is_mended_towards_a_list_of_words() -> None:
    changed = copy.copy(tree())
    changed["lexicon/en/zz_changed"] = {"words": {"new_list": "zebracrossing"}}
    assert Book(lexicon_of(changed)).speller("zebracrosing") == "zebracrosing"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"findings": {"no_such_finding": {"yes": "x"}}}, "no_such_finding"),
        ({"findings": {"swelling": {"is": {"purple": "x"}}}}, "purple"),
        ({"findings": {"locking": {"perhaps": "x"}}}, "perhaps"),
        ({"phrases": {}}, "phrases"),
        ({"words": {"new_list": "one, two words"}}, "two words"),
        ({"words": {"new_list": "one, begin*"}}, r"begin\*"),
        ({"words": {"new_list": "one, two, one"}}, "one"),
        ({"words": {"new_list": ""}}, "new_list"),
        ({"words": {"knee": "one, two"}}, "knee"),
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
        Book(lexicon_of(broken)).check()


def test_every_pattern_and_every_veto_can_be_parsed() -> None:
    Book(lexicon()).check()


def test_a_language_without_a_lexicon_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="xx"):
        lexicon_of(tree(), "xx")
