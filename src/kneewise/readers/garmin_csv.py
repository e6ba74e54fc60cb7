"""Garmin Connect's list of activities as CSV, as its web page gives it, in seven languages; and the German list of 2012.

Header names were seen in real exports and in programs that read them: English, German, French and Portuguese in full, Spanish, Italian and
Dutch in part. The numbers follow the browser, not the language of the header. Distances are km or miles and ascents metres or feet, as the
runner has set it, and the file does not say which; step length (always metres) and cadence tell. Pool and track distances are metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from statistics import median

from kneewise.model.run import RUNNING, Reading, Recording
from kneewise.readers.csv_cells import moment, number, seconds, text_of
from kneewise.readers.csv_table import Header, Row, Table, read_table
from kneewise.readers.sports import STRIDES_BELOW_SPM, sport_of
from kneewise.readers.summary import LOCAL_CLOCK, BadEntry, as_utc, stable_key, totals_of

UNIT_ASSUMED = "distance_unit_assumed"
"""Quality: the file does not tell whether its distances are kilometres or miles; they were taken as kilometres."""
METRES_PER_MILE, METRES_PER_FOOT = 1609.344, 0.3048
FASTEST_MPS = 12.0
"""No runner or swimmer is faster over any distance: a faster one has metres where others have km."""
TYPE = [
    "activity type",
    "aktivitätstyp",
    "type d'activité",
    "tipo de actividad",
    "tipo di attività",
    "activiteittype",
    "activiteitstype",
    "tipo de atividade",
]
DATE = ["date", "datum", "fecha", "data", "start"]
TIME = ["time", "activity time", "zeit", "durée", "tiempo", "tempo", "tempo total", "tijd"]
DISTANCE = ["distance", "distanz", "distancia", "distanza", "afstand", "distância"]
TITLE = ["title", "titel", "titre", "título", "titolo", "activity name", "aktivitätsname"]
ELAPSED = [
    "elapsed time",
    "verstrichene zeit",
    "temps écoulé",
    "tiempo transcurrido",
    "tempo trascorso",
    "tempo transcorrido",
    "verstreken tijd",
]
MOVING = [
    "moving time",
    "zeit in bewegung",
    "temps de déplacement",
    "tiempo en movimiento",
    "tempo in movimento",
    "tempo em movimento",
    "tijd bewogen",
]
ASCENT = [
    "total ascent",
    "elev gain",
    "anstieg gesamt",
    "positiver höhenunterschied",
    "ascension totale",
    "ascenso total",
    "ascesa totale",
    "subida total",
    "totale stijging",
]
DESCENT = [
    "total descent",
    "elev loss",
    "abstieg gesamt",
    "negativer höhenunterschied",
    "descente totale",
    "descenso total",
    "discesa totale",
    "descida total",
    "totale daling",
]
MEAN_HR = [
    "avg hr",
    "ø hf",
    "ø herzfrequenz",
    "fréquence cardiaque moyenne",
    "fc moyenne",
    "frecuencia cardiaca media",
    "fc media",
    "fc média",
    "gem. hs",
    "gemiddelde hs",
]
MAX_HR = [
    "max hr",
    "max. hf",
    "maximale herzfrequenz",
    "fréquence cardiaque maximale",
    "fc maximale",
    "frecuencia cardiaca máxima",
    "fc máxima",
    "fc max",
    "max. hs",
    "maximum hs",
]
CADENCE = [
    "avg run cadence",
    "avg cadence",
    "ø schrittfrequenz (laufen)",
    "ø schrittfrequenz",
    "cadence de course moyenne",
    "cadencia de carrera media",
    "cadencia media de carrera",
    "cadenza di corsa media",
    "cadência de corrida média",
    "cadência média de corrida",
    "gemiddelde loopcadans",
    "gem. loopcadans",
    "cadência bicicleta média",
]
STEP_LENGTH = [
    "avg stride length",
    "ø schrittlänge",
    "longueur moyenne des foulées",
    "longitud media de zancada",
    "lunghezza media passo",
    "comprimento médio da passada",
    "gem. staplengte",
]
POWER = ["avg power", "ø leistung", "puissance moyenne", "potencia media", "potenza media", "potência média", "gem. vermogen"]
STEPS = ["steps", "schritte", "pas", "pasos", "passi", "passos", "stappen"]
ENERGY = ["calories", "kalorien", "calorías", "calorie", "calorias", "calorieën"]


@dataclass(frozen=True, slots=True)
class _Units:
    distance_m: float
    height_m: float
    told: bool


def is_header(names: Header) -> bool:
    """Whether plain column names are those of Garmin Connect's list."""
    return all(not set(group).isdisjoint(names) for group in (TYPE, DATE, TIME))


