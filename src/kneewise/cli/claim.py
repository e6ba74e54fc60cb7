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
    if not result["matches"]:
        print(desk.texts.phrase("claim_unknown"))
    for match in result["matches"]:
        print(
            f"{match['verdict_name']} ({', '.join(match['claims'])})\n  {match['restated']}\n  {match['verdict_text']}\n  {match['advice']}"
        )
        if match["sources"]:
            print(f"  {desk.texts.phrase('source')}: {'; '.join(match['sources'])}")
    return 0
