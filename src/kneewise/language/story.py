"""Who tells the story, and of whom: the person, a relative, or one who notes what was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kneewise.language.book import Book

_HEAD, _FIRST_WORDS = 600, 250
"""Characters in which the teller shows, and in which the one told of is named."""


@dataclass(slots=True)
class Story:
    """What holds over the whole text: who tells it, of whom, and what the last sentence was about.

    Parameters
    ----------
    first_person : bool
        Told by the one who has the complaint.
    patient_words : frozenset of str
        Words for the patient, where that is a relative.
    other_person : bool
        The last sentence was about someone else.
    this_year : int or None
        The year of writing.
    plan_line, past_line : bool
        A heading said that plans, or the past, follow.
    company : bool
        Someone else was named.
    own_body : bool
        A part of the writer's own body was named.
    """

    first_person: bool
    patient_words: frozenset[str] = frozenset()
    other_person: bool = False
    company: bool = False
    own_body: bool = False
    this_year: int | None = None
    plan_line: bool = False
    past_line: bool = False


@dataclass(frozen=True, slots=True)
class _Forms:
    """Forms of speech that show who tells, with the words of a lexicon.

    Parameters
    ----------
    own_body, own, mine : re.Pattern
        A part of the writer's own body; a complaint of their own by it or by what they felt or did; one beside somebody else's.
    note : re.Pattern
        The style of one who writes about another. It is known by these words and not by the absence of "I", so that a sentence more
        changes nothing.
    self_told : re.Pattern
        What only the one who has the complaint writes.
    child, named, told, ill : re.Pattern
        A child with whom the text begins; a relative who is named, of whom something is told at once, or who is said to be ill.
    acts : str
        What someone who is the patient does.
    """

    own_body: re.Pattern[str]
    own: re.Pattern[str]
    mine: re.Pattern[str]
    note: re.Pattern[str]
    self_told: re.Pattern[str]
    child: re.Pattern[str]
    named: re.Pattern[str]
    told: re.Pattern[str]
    ill: re.Pattern[str]
    acts: str


def _any(book: Book, name: str) -> str:
    """The words of a list, as choices."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(book.words(name))) + ")"


@lru_cache(maxsize=4)
def _forms(book: Book) -> _Forms:
    own_body = rf"\b(?:my|mine)\s+(?:\w+\s+){{0,2}}{_any(book, 'own_body_part')}\b"
    own = (
        rf"\bme\?|\bmine\s+{_any(book, 'after_mine')}\b"
        rf"|\bi(?:'ve|'m| have| am)?\s+(?:\w+\s+)?(?:{_any(book, 'own_verb')}|\d+|in pain|a runner)\b"
    )
    mine = (
        r"(?<!of )\bmine\b|\bmy own\b|\bi just have\b"
        rf"|\bi(?:'ve)?\s+(?:just |only |also |still )?(?:have|got|have got)?\s*a\s+{_any(book, 'own_soreness')}\b"
    )
    note = (
        rf"\b{_any(book, 'note_word')}\b|\b(?:lachman|mcmurray)\S*"
        r"|\b\d\d\s?[mf]\b|[+-]ve\b|\b\d+[ -]year[ -]old (?!and\b)"
    )
    names = "|".join(sorted(word for word in book.lexicon.classes["relative_word"] if " " not in word))
    acts = (
        rf"{_any(book, 'patient_act')}|is\s+\w+ing|was\s+\w+ing|got\s+breathless|says\s+(?:his|her)"
        rf"|had\s+an?\s+(?:\w+\s+)?{_any(book, 'mishap')}|was\s+{_any(book, 'struck_verb')}"
        r"|took\s+a|came\s+off|went\s+(?:over|down|flying)"
    )
    between = rf"(?:(?!{_any(book, 'not_before_child')}\b)\w+\s+){{0,3}}?"
    return _Forms(
        own_body=re.compile(own_body),
        own=re.compile(f"{own_body}|{own}"),
        mine=re.compile(mine),
        note=re.compile(note),
        self_told=re.compile(
            rf"\bmy\s+(?!(?:\w+\s+)?(?:{names}|{_any(book, 'my_in_a_note')})\b)|\b{_any(book, 'own_pronoun')}\b",
        ),
        child=re.compile(rf"\W*(?:{_any(book, 'greeting')}\W+)*(?:my|our)\s+{between}({_any(book, 'child_patient')})\b"),
        named=re.compile(rf"(?:\b(?:my|our)\s+(?:\w+\s+){{0,5}}?|^\W*(?:{_any(book, 'before_relative')}\W+)*)({names})\b"),
        told=re.compile(rf"\W*({names})(?:'s|\W+\d{{1,2}}|\s+{_any(book, 'told_verb')})\b"),
        ill=re.compile(rf"\W*({names})\s+has\b[^.]*\b{_any(book, 'ill_word')}\b"),
        acts=acts,
    )


