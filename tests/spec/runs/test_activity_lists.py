from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kneewise.model.errors import Unreadable
from kneewise.model.run import Recording
from kneewise.readers import garmin_csv, intervals_csv, runalyze_csv, sniff, strava_csv
from kneewise.readers.summary import MOST_ACTIVITIES

title = "Lists of activities in other languages and units, and with bad rows in them"

STRAVA_ENGLISH = [
    "Activity ID",
    "Activity Date",
    "Activity Name",
    "Activity Type",
    "Activity Description",
    "Elapsed Time",
    "Distance",
    "Max Heart Rate",
    "Relative Effort",
    "Commute",
    "Activity Private Note",
    "Activity Gear",
    "Filename",
    "Athlete Weight",
    "Bike Weight",
    "Elapsed Time",
    "Moving Time",
    "Distance",
    "Max Speed",
    "Average Speed",
    "Elevation Gain",
    "Elevation Loss",
    "Elevation Low",
    "Elevation High",
    "Max Grade",
    "Average Grade",
    "Average Positive Grade",
    "Average Negative Grade",
    "Max Cadence",
    "Average Cadence",
    "Max Heart Rate",
    "Average Heart Rate",
    "Max Watts",
    "Average Watts",
    "Calories",
    "Max Temperature",
    "Average Temperature",
    "Total Steps",
    "Media",
]
STRAVA_GERMAN = [
    "Aktivitäts-ID",
    "Aktivitätsdatum",
    "Name der Aktivität",
    "Aktivitätsart",
    "Aktivitätsbeschreibung",
    "Verstrichene Zeit",
    "Distanz",
    "Max. Herzfrequenz",
    "Relative Leistung",
    "Pendeln",
    "Hinweis zur Privatsphäre für Aktivitäten",
    "Aktivitätsausrüstung",
    "Dateiname",
    "Sportlergewicht",
    "Fahrradgewicht",
    "Verstrichene Zeit",
    "Bewegungszeit",
    "Distanz",
    "Höchstgeschw.",
    "Durchschnittliche Geschwindigkeit",
    "Höhenzunahme",
    "Höhenunterschied",
    "Min. Höhe",
    "Max. Höhe",
    "Max. Steigung",
    "Durchschnittliche Steigung",
    "Durchschnittliche positive Steigung",
    "Durchschnittliche negative Steigung",
    "Max. Tritt-/Schrittfrequenz",
    "Durchschnittliche Trittfrequenz",
    "Max. Herzfrequenz",
    "Durchschnittliche Herzfrequenz",
    "Max. Watt",
    "Durchschnittliche Watt",
    "Kalorien",
    "Max. Temperatur",
    "Durchschnittliche Temperatur",
    "Schritte insgesamt",
    "Medien",
]
STRAVA_ROW = {
    0: "77",
    2: "Runde",
    5: "3000",
    6: "9,55",
    11: "Schuh A",
    15: "3000.0",
    16: "2900.0",
    17: "9554.3",
    29: "84.5",
    31: "150.2",
    37: "8200",
}


def table(header: list[str], *rows: dict[int, str]) -> bytes:
    lines = [",".join(header), *(",".join(f'"{row.get(place, "")}"' for place in range(len(header))) for row in rows)]
    return "\n".join(lines).encode()


def strava(**changed: str) -> dict[int, str]:
    """A row of Strava's list; ``date`` and ``type`` as given."""
    return {**STRAVA_ROW, 1: changed.get("date", "Jan 27, 2021, 1:57:47 PM"), 3: changed.get("type", "Run"), 0: changed.get("id", "77")}


def only(data: bytes) -> Recording:
    reading = sniff.read(data, "activities.csv")
    assert reading.damage is None
    (found,) = reading.recordings
    return found


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (STRAVA_ENGLISH, strava()),
        (STRAVA_GERMAN, strava(date="27.01.2021, 13:57:47", type="Lauf")),
        ([f"coloana {place if place not in (15, 17, 30) else {15: 5, 17: 6, 30: 7}[place]}" for place in range(39)], strava()),
    ],
    ids=["English", "German", "another language, told by the order of its columns"],
)
def test_stravas_list(header: list[str], row: dict[int, str]) -> None:
    run = only(table(header, row))
    assert (run.key, run.sport, run.title, run.shoe) == ("77", "running", "Runde", "Schuh A")
    assert run.start == datetime(2021, 1, 27, 13, 57, 47, tzinfo=UTC)
    assert run.totals["distance_m"] == 9554.3
    assert run.totals["mean_cadence_spm"] == 169.0  # 84.5 strides of one foot
    assert (run.totals["elapsed_s"], run.totals["moving_s"], run.totals["mean_hr_bpm"]) == (3000, 2900, 150.2)


