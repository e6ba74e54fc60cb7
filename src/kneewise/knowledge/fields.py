"""Small helpers for reading parsed YAML with errors that say where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kneewise.model.condition import Basis
from kneewise.model.errors import KnowledgeError


def entries(tree: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Entries of all list files below a prefix, each with ``file id`` for errors."""
    for name, content in sorted(tree.items()):
        if name.startswith(prefix):
            for raw in content if isinstance(content, list) else [content]:
                yield f"{name}.yaml {raw.get('id', '?')}", raw


def only(raw: dict[str, Any], fields: set[str], where: str) -> None:
    """Refuse unknown fields: a misspelt one would silently mean nothing."""
    unknown = sorted(set(raw) - fields)
    if unknown:
        raise KnowledgeError(f"Unknown fields: {', '.join(unknown)}. Known: {', '.join(sorted(fields))}.", where=where)


def basis_of(raw: dict[str, Any], where: str) -> Basis:
    """``basis`` if it is given, else ``read: yes | no`` (no: recalled)."""
    if "basis" in raw:
        try:
            return Basis(raw["basis"])
        except ValueError as error:
            raise KnowledgeError(f"basis is {raw['basis']!r}; use read, recalled or judgement.", where=where) from error
    if isinstance(raw.get("read"), bool):
        return Basis.READ if raw["read"] else Basis.RECALLED
    raise KnowledgeError("A number needs `basis: read | recalled | judgement`, or `read: yes | no`.", where=where)
