"""Facts in order: what follows from them, doubles removed, one choice per question."""

from __future__ import annotations

from dataclasses import dataclass

from kneewise.model.fact import Fact, Origin, Side, Value
from kneewise.model.lexicon import Lexicon

# of several choices said in one text the first of these holds: the more telling one for the beginning of the complaint
_FIRST = {
    "onset": ("injury", "sudden_no_injury", "gradual"),
    "swelling": ("within_2h", "hours_6_to_48", "slow_or_recurrent", "none"),
    "morning_stiffness": ("over_60", "min_30_to_60", "under_30", "none"),
}
_ONE_ONLY = frozenset({"age", "sex", "duration_days", "duration", "level", "pain_now", "pain_worst"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before it is settled; ``stated`` is False where it only follows from another; ``sentence`` -1 stands for any."""

    finding: str
    value: Value
    side: Side | None
    span: tuple[int, int]
    stated: bool = True
    words: int = 1
    sentence: int = -1


def settle(lexicon: Lexicon, drafts: list[Draft]) -> tuple[Fact, ...]:
    """Make facts of drafts.

    Parameters
    ----------
    lexicon : Lexicon
        Says what follows from what.
    drafts : list of Draft
        In the order of the text.

    Returns
    -------
    tuple of Fact
        Contradictory statements about a yes-or-no finding are all kept; a doubt gives way to a statement.
    """
    drafts = _more_exact(drafts)
    every = drafts + _followers(lexicon, drafts)
    stated = {(d.finding, d.side) for d in drafts if d.value is not None}
    kept: dict[tuple[str, Side | None, str], Draft] = {}
    for draft in every:
        place = (draft.finding, draft.side)
        if (not draft.stated or draft.value is None) and place in stated:
            continue
        if draft.value is None and any(d.finding == draft.finding and d.value is not None for d in every):
            continue
        kept.setdefault((draft.finding, draft.side, repr(draft.value)), draft)
    chosen = _one_choice(list(kept.values()))
    return tuple(
        Fact(finding=d.finding, value=d.value, side=d.side, origin=Origin.TEXT, confirmed=False, span=d.span)
        for d in sorted(chosen, key=lambda d: (d.span[0], d.span[1], d.finding, repr(d.value)))
    )


def _more_exact(drafts: list[Draft]) -> list[Draft]:
    """Of a yes and a no in the same words, or about one circumstance anywhere, the one said in more words holds."""
    alike: dict[tuple[str, Side | None, int], list[Draft]] = {}
    for draft in drafts:
        alike.setdefault((draft.finding, draft.side, draft.sentence), []).append(draft)
    return [d for d in drafts if not any(_opposes(o, d) and o.words > d.words for o in alike[d.finding, d.side, d.sentence])]


def _opposes(one: Draft, other: Draft) -> bool:
    """Whether two drafts say yes and no to one thing in the same place."""
    if one.finding != other.finding or one.side is not other.side or one.sentence != other.sentence:
        return False
    if not isinstance(one.value, bool) or not isinstance(other.value, bool) or one.value is other.value:
        return False
    return one.sentence < 0 or (one.span[0] < other.span[1] and other.span[0] < one.span[1])


def _followers(lexicon: Lexicon, drafts: list[Draft]) -> list[Draft]:
    found: list[Draft] = []
    queue = list(drafts)
    seen = {(d.finding, repr(d.value), d.side) for d in drafts}
    while queue:
        draft = queue.pop(0)
        for key in _keys(lexicon, draft):
            for finding, value in lexicon.implied.get(key, ()):
                side = draft.side if finding in lexicon.sided else None
                follower = Draft(finding, value, side, draft.span, stated=False)
                if (finding, repr(value), side) not in seen:
                    seen.add((finding, repr(value), side))
                    found.append(follower)
                    queue.append(follower)
    keys = {key: draft for draft in reversed([*drafts, *found]) for key in _keys(lexicon, draft)}
    for joined, followers in lexicon.implied.items():
        parts = joined.split(" & ")
        if len(parts) > 1 and all(part in keys for part in parts):
            found += [Draft(finding, value, None, keys[parts[0]].span, stated=False) for finding, value in followers]
    return found


def _keys(lexicon: Lexicon, draft: Draft) -> list[str]:
    """The keys of ``implied`` under which a fact's followers stand."""
    if draft.value is True:
        return [draft.finding]
    if draft.value is False:
        return [f"not {draft.finding}"]
    if isinstance(draft.value, float):
        start = f"{draft.finding}>="
        return [key for key in lexicon.implied if key.startswith(start) and draft.value >= float(key.removeprefix(start))]
    return [f"{draft.finding}={draft.value}"]


def _rank(draft: Draft) -> int:
    """Place of a value in the order of its question."""
    order = _FIRST[draft.finding]
    return order.index(str(draft.value)) if draft.value in order else len(order)


def _one_choice(drafts: list[Draft]) -> list[Draft]:
    """Of several values of one question keep one."""
    result: list[Draft] = []
    by_place: dict[tuple[str, Side | None], list[Draft]] = {}
    for draft in drafts:
        by_place.setdefault((draft.finding, draft.side), []).append(draft)
    for (finding, _), group in by_place.items():
        if finding in _FIRST:
            result.append(min(group, key=lambda d: (_rank(d), not d.stated)))
        else:
            result += group[:1] if finding in _ONE_ONLY else group
    return result
