from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.casebook import read_cases
from tests.door import MALFORMED, TODAY, UNKNOWN, USAGE, Said, assess_document, call, validator
from tests.factsets import values_of
from tests.spec.triage.rules import vocabulary

title = "Any input gives an answer or a clear error, never a traceback"

SLOW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from([10**400, -(10**400), 1e308, float("nan")])
)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)), max_leaves=12
)
FINDINGS = st.sampled_from(sorted(vocabulary()))
WORDS = sorted({word for case in read_cases() for word in case.text.split()})


@st.composite
def facts_of_any_value(draw: st.DrawFn) -> dict[str, Any]:
    """One fact of a real finding: mostly with a value that it can have, and now and then with anything else."""
    name = draw(FINDINGS)
    fact = {"finding": name, "value": draw(st.one_of(values_of(vocabulary()[name]), values_of(vocabulary()[name]), st.none(), ANY_JSON))}
    extra = st.fixed_dictionaries(
        {},
        optional={
            "side": st.sampled_from(["left", "right", "both", None]),
            "origin": st.sampled_from(["answer", "text", "clinician", "run", "video", "diary"]),
            "confirmed": st.booleans(),
            "seen_on": st.dates().map(str),
        },
    )
    return fact | draw(extra)


@st.composite
def true_facts(draw: st.DrawFn) -> dict[str, Any]:
    """One fact that every finding takes."""
    name = draw(FINDINGS)
    fact = {"finding": name, "value": draw(st.one_of(values_of(vocabulary()[name]), st.none()))}
    return fact | draw(st.fixed_dictionaries({}, optional={"side": st.sampled_from(["left", "right", "both"]), "confirmed": st.booleans()}))


DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "schema": st.one_of(st.just("kneewise.facts/1"), ANY_JSON),
        "setting": st.one_of(st.sampled_from(["runner", "primary_care"]), ANY_JSON),
        "today": st.one_of(st.dates().map(str), ANY_JSON),
        "text": st.one_of(st.text(max_size=60), ANY_JSON),
        "facts": st.one_of(st.lists(st.one_of(facts_of_any_value(), ANY_JSON), max_size=4), ANY_JSON),
    },
)


def answered_or_refused(said: Said, schema: str = "assessment") -> None:
    """Either a valid answer alone on standard output, or a valid error alone on standard error with a code of the contract."""
    if said.code == 0:
        validator(schema).validate(said.answer)
    else:
        assert said.code in (USAGE, UNKNOWN, MALFORMED)
        assert said.error["message"]


@QUICK
@given(ANY_JSON)
def test_any_json(document: Any) -> None:
    answered_or_refused(assess_document(document))


@QUICK
@given(DOCUMENTS)
def test_any_document_near_the_contract(document: Any) -> None:
    answered_or_refused(assess_document(document))


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    answered_or_refused(call("assess", "-", "--json", "--today", TODAY, given=content))
    answered_or_refused(call("assess", "--text-file", "-", "--json", "--today", TODAY, given=content))


@SLOW
@given(st.lists(facts_of_any_value(), max_size=8))
def test_any_facts_of_real_findings(facts: list[dict[str, Any]]) -> None:
    answered_or_refused(assess_document({"facts": facts}))


@SLOW
@given(st.lists(true_facts(), max_size=25), st.sampled_from(["runner", "primary_care", "sports_clinic", "emergency_department"]))
def test_any_facts_that_findings_take_are_answered(facts: list[dict[str, Any]], setting: str) -> None:
    """However they contradict each other."""
    said = assess_document({"facts": facts, "setting": setting})
    validator("assessment").validate(said.answer)
    for side in {c["side"] for c in said.answer["causes"]}:
        causes = [c for c in said.answer["causes"] if c["side"] == side]
        assert abs(sum(c["p"] for c in causes) - 1) < 1e-9
        assert all(0 <= c["interval"][0] <= c["p"] <= c["interval"][1] <= 1 for c in causes)
        assert [c["p"] for c in causes] == sorted((c["p"] for c in causes), reverse=True)


@SLOW
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
def test_any_text(text: str) -> None:
    answered_or_refused(assess_document({"text": text}))


@QUICK
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
def test_any_text_as_a_claim(text: str) -> None:
    answered_or_refused(call("claim", "--json", "--", text), "claim")


@SLOW
@given(st.lists(st.one_of(DOCUMENTS, ANY_JSON, st.text(max_size=30)), max_size=3))
def test_any_lines_of_a_batch(lines: list[Any]) -> None:
    content = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    said = call("assess", "--batch", "-", "--today", TODAY, given=content.encode("utf-8", "surrogatepass"))
    if said.code in (0, 5):
        assert said.err == ""
        for line in said.lines:
            validator("batch").validate(line)
    else:
        assert said.code == MALFORMED
        assert said.error["message"]


@QUICK
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12), st.sampled_from(["assess", "findings", "schema", "knowledge", "show", "--json", "-", "--text", "--today"])
        ),
        max_size=5,
    )
)
def test_any_arguments(arguments: list[str]) -> None:
    said = call(*arguments)
    assert said.code in (0, USAGE, UNKNOWN, MALFORMED, 6)
    assert said.out or said.err
