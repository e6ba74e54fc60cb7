"""Patients drawn from the model itself, with or without broken assumptions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneewise.app.desk import Desk
from kneewise.model.condition import Setting
from kneewise.model.fact import Value
from kneewise.model.finding import Kind
from kneewise.reason import latent
from kneewise.reason.evidence import Evidence, RowEvidence
from kneewise.reason.network import Network

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """How reality differs from the model."""

    log_prior: Floats
    p: Floats
    rows: dict[str, Floats]
    shift: Floats
    wrong_answers: float = 0.0


@dataclass(frozen=True)
class Patient:
    """A cause and the full set of answers it gives."""

    cause: int
    bools: NDArray[np.bool_]
    rows: dict[str, int]

    def value(self, network: Network, finding: str) -> Value:
        """The answer to a finding, ``None`` if the model does not know it."""
        if finding in network.rows:
            chosen = network.rows[finding].values[self.rows[finding]]
            return (chosen,) if finding == "main_site" else chosen
        if finding in network.findings:
            return bool(self.bools[network.findings[finding]])
        return None


def world_of(desk: Desk, setting: Setting = Setting.RUNNER) -> World:
    """Reality exactly as the model has it."""
    network = desk.network
    return World(network.log_base[setting], network.p, {n: r.p for n, r in network.rows.items()}, network.shift)


def draw(desk: Desk, world: World, random: np.random.Generator) -> Patient:
    """One patient."""
    network = desk.network
    prior = np.exp(world.log_prior - world.log_prior.max())
    cause = int(random.choice(len(prior), p=prior / prior.sum()))
    rows = {name: int(random.choice(p.shape[1], p=p[cause])) for name, p in world.rows.items()}
    injury = network.rows["onset"].values.index("injury")
    p = world.p[cause].copy()
    given = network.given_injury
    p[given] = np.minimum(p[given] / world.rows["onset"][cause, injury], network.injury_cap) if rows["onset"] == injury else 0.0
    high, low = latent.shifted(np.clip(p, 1e-9, 1 - 1e-9), world.shift)
    state = random.random(len(network.group_names) + 1) < 0.5
    bools = random.random(p.size) < np.where(state[network.group], high, low)
    if world.wrong_answers:
        flipped = (random.random(p.size) < world.wrong_answers) & ~given
        bools ^= flipped
        for name in rows:
            if random.random() < world.wrong_answers:
                rows[name] = int(random.integers(world.rows[name].shape[1]))
    return Patient(cause, bools, rows)


def answered(desk: Desk, patient: Patient, random: np.random.Generator, questions: int) -> Evidence:
    """Evidence from a random selection of what a runner can answer."""
    network, kb = desk.network, desk.kb
    runner = [j for f, j in network.findings.items() if kb.findings[f].kind in (Kind.HISTORY, Kind.SELF_TEST) and kb.findings[f].core]
    rows = [n for n in network.rows if random.random() < 0.8]
    onset = network.rows["onset"].values[patient.rows["onset"]] if "onset" in rows else None
    injury = None if onset is None else onset == "injury"
    chosen = sorted(random.choice(runner, size=questions, replace=False).tolist())
    if injury is not True:
        # As in life, the mechanism is only asked about once the onset is known to be an injury.
        chosen = [j for j in chosen if not network.given_injury[j]]
    return Evidence(
        columns=tuple(chosen),
        observed=tuple(bool(patient.bools[j]) for j in chosen),
        rows=tuple(RowEvidence(n, (patient.rows[n],), (n,)) for n in rows),
        injury=injury,
    )
