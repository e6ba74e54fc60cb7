"""``kneewise shoes``: which pairs there are, and how far each has gone."""

from __future__ import annotations

from typing import Annotated

import typer

from kneewise.app import shoes
from kneewise.app.shelf import open_shelf
from kneewise.cli.common import Json, Language, Today, day, desk_for, print_json

app = typer.Typer(help="Shoes and their distance.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Name of the pair.")]


@app.command("add")
def add(
    name: Name,
    before_km: Annotated[float, typer.Option("--before-km", help="Distance it had gone before its first run here.")] = 0.0,
    today: Today = None,
    language: Language = "en",
) -> None:
    """Note a new pair."""
    desk = desk_for(language)
    with open_shelf(desk) as store:
        shoes.add_shoe(store, name, day(today), before_km * 1000)
    print(desk.texts.phrase("shoes_noted", name=name))


@app.command("retire")
def retire(name: Name, today: Today = None, language: Language = "en") -> None:
    """Note that a pair is no longer run in."""
    desk = desk_for(language)
    with open_shelf(desk) as store:
        shoes.retire_shoe(store, name, day(today))
    print(desk.texts.phrase("shoes_retired", name=name))


@app.command("list")
def list_shoes(json_out: Json = False, language: Language = "en") -> None:
    """List all pairs with their distance from the runs."""
    desk = desk_for(language)
    with open_shelf(desk) as store:
        found = shoes.shoes(store)
    if json_out:
        print_json(found)
        return
    phrase = desk.texts.phrase
    if not found:
        print(phrase("shoes_none"))
    for shoe in found:
        line = phrase("shoes_line", km=f"{shoe['distance_m'] / 1000:8.1f}", runs=f"{shoe['runs']:4}", name=shoe["name"])
        print(line, phrase("shoes_ended", day=shoe["retired"]) if shoe["retired"] else "")
