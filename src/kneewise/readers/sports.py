"""What other programs call a sport, in FIT's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from kneewise.model.run import RUNNING

LONGEST_NAME = 80
STRIDES_BELOW_SPM = {RUNNING: 120.0, "walking": 75.0, "hiking": 75.0}
"""Cadences below these count one foot only: nobody runs with fewer than 120 or walks with fewer than 75 steps a minute for long, and
nobody takes 120 strides with each foot."""
RUNS_FROM_SPM = 130.0

# (sport, sub_sport): names, split at "|"; case, "_" and "-" do not matter, "TrailRun" is "trail run".
_NAMES: dict[tuple[str, str], str] = {
    ("running", ""): "run|running|jogging|lauf|laufen|course|course à pied|carrera|correr|corsa|corrida|hardlopen|løb|løp|løping|löpning"
    "|juoksu|bieg|bieganie|běh",
    ("running", "street"): "street running|road running|street run|road run|straßenlauf",
    ("running", "treadmill"): "treadmill running|treadmill run|treadmill|laufband|laufbandtraining|laufen auf dem laufband"
    "|tapis de course|course sur tapis|course sur tapis roulant|course à pied sur tapis roulant|cinta|cinta de correr|carrera en cinta"
    "|tapis roulant|corsa su tapis roulant|esteira|corrida em esteira|corrida na esteira|loopband|hardlopen op loopband",
    ("running", "indoor_running"): "indoor running|indoor run|hallenlauf|indoor laufen",
    ("running", "trail"): "trail run|trail running|trail|trailrun|trailrunning|traillauf|trail lauf|trailrunning lauf|course en trail"
    "|carrera de trail|carrera por senderos|trail corsa|corsa su trail|corrida em trilha|corrida de trilha",
    ("running", "track"): "track running|track run|bahnlauf|laufen auf der bahn|course sur piste|carrera en pista|corsa su pista",
    ("running", "ultra"): "ultra run|ultra running|ultralauf",
    ("running", "obstacle"): "obstacle run|obstacle running|obstacle racing|hindernislauf",
    (
        "running",
        "virtual_activity",
    ): "virtual run|virtual running|virtueller lauf|virtuelles laufen|course virtuelle|course à pied virtuelle"
    "|carrera virtual|corsa virtuale|corrida virtual",
    (
        "walking",
        "",
    ): "walk|walking|casual walking|gehen|spaziergang|spazieren|marche|caminata|caminar|caminhada|camminata|wandelen|nordic walking",
    ("walking", "speed_walking"): "speed walking|race walking",
    ("walking", "indoor_walking"): "indoor walking",
    ("hiking", ""): "hike|hiking|wandern|wanderung|randonnée|senderismo|escursionismo|escursione|trilha|mountaineering",
    ("cycling", ""): "ride|cycling|biking|bike|bike ride|road biking|radfahren|radfahrt|rad|rennradfahren|vélo|cyclisme|ciclismo|fietsen"
    "|handcycle|velomobile",
    ("cycling", "mountain"): "mountain biking|mountain bike ride|mountainbiken|mountainbike",
    ("cycling", "gravel_cycling"): "gravel cycling|gravel ride|gravel biking|gravel unpaved cycling",
    ("cycling", "indoor_cycling"): "indoor cycling|indoor radfahren|spin|spinning|cyclisme en salle",
    ("cycling", "virtual_activity"): "virtual ride|virtual cycling|virtuelles radfahren|virtuelle radfahrt",
    ("e_biking", ""): "e bike ride|ebike ride|e biking|e bike|e bike fitness|e bike mountain|e mountain bike ride|emountain bike ride",
    ("swimming", ""): "swim|swimming|schwimmen|natation|natación|nuoto|natação|zwemmen",
    ("swimming", "lap_swimming"): "lap swimming|pool swim|pool swimming|schwimmbadschwimmen|beckenschwimmen",
    ("swimming", "open_water"): "open water swimming|open water swim|freiwasserschwimmen",
    ("multisport", ""): "multi sport|multisport|triathlon|swim bike run|multisport training",
    ("transition", ""): "transition|transition v2",
    (
        "training",
        "strength_training",
    ): "strength training|weight training|traditional strength training|functional strength training|strength"
    "|krafttraining|musculation|entrenamiento de fuerza|allenamento della forza|krachttraining|treino de força|musculação",
    ("training", "cardio_training"): "cardio|cardio training|indoor cardio|mixed cardio|cardiovascular",
    ("training", "yoga"): "yoga",
    ("training", "pilates"): "pilates",
    ("training", ""): "workout|training|fitness|crossfit|cross training|core training",
    ("hiit", ""): "hiit|high intensity interval training",
    ("fitness_equipment", "elliptical"): "elliptical|crosstrainer|ellipsentrainer|elliptique",
    ("fitness_equipment", "stair_climbing"): "stair climbing|stair stepper|stairs|stairmaster|step training",
    ("rowing", ""): "rowing|rudern|aviron",
    ("rowing", "indoor_rowing"): "indoor rowing|virtual row",
    ("alpine_skiing", ""): "alpine ski|alpine skiing|downhill skiing|resort skiing|resort skiing snowboarding|ski|ski alpin",
    ("cross_country_skiing", ""): "nordic ski|cross country skiing|skilanglauf|langlauf",
    ("soccer", ""): "soccer|football|fußball",
    ("generic", ""): "other|sonstige|autre|otro|altro|overig|outro|uncategorized",
}
_SPORTS: Mapping[str, tuple[str, str]] = MappingProxyType({name: sport for sport, names in _NAMES.items() for name in names.split("|")})


def known_sports() -> frozenset[str]:
    """Sports that have a name here, in FIT's words."""
    return frozenset(sport for sport, _ in _NAMES)


def sport_of(name: str) -> tuple[str, str]:
    """The sport and sub-sport of a name.

    Parameters
    ----------
    name : str
        As a program writes it: ``Trail Run``, ``TrailRun``, ``trail_running``, ``HKWorkoutActivityTypeRunning``, ``Laufen`` …

    Returns
    -------
    tuple of str
        In FIT's words. An unknown name stays as written, in lower case, without sub-sport; an empty one is ``("", "")``.

    Examples
    --------
    >>> sport_of("HKWorkoutActivityTypeRunning"), sport_of("treadmill_running"), sport_of("Pickleball")
    (('running', ''), ('running', 'treadmill'), ('pickleball', ''))
    """
    written = name.strip()[:LONGEST_NAME].removeprefix("HKWorkoutActivityType")
    spaced = re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", written)
    words = " ".join(re.sub(r"[_\-./]+", " ", spaced).lower().split())
    return _SPORTS.get(words, (written.lower(), ""))


def steps_per_minute(cadence: float, sport: str) -> float:
    """A mean cadence as steps of both feet, if the source may have counted one foot.

    Parameters
    ----------
    cadence : float
        Steps or strides per minute.
    sport : str
        In FIT's words; other sports than running, walking and hiking keep their number.

    Returns
    -------
    float
        Steps per minute (spm).

    Examples
    --------
    >>> steps_per_minute(84.5, "running"), steps_per_minute(169.0, "running")
    (169.0, 169.0)
    """
    return cadence * 2 if cadence < STRIDES_BELOW_SPM.get(sport, 0.0) else cadence


def sport_by_cadence(cadence_spm: float | None) -> str:
    """``running`` if the steps are quick enough for it, else empty: for watches whose files name no sport."""
    return RUNNING if cadence_spm is not None and cadence_spm >= RUNS_FROM_SPM else ""
