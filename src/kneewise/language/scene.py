"""A sentence with all that its words are read against: who and when, denials, statements about pain, results."""

from __future__ import annotations

from dataclasses import dataclass, field

from kneewise.language.book import Book
from kneewise.language.context import flags_of
from kneewise.language.denials import Denial, denials_in
from kneewise.language.flags import Flags
from kneewise.language.found import Found, Refused
from kneewise.language.ground import Ground
from kneewise.language.pain import Predicate, Said, predicates_in
from kneewise.language.results import results_in
from kneewise.language.sides import mentions_in
from kneewise.language.story import Story
from kneewise.model.fact import Side


@dataclass(slots=True, eq=False)
class Scene:
    """One sentence in context.

    Parameters
    ----------
    ground : Ground
        Its words.
    flags : Flags
        What of it is doubtful, past or about others.
    denials : list of Denial
        Its denials.
    predicates : list of Predicate
        What it says about pain.
    results : list
        Results of tests.
    sides : list
        Where it names a side.
    lay : bool
        Told by the person or a relative, not noted by a clinician.
    calf : bool
        The story is about the calf here: what is said to be swollen is no joint.
    before : Said or None
        What the sentence before said of pain, where this one goes on from it.
    answer : bool or None
        For a short question: the answer that follows.
    found, refused : list
        What was read.
    touched : set of int
        Words that belong to something understood, used or not.
    """

    ground: Ground
    flags: Flags
    denials: list[Denial]
    predicates: list[Predicate]
    results: list[tuple[int, int, bool | None]]
    sides: list[tuple[int, Side | None]]
    lay: bool = True
    calf: bool = False
    before: Said | None = None
    answer: bool | None = None
    found: list[Found] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)


def scene_of(book: Book, ground: Ground, story: Story) -> Scene:
    """Read a sentence's context.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    story : Story
        What came before; brought up to date.

    Returns
    -------
    Scene
        With nothing found yet.
    """
    flags = flags_of(book, ground, story)
    denials = denials_in(book, ground)
    return Scene(
        ground=ground,
        flags=flags,
        denials=denials,
        predicates=predicates_in(book, ground, flags, denials, lay=story.first_person or bool(story.patient_words)),
        results=results_in(book, ground),
        sides=mentions_in(book, ground),
        lay=story.first_person or bool(story.patient_words),
    )


def last_said(scene: Scene) -> Said | None:
    """What a sentence said of pain at its end."""
    plain = [p.said for p in scene.predicates if p.said in {Said.HURTS, Said.FINE}]
    return plain[-1] if plain else None
