from __future__ import annotations

import pytest

from kneewise.app.assess import assess
from kneewise.app.desk import Desk
from kneewise.app.intake import question_from
from kneewise.model.condition import Level
from tests.casebook import TODAY

title = "Whose sign it is, and whether it is still there: danger is heard from whoever tells it, and nobody else's is taken for one's own"


def level(desk: Desk, text: str) -> Level:
    return assess(desk, question_from({"text": text}, desk.kb.findings, TODAY)).level


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("my nephew, 7, hot swollen knee, fever", Level.EMERGENCY),
        ("my wife: calf swollen, red, short of breath", Level.EMERGENCY),
        ("my uncle has a cold white foot and terrible pain in the leg", Level.EMERGENCY),
        ("coach here: one of my girls, 15, heard a pop landing, knee swelled in an hour, can't put weight on it", Level.EMERGENCY),
        ("A friend of mine (haemophilia) bumped his knee, it's filling up. What should he do?", Level.SAME_DAY),
        ("New dad, carrying baby up stairs, knee swollen and hot. No injury.", Level.SAME_DAY),
        ("As a mum of two I run at night, calf swollen and hot since yesterday", Level.SAME_DAY),
        ("My coach, who is a nurse, thinks my calf is a clot, it's swollen and hot", Level.SAME_DAY),
        ("my baby is 7 weeks old and has a red swollen knee", Level.EMERGENCY),
    ],
)
def test_a_sign_told_for_somebody_else_counts(desk: Desk, text: str, least: Level) -> None:
    assert level(desk, text) >= least


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("The pulse in my foot is gone now", Level.EMERGENCY),
        ("All my strength in the foot is gone now, can't lift it", Level.SAME_DAY),
        ("Knee hot and swollen with fever. It is not gone now.", Level.EMERGENCY),
        ("knee hot and swollen, the fever isn't gone now", Level.EMERGENCY),
        ("No pulse in my foot. It is gone now.", Level.EMERGENCY),
        ("knee is running hot and swollen like a balloon", Level.SAME_DAY),
        ("Does a hot swollen knee with fever mean infection? I have both since last night", Level.EMERGENCY),
        ("Can a cold white foot after a knee dislocation wait until Monday?", Level.EMERGENCY),
        ("Does a swollen calf and short breath mean a clot? Both started today", Level.EMERGENCY),
        ("I read on reddit that a hot swollen knee and fever needs ER - that's what I have", Level.EMERGENCY),
    ],
)
def test_what_is_gone_asked_or_read_of_may_be_there(desk: Desk, text: str, least: Level) -> None:
    assert level(desk, text) >= least


@pytest.mark.parametrize(
    "text",
    [
        "My brother had chest pain and a clot in his lung.",
        "As a carer for my husband, who has bone cancer, I lift a lot. My knees ache a little on stairs.",
        "had a fever with covid last month, gone now. My knee aches on stairs",
        "A&E ruled out septic arthritis and cauda equina. Sore kneecap after running.",
        "knee hot, stairs hurt",
        "can running cause a knee replacement later? my knees ache a bit on stairs",
    ],
)
def test_what_is_of_others_or_over_raises_no_alarm(desk: Desk, text: str) -> None:
    assert level(desk, text) <= Level.ROUTINE


@pytest.mark.parametrize(
    "text", ["pain for 3 - months", "my 7 - week old son has fever", "knee pain 3 \u2014 weeks", "girl, 7- months, knee red"]
)
def test_ages_and_times_with_loose_dashes_are_read(desk: Desk, text: str) -> None:
    assert level(desk, text) >= Level.SELF_CARE
