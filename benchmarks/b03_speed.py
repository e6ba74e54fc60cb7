"""B-03: a full assessment beside pyAgrum, a standard Bayesian-network library, on the same network and the same draws.

Loading and compiling are left out on both sides. Absolute times are printed with the machine; only the ratio is asserted.
The start of the command line is shown apart.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyagrum as gum

sys.path.insert(0, str(Path(__file__).parents[1]))

from kneewise.app.desk import Desk, open_desk
from kneewise.app.intake import question_from
from kneewise.model.condition import Setting
from kneewise.reason import latent
from kneewise.reason.advice import loss_table
from kneewise.reason.differential import PRIOR_LABEL, assess, log_prior
from kneewise.reason.evidence import Evidence, evidence_from
from kneewise.reason.facts import known
from kneewise.reason.interview import askable, rank_questions
from kneewise.reason.likelihood import ROW_LABEL, draws_of_normals, within_injury
from kneewise.reason.whatif import outcomes
from tests.casebook import TODAY, read_cases

LIMIT_S = 60.0
AT_LEAST = 20.0
DRAWS = 256


class Peer:
    """The same model as a pyAgrum network: cause -> rows; cause and group node -> findings."""

    def __init__(self, desk: Desk, evidence: Evidence, prior: np.ndarray, columns: list[int]) -> None:
        self.desk, self.evidence, network = desk, evidence, desk.network
        self.net = gum.BayesNet("knee")
        self.net.add(gum.LabelizedVariable("cause", "", len(network.causes)))
        self.net.cpt("cause")[:] = np.exp(prior) / np.exp(prior).sum()
        for g in sorted({int(network.group[j]) for j in columns} - {-1}):
            self.net.add(gum.LabelizedVariable(f"g{g}", "", 2))
            self.net.cpt(f"g{g}")[:] = [0.5, 0.5]
        for j in columns:
            self.net.add(gum.LabelizedVariable(f"f{j}", "", 2))
            self.net.addArc("cause", f"f{j}")
            if network.group[j] >= 0:
                self.net.addArc(f"g{network.group[j]}", f"f{j}")
        for row in evidence.rows:
            self.net.add(gum.LabelizedVariable(row.name, "", len(network.rows[row.name].values)))
            self.net.addArc("cause", row.name)
        p = within_injury(network, network.p, slice(None), network.rows["onset"].p) if evidence.injury else network.p
        self.fill({j: p[:, j] for j in columns}, {r.name: network.rows[r.name].p for r in evidence.rows})

    def fill(self, bools: dict[int, np.ndarray], rows: dict[str, np.ndarray]) -> None:
        """Set the tables of findings and rows."""
        network = self.desk.network
        for j, p in bools.items():
            if network.group[j] >= 0:
                high, low = latent.shifted(p[:, None], network.shift[[j]])
                table = np.empty((2, len(p), 2))
                table[0, :, 1], table[1, :, 1] = low[:, 0], high[:, 0]
                table[:, :, 0] = 1 - table[:, :, 1]
                self.net.cpt(f"f{j}")[:] = table
            else:
                self.net.cpt(f"f{j}")[:] = np.column_stack([1 - p, p])
        for name, p in rows.items():
            self.net.cpt(name)[:] = p

    def posterior(self, extra: dict[str, int] | None = None) -> np.ndarray:
        """P(cause | evidence)."""
        engine = gum.LazyPropagation(self.net)
        seen: dict[str, Any] = {f"f{j}": int(v) for j, v in zip(self.evidence.columns, self.evidence.observed, strict=True)}
        for row in self.evidence.rows:
            seen[row.name] = [float(i in row.allowed) for i in range(len(self.desk.network.rows[row.name].values))]
        engine.setEvidence(seen | (extra or {}))
        engine.setTargets({"cause"})
        engine.makeInference()
        return np.asarray(engine.posterior("cause").toarray())


def ours(desk: Desk, facts: tuple[Any, ...], setting: Setting) -> np.ndarray:
    """Assessment with intervals and the next question, as the program computes them; the fixed draws are loaded on both sides."""
    network, kb = desk.network, desk.kb
    now = known(facts, None, kb, for_triage=False)
    evidence = evidence_from(now, network, kb)
    result = assess(network, kb, evidence, setting, now.values, DRAWS)
    answers = outcomes(network, evidence, result.p, askable(network, kb, now, self_tests=True, injury=evidence.injury))
    rank_questions(network, kb, loss_table(network, kb), result.p, answers, now)
    return result.p


def theirs(desk: Desk, facts: tuple[Any, ...], setting: Setting) -> tuple[np.ndarray, float, str]:
    """The same with pyAgrum; the network is built outside the clock. Stops after the limit and says how far it came."""
    network, kb = desk.network, desk.kb
    now = known(facts, None, kb, for_triage=False)
    evidence = evidence_from(now, network, kb)
    prior = log_prior(network, kb, setting, now.values)
    open_columns = [
        network.findings[f] for f in askable(network, kb, now, self_tests=True, injury=evidence.injury) if f in network.findings
    ]
    small = Peer(desk, evidence, prior, list(evidence.columns))
    tables = drawn_tables(desk, evidence, prior)
    whole = Peer(desk, evidence, prior, sorted({*evidence.columns, *open_columns}))
    start = time.perf_counter()
    p = small.posterior()
    done = draw_by_draw(small, tables, start)
    asked = 0
    for j in open_columns:
        if time.perf_counter() - start > LIMIT_S:
            break
        for answer in (0, 1):
            whole.posterior({f"f{j}": answer})
        asked += 1
    spent = time.perf_counter() - start
    complete = done == DRAWS and asked == len(open_columns)
    return (
        p,
        spent,
        "" if complete else f"no full answer in {LIMIT_S:.0f} s: {done} of {DRAWS} draws, {asked} of {len(open_columns)} questions",
    )


Tables = list[tuple[np.ndarray, dict[int, np.ndarray], dict[str, np.ndarray]]]


def drawn_tables(desk: Desk, evidence: Evidence, prior: np.ndarray) -> Tables:
    """Prior, columns and rows under each draw of the parameters, the same numbers as ours, ready before the clock starts."""
    network = desk.network
    count = len(network.causes)
    columns = {j: draws_of_normals(network.seed, j, (count,), DRAWS) for j in evidence.columns}
    names = sorted(network.rows)
    rows = {
        r.name: draws_of_normals(network.seed, ROW_LABEL + names.index(r.name), network.rows[r.name].p.shape, DRAWS) for r in evidence.rows
    }
    shaken = prior + network.prior_spread * draws_of_normals(network.seed, PRIOR_LABEL, (count,), DRAWS)
    found: Tables = []
    for s in range(DRAWS):
        bools = {j: 1 / (1 + np.exp(-(network.logit[:, j] + network.spread[:, j] * z[s]))) for j, z in columns.items()}
        weights = {n: network.rows[n].p * np.exp(network.rows[n].spread * z[s]) for n, z in rows.items()}
        found.append(
            (np.exp(shaken[s]) / np.exp(shaken[s]).sum(), bools, {n: t / t.sum(axis=1, keepdims=True) for n, t in weights.items()})
        )
    return found


def draw_by_draw(peer: Peer, tables: Tables, start: float) -> int:
    """Posteriors under each draw; returns how many were done in time."""
    for s, (prior, bools, rows) in enumerate(tables):
        if time.perf_counter() - start > LIMIT_S:
            return s
        peer.net.cpt("cause")[:] = prior
        peer.fill(bools, rows)
        peer.posterior()
    return len(tables)


def seconds(job: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        spent.append(time.perf_counter() - start)
    return float(np.median(spent))


def start_up() -> float:
    command = [str(Path(sys.executable).with_name("kneewise")), "assess", "--json", "--text", "knee hurts on stairs"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # fills the cache
    return seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 7)


def main() -> None:
    desk = open_desk()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, NumPy {np.__version__}, pyAgrum {gum.__version__}")
    cases = read_cases()
    chosen = [c for c in cases if not c.frozen][::32] + [c for c in cases if c.frozen][::45]
    ratios = []
    for case in chosen:
        question = question_from({"facts": case.facts, "setting": case.setting}, desk.kb.findings, TODAY)
        p = ours(desk, question.facts, question.setting)
        fast = seconds(lambda q=question: ours(desk, q.facts, q.setting), 15)  # type: ignore[misc]
        peer_p, slow, note = theirs(desk, question.facts, question.setting)
        np.testing.assert_allclose(p, peer_p, rtol=1e-6, atol=1e-9)
        ratios.append(slow / fast)
        told = f"{len(question.facts):2} facts: ours {1000 * fast:6.1f} ms, pyAgrum {slow:7.2f} s, ratio {ratios[-1]:6.0f} {note}"
        print(f"  {case.id:32} {told}")
    print(f"same posteriors to 1e-6; ratio at least {min(ratios):.0f} (wanted {AT_LEAST:.0f})")
    print(f"start of the command line with an answer: {1000 * start_up():.0f} ms (median of 7)")
    assert min(ratios) >= AT_LEAST


if __name__ == "__main__":
    main()
