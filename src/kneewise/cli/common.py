"""What the commands share: reading bytes, parsing JSON, writing it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from kneewise.app.desk import Desk, open_desk
from kneewise.app.intake import Question, day_from, setting_from
from kneewise.model.errors import MalformedInput, NotFound, UsageError
from kneewise.model.fact import Side

SIZE_LIMIT = 50_000_000

Json = Annotated[bool, typer.Option("--json", help="Print JSON as the contract describes it.")]
Today = Annotated[str | None, typer.Option("--today", help="Day to reckon with, as 2026-11-24.")]
Setting = Annotated[str | None, typer.Option("--setting", help="runner, primary_care, sports_clinic or emergency_department.")]
Language = Annotated[str, typer.Option("--lang", help="en or de.")]


def desk_for(language: str) -> Desk:
    """The desk in a language."""
    if language not in ("en", "de"):
        raise UsageError(f"No texts in {language!r}.", where="--lang", allowed=["en", "de"])
    return open_desk(language)


def day(today: str | None) -> date:
    """The day to reckon with."""
    if today is None:
        return date.today()
    found = day_from(today)
    if found is None:
        raise UsageError(f"{today!r} is no date. Write it as 2026-11-24.", where="--today")
    return found


def day_option(text: str | None, option: str) -> date | None:
    """A day given with an option.

    Raises
    ------
    UsageError
        If it is none.
    """
    found = None if text is None else day_from(text)
    if text is not None and found is None:
        raise UsageError(f"{text!r} is no date. Write it as 2026-11-24.", where=option)
    return found


def side_from(text: str) -> Side:
    """A knee by its name.

    Raises
    ------
    UsageError
        If it is none.
    """
    try:
        return Side(text)
    except ValueError:
        raise UsageError(f"{text!r} is no side.", where="--side", allowed=[side.value for side in Side]) from None


def with_options(question: Question, setting: str | None, today: str | None) -> Question:
    """The question with what the command line says of setting and day; that goes before what the document says."""
    chosen = question.setting if setting is None else setting_from(setting, "--setting")
    return replace(question, setting=chosen, today=question.today if today is None else day(today).isoformat())


def name_of(file: str) -> str:
    """A file as errors name it."""
    return "standard input" if file == "-" else file


def read_text_of(name: str) -> str:
    """A file's text, or standard input for ``-``.

    Raises
    ------
    NotFound
        If there is no such file.
    MalformedInput
        If it cannot be read, is too large or no UTF-8; the byte is named.
    """
    data = bytes_of(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"Not UTF-8 text: byte {error.start} is {data[error.start]:#04x}. Save it as UTF-8."
        raise MalformedInput(told, where=name_of(name)) from error


def bytes_of(name: str) -> bytes:
    """A file's bytes, or those of standard input for ``-``; errors as for :func:`read_text_of`."""
    if name == "-" and sys.stdin is None:
        raise MalformedInput("There is no standard input.", where=name_of(name))
    try:
        data = sys.stdin.buffer.read(SIZE_LIMIT + 1) if name == "-" else _bytes_of(Path(name))
    except FileNotFoundError as error:
        raise NotFound("There is no such file.", where=name) from error
    except (OSError, ValueError) as error:  # a folder, no permission, a name that no file can have
        raise MalformedInput(f"Cannot be read: {getattr(error, 'strerror', None) or error}.", where=name) from error
    if len(data) > SIZE_LIMIT:
        raise MalformedInput(f"More than {SIZE_LIMIT} bytes; this is no questionnaire or text.", where=name_of(name))
    return data


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(SIZE_LIMIT + 1)


def parse_json(text: str, where: str) -> Any:
    """Parse JSON. NaN and infinity, which JSON does not have, are refused, as are a key that stands twice and half a character.

    Raises
    ------
    MalformedInput
        With line and column.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # fails on half of a surrogate pair, which nothing could print
        return value
    except json.JSONDecodeError as error:
        raise MalformedInput(f"No valid JSON: {error.msg} at line {error.lineno}, column {error.colno}.", where=where) from error
    except UnicodeEncodeError as error:
        raise MalformedInput("No valid JSON: it holds half of a surrogate pair.", where=where) from error
    except RecursionError as error:
        raise MalformedInput("No valid JSON: it is nested too deeply.", where=where) from error
    except ValueError as error:
        told = "a number has too many digits" if "digits" in str(error) else str(error)
        raise MalformedInput(f"No valid JSON: {told}.", where=where) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two equal keys the parser would keep the last one; a warning sign must not vanish like that."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:60]!r} stands twice; give contradictory facts as a list")
    return found


def print_json(value: object) -> None:
    """JSON on standard output, one document."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
