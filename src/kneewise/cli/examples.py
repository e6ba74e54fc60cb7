"""``kneewise examples``: assess every example of a folder; with runs beside them, what these tell."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from kneewise.app.answer import as_json as answer_json
from kneewise.app.assess import assess as assess_question
from kneewise.app.changes import changes_of, changes_view, onset_from
from kneewise.app.changes_show import changes_text
from kneewise.app.desk import Desk
from kneewise.app.intake import question_from
from kneewise.app.load import load_view
from kneewise.app.load_show import load_text
from kneewise.app.run_import import add
from kneewise.app.run_show import import_text
from kneewise.app.shelf import open_store, reckoning
from kneewise.app.show import assessment_text
from kneewise.cli.common import Language, Today, day, desk_for, parse_json, read_text_of
from kneewise.model.errors import NotFound
from kneewise.model.fact import Side

RUNS, ONSET = "runs", "onset.txt"


def examples(
    folder: Annotated[Path, typer.Argument(help="Folder with .txt and .json examples, and a folder of runs.")],
    today: Today = None,
    language: Language = "en",
) -> int:
    """Assess every example of a folder and print the answers. Nothing is kept."""
    if not folder.is_dir():
        raise NotFound("There is no such folder.", where=str(folder))
    files = sorted(p for p in folder.glob("*") if p.suffix in (".txt", ".json"))
    if not files:
        raise NotFound("No .txt or .json files here.", where=str(folder))
    desk = desk_for(language)
    for path in files:
        content = read_text_of(str(path))
        raw: Any = parse_json(content, path.name) if path.suffix == ".json" else {"text": content}
        question = question_from(raw, desk.kb.findings, day(today), path.name)
        print(f"=== {path.name}\n{content.strip() if path.suffix == '.txt' else '(facts)'}\n")
        print(assessment_text(desk, answer_json(desk, assess_question(desk, question))))
        print()
    if (folder / RUNS).is_dir():
        _runs(desk, folder / RUNS, day(today))
    return 0


def _runs(desk: Desk, folder: Path, today: date) -> None:
    """Import the example's runs into a store that is thrown away, and print what they tell."""
    with tempfile.TemporaryDirectory() as home, open_store(desk, Path(home)) as store:
        files = sorted(p for p in folder.iterdir() if p.name != ONSET)
        print(f"=== {folder.name}\n{import_text(desk, add(store, files, reckoning(desk)))}\n")
        print(load_text(desk, load_view(store, desk.kb, None, None, None)))
        if (folder / ONSET).exists():
            told = read_text_of(str(folder / ONSET)).strip()
            print(f"\n=== {folder.name}: {told}\n")
            print(changes_text(desk, changes_view(desk, changes_of(store, desk, onset_from(told, today), Side.BOTH))))
