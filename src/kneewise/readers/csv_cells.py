"""Cells of a CSV file as text, numbers, durations and dates, as people of seven languages write them."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import datetime

from kneewise.readers.summary import BadEntry

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan ene gen",
            "feb fev",
            "mar mrz mrt maa",
            "apr avr abr",
            "may mai mei mag",
            "jun giu juin",
            "jul lug juil",
            "aug aou ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez dic",
        ],
        start=1,
    )
    for name in names.split()
}
_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?"
_DATES = (
    re.compile(rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}|\d{{2}})\D{{1,8}}{_CLOCK}$", re.IGNORECASE),
    re.compile(
        rf"(?:[^\W\d]+\.?,?\s+)?(?P<day>\d{{1,2}})\.?\s+(?:de\s+)?(?P<month>[^\W\d]+)\.?\s+(?:de\s+)?(?P<year>\d{{4}})\D{{1,8}}{_CLOCK}$",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:[^\W\d]+\.?,?\s+)?(?P<month>[^\W\d]+)\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})\D{{1,8}}{_CLOCK}$", re.IGNORECASE),
)


def text_of(data: bytes) -> str:
    """Bytes as text: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def plain(name: str) -> str:
    """The name of a column without HTML, case, doubled blanks and curly apostrophes."""
    untagged = html.unescape(re.sub(r"<[^<>]*>", "", name.replace("\ufeff", "")))
    return " ".join(untagged.replace("’", "'").lower().split())


def number(cell: str, comma: bool = False) -> float | None:
    """A number as people write it.

    Parameters
    ----------
    cell : str
        ``10.20``, ``10,20``, ``1.234,5``, ``4,404``, ``'-12`` …
    comma : bool, optional
        Whether a lone comma before three digits is a decimal one (``1,234`` is 1.234), as told by the other numbers of the table.

    Returns
    -------
    float or None
        ``None`` if it is no number.

    Examples
    --------
    >>> number("10,20"), number("4,404"), number("4,404", comma=True), number("1.234,5"), number("2,336.5"), number("5 km")
    (10.2, 4404.0, 4.404, 1234.5, 2336.5, None)
    """
    digits = re.sub(r"[\s'\u00a0\u202f]", "", cell)
    if not re.fullmatch(r"[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d{1,3})?", digits):
        return None
    mark = _decimal_mark(digits, comma)
    whole = digits.replace("." if mark == "," else ",", "").replace(mark, ".")
    try:
        return float(whole)
    except ValueError:
        return None


def _decimal_mark(digits: str, comma: bool) -> str:
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return "," if digits.rfind(",") > digits.rfind(".") else "."
    if not dots and not commas:
        return "."
    mark, other, times = (",", ".", commas) if commas else (".", ",", dots)
    if times > 1:
        return other
    could_be_thousands = re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", digits) is not None
    return other if could_be_thousands and (mark == ",") != comma else mark


def seconds(cell: str, comma: bool = False) -> float | None:
    """A duration: ``1:02:03``, ``12:03``, ``00:09:53.7``, ``30:00,75`` or seconds.

    Examples
    --------
    >>> seconds("1:02:03"), seconds("12:03"), seconds("30:00,75"), seconds("90"), seconds("a")
    (3723.0, 723.0, 1800.75, 90.0, None)
    """
    parts = cell.strip().split(":")
    if len(parts) == 1:
        return number(cell, comma)
    if (
        len(parts) > 3
        or not all(re.fullmatch(r"\d{1,4}", part) for part in parts[:-1])
        or not re.fullmatch(r"\d{1,2}(?:[.,]\d+)?", parts[-1])
    ):
        return None
    total = 0.0
    for part in parts:
        total = total * 60 + float(part.replace(",", "."))
    return total


def moment(cell: str) -> datetime:
    """A date with a time of day, with its zone if it has one.

    Parameters
    ----------
    cell : str
        ISO 8601, ``Jan 27, 2021, 1:57:47 PM``, ``20.09.2026, 14:12:12``, ``Fr, 25 Mai 2012 20:31``, ``3 févr. 2024, 08:00:00`` …

    Raises
    ------
    BadEntry
        If it is none of these.
    """
    written = " ".join(cell.split())[:60]
    try:
        if ":" in written and written[4:5] == "-":
            return datetime.fromisoformat(written)
        for pattern in _DATES:
            if found := pattern.match(written):
                return _dated(found)
    except ValueError:
        pass
    raise BadEntry(f"It has no readable date and time ({written!r}).")


def _dated(found: re.Match[str]) -> datetime:
    month, year = found["month"], int(found["year"])
    if not month.isdigit():
        word = unicodedata.normalize("NFKD", month).encode("ascii", "ignore").decode().lower()
        month = str(_MONTHS.get(word[:4]) or _MONTHS.get(word[:3], 0))
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return datetime(
        year + 2000 if year < 100 else year, int(month), int(found["day"]), hour, int(found["minute"]), int(found["second"] or 0)
    )
