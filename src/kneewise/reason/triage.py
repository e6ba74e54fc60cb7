"""Triage: which rules fire, how urgent it is, and what must still be asked. It knows no probability."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kneewise.model.condition import Level
from kneewise.model.fact import Side, Value
from kneewise.model.finding import Scope
from kneewise.model.rule import RedFlag, Screen, Sign
from kneewise.reason.kleene import evaluate, evaluate_closed, missing_one, support, undecided

FIRST_SCREENS = (
    ("q_person", ("age", "sex")),
    ("q_where", ("main_site",)),
    ("q_onset", ("onset",)),
    ("q_duration", ("duration",)),
    ("q_swelling", ("swelling",)),
)
"""Screens that every interview begins with, whatever hurts, and their findings; other screens and rules rest on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rule that holds, for which knee (``None``: the person, or no side named), and the findings that make it hold."""

    rule: str
    level: Level
    side: Side | None
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A rule that is undecided for want of an answer.

    Parameters
    ----------
    rule : str
        Its id.
    level : Level
        Its level.
    unasked : tuple of str
        Answers on which it hangs. What was asked and not known stays among them.
    one_short : tuple of str
        Those each of which alone would make it true; empty if it is more than one fact short.
    """

    rule: str
    level: Level
    unasked: tuple[str, ...]
    one_short: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """Urgency by rule.

    Parameters
    ----------
    level : Level
        Highest level of a rule that fired; ``SELF_CARE`` if none did. The differential may raise it, never lower it.
    within_h : int or None
        Hours in which to be seen, the shortest among the rules of that level.
    see : str
        Profession of the leading rule, or an empty string.
    fired : tuple of Fired
        Most urgent first.
    open : tuple of Open
        Undecided rules of a higher level, the most urgent first, those one fact short before the others.
    """

    level: Level
    within_h: int | None
    see: str
    fired: tuple[Fired, ...]
    open: tuple[Open, ...]

    @property
    def provisional(self) -> bool:
        """True while an answer that a person can give might raise the level."""
        return bool(self.open)

    @property
    def unasked(self) -> tuple[str, ...]:
        """Red-flag findings still to be asked, the most urgent first."""
        return tuple(dict.fromkeys(finding for rule in self.open for finding in (*rule.one_short, *rule.unasked)))

    @property
    def near(self) -> tuple[Open, ...]:
        """Undecided rules of a higher level that are one fact short."""
        return tuple(rule for rule in self.open if rule.one_short)


def triage(red_flags: Iterable[RedFlag], screens: Iterable[Screen], values: Mapping[str, Value], *, side: Side | None = None) -> Triage:
    """Judge the urgency of one knee.

    Parameters
    ----------
    red_flags : iterable of RedFlag
        All rules.
    screens : iterable of Screen
        The questions; a finding in none of them cannot be asked and so leaves nothing open.
    values : mapping of str to Value
        What is known of this knee and its owner, the safe view: denials that were only read from text are not in it.
    side : Side or None
        The knee.

    Returns
    -------
    Triage
    """
    rules = tuple(red_flags)
    askable = askable_findings(screens)
    fired: list[Fired] = []
    waiting: list[Open] = []
    for rule in rules:
        known = completed(values, rule.signs)
        truth = evaluate(rule.when, known)
        if truth is True:
            found = supporting(rule, values)
            fired.append(Fired(rule=rule.id, level=rule.level, side=None if rule.scope is Scope.PERSON else side, findings=found))
        elif truth is None:
            waiting += _open(rule, known, values, askable)
    return _result(fired, waiting, rules)


def combined(results: Iterable[Triage], red_flags: Iterable[RedFlag]) -> Triage:
    """Join the triage of both knees: the more urgent rules lead, and a rule about the person stands there once."""
    several = tuple(results)
    return _result([f for one in several for f in one.fired], [rule for one in several for rule in one.open], tuple(red_flags))


def completed(values: Mapping[str, Value], signs: Iterable[Sign]) -> dict[str, Value]:
    """Add every sign, worked out, to what is known; see :class:`kneewise.model.rule.Sign`."""
    known = dict(values)
    for sign in signs:
        known[sign.id] = _truth(sign, known)
    return known


