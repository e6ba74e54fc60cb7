"""Denial, doubt, contrast, other people, other times, the other knee, numbers: one sentence of behaviour each."""

from __future__ import annotations

from datetime import date

import pytest

from kneewise.language.reading import read
from kneewise.model.fact import Origin, Side, Value
from kneewise.model.lexicon import UnreadReason
from tests.spec.language.words import lexicon, reading, said

title = "Free text: denial, doubt, other people, other times, sides and numbers"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no swelling, redness or fever", {"effusion": False, "redness": False, "fever": False}),
        ("denies locking or giving way", {"locking": False, "giving_way": False}),
        ("it doesn't lock", {"locking": False}),
        ("came on without any injury", {"fall_blow": False, "onset_no_trauma": True}),
        ("I have never had a fever", {"fever": False}),
        ("not swollen but warm", {"effusion": False, "warmth": True}),
        ("it no longer locks", {"locking": False}),
        ("swelling: none, locking - no", {"effusion": False, "locking": False}),
        ("Lachman, anterior drawer and pivot shift negative", {"lachman": False, "anterior_drawer": False, "pivot_shift": False}),
        ("neither hot nor red", {"warmth": False, "redness": False}),
    ],
)
def test_a_denial_reaches_what_it_denies_and_no_further(text: str, expected: dict[str, Value]) -> None:
    found = said(text)
    assert {finding: found.get(finding) for finding in expected} == expected


@pytest.mark.parametrize("text", ["not without pain on stairs", "I cannot climb stairs without pain"])
def test_two_denials_cancel_each_other(text: str) -> None:
    assert said(text).get("stairs_up") is True


@pytest.mark.parametrize("text", ["maybe a bit of redness", "not sure if it is red", "?redness", "it might be red"])
def test_what_is_in_doubt_is_neither_said_nor_denied(text: str) -> None:
    assert said(text).get("redness") is None


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("my dad has gout", "past_crystal"),
        ("my friend had the same with a swollen knee", "effusion"),
        ("come back if the knee turns red", "redness"),
        ("it used to swell years ago", "effusion"),
        ("5 years ago I twisted this knee", "twist_injury"),
        ("my physio says it is runner's knee", "loc_anterior_diffuse"),
        ("could it be infected and hot?", "warmth"),
    ],
)
def test_what_is_of_others_of_the_past_or_of_what_might_be_is_no_fact(text: str, finding: str) -> None:
    assert finding not in said(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is it an emergency that my knee is hot and I have a fever?", {"warmth": True, "fever": True}),
        ("Could it be a clot if my calf is swollen and red?", {"calf_swelling": True, "redness": True}),
        ("Do I need a doctor when my knee is swollen and I can't bend it?", {"effusion": True}),
        ("Can I run with a swollen knee?", {"effusion": True}),
    ],
)
def test_a_question_takes_some_things_for_granted(text: str, expected: dict[str, Value]) -> None:
    found = said(text)
    assert {finding: found.get(finding) for finding in expected} == expected


def test_what_if_is_a_doubt_and_no_denial() -> None:
    facts = {fact.finding: fact.value for fact in reading("What if my knee is hot and I have a fever?").facts}
    assert facts == {"warmth": None, "fever": None}


@pytest.mark.parametrize("text", ["Does compartment syndrome come from tight sleeves?", "can running cause a knee replacement later?"])
def test_a_question_about_people_in_general_is_no_report(text: str) -> None:
    assert reading(text).facts == ()


def test_a_complaint_that_ends_in_a_question_is_a_report() -> None:
    assert said("Hot swollen knee and fever since yesterday, what to do?")["fever"] is True


@pytest.mark.parametrize("text", ["Should I worry if it gets hot and swollen?", "could it be infected and hot?"])
def test_a_mere_question_is_shown_as_not_understood(text: str) -> None:
    assert reading(text).facts == ()
    assert [piece.text for piece in reading(text).not_understood] == [text.rstrip("?")]


@pytest.mark.parametrize(
    ("text", "finding", "values"),
    [
        ("Temp 37.0 yesterday, now 39.2", "temperature_c", {37.0, 39.2}),
        ("CRP 20 on Monday, CRP 190 today", "crp", {20.0, 190.0}),
    ],
)
def test_two_readings_of_one_measure_are_both_kept(text: str, finding: str, values: set[float]) -> None:
    assert {fact.value for fact in reading(text).facts if fact.finding == finding} == values


