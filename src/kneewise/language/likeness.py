"""The second reader: what a piece of text sounds like, for danger signs of which its words, read one by one, say nothing.

Patterns know the wordings that somebody thought of. Here a logistic regression per finding, trained on all known wordings, judges pieces by
their words, neighbouring words and parts of words, so that a new wording of an old sign is still heard. It only ever adds; it never denies.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kneewise.language.found import Found
from kneewise.language.scene import Scene
from kneewise.model.likeness import Likeness

SIZES = 1 << 18
LONGEST_PART, SHORTEST_PART = 5, 4
FEWEST_WORDS = 2
NUMBER, YEAR = "#", "#year"
YEAR_DIGITS, FIRST_YEAR, LAST_YEAR = 4, 1940, 2100


def spoken(word: str, value: float | None) -> str:
    """A word as it is learnt: a number is any number, and a year is a year."""
    if value is None:
        return word
    return YEAR if len(word) == YEAR_DIGITS and FIRST_YEAR <= value <= LAST_YEAR else NUMBER


def traits_of(words: Iterable[str]) -> NDArray[np.int64]:
    """Traits of a piece of text: its words, pairs of neighbours and of next but one, and parts of words.

    Parameters
    ----------
    words : iterable of str
        Without marks; a number is ``#``.

    Returns
    -------
    (n,)
        Numbers of the traits, below ``SIZES``, each once, ascending. Two traits share a number rarely.
    """
    said = list(words)
    framed = ["<", *said, ">"]
    found = {f"w {word}" for word in said}
    found |= {f"b {a} {b}" for a, b in pairwise(framed)}
    found |= {f"s {a} {b}" for a, b in zip(framed, framed[2:], strict=False)}
    for word in said:
        whole = f"_{word}_"
        for size in range(SHORTEST_PART, LONGEST_PART + 1):
            found |= {f"c {whole[i : i + size]}" for i in range(len(whole) - size + 1)}
    return np.unique([crc32(trait.encode()) % SIZES for trait in found])


def likeness_to(likeness: Likeness, words: Iterable[str]) -> NDArray[np.float64]:
    """Probability of each target, (T,), for the words of a piece."""
    traits = traits_of(words)
    if not traits.size:
        return np.zeros(len(likeness.targets))
    first, last = np.searchsorted(likeness.traits, traits), np.searchsorted(likeness.traits, traits, side="right")
    entries = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
    total = likeness.bias.copy()
    np.add.at(total, likeness.target[entries], likeness.weight[entries].astype(np.float64) / np.sqrt(traits.size))
    return np.asarray(1.0 / (1.0 + np.exp(-total)))


def hear(scenes: list[Scene], likeness: Likeness) -> None:
    """Add to the scenes what they sound like, where nothing at all was read of that finding.

    What is said of others, of the past, in doubt or only supposed is not listened to.
    """
    known = {found.finding for scene in scenes for found in scene.found}
    best: dict[str, tuple[float, int, Found]] = {}
    heard: dict[str, list[int]] = {}
    for number, scene in enumerate(scenes):
        for places in _pieces(scene):
            words = [spoken(scene.ground.words[k], scene.ground.values[k]) for k in places]
            p = likeness_to(likeness, words)
            for target in np.flatnonzero(p >= likeness.threshold):
                finding, value = likeness.targets[target]
                if finding not in known and p[target] > best.get(finding, (0.0,))[0]:
                    heard[finding] = places
                    best[finding] = (float(p[target]), number, Found(finding, value, places[0], places[-1], words=len(places)))
    for _, number, found in best.values():
        scenes[number].found.append(found)
        scenes[number].touched |= set(heard[found.finding])


def _pieces(scene: Scene) -> list[list[int]]:
    """The pieces between commas, and the whole sentence; of each the words that speak of this person now."""
    ground, flags = scene.ground, scene.flags
    heard = [
        k
        for k in range(len(ground))
        if not (ground.mark[k] or flags.dropped[k] or flags.past[k] or flags.supposed[k] or flags.relatives[k] or flags.doubt[k] >= 0)
    ]
    chunks: dict[int, list[int]] = {}
    for k in heard:
        chunks.setdefault(ground.chunk[k], []).append(k)
    pieces = [*chunks.values(), *([heard] if len(chunks) > 1 else [])]
    return [piece for piece in pieces if len(piece) >= FEWEST_WORDS and not _denied(scene, piece)]


def _denied(scene: Scene, piece: list[int]) -> bool:
    """Whether a denial that stands outside of a piece reaches into it ("no fever, foot that drags"); one within it belongs to its words."""
    words = set(piece)
    return any((denial.reaches | denial.unclear) & words and not denial.core & words for denial in scene.denials)
