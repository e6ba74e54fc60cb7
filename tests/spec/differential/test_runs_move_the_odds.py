from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kneewise.app.answer import as_json
from kneewise.app.assess import Assessment, assess
from kneewise.app.desk import Desk
from kneewise.app.intake import question_from
from kneewise.model.fact import Fact, Origin
from tests.casebook import read_cases

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


def test_several_facts_of_the_runs_move_the_odds_no_more_than_the_strongest(desk: Desk) -> None:
    question = question_from({"facts": TOLD}, desk.kb.findings, date(2026, 11, 24))
    runs = [
        Fact(finding=f, value=True, origin=Origin.RUN, odds=3.0, source="FRANDSEN2025")
        for f in ("single_run_spike", "training_jump", "break_restart")
    ]
    one, three = (assess(desk, replace(question, facts=(*question.facts, *runs[:k]))) for k in (1, 3))
    np.testing.assert_allclose(p_of(three), p_of(one), rtol=1e-9)


def test_no_run_lowers_the_urgency_of_any_case(desk: Desk) -> None:
    for case in read_cases():
        question = question_from({"facts": case.facts, "setting": case.setting}, desk.kb.findings, date(2026, 11, 24))
        if any(fact.finding == "single_run_spike" for fact in question.facts):
            continue
        alone = assess(desk, question).level
        for odds, value in ((3.0, True), (1e9, True), (1.0, False)):  # the second is far beyond the cap
            run = Fact(finding="single_run_spike", value=value, origin=Origin.RUN, odds=odds, source="FRANDSEN2025")
            assert assess(desk, replace(question, facts=(*question.facts, run))).level >= alone, case.id


def test_a_warning_sign_can_be_asked_for_after_the_runs_have_spoken(desk: Desk) -> None:
    question = question_from({"facts": TOLD}, desk.kb.findings, date(2026, 11, 24))
    run = Fact(finding="training_jump", value=True, origin=Origin.RUN, odds=2.0, source="FRANDSEN2025")
    assert "training_jump" not in assess(desk, replace(question, facts=(*question.facts, run))).asked