def read(data: bytes) -> Reading:
    """Read a list of activities from Garmin Connect.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        Totals in m, s, bpm, spm, kcal, W. The file has no ids: keys are made of start, sport, distance and time.

    Raises
    ------
    Unreadable
        If no row is an activity.
    """
    table = Table(text_of(data), is_header)
    return read_table(table, "a list of activities from Garmin Connect", partial(_recording, units=_units(table)))


def _units(table: Table) -> _Units:
    """Kilometres or miles: what fits steps times their length."""
    ratios = []
    for row in table.first_rows():
        if sport_of(row.text(*TYPE))[0] == RUNNING:
            distance, time_s = row.number(*DISTANCE), seconds(row.text(*TIME), row.comma)
            cadence, step_m = row.number(*CADENCE), row.number(*STEP_LENGTH)
            if distance and time_s and cadence and step_m:
                ratios.append(cadence * time_s / 60 * step_m / (distance * 1000))
    if ratios and 1.4 < median(ratios) < 1.9:
        return _Units(METRES_PER_MILE, METRES_PER_FOOT, told=True)
    return _Units(1000.0, 1.0, told=bool(ratios))


def _recording(row: Row, units: _Units) -> Recording:
    written = row.text(*TYPE)
    if not written:
        raise BadEntry("It has no type of activity.")
    sport, sub_sport = sport_of(written)
    start = as_utc(moment(row.text(*DATE)))
    totals = totals_of(_totals(row, sport, units))
    return Recording(
        key=stable_key(start, sport, totals.get("distance_m"), totals.get("timer_s")),
        format="garmin_csv",
        sport=sport,
        sub_sport=sub_sport,
        start=start,
        totals=totals,
        title=row.text(*TITLE),
        quality=(LOCAL_CLOCK,) if units.told or not totals.get("distance_m") else (LOCAL_CLOCK, UNIT_ASSUMED),
    )


def _totals(row: Row, sport: str, units: _Units) -> dict[str, float | None]:
    timer_s, ascent, descent = row.needed(seconds, *TIME), row.number(*ASCENT), row.number(*DESCENT)
    return {
        "distance_m": _distance_m(row, sport, timer_s, units),
        "timer_s": timer_s,
        "elapsed_s": seconds(row.text(*ELAPSED), row.comma),
        "moving_s": seconds(row.text(*MOVING), row.comma),
        "ascent_m": None if ascent is None else ascent * units.height_m,
        "descent_m": None if descent is None else descent * units.height_m,
        "mean_hr_bpm": row.number(*MEAN_HR),
        "max_hr_bpm": row.number(*MAX_HR),
        "mean_cadence_spm": row.number(*CADENCE) if sport in STRIDES_BELOW_SPM else None,
        "steps": row.number(*STEPS),
        "energy_kcal": row.number(*ENERGY),
        "mean_power_w": row.number(*POWER),
    }


def _distance_m(row: Row, sport: str, timer_s: float | None, units: _Units) -> float | None:
    distance = row.needed(number, *DISTANCE)
    if distance is None:
        return None
    too_fast = sport in STRIDES_BELOW_SPM and timer_s is not None and distance * units.distance_m > FASTEST_MPS * timer_s > 0
    return distance if sport == "swimming" or too_fast else distance * units.distance_m
