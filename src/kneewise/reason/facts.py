"""From facts as given to what is known of one knee: which facts count, what follows from them, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from kneewise.model.expression import findings_in
from kneewise.model.fact import Derived, Fact, Side, Value
from kneewise.model.finding import Finding, Scope, ValueType
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.kleene import evaluate


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one knee and its owner.

    Parameters
    ----------
    values : mapping of str to Value
        One value per finding; ``None`` means asked, not known.
    sources : mapping of str to tuple of str
        For derived values: the findings they follow from.
    conflicts : tuple of str
        Findings stated with different values.
    side : Side or None
        The knee, ``None`` where no side was named.
    """

    values: Mapping[str, Value]
    sources: Mapping[str, tuple[str, ...]]
    conflicts: tuple[str, ...]
    side: Side | None

    def derived(self) -> tuple[Derived, ...]:
        """Values that were not stated but follow."""
        return tuple(Derived(finding=f, value=self.values[f], side=self.side, from_findings=s) for f, s in sorted(self.sources.items()))


def knees(facts: Iterable[Fact], kb: KnowledgeBase, told: Side | None = None) -> tuple[Side | None, ...]:
    """The knees to be assessed, each on its own; ``(None,)`` where no side was named.

    Parameters
    ----------
    told : Side or None
        The knee that a text is about, also where nothing else was read of it.
    """
    named = {f.side for f in facts if f.side and kb.findings[f.finding].scope is Scope.KNEE and f.value not in (None, False)}
    named |= {told} if told else set()
    if Side.BOTH in named or {Side.LEFT, Side.RIGHT} <= named:
        return (Side.LEFT, Side.RIGHT)
    sides = tuple(sorted(s for s in named if s))
    return sides or (None,)


def known(facts: Iterable[Fact], side: Side | None, kb: KnowledgeBase, *, for_triage: bool) -> Known:
    """Resolve the facts of one knee.

    Parameters
    ----------
    facts : iterable of Fact
        Valid facts, in the order in which they were stated.
    side : Side or None
        The knee; facts without a side, of both knees and of the person count for either.
    kb : KnowledgeBase
        Vocabulary.
    for_triage : bool
        True: the safe view, in which a denial that was only read from text, or only follows from such text, is unknown, and of two
        contradictory statements the positive one holds. False: a confirmed statement beats text, a later one an earlier one.

    Returns
    -------
    Known
    """
    stated: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.side in (None, Side.BOTH, side) or side is None or kb.findings[fact.finding].scope is not Scope.KNEE:
            stated.setdefault(fact.finding, []).append(fact)
    values: dict[str, Value] = {}
    conflicts = []
    for finding, several in stated.items():
        if len({repr(f.value) for f in several if f.value is not None}) > 1 and kb.findings[finding].type is not ValueType.SET:
            conflicts.append(finding)
        values[finding] = _safe(several) if for_triage else _best(several, kb.findings[finding])
    unsure = {finding for finding, several in stated.items() if for_triage and not any(map(_is_firm, several))}
    sources: dict[str, tuple[str, ...]] = {}
    size = -1
    while size < len(sources):  # a derived finding may rest on another one; each round settles at least one more
        size = len(sources)
        _imply(values, sources, kb, unsure)
        _settle_choices(values, sources, kb)
        _evaluate_definitions(values, sources, kb)
    return Known(values, sources, tuple(conflicts), side)


def _best(several: list[Fact], finding: Finding) -> Value:
    firm = [f for f in several if f.confirmed] or several
    if finding.type is ValueType.SET:
        return tuple(dict.fromkeys(v for f in firm if isinstance(f.value, tuple) for v in f.value))
    return firm[-1].value


def _safe(several: list[Fact]) -> Value:
    usable = [f.value for f in several if _is_firm(f) or f.value not in (False, "none")]
    if any(v is True for v in usable):
        return True
    chosen = tuple(dict.fromkeys(x for v in usable if isinstance(v, tuple) for x in v))
    return chosen or (usable[-1] if usable else None)


def _is_firm(fact: Fact) -> bool:
    """Whether a denial may be believed: text that nobody confirmed may have been misread."""
    return fact.confirmed


def behind_rules(kb: KnowledgeBase) -> Mapping[str, frozenset[str]]:
    """For every rule of triage the findings that it reads, itself or through what they follow from."""
    origins = _origins(kb)
    found = {}
    for rule in kb.red_flags.values():
        expressions = [rule.when, *(e for sign in rule.signs for e in (sign.shown_by, sign.denied_by) if e is not None)]
        todo = [name for e in expressions for name in findings_in(e)]
        read: set[str] = set()
        while todo:
            name = todo.pop()
            if name not in read:
                read.add(name)
                todo += origins.get(name, ())
        found[rule.id] = frozenset(read)
    return found