def test_an_old_list_of_strava_has_kilometres_only() -> None:
    header = ["Activity ID", "Activity Date", "Activity Name", "Activity Type", "Elapsed Time", "Distance"]
    run = only(table(header, {0: "5", 1: "Jan 27, 2018, 1:57:47 PM", 3: "Run", 4: "3000", 5: "10.02"}))
    assert run.totals == {"elapsed_s": 3000, "distance_m": 10_020}


ENGLISH_NUMBERS = '"10.20","1,020","01:00:00.5","150","170","170","42","40","1.00","10,200","00:59:50","01:02:00"'
GERMAN_NUMBERS = '"10,20","1.020","01:00:00,5","150","170","170","42","40","1,00","10.200","00:59:50","01:02:00"'
MILES_AND_FEET = '"6.338","1,020","01:00:00.5","150","170","170","137.8","131.2","1.00","10,200","00:59:50","01:02:00"'
GARMIN = {
    "English": (
        "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Avg Run Cadence,Total Ascent,Total Descent,"
        "Avg Stride Length,Steps,Moving Time,Elapsed Time",
        "Running",
        ENGLISH_NUMBERS,
    ),
    "German words, English numbers": (
        "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø HF,Max. HF,Ø Schrittfrequenz (Laufen),Anstieg gesamt,Abstieg gesamt,"
        "Ø Schrittlänge,Schritte,Zeit in Bewegung,Verstrichene Zeit",
        "Laufen",
        ENGLISH_NUMBERS,
    ),
    "German words, German numbers": (
        "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø Herzfrequenz,Maximale Herzfrequenz,Ø Schrittfrequenz (Laufen),"
        "Positiver Höhenunterschied,Negativer Höhenunterschied,Ø Schrittlänge,Schritte,Zeit in Bewegung,Verstrichene Zeit",
        "Laufen",
        GERMAN_NUMBERS,
    ),
    "French": (
        "Type d’activité,Date,Favori,Titre,Distance,Calories,Durée,Fréquence cardiaque moyenne,Fréquence cardiaque maximale,"
        "Cadence de course moyenne,Ascension totale,Descente totale,Longueur moyenne des foulées,Pas,Temps de déplacement,Temps écoulé",
        "Course à pied",
        ENGLISH_NUMBERS,
    ),
    "Portuguese, miles and feet": (
        "Tipo de atividade,Data,Favorito,Título,Distância,Calorias,Tempo total,FC Média,FC máxima,Cadência bicicleta média,Subida total,"
        "Descida total,Comprimento médio da passada,Passos,Tempo em movimento,Tempo transcorrido",
        "Corrida",
        MILES_AND_FEET,
    ),
}


def garmin(language: str) -> bytes:
    header, run, numbers = GARMIN[language]
    return f'{header}\n{run},2026-09-05 20:54:45,false,"Run, easy",{numbers}'.encode()


@pytest.mark.parametrize("language", GARMIN)
def test_garmin_connects_list(language: str) -> None:
    run = only(garmin(language))
    assert (run.sport, run.title, run.quality) == ("running", "Run, easy", ("local_clock",))
    assert run.start == datetime(2026, 9, 5, 20, 54, 45, tzinfo=UTC)
    assert run.totals == pytest.approx(
        {
            "distance_m": 10_200,
            "timer_s": 3600.5,
            "elapsed_s": 3720,
            "moving_s": 3590,
            "ascent_m": 42,
            "descent_m": 40,
            "mean_hr_bpm": 150,
            "max_hr_bpm": 170,
            "mean_cadence_spm": 170,
            "steps": 10_200,
            "energy_kcal": 1020,
        },
        rel=1e-3,
    )


def test_the_same_run_has_the_same_key_in_every_language() -> None:
    metric = [only(garmin(language)).key for language in GARMIN if "miles" not in language]
    assert len(set(metric)) == 1


def test_garmin_gives_track_and_pool_distances_in_metres() -> None:
    rows = ['Track Running,2026-09-05 20:54:45,"5,000",00:20:00', 'Pool Swimming,2026-09-06 20:54:45,"1,500",00:30:00']
    reading = garmin_csv.read("\n".join(["Activity Type,Date,Distance,Time", *rows]).encode())
    assert [each.totals["distance_m"] for each in reading.recordings] == [5000, 1500]


