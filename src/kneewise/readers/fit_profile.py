"""The part of FIT's profile that is read: numbers of messages and fields, their scales, names of sports.

References
----------
.. [1] FIT SDK, global profile: messages ``file_id``, ``session``, ``lap``, ``record``, ``event``, ``device_info``, ``activity``,
   ``sport``, ``field_description``; types ``file``, ``sport``, ``sub_sport``, ``manufacturer``.
"""

from __future__ import annotations

from typing import NamedTuple

FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT, DEVICE_INFO, ACTIVITY, FIELD_DESCRIPTION = 0, 12, 18, 19, 20, 21, 23, 34, 206
EPOCH_S = 631_065_600
"""Unix time of FIT's second 0, 1989-12-31 00:00 UTC."""
ACTIVITY_FILE, COURSE_FILE = 4, 6


class Scaled(NamedTuple):
    """A field's number; its value is the number in the file divided by ``scale``, less ``offset``."""

    number: int
    scale: float = 1.0
    offset: float = 0.0


RECORD_FIELDS: dict[str, tuple[Scaled, ...]] = {
    "latitude_deg": (Scaled(0, 2**31 / 180),),
    "longitude_deg": (Scaled(1, 2**31 / 180),),
    "altitude_m": (Scaled(78, 5, 500), Scaled(2, 5, 500)),
    "distance_m": (Scaled(5, 100),),
    "speed_mps": (Scaled(73, 1000), Scaled(6, 1000)),
    "heart_rate_bpm": (Scaled(3),),
    "power_w": (Scaled(7),),
    "temperature_c": (Scaled(13),),
    "contact_time_ms": (Scaled(41, 10),),
    "contact_balance_pct": (Scaled(84, 100),),
    "vertical_oscillation_mm": (Scaled(39, 10),),
    "step_length_mm": (Scaled(85, 10),),
}
"""Channels of a record; where two fields hold the same, the first goes before."""
CADENCE, FRACTIONAL_CADENCE = Scaled(4), Scaled(53, 128)
COMPRESSED_SPEED_DISTANCE = 8
NATIVE_CHANNELS = {3: "heart_rate_bpm", 5: "distance_m", 6: "speed_mps", 7: "power_w"}
"""Record fields that a sensor's own field may stand in for."""

SESSION_TOTALS: dict[str, Scaled] = {
    "elapsed_s": Scaled(7, 1000),
    "timer_s": Scaled(8, 1000),
    "distance_m": Scaled(9, 100),
    "energy_kcal": Scaled(11),
    "mean_hr_bpm": Scaled(16),
    "max_hr_bpm": Scaled(17),
    "mean_power_w": Scaled(20),
    "ascent_m": Scaled(22),
    "descent_m": Scaled(23),
    "mean_temperature_c": Scaled(57),
}
LAP_TOTALS: dict[str, Scaled] = {
    "elapsed_s": Scaled(7, 1000),
    "timer_s": Scaled(8, 1000),
    "distance_m": Scaled(9, 100),
    "energy_kcal": Scaled(11),
    "mean_hr_bpm": Scaled(15),
    "max_hr_bpm": Scaled(16),
    "mean_power_w": Scaled(19),
    "ascent_m": Scaled(21),
    "descent_m": Scaled(22),
    "mean_temperature_c": Scaled(50),
}
MEAN_CADENCE = {SESSION: (18, 92), LAP: (17, 80)}
"""Mean cadence and its fraction."""
STRIDES = 10
"""Field of session and lap: strides of a run or walk, turns of a pedal."""
START_TIME, SPORT_OF, SUB_SPORT_OF = 2, {SESSION: 5, SPORT: 0}, {SESSION: 6, SPORT: 1}

_FIRST_SPORTS = """
generic running cycling transition fitness_equipment swimming basketball soccer tennis american_football training walking
cross_country_skiing alpine_skiing snowboarding rowing mountaineering hiking multisport paddling flying e_biking motorcycling
boating driving golf hang_gliding horseback_riding hunting fishing inline_skating rock_climbing sailing ice_skating
sky_diving snowshoeing snowmobiling stand_up_paddleboarding surfing wakeboarding water_skiing kayaking rafting windsurfing
kitesurfing tactical jumpmaster boxing floor_climbing
"""
SPORTS = dict(enumerate(_FIRST_SPORTS.split())) | {62: "hiit", 64: "racket", 82: "snorkeling", 254: "all"}
SUB_SPORTS = {1: "treadmill", 2: "street", 3: "trail", 4: "track", 45: "indoor", 58: "virtual", 59: "obstacle", 67: "ultra"}
MANUFACTURERS = {
    1: "Garmin",
    15: "Dynastream",
    23: "Suunto",
    32: "Wahoo",
    95: "Stryd",
    89: "Tacx",
    123: "Polar",
    260: "Zwift",
    265: "Strava",
    289: "Hammerhead",
    294: "Coros",
}
FILE_KINDS = {
    1: "a device's description",
    2: "settings",
    3: "sport settings",
    5: "a workout",
    6: "a course",
    7: "schedules",
    9: "weights",
    10: "totals",
    11: "goals",
    14: "blood pressure",
    15: "monitoring",
    20: "an activity's summary",
    28: "daily monitoring",
    32: "monitoring",
    34: "a segment",
}
ON_FOOT = ("running", "walking", "hiking", "mountaineering", "snowshoeing")
"""Sports whose cadence counts strides of one foot."""
