"""``kneewise schema``: the published JSON Schemas of what goes in and comes out."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Annotated, Any

import typer

from kneewise.cli.common import Json, print_json
from kneewise.model.errors import NotFound

PREFIX = "kneewise."


def schema(
    name: Annotated[str | None, typer.Argument(help="Such as kneewise.assessment/1 or assessment; all names if left out.")] = None,
    as_json: Json = False,
) -> int:
    """Print one JSON Schema (2020-12), or the names of all."""
    if name is not None:
        print_json(schema_document(name))
    elif as_json:
        print_json(schema_names())
    else:
        print("\n".join(schema_names()))
    return 0


def schema_names() -> list[str]:
    """Names of all schemas with their version, e.g. ``kneewise.assessment/1``."""
    stems = (
        entry.name.removesuffix(".json") for entry in files("kneewise.cli").joinpath("schemas").iterdir() if entry.name.endswith(".json")
    )
    return sorted(PREFIX + "/".join(stem.rsplit(".", 1)) for stem in stems)


def schema_document(name: str) -> dict[str, Any]:
    """One schema, with the schemas it refers to inside it, so that it can be used alone.

    Parameters
    ----------
    name : str
        Full name, or without ``kneewise.`` or the version; without a version it is the newest.

    Raises
    ------
    NotFound
        With all names.
    """
    full = name if name.startswith(PREFIX) else PREFIX + name
    fitting = [known for known in schema_names() if full in (known, known.rsplit("/", 1)[0])]
    if not fitting:
        raise NotFound(
            f"There is no schema {name[:60]!r}. Choose one of: {', '.join(schema_names())}.", where="schema", allowed=schema_names()
        )
    document = _read(max(fitting, key=lambda known: int(known.rsplit("/", 1)[1])))
    for other in _referred(document):
        document.setdefault("$defs", {})[other] = schema_document(other)
    return document


def _read(full: str) -> dict[str, Any]:
    file = full.removeprefix(PREFIX).replace("/", ".") + ".json"
    document: dict[str, Any] = json.loads(files("kneewise.cli").joinpath("schemas", file).read_text(encoding="utf-8"))
    return document


def _referred(part: Any) -> list[str]:
    """Names of other schemas in ``$ref``; those within the document begin with ``#``."""
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) and not part["$ref"].startswith("#") else []
        names = [ref.split("#")[0].removeprefix("urn:kneewise:").replace(":", "/") for ref in own]
        return sorted({*names, *(n for value in part.values() for n in _referred(value))})
    return sorted({n for value in part for n in _referred(value)}) if isinstance(part, list) else []
