"""From a phrase that was said to a fact: denied or not, hurting or fine, positive or negative, now or past."""

from __future__ import annotations

from kneewise.language.book import Book
from kneewise.language.denials import verdict
from kneewise.language.found import Found, Refused
from kneewise.language.pain import Said, said_of
from kneewise.language.results import result_of
from kneewise.language.scene import Scene
from kneewise.model.fact import Value
from kneewise.model.lexicon import Lexicon, Phrase, UnreadReason, Use

LONGEST_BARE_PLACE = 24
"""Words of a sentence that may name a place without saying that it hurts ("Left knee, outer side.")."""
LONGEST_BARE_NOTE = 3
"""The same in a clinician's note, where places are mostly those of an examination."""
# what a swelling means where the story is about the calf; an empty string: nothing
_OF_CALF = {"effusion": "calf_swelling", "swelling": "", "recurrent_swelling": "", "self_swelling": "", "warmth": ""}
_DEFER = 4  # words between a test and "not done"


class _Nothing:
    """The mark of a phrase that gives no fact."""


NOTHING = _Nothing()


def read_phrases(book: Book, scene: Scene) -> None:
    """Read all phrases of a sentence into its scene.

    Parameters
    ----------
    book : Book
        The compiled lexicon.
    scene : Scene
        The sentence; its ``found`` and ``touched`` are filled.
    """
    ground = scene.ground
    matches: list[tuple[Phrase, tuple[int, ...]]] = []
    for phrase, pattern in book.phrases_in(ground.words):
        matches += [(phrase, taken) for taken in pattern.find(ground)]
    said = {k for p in scene.predicates if p.said in {Said.HURTS, Said.FINE} for k in range(p.first, p.end)}
    matches = _longest_places(matches, said)
    tests = {k for phrase, taken in matches if phrase.use is Use.TEST for k in taken}
    for phrase, taken in matches:
        scene.touched |= {k for k in taken if not scene.flags.supposed[k]}
        value = _value(book, scene, phrase, taken, tests)
        if isinstance(value, _Nothing):
            reason = _set_aside(scene, phrase, taken)
            if reason is not None:
                piece = [k for k in range(len(ground)) if ground.chunk[k] == ground.chunk[taken[0]] and not ground.mark[k]]
                scene.refused.append(Refused(phrase.finding, reason, min(piece[0], taken[0]), max(piece[-1], taken[-1])))
            continue
        finding = _OF_CALF.get(phrase.finding, phrase.finding) if scene.calf else phrase.finding
        if finding:
            scene.found.append(Found(finding, value, taken[0], taken[-1], words=len(taken), placed=phrase.use is Use.ON))


def _longest_places(matches: list[tuple[Phrase, tuple[int, ...]]], said: set[int]) -> list[tuple[Phrase, tuple[int, ...]]]:
    """Of places that overlap keep the one said in more words ("inner joint line", not "inner side"); words of pain do not count."""

    def size(match: tuple[Phrase, tuple[int, ...]]) -> tuple[int, int]:
        words = [k for k in match[1] if k not in said] or list(match[1])
        return words[0] - words[-1], -len(words)

    places = sorted((m for m in matches if m[0].use is Use.WHERE), key=size)
    kept: list[tuple[Phrase, tuple[int, ...]]] = []
    for phrase, taken in places:
        if not any(set(taken) & set(other) and phrase.finding != p.finding for p, other in kept):
            kept.append((phrase, taken))
    chosen = {id(taken) for _, taken in kept}
    return [m for m in matches if m[0].use is not Use.WHERE or id(m[1]) in chosen]