def supporting(rule: RedFlag, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Stated findings that make a rule true; signs are traced back to what shows them."""
    known = completed(values, rule.signs)
    by_id = {sign.id: sign for sign in rule.signs}
    found: list[str] = []
    todo = list(support(rule.when, known))
    while todo:
        name = todo.pop(0)
        sign = by_id.get(name)
        shown = sign.shown_by if sign and known[name] is True and values.get(name) is not True else None
        if shown is not None:
            todo = [part for part in support(shown, known) if part != name] + todo
        elif values.get(name) is not None:
            found.append(name)
    return tuple(dict.fromkeys(found))


def askable_findings(screens: Iterable[Screen]) -> frozenset[str]:
    """Name the findings that a person can be asked for on the screens, or that every interview begins with."""
    first = [finding for _, findings in FIRST_SCREENS for finding in findings]
    return frozenset((*first, "duration_days", *(item for screen in screens for item in screen.items)))


def open_screens(screens: Iterable[Screen], result: Triage, values: Mapping[str, Value]) -> tuple[Screen, ...]:
    """Screens that must still be asked: first those with rules one fact short, the most urgent first, then in their own order."""
    wanted = set(result.unasked)
    ranked = []
    for position, screen in enumerate(screens):
        if not wanted & set(screen.items):
            continue
        if screen.when is not None and evaluate(screen.when, completed(values, screen.signs)) is False:
            continue
        short = [rule.level for rule in result.near if set(rule.one_short) & set(screen.items)]
        urgent = max(short, default=Level.SELF_CARE)
        ranked.append((-urgent, -short.count(urgent), position, screen))
    return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3]))


def _truth(sign: Sign, known: Mapping[str, Value]) -> bool | None:
    own = known.get(sign.id)
    if own is True or (sign.shown_by is not None and evaluate(sign.shown_by, known) is True):
        return True
    if own is False or (sign.denied_by is not None and evaluate(sign.denied_by, known) is True):
        return False
    return sign.otherwise


def _open(rule: RedFlag, known: Mapping[str, Value], values: Mapping[str, Value], askable: Collection[str]) -> list[Open]:
    """Return the undecided rule, or nothing if no answer that can be asked would make it true."""
    asks = {sign.id: sign.asks for sign in rule.signs}
    names = {*askable, *(name for name, wanted in asks.items() if any(w in askable for w in wanted))}
    if evaluate_closed(rule.when, known, names) is False:
        return []

    def questions(hanging: Iterable[str]) -> tuple[str, ...]:
        wanted = (w for name in hanging for w in asks.get(name, (name,)))
        return tuple(dict.fromkeys(w for w in wanted if w in askable and values.get(w) is None))

    unasked = questions(undecided(rule.when, known))
    if not unasked:
        return []
    by_id = {sign.id: sign for sign in rule.signs}
    short: list[str] = []
    for name in missing_one(rule.when, known):
        several = questions([name])
        # A sign with several questions may need more than one of them: a hot knee is warm *and* swollen.
        short += [w for w in several if len(several) == 1 or _truth(by_id[name], {**known, w: True}) is True]
    return [Open(rule=rule.id, level=rule.level, unasked=unasked, one_short=tuple(dict.fromkeys(short)))]


def _result(fired: Iterable[Fired], waiting: Iterable[Open], rules: tuple[RedFlag, ...]) -> Triage:
    number = {rule.id: position for position, rule in enumerate(rules)}
    by_id = {rule.id: rule for rule in rules}
    ordered = sorted(dict.fromkeys(fired), key=lambda f: (-f.level, number[f.rule], f.side or ""))
    level = ordered[0].level if ordered else Level.SELF_CARE
    # Within a level the shorter time leads; where times are equal, the order of the rules.
    leading = sorted(
        (by_id[f.rule] for f in ordered if f.level is level),
        key=lambda rule: (rule.within_h is None, rule.within_h or 0, number[rule.id]),
    )
    still = sorted(
        dict.fromkeys(rule for rule in waiting if rule.level > level),
        key=lambda rule: (-rule.level, not rule.one_short, number[rule.rule]),
    )
    return Triage(
        level=level,
        within_h=leading[0].within_h if leading else None,
        see=leading[0].see if leading else "",
        fired=tuple(ordered),
        open=tuple(still),
    )
