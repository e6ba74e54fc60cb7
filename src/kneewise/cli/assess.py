"""``kneewise assess``: urgency and likely causes from facts, from text, or for many people at once."""

from __future__ import annotations

import codecs
import json
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from kneewise.app.answer import as_json as answer_json
from kneewise.app.assess import assess as assess_question
from kneewise.app.changes import changes_of, changes_view, facts_of, onset_from
from kneewise.app.changes_show import added_text
from kneewise.app.desk import Desk
from kneewise.app.intake import question_from, setting_from
from kneewise.app.shelf import open_shelf
from kneewise.app.show import assessment_text
from kneewise.cli.common import (
    Json,
    Language,
    Setting,
    Today,
    bytes_of,
    day,
    desk_for,
    name_of,
    parse_json,
    print_json,
    read_text_of,
    side_from,
    with_options,
)
from kneewise.model.changes import Changes, Onset
from kneewise.model.errors import Bug, KneewiseError, MalformedInput, UsageError
from kneewise.model.fact import Side

PARTLY = 5


def assess(
    file: Annotated[str | None, typer.Argument(help="JSON file of facts, or - for standard input.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="What hurts, in your own words.")] = None,
    text_file: Annotated[str | None, typer.Option("--text-file", help="File with such text, or -.")] = None,
    batch: Annotated[str | None, typer.Option("--batch", help="JSON lines: {id, text?, facts?, setting?}.")] = None,
    setting: Setting = None,
    onset: Annotated[str | None, typer.Option("--onset", help="When it began; then the kept runs are asked what changed before.")] = None,
    side: Annotated[str, typer.Option("--side", help="With --onset: left, right or both.")] = "both",
    today: Today = None,
    as_json: Json = False,
    language: Language = "en",
) -> int:
    """How urgent, what it likely is, and why. Writes nothing."""
    if text is not None and text_file is not None:
        raise UsageError("Give --text or --text-file, not both.", where="command line")
    if all(given is None for given in (file, text, text_file, batch)):
        raise UsageError("Nothing to assess. Give a FILE, --text, --text-file or --batch.", where="command line")
    if file == "-" and text_file == "-":
        raise UsageError("Facts and text cannot both come from standard input.", where="command line")
    desk = desk_for(language)
    if batch is not None:
        if file is not None or text is not None or text_file is not None:
            raise UsageError("--batch goes alone.", where="command line")
        return _batch(desk, batch, None if setting is None else setting_from(setting, "--setting").value, day(today))
    raw: Any = {} if file is None else parse_json(read_text_of(file), name_of(file))
    if isinstance(raw, dict):
        words = text if text_file is None else read_text_of(text_file)
        raw = raw | ({} if words is None else {"text": words})
    question = question_from(raw, desk.kb.findings, day(today), name_of(file) if file else "command line")
    question = with_options(question, setting, today)
    view = None
    if onset is not None:
        changes = _changes(desk, onset_from(onset, date.fromisoformat(question.today)), side_from(side))
        question = replace(question, facts=(*question.facts, *facts_of(changes, question.facts)))
        view = changes_view(desk, changes)
    result = answer_json(desk, assess_question(desk, question))
    if as_json:
        print_json(result | ({} if view is None else {"changes": view}))
    else:
        print(assessment_text(desk, result) + ("" if view is None else "\n\n" + added_text(desk, view)))
    return 0


def _changes(desk: Desk, onset: Onset, side: Side) -> Changes:
    with open_shelf(desk) as store:
        return changes_of(store, desk, onset, side)


def _batch(desk: Desk, name: str, setting: str | None, today: date) -> int:
    code = 0
    # Only a line feed ends a line: JSON strings may hold U+2028 and other breaks.
    for number, line in enumerate(bytes_of(name).removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        if not line.strip():
            continue
        where = f"{name_of(name)} line {number}"
        raw: Any = None
        try:
            raw = parse_json(_decoded(line, where), where)
            if isinstance(raw, dict) and setting is not None:
                raw.setdefault("setting", setting)
            question = question_from(raw, desk.kb.findings, today, where)
            answer: dict[str, Any] = {"id": _id(raw), **answer_json(desk, assess_question(desk, question))}
        except KneewiseError as error:
            answer = {"id": _id(raw), "error": error.as_dict()}
        except Exception as error:  # a bug in one line must not take the others with it
            answer = {"id": _id(raw), "error": Bug(f"This is a bug of Kneewise, please report it: {error}", where=where).as_dict()}
        code = PARTLY if "error" in answer else code
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False))
    return code


def _decoded(line: bytes, where: str) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        told = f"Not UTF-8 text: byte {error.start} of the line is {line[error.start]:#04x}. Save it as UTF-8."
        raise MalformedInput(told, where=where) from error


def _id(raw: object) -> str | int | None:
    """The line's id as it came; ``None`` where it has none or one that is neither a string nor a whole number."""
    given = raw.get("id") if isinstance(raw, dict) else None
    return given if isinstance(given, (str, int)) and not isinstance(given, bool) else None
