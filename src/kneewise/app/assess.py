"""From facts and text to the assessment: urgency first, then likely causes with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain, combinations
from math import log

from kneewise.app.desk import Desk
from kneewise.app.intake import Question
from kneewise.model.condition import Level, Setting
from kneewise.model.fact import Fact, Origin, Side
from kneewise.model.lexicon import TextReading
from kneewise.reason import decision, differential, pairs, weights
from kneewise.reason.differential import Floats
from kneewise.reason.evidence import Evidence, Nudge, evidence_from
from kneewise.reason.facts import Known, knees, known, readings
from kneewise.reason.interview import askable
from kneewise.reason.triage import Triage, combined, triage
from kneewise.reason.whatif import Outcome, outcomes

FLAGS_IN_ALL_WAYS = 5
"""Up to so many red flags every selection of them is left out; the number of selections doubles with each."""
READINGS_IN_ALL_WAYS = 8
"""In so many readings of contradictory facts red flags are left out; the most urgent come first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of contradictory facts, what is known in it, and its triage."""

    facts: tuple[Fact, ...]
    known: Known
    triage: Triage


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
        """Findings that a person has answered, if only with "I do not know"; what was merely read from text or runs is not among them."""
        return frozenset(f.finding for f in self.facts if f.confirmed and f.origin is not Origin.RUN)

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

    return read(text, desk.lexicon, today, desk.likeness)


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
    judged = _readings(desk, facts, side)
    safest = judged[0]
    nudges = _nudges(desk, facts, now)
    evidence = evidence_from(now, network, kb, nudges)
    result = differential.assess(network, kb, evidence, setting, now.values)
    log_likelihood = differential.sum_terms(network, evidence, 0)
    floors = [
        _floor(desk, setting, decision.floor_of_causes(network, kb, result.p, now), judged, nudges),
        *_floor_without_runs(desk, facts, side, setting),
    ]
    open_questions = askable(network, kb, now, self_tests=safest.triage.level is Level.SELF_CARE, injury=evidence.injury)
    return Knee(
        known=now,
        safe=safest.known,
        evidence=evidence,
        result=result,
        reasons=weights.reasons(network, evidence, result.log_prior),
        pairs=pairs.likely_pairs(network, kb, evidence, result.log_prior, log_likelihood),
        answers=outcomes(network, evidence, result.p, open_questions),
        floor=max(floors, key=lambda floor: floor.level),
        triage=safest.triage,
    )


def _nudges(desk: Desk, facts: tuple[Fact, ...], view: Known) -> tuple[Nudge, ...]:
    """What the runs say of load, where nothing told otherwise overrules it; only the strongest moves the odds.

    A long run, more distance and a new start are one change seen from several sides; together they may say no more than the cap.
    """
    told = [
        Nudge(fact.finding, fact.odds, desk.kb.sources[fact.source].basis, fact.source)
        for fact in facts
        if fact.odds is not None and view.values.get(fact.finding) == fact.value
    ]
    strongest = max(told, key=lambda nudge: abs(log(nudge.factor)), default=None)
    return tuple(nudge if nudge is strongest else replace(nudge, factor=1.0) for nudge in told)


def _floor_without_runs(desk: Desk, facts: tuple[Fact, ...], side: Side | None, setting: Setting) -> list[decision.Floor]:
    """The floor as it is without what the runs say, if they say anything: they may raise the urgency, never lower it."""
    told = tuple(fact for fact in facts if fact.odds is None)
    if len(told) == len(facts):
        return []
    now = known(told, side, desk.kb, for_triage=False)
    own = decision.floor_of_causes(desk.network, desk.kb, _p_in(desk, setting, now, ()), now)
    return [_floor(desk, setting, own, _readings(desk, told, side), ())]


def _floor(desk: Desk, setting: Setting, own: decision.Floor, judged: list[Reading], nudges: tuple[Nudge, ...]) -> decision.Floor:
    """The floor of the causes, no lower than in any reading of contradictory facts, nor than without the red flags.

    A red flag may make a milder cause likelier than the one that had set the floor; it must not lower a grave urgency by that. Below
    ``SAME_DAY`` every answer counts.
    """
    kb, network = desk.kb, desk.network
    read = frozenset().union(*desk.behind_rules.values())
    best = own
    for place, reading in enumerate(judged):
        p = _p_in(desk, setting, reading.known, nudges)
        best = max(best, decision.floor_of_causes(network, kb, p, reading.known), key=lambda floor: floor.level)
        flags = sorted({fact.finding for fact in reading.facts if fact.finding in read and reading.known.values.get(fact.finding) is True})
        if place >= READINGS_IN_ALL_WAYS or not decision.may_ask_for_more(network, kb, p, flags, max(best.level, reading.triage.level)):
            continue
        for some in _left_out(flags):
            view = known([fact for fact in reading.facts if fact.finding not in some], reading.known.side, kb, for_triage=True)
            floor = decision.floor_of_causes(network, kb, _p_in(desk, setting, view, nudges), view)
            best = max(best, floor, key=lambda floor: floor.level) if floor.level >= Level.SAME_DAY else best
    return best


def _p_in(desk: Desk, setting: Setting, view: Known, nudges: tuple[Nudge, ...]) -> Floats:
    """Probability of each cause in a view of the facts, (C,)."""
    log_likelihood = differential.sum_terms(desk.network, evidence_from(view, desk.network, desk.kb, nudges), 0)
    log_prior = differential.log_prior(desk.network, desk.kb, setting, view.values)
    return differential.posterior(log_prior, log_likelihood, desk.kb.parameter("temperature"))


def _left_out(flags: list[str]) -> Iterator[tuple[str, ...]]:
    """Every selection of a few red flags; of many each one, and all."""
    if len(flags) <= FLAGS_IN_ALL_WAYS:
        return chain.from_iterable(combinations(flags, size) for size in range(1, len(flags) + 1))
    return iter([*((flag,) for flag in flags), tuple(flags)])


def _readings(desk: Desk, facts: tuple[Fact, ...], side: Side | None) -> list[Reading]:
    """Every reading of contradictory facts, the most urgent by rule first."""
    kb = desk.kb
    found = []
    for some in readings(facts, kb, desk.behind_rules.values()):
        view = known(some, side, kb, for_triage=True)
        found.append(Reading(some, view, triage(kb.red_flags.values(), kb.screens.values(), view.values, side=side)))
    return sorted(found, key=lambda reading: -reading.triage.level)


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
