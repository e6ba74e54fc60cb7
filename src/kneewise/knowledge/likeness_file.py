"""The weights of the second reader from the knowledge tree. ``scripts/train_likeness.py`` writes them."""

from __future__ import annotations

import zlib
from base64 import b64decode
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneewise.knowledge.fields import only
from kneewise.knowledge.tree import Tree
from kneewise.model.errors import KnowledgeError
from kneewise.model.likeness import Likeness

FIELDS = {"trained_on", "sizes", "targets", "bias", "steps", "target", "weight"}


def likeness_of(tree: Tree, threshold: float, language: str = "en") -> Likeness:
    """Weights of a language.

    Parameters
    ----------
    tree : Tree
        The parsed knowledge files.
    threshold : float
        Probability from which a piece of text is taken to say something.
    language : str
        Of the texts that are read.

    Raises
    ------
    KnowledgeError
        If a field is missing or the lengths differ.
    """
    where = f"likeness/{language}"
    raw: dict[str, Any] | None = tree.get(where)
    if raw is None:
        raise KnowledgeError("There are no weights of the second reader; `make likeness` writes them.", where=where)
    only(raw, FIELDS, where)
    try:
        found = Likeness(
            targets=tuple((finding, True if value is True else str(value)) for finding, value in raw["targets"]),
            bias=np.array(raw["bias"], dtype=np.float64),
            traits=np.cumsum(_unpacked(raw["steps"], "<u4"), dtype=np.uint32),
            target=_unpacked(raw["target"], "<u2"),
            weight=_unpacked(raw["weight"], "<f2"),
            sizes=int(raw["sizes"]),
            threshold=threshold,
        )
    except (KeyError, ValueError, zlib.error) as error:
        raise KnowledgeError(f"A field is missing or wrong: {error}.", where=where) from error
    sizes = {found.traits.size, found.target.size, found.weight.size}
    if len(sizes) > 1 or found.bias.size != len(found.targets) or (found.target.size and found.target.max() >= len(found.targets)):
        raise KnowledgeError("The lengths of the weights differ.", where=where)
    return found


def _unpacked(packed: str, kind: str) -> NDArray[Any]:
    """Values of a kind from their bytes, compressed and in base 64."""
    return np.frombuffer(zlib.decompress(b64decode(packed)), dtype=kind)