def _origins(kb: KnowledgeBase) -> dict[str, set[str]]:
    """For each finding those from which it can follow: see :func:`_imply`, :func:`_settle_choices`, :func:`_evaluate_definitions`."""
    found: dict[str, set[str]] = {}
    for entry in kb.findings.values():
        own = found.setdefault(entry.id, set())
        own |= {*(findings_in(entry.when) if entry.when else ()), *([entry.bins_from] if entry.bins_from else ())}
        if entry.row:
            found.setdefault(entry.row, set()).add(entry.id)
            own |= {entry.row} if entry.row_both_ways else set()
        for implied in entry.implies:
            found.setdefault(implied.finding, set()).add(entry.id)
    return found


def readings(
    facts: Sequence[Fact], kb: KnowledgeBase, behind: Iterable[Collection[str]], at_most: int = 256
) -> tuple[tuple[Fact, ...], ...]:
    """Every consistent reading of contradictory numbers and choices; triage takes the one that is most urgent.

    Contradictory yes/no facts need none: there the positive one holds.

    Parameters
    ----------
    behind : iterable of collection of str
        The findings behind each rule. A rule meets all readings of its own findings; a dispute about any other changes nothing.
    at_most : int
        Bound on the readings formed for one rule.
    """
    several: dict[str, list[Value]] = {}
    for fact in facts:
        if fact.value is not None and kb.findings[fact.finding].type in (ValueType.NUMBER, ValueType.CHOICE):
            held = several.setdefault(fact.finding, [])
            if fact.value not in held:
                held.append(fact.value)
    disputed = {finding: values for finding, values in several.items() if len(values) > 1}
    together = {tuple(f for f in disputed if f in read) for read in behind}
    found: dict[tuple[Fact, ...], None] = {}
    for names in sorted(together) or [()]:
        for choice in islice(product(*(disputed[f] for f in names)), at_most):
            kept = dict(zip(names, choice, strict=True))
            found[tuple(f for f in facts if f.finding not in kept or f.value is None or f.value == kept[f.finding])] = None
    return tuple(found)


def _imply(values: dict[str, Value], sources: dict[str, tuple[str, ...]], kb: KnowledgeBase, unsure: Collection[str]) -> None:
    for finding in list(values):
        for rule in kb.findings[finding].implies:
            if rule.value is False and finding in unsure:
                continue
            if values[finding] == rule.when and values.get(rule.finding) is None:
                values[rule.finding] = rule.value
                sources[rule.finding] = (finding,)


def _settle_choices(values: dict[str, Value], sources: dict[str, tuple[str, ...]], kb: KnowledgeBase) -> None:
    """Numbers to choices, yes/no findings to the choice they settle, and back."""
    for choice in kb.findings.values():
        number = values.get(choice.bins_from)
        if values.get(choice.id) is None and isinstance(number, (int, float)):
            values[choice.id] = choice.allowed[sum(number >= edge for edge in choice.bins)]
            sources[choice.id] = (choice.bins_from,)
    for finding in list(values):
        entry = kb.findings[finding]
        if not entry.row or values[finding] is not True:
            continue
        row = kb.findings[entry.row]
        if row.type is ValueType.SET:
            held = values.get(entry.row)
            if not isinstance(held, tuple) or (entry.row in sources and finding not in held):
                values[entry.row] = (*(held if isinstance(held, tuple) else ()), *entry.row_values)
                sources[entry.row] = (*sources.get(entry.row, ()), finding)
        elif len(entry.row_values) == 1 and values.get(entry.row) is None:
            values[entry.row] = entry.row_values[0]
            sources[entry.row] = (finding,)
    for entry in kb.findings.values():
        if entry.row_both_ways and values.get(entry.id) is None and values.get(entry.row) is not None:
            held = values[entry.row]
            if isinstance(held, tuple):
                settled: Value = True if set(entry.row_values) & set(held) else None
            else:
                settled = held in entry.row_values
            if settled is not None:
                values[entry.id] = settled
                sources[entry.id] = (entry.row,)


def _evaluate_definitions(values: dict[str, Value], sources: dict[str, tuple[str, ...]], kb: KnowledgeBase) -> None:
    for entry in kb.findings.values():
        if entry.when is None or values.get(entry.id) is not None:
            continue
        result = evaluate(entry.when, values)
        if result is not None:
            values[entry.id] = result
            sources[entry.id] = tuple(f for f in findings_in(entry.when) if values.get(f) is not None)
