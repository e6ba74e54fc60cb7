"""The public entry: a text and a lexicon give facts with their places, none of them confirmed, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kneewise.language.ages import age_in
from kneewise.language.book import Book, open_book
from kneewise.language.context import answer_of
from kneewise.language.durations import durations_in, stiffness_in
from kneewise.language.found import Found
from kneewise.language.ground import Ground, lay_out
from kneewise.language.likeness import hear
from kneewise.language.measures import Measures
from kneewise.language.motion import motion_in
from kneewise.language.pain import Said
from kneewise.language.past import said_to_be_over
from kneewise.language.plain import plain
from kneewise.language.resolve import read_phrases
from kneewise.language.rough_ages import age_by_words
from kneewise.language.scene import Scene, last_said, scene_of
from kneewise.language.settle import Draft, settle
from kneewise.language.sexes import sex_by_pronoun, sex_in
from kneewise.language.sides import main_side, side_at
from kneewise.language.story import Story, story_of
from kneewise.language.tokens import Sentence, sentences
from kneewise.language.unread import unread_in
from kneewise.model.fact import Side
from kneewise.model.lexicon import Lexicon, TextReading, Unread, UnreadReason
from kneewise.model.likeness import Likeness

SHORT_QUESTION = 6
OPAQUE = "_"
REACH_OF_SUM = 4
IDIOM_REACH = 4
AFFIRMED_BY = 3
OF_PERSONS = frozenset(
    {"age", "sex", "level", "novice", "recreational_running", "pregnant", "onset_no_trauma", "weight_kg", "height_cm", "bmi"}
)
INFANT = 3


@dataclass(frozen=True, slots=True)
class _Written:
    """A text as written, in plain form, and the day on which it was written."""

    text: str
    line: str
    today: date | None


@lru_cache(maxsize=4)
def _measures(lexicon: Lexicon) -> Measures:
    return Measures(open_book(lexicon), lexicon)


def read(text: str, lexicon: Lexicon, today: date | None = None, likeness: Likeness | None = None) -> TextReading:
    """Read facts from free text.

    Parameters
    ----------
    text : str
        A person's own words or a clinical note; anything is accepted.
    lexicon : Lexicon
        The phrases of the language.
    today : date or None
        The day on which it was written; without it "since Monday" gives no length of time.
    likeness : Likeness or None
        Weights of the second reader, which listens for danger signs that no phrase names; without it the phrases alone are read.

    Returns
    -------
    TextReading
        Facts with origin ``text``, unconfirmed, each with the place of its words; and the words that gave nothing.

    Notes
    -----
    Nothing is guessed: what is said of others, of the past, of what might be, or in doubt is no denial and no finding.
    """
    book = open_book(lexicon)
    written = _Written(text, plain(text), today)
    story = story_of(book, written.line)
    found = _told(book, written, story, likeness)
    patient = _the_other(book, written, found) if not story.patient_words and not story.own_body else frozenset()
    return _told(book, written, Story(first_person=False, patient_words=patient), likeness) if patient else found


def _told(book: Book, written: _Written, story: Story, likeness: Likeness | None) -> TextReading:
    """Read a text as told by somebody."""
    text, lexicon = written.text, book.lexicon
    story.this_year = written.today.year if written.today is not None else None
    scenes = _scenes(book, [_laid_out(book, sentence) for sentence in sentences(text, book.speller)], story)
    _read_numbers(book, lexicon, scenes, written, story)
    for scene in scenes:
        read_phrases(book, scene)
    if likeness is not None:
        hear(scenes, likeness)
    side = _side_of(scenes)
    facts = settle(lexicon, _drafts(book, scenes, side))
    unread = _merged([piece for scene in scenes for piece in unread_in(book, scene, text)])
    whole = text.strip()
    if not facts and not unread and whole:
        start = text.index(whole)
        unread = (Unread(text=whole, span=(start, start + len(whole))),)
    return TextReading(facts=facts, not_understood=unread, side=side)


def _the_other(book: Book, written: _Written, found: TextReading) -> frozenset[str]:
    """Words for the person that a text is about, where all of the complaint was set aside as somebody else's; else none.

    What somebody once had, or has as a disease, is family history and makes no patient.
    """
    aside = [
        piece for piece in found.not_understood if piece.reason is UnreadReason.OTHER_PERSON and piece.finding not in book.lexicon.lasting
    ]
    own = [fact for fact in found.facts if fact.value not in (False, None) and fact.finding not in OF_PERSONS | book.lexicon.of_relatives]
    if own or all(book.words("once_word") & set(plain(piece.text).split()) for piece in aside):
        return frozenset()
    grounds = [_laid_out(book, sentence) for sentence in sentences(written.text, book.speller)]
    return frozenset(word for ground in grounds for a, b in book.spans(ground, "relative") for word in ground.words[a:b]) | (
        book.words("relative_word") & {word for ground in grounds for word in ground.words}
    )


def _laid_out(book: Book, sentence: Sentence) -> Ground:
    """A sentence, with the words of idioms ("red flag", "hit the wall") made unreadable: they say nothing of the body."""
    ground = lay_out(sentence, book.fillers, book.contrasts)
    body = {place for a, b in book.spans(ground, "knee") for place in range(a, b)}
    for a, b in book.spans(ground, "idiom"):
        if body & set(range(a - IDIOM_REACH, a)):
            continue  # "my left knee really hit the road" is none
        ground.words[a:b] = [OPAQUE] * (b - a)
    ground.memo.clear()
    return ground


def _scenes(book: Book, grounds: list[Ground], story: Story) -> list[Scene]:
    """Each sentence in its context, in order."""
    scenes: list[Scene] = []
    said: Said | None = None
    calf = False
    for number, ground in enumerate(grounds):
        scene = scene_of(book, ground, story)
        knees, calves = book.spans(ground, "knee"), book.spans(ground, "calf")
        if not knees and not calves:
            scene.calf = calf
        else:
            calf = bool(calves) and (not knees or calves[0][0] < knees[0][0])
        short_too = len(ground) <= SHORT_QUESTION and bool({"too", "also"} & set(ground.words))
        goes_on = short_too or ground.words[0] in book.lexicon.classes["goes_on"]
        scene.before = said if goes_on and not scene.predicates else None
        short = ground.asks and len(ground) <= SHORT_QUESTION and not any(scene.flags.dropped)
        following = grounds[number + 1] if number + 1 < len(grounds) else None
        if following is not None and short:
            scene.answer = answer_of(book, following)
        if following is not None and ground.asks and any(a < AFFIRMED_BY for a, _ in book.spans(following, "affirms")):
            scene.flags.dropped = [False] * len(ground)  # "Does a hot knee with fever mean infection? I have both."
            scene.flags.supposed = [False] * len(ground)
        if following is not None and ground.asks and any(a == 0 for a, _ in book.spans(following, "cue_after_all")):
            scene.answer = False
        if short and scene.answer is None:
            scene.flags.doubt = [len(ground)] * len(ground)
        lost = bool(scenes) and bool(book.spans(scenes[-1].ground, "sign_when_gone"))
        sums_up = bool(scenes) and not lost and ground.words[0] in book.words("sums_up")
        if sums_up and any(0 < a <= REACH_OF_SUM for a in said_to_be_over(book, ground)):
            scenes[-1].flags.past = [True] * len(scenes[-1].ground)  # "I had a fever. That is long past."
        said = last_said(scene) or said
        scenes.append(scene)
    return scenes


def _read_numbers(book: Book, lexicon: Lexicon, scenes: list[Scene], written: _Written, story: Story) -> None:
    """Numbers, lengths of time, age and sex."""
    text = written.text
    measures = _measures(lexicon)
    has_age = has_sex = False
    before: Ground | None = None
    for scene in scenes:
        found, refused = measures.read(scene.ground, written.line, before)
        scene.refused += [r for r in refused if not scene.flags.dropped[r.first]]
        lengths, dated = durations_in(book, scene.ground, scene.flags, written.today)
        found += lengths + stiffness_in(book, scene.ground, scene.flags) + motion_in(book, scene.ground, scene.flags)
        scene.refused += dated
        if not has_age:
            age, impossible = age_in(book, scene.ground, scene.flags, text, of_self=story.first_person)
            if age is not None and isinstance(age.value, float) and age.value < INFANT:
                found = [f for f in found if f.finding != "duration_days" or f.first != age.first]  # "toddler, 20 months, limping"
            if age is not None and any(f.first <= age.first <= f.last for f in found):
                age = None  # "temp 39, now 37"
            if age is not None:
                found.append(age)
                has_age = True
            elif impossible is not None:
                scene.refused.append(impossible)
        sex = None if has_sex else sex_in(book, scene.ground, scene.flags, text)
        if sex is not None:
            found.append(sex)
            has_sex = True
        scene.found += [f for f in found if _counts(lexicon, scene, f)]
        for item in found:
            scene.touched |= set(range(item.first, item.last + 1))
        before = scene.ground
    if not has_age:
        for number, scene in enumerate(scenes):
            age, _ = age_in(book, scene.ground, scene.flags, text, alone=True)
            age = age or age_by_words(book, scene.ground, scene.flags, first=number == 0)
            if age is not None:
                scene.found = [f for f in scene.found if f.finding != "duration_days" or f.first != age.first]
                scene.found.append(age)
                scene.touched |= set(range(age.first, age.last + 1))
                break
    guessed = None if has_sex else sex_by_pronoun(book, [scene.ground for scene in scenes], story)
    if guessed is not None:
        scenes[guessed[0]].found.append(guessed[1])


def _counts(lexicon: Lexicon, scene: Scene, found: Found) -> bool:
    flags = scene.flags
    past = (
        flags.past[found.first]
        and found.finding not in lexicon.lasting
        and found.finding not in {"age", "sex", "duration_days", "duration"}
    )
    return not (flags.dropped[found.first] or past or flags.doubt[found.first] >= 0)


def _side_of(scenes: list[Scene]) -> Side | None:
    """The knee that the text is about; what is of the past or said to be fine counts only where nothing else is named."""
    current: list[Side | None] = []
    for scene in scenes:
        fine = {scene.ground.chunk[p.first] for p in scene.predicates if p.said is Said.FINE}
        for place, side in scene.sides:
            if not scene.flags.past[place] and not scene.flags.dropped[place] and scene.ground.chunk[place] not in fine:
                current.append(side)
    return main_side(current) or main_side([side for scene in scenes for _, side in scene.sides])


def _drafts(book: Book, scenes: list[Scene], main: Side | None) -> list[Draft]:
    """What was read, each with its knee."""
    carried: Side | None = None
    drafts: list[Draft] = []
    for number, scene in enumerate(scenes):
        ground = scene.ground
        for found in sorted(scene.found, key=lambda f: f.first):
            side = None
            if found.finding in book.lexicon.sided:
                side = side_at(book, scene.sides, ground, found.first, main, carried)
                if found.finding == "both_knees" and found.value is True:
                    side = Side.BOTH
                other = main is not None and side is not None and side is not main and Side.BOTH not in {side, main}
                if other and found.value is not True:
                    continue
            drafts.append(
                Draft(
                    found.finding,
                    found.value,
                    side,
                    ground.span(found.first, found.last),
                    words=found.words,
                    sentence=-1 if found.placed else number,
                )
            )
        named = [s for k, s in scene.sides if s is not None and not scene.flags.past[k] and not scene.flags.dropped[k]]
        fine = {ground.chunk[p.first] for p in scene.predicates if p.said is Said.FINE}
        named = [s for k, s in scene.sides if s in named and ground.chunk[k] not in fine]
        carried = named[-1] if named else carried
    return drafts


def _merged(unread: list[Unread]) -> tuple[Unread, ...]:
    """In order, each place once."""
    seen: dict[tuple[int, int], Unread] = {}
    for piece in sorted(unread, key=lambda piece: piece.span):
        seen.setdefault(piece.span, piece)
    return tuple(seen.values())