def test_a_cold_foot_is_no_cold() -> None:
    assert "recent_cold_child" not in said("since the fall last week my foot has been cold")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can't pee and numb between the legs, the back pain all gone now", {"cauda_equina": True}),
        ("hot and swollen knee with fever, the bruise is completely gone now", {"warmth": True, "effusion": True, "fever": True}),
        ("TKR in 2019, knee hot and swollen, fever 38.5", {"prosthesis": True, "warmth": True, "effusion": True, "fever": True}),
        ("DVT years ago, calf swollen and warm", {"past_dvt": True, "calf_swelling": True}),
        ("born in 1950, can't bear weight, foot numb", {"no_weight_bearing": True, "numb_foot": True}),
        ("I am in my seventies and my knee is swollen", {"age": 75.0, "effusion": True}),
        ("Do I need to go to A&E if I can't put any weight on it?", {"no_weight_bearing": True}),
        ("Could my swollen calf be a clot?", {"calf_swelling": True}),
        ("knee hot, 38,5", {"temperature_c": 38.5}),
        ("my flatmate can't finish a sentence without gulping for air", {"chest_breathless": True}),
    ],
)
def test_what_is_over_past_or_asked_takes_nothing_else_with_it(text: str, expected: dict[str, Value]) -> None:
    found = said(text)
    assert {finding: found.get(finding) for finding in expected} == expected


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("No locking, giving way, night pain, weight loss or fever.", {"locking", "giving_way", "night_pain", "weight_loss", "fever"}),
        ("They asked about fevers, losing weight, pain at night: no to the lot.", {"fever", "weight_loss", "night_pain"}),
        ("Fever, chills or night sweats? None of these.", {"fever", "rigors", "sweats"}),
        ("Fever, chills, night pain: none.", {"fever", "rigors", "night_pain"}),
        ("hip IR full and pain-free", {"hip_rotation_pain"}),
    ],
)
def test_a_list_is_denied_as_a_whole(text: str, denied: set[str]) -> None:
    found = {fact.finding: fact.value for fact in reading(text).facts}
    assert {finding: found.get(finding) for finding in denied} == dict.fromkeys(denied, False)


def test_before_a_colon_only_a_list_of_names_is_denied_with_it() -> None:
    found = said("Knee hot and swollen, fever: none")
    assert (found["warmth"], found["fever"]) == (True, False)


def test_after_a_comma_a_pain_of_its_own_is_not_denied() -> None:
    assert said("No swelling, painful stairs or squats")["stairs_down"] is True


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("my baby is 7 weeks and does not move his leg", 7 / 52),
        ("my little one is 5 months, her knee is red", 5 / 12),
        ("Nan is 74, tripped and landed on her knee", 74),
        ("Emily's 13 and dances. Her knee hurts", 13),
        ("The knee injury is 7 weeks old", None),
    ],
)
def test_ages_of_relatives_and_infants(text: str, age: float | None) -> None:
    assert said(text).get("age") == (None if age is None else pytest.approx(age, abs=0.01))


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Nan had her knee replaced in March, since yesterday it's red and hot and she won't bend it", "prosthesis"),
        ("mate had chemo last month and now one leg is swollen from the knee down and hurts when he walks", "immune_suppression"),
        ("dad takes apixaban, no fall that he remembers, woke up with his knee swollen like a melon", "anticoagulant"),
    ],
)
def test_a_text_about_a_relative_takes_that_one_for_the_patient(text: str, finding: str) -> None:
    assert said(text)[finding] is True


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("years back I fainted on a hot parade ground, never since. The outer side aches after 8k", "chest_breathless"),
        ("On the telly a man had a knee the size of a melon. I've only got a niggle under the kneecap", "effusion"),
        ("Had a nasty flu with fever in September, long over, back at training", "fever"),
        ("5 years ago, I twisted this knee and it swelled. Now stairs hurt", "twist_injury"),
        ("I wear 39.5 shoes and my knee is swollen", "temperature_c"),
        ("I laughed when my mate fell in the ditch. My knees are tender", "fall_blow"),
    ],
)
def test_what_is_over_or_is_of_something_else_is_not_read(text: str, finding: str) -> None:
    assert finding not in said(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("it hurts since Saturday", 3.0),
        ("knee pain since May", 193.0),
        ("sore since late November", 0.0),
        ("it hurts since Monday 3 November", None),
        ("since the weekend my calf is sore", 2.0),
    ],
)
def test_days_and_months_are_counted_back_from_today(text: str, days: float | None) -> None:
    found = {fact.finding: fact.value for fact in read(text, lexicon(), date(2026, 11, 24)).facts}
    assert found.get("duration_days") == days


def test_an_old_injury_is_a_past_one() -> None:
    assert said("5 years ago I tore my ACL in this knee")["past_knee_injury"] is True


def test_a_clot_of_a_relative_is_a_family_matter() -> None:
    found = said("My sister had a blood clot in her leg. My knee hurts.")
    assert found["peripheral_risk_family"] is True
    assert "past_dvt" not in found


