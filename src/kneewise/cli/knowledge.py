"""``kneewise knowledge``: look at the knowledge base, check it, compare two versions of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kneewise.app import knowledge as use
from kneewise.cli.common import Json, Language, Today, day, desk_for, print_json
from kneewise.model.errors import NotFound

app = typer.Typer(help="Look at what Kneewise knows, with every source.", no_args_is_help=True)
PROBLEMS = 5


@app.command("redflags")
def redflags(as_json: Json = False, language: Language = "en") -> int:
    """All rules of triage."""
    rules = use.red_flags(desk_for(language))
    if as_json:
        print_json(rules)
    else:
        for rule in rules:
            print(f"{rule['id']}  {rule['level']}, {rule['see']['name']}")
            print(f"  {rule['sentence']}\n  {rule['clinical']}  [{', '.join(rule['sources'])}]")
    return 0


@app.command("conditions")
def conditions(as_json: Json = False, language: Language = "en") -> int:
    """All conditions."""
    entries = use.conditions(desk_for(language))
    if as_json:
        print_json(entries)
    else:
        for entry in entries:
            print(f"{entry['id']:28} {entry['kind']:12} {', '.join(entry['icd10']):18} {entry['name']}")
    return 0


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="Condition, finding, rule, parameter, source or claim id.")],
    as_json: Json = False,
    language: Language = "en",
) -> int:
    """One entry with every number and source behind it."""
    entry = use.show(desk_for(language), name)
    if as_json:
        print_json(entry)
    else:
        print(use.show_text(entry))
    return 0


@app.command("check")
def check(as_json: Json = False, today: Today = None) -> int:
    """Lint the knowledge base: sources, populations, texts, references; counts by basis; sources not checked for two years."""
    report = use.check(desk_for("en"), day(today))
    if as_json:
        print_json(report)
    else:
        print(use.check_text(report))
    return PROBLEMS if report["problems"] else 0


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="Folder of an older knowledge base.")],
    new: Annotated[Path | None, typer.Argument(help="Newer one; the installed one if left out.")] = None,
    as_json: Json = False,
) -> int:
    """Tell in words what changed between two versions."""
    for folder in (old, new):
        if folder is not None and not folder.is_dir():
            raise NotFound("No such folder.", where=str(folder))
    changes = use.diff(old, new)
    if as_json:
        print_json(changes)
    else:
        print("\n".join(c["sentence"] for c in changes) or "No difference.")
    return 0
