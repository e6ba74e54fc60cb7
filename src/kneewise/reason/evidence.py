"""What is known, in the form in which the network counts it: each observation once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kneewise.model.condition import Basis
from kneewise.model.expression import findings_in
from kneewise.model.finding import ValueType
from kneewise.model.knowledge_base import KnowledgeBase
from kneewise.reason.facts import Known
from kneewise.reason.network import ROWS, Network

DEMOGRAPHY = {"age", "sex"}


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """A row's value lies among ``allowed`` (indices); ``findings`` are the facts that say so."""

    name: str
    allowed: tuple[int, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nudge:
    """What a runner's own runs say of load: it moves the odds of all causes of overuse by one factor.

    Parameters
    ----------
    finding : str
        The fact.
    factor : float
        Above 0; capped where it was worked out.
    basis, source : Basis, str
        Of the rate ratio behind it.
    """

    finding: str
    factor: float
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Observations of one knee.

    Parameters
    ----------
    columns : tuple of int
        Columns of yes/no findings, ascending.
    observed : tuple of bool
        Their values.
    rows : tuple of RowEvidence
        Constraints on the categorical findings.
    injury : bool or None
        Whether the onset was an injury; findings that presuppose one are judged within it.
    nudges : tuple of Nudge
        What the runs say; their findings are not among the columns.
    """

    columns: tuple[int, ...]
    observed: tuple[bool, ...]
    rows: tuple[RowEvidence, ...]
    injury: bool | None
    nudges: tuple[Nudge, ...] = ()

    @property
    def informative(self) -> int:
        """Number of observations that can tell causes apart."""
        return len(self.columns) + len(self.rows) + len(self.nudges)


def evidence_from(known: Known, network: Network, kb: KnowledgeBase, nudges: Sequence[Nudge] = ()) -> Evidence:
    """Select what counts: clusters in place of their parts, rows as sets, yes/no findings as columns.

    A cluster whose parts are all known, or that was stated itself, replaces its parts; an incomplete one adds nothing. A nudge counts in
    place of its finding's column.
    """
    values = known.values
    dropped: set[str] = {nudge.finding for nudge in nudges}
    for entry in kb.findings.values():
        if not isinstance(values.get(entry.id), bool) or not entry.replaces:
            continue
        computed = entry.id in known.sources
        complete = entry.when is not None and all(values.get(f) is not None for f in findings_in(entry.when))
        dropped |= set(entry.replaces) if (complete or not computed) else {entry.id}
    injury = _injury(known)
    columns, observed = [], []
    for finding, j in network.findings.items():
        value = values.get(finding)
        if not isinstance(value, bool) or finding in dropped:
            continue
        if finding in known.sources and set(known.sources[finding]) <= DEMOGRAPHY:
            continue  # what follows from age or sex alone is in the prior already
        if kb.findings[finding].given_injury and injury is False:
            continue  # without an injury, "no twist" says nothing
        columns.append(j)
        observed.append(value)
    rows = tuple(r for r in (_row_evidence(name, known, kb, dropped) for name in ROWS) if r is not None)
    return Evidence(tuple(columns), tuple(observed), rows, injury, tuple(nudges))


def _injury(known: Known) -> bool | None:
    onset = known.values.get("onset")
    if isinstance(onset, str):
        return onset == "injury"
    return False if known.values.get("onset_no_trauma") is True else None


def _row_evidence(name: str, known: Known, kb: KnowledgeBase, dropped: set[str]) -> RowEvidence | None:
    row, values = kb.findings[name], known.values
    held = values.get(name)
    allowed = set(row.allowed)
    findings: list[str] = []
    if row.type is ValueType.SET:
        chosen = held if isinstance(held, tuple) else ()
        if chosen:
            allowed, findings = set(chosen), list(known.sources.get(name, (name,)))
        else:
            denied = [e for e in kb.findings.values() if e.row == name and values.get(e.id) is False and e.id not in known.sources]
            allowed -= {v for e in denied for v in e.row_values}
            findings = [e.id for e in denied]
    elif isinstance(held, str):
        allowed, findings = {held}, list(known.sources.get(name, (name,)))
    if row.type is not ValueType.SET:
        for entry in kb.findings.values():
            value = values.get(entry.id)
            if entry.row != name or entry.id in known.sources or entry.id in dropped or not isinstance(value, bool):
                continue
            if value is False and not entry.row_both_ways:
                continue  # an absent special sign does not exclude the value
            narrowed = allowed & (set(entry.row_values) if value else set(row.allowed) - set(entry.row_values))
            if narrowed and narrowed != allowed:
                allowed = narrowed
                findings.append(entry.id)
    if not findings or not allowed or allowed == set(row.allowed):  # where every value is denied the list does not hold the true one
        return None
    return RowEvidence(name, tuple(i for i, v in enumerate(row.allowed) if v in allowed), tuple(dict.fromkeys(findings)))
