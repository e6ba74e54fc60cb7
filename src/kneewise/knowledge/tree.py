"""The knowledge files as one parsed tree, read once per content and kept in a cache keyed by its hash."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

Tree: TypeAlias = dict[str, Any]
"""Relative path without suffix, with forward slashes, to what the file holds."""

KNOWLEDGE_FOLDER = Path(__file__).parent


def content_hash(folder: Path) -> str:
    """SHA-256 over names and bytes of all YAML files below a folder, as hexadecimal."""
    digest = hashlib.sha256()
    for path in _files(folder):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def read_tree(folder: Path) -> Tree:
    """Parse all YAML files below a folder.

    Raises
    ------
    yaml.YAMLError
        With file, line and column, if a file is no YAML.
    """
    import yaml  # imported late: with a warm cache nothing is parsed

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    tree: Tree = {}
    for path in _files(folder):
        with path.open("rb") as stream:
            content = yaml.load(stream, Loader=loader)  # noqa: S506 (safe loaders only)
            tree[path.relative_to(folder).with_suffix("").as_posix()] = _with_text_keys(content)
    return tree


def _with_text_keys(content: Any) -> Any:
    """Keys as strings, as JSON will have them, so that a cached tree equals a fresh one; YAML's yes and no become words again."""
    if isinstance(content, dict):
        return {_key(k): _with_text_keys(v) for k, v in content.items()}
    if isinstance(content, list):
        return [_with_text_keys(v) for v in content]
    return content.isoformat() if isinstance(content, date) else content


def _key(key: object) -> str:
    if isinstance(key, bool):
        return "yes" if key else "no"
    return str(key)


def cached_tree(folder: Path, cache: Path | None) -> tuple[str, Tree, bool]:
    """The tree of a folder, from the cache where its content is known.

    Parameters
    ----------
    folder : Path
        Folder of YAML files.
    cache : Path or None
        Folder for the cache; ``None`` reads the files.

    Returns
    -------
    version : str
        Content hash.
    tree : Tree
        Parsed files.
    fresh : bool
        True if the files were parsed now and so still need their schema check.
    """
    version = content_hash(folder)
    if cache is None:
        return version, read_tree(folder), True
    kept = recall("knowledge", version, cache)
    return (version, read_tree(folder), True) if kept is None else (version, kept, False)


def recall(name: str, version: str, cache: Path) -> Any:
    """What :func:`keep` stored under a name for a version; ``None`` if nothing is there or it is not as it was written."""
    try:
        digest, _, written = (cache / f"{name}-{version[:32]}.json").read_bytes().partition(b"\n")
        return json.loads(written) if digest.decode() == hashlib.sha256(written).hexdigest() else None
    except (OSError, ValueError):
        return None


def keep(name: str, version: str, value: Any, cache: Path) -> None:
    """Store what can be made again; older versions of it go, and a cache that cannot be written is no error."""
    temporary = cache / f".{name}-{version[:32]}.{os.getpid()}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob(f"{name}-*.json"):
            old.unlink(missing_ok=True)
        written = json.dumps(value, ensure_ascii=False).encode()
        temporary.write_bytes(hashlib.sha256(written).hexdigest().encode() + b"\n" + written)
        temporary.replace(cache / f"{name}-{version[:32]}.json")
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"))
