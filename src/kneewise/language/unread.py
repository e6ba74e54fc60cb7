"""The words of a sentence that carried meaning and gave no fact."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.scene import Scene
from kneewise.model.lexicon import Unread

SHORTEST_WORD = 3


def unread_in(book: Book, scene: Scene, text: str) -> list[Unread]:
    """Find what was not understood in a sentence.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    scene : Scene
        The sentence, read.
    text : str
        The text as written.

    Returns
    -------
    list of Unread
        Impossible values first, then the pieces between commas with words of their own that gave nothing.
    """
    ground = scene.ground
    pieces = [r.unread(text, ground.span(r.first, r.last)) for r in scene.refused]
    known = set(scene.touched)
    for refused in scene.refused:
        known |= set(range(refused.first, refused.last + 1))
    for name in ("says_nothing", "pred_hurts", "pred_fine", "cue_after_all"):
        known |= {k for a, b in book.spans(ground, name) for k in range(a, b)}
    known |= {k for denial in scene.denials if denial.reaches for k in denial.core}
    known_chunks = {ground.chunk[k] for k in scene.touched} | {ground.chunk[k] for r in scene.refused for k in range(r.first, r.last + 1)}
    run: list[int] = []
    for k in range(len(ground) + 1):
        open_chunk = k < len(ground) and ground.chunk[k] not in known_chunks
        if open_chunk:
            run.append(k)
            continue
        if run and any(_carries(ground.words[n]) and n not in known for n in run):
            first, last = _trimmed(run, ground.mark)
            span = ground.span(first, last)
            pieces.append(Unread(text=text[span[0] : span[1]], span=span))
        run = []
    return pieces


def _carries(word: str) -> bool:
    return len(word) >= SHORTEST_WORD and word[0].isalpha()


def _trimmed(run: list[int], mark: list[bool]) -> tuple[int, int]:
    """First and last word without the marks around them."""
    words = [k for k in run if not mark[k]]
    return words[0], words[-1]
