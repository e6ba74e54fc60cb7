"""Each leaf of a rule and the picture in which it decides: an evaluator of the tests' own, and the search for such pictures.

A leaf is one place at which a rule, or a sign it rests on, reads a finding. It decides in one of three ways (a :class:`Line`):

- ``by``: with the picture and these facts the rule fires; with the picture alone it waits for them; with ``denied`` it does not fire.
- ``unless``: with the picture the rule fires, with these facts as well it does not.
- ``closes``: with the picture something that a person can say would make the rule fire, with these facts as well nothing would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, islice, product
from typing import Any

from kneewise.model.expression import All, AtLeast, Compare, Expression, Is, Not, Score, parts_of
from kneewise.model.finding import ValueType
from kneewise.model.rule import RedFlag, Sign
from kneewise.reason.triage import askable_findings
from tests.spec.triage.rules import SAID_BY_RUNNERS, screens, vocabulary

Facts = dict[str, Any]
Leaf = Is | Compare
TRIES = 400
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
}
SAYABLE = askable_findings(screens().values()) | {name for name, entry in vocabulary().items() if entry.kind in SAID_BY_RUNNERS}


@dataclass(frozen=True, slots=True)
class Line:
    """How one leaf decides one rule."""

    rule: str
    facts: Facts
    by: Facts = field(default_factory=dict)
    denied: Facts = field(default_factory=dict)
    unless: Facts = field(default_factory=dict)
    closes: Facts = field(default_factory=dict)


def leaves(expression: Expression | None) -> list[Leaf]:
    """All places at which an expression reads a finding, in order."""
    if expression is None or isinstance(expression, Is | Compare):
        return [expression] if expression else []
    return [leaf for part in parts_of(expression) for leaf in leaves(part)]


def leaves_of_sign(sign: Sign) -> list[Leaf]:
    """Leaves of what shows and denies a sign; one expression that does both is counted once."""
    both = isinstance(sign.denied_by, Not) and sign.denied_by.part is sign.shown_by
    return [*leaves(sign.shown_by), *([] if both else leaves(sign.denied_by))]


def labelled(found: list[Leaf]) -> dict[str, Leaf]:
    """Leaves by what they say, numbered where two say the same."""
    named: dict[str, Leaf] = {}
    for leaf in found:
        if isinstance(leaf, Compare):
            text = f"{leaf.finding} {leaf.comparison.value} {leaf.limit:g}"
        else:
            text = f"{leaf.finding} is {' or '.join(leaf.choices)}" if leaf.choices else leaf.finding
        same = sum(name == text or name.startswith(f"{text} #") for name in named)
        named[f"{text} #{same + 1}" if same else text] = leaf
    return named


def truth(rule: RedFlag, facts: Facts, blank: Leaf | None = None, *, closed: bool = False) -> bool | None:
    """Whether a rule holds: true, false or unknown (``None``), with the leaf ``blank`` unknown whatever is known.

    ``closed``: what only an examination, a laboratory or a picture shows counts as denied.
    """
    known = dict(facts)
    asked = set(SAYABLE)

    def of(part: Expression) -> tuple[bool, bool]:
        """Return whether it certainly and whether it possibly holds."""
        match part:
            case Is() | Compare():
                value = None if part is blank else known.get(part.finding)
                if value is None:
                    return False, part is blank or not closed or part.finding in asked
                return (True, True) if _holds(part, value) else (False, False)
            case Not(part=inner):
                sure, may = of(inner)
                return not may, not sure
            case All(parts=parts):
                return all(of(p)[0] for p in parts), all(of(p)[1] for p in parts)
            case AtLeast(count=count, parts=parts):
                return sum(of(p)[0] for p in parts) >= count, sum(of(p)[1] for p in parts) >= count
            case Score(points=points, low=low):
                return sum(w * of(p)[0] for w, p in points) >= low, sum(w * of(p)[1] for w, p in points) >= low

    for sign in rule.signs:
        own = known.get(sign.id)
        still_open, closed = closed, False
        shown = own is True or (sign.shown_by is not None and of(sign.shown_by)[0])
        denied = own is False or (sign.denied_by is not None and of(sign.denied_by)[0])
        closed = still_open
        known[sign.id] = True if shown else False if denied else sign.otherwise
        asked |= {sign.id} if set(sign.asks) & SAYABLE else set()
    sure, may = of(rule.when)
    return True if sure else None if may else False


def lines(rule: RedFlag, leaf: Leaf) -> Iterator[Line]:
    """Pictures in which a leaf decides a rule, as far as the search finds any, each as small as it can be."""
    for strict in (False, True):
        for facts in islice(_pivots(rule, rule.when, leaf, strict=strict), TRIES):
            for fact in (*_ways(rule, leaf, want=True), *_ways(rule, leaf, want=False)):
                rest = {name: value for name, value in facts.items() if name not in fact}
                for kind in (_by, _unless, _closes):
                    if kind(rule, rest, fact, leaf):
                        small = _smallest(rest, partial(kind, rule), fact, leaf)
                        if kind is not _by:
                            yield Line(rule.id, small, unless=fact if kind is _unless else {}, closes=fact if kind is _closes else {})
                        else:
                            yield Line(rule.id, small, by=fact, denied=_denial(rule, small, fact))


def size(line: Line) -> tuple[int, int]:
    """Pictures that make a rule fire before those that silence it; small ones first."""
    return 0 if line.by else 1 if line.unless else 2, len(line.facts)


def _by(rule: RedFlag, facts: Facts, fact: Facts, leaf: Leaf) -> bool:
    both = {**facts, **fact}
    return truth(rule, both) is True and truth(rule, facts) is not True and truth(rule, both, leaf) is not True


def _unless(rule: RedFlag, facts: Facts, fact: Facts, leaf: Leaf) -> bool:
    both = {**facts, **fact}
    turned = truth(rule, facts) is True and truth(rule, both) is not True
    return turned and (truth(rule, facts, leaf) is not True or truth(rule, both, leaf) is True)


def _closes(rule: RedFlag, facts: Facts, fact: Facts, leaf: Leaf) -> bool:
    both = {**facts, **fact}
    turned = truth(rule, facts, closed=True) is None and truth(rule, both, closed=True) is False
    return turned and truth(rule, both, leaf, closed=True) is not False


def _denial(rule: RedFlag, facts: Facts, fact: Facts) -> Facts:
    """The opposite of a fact: no, the number next to it on the other side, the choice that leaves the rule silent."""
    (finding, held), *_ = fact.items()
    tried = [value for value in _values(rule, finding) if value != held and truth(rule, {**facts, finding: value}) is not True]
    tried.sort(
        key=lambda value: (abs(value - held), 0) if isinstance(value, int | float) else (truth(rule, {**facts, finding: value}) is None, 0)
    )
    return {finding: tried[0]}


def _smallest(facts: Facts, decides: Callable[[Facts, Facts, Leaf], bool], fact: Facts, leaf: Leaf) -> Facts:
    for name in list(facts):
        fewer = {n: v for n, v in facts.items() if n != name}
        if decides(fewer, fact, leaf):
            facts = fewer
    return facts


def _holds(leaf: Leaf, value: Any) -> bool:
    if isinstance(leaf, Compare):
        return COMPARED[leaf.comparison.value](value, leaf.limit)
    held = value if isinstance(value, list | tuple) else [value]
    return bool(set(held) & set(leaf.choices)) if leaf.choices else bool(value)


def _everywhere(rule: RedFlag) -> list[Leaf]:
    return [*leaves(rule.when), *(leaf for sign in rule.signs for leaf in leaves_of_sign(sign))]


def _values(rule: RedFlag, finding: str) -> list[Any]:
    """Answers to a finding that can matter to a rule: each choice, or the numbers at and next to each limit."""
    entry = vocabulary()[finding]
    match entry.type:
        case ValueType.BOOL:
            return [True, False]
        case ValueType.CHOICE:
            return list(entry.allowed)
        case ValueType.SET:
            return [[choice] for choice in entry.allowed]
    limits = {leaf.limit for leaf in _everywhere(rule) if isinstance(leaf, Compare) and leaf.finding == finding}
    step = 0.1 if finding == "temperature_c" else 1
    near = {round(limit + by, 1) for limit in limits for by in (-step, 0, step)}
    return sorted(int(n) if n == int(n) else n for n in near if entry.low <= n <= entry.high)


def _joined(parts: list[list[Facts]]) -> Iterator[Facts]:
    for chosen in islice(product(*parts), TRIES):
        facts: Facts = {}
        if all(facts.setdefault(name, value) == value for some in chosen for name, value in some.items()):
            yield facts


def _signs(rule: RedFlag, name: str, before: int | None) -> list[tuple[int, Sign]]:
    """The sign of that name, if it is worked out before the one at position ``before``."""
    return [(i, sign) for i, sign in enumerate(rule.signs[:before]) if sign.id == name]


def _ways(rule: RedFlag, part: Expression, *, want: bool, before: int | None = None) -> list[Facts]:
    """Facts that make an expression true or false, a few of the ways."""
    match part:
        case Is(finding=finding) | Compare(finding=finding):
            found: list[Facts] = []
            if finding in vocabulary():
                found += [{finding: value} for value in _values(rule, finding) if _holds(part, value) is want]
            for i, sign in _signs(rule, finding, before):
                other = sign.shown_by if want else sign.denied_by
                found = [*([{}] if sign.otherwise is want else []), *found, *(_ways(rule, other, want=True, before=i) if other else [])]
            return found
        case Not(part=inner):
            return _ways(rule, inner, want=not want, before=before)
    needed, parts = _needed(part)
    chosen = islice(combinations(parts, needed if want else len(parts) - needed + 1), TRIES)
    ways = (facts for some in chosen for facts in _joined([_ways(rule, p, want=want, before=before)[:8] for p in some]))
    return list(islice(ways, TRIES))


def _pivots(rule: RedFlag, part: Expression, leaf: Leaf, *, strict: bool, before: int | None = None) -> Iterator[Facts]:
    """Facts under which an expression stands or falls with one of its leaves; ``strict``: all that could replace it is denied."""
    match part:
        case Is(finding=finding) | Compare(finding=finding):
            if part is leaf:
                yield {}
            for i, sign in _signs(rule, finding, before):
                if sign.shown_by is not None:
                    yield from _pivots(rule, sign.shown_by, leaf, strict=strict, before=i)
                if sign.denied_by is not None:
                    yield from _pivots(rule, sign.denied_by, leaf, strict=False, before=i)
        case Not(part=inner):
            yield from _pivots(rule, inner, leaf, strict=strict, before=before)
        case _:
            needed, parts = _needed(part)
            for own in parts:
                inside = list(islice(_pivots(rule, own, leaf, strict=strict, before=before), TRIES))
                others = [other for other in parts if other is not own]
                for held in combinations(others, needed - 1) if inside else ():
                    rest = [other for other in others if strict and all(other is not h for h in held)]
                    denied = [ways[:4] for other in rest if (ways := _ways(rule, other, want=False, before=before))]
                    yield from _joined([inside, *(_ways(rule, h, want=True, before=before)[:30] for h in held), *denied])


def _needed(part: Expression) -> tuple[int, tuple[Expression, ...]]:
    """How many of its parts make an expression true; every point of a score is one."""
    match part:
        case All(parts=parts):
            return len(parts), parts
        case AtLeast(count=count, parts=parts):
            return count, parts
        case Score(points=points, low=low):
            return int(low), tuple(inner for _, inner in points)
    raise AssertionError(part)
