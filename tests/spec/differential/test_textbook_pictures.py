"""Each cause as a textbook draws it, made from the knowledge itself."""

from __future__ import annotations

import numpy as np
import pytest

from kneewise.app.desk import Desk
from kneewise.model.condition import Setting
from kneewise.reason.differential import Differential, assess
from kneewise.reason.evidence import Evidence, RowEvidence
from kneewise.reason.network import OTHER

title = "Every cause is found by its own textbook picture"

SIGNS = 8


def picture(desk: Desk, cause: int) -> Evidence:
    """The commonest value of every row, and the signs that mark the cause off most."""
    network = desk.network
    rows = []
    for name, row in network.rows.items():
        rows.append(RowEvidence(name, (int(row.p[cause].argmax()),), (name,)))
    injury = network.rows["onset"].values[int(network.rows["onset"].p[cause].argmax())] == "injury"
    p = network.p[cause]
    lift = np.log(p / network.p[-1])
    marks = [int(j) for j in np.argsort(-lift) if p[j] >= 0.5 and desk.kb.findings[list(network.findings)[j]].core]
    chosen = sorted(j for j in marks[:SIGNS] if injury or not network.given_injury[j])
    return Evidence(tuple(chosen), (True,) * len(chosen), tuple(rows), injury or None)


@pytest.fixture(scope="module")
def results(desk: Desk) -> dict[str, Differential]:
    found = {}
    for i, cause in enumerate(desk.network.causes):
        if cause != OTHER:
            age = max(desk.kb.conditions[cause].age_curve, key=lambda point: point[1])[0]
            found[cause] = assess(desk.network, desk.kb, picture(desk, i), Setting.RUNNER, {"age": age}, draws=16)
    return found


def ranks(desk: Desk, results: dict[str, Differential]) -> dict[str, int]:
    return {cause: int((result.p > result.p[desk.network.causes.index(cause)]).sum()) + 1 for cause, result in results.items()}


def test_nearly_every_textbook_picture_puts_its_cause_among_the_first_three(desk: Desk, results: dict[str, Differential]) -> None:
    late = {cause: rank for cause, rank in ranks(desk, results).items() if rank > 3}
    assert len(late) <= 0.03 * len(results), late


def test_most_textbook_pictures_put_their_cause_first_rare_ones_included(desk: Desk, results: dict[str, Differential]) -> None:
    second = {cause: rank for cause, rank in ranks(desk, results).items() if rank > 1}
    assert len(second) <= 0.15 * len(results), second


def test_the_pictures_of_the_three_nearest_look_alikes_do_not_put_a_cause_first(desk: Desk, results: dict[str, Differential]) -> None:
    wrong = []
    for cause, result in results.items():
        order = [desk.network.causes[i] for i in np.argsort(-result.p) if desk.network.causes[i] not in (cause, OTHER)]
        for look_alike in order[:3]:
            other = results[look_alike]
            if desk.network.causes[int(other.p.argmax())] == cause:
                wrong.append((cause, look_alike))
    assert len(wrong) <= 0.1 * len(results)