def story_of(book: Book, text: str) -> Story:
    """Find who tells the story.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    text : str
        The text in plain lower case.

    Returns
    -------
    Story
        A text without any complaint of one's own that begins with a relative is about that relative.
    """
    head = text[:_HEAD]
    forms = _forms(book)
    mine = forms.mine.search(head) is not None
    own_body = forms.own_body.search(head) is not None or mine
    child = forms.child.match(head)
    if child is not None and not own_body:
        return Story(first_person=False, patient_words=frozenset({child.group(1)}))
    own = mine or forms.own.search(head) is not None
    if not own:
        told = forms.told.match(head) or forms.ill.match(head)
        named = forms.named.search(head[:_FIRST_WORDS])
        patient = told.group(1) if told is not None else _patient_of(book, head, named.group(1) if named is not None else "")
        if patient:
            return Story(first_person=False, patient_words=frozenset({patient}))
    first_person = own or forms.note.search(head) is None or forms.self_told.search(head) is not None
    return Story(first_person=first_person, own_body=own_body)


def _patient_of(book: Book, head: str, relative: str) -> str:
    """The relative that a text is about: a child, or an adult whose age or whose own leg is spoken of; else nothing."""
    if not relative:
        child = r"\b(?:my|our)\s+(?:\d+|\w+)[\s-]+(?:year|yr|month)s?[\s-]+old\b|\b(?:my|our)\s+\d+\s?(?:yo|y/o)\b"
        return "child" if re.search(child, head[:_FIRST_WORDS]) else ""
    if relative in book.words("child_patient"):
        if re.search(rf"\b(?:{_any(book, 'before_own_child')}|pregnant with)\s+(?:my|our|the)\s+{relative}\b", head):
            return ""  # "since I had my baby": the mother speaks
        return "" if re.search(rf"\b{_any(book, 'in_company')}\s+(?:my|our)\s+(?:\w+\s+){{0,2}}{relative}\b", head) else relative
    legs = rf"\b(?:his|her|(?<!in )the|one)\s+(?:\w+\s+){{0,2}}{_any(book, 'patient_leg')}\b"
    tells = [
        rf"\b(?:he|she)(?:'s)?\s+(?!{_any(book, 'reporting_verb')}\b)",
        rf"\b{relative}(?:'s\s+{_any(book, 'patient_part')}|\s+(?:{_forms(book).acts}))\b",
        rf"\b\d+[\s-]+(?:year|yr)s?[\s-]+old\s+{relative}\b|\b{relative}\b\W{{1,3}}(?:who\s+)?(?:is\s+)?\d\d\b",
        legs,
    ]
    if relative in book.words("close_adult"):
        tells.append(rf"\b{relative}\b\W+(?:\w+\W+){{0,4}}{_any(book, 'near_close_adult')}")
    return relative if any(re.search(form, head) for form in tells) else ""
