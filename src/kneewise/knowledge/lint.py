"""What a machine can check of the knowledge base: every number with source and population, every id with its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kneewise.model.catalogue import Catalogue
from kneewise.model.condition import Basis, Role, Setting
from kneewise.model.knowledge_base import KnowledgeBase

STALE = timedelta(days=730)
FIELDS: Mapping[str, tuple[str, ...]] = {
    "findings": ("label", "clinical_name", "question", "why", "synonyms"),
    "conditions": ("name", "clinical_name", "short", "feels", "course", "first_steps", "clinician"),
    "questions": ("title", "why"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Outcome of the lint.

    Parameters
    ----------
    problems : tuple of str
        Faults; a release has none.
    remarks : tuple of str
        Sources without an identifier, or not checked for two years.
    numbers : mapping of str to mapping of Basis to int
        Numbers by kind and basis.
    """

    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    numbers: Mapping[str, Mapping[Basis, int]]


def lint(kb: KnowledgeBase, catalogues: Mapping[str, Catalogue], today: date) -> Report:
    """Check the whole knowledge base."""
    problems = [*_sources(kb), *_causes(kb), *_vocabulary(kb)]
    for catalogue in catalogues.values():
        problems += _texts(kb, catalogue)
    keys = {language: set(c.texts.get("phrases", {})) for language, c in catalogues.items()}
    for language, own in keys.items():
        for other, theirs in keys.items():
            problems += [f"texts/{language}: phrase {key} is missing (it stands in {other})" for key in sorted(theirs - own)]
    return Report(problems=tuple(problems), remarks=tuple(_remarks(kb, today)), numbers=count_numbers(kb))


def count_numbers(kb: KnowledgeBase) -> dict[str, dict[Basis, int]]:
    """Numbers in the knowledge base by kind and basis."""
    counts: dict[str, Counter[Basis]] = {
        k: Counter() for k in ("figures", "base rates", "age and sex", "judged by two hands", "parameters")
    }
    for c in kb.conditions.values():
        counts["figures"].update(f.basis for f in c.figures if not f.hint)
        counts["base rates"].update(p.basis for p in c.prior.values())
        counts["age and sex"][c.demography_basis] += len(c.age_curve) + 1
        if c.elicited:
            counts["judged by two hands"][Basis.JUDGEMENT] += sum(map(len, c.elicited.bools.values()))
            counts["judged by two hands"][Basis.JUDGEMENT] += sum(len(h) for hands in c.elicited.rows.values() for h in hands)
    counts["parameters"].update(p.basis for p in kb.parameters.values())
    return {kind: dict(counter) for kind, counter in counts.items()}


def _sources(kb: KnowledgeBase) -> Iterable[str]:
    cited: list[tuple[str, str]] = []
    for c in kb.conditions.values():
        cited += [(f"condition {c.id}", s) for s in (*c.sources, c.demography_source)]
        cited += [(f"condition {c.id}, base rate in {s.value}", p.source) for s, p in c.prior.items()]
        cited += [(f"condition {c.id}, figure for {f.finding}", f.source) for f in c.figures]
    cited += [(f"parameter {p.id}", p.source) for p in kb.parameters.values()]
    cited += [(f"red flag {r.id}", s) for r in kb.red_flags.values() for s in r.sources]
    cited += [(f"examination {e.id}", s) for e in kb.examinations.values() for s in e.sources]
    cited += [(f"risk factor {r.id}", r.source) for r in kb.risk_factors.values()]
    for where, source in cited:
        if source not in kb.sources:
            yield f"{where}: no source is called {source}"
    for p in kb.parameters.values():
        if not p.population:
            yield f"parameter {p.id}: it does not say of whom or what (`of`)"
        if not p.low <= p.value <= p.high:
            yield f"parameter {p.id}: {p.value:g} lies outside its range {p.low:g} to {p.high:g}"


def _causes(kb: KnowledgeBase) -> Iterable[str]:
    for c in kb.conditions.values():
        missing = [s.value for s in Setting if s not in c.prior]
        if missing:
            yield f"condition {c.id}: no base rate for {', '.join(missing)}"
        if c.role is Role.CAUSE and any(p.percent <= 0 for p in c.prior.values()):
            yield f"condition {c.id}: a cause needs a base rate above 0 in every setting"
        if c.role is not Role.CAUSE and c.present_when is None:
            yield f"condition {c.id}: a {c.role.value} needs `present_when`"
        if c.see not in kb.professions:
            yield f"condition {c.id}: no profession is called {c.see}"
        if any(factor <= 0 for _, factor in c.age_curve) or c.female_to_male <= 0:
            yield f"condition {c.id}: relative frequencies must be above 0"
        for f in c.figures:
            numbers = (f.sensitivity, f.specificity)
            if any(x is not None and not 0 <= x <= 1 for x in numbers) or any(x is not None and x < 0 for x in (f.lr_present, f.lr_absent)):
                yield f"condition {c.id}, figure for {f.finding}: a proportion lies in 0 to 1, a likelihood ratio is not negative"


def _vocabulary(kb: KnowledgeBase) -> Iterable[str]:
    for f in kb.findings.values():
        if f.row and not set(f.row_values) <= set(kb.findings[f.row].allowed):
            yield f"finding {f.id}: its row {f.row} has no such values"
    asked = {i for s in (*kb.screens.values(), *kb.questions.values()) for i in s.items}
    for name in sorted(asked - kb.findings.keys()):
        yield f"screens: no finding is called {name}"


def _texts(kb: KnowledgeBase, catalogue: Catalogue) -> Iterable[str]:
    wanted: dict[str, Iterable[str]] = {
        "findings": kb.findings,
        "conditions": kb.conditions,
        "redflags": kb.red_flags,
        "professions": kb.professions,
        "examinations": kb.examinations,
        "screens": kb.screens,
        "questions": kb.questions,
        "risks": kb.risk_factors,
    }
    for topic, ids in wanted.items():
        held = catalogue.texts.get(topic, {})
        for name in sorted(set(ids) - held.keys()):
            yield f"texts/{catalogue.language}: {topic}.{name} is missing"
        for name in sorted(set(ids) & held.keys()):
            for field in FIELDS.get(topic, ()):
                if not held[name].get(field):
                    yield f"texts/{catalogue.language}: {topic}.{name}.{field} is missing"


def _remarks(kb: KnowledgeBase, today: date) -> Iterable[str]:
    for s in kb.sources.values():
        if s.basis is Basis.JUDGEMENT:
            continue
        if not s.identifier:
            yield f"source {s.id}: no DOI or PMID"
        if s.checked and date.fromisoformat(s.checked) + STALE < today:
            yield f"source {s.id}: last checked {s.checked}"
