"""The fast differential equals the slow, plain one."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kneewise.app.desk import Desk
from kneewise.model.condition import Setting
from kneewise.reason.differential import log_prior, posterior, sum_terms
from kneewise.reason.evidence import Evidence, RowEvidence
from kneewise.reason.network import ROWS
from tests.property import plain_twin
from tests.property.plain_twin import Twin

title = "Two ways to a number"


@pytest.fixture(scope="module")
def twin(desk: Desk) -> Twin:
    return Twin(desk.kb)


@st.composite
def observations(
    draw: st.DrawFn, columns: int, grouped: list[list[int]], sizes: dict[str, int]
) -> tuple[dict[int, bool], dict[str, list[int]]]:
    """A few findings, some of them from one dependence group, and constraints on up to two rows (the place of the pain is one)."""
    chosen = draw(st.lists(st.integers(0, columns - 1), max_size=4, unique=True))
    group = draw(st.sampled_from(grouped))
    chosen += draw(st.lists(st.sampled_from(group), min_size=0, max_size=3, unique=True))
    rows = draw(st.lists(st.sampled_from(sorted(sizes)), max_size=2, unique=True))
    constraints = {r: draw(st.lists(st.integers(0, sizes[r] - 1), min_size=1, max_size=sizes[r] - 1, unique=True)) for r in rows}
    return {c: draw(st.booleans()) for c in chosen}, constraints


@given(
    data=st.data(), age=st.none() | st.floats(5, 90), sex=st.sampled_from([None, "female", "male"]), setting=st.sampled_from(list(Setting))
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_posterior_equals_the_enumeration_of_the_joint(
    desk: Desk, twin: Twin, data: st.DataObject, age: float | None, sex: str | None, setting: Setting
) -> None:
    network = desk.network
    grouped = [[j for j, g in enumerate(network.group) if g == k] for k in range(len(network.group_names))]
    bools, rows = data.draw(observations(len(network.findings), grouped, {name: len(network.rows[name].values) for name in ROWS}))
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
    """Each finding for each cause: no cell of the table is left out."""
    network = desk.network
    assert network.p.shape == (len(network.causes), len(network.findings))
    for finding, j in network.findings.items():
        plain = [twin.p_finding(cause, finding) for cause in network.causes]
        assert network.p[:, j].tolist() == pytest.approx(plain, rel=1e-9), finding


def test_the_twin_shares_no_code_with_what_it_checks() -> None:
    """It knows the nouns of the model and the standard library, nothing else, so that one mistake cannot be made on both ways."""
    tree = ast.parse(Path(plain_twin.__file__).read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {"." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level}
    own = {name for name in named if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in own if not name.startswith("kneewise.model.")} == set()
    assert own
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"__import__", "exec", "eval"}
    assert "importlib" not in named


def test_every_row_equals_its_plain_computation(desk: Desk, twin: Twin) -> None:
    for name in ROWS:
        row = desk.network.rows[name]
        for i, cause in enumerate(desk.network.causes):
            assert row.p[i].sum() == pytest.approx(1.0)
            for v, value in enumerate(row.values):
                assert row.p[i, v] == pytest.approx(twin.p_value(cause, name, value), rel=1e-9)
