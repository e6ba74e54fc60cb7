"""``kneewise load``: how much each run and day loaded the knee, and single runs that were longer than usual."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kneewise.app.load import LEAST_MASS_KG, MOST_MASS_KG, load_view
from kneewise.app.load_show import check_kind, load_picture, load_text
from kneewise.app.shelf import open_shelf
from kneewise.cli.common import Json, Language, day_option, desk_for, print_json
from kneewise.model.errors import UsageError


def load(
    mass_kg: Annotated[
        float | None, typer.Option("--mass-kg", help="Your weight; without it loads are given in body weights only.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help="First day to show.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day to show.")] = None,
    picture: Annotated[Path | None, typer.Option("--picture", help="Draw it into a file, .svg or .png.")] = None,
    json_out: Json = False,
    language: Language = "en",
) -> None:
    """Show the load on the knee by run and day, with its range, and runs much longer than the longest of 30 days."""
    if mass_kg is not None and not LEAST_MASS_KG <= mass_kg <= MOST_MASS_KG:
        raise UsageError(f"{mass_kg:g} kg is no weight of a runner; expected {LEAST_MASS_KG:g} to {MOST_MASS_KG:g}.", where="--mass-kg")
    if picture:
        check_kind(picture)
    desk = desk_for(language)
    first, last = day_option(since, "--since"), day_option(until, "--until")
    with open_shelf(desk) as store:
        view = load_view(store, desk.kb, mass_kg, first, last)
        if picture and view["runs"]:
            load_picture(desk, view, picture, since=first is not None)
    print_json(view) if json_out else print(load_text(desk, view))
