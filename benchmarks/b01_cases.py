"""B-01: how often Kneewise is right on the cases, frozen and working apart, beside published figures of doctors and checkers.

Usage: b01_cases.py [--mode facts|text|both] [--wrong] [--only frozen|working]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from kneewise.app.desk import Desk, open_desk
from kneewise.app.intake import question_from
from kneewise.app.interview import interviewed
from kneewise.model.condition import Level
from tests.casebook import TODAY, Case, Outcome, ask, outcome, read_cases

PUBLISHED = """Published, for comparison (other cases, other settings):
  234 doctors, 45 general vignettes (10.1001/jamainternmed.2016.6001): first 72 %, among three 84 %
  23 symptom checkers, same vignettes (10.1136/bmj.h3480): first 34 %, among three 51 %; urgency right 57 %
  knee checker, 26 diagnoses, 527 patients (10.1177/0363546514541654): in a list of 4.8 names 89 %, specificity 27 %"""


def describe(results: list[Outcome]) -> None:
    n = len(results)
    ranks = np.array([r.rank for r in results])
    brier = np.mean([sum((p - (c in r.case.right)) ** 2 for c, p in r.p.items()) for r in results])
    print(f"  cases {n}: first {share(ranks == 1)}, among three {share(ranks <= 3)}, among five {share(ranks <= 5)}")
    print(f"  names that hold 90 % of the probability: mean {np.mean([r.length_90 for r in results]):.1f}")
    in_list = np.mean([r.rank <= r.length_90 for r in results])
    print(f"  right answer within that list: {100 * in_list:.0f} %; Brier {brier:.3f}")
    reliability(results)
    urgency(results)


def share(hits: np.ndarray) -> str:
    return f"{100 * hits.mean():.0f} % ({hits.sum()}/{hits.size})"


def reliability(results: list[Outcome]) -> None:
    p = np.array([r.p[r.order[0]] for r in results])
    right = np.array([r.rank == 1 for r in results])
    print("  reliability of the first answer: said -> was (cases)")
    for low, high in ((0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01)):
        here = (p >= low) & (p < high)
        if here.any():
            print(f"    {100 * p[here].mean():3.0f} % -> {100 * right[here].mean():3.0f} % ({here.sum()})")
    slope, intercept = calibration(p, right)
    print(f"  calibration slope {slope:.2f} (1 is right), intercept {intercept:+.2f} (0 is right); ECE {ece(p, right):.3f}")


def calibration(p: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and intercept of a logistic regression of being right on the logit of what was said (Newton's method)."""
    x = np.column_stack([np.ones(p.size), np.log(p / (1 - np.minimum(p, 0.9999)))])
    beta = np.array([0.0, 1.0])
    for _ in range(50):
        mu = 1 / (1 + np.exp(-x @ beta))
        hessian = x.T @ (x * (mu * (1 - mu))[:, None]) + 1e-6 * np.eye(2)
        beta = beta + np.linalg.solve(hessian, x.T @ (right - mu))
    return float(beta[1]), float(beta[0])


def ece(p: np.ndarray, right: np.ndarray) -> float:
    bins = np.minimum((p * 10).astype(int), 9)
    return float(sum((bins == b).mean() * abs(p[bins == b].mean() - right[bins == b].mean()) for b in set(bins.tolist())))


def urgency(results: list[Outcome]) -> None:
    print("  urgency, wanted (rows) against said (columns):")
    names = [level.word for level in Level]
    print("    " + " " * 10 + "".join(f"{n:>11}" for n in names))
    for wanted in Level:
        counts = Counter(r.level for r in results if r.case.urgency is wanted)
        print(f"    {wanted.word:10}" + "".join(f"{counts[said]:11}" for said in Level))
    missed = [r for r in results if r.missed]
    emergencies = [r for r in results if r.case.urgency is Level.EMERGENCY]
    self_care = [r for r in results if r.case.urgency is Level.SELF_CARE]
    print(f"  too low: {len(missed)} ({', '.join(r.case.id for r in missed) or 'none'})")
    told = (
        f"emergencies missed: {sum(r.missed for r in emergencies)}/{len(emergencies)}",
        f"self-care over-triaged: {sum(r.over for r in self_care)}/{len(self_care)}",
        f"over-triaged in all: {sum(r.over for r in results)}/{len(results)}",
    )
    print("  " + "; ".join(told))


def wrong(results: list[Outcome]) -> None:
    for r in results:
        if r.rank == 1 and not r.missed and not r.over:
            continue
        told = ", ".join(f"{c} {r.p[c]:.2f}" for c in r.order[:4])
        mark = "LOW" if r.missed else ("high" if r.over else "")
        print(f"    {r.case.id}: wanted {'/'.join(sorted(r.case.right))} (rank {r.rank}, p {r.p.get(r.case.first, 0):.3f}); said {told}")
        print(f"        {r.case.urgency.word} -> {r.level.word} {mark}")


def interviews(desk: Desk, cases: list[Case]) -> None:
    """Hold the interview with each person; what the case does not say they do not know."""
    held = [
        (case, interviewed(desk, question_from({"facts": case.facts, "setting": case.setting}, desk.kb.findings, TODAY))) for case in cases
    ]
    screens = np.array([len(interview.answers) for _, (interview, _) in held])
    tops = [desk.network.causes[int(done.leading.result.p.argmax())] for _, (_, done) in held]
    first = np.array([top in case.right for top, (case, _) in zip(tops, held, strict=True)])
    emergencies = [done.level for case, (_, done) in held if case.urgency is Level.EMERGENCY]
    print(f"  screens asked: median {np.median(screens):.0f}, nine of ten within {np.quantile(screens, 0.9):.0f}; first {share(first)}")
    print(f"  emergencies missed: {sum(level < Level.EMERGENCY for level in emergencies)}/{len(emergencies)}")


def basis(desk: Desk, mode: str) -> None:
    totals: Counter[str] = Counter()
    cases = read_cases()
    for case in cases:
        knee = ask(desk, case, mode).leading
        for kind, value in knee.reasons.basis_shares(knee.result.p).items():
            totals[kind.value] += value / len(cases)  # type: ignore[assignment]
    print("Weight behind the answers by basis: " + ", ".join(f"{k} {100 * v:.0f} %" for k, v in totals.items()))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=["facts", "text", "both"], action="append")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--only", choices=["frozen", "working"])
    options = parser.parse_args()
    desk = open_desk()
    cases = read_cases()
    for mode in options.mode or ["facts", "text"]:
        for name, frozen in (("frozen", True), ("working", False)):
            if options.only and options.only != name:
                continue
            results = [outcome(desk, c, mode) for c in cases if c.frozen is frozen]
            if results:
                print(f"From {mode}, {name} cases")
                describe(results)
                if options.wrong:
                    wrong(results)
        basis(desk, mode)
    for name, frozen in (("frozen", True), ("working", False)):
        print(f"By interview, {name} cases")
        interviews(desk, [c for c in cases if c.frozen is frozen])
    print(PUBLISHED)


if __name__ == "__main__":
    main()
