"""``kneewise findings``: the vocabulary of facts."""

from __future__ import annotations

from typing import Annotated

import typer

from kneewise.app.vocabulary import finding_entries
from kneewise.cli.common import Json, Language, desk_for, print_json


def findings(
    finding: Annotated[str | None, typer.Argument(help="One finding; all if left out.")] = None,
    as_json: Json = False,
    language: Language = "en",
) -> int:
    """List what can be told to Kneewise, with allowed values and the question that asks for it."""
    desk = desk_for(language)
    entries = finding_entries(desk, finding)
    if as_json:
        print_json(entries)
        return 0
    for entry in entries:
        choices = [f"{low:g} to {high:g} {entry['unit']}" for low, high in [entry["range"]]] if entry["range"] else entry["allowed"]
        allowed = "" if entry["type"] == "bool" else f"  [{', '.join(choices)}]"
        print(f"{entry['id']:28} {entry['kind']:10} {entry['label']}{allowed}")
        if finding is not None:
            print(f"{'':28} {entry['clinical_name']}\n{'':28} {entry['question']}\n{'':28} {', '.join(entry['synonyms'])}")
    return 0
