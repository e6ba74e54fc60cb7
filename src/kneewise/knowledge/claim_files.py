"""The claim ledger from its files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kneewise.knowledge.fields import only
from kneewise.knowledge.tree import Tree
from kneewise.model.claim import Claim, ClaimWords, Contradiction, HomeKind, Ledger, Strength, Study, Verdict
from kneewise.model.errors import KnowledgeError

PREFIX = "claims/"
APART = ("contradictions", "matching")
CLAIM_FIELDS = {"id", "subject", "standing", "strength", "study", "home", "sources"}
CLAIM_TEXTS = {"statement", "verdict", "advice", "ask"}
TURNED_TEXTS = "against"
"""Ways to say the opposite of a claim; only where a language has some."""
CONTRADICTION_TEXTS = {"topic", "first", "second", "resolution", "ask"}


def build_ledger(tree: Tree) -> Ledger:
    """The ledger from a parsed tree.

    Raises
    ------
    KnowledgeError
        If an entry does not fit the schema, an id occurs twice or a contradiction names an unknown claim.
    """
    claims: dict[str, Claim] = {}
    for where, topic, raw in _claims(tree):
        claim = _claim(where, topic, raw)
        if claim.id in claims:
            raise KnowledgeError(f"Claim {claim.id} occurs twice.", where=where)
        claims[claim.id] = claim
    contradictions = {raw["id"]: _contradiction(raw, claims) for raw in tree[f"{PREFIX}contradictions"]}
    matching = tree[f"{PREFIX}matching"]
    return Ledger(
        claims=dict(sorted(claims.items())),
        contradictions=contradictions,
        words=_words(matching["words"]),
        limits={name: float(value) for name, value in matching["limits"].items()},
    )


def check_claim_texts(ledger: Ledger, texts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What is missing or unknown in the texts of a language, as sentences; empty if all is well.

    Parameters
    ----------
    ledger : Ledger
        Claims and contradictions.
    texts : mapping
        Topics of a catalogue; ``claims`` and ``contradictions`` are looked at.
    """
    problems: list[str] = []
    for topic, ids, fields in (
        ("claims", ledger.claims.keys(), CLAIM_TEXTS),
        ("contradictions", ledger.contradictions.keys(), CONTRADICTION_TEXTS),
    ):
        found = texts.get(topic, {})
        problems += [f"{topic}.{i} has no text." for i in sorted(ids - found.keys())]
        problems += [f"{topic}.{i} has a text and no entry." for i in sorted(found.keys() - ids)]
        for i in sorted(ids & found.keys()):
            if set(found[i]) - {TURNED_TEXTS} != fields:
                problems.append(f"{topic}.{i} has the fields {', '.join(sorted(found[i]))}; use {', '.join(sorted(fields))}.")
            elif not all(found[i].values()):
                problems.append(f"{topic}.{i} has an empty field.")
    return problems


def _claims(tree: Tree) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, content in sorted(tree.items()):
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in APART:
            for raw in content:
                yield f"{name}.yaml {raw.get('id', '?')}", name.removeprefix(PREFIX), raw


def _claim(where: str, topic: str, raw: dict[str, Any]) -> Claim:
    only(raw, CLAIM_FIELDS, where)
    missing = sorted(CLAIM_FIELDS - raw.keys())
    if missing:
        raise KnowledgeError(f"Missing fields: {', '.join(missing)}.", where=where)
    only(raw["home"], {"kind", "ref"}, where)
    if not raw["sources"]:
        raise KnowledgeError("A claim needs a source.", where=where)
    try:
        return Claim(
            id=raw["id"],
            subject=raw["subject"],
            topic=topic,
            verdict=Verdict(raw["standing"]),
            strength=Strength(raw["strength"]),
            study=Study(raw["study"]),
            home=HomeKind(raw["home"]["kind"]),
            home_ref=raw["home"]["ref"],
            sources=tuple(raw["sources"]),
        )
    except ValueError as error:
        raise KnowledgeError(str(error), where=where) from error


def _contradiction(raw: dict[str, Any], claims: Mapping[str, Claim]) -> Contradiction:
    where = f"{PREFIX}contradictions.yaml {raw.get('id', '?')}"
    only(raw, {"id", "claims"}, where)
    unknown = sorted(set(raw["claims"]) - claims.keys())
    if unknown:
        raise KnowledgeError(f"Unknown claims: {', '.join(unknown)}.", where=where)
    return Contradiction(id=raw["id"], claims=tuple(raw["claims"]))


def _words(raw: dict[str, Any]) -> ClaimWords:
    where = f"{PREFIX}matching.yaml words"
    classes: dict[str, str] = {}
    for name, members in raw["classes"].items():
        for word in str(members).split():
            if classes.get(word, name) != name:
                raise KnowledgeError(f"{word!r} is in two classes: {classes[word]}, {name}.", where=where)
            classes[word] = name
    phrases = [(tuple(phrase.split()), name) for name, listed in raw["phrases"].items() for phrase in listed]
    return ClaimWords(
        ignored=frozenset(raw["ignored"].split()),
        faint=frozenset(raw["faint"].split()),
        phrases=tuple(sorted(phrases, key=lambda item: (-len(item[0]), item))),
        classes=classes,
        opposites=tuple((a, b) for a, b in raw["opposites"]),
        contraries=tuple((a, b) for a, b in raw["contraries"]),
        negators=frozenset(raw["negators"].split()),
        denials=tuple(raw["denials"]),
        doubtful=frozenset(raw["doubtful"].split()),
        axes={name: (_pattern(ends["for"]), _pattern(ends["against"])) for name, ends in raw["axes"].items()},
        kinds={name: _pattern(listed) for name, listed in raw["kinds"].items()},
        sweeping=frozenset(raw["sweeping"].split()),
        signs=tuple(raw["signs"]),
        delays=tuple(raw["delays"]),
        carrying_on=raw["carrying_on"],
        products=frozenset(raw["products"].split()),
        promises=frozenset(raw["promises"].split()),
        refused=frozenset(raw["refused"].split()),
    )


def _pattern(listed: str) -> str:
    """A regular expression of whole words; in the file it may run over several lines after a bar."""
    joined = re.sub(r"[|]\s+", "|", listed.strip())
    return rf"\b({joined})\b"
