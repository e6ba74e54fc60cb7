"""One file's bytes to what is kept of it: read, cleaned, reckoned and packed. Runs in a process of its own when there are many."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from kneewise.app.zones import offset_of
from kneewise.model.errors import Unreadable
from kneewise.model.kept_run import KeptRecording
from kneewise.model.run import Damage, Reading, Recording
from kneewise.reason.run_metrics import values_of
from kneewise.reason.run_track import track_of
from kneewise.store.packing import pack
from kneewise.store.recordings import pack_original

READER = 1
"""Version of readers and formulas; raised when either changes, so that originals are read again."""
TABLES = frozenset({"strava_csv", "garmin_json", "garmin_csv", "apple_health", "intervals_csv", "runalyze_csv"})
"""Formats whose files grow with every export: their rows are known by their own ids, not by the file's hash."""
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


def read_file(data: bytes, name: str, assumed_zone: str) -> FileRead:
    """Read one file.

    Parameters
    ----------
    data : bytes
        All of it.
    name : str
        Its name; only the ending is looked at, and only if the content leaves a doubt.
    assumed_zone : str
        Zone of runs whose file and place tell none; empty for the machine's.

    Returns
    -------
    FileRead
        Refusals are results too: one bad file of a thousand must not stop the rest.
    """
    from kneewise.readers.sniff import read

    digest = sha256(data).hexdigest()
    try:
        reading = read(data, name)
    except Unreadable as error:
        told = Damage(reason=error.message, byte=error.byte, line=error.line)
        return FileRead(sha256=digest, size=len(data), damage=told, refused=True)
    packed = pack_original(data) if len(data) <= LARGEST_KEPT else None
    return from_reading(reading, digest, len(data), packed, assumed_zone)


def from_reading(reading: Reading, digest: str, size: int, packed: bytes | None, assumed_zone: str) -> FileRead:
    """Reckon and pack what a reader gave."""
    kept = tuple((keep(recording, digest, assumed_zone), pack(recording.samples)) for recording in reading.recordings)
    records = sum(len(recording.samples) for recording in reading.recordings)
    return FileRead(sha256=digest, size=size, packed=packed, kept=kept, records=records, damage=reading.damage)


def keep(recording: Recording, digest: str, assumed_zone: str) -> KeptRecording:
    """What is kept of a recording besides its samples."""
    track = track_of(recording)
    known = values_of(recording, track)
    offset, offset_basis = offset_of(recording, assumed_zone)
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
    )


def content_id(recording: Recording, digest: str) -> str:
    """A recording's id: the same wherever its file lies and whenever it is read."""
    origin = recording.format if recording.format in TABLES else digest
    return sha256(f"{origin}:{recording.key}".encode()).hexdigest()[:16]
