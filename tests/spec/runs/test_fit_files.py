from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import fitdecode
import numpy as np
import pytest

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading
from kneewise.readers import fit
from tests.shared_data import activity_facts, files_of

title = "A FIT file gives what it holds, the same as a slow and careful reader"

FILES = files_of("fit")
OK = [name for name in FILES if not activity_facts().get(name, {"expected": {"verdict": "ok"}})["expected"]["verdict"].startswith("reject")]
REFUSED = [name for name in FILES if activity_facts().get(name, {}).get("expected", {}).get("verdict") == "reject"]
NATIVE = {
    "heart_rate_bpm": ("heart_rate",),
    "distance_m": ("distance",),
    "speed_mps": ("enhanced_speed", "speed"),
    "altitude_m": ("enhanced_altitude", "altitude"),
    "power_w": ("power",),
    "temperature_c": ("temperature",),
    "contact_time_ms": ("stance_time",),
    "vertical_oscillation_mm": ("vertical_oscillation",),
    "step_length_mm": ("step_length",),
}


def data_of(shared: Path, name: str) -> bytes:
    data = (shared / "data" / "activities" / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def slowly(data: bytes) -> list[dict[str, Any]]:
    """All records as fitdecode gives them, up to where the file stops making sense."""
    found = []
    with fitdecode.FitReader(data, check_crc=fitdecode.CrcCheck.DISABLED, error_handling=fitdecode.ErrorHandling.IGNORE) as reader:
        try:
            for frame in reader:
                if isinstance(frame, fitdecode.FitDataMessage) and frame.global_mesg_num == 20:
                    found.append({f.name: f.value for f in reversed(frame.fields) if f.value is not None})
        except fitdecode.FitError:
            pass
    return found


def joined(reading: Reading, channel: str) -> np.ndarray[Any, Any]:
    return np.concatenate([r.samples.get(channel) for r in reading.recordings])


@pytest.mark.filterwarnings("ignore")  # fitdecode warns of what it meets
@pytest.mark.parametrize("name", OK)
def test_every_record_and_channel_is_as_the_careful_reader_has_it(shared: Path, name: str) -> None:
    data = data_of(shared, name)
    reading = fit.read(data)
    expected = slowly(data)
    assert len(expected) == sum(len(r.samples) for r in reading.recordings)
    if any(np.diff([r.start.timestamp() if r.start else 0 for r in reading.recordings]) < 0):
        return  # sessions told out of order: the records stand in another order here
    for channel, names in NATIVE.items():
        theirs = np.array([next((float(row[n]) for n in names if isinstance(row.get(n), int | float)), np.nan) for row in expected])
        theirs[theirs == 0] = 0.0
        ours = joined(reading, channel)
        if channel == "heart_rate_bpm":
            theirs[theirs == 0] = np.nan
        known = np.isfinite(theirs)
        np.testing.assert_allclose(ours[known], theirs[known], atol=1e-6, err_msg=channel)


@pytest.mark.parametrize("name", OK)
def test_the_facts_of_each_file_are_found(shared: Path, name: str) -> None:
    expected = activity_facts()[name]["expected"]
    reading = fit.read(data_of(shared, name))
    assert bool(reading.damage) == (expected["verdict"] == "salvage"), reading.damage
    if expected.get("n_records") is not None:
        assert sum(len(r.samples) for r in reading.recordings) == expected["n_records"]
    if expected.get("sports") and expected["sports"] != [None]:
        assert [r.sport for r in reading.recordings] == expected["sports"]
    starts = [r.start for r in reading.recordings if r.start]
    if expected.get("start_utc"):
        assert f"{min(starts):%Y-%m-%dT%H:%M:%S}Z" == expected["start_utc"]
    for ours, theirs, within in (("timer_s", "timer_time_s", 1), ("elapsed_s", "elapsed_time_s", 2), ("ascent_m", "ascent_m", 1)):
        if expected.get(theirs) is not None:
            told = sum(r.totals.get(ours, 0.0) for r in reading.recordings)
            assert told == pytest.approx(expected[theirs], abs=within), ours


@pytest.mark.parametrize("name", REFUSED)
def test_what_holds_no_activity_is_refused_with_what_it_is(shared: Path, name: str) -> None:
    with pytest.raises(Unreadable) as error:
        fit.read(data_of(shared, name))
    assert error.value.message


def test_a_damaged_file_gives_what_comes_before_the_damage(shared: Path) -> None:
    whole = fit.read(data_of(shared, "Runalyze__with-new-dynamics.fit")).recordings[0]
    cut = fit.read(data_of(shared, "made_cut60.fit"))
    assert cut.damage is not None
    assert cut.damage.byte is not None
    part = cut.recordings[0]
    assert 0.5 * len(whole.samples) < len(part.samples) < len(whole.samples)
    assert part.quality == ("no_session",)
    assert part.sport == "running"
    np.testing.assert_array_equal(part.samples.get("distance_m"), whole.samples.get("distance_m")[: len(part.samples)])