def _value(book: Book, scene: Scene, phrase: Phrase, taken: tuple[int, ...], tests: set[int]) -> Value | _Nothing:
    flags, lexicon = scene.flags, book.lexicon
    if any(flags.dropped[k] for k in taken) and scene.answer is None and not _of_family(lexicon, scene, phrase, taken):
        return NOTHING
    if phrase.finding in lexicon.of_relatives and not _of_family(lexicon, scene, phrase, taken):
        return NOTHING
    is_past = any(flags.past[k] for k in taken)
    if is_past and phrase.use is not Use.PAST and phrase.finding not in lexicon.lasting:
        return NOTHING
    if phrase.use is Use.PAST and not is_past:
        return NOTHING
    if phrase.use is Use.TEST:
        value = _tested(book, scene, taken, tests)
    elif phrase.use in {Use.ON, Use.WHERE}:
        value = _placed(book, scene, phrase, taken)
    else:
        value = _stated(scene, phrase, taken)
    if isinstance(value, _Nothing):
        return NOTHING
    if any(flags.doubt[k] >= 0 and flags.doubt[k] not in taken for k in taken):
        return None if isinstance(phrase.value, bool) else NOTHING
    if scene.answer is False:
        return (not value) if isinstance(value, bool) and value else NOTHING
    if value is False and phrase.use is not Use.NO and isinstance(phrase.value, str):
        return NOTHING
    return value


def _set_aside(scene: Scene, phrase: Phrase, taken: tuple[int, ...]) -> UnreadReason | None:
    """Why a statement is no finding of this person now: it is said of someone else, or of the past. It is shown, to be put right."""
    flags = scene.flags
    if phrase.use not in {Use.YES, Use.ONLY_YES} or verdict(scene.denials, taken) is not False:
        return None
    if any(flags.relatives[k] for k in taken):
        return UnreadReason.OTHER_PERSON
    dropped = any(flags.dropped[k] or flags.supposed[k] for k in taken)
    return UnreadReason.PAST if not dropped and any(flags.past[k] for k in taken) else None


def _of_family(lexicon: Lexicon, scene: Scene, phrase: Phrase, taken: tuple[int, ...]) -> bool:
    """Whether the finding is about relatives and is said of one."""
    return phrase.finding in lexicon.of_relatives and any(scene.flags.relatives[k] for k in taken)


def _stated(scene: Scene, phrase: Phrase, taken: tuple[int, ...]) -> Value | _Nothing:
    denied = verdict(scene.denials, taken)
    if phrase.use is Use.NO:
        return NOTHING if denied is not False else phrase.value
    if denied is False:
        return phrase.value
    if phrase.use is Use.ONLY_YES:
        return NOTHING
    if not isinstance(phrase.value, bool):
        return NOTHING
    return None if denied is None else not phrase.value


def _tested(book: Book, scene: Scene, taken: tuple[int, ...], tests: set[int]) -> Value | _Nothing:
    ground = scene.ground
    segment, last = ground.segment[taken[0]], taken[-1]
    unclear = any(value is None and ground.segment[a] == segment and 0 <= a - last <= _DEFER for a, _, value in scene.results)
    if verdict(scene.denials, taken) is True and not unclear:
        return False
    known, value = result_of(book, scene.ground, scene.results, taken, tests, scene.denials)
    return value if known else NOTHING


def _placed(book: Book, scene: Scene, phrase: Phrase, taken: tuple[int, ...]) -> Value | _Nothing:
    """What is said of pain in a circumstance or a place."""
    ground = scene.ground
    said = said_of(book, ground, scene.predicates, taken, scene.denials, scene.before)
    if said is Said.HURTS:
        return True
    if said is Said.FINE:
        return False if phrase.use is Use.ON else NOTHING
    if said is Said.DOUBT:
        return None if phrase.use is Use.ON else NOTHING
    if said is not None or phrase.use is Use.ON:
        return NOTHING
    segment = ground.segment[taken[0]]
    words = sum(not ground.mark[k] for k in range(len(ground)) if ground.segment[k] == segment)
    longest = LONGEST_BARE_PLACE if scene.lay else LONGEST_BARE_NOTE
    headed = taken[-1] + 1 < len(ground) and ground.words[taken[-1] + 1] == ":"
    here = [p for p in scene.predicates if ground.chunk[p.first] == ground.chunk[taken[0]] and p.first not in taken]
    hit = bool(book.words("hit_against") & set(ground.words[max(0, taken[0] - 2) : taken[0]]))
    bare = not hit and words <= longest and not here and not headed and (scene.lay or not scene.results)
    return True if bare and verdict(scene.denials, taken) is False else NOTHING
