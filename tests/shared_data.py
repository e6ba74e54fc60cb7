"""The folder of shared data, where tests find real files; only its absence skips, and it says so."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("KNEEWISE_SHARED", Path(__file__).parents[2] / "shared"))
ACTIVITIES = SHARED / "data" / "activities"
IMPORTS = SHARED / "data" / "imports"


@cache
def activity_facts() -> dict[str, dict[str, Any]]:
    """What each activity file must give, by file name; empty without the folder."""
    path = ACTIVITIES / "facts.json"
    if not path.exists():
        return {}
    return {entry["file"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))["files"]}


def files_of(kind: str) -> list[str]:
    """Names of the activity files of a format; one placeholder without the folder, so that its test can skip aloud."""
    return sorted(name for name, entry in activity_facts().items() if entry["format"] == kind) or ["absent"]
