"""GPX files to recordings: recorded tracks only, not routes and waypoints.

Ids in ``quality`` are those of :data:`kneewise.readers.xml_points.QUALITY`.

References
----------
.. [1] Topografix, GPX 1.1 schema, https://www.topografix.com/GPX/1/1/ (and 1.0, which has ``speed`` in the point itself).
.. [2] Garmin, TrackPointExtension v1 and v2 (hr, cad, atemp, speed); Cluetrust, GPXDATA 1.0 (hr, cadence, temp, distance).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kneewise.model.errors import Unreadable
from kneewise.model.run import Damage, Reading, Recording, Samples
from kneewise.readers.cadence import convention_of, usual_speed_mps
from kneewise.readers.sports import sport_of
from kneewise.readers.summary import short
from kneewise.readers.xml_events import Document, Found, Layout, Stop
from kneewise.readers.xml_points import CADENCE, MOST_RECORDINGS, TIME, Points, Track, start_of

LONGEST_BREAK_S = 2 * 3600.0
"""A track that starts later than this after the end of the one before is another activity."""
_STRAVA_TYPES = {"1": "cycling", "4": "hiking", "9": "running", "10": "walking"}
_LAYOUT = Layout(
    root="gpx",
    branches=frozenset({"metadata", "author", "link", "wpt", "rte", "rtept", "trk", "trkseg", "trkpt"}),
    leaves={
        "name": "name",
        "type": "type",
        "time": TIME,
        "ele": "altitude_m",
        "hr": "heart_rate_bpm",
        "heartrate": "heart_rate_bpm",
        "cad": CADENCE,
        "cadence": CADENCE,
        "RunCadence": CADENCE,
        "atemp": "temperature_c",
        "temp": "temperature_c",
        "Temperature": "temperature_c",
        "speed": "speed_mps",
        "power": "power_w",
        "watts": "power_w",
        "PowerInWatts": "power_w",
        "distance": "distance_m",
    },
)


@dataclass(frozen=True, slots=True)
class _Trk:
    """A track of the file: its points are those from ``first`` up to ``last``."""

    first: int
    last: int
    name: str
    sport: tuple[str, str]


@dataclass(slots=True)
class _File:
    """What was found in the file so far."""

    points: Points = field(default_factory=lambda: Points(place_expected=True))
    tracks: list[_Trk] = field(default_factory=list)
    others: dict[str, None] = field(default_factory=dict)
    title: str = ""
    creator: str = ""
    no_place: tuple[int, int] | None = None


def read(data: bytes) -> Reading:
    """Read a GPX file.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Reading
        Tracks that follow on one another within :data:`LONGEST_BREAK_S` as one recording, others as one each; degrees, m, m/s, bpm, spm
        or rpm, W, °C. Damage where the XML breaks off or breaks the rules of GPX.

    Raises
    ------
    Unreadable
        If it is no GPX file, holds routes or waypoints only, or fewer than two points; also if it declares XML entities.
    """
    file = _File()

    def closed(name: str, found: Found, complete: bool) -> None:
        if name == "trkpt":
            if complete:
                _point(file, found, document)
        elif name == "trkseg":
            file.points.interrupt()
        elif name == "trk":
            _track(file, found, complete)
        elif name == "gpx":
            file.creator, file.title = found.get("creator", ""), file.title or found.get("name", "")
        elif name == "metadata":
            file.title = found.get("name", "")
        else:
            file.others[name] = None

    document = Document(_LAYOUT, closed)
    damage = document.read(data) or _missing_places(file)
    recordings = _recordings(file)
    if not recordings:
        raise Unreadable(_why_nothing(file, damage), byte=damage.byte if damage else None, line=damage.line if damage else None)
    return Reading(recordings=recordings, damage=damage)


def _point(file: _File, found: Found, document: Document) -> None:
    if "lat" in found and "lon" in found:
        found["latitude_deg"], found["longitude_deg"] = found["lat"], found["lon"]
    elif file.no_place is None:
        file.no_place = document.place()
    file.points.add(found)


def _track(file: _File, found: Found, complete: bool) -> None:
    first, last = file.tracks[-1].last if file.tracks else 0, len(file.points)
    file.points.interrupt()
    kind = short(found.get("type", ""))
    sport = sport_of(kind) if any(map(str.isalpha, kind)) else (_STRAVA_TYPES.get(kind, ""), "")
    if complete and len(file.tracks) >= MOST_RECORDINGS:
        raise Stop(f"There are more than {MOST_RECORDINGS} tracks; the rest was not read.")
    file.tracks.append(_Trk(first, last, short(found.get("name", "")), sport))


def _missing_places(file: _File) -> Damage | None:
    if file.no_place is None:
        return None
    byte, line = file.no_place
    return Damage(reason="A point of the track has no position; it was read to the end all the same.", byte=byte, line=line)


def _why_nothing(file: _File, damage: Damage | None) -> str:
    if damage and not len(file.points):
        return f"This GPX file holds no recorded point. {damage.reason}"
    if len(file.points):
        return "This GPX file holds tracks of a single point only, which is no activity."
    if file.tracks:
        return "This GPX file holds a track, but no point in it."
    held = [word for name, word in (("wpt", "waypoints"), ("rte", "a route")) if name in file.others]
    return f"This GPX file holds {' and '.join(held) or 'nothing that was'}{' only, no track' if held else ''} recorded."


def _recordings(file: _File) -> tuple[Recording, ...]:
    groups: list[list[_Trk]] = []
    for track in file.tracks:
        if track.last == track.first:
            continue
        if groups and _follows(file.points, groups[-1][-1], track):
            groups[-1].append(track)
        else:
            groups.append([track])
    whole = [group for group in groups if group[-1].last - group[0].first > 1]
    return tuple(_recording(str(key), file, group) for key, group in enumerate(whole))


def _follows(points: Points, before: _Trk, track: _Trk) -> bool:
    """Whether a track goes on with the activity of the one before: the times tell."""
    if before.sport != track.sport:
        return False
    gap_s = points.span(track.first, track.last)[0] - points.span(before.first, before.last)[1]
    return 0 <= gap_s <= LONGEST_BREAK_S


def _recording(key: str, file: _File, group: list[_Trk]) -> Recording:
    track = file.points.track(group[0].first, group[-1].last)
    sport, sub_sport = group[0].sport
    quality = track.quality
    _place_cadence(track, sport)
    distance = track.channels.get("distance_m")
    if distance is not None and (np.diff(distance[np.isfinite(distance)]) < 0).any():
        del track.channels["distance_m"]
        quality.append("distance_not_from_start")
    return Recording(
        key=key,
        format="gpx",
        sport=sport,
        sub_sport=sub_sport,
        start=start_of(track.start_s),
        utc_offset_s=file.points.utc_offset_s,
        samples=Samples(track.elapsed_s, track.channels),
        pauses=track.pauses(),
        device=short(file.creator),
        title=next((one.name for one in group if one.name), short(file.title)),
        quality=tuple(quality),
    )


def _place_cadence(track: Track, sport: str) -> None:
    cadence = track.channels.pop(CADENCE, None)
    if cadence is None:
        return
    samples = Samples(track.elapsed_s, track.channels)
    speed = usual_speed_mps(track.elapsed_s, samples.get("latitude_deg"), samples.get("longitude_deg")) if not sport else np.nan
    convention = convention_of(cadence, sport, speed)
    track.channels[convention.channel] = cadence * convention.factor
    track.quality.extend(convention.quality)
