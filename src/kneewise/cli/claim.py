"""``kneewise claim``: what is true of a sentence about sore knees."""

from __future__ import annotations

from typing import Annotated

import typer

from kneewise.app.claims import check_claim
from kneewise.cli.common import Json, Language, desk_for, print_json


def claim(
    text: Annotated[str, typer.Argument(help="A sentence or a paragraph, pasted.")],
    as_json: Json = False,
    language: Language = "en",
) -> int:
    """Verdict, strength of evidence, safer advice and source for what an article says."""
    desk = desk_for(language)
    result = check_claim(desk, text)
    if as_json:
        print_json(result)
        return 0
    phrase = desk.texts.phrase
    if result["warning"]:
        print(result["warning"])
    for match in result["matches"]:
        print(f'"{match["sentence"].strip()}"\n  {match["heading"]} ({", ".join(match["claims"])})')
        print(f"  {match['says']}\n  {match['advice']}")
        if match["sources"]:
            print(f"  {phrase('source')}: {'; '.join(match['sources'])}")
    for part in result["not_understood"]:
        print(f'"{part["text"].strip()}"\n  {phrase("claim_unknown")}')
    return 0
