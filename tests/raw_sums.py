"""How long an activity file says it was, summed without any of Kneewise's code."""

from __future__ import annotations

import gzip
import math
import re
import zipfile
from pathlib import Path

import fitdecode

_POINT = re.compile(
    r'<trkpt\b[^>]*?lat\s*=\s*["\']([-\d.eE+]+)["\'][^>]*?lon\s*=\s*["\']([-\d.eE+]+)["\']|<trkpt\b[^>]*?lon\s*=\s*["\']([-\d.eE+]+)["\'][^>]*?lat\s*=\s*["\']([-\d.eE+]+)["\']'
)
_LAP = re.compile(r"<Lap\b.*?(?=<Lap\b|</Activity>|\Z)", re.DOTALL)
_METRES = re.compile(r"<DistanceMeters>\s*([-\d.eE+]+)")


def kind_of(name: str) -> str:
    """``fit``, ``gpx`` or ``tcx``; what is zipped is FIT."""
    return next((kind for kind in ("gpx", "tcx") if f".{kind}" in name.lower()), "fit")


def raw_metres(path: Path) -> float | None:
    """Metres by the file's own totals, or the plain sum over its points; ``None`` if there is nothing to sum or the file is damaged."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            data = archive.read(archive.namelist()[0])
    try:
        return {"fit": _of_fit, "gpx": _of_gpx, "tcx": _of_tcx}[kind_of(path.name)](data)
    except (fitdecode.FitError, UnicodeDecodeError):
        return None


def _of_fit(data: bytes) -> float | None:
    """The sessions' distance, else the highest of the records."""
    sessions, records = [], []
    with fitdecode.FitReader(data, check_crc=fitdecode.CrcCheck.DISABLED, error_handling=fitdecode.ErrorHandling.IGNORE) as reader:
        try:
            for frame in reader:
                if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "session":
                    sessions.append(frame.get_value("total_distance", fallback=None))
                elif isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record":
                    records.append(frame.get_value("distance", fallback=None))
        except fitdecode.FitError:
            pass
    told = [s for s in sessions if s]
    known = [r for r in records if isinstance(r, int | float)]
    if told:
        return float(sum(told))
    return float(max(known) - min(known)) if len(known) > 1 else None


def _of_gpx(data: bytes) -> float | None:
    """Great circles between the points of each segment."""
    text = data.decode("utf-8-sig")
    total, points = 0.0, 0
    for segment in re.split(r"<trkseg\b", text)[1:]:
        last = None
        for a, b, c, d in _POINT.findall(segment):
            here = (math.radians(float(a or d)), math.radians(float(b or c)))
            points += 1
            if last is not None:
                h = math.sin((here[0] - last[0]) / 2) ** 2 + math.cos(here[0]) * math.cos(last[0]) * math.sin((here[1] - last[1]) / 2) ** 2
                total += 2 * 6_371_000 * math.asin(math.sqrt(h))
            last = here
    return total if points > 1 else None


def _of_tcx(data: bytes) -> float | None:
    """The laps' own distance; it stands before their points."""
    told = [_METRES.search(lap.split("<Track", 1)[0]) for lap in _LAP.findall(data.decode("utf-8-sig"))]
    known = [float(found.group(1)) for found in told if found]
    return sum(known) if known and sum(known) > 0 else None
