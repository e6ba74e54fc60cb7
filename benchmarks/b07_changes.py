"""B-07: what the search for changes finds in made histories, by factor and size, and how often it finds what was not planted.

Every history is made from a seed of its own, so each run prints the same. A share out of n has a standard error of about
sqrt(p (1 - p) / n): 0.02 at 0.9 of 200, 0.008 at 0.05 of 800.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from kneewise.model.changes import Changes
from kneewise.model.fact import Side
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.changes import what_changed
from tests.knowing import base
from tests.plant_change import LASTING, PLANTS, Plan, planted
from tests.simulate_history import Made, make

NONE, LARGE, SMALLER, OTHER_LARGE = 800, 200, 30, 40


def look(made: Made, kb: KnowledgeBase) -> Changes:
    return what_changed(made.history, made.onset, Side.LEFT, kb)


def found_in(made: Made, kb: KnowledgeBase) -> set[str]:
    return {c.factor for c in look(made, kb).changes if c.found}


def seeded(*key: int) -> np.random.Generator:
    return np.random.default_rng(key)


def share_found(factor: str, plan: Plan, n: int, kb: KnowledgeBase) -> float:
    """Share of histories with this planted change in which this factor is found."""
    number = list(PLANTS).index(factor) + 1
    return sum(factor in found_in(planted(factor, plan, seeded(number, round(100 * plan.size), k)), kb) for k in range(n)) / n


def false_alarms(n: int, kb: KnowledgeBase) -> tuple[int, Counter[str], Counter[str]]:
    """Histories without a planted change in which anything is found; by factor; and in how many each could be looked at."""
    any_found, by_factor, looked = 0, Counter[str](), Counter[str]()
    for k in range(n):
        changes = look(make(seeded(0, k)), kb).changes
        found = {c.factor for c in changes if c.found}
        any_found += bool(found)
        by_factor.update(found)
        looked.update(c.factor for c in changes if c.p_adjusted is not None)
    return any_found, by_factor, looked


def row(cells: Sequence[str]) -> str:
    return f"{cells[0]:<12}" + "".join(f"{cell:>14} " for cell in cells[1:])


def print_power(kb: KnowledgeBase) -> None:
    print(f"Found, by size (changes that last: 8 weeks); n = {SMALLER}, for the last column {LARGE}")
    for factor, (_, sizes, unit) in PLANTS.items():
        shares = [share_found(factor, Plan(s), LARGE if s == sizes[-1] else SMALLER, kb) for s in sizes]
        print(row([factor, *(f"{s:g}: {p:.2f}" for s, p in zip(sizes, shares, strict=True)), unit]), flush=True)


def print_other_shapes(kb: KnowledgeBase) -> None:
    print(f"\nOther shapes of a change of 2 SD; n = {OTHER_LARGE}")
    plans = {"8 weeks, added": Plan(2.0, 8, True), "4 weeks": Plan(2.0, 4), "4 weeks, 3 SD": Plan(3.0, 4), "2 weeks, 4 SD": Plan(4.0, 2)}
    print(row(["", *plans]))
    for factor in LASTING:
        print(row([factor, *(f"{share_found(factor, plan, OTHER_LARGE, kb):.2f}" for plan in plans.values())]), flush=True)


def main() -> None:
    kb, start = base(), time.perf_counter()
    wrong, by_factor, looked = false_alarms(NONE, kb)
    print(f"Nothing planted: something found in {wrong} of {NONE} histories ({wrong / NONE:.3f})")
    print("  " + ", ".join(f"{f} {by_factor[f]}/{looked[f]}" for f in PLANTS) + "\n")
    print_power(kb)
    print_other_shapes(kb)
    print(f"\n{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
