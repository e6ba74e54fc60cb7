"""Who is spoken of: which words of a sentence are about relatives, friends, or people in the news."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.ground import Ground
from kneewise.language.story import Story

_CLAUSE_MARKS = frozenset({",", ";", "-", ":", "(", ")"})
_SAYS_REACH = 3
_DONE_REACH = 8


def mark_others(book: Book, ground: Ground, story: Story, flags: Flags) -> None:
    """Mark what is said of relatives and friends."""
    size = len(ground)
    own = book.words("first_person") - {"me"} if story.first_person else book.words("the_patient")
    start = 0
    cues = _other_cues(book, ground, story)
    media = [] if book.spans(ground, "affirms") else book.spans(ground, "in_media")  # "... needs ER - that's what I have"
    story.other_person = False
    for a, b in sorted([*cues, *media]):
        if a < start:
            continue
        start = a
        while start < size and not (start > b and (_own_begins(book, ground, start, own) or ground.words[start] in story.patient_words)):
            flags.dropped[start] = True
            flags.relatives[start] = (a, b) not in media
            start += 1
        story.other_person = True
    if story.other_person and any(word in own for word in ground.words):
        story.other_person = not _own_begins(book, ground, 0, own)


def _other_cues(book: Book, ground: Ground, story: Story) -> list[tuple[int, int]]:
    """Where the sentence turns to someone else who is not merely reporting about the patient."""
    says = {a for a, _ in book.spans(ground, "says")}
    cues = [(a, b) for a, b in book.spans(ground, "relative") if not set(ground.words[a:b]) & story.patient_words]
    cues = [(a, b) for a, b in cues if not says & set(_verbs_after(ground, b)) and not _is_company(book, ground, a, b)]
    if story.first_person:
        cues = [(a, b) for a, b in cues if not _to_me(book, ground, b) and not _a_thing_of(book, ground, b)]
    family_things = book.words("family_thing")
    cues += [(a, b) for a, b in book.spans(ground, "family_history") if not family_things & set(ground.words[b : b + 1])]
    bare, told_of = book.words("relative_word") - story.patient_words, book.words("told_of")
    for k, word in enumerate(ground.words[:-1]):
        if word in bare and (k == 0 or ground.mark[k - 1]) and ground.words[k + 1] in told_of:
            cues.append((k, k + 1))
    told = story.other_person or (story.company and not book.words("first_person") & set(ground.words))
    story.company |= bool(book.spans(ground, "relative"))
    if told and story.first_person and ground.words and ground.words[0] in book.words("third_person"):
        cues.append((0, 1))
    return sorted(cues)


def _verbs_after(ground: Ground, b: int) -> range:
    """Where the verb of a person stands: behind the name, or behind what is told of it between commas ("my coach, who is a nurse,")."""
    if ground.words[b : b + 2] == [",", "who"] and "," in ground.words[b + 2 :]:
        b = ground.words.index(",", b + 2) + 1
    return range(b, b + _SAYS_REACH)


def _to_me(book: Book, ground: Ground, b: int) -> bool:
    """Whether what someone did was done to the writer: "my dog ran into my knee", "my mate fell on me"."""
    own_parts = book.words("own_part")
    for k in range(b, min(b + _DONE_REACH, len(ground))):
        if ground.chunk[k] != ground.chunk[b]:
            return False
        if ground.words[k] == "me" or (ground.words[k] == "my" and own_parts & set(ground.words[k + 1 : k + 4])):
            return True
    return False


def _a_thing_of(book: Book, ground: Ground, b: int) -> bool:
    """Whether only a thing of someone's is named ("on my mate's old crutches")."""
    return ground.words[b : b + 1] == ["'s"] and bool(book.words("belonging") & set(ground.words[b + 1 : b + 4]))


def _is_company(book: Book, ground: Ground, a: int, b: int) -> bool:
    """Whether someone is only there ("with my dad"), and nothing is told of them ("when my mate fell in the ditch")."""
    after = b + (ground.words[b : b + 1] == [","])
    acts = ground.words[after : after + 1] == ["who"] or (
        b < len(ground) and ground.words[b] in book.words("happened") and not book.words("first_person") & set(ground.words[b : b + 4])
    )
    return not acts and bool(book.words("with_someone") & set(ground.words[max(0, a - 2) : a]))


def _own_begins(book: Book, ground: Ground, k: int, own: frozenset[str]) -> bool:
    """Whether a new clause about the person begins here."""
    previous = ground.words[k - 1] if k else ","
    word = ground.words[k]
    opens = previous in _CLAUSE_MARKS or previous in book.words("before_own_clause") or word in book.words("but_word")
    return opens and (
        word in own
        or word in book.words("opens_own_clause")
        or word in book.words("i_word")
        or (word in book.words("leads_own_clause") and bool(own & set(ground.words[k + 1 : k + 2])))
    )
