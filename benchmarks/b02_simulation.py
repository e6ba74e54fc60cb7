"""B-02: patients drawn from the model. Calibration, coverage of the intervals, broken assumptions, questions needed.

Usage: b02_simulation.py [PATIENTS]   (default 100,000 for calibration; the slower parts use a share of it)
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.simulate import World, answered, draw, world_of
from kneewise.app.desk import Desk, open_desk
from kneewise.app.intake import Question
from kneewise.app.interview import Interview, next_page
from kneewise.model.condition import Setting
from kneewise.reason.differential import DRAWS, PRIOR_LABEL, interval, posterior, sum_terms
from kneewise.reason.likelihood import ROW_LABEL, draws_of_normals

QUESTIONS = 18


def calibration(desk: Desk, world: World, patients: int, seed: int) -> tuple[float, float, float, float]:
    """ECE of the first answer, ECE over all causes, share first right, share among three."""
    random = np.random.default_rng(seed)
    network = desk.network
    prior = network.log_base[Setting.RUNNER]
    said = np.empty((patients, len(network.causes)))
    true = np.empty(patients, dtype=int)
    for n in range(patients):
        patient = draw(desk, world, random)
        evidence = answered(desk, patient, random, QUESTIONS)
        said[n] = posterior(prior, sum_terms(network, evidence, 0), desk.kb.parameter("temperature"))
        true[n] = patient.cause
    first = said.argmax(axis=1)
    top = said.max(axis=1)
    hit = first == true
    every = np.zeros_like(said)
    every[np.arange(patients), true] = 1
    three = np.argsort(-said, axis=1)[:, :3]
    return ece(top, hit), ece(said.ravel(), every.ravel()), float(hit.mean()), float((three == true[:, None]).any(axis=1).mean())


def ece(p: np.ndarray, hit: np.ndarray, bins: int = 20) -> float:
    index = np.minimum((p * bins).astype(int), bins - 1)
    count = np.bincount(index, minlength=bins)
    gap = np.abs(np.bincount(index, weights=p, minlength=bins) - np.bincount(index, weights=hit, minlength=bins))
    return float(gap.sum() / count.sum())


def coverage(desk: Desk, patients: int, seed: int) -> tuple[float, float]:
    """Share of posteriors under the true parameters that lie in the 90 % interval: of the first cause, and of all with p over 1 %."""
    random = np.random.default_rng(seed)
    network = desk.network
    truths = 50
    first: list[bool] = []
    every: list[bool] = []
    for _ in range(truths):
        world, log_prior = true_world(desk, random)
        exact = replace_parameters(desk, world)
        for _ in range(patients // truths):
            patient = draw(desk, replace(world, log_prior=log_prior), random)
            evidence = answered(desk, patient, random, QUESTIONS)
            truth = posterior(log_prior, sum_terms(exact, evidence, 0), 1.0)
            shaken = network.log_base[Setting.RUNNER] + network.prior_spread * draws_of_normals(
                network.seed, PRIOR_LABEL, (len(network.causes),), DRAWS
            )
            shaken -= np.logaddexp.reduce(shaken, axis=1, keepdims=True)
            low, high = interval(shaken + sum_terms(network, evidence, DRAWS))
            inside = (low <= truth) & (truth <= high)
            said = posterior(network.log_base[Setting.RUNNER], sum_terms(network, evidence, 0), 1.0)
            first.append(inside[int(said.argmax())])
            every.extend(inside[said > 0.01])
    return float(np.mean(first)), float(np.mean(every))


def true_world(desk: Desk, random: np.random.Generator) -> tuple[World, np.ndarray]:
    """One draw of all parameters from their stated uncertainty."""
    network = desk.network
    p = 1 / (1 + np.exp(-(network.logit + network.spread * random.standard_normal(network.logit.shape))))
    rows = {}
    for name, row in network.rows.items():
        weights = row.p * np.exp(row.spread * random.standard_normal(row.p.shape))
        rows[name] = weights / weights.sum(axis=1, keepdims=True)
    log_prior = network.log_base[Setting.RUNNER] + network.prior_spread * random.standard_normal(len(network.causes))
    return World(log_prior, p, rows, network.shift), log_prior


def replace_parameters(desk: Desk, world: World):  # type: ignore[no-untyped-def]  # a Network with other numbers
    network = desk.network
    rows = {n: replace(r, p=world.rows[n]) for n, r in network.rows.items()}
    return replace(network, p=world.p, rows=rows)


def broken(desk: Desk, patients: int) -> None:
    """What becomes of calibration when the model's assumptions do not hold."""
    network, world = desk.network, world_of(desk)
    random = np.random.default_rng(11)
    doubled = world.log_prior + np.log(2) * random.choice([-1.0, 1.0], size=len(network.causes))
    worlds = {
        "as the model": world,
        "base rates x2 or /2 at random": replace(world, log_prior=doubled),
        "dependence within groups doubled": replace(world, shift=2 * world.shift),
        "10 % wrong answers": replace(world, wrong_answers=0.1),
        "all numbers drawn from their spread": true_world(desk, random)[0],
    }
    print(f"Broken assumptions ({patients} patients each): ECE of the first answer, first right, among three")
    for name, other in worlds.items():
        gap, _, first, three = calibration(desk, other, patients, seed=5)
        print(f"  {name:38} {gap:.3f}  {100 * first:.0f} %  {100 * three:.0f} %")


