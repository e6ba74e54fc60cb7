"""Rules, screens, professions and examinations from YAML, with their schema check."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from kneewise.knowledge.expressions import parse_expression
from kneewise.knowledge.fields import basis_of, entries, only
from kneewise.model.condition import Level
from kneewise.model.errors import KnowledgeError
from kneewise.model.expression import Expression, Is, Not, findings_in, parts_of
from kneewise.model.finding import Finding, Scope
from kneewise.model.rule import Examination, Profession, RedFlag, Screen, Sign

SIGNS_FILE = "redflags/signs"
LANGUAGES = ("en", "de")
SIGN_FIELDS = {"id", "shown_by", "denied_by", "same_as", "otherwise", "asks"}
RULE_FIELDS = {"id", "level", "within_h", "scope", "when", "see", "sources", "basis", "safety_net"}
SCREEN_FIELDS = {"id", "when", "items"}
PROFESSION_FIELDS = {"id", "levels", "instead", "sources"}
EXAMINATION_FIELDS = {"id", "now", "if", "not", "now_causes", "if_causes", "threshold", "sources", "basis"}
LATEST_H = {Level.EMERGENCY: 1, Level.SAME_DAY: 48, Level.SOON: 336}


def build_signs(tree: Mapping[str, Any], findings: Collection[str]) -> dict[str, Sign]:
    """Signs by id, in the order in which they are worked out.

    Raises
    ------
    KnowledgeError
        On an unknown field, or a name that is neither a finding nor an earlier sign.
    """
    found: dict[str, Sign] = {}
    for raw in tree.get(SIGNS_FILE, {}).get("signs", ()):
        where = f"{SIGNS_FILE}.yaml {raw.get('id', '?')}"
        only(raw, SIGN_FIELDS, where)
        shown, denied = (parse_expression(raw[k], where) if k in raw else None for k in ("shown_by", "denied_by"))
        if "same_as" in raw:
            shown = parse_expression(raw["same_as"], where)
            denied = Not(shown)
        sign = Sign(
            id=raw["id"],
            shown_by=shown,
            denied_by=denied,
            otherwise=raw.get("otherwise"),
            asks=tuple(raw.get("asks", [raw["id"]] if raw["id"] in findings else [])),
        )
        named = {name for part in (shown, denied) if part is not None for name in findings_in(part)} | set(sign.asks)
        _known(named - {sign.id}, (*findings, *found), where)
        if not sign.id.startswith("sign_") and sign.id not in findings:
            raise KnowledgeError("A sign is called after a finding, or its name begins with sign_.", where=where)
        found[sign.id] = sign
    return found


def build_red_flags(
    tree: Mapping[str, Any], findings: Mapping[str, Finding], professions: Collection[str], sources: Collection[str]
) -> dict[str, RedFlag]:
    """All rules, by id, in the order of their ids.

    Parameters
    ----------
    tree : mapping
        Parsed knowledge files.
    findings : mapping of str to Finding
        Vocabulary.
    professions : collection of str
        Ids that ``see`` may name.
    sources : collection of str
        Known source ids.

    Raises
    ------
    KnowledgeError
        On a missing or unknown field or name, a repeated id, a time that does not fit the level, or a missing text.
    """
    signs = build_signs(tree, findings)
    found: dict[str, RedFlag] = {}
    for where, raw in entries(dict(tree), "redflags/"):
        if where.startswith(SIGNS_FILE):
            continue
        only(raw, RULE_FIELDS, where)
        missing = sorted(RULE_FIELDS - set(raw))
        if missing or not raw["sources"] or not re.fullmatch(r"RF\d\d+_[a-z0-9_]+", raw["id"]):
            raise KnowledgeError(f"A rule needs an id RF.._name, sources and all its fields; missing: {missing}.", where=where)
        if raw["id"] in found:
            raise KnowledgeError(f"The rule {raw['id']} stands twice.", where=where)
        rule = _red_flag(raw, signs, where)
        _known(findings_in(rule.when), (*findings, *signs), where)
        _switches_only(rule.when, signs, where)
        _known([rule.see], professions, where)
        _known(rule.sources, sources, where)
        if rule.level in LATEST_H and not (rule.within_h is not None and rule.within_h <= LATEST_H[rule.level]):
            raise KnowledgeError(f"{rule.level.word} means within {LATEST_H[rule.level]} h; within_h is {rule.within_h}.", where=where)
        found[rule.id] = rule
    _texts(tree, "redflags", dict.fromkeys(found, ("sentence", "clinical")))
    _texts(tree, "safety", {net: () for rule in found.values() for net in rule.safety_net})
    return dict(sorted(found.items(), key=lambda item: _number(item[0])))


def build_screens(tree: Mapping[str, Any], findings: Mapping[str, Finding]) -> dict[str, Screen]:
    """Screens, in the order in which they are asked."""
    signs = build_signs(tree, findings)
    found: dict[str, Screen] = {}
    for where, raw in entries(dict(tree), "screens/"):
        only(raw, SCREEN_FIELDS, where)
        when = parse_expression(raw["when"], where) if "when" in raw else None
        _known([*raw["items"], *(findings_in(when) if when else ())], (*findings, *signs), where)
        needed = _signs_of([when] if when else [], signs)
        found[raw["id"]] = Screen(id=raw["id"], items=tuple(raw["items"]), when=when, signs=needed)
    _texts(tree, "screens", dict.fromkeys(found, ("title", "why", "none")))
    _texts(tree, "screens", {"items": tuple(dict.fromkeys(item for screen in found.values() for item in screen.items))})
    return found


def build_professions(tree: Mapping[str, Any], sources: Collection[str]) -> dict[str, Profession]:
    """Whom to see, by id."""
    found: dict[str, Profession] = {}
    for where, raw in entries(dict(tree), "professions/"):
        only(raw, PROFESSION_FIELDS, where)
        levels = tuple(_level(level, where) for level in raw["levels"])
        found[raw["id"]] = Profession(id=raw["id"], levels=levels, instead=tuple(raw["instead"]), sources=tuple(raw["sources"]))
        _known(raw["sources"], sources, where)
    for profession in found.values():
        _known(profession.instead, found, f"professions {profession.id}")
    _texts(tree, "professions", dict.fromkeys(found, ("name", "what", "change")))
    return found


def build_examinations(
    tree: Mapping[str, Any], findings: Mapping[str, Finding], conditions: Collection[str], sources: Collection[str]
) -> dict[str, Examination]:
    """All examinations, by id."""
    signs = build_signs(tree, findings)
    found: dict[str, Examination] = {}
    for where, raw in entries(dict(tree), "examinations/"):
        only(raw, EXAMINATION_FIELDS, where)
        parts = {key: parse_expression(raw[key], where) if key in raw else None for key in ("now", "if", "not")}
        given = [part for part in parts.values() if part is not None]
        _known([name for part in given for name in findings_in(part)], (*findings, *signs), where)
        _known([*raw.get("now_causes", ()), *raw.get("if_causes", ())], conditions, where)
        _known(raw["sources"], sources, where)
        found[raw["id"]] = Examination(
            id=raw["id"],
            now_when=parts["now"],
            if_when=parts["if"],
            not_when=parts["not"],
            signs=_signs_of(given, signs),
            now_causes=tuple(raw.get("now_causes", ())),
            if_causes=tuple(raw.get("if_causes", ())),
            threshold=float(raw.get("threshold", 1.0)),
            sources=tuple(raw["sources"]),
            basis=basis_of(raw, where),
        )
    _texts(tree, "examinations", dict.fromkeys(found, ("name", "now", "if", "not", "would_change")))
    return found


def _red_flag(raw: Mapping[str, Any], signs: Mapping[str, Sign], where: str) -> RedFlag:
    when = parse_expression(raw["when"], where)
    try:
        return RedFlag(
            id=raw["id"],
            level=_level(raw["level"], where),
            within_h=None if raw["within_h"] is None else int(raw["within_h"]),
            when=when,
            signs=_signs_of([when], signs),
            see=raw["see"],
            sources=tuple(raw["sources"]),
            basis=basis_of(dict(raw), where),
            scope=Scope(raw["scope"]),
            safety_net=tuple(raw["safety_net"]),
        )
    except (TypeError, ValueError) as error:
        raise KnowledgeError(f"A field is wrong: {error}.", where=where) from error


def _signs_of(expressions: Iterable[Expression], signs: Mapping[str, Sign]) -> tuple[Sign, ...]:
    """Collect the signs that expressions read, and those that these read, in the order of the file."""
    needed: set[str] = set()
    todo = [name for part in expressions for name in findings_in(part)]
    while todo:
        name = todo.pop()
        if name in signs and name not in needed:
            needed.add(name)
            sign = signs[name]
            todo += [n for part in (sign.shown_by, sign.denied_by) if part is not None for n in findings_in(part)]
    return tuple(sign for name, sign in signs.items() if name in needed)


def _switches_only(expression: Expression, signs: Mapping[str, Sign], where: str) -> None:
    """Refuse ``not`` over anything but a sign with a default: a red flag must never switch a rule off."""
    match expression:
        case Not(part=Is(finding=finding)) if finding in signs and signs[finding].otherwise is not None:
            return
        case Not():
            raise KnowledgeError("In a rule only a sign with `otherwise` may stand under `not`.", where=where)
    for part in parts_of(expression):
        _switches_only(part, signs, where)


def _texts(tree: Mapping[str, Any], topic: str, keys: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a catalogue in which a sentence is missing or empty; ``()`` is a key that holds the sentence itself."""
    for language in LANGUAGES:
        texts = tree.get(f"texts/{language}/{topic}") or {}
        absent = [key for key, fields in keys.items() if not texts.get(key) or any(not texts[key].get(f) for f in fields)]
        if absent:
            raise KnowledgeError(f"Texts are missing: {', '.join(absent)}.", where=f"texts/{language}/{topic}.yaml")


def _known(names: Iterable[str], allowed: Collection[str], where: str) -> None:
    unknown = sorted(set(names) - set(allowed))
    if unknown:
        raise KnowledgeError(f"Unknown names: {', '.join(unknown)}.", where=where)


def _level(word: str, where: str) -> Level:
    try:
        return Level[word.upper()]
    except KeyError as error:
        raise KnowledgeError(f"level is {word!r}; use {', '.join(level.word for level in Level)}.", where=where) from error


def _number(rule: str) -> int:
    return int(rule[2 : rule.index("_")])
