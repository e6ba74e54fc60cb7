"""From facts and text to the assessment: urgency first, then likely causes with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain, combinations

from kneewise.app.desk import Desk
from kneewise.app.intake import Question
from kneewise.model.condition import Level, Setting
from kneewise.model.fact import Fact, Side
from kneewise.model.lexicon import TextReading
from kneewise.reason import decision, differential, pairs, weights
from kneewise.reason.differential import Floats
from kneewise.reason.evidence import Evidence, evidence_from
from kneewise.reason.facts import Known, knees, known, readings
from kneewise.reason.interview import askable
from kneewise.reason.triage import Triage, combined, triage
from kneewise.reason.whatif import Outcome, outcomes

FLAGS_IN_ALL_WAYS = 5
"""Up to so many red flags every selection of them is left out; the number of selections doubles with each."""


@dataclass(frozen=True, eq=False)
class Knee:
    """All that was computed for one knee."""

    known: Known
    safe: Known
    evidence: Evidence
    result: differential.Differential
    reasons: weights.Reasons
    pairs: tuple[pairs.Pair, ...]
    answers: tuple[Outcome, ...]
    floor: decision.Floor
    triage: Triage


@dataclass(frozen=True, eq=False)
class Assessment:
    """The answer to one question, before it is put into words.

    Parameters
    ----------
    question : Question
        As asked.
    facts : tuple of Fact
        Facts from text, then those given; the given ones win.
    reading : TextReading
        What was read from the text.
    knees : tuple of Knee
        One per knee named, one without a side if none was.
    triage : Triage
        Rules over all knees.
    """

    question: Question
    facts: tuple[Fact, ...]
    reading: TextReading
    knees: tuple[Knee, ...]
    triage: Triage

    @cached_property
    def asked(self) -> frozenset[str]:
        """Findings that a person has answered, if only with "I do not know"; what was merely read from text is not among them."""
        return frozenset(f.finding for f in self.facts if f.confirmed)

    @cached_property
    def level(self) -> Level:
        """The higher of the rules' level and the causes' floor of any knee."""
        return max(self.triage.level, *(k.floor.level for k in self.knees))

    @cached_property
    def provisional(self) -> bool:
        """True while an unasked warning sign could still raise the level."""
        return self.triage.provisional and self.level < Level.EMERGENCY

    @cached_property
    def leading(self) -> Knee:
        """The knee that sets the urgency; the first one if they are alike."""
        return max(self.knees, key=lambda k: (max(k.floor.level, k.triage.level), -self.knees.index(k)))


def read_text(desk: Desk, text: str, today: date | None = None) -> TextReading:
    """Facts read from free text; none of them confirmed. Days of the week are counted back from ``today``."""
    if not text.strip():
        return TextReading(facts=(), not_understood=())
    from kneewise.language.reading import read

    return read(text, desk.lexicon, today)


def assess(desk: Desk, question: Question) -> Assessment:
    """Assess one person. Nothing is stored.

    Parameters
    ----------
    desk : Desk
        Opened knowledge.
    question : Question
        Checked facts and text.
    """
    reading = read_text(desk, question.text, date.fromisoformat(question.today))
    facts = (*reading.facts, *question.facts)
    results = [_knee(desk, facts, side, question.setting) for side in knees(facts, desk.kb, reading.side)]
    if len(results) == 2:
        results = _coupled(desk, results)
    joined = combined([k.triage for k in results], desk.kb.red_flags.values()) if len(results) > 1 else results[0].triage
    return Assessment(question, facts, reading, tuple(results), joined)


def _knee(desk: Desk, facts: tuple[Fact, ...], side: Side | None, setting: Setting) -> Knee:
    kb, network = desk.kb, desk.network
    now = known(facts, side, kb, for_triage=False)
    reading, safe, judged = _safest(desk, facts, side)
    evidence = evidence_from(now, network, kb)
    result = differential.assess(network, kb, evidence, setting, now.values)
    log_likelihood = differential.sum_terms(network, evidence, 0)
    open_questions = askable(network, kb, now, self_tests=judged.level is Level.SELF_CARE, injury=evidence.injury)
    return Knee(
        known=now,
        safe=safe,
        evidence=evidence,
        result=result,
        reasons=weights.reasons(network, evidence, result.log_prior),
        pairs=pairs.likely_pairs(network, kb, evidence, result.log_prior, log_likelihood),
        answers=outcomes(network, evidence, result.p, open_questions),
        floor=_floor(desk, reading, result, now, safe, judged),
        triage=judged,
    )


def _floor(
    desk: Desk, reading: tuple[Fact, ...], result: differential.Differential, now: Known, safe: Known, judged: Triage
) -> decision.Floor:
    """The floor of the causes, no lower than in the safe view, and no lower than it would be if red flags were not known.

    A red flag may make a milder cause likelier than the one that had set the floor; it must not lower a grave urgency by that. Below
    ``SAME_DAY`` every answer counts.
    """
    kb, network = desk.kb, desk.network

    def p_in(view: Known) -> Floats:
        log_likelihood = differential.sum_terms(network, evidence_from(view, network, kb), 0)
        return differential.posterior(result.log_prior, log_likelihood, kb.parameter("temperature"))

    p = result.p if safe.values == now.values else p_in(safe)
    floors = [decision.floor_of_causes(network, kb, result.p, now), decision.floor_of_causes(network, kb, p, safe)]
    read = frozenset().union(*desk.behind_rules.values())
    flags = sorted({fact.finding for fact in reading if fact.finding in read and safe.values.get(fact.finding) is True})
    columns = [network.findings[f] for f in flags if f in network.findings]
    if decision.may_ask_for_more(network, kb, p, columns, max(judged.level, *(f.level for f in floors))):
        for some in _left_out(flags):
            view = known([fact for fact in reading if fact.finding not in some], now.side, kb, for_triage=True)
            floors.append(decision.floor_of_causes(network, kb, p_in(view), view))
    return max(floors[:2] + [f for f in floors[2:] if f.level >= Level.SAME_DAY], key=lambda floor: floor.level)


def _left_out(flags: list[str]) -> Iterator[tuple[str, ...]]:
    """Every selection of a few red flags; of many each one, and all."""
    if len(flags) <= FLAGS_IN_ALL_WAYS:
        return chain.from_iterable(combinations(flags, size) for size in range(1, len(flags) + 1))
    return iter([*((flag,) for flag in flags), tuple(flags)])


def _safest(desk: Desk, facts: tuple[Fact, ...], side: Side | None) -> tuple[tuple[Fact, ...], Known, Triage]:
    """Of all readings of contradictory facts the most urgent one, what is known in it, and its triage."""
    kb = desk.kb
    judged = []
    for reading in readings(facts, kb, desk.behind_rules.values()):
        view = known(reading, side, kb, for_triage=True)
        judged.append((reading, view, triage(kb.red_flags.values(), kb.screens.values(), view.values, side=side)))
    return max(judged, key=lambda one: one[2].level)


def _coupled(desk: Desk, results: list[Knee]) -> list[Knee]:
    """Both knees hurt: each one's causes are read in the light of the other's."""
    first, second = results
    found = []
    for own, other in ((first, second), (second, first)):
        p = decision.couple(desk.network, desk.kb, own.result.p, other.result.p)
        shift = p - own.result.p
        result = differential.Differential(
            p, (own.result.low + shift).clip(0, p), (own.result.high + shift).clip(p, 1), own.result.log_prior
        )
        floor = max(own.floor, decision.floor_of_causes(desk.network, desk.kb, p, own.known), key=lambda floor: floor.level)
        found.append(replace(own, result=result, floor=floor))
    return found
