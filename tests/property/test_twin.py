"""The fast differential equals the slow, plain one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kneewise.app.desk import Desk
from kneewise.model.condition import Setting
from kneewise.reason.differential import log_prior, posterior, sum_terms
from kneewise.reason.evidence import Evidence, RowEvidence
from kneewise.reason.network import ROWS
from tests.property.plain_twin import Twin

title = "Two ways to a number"


@pytest.fixture(scope="module")
def twin(desk: Desk) -> Twin:
    return Twin(desk.kb)


@st.composite
def observations(draw: st.DrawFn, columns: int, grouped: list[list[int]]) -> tuple[dict[int, bool], dict[str, list[int]]]:
    """A few findings, some of them from one dependence group, and constraints on some rows."""
    chosen = draw(st.lists(st.integers(0, columns - 1), max_size=4, unique=True))
    group = draw(st.sampled_from(grouped))
    chosen += draw(st.lists(st.sampled_from(group), min_size=0, max_size=3, unique=True))
    rows = draw(st.lists(st.sampled_from(["onset", "swelling", "morning_stiffness", "duration"]), max_size=2, unique=True))
    sizes = {"onset": 3, "swelling": 4, "morning_stiffness": 4, "duration": 6}
    constraints = {r: draw(st.lists(st.integers(0, sizes[r] - 1), min_size=1, max_size=sizes[r] - 1, unique=True)) for r in rows}
    return {c: draw(st.booleans()) for c in chosen}, constraints


@given(
    data=st.data(), age=st.none() | st.floats(5, 90), sex=st.sampled_from([None, "female", "male"]), setting=st.sampled_from(list(Setting))
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_posterior_equals_the_enumeration_of_the_joint(
    desk: Desk, twin: Twin, data: st.DataObject, age: float | None, sex: str | None, setting: Setting
) -> None:
    network = desk.network
    grouped = [[j for j, g in enumerate(network.group) if g == k] for k in range(len(network.group_names))]
    bools, rows = data.draw(observations(len(network.findings), grouped))
    names = {j: f for f, j in network.findings.items()}
    injury = rows.get("onset") == [network.rows["onset"].values.index("injury")]
    evidence = Evidence(
        columns=tuple(sorted(bools)),
        observed=tuple(bools[c] for c in sorted(bools)),
        rows=tuple(RowEvidence(r, tuple(sorted(v)), (r,)) for r, v in rows.items()),
        injury=True if injury else None,
    )
    values = {"age": age, "sex": sex}
    fast = posterior(log_prior(network, desk.kb, setting, values), sum_terms(network, evidence, 0), desk.kb.parameter("temperature"))
    slow = twin.posterior(
        {names[c]: v for c, v in bools.items()},
        {r: {network.rows[r].values[i] for i in v} for r, v in rows.items()},
        setting,
        age,
        sex,
    )
    for cause, p in zip(network.causes, fast, strict=True):
        assert p == pytest.approx(slow[cause], rel=1e-8, abs=1e-12)


def test_every_cell_equals_its_plain_computation(desk: Desk, twin: Twin) -> None:
    network = desk.network
    for finding in list(network.findings)[::7]:
        for i, cause in enumerate(network.causes):
            assert network.p[i, network.findings[finding]] == pytest.approx(twin.p_finding(cause, finding), rel=1e-9)


def test_every_row_equals_its_plain_computation(desk: Desk, twin: Twin) -> None:
    for name in ROWS:
        row = desk.network.rows[name]
        for i, cause in enumerate(desk.network.causes):
            assert row.p[i].sum() == pytest.approx(1.0)
            for v, value in enumerate(row.values):
                assert row.p[i, v] == pytest.approx(twin.p_value(cause, name, value), rel=1e-9)
