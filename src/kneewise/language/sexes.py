"""The sex of the person, where it is said beside the age, of oneself, or shows in "he" and "she"."""

from __future__ import annotations

from kneewise.language.ages import is_tag, years_at
from kneewise.language.book import Book
from kneewise.language.flags import Flags
from kneewise.language.found import Found
from kneewise.language.ground import Ground
from kneewise.language.story import Story


def sex_in(book: Book, ground: Ground, flags: Flags, text: str) -> Found | None:
    """Find the sex where it is said beside the age or of oneself.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    ground : Ground
        The sentence.
    flags : Flags
        What of it is about someone else.
    text : str
        The text as written.

    Returns
    -------
    Found or None
        The sex.
    """
    males, females = book.words("male_word"), book.words("female_word")
    for k, word in enumerate(ground.words):
        if ground.values[k] is not None and not flags.dropped[k] and is_tag(book, ground, k, text):
            letters = [text[t.start : t.end].lower() for t in ground.tokens[max(0, k - 2) : k + 3]]
            return Found("sex", "female" if "f" in letters else "male", k, k)
        if (word not in males and word not in females) or flags.dropped[k]:
            continue
        near = range(max(0, k - 6), min(len(ground), k + 4))
        aged = any(ground.values[n] is not None and years_at(book, ground, n, ground.values[n] or 0, text) is not None for n in near)
        before = ground.words[k - 1] if k else ""
        earlier = ground.words[k - 2] if k > 1 else ""
        single = len(word) == 1
        said = aged or (not single and before in book.words("before_sex") and earlier in book.words("says_own_sex"))
        said = (
            said
            or (not single and k == 0 and word in {"male", "female"})
            or (not single and before in {"sex", ":"} and "sex" in ground.words)
        )
        if said and (not single or text[ground.tokens[k].start : ground.tokens[k].end].isupper() or ground.values[k - 1] is not None):
            return Found("sex", "male" if word in males else "female", k, k)
    for name, value in (("says_female", "female"), ("says_male", "male")):
        for a, b in book.spans(ground, name):
            if not flags.dropped[a]:
                return Found("sex", value, a, b - 1)
    return None


def sex_by_pronoun(book: Book, grounds: list[Ground], story: Story) -> tuple[int, Found] | None:
    """The sex of a person told about, by "he" or "she" or by what relative it is.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    grounds : list of Ground
        All sentences.
    story : Story
        Who tells.

    Returns
    -------
    (int, Found) or None
        The sentence and what it says.
    """
    if story.first_person:
        return None
    male = book.words("kin_male") & story.patient_words
    female = book.words("kin_female") & story.patient_words
    he, she = book.words("he_word"), book.words("she_word")
    known = bool(story.patient_words)
    for number, ground in enumerate(grounds):
        for k, word in enumerate(ground.words):
            if word in male or (not known and word in he) or (not female and word in he and word != "him"):
                return number, Found("sex", "male", k, k)
            if word in female or (not (known and male) and word in she):
                return number, Found("sex", "female", k, k)
    return None