def test_pain_in_one_circumstance_and_none_in_another_are_kept_apart() -> None:
    found = said("walking is fine but squatting hurts, going up stairs is ok, going down is awful")
    assert (found["walking_pain"], found["squat_pain"], found["stairs_up"], found["stairs_down"]) == (False, True, False, True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("pain on the outside of my right knee", "loc_lateral"),
        ("hurts on the inside of the knee", "loc_medial"),
        ("pain on the inner joint line", "loc_medial_jl"),
        ("sore just below the kneecap, one spot", "one_finger_tendon"),
        ("pain behind the kneecap", "loc_anterior_diffuse"),
        ("it hurts at the back of the knee", "loc_posterior"),
        ("sore a few cm below the joint on the inner side", "loc_medial_below"),
        ("aching at the top edge of the kneecap", "loc_superior_pole"),
    ],
)
def test_a_place_in_plain_words_is_found_and_only_that_one(text: str, place: str) -> None:
    places = [finding for finding in said(text) if finding.startswith("loc_") or finding == "one_finger_tendon"]
    assert places == [place]


@pytest.mark.parametrize(
    ("text", "finding", "value"),
    [
        ("CRP 90", "crp", 90),
        ("WBC 65,000 in aspirate", "syn_wbc", 65000),
        ("uric acid 8.4 mg/dL", "urate", 499.63),
        ("urate 0.52 mmol/L", "urate", 520),
        ("temp 101.3F", "temperature_c", 38.5),
        ("T 38,6", "temperature_c", 38.6),
        ("pain 7/10", "pain_now", 7),
        ("hurting for 3 weeks", "duration_days", 21),
        ("it has hurt for about two months", "duration_days", 60),
        ("pain over the past fortnight", "duration_days", 14),
        ("3/52 hx of knee pain", "duration_days", 21),
        ("45M with knee pain", "age", 45),
        ("23 yo F", "age", 23),
        ("I'm thirty-four and my knee hurts", "age", 34),
        ("stiff for 20 minutes in the morning", "morning_stiffness_min", 20),
        ("I weigh 12 stone", "weight_kg", 76.2),
        ("Wells score 3", "wells_score", 3),
    ],
)
def test_numbers_are_read_in_the_unit_of_the_finding(text: str, finding: str, value: float) -> None:
    assert said(text)[finding] == pytest.approx(value, rel=0.01)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("pain 14/10", UnreadReason.OUT_OF_RANGE),
        ("I am 300 years old", UnreadReason.OUT_OF_RANGE),
        ("it hurts since Saturday", UnreadReason.NEEDS_A_DATE),
    ],
)
def test_impossible_numbers_and_dates_without_a_calendar_are_named_and_not_guessed(text: str, reason: UnreadReason) -> None:
    result = reading(text)
    assert reason in [piece.reason for piece in result.not_understood]
    assert not {"pain_now", "age", "duration_days"} & {fact.finding for fact in result.facts}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("it blew up within an hour", "within_2h"),
        ("next morning it was swollen", "hours_6_to_48"),
        ("it swells after every run", "slow_or_recurrent"),
        ("no swelling", "none"),
    ],
)
def test_the_time_of_the_swelling_is_told_apart(text: str, choice: str) -> None:
    assert said(text)["swelling"] == choice


def test_the_knee_is_the_one_that_is_named() -> None:
    facts = reading("My right knee locks. It is swollen. The left one is fine.").facts
    assert {fact.side for fact in facts if fact.finding in {"locking", "effusion"}} == {Side.RIGHT}


@pytest.mark.parametrize("text", ["knee painfull and swolen", "kne is swollin", "sweling of the knee"])
def test_misspelt_words_are_understood(text: str) -> None:
    assert said(text)["effusion"] is True


def test_facts_are_unconfirmed_and_say_where_they_stand() -> None:
    text = "Left knee: it gives way on stairs."
    (fact,) = [fact for fact in reading(text).facts if fact.finding == "giving_way"]
    assert fact.origin is Origin.TEXT
    assert not fact.confirmed
    assert fact.span is not None
    assert text[slice(*fact.span)] == "gives way"


def test_what_was_not_understood_is_said_and_greetings_are_not() -> None:
    pieces = [piece.text for piece in reading("Hello doctor, my knee swells. The frobnicator is loose.").not_understood]
    assert pieces == ["The frobnicator is loose"]


@pytest.mark.parametrize(
    ("text", "piece", "reason"),
    [
        ("My brother had a clot in his leg. My knee hurts on stairs.", "My brother had a clot in his leg", UnreadReason.OTHER_PERSON),
        ("Years back my calf was swollen, never since. My knee hurts on stairs.", "Years back my calf was swollen", UnreadReason.PAST),
    ],
)
def test_what_is_said_of_others_or_of_the_past_is_shown_with_the_reason(text: str, piece: str, reason: UnreadReason) -> None:
    assert (piece, reason) in [(unread.text, unread.reason) for unread in reading(text).not_understood]


def test_contradictory_statements_are_both_shown() -> None:
    values = {fact.value for fact in reading("The knee is red. Later the nurse wrote: no redness.").facts if fact.finding == "redness"}
    assert values == {True, False}
