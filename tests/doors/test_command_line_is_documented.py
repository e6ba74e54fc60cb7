from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from kneewise.cli.main import COMMANDS as NAMES
from kneewise.cli.main import app_with
from kneewise.cli.schema import schema_document, schema_names
from kneewise.model import errors
from tests.door import validator

title = "The command line's page names every command, option, error and field"

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")


def commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, part in inner.items():
        yield from commands(part, f"{name} {word}".strip())


COMMANDS = dict(commands(typer.main.get_command(app_with(NAMES))))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_named(name: str) -> None:
    assert f"`{name}" in PAGE or f"kneewise {name}" in PAGE or f"## {name}\n" in PAGE
    for option in (o for parameter in COMMANDS[name].params for o in parameter.opts if o.startswith("--")):
        assert option in PAGE, option


def test_every_error_and_its_exit_code_is_named() -> None:
    for kind in errors.KneewiseError.__subclasses__():
        assert f"`{kind.code}` ({kind.exit_code})" in PAGE
        assert f"\n| {kind.exit_code} |" in PAGE


def fields(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = set(part["properties"]) if isinstance(part.get("properties"), dict) else set()
        return own.union(*(fields(value) for value in part.values()))
    return set().union(*(fields(value) for value in part)) if isinstance(part, list) else set()


@pytest.mark.parametrize("name", schema_names())
def test_every_schema_and_field_is_named(name: str) -> None:
    assert name in PAGE
    missing = {field for field in fields(schema_document(name)) if f"`{field}`" not in PAGE}
    assert not missing - {"error"}


def test_the_examples_are_in_the_form_of_the_schemas() -> None:
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)]
    for block in blocks:
        if isinstance(block, list):
            validator("findings").validate(block)
        elif "error" in block:
            validator("error").validate(block)
        elif "facts" in block:
            validator("facts").validate(block)
        else:
            assert set(block) == set(schema_document("assessment")["$defs"]["urgency"]["properties"])
    assert len(blocks) == 5
