"""Random facts over the whole vocabulary, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kneewise.model.expression import findings_in
from kneewise.model.finding import Finding, Kind, ValueType
from tests.casebook import read_cases
from tests.spec.triage.rules import red_flags, vocabulary

SAID = (Kind.HISTORY, Kind.SELF_TEST, Kind.PERSON)
READ_BY_RULES = tuple(
    sorted(
        {
            name
            for rule in red_flags().values()
            for expression in (rule.when, *(part for sign in rule.signs for part in (sign.shown_by, sign.denied_by) if part is not None))
            for name in findings_in(expression)
            if name in vocabulary()
        }
    )
)
CASES = tuple(case for case in read_cases() if isinstance(case.facts, dict))
SPOKEN = tuple(sorted(name for name, entry in vocabulary().items() if entry.kind in SAID))


def values_of(entry: Finding) -> st.SearchStrategy[Any]:
    """Any value that a finding can have, as JSON; not ``None``."""
    match entry.type:
        case ValueType.BOOL:
            return st.booleans()
        case ValueType.NUMBER:
            return st.integers(int(entry.low) + (entry.low % 1 > 0), int(entry.high))
        case ValueType.CHOICE:
            return st.sampled_from(entry.allowed)
        case ValueType.SET:
            return st.lists(st.sampled_from(entry.allowed), min_size=1, max_size=3, unique=True)


@st.composite
def fact_sets(draw: st.DrawFn, most: int = 12) -> dict[str, Any]:
    """Facts by finding: some that rules of triage read, some of the rest, some not known."""
    names = draw(st.lists(st.one_of(st.sampled_from(READ_BY_RULES), st.sampled_from(SPOKEN)), max_size=most, unique=True))
    return {name: draw(st.one_of(values_of(vocabulary()[name]), values_of(vocabulary()[name]), st.none())) for name in names}


@st.composite
def case_parts(draw: st.DrawFn) -> dict[str, Any]:
    """Some of the facts of a case: pictures nearer to real ones than facts drawn one by one."""
    case = draw(st.sampled_from(CASES))
    return {name: value for name, value in case.facts.items() if draw(st.booleans())}


def listed(facts: dict[str, Any], **fields: Any) -> list[dict[str, Any]]:
    """Facts as a list in the contract's form."""
    return [{"finding": finding, "value": value, **fields} for finding, value in facts.items()]
