"""The runner's clock: from the file, else from the place, else the machine's own zone."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from kneewise.model.errors import UsageError
from kneewise.model.run import Recording
from kneewise.model.run_values import Basis


def offset_of(recording: Recording, assumed: str) -> tuple[int | None, Basis | None]:
    """Offset of the runner's clock from UTC.

    Parameters
    ----------
    recording : Recording
        Its own offset goes before everything else.
    assumed : str
        Name of the zone to assume where neither file nor place tells; empty for the machine's own.

    Returns
    -------
    (int or None, Basis or None)
        Seconds east of UTC, and whether that is measured, derived or assumed; ``None`` for a recording without a time.
    """
    if recording.start is None:
        return None, None
    if recording.utc_offset_s is not None:
        return recording.utc_offset_s, Basis.MEASURED
    name = _zone_at(recording)
    if name:
        try:
            return _seconds(recording.start.astimezone(zone(name))), Basis.DERIVED
        except UsageError:
            pass  # a name that this machine's tables do not have
    local = recording.start.astimezone(zone(assumed)) if assumed else recording.start.astimezone()
    return _seconds(local), Basis.ASSUMED


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """A zone by its name, as Europe/Berlin.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UsageError(f"There is no time zone {name!r}. Write it as Europe/Berlin.", where="--timezone") from error


def _seconds(local: datetime) -> int:
    offset = local.utcoffset()
    return 0 if offset is None else round(offset.total_seconds())


def _zone_at(recording: Recording) -> str:
    latitude, longitude = recording.samples.channels.get("latitude_deg"), recording.samples.channels.get("longitude_deg")
    if latitude is None or longitude is None:
        return ""
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    if not len(known):
        return ""
    from tzfpy import get_tz

    return get_tz(float(longitude[known[0]]), float(latitude[known[0]]))


def aware(moment: datetime, assumed: str) -> datetime:
    """A moment with a zone: its own, else the assumed one; empty for the machine's."""
    if moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=zone(assumed)) if assumed else moment.astimezone()
