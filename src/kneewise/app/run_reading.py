"""One file's bytes to what is kept of it: read, cleaned, reckoned and packed. Runs in a process of its own when there are many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256

import numpy as np

from kneewise.app.zones import aware, offset_of
from kneewise.model.errors import Unreadable
from kneewise.model.kept_run import KeptRecording
from kneewise.model.load import RunLoad
from kneewise.model.run import Damage, Reading, Recording
from kneewise.reason.knee_load import run_load
from kneewise.reason.load_model import LoadModel
from kneewise.reason.run_metrics import is_partial, values_of
from kneewise.reason.run_track import ON_FOOT, Track, track_of
from kneewise.store.packing import pack
from kneewise.store.recordings import pack_original

READER = 1
"""Version of readers and formulas; raised when either changes, so that originals can be read again."""
TABLES = frozenset({"strava_csv", "garmin_json", "garmin_csv", "apple_health", "intervals_csv", "runalyze_csv", "log_csv"})
"""Formats whose files grow with every export: their rows are known by their own ids, not by the file's hash."""
_LOCAL = "local_clock"
"""Quality of a recording whose start is the runner's clock, without a zone."""
LARGEST_KEPT = 64_000_000
"""Larger originals (years of one person's health export) are not kept; the file itself has to be."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FileRead:
    """What a file gave.

    Parameters
    ----------
    sha256 : str
        Of its bytes.
    size : int
    packed : bytes or None
        The original, packed; ``None`` if it is too large to keep or was refused.
    kept : tuple of (KeptRecording, bytes)
        Its recordings and their packed samples.
    records : int
        Samples in all.
    damage : Damage or None
        Where it stops making sense.
    refused : bool
        No activity inside; then ``damage`` says why.
    """

    sha256: str
    size: int
    packed: bytes | None = None
    kept: tuple[tuple[KeptRecording, bytes], ...] = ()
    records: int = 0
    damage: Damage | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What reading needs besides the file.

    Parameters
    ----------
    model : LoadModel
        Of knee load.
    zone : str
        Zone of runs whose file and place tell none; empty for the machine's.
    """

    model: LoadModel
    zone: str = ""

    @property
    def made_by(self) -> str:
        """Version of readers, formulas and parameters."""
        numbers = sorted((p.id, p.value, p.low, p.high) for p in self.model.parameters.values())
        return f"{READER}-{sha256(repr(numbers).encode()).hexdigest()[:12]}"


def read_file(data: bytes, name: str, reckoning: Reckoning, digest: str = "") -> FileRead:
    """Read one file.

    Parameters
    ----------
    data : bytes
        All of it.
    name : str
        Its name; only the ending is looked at, and only if the content leaves a doubt.
    reckoning : Reckoning
    digest : str, optional
        SHA-256 of the data, if it is known already.

    Returns
    -------
    FileRead
        Refusals are results too: one bad file of a thousand must not stop the rest.
    """
    from kneewise.readers.sniff import read

    digest = digest or sha256(data).hexdigest()
    try:
        reading = read(data, name)
    except Unreadable as error:
        told = Damage(reason=error.message, byte=error.byte, line=error.line)
        return FileRead(sha256=digest, size=len(data), damage=told, refused=True)
    packed = pack_original(data) if len(data) <= LARGEST_KEPT else None
    return from_reading(reading, digest, len(data), packed, reckoning)


def from_reading(reading: Reading, digest: str, size: int, packed: bytes | None, reckoning: Reckoning) -> FileRead:
    """Reckon and pack what a reader gave."""
    kept = tuple((keep(recording, digest, reckoning), pack(recording.samples)) for recording in reading.recordings)
    records = sum(len(recording.samples) for recording in reading.recordings)
    return FileRead(sha256=digest, size=size, packed=packed, kept=kept, records=records, damage=reading.damage)


def keep(recording: Recording, digest: str, reckoning: Reckoning) -> KeptRecording:
    """What is kept of a recording besides its samples."""
    if _LOCAL in recording.quality and recording.start is not None:
        recording = replace(recording, start=aware(recording.start.replace(tzinfo=None), reckoning.zone).astimezone(UTC))
    track = track_of(recording)
    known = values_of(recording, track)
    offset, offset_basis = offset_of(recording, reckoning.zone)
    return KeptRecording(
        id=content_id(recording, digest),
        sha256=digest,
        key=recording.key,
        format=recording.format,
        sport=recording.sport,
        sub_sport=recording.sub_sport,
        start=recording.start,
        utc_offset_s=offset,
        offset_basis=offset_basis,
        device=recording.device,
        shoe=recording.shoe,
        surface=known.surface,
        title=recording.title,
        source_id=recording.source_id,
        records=known.records,
        values=known.values,
        basis=known.basis,
        by_speed=known.by_speed,
        quality=known.quality,
        laps=recording.laps,
        pauses=recording.pauses,
        load=_load(recording, track, known.values, reckoning.model),
    )


def _load(recording: Recording, track: Track, values: Mapping[str, float], model: LoadModel) -> RunLoad | None:
    """Knee load of what was done on foot; of a summary, as if it had been run at one pace."""
    if recording.sport and recording.sport not in ON_FOOT:
        return None
    metres, moving = values.get("distance_m", 0.0), values.get("moving_s", 0.0)
    sampled = bool(track.distance_from) or bool(np.isfinite(track.cadence_spm).any())
    columns = [track.dt_s, track.speed_mps, track.cadence_spm, track.grade] if sampled else [np.empty(0)] * 4
    if not sampled or is_partial(recording, track):
        metres, moving = metres - track.step_m.sum(), moving - track.dt_s.sum()
        if metres > 0 and moving > 0:  # what no sample tells of, at one pace
            rest = (moving, metres / moving, values.get("mean_cadence_spm", np.nan), np.nan)
            columns = [np.append(column, value) for column, value in zip(columns, rest, strict=True)]
    if not len(columns[0]):
        return None
    return run_load(*columns, mass_kg=None, model=model)


def content_id(recording: Recording, digest: str) -> str:
    """A recording's id: the same wherever its file lies and whenever it is read."""
    origin = recording.format if recording.format in TABLES else digest
    return sha256(f"{origin}:{recording.key}".encode()).hexdigest()[:16]
