"""Runs that no watch recorded, written down by hand: a small JSON document of our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kneewise.model.errors import Unreadable
from kneewise.model.run import RUNNING, TOTALS, Reading, Recording

SCHEMA = "kneewise.run/1"
DOCUMENT_NAME = "entered by hand.json"
FORMAT = "manual"
_TEXTS = ("sport", "sub_sport", "shoe", "surface", "title")


def document_of(told: Mapping[str, Any]) -> bytes:
    """The document that says what was told: ``start`` (an aware datetime), totals and texts by the names of a recording."""
    content = {name: value for name, value in told.items() if value not in (None, "")}
    content["start"] = told["start"].isoformat()
    return json.dumps({"schema": SCHEMA, **content}, sort_keys=True, ensure_ascii=False).encode()


def read(data: bytes) -> Reading:
    """Read such a document.

    Raises
    ------
    Unreadable
        If it is not one, or a value is of the wrong kind.
    """
    try:
        told = json.loads(data)
        start = datetime.fromisoformat(told["start"])
        totals = {name: float(told[name]) for name in TOTALS if name in told}
        texts: dict[str, Any] = {name: str(told[name]) for name in _TEXTS if name in told}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(f"This run entered by hand cannot be read: {error}.") from error
    offset = start.utcoffset()
    if offset is None or not {"distance_m", "timer_s"} & totals.keys():
        raise Unreadable("A run entered by hand needs a start with its zone, and a distance or a time.")
    return Reading(
        recordings=(
            Recording(
                key="0",
                format=FORMAT,
                start=start,
                utc_offset_s=round(offset.total_seconds()),
                totals=totals,
                **{"sport": RUNNING, **texts},
            ),
        )
    )
