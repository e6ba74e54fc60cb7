"""Who tells the story, and of whom: the person, a relative, or one who notes what was found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kneewise.language.book import Book

# a complaint of one's own: a part of one's own body, or what one felt or did
_OWN_BODY = (
    r"\b(?:my|mine)\s+(?:\w+\s+){0,2}"
    r"(?:knees?|legs?|calf|calves|foot|feet|hips?|shins?|thighs?|kneecaps?|acl|meniscus|groin|ankle)\b"
)
_OWN = re.compile(
    _OWN_BODY + r"|\bme\?|\bmine\s+(?:is|just|only|hurts?|aches?|feels?|was|has)\b"
    r"|\bi(?:'ve|'m| have| am)?\s+(?:\w+\s+)?"
    r"(?:tore|twisted|fell|hurt|hit|heard|felt|feel|can't|cannot|run|ran|get|noticed|woke|landed|limp|slipped|banged|injured"
    r"|\d+|in pain|on|a runner|overweight|pregnant|training|running)\b"
)
# the style of one who writes about another: by these words, not by the absence of "I", so that a sentence more changes nothing
_NOTE = re.compile(
    r"\b(?:he|she|patient|pt|presents|presented|presenting|complains|examination|exam|denies|pmh|hx|hpc|o/e|oe|c/o)\b"
    r"|\b(?:lachman|mcmurray)\S*|\b(?:tenderness|effusion|jlt|xr|crp|aspirate|rom|positive|negative|bilat|yo|y/o)\b"
    r"|\b(?:valgus|varus|laxity|femoral|tibial|plateau|condyle|nmol)\b"
    r"|\b\d\d\s?[mf]\b|[+-]ve\b|\b\d+[ -]year[ -]old (?!and\b)"
)
_MINE = re.compile(
    r"(?<!of )\bmine\b|\bmy own\b|\bi just have\b"
    r"|\bi(?:'ve)?\s+(?:just |only |also |still )?(?:have|got|have got)?\s*a\s+(?:sore|stiff|swollen|bad|achy)\b"
)
"""A complaint of one's own beside somebody else's."""
_COMPANY = (
    r"\b(?:help(?:ing|ed)|carry(?:ing)?|carried|chas(?:ing|ed)|lift(?:ing|ed)|with|drove|driving|watch(?:ing|ed)"
    r"|teach(?:ing)?|coach(?:ing|ed)?)"
)
_ACTS = (
    r"can't|cant|cannot|won't|woke|landed|fell|collapsed|keeps|is\s+\w+ing|was\s+\w+ing|got\s+breathless|limps|screams|refuses|twisted"
    r"|says\s+(?:his|her)|had\s+an?\s+(?:\w+\s+)?(?:tumble|fall|accident|crash|knock|trip|spill|collision)"
    r"|was\s+(?:hit|knocked|run|struck|thrown|kicked)|slipped|tripped|stumbled|took\s+a|came\s+off|went\s+(?:over|down|flying)|banged"
)
"""What someone who is the patient does, beside having had something once, as relatives do in a family history."""
_BORN = r"\b(?:had|having|since|after|of|feeding|breastfeeding|nursing|delivered|delivering|pregnant with)"


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
    head = text[:600]
    own = _OWN.search(head)
    names = "|".join(sorted(word for word in book.lexicon.classes["relative_word"] if " " not in word))
    named = re.search(r"(?:\b(?:my|our)\s+(?:\w+\s+){0,5}?|^\W*(?:(?:hi|hello|help|please|the)\W+)*)(" + names + r")\b", head[:250])
    told = re.match(r"\W*(" + names + r")(?:'s|\W+\d{1,2}|\s+(?:is|fell|twisted|hurt|can't|cannot|limps|woke))\b", head)
    ill = r"(?:aches?|hurts?|swollen|fever|temp|temperature|limp|pain|worse)"
    told = told or re.match(r"\W*(" + names + rf")\s+has\b[^.]*\b{ill}\b", head)
    between = r"(?:(?!had\b|has\b|our\b|my\b|and\b)\w+\s+){0,3}?"
    child = re.match(
        rf"\W*(?:(?:hi|hello|hey|please|help)\W+)*(?:my|our)\s+{between}({'|'.join(sorted(book.words('child_patient')))})\b", head
    )
    mine = _MINE.search(head) is not None
    own = own or (_MINE.search(head) if mine else None)
    if child is not None and re.search(_OWN_BODY, head) is None and not mine:
        return Story(first_person=False, patient_words=frozenset({child.group(1)}))
    if own is None:
        patient = told.group(1) if told is not None else _patient_of(book, head, named.group(1) if named is not None else "")
        if patient:
            return Story(first_person=False, patient_words=frozenset({patient}))
    self_told = re.search(rf"\bmy\s+(?!(?:\w+\s+)?(?:{names}|patient|pt|impression)\b)|\b(?:i'm|i've|me)\b", head) is not None
    own_body = re.search(_OWN_BODY, head) is not None or mine
    return Story(first_person=own is not None or _NOTE.search(head) is None or self_told, own_body=own_body)


def _patient_of(book: Book, head: str, relative: str) -> str:
    """The relative that a text is about: a child, or an adult whose age or whose own leg is spoken of; else nothing."""
    if not relative:
        child = r"\b(?:my|our)\s+(?:\d+|\w+)[\s-]+(?:year|yr|month)s?[\s-]+old\b|\b(?:my|our)\s+\d+\s?(?:yo|y/o)\b"
        return "child" if re.search(child, head[:250]) else ""
    if relative in book.words("child_patient"):
        if re.search(rf"{_BORN}\s+(?:my|our|the)\s+{relative}\b", head):
            return ""  # "since I had my baby": the mother speaks
        return "" if re.search(rf"{_COMPANY}\s+(?:my|our)\s+(?:\w+\s+){{0,2}}{relative}\b", head) else relative
    aged = rf"\b\d+[\s-]+(?:year|yr)s?[\s-]+old\s+{relative}\b|\b{relative}\b\W{{1,3}}(?:who\s+)?(?:is\s+)?\d\d\b"
    legs = r"\b(?:his|her|(?<!in )the|one)\s+(?:\w+\s+){0,2}(?:knee|leg|calf|hip|foot|thigh|kneecap|scar|wound|shin|groin|ankle)\b"
    swollen_knee = rf"\b{relative}\b\W+(?:\w+\W+){{0,4}}(?:knee|fell|can't|limp)"
    spoken_of = re.search(r"\b(?:he|she)(?:'s)?\s+(?!says?\b|said\b|thinks?\b|told\b)", head)
    acts = re.search(rf"\b{relative}(?:'s\s+(?:leg|knee|calf|foot|ankle|teeth|thigh|skin|chest)|\s+(?:{_ACTS}))\b", head)
    tells = (
        spoken_of
        or acts
        or re.search(aged, head)
        or re.search(legs, head)
        or (relative in book.words("close_adult") and re.search(swollen_knee, head))
    )
    return relative if tells else ""
