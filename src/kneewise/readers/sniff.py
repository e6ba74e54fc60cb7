"""What a file is, by its content; its name decides only where the content leaves it open."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading
from kneewise.readers import (
    apple_health,
    entry_json,
    epson_csv,
    garmin_csv,
    garmin_json,
    intervals_csv,
    log_csv,
    runalyze_csv,
    strava_csv,
    wahoo_csv,
)
from kneewise.readers.csv_cells import text_of
from kneewise.readers.csv_table import find_header
from kneewise.readers.guarded import Source

_ROOTS = {"gpx": "gpx", "TrainingCenterDatabase": "tcx", "HealthData": "apple_health"}
_TABLES = {
    "strava_csv": strava_csv.is_header,
    "intervals_csv": intervals_csv.is_header,
    "runalyze_csv": runalyze_csv.is_header,
    "garmin_csv": garmin_csv.is_header,
    "log_csv": log_csv.is_header,
}
_OTHERS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\x00", "a database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive, which is not read here; pack it as .zip"),
    (b"Rar!", "a RAR archive, which is not read here; pack it as .zip"),
    (b"BZh", "packed with bzip2, which is not read here; unpack it first"),
    (b"\xfd7zXZ\x00", "packed with xz, which is not read here; unpack it first"),
)
_READERS: dict[str, Callable[[bytes], Reading]] = {
    "entry_json": entry_json.read,
    "garmin_json": garmin_json.read,
    "strava_csv": strava_csv.read,
    "garmin_csv": garmin_csv.read,
    "log_csv": log_csv.read,
    "intervals_csv": intervals_csv.read,
    "runalyze_csv": runalyze_csv.read,
    "epson_csv": epson_csv.read,
    "wahoo_csv": wahoo_csv.read,
}


def kind_of(head: bytes, name: str = "") -> str | None:
    """The kind of a file.

    Parameters
    ----------
    head : bytes
        Its beginning, :data:`HEAD_BYTES` of it if there are so many.
    name : str, optional
        Its name, for content that does not tell: a damaged .fit, .gpx or .tcx file.

    Returns
    -------
    str or None
        ``fit``, ``gpx``, ``tcx``, ``apple_health``, ``entry_json``, ``garmin_json``, ``strava_csv``, ``garmin_csv``, ``log_csv``,
        ``intervals_csv``,
        ``runalyze_csv``, ``epson_csv``, ``wahoo_csv``, ``zip``, ``gzip``; ``None`` for what holds no activity.
    """
    if head[8:12] == b".FIT":
        return "fit"
    if head[:2] == b"\x1f\x8b":
        return "gzip"
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return "zip"
    found = _text_kind(head) if head.strip(b"\0") and _other(head) is None else None
    if found or _is_something_else(head):
        return found
    suffix = name.lower().removesuffix(".gz").rpartition(".")[2]
    return suffix if suffix in {"fit", "gpx", "tcx"} else None


def read(source: BinaryIO | bytes, name: str = "") -> Reading:
    """Read any file of activities.

    Parameters
    ----------
    source : BinaryIO or bytes
        The file. A stream out of an archive that is cut off or damaged is read up to there.
    name : str, optional
        Its name, as a tie-break and for messages.

    Returns
    -------
    Reading
        What the reader of its kind gives.

    Raises
    ------
    Unreadable
        If it holds no activity; the message says what it is instead.
    """
    taken = Source(io.BytesIO(source) if isinstance(source, bytes) else source)
    head = taken.head()
    kind = kind_of(head, name)
    if kind is None or kind in {"zip", "gzip"}:
        raise Unreadable(taken.damage.reason if taken.damage else f"This is {what_it_is(head)}.", where=name)
    try:
        reading = apple_health.read(taken) if kind == "apple_health" else _reader(kind)(taken.rest())
    except Unreadable as error:
        raise (Unreadable(taken.damage.reason, where=name, byte=taken.damage.byte) if taken.damage else error) from None
    return replace(reading, damage=taken.damage) if taken.damage else reading


def what_it_is(head: bytes) -> str:
    """What a file without activities is, for a message."""
    if not head:
        return "an empty file (0 bytes)"
    if not head.strip(b"\0"):
        return "a file of nothing but zero bytes"
    if other := _other(head):
        return other
    if kind_of(head) in {"zip", "gzip"}:
        return "an archive; what is in it is read file by file"
    text = text_of(head[:4096])
    if re.match(r"\s*<(?:!doctype\s+)?html", text, re.IGNORECASE):
        return "a web page (HTML), perhaps a sign-in page that was saved instead of the file"
    if root := _root(text):
        return f"XML of another kind (<{root[:40]}>)"
    if re.match(r"\s*[\[{]", text):
        return "JSON without a list of activities"
    if _is_text(text):
        return "a table or text without activities"
    return "no activity file: its bytes are of no known kind"


def _reader(kind: str) -> Callable[[bytes], Reading]:
    if kind in _READERS:
        return _READERS[kind]
    from kneewise.readers import fit, gpx, tcx

    return {"fit": fit.read, "gpx": gpx.read, "tcx": tcx.read}[kind]


def _text_kind(head: bytes) -> str | None:
    text = text_of(head)
    if epson_csv.is_epson(text):
        return "epson_csv"
    if wahoo_csv.is_wahoo(text):
        return "wahoo_csv"
    if root := _root(text):
        return _ROOTS.get(root)
    if re.match(r"\s*+[\[{]", text):
        return "entry_json" if f'"{entry_json.SCHEMA}"' in text else "garmin_json" if f'"{garmin_json.LIST}"' in text else None
    for kind, is_header in _TABLES.items():
        if find_header(text, is_header):
            return kind
    return None


def _root(text: str) -> str:
    """The outermost element of XML, or its document type, without prefix; "" if it is no XML."""
    before = r"\s*+(?:<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->|\s++)*+"
    found = re.match(rf"\ufeff?+{before}<(?:!DOCTYPE\s++)?+(?:[A-Za-z_][\w.-]{{0,80}}+:)?([A-Za-z_][\w.-]{{0,80}})", text)
    return found[1] if found else ""


def _other(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return "a video or picture"
    return next((name for magic, name in _OTHERS if head.startswith(magic)), None)


def _is_something_else(head: bytes) -> bool:
    """Whether the content says that it is no activity, whatever its name."""
    if not head.strip(b"\0") or _other(head):
        return True
    return _root(text_of(head[:4096])) not in {"", *_ROOTS}


def _is_text(text: str) -> bool:
    odd = sum(not (character.isprintable() or character.isspace()) for character in text)
    return odd <= len(text) // 100
