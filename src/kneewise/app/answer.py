"""The assessment as the contract's JSON: ids and numbers with the sentence, the source and the facts behind each."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneewise.app.assess import Assessment, Knee
from kneewise.app.desk import Desk
from kneewise.app.questions import next_questions, ranked
from kneewise.app.sentences import Sentences
from kneewise.model.condition import Level, Role
from kneewise.model.fact import Fact, Value
from kneewise.reason import decision
from kneewise.reason.advise import Advice, examinations_for, joined
from kneewise.reason.kleene import evaluate, support
from kneewise.reason.network import OTHER

Floats = NDArray[np.float64]

SCHEMA = "kneewise.assessment/1"
SHOWN_FROM = 0.001
REASONS_SHOWN = 8


def as_json(desk: Desk, done: Assessment) -> dict[str, Any]:
    """The whole answer.

    Returns
    -------
    dict
        In the form of ``kneewise.assessment/1``.
    """
    say = Sentences(desk.kb, desk.texts)
    return {
        "schema": SCHEMA,
        "versions": {"code": version("kneewise"), "knowledge": desk.kb.version[:12]},
        "today": done.question.today,
        "setting": done.question.setting.value,
        "facts": [_fact(f) for f in done.facts],
        "derived": _derived(done),
        "conflicts": sorted({f for k in done.knees for f in k.known.conflicts}),
        "not_understood": [{"text": u.text, "span": list(u.span), "reason": u.reason.value} for u in done.reading.not_understood],
        "urgency": _urgency(desk, done, say),
        "causes": sorted((cause for knee in done.knees for cause in _causes(desk, knee, say)), key=lambda cause: -cause["p"]),
        "two_causes": [_pair(desk, knee, pair) for knee in done.knees for pair in knee.pairs],
        "states": [state for knee in done.knees for state in _states(desk, knee, say)],
        "cannot_tell": _cannot_tell(desk, done, say),
        "risk_factors": _risk_factors(desk, done),
        "next_questions": next_questions(desk, done),
        "examinations": [_examination(desk, advice) for advice in _advice(desk, done)],
        "notice": desk.texts.phrase("not_a_diagnosis"),
    }


def plain(value: Value) -> bool | float | str | list[str] | None:
    """A value as JSON has it: several choices are a list."""
    return list(value) if isinstance(value, tuple) else value


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "finding": fact.finding,
        "value": plain(fact.value),
        "side": fact.side.value if fact.side else None,
        "origin": fact.origin.value,
        "confirmed": fact.confirmed,
        "span": list(fact.span) if fact.span else None,
    }


def _derived(done: Assessment) -> list[dict[str, Any]]:
    found = []
    for knee in done.knees:
        for d in knee.known.derived():
            item = {"finding": d.finding, "value": plain(d.value), "from": list(d.from_findings)}
            if item not in found:
                found.append(item)
    return found


def _urgency(desk: Desk, done: Assessment, say: Sentences) -> dict[str, Any]:
    judged, texts, kb = done.triage, desk.texts, desk.kb
    because: list[dict[str, Any]] = [
        {
            "rule": f.rule,
            "level": f.level.word,
            "side": f.side.value if f.side else None,
            "facts": list(f.findings),
            "sentence": texts.get("redflags", f.rule, "sentence"),
            "source": ", ".join(kb.red_flags[f.rule].sources),
        }
        for f in judged.fired
    ]
    for knee in done.knees:
        if knee.floor.level >= judged.level and knee.floor.level is done.level:
            because += _floor_reasons(desk, knee, say)
    because.sort(key=lambda reason: -Level[reason["level"].upper()])
    from_rules = judged.fired and judged.level is done.level
    see = judged.see if from_rules else _see_for_causes(desk, done)
    nets = [key for f in judged.fired for key in kb.red_flags[f.rule].safety_net] or list(kb.default_safety_net)
    return {
        "level": done.level.word,
        "provisional": done.provisional,
        "rules": list(dict.fromkeys(f.rule for f in judged.fired)),
        "because": because,
        "see": {"id": see, "name": texts.get("professions", see, "name")},
        "within_h": judged.within_h if from_rules else _hours(desk, done.level),
        "safety_net": [texts.get("safety", key) for key in dict.fromkeys(nets)],
        "unasked": list(judged.unasked),
    }


def _hours(desk: Desk, level: Level) -> int | None:
    limit = desk.kb.parameters.get(f"within_h_{level.word}")
    return None if limit is None else int(limit.value)


def _floor_reasons(desk: Desk, knee: Knee, say: Sentences) -> list[dict[str, Any]]:
    texts, level = desk.texts, knee.floor.level
    side = knee.known.side.value if knee.known.side else None
    if not knee.floor.causes:
        key, facts = ("urgency_self_care", []) if level is Level.SELF_CARE else ("urgency_lasting", ["duration"])
        reason = {"condition": None, "level": level.word, "side": side, "facts": facts, "sentence": texts.phrase(key)}
        return [reason | {"source": "KNEEWISE_EVIDENCE"}]
    found = []
    for cause in knee.floor.causes[: 1 if level is Level.ROUTINE else None]:
        i = desk.network.causes.index(cause)
        p = float(knee.result.p[i])
        percent = max(1, round(100 * p))
        routine = "urgency_routine" if p >= desk.kb.parameter("urgency_p_routine") else "urgency_routine_open"
        shown = p >= desk.kb.parameter(f"urgency_p_{level.word}")
        key = routine if level is Level.ROUTINE else "urgency_cause" if shown else "urgency_cause_open"
        facts = [w.finding for w in knee.reasons.of(i) if w.weight > 0][:3]
        sentence = texts.phrase(key, cause=say.cause(cause), percent=percent)
        sentence = sentence[:1].upper() + sentence[1:]
        source = ", ".join(desk.kb.conditions[cause].sources)
        found.append({"condition": cause, "level": level.word, "side": side, "facts": facts, "sentence": sentence, "source": source})
    return found


def _see_for_causes(desk: Desk, done: Assessment) -> str:
    """Who suits the likely causes: the profession that most of the probability names, among those fit for the level."""
    knee = done.leading
    if done.level is Level.SELF_CARE:
        return "none"
    votes: dict[str, float] = {}
    for cause, p in zip(desk.network.causes, knee.result.p, strict=True):
        if cause != OTHER:
            see = desk.kb.conditions[cause].see
            if see in desk.kb.professions and done.level in desk.kb.professions[see].levels:
                votes[see] = votes.get(see, 0.0) + float(p)
    fallback = {Level.EMERGENCY: "ambulance", Level.SAME_DAY: "emergency_department"}.get(done.level, "gp")
    return max(votes, key=lambda see: votes[see]) if votes else fallback


def _causes(desk: Desk, knee: Knee, say: Sentences) -> list[dict[str, Any]]:
    network, result = desk.network, knee.result
    change = decision.changes(network, result.p, knee.answers)
    found = []
    for i, p, low, high in listed(result.p, result.low, result.high, network.causes.index(OTHER)):
        cause = network.causes[i]
        told = knee.reasons.of(i)
        weights = [_weight(desk, knee, say, cause, w) for w in told]
        swap = change.get(cause)
        found.append(
            {
                "id": cause,
                "name": say.cause(cause),
                "icd10": list(desk.kb.conditions[cause].icd10) if cause != OTHER else [],
                "kind": Role.CAUSE.value,
                "side": knee.known.side.value if knee.known.side else None,
                "p": p,
                "interval": [low, high],
                "because": {
                    "for": [w for w in weights if w["weight"] > 0][:REASONS_SHOWN],
                    "against": [w for w in weights if w["weight"] < 0][:REASONS_SHOWN],
                    "would_change": None
                    if swap is None
                    else {
                        "finding": swap.finding,
                        "value": plain(swap.value),
                        "new_first": swap.new_first,
                    },
                },
            }
        )
    return found


def listed(p: Floats, low: Floats, high: Floats, other: int) -> list[tuple[int, float, float, float]]:
    """Causes to list, the likeliest first: index, probability and its interval, to 4 places.

    What is too unlikely to be listed counts with ``other``, "another cause, not in this list", so that the list sums to 1.

    Parameters
    ----------
    p, low, high : (C,)
        Probabilities and their interval.
    other : int
        Index of ``other``, which is always listed.
    """
    hidden = np.round(p, 4) < SHOWN_FROM
    hidden[other] = False
    rest = np.where(np.arange(p.size) == other, p[hidden].sum(), 0.0)
    shown = rounded(np.where(hidden, 0.0, p + rest))
    least = np.minimum(np.round(low + rest, 4), shown)
    most = np.maximum(np.round(np.minimum(high + rest, 1.0), 4), shown)
    order = [int(i) for i in np.argsort(-shown, kind="stable") if not hidden[i]]
    return [(i, float(shown[i]), float(least[i]), float(most[i])) for i in order]


def rounded(p: Floats) -> Floats:
    """Probabilities to 4 places so that they still sum to 1: the largest takes what rounding left over."""
    shown = np.round(p, 4)
    shown[int(np.argmax(p))] += round(1.0 - float(shown.sum()), 4)
    return np.round(shown, 4)


def _weight(desk: Desk, knee: Knee, say: Sentences, cause: str, weight: Any) -> dict[str, Any]:
    value = knee.known.values.get(weight.finding)
    return {
        "finding": weight.finding,
        "value": plain(value),
        "weight": weight.weight,
        "basis": weight.basis.value,
        "source": weight.source,
        "sentence": say.weight(weight.finding, value, cause, weight.weight),
    }


def _pair(desk: Desk, knee: Knee, pair: Any) -> dict[str, Any]:
    ids = [desk.network.causes[i] for i in pair.causes]
    return {"ids": ids, "side": knee.known.side.value if knee.known.side else None, "p": round(pair.p, 4), "explains": list(pair.explains)}


def _states(desk: Desk, knee: Knee, say: Sentences) -> list[dict[str, Any]]:
    found = []
    for condition in desk.kb.conditions.values():
        if condition.role is Role.CAUSE or condition.present_when is None:
            continue
        if evaluate(condition.present_when, knee.known.values) is True:
            found.append(
                {
                    "id": condition.id,
                    "name": say.cause(condition.id),
                    "icd10": list(condition.icd10),
                    "kind": condition.role.value,
                    "side": knee.known.side.value if knee.known.side else None,
                    "because": list(support(condition.present_when, knee.known.values)),
                }
            )
    return found


def _cannot_tell(desk: Desk, done: Assessment, say: Sentences) -> dict[str, Any]:
    keys = list(
        dict.fromkeys(k for knee in done.knees for k in decision.cannot_tell(desk.network, desk.kb, knee.result, knee.evidence.informative))
    )
    helpful = [q.findings[0] for q in ranked(desk, done)][:3] if keys else []
    return {"value": bool(keys), "why": [desk.texts.phrase(f"cannot_{k}") for k in keys], "would_help": helpful}


def _risk_factors(desk: Desk, done: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "id": r.id,
            "value": r.value,
            "grade": r.grade,
            "modifiable": r.modifiable,
            "weighs": r.weighs,
            "sentence": desk.texts.get("risks", r.id),
            "source": r.source,
        }
        for r in desk.kb.risk_factors.values()
        if any(knee.known.values.get(r.finding) is True for knee in done.knees)
    ]


def _advice(desk: Desk, done: Assessment) -> tuple[Advice, ...]:
    found = []
    for knee in done.knees:
        probabilities = dict(zip(desk.network.causes, map(float, knee.result.p), strict=True))
        found.append(examinations_for(desk.kb.examinations.values(), knee.safe.values, probabilities))
    return joined(found)


def _examination(desk: Desk, advice: Advice) -> dict[str, Any]:
    entry = desk.kb.examinations[advice.examination]
    text = desk.texts.get("examinations", entry.id)
    return {
        "id": entry.id,
        "name": text["name"],
        "advice": advice.when,
        "why": text[advice.when],
        "would_change": text["would_change"],
        "source": ", ".join(entry.sources),
    }