def questions(desk: Desk, patients: int) -> None:
    """Screens until nothing more would change the advice: our order, the fixed order of the file, random order."""
    print(f"Screens until the interview ends ({patients} patients)")
    for order in ("best", "fixed", "random"):
        random, counts, right = np.random.default_rng(23), [], 0
        chooser = np.random.default_rng(29)

        def pick(ranked, order=order, chooser=chooser):  # type: ignore[no-untyped-def]
            if order == "best" or not ranked:
                return ranked
            names = list(desk.kb.questions)
            return (
                sorted(ranked, key=lambda q: names.index(q.screen))
                if order == "fixed"
                else list(chooser.permutation(np.array(ranked, dtype=object)))
            )

        for _ in range(patients):
            patient = draw(desk, world_of(desk), random)
            interview = Interview(Question(facts=(), text="", setting=Setting.RUNNER, today="2026-11-24"))
            while True:
                page, done = next_page(desk, interview, pick)
                if page is None:
                    break
                interview = interview.answered(page, {f: patient.value(desk.network, f) for f in page.findings})
            counts.append(len(interview.answers))
            right += int(done.leading.result.p.argmax()) == patient.cause
        told = f"median {np.median(counts):.0f}, mean {np.mean(counts):.1f}, 9 of 10 within {np.quantile(counts, 0.9):.0f}"
        print(f"  {order:7} {told}; first right {100 * right / patients:.0f} %")


def main() -> None:
    patients = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    desk = open_desk()
    start = time.perf_counter()
    gap, every, first, three = calibration(desk, world_of(desk), patients, seed=3)
    print(f"{patients} patients drawn from the model, {QUESTIONS} random answers each ({time.perf_counter() - start:.0f} s)")
    print(
        f"  ECE of the first answer {gap:.4f}, of all causes {every:.5f}; first right {100 * first:.0f} %, among three {100 * three:.0f} %"
    )
    one, many = coverage(desk, max(500, patients // 50), seed=7)
    print(f"90 % intervals hold the truth: first cause {100 * one:.1f} %, all causes over 1 % {100 * many:.1f} %")
    broken(desk, max(1000, patients // 10))
    questions(desk, max(40, patients // 500))
    assert gap < 0.02, "the first answer is not calibrated on the model's own patients"
    assert 0.88 <= many <= 0.92, "the intervals do not hold what they say"
    assert ROW_LABEL != PRIOR_LABEL


if __name__ == "__main__":
    main()
