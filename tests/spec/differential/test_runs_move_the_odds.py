from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kneewise.app.answer import as_json
from kneewise.app.assess import Assessment, assess
from kneewise.app.desk import Desk
from kneewise.app.intake import question_from
from kneewise.model.condition import Level
from kneewise.model.fact import Fact, Origin

title = "What the runs tell of load moves all causes of overuse together, by a capped factor, and nothing else"

TOLD = {"main_site": ["loc_lateral"], "downhill": True, "fall_blow": False}


def asked(desk: Desk, odds: float | None, told: dict[str, object] = TOLD, value: bool = True) -> Assessment:
    question = question_from({"facts": told}, desk.kb.findings, date(2026, 11, 24))
    run = Fact(finding="single_run_spike", value=value, origin=Origin.RUN, odds=odds, source="FRANDSEN2025")
    return assess(desk, replace(question, facts=(*question.facts, *([] if odds is None else [run]))))


def p_of(done: Assessment) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(done.knees[0].result.p)


@pytest.mark.parametrize("odds", [1.4, 3.0])
def test_the_odds_of_overuse_grow_by_no_more_than_the_factor(desk: Desk, odds: float) -> None:
    overuse = desk.network.overuse
    before, after = p_of(asked(desk, None)), p_of(asked(desk, odds))
    grown = (after[overuse].sum() / after[~overuse].sum()) / (before[overuse].sum() / before[~overuse].sum())
    assert 1 < grown <= odds + 1e-9
    assert grown == pytest.approx(odds ** (1 / desk.kb.parameter("temperature")))


def test_within_overuse_and_within_the_rest_nothing_moves(desk: Desk) -> None:
    before, after = p_of(asked(desk, None)), p_of(asked(desk, 2.0))
    for part in (desk.network.overuse, ~desk.network.overuse):
        np.testing.assert_allclose(after[part] / after[part].sum(), before[part] / before[part].sum(), rtol=1e-9)


def test_a_factor_of_one_changes_nothing(desk: Desk) -> None:
    np.testing.assert_allclose(p_of(asked(desk, 1.0, value=False)), p_of(asked(desk, None)), rtol=1e-9)


def test_the_answer_says_what_the_runs_added_and_on_what_it_rests(desk: Desk) -> None:
    answer = as_json(desk, asked(desk, 2.0))
    (fact,) = [f for f in answer["facts"] if f["origin"] == "run"]
    assert (fact["finding"], fact["value"]) == ("single_run_spike", True)
    (reason,) = [w for w in answer["causes"][0]["because"]["for"] if w["finding"] == "single_run_spike"]
    assert reason["source"] == "FRANDSEN2025"
    assert 0 < reason["weight"] <= np.log10(3.0)


def test_no_run_lowers_an_emergency(desk: Desk) -> None:
    told: dict[str, object] = {"fever": True, "warmth": True, "effusion": True, "age": 50}
    assert asked(desk, None, told).level is Level.EMERGENCY
    assert asked(desk, 3.0, told).level is Level.EMERGENCY
