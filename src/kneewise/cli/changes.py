"""``kneewise changes``: what changed in the runs before the pain began."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kneewise.app.changes import changes_of, changes_view, onset_from
from kneewise.app.changes_show import changes_picture, changes_text
from kneewise.app.load_show import check_kind
from kneewise.app.shelf import open_shelf
from kneewise.cli.common import Json, Language, Today, day, desk_for, print_json, side_from


def changes(
    onset: Annotated[str, typer.Option("--onset", help='When it began: 2026-05-17, 2026-05, 2026-05-01..2026-05-20 or "since about May".')],
    side: Annotated[str, typer.Option("--side", help="left, right or both.")] = "both",
    picture: Annotated[Path | None, typer.Option("--picture", help="Draw it into a file, .svg or .png.")] = None,
    today: Today = None,
    json_out: Json = False,
    language: Language = "en",
) -> None:
    """Compare the weeks before the pain with your own earlier months: long runs, breaks, volume, speed, hills, shoes."""
    if picture:
        check_kind(picture)
    desk = desk_for(language)
    began = onset_from(onset, day(today))
    with open_shelf(desk) as store:
        view = changes_view(desk, changes_of(store, desk, began, side_from(side)))
    if picture and view["factors"]:
        changes_picture(desk, view, picture)
    print_json(view) if json_out else print(changes_text(desk, view))