def test_what_is_absent_stays_absent_and_zero_stays_zero() -> None:
    header = "Activity Type,Date,Title,Distance,Time,Avg HR,Steps"
    reading = garmin_csv.read(f"{header}\nStrength Training,2026-09-05 20:54:45,Gym,0.00,00:55:00,--,--".encode())
    assert reading.recordings[0].totals == {"distance_m": 0.0, "timer_s": 3300.0}
    assert (reading.recordings[0].sport, reading.recordings[0].sub_sport) == ("training", "strength_training")


def test_intervals_icu() -> None:
    header = "id,start_date_local,name,type,moving_time,distance,elapsed_time,average_heartrate,trainer,average_cadence"
    row = "i123,2026-09-05T20:54:45,Easy,TrailRun,3590,10200.5,3720,150,false,85"
    reading = intervals_csv.read(f"\ufeff{header}\n{row}\n{row.replace('TrailRun', 'Run').replace('false', 'true')}".encode())
    first, second = reading.recordings
    assert (first.key, first.sport, first.sub_sport, second.sub_sport) == ("i123", "running", "trail", "treadmill")
    assert (first.start, first.quality) == (datetime(2026, 9, 5, 20, 54, 45, tzinfo=UTC), ("local_clock",))
    assert first.totals["mean_cadence_spm"] == 170
    assert second.key == "i123-2"  # two rows never share a key


def test_runalyze() -> None:
    header = "id,time,timezoneOffset,sportid,distance,s,elapsedTime,elevationUp,elevationDown,pulseAvg,pulseMax,cadence,vo2max,title"
    rows = ["11,1788641685,60,8,10.20,3590,3720,42,40,150,170,85,48.2,Easy", "12,1788728085,60,9,30.0,3600,3700,100,100,120,150,80,,Ride"]
    run, ride = runalyze_csv.read("\n".join([header, *rows]).encode()).recordings
    assert (run.key, run.sport, ride.sport) == ("11", "running", "9")  # sports are numbers; that of running has a VO2max
    assert run.start == datetime.fromtimestamp(1788641685 - 3600, UTC)
    assert (run.utc_offset_s, run.totals["distance_m"], run.totals["mean_cadence_spm"]) == (3600, 10_200, 170)
    assert "mean_cadence_spm" not in ride.totals


def test_a_bad_row_is_named_by_its_line_and_the_rest_goes_on() -> None:
    rows = [strava(), strava(date="27.13.2021"), strava(id="x"), strava(id="78")]
    reading = strava_csv.read(table(STRAVA_ENGLISH, *rows))
    assert [each.key for each in reading.recordings] == ["77", "78"]
    assert reading.damage is not None
    assert reading.damage.line == 3
    assert reading.damage.reason.endswith("1 more entry is bad, too.")


def test_a_lost_quote_costs_its_row_only() -> None:
    good, bad = table(STRAVA_ENGLISH, strava()), table(STRAVA_ENGLISH, strava(id="79"), strava(id="80"))
    damaged = good + b"\n" + bad.split(b"\n", 1)[1].replace(b'"Runde"', b'"Runde', 1)
    reading = strava_csv.read(damaged)
    assert [each.key for each in reading.recordings] == ["77", "80"]
    assert reading.damage is not None
    assert reading.damage.line == 3


def test_a_list_without_a_readable_row_is_refused_with_the_reason() -> None:
    with pytest.raises(Unreadable, match="no readable date") as refused:
        strava_csv.read(table(STRAVA_ENGLISH, strava(date="yesterday")))
    assert refused.value.line == 2


def test_a_list_does_not_grow_without_end() -> None:
    rows = "Running,2026-09-05 20:54:45,1.0,00:05:00\n" * (MOST_ACTIVITIES + 5)
    reading = garmin_csv.read(f"Activity Type,Date,Distance,Time\n{rows}".encode())
    assert len(reading.recordings) == MOST_ACTIVITIES
    assert reading.damage is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = (
        delimiter.join(["Aktivitätstyp", "Datum", "Titel", "Zeit"])
        + "\r\n"
        + delimiter.join(["Laufen", "2026-09-05 20:54:45", "Größe", "30:00"])
    )
    run = only(text.encode(encoding))
    assert (run.title, run.totals) == ("Größe", {"timer_s": 1800.0})
