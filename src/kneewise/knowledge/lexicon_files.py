"""The lexicon of a language from its files: phrases, classes of words, named numbers; checked against the findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kneewise.knowledge.tree import Tree
from kneewise.model.errors import KnowledgeError
from kneewise.model.fact import Value
from kneewise.model.lexicon import Lexicon, Measure, Phrase, Unit, Use

SECTIONS = {"classes", "words", "findings", "measures", "lasting", "of_relatives", "implied", "respell", "spell_to", "real_words"}
_USES = {use.value for use in Use}
_OF_PATTERNS = re.compile(r"[\s*|{}_#=?&!]")
"""What only a pattern may hold."""
_MEASURE_FIELDS = {"names", "units", "range", "needs", "unless", "alone", "alone_unless"}


def lexicon_of(tree: Tree, language: str = "en") -> Lexicon:
    """The lexicon of a language.

    Parameters
    ----------
    tree : Tree
        The parsed knowledge files.
    language : str
        Two-letter code.

    Returns
    -------
    Lexicon
        Checked.

    Raises
    ------
    KnowledgeError
        On an unknown section, finding, use or value; it names the file.
    """
    merged: dict[str, Any] = {name: {} for name in SECTIONS}
    phrases: list[Phrase] = []
    findings = _findings(tree)
    files = [(name, content) for name, content in sorted(tree.items()) if name.startswith(f"lexicon/{language}/")]
    if not files:
        raise KnowledgeError(f"There is no lexicon for {language!r}.", where="lexicon")
    for name, content in files:
        unknown = sorted(set(content) - SECTIONS)
        if unknown:
            raise KnowledgeError(f"Unknown sections: {', '.join(unknown)}.", where=name, allowed=sorted(SECTIONS))
        phrases += _phrases(content.get("findings", {}), findings, name)
        for section in SECTIONS - {"findings"}:
            for key, value in _pairs(content.get(section, {})):
                if key in merged[section]:
                    raise KnowledgeError(f"{key!r} stands twice in {section}.", where=name)
                merged[section][key] = value
    for section in ("lasting", "of_relatives"):
        _known(merged[section], findings, section)
    classes = {key: _entries(value, ",") for key, value in merged["classes"].items()}
    return Lexicon(
        language=language,
        phrases=tuple(phrases),
        classes=classes,
        words={key: _single_words(key, value, classes) for key, value in merged["words"].items()},
        measures=tuple(_measure(key, raw, findings) for key, raw in merged["measures"].items()),
        sided=frozenset(key for key, raw in findings.items() if raw.get("scope") == "knee"),
        lasting=frozenset(merged["lasting"]),
        of_relatives=frozenset(merged["of_relatives"]),
        implied={key: _implied(key, value, findings) for key, value in merged["implied"].items()},
        respell={str(key): str(value) for key, value in merged["respell"].items()},
        spell_to=tuple(sorted(merged["spell_to"])),
        real_words=frozenset(merged["real_words"]),
    )


def _findings(tree: Tree) -> dict[str, dict[str, Any]]:
    return {raw["id"]: raw for name, content in tree.items() if name.startswith("findings/") for raw in content}


def _pairs(raw: Any) -> Iterator[tuple[str, Any]]:
    """A mapping's items, or a list's entries as keys."""
    if isinstance(raw, dict):
        yield from raw.items()
    elif isinstance(raw, str):
        yield from ((word, True) for word in raw.split())
    else:
        yield from ((str(entry), True) for entry in raw or ())


def _known(named: dict[str, Any], findings: dict[str, dict[str, Any]], where: str) -> None:
    unknown = sorted(set(named) - findings.keys())
    if unknown:
        raise KnowledgeError(f"Unknown findings: {', '.join(unknown)}.", where=f"lexicon {where}")


def _phrases(raw: dict[str, Any], findings: dict[str, dict[str, Any]], where: str) -> Iterator[Phrase]:
    _known(raw, findings, where)
    for finding, uses in raw.items():
        veto = str(uses.get("unless", ""))
        for use, patterns in uses.items():
            if use == "unless":
                continue
            if use == "is":
                for choice, words in patterns.items():
                    _allowed(finding, choice, findings, where)
                    yield from (
                        Phrase(finding=finding, value=choice, use=Use.YES, pattern=_vetoed(text, veto)) for text in _entries(words, ";")
                    )
            elif _use(use) in _USES:
                value = _use(use) != "no"
                yield from (
                    Phrase(finding=finding, value=value, use=Use(_use(use)), pattern=_vetoed(text, veto))
                    for text in _entries(patterns, ";")
                )
            else:
                raise KnowledgeError(f"{finding} has the unknown use {use!r}.", where=where, allowed=[*sorted(_USES), "is", "unless"])


def _entries(raw: Any, mark: str) -> tuple[str, ...]:
    """The entries of a list, or of one text in which a mark or a line break stands between them."""
    if isinstance(raw, str):
        raw = raw.replace("\n", mark).split(mark)
    return tuple(entry for entry in (str(item).strip() for item in raw or ()) if entry)


def _single_words(name: str, raw: Any, classes: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """A list of single words, each once, whose name is not that of a class: both are asked for by name."""
    where = f"lexicon words {name}"
    entries = _entries(raw, ",")
    if name in classes:
        raise KnowledgeError(f"A class is called {name!r} too.", where=where)
    if not entries:
        raise KnowledgeError(f"The list {name!r} is empty.", where=where)
    for entry in entries:
        if _OF_PATTERNS.search(entry):
            raise KnowledgeError(f"{entry!r} is no single word; patterns stand in classes.", where=where)
        if entries.count(entry) > 1:
            raise KnowledgeError(f"{entry!r} stands twice.", where=where)
    return frozenset(entries)


def _vetoed(text: str, veto: str) -> str:
    """A pattern with the vetoes of its finding."""
    if not veto:
        return text
    return f"{text} {veto}" if "!!" in text else f"{text} !! {veto}"


def _use(raw: object) -> str:
    """YAML reads ``yes`` and ``no`` as truth values; they mean the words here."""
    return {True: "yes", False: "no"}.get(raw, str(raw)) if isinstance(raw, bool) else str(raw)


def _allowed(finding: str, choice: str, findings: dict[str, dict[str, Any]], where: str) -> None:
    allowed = findings[finding].get("allowed", [])
    if choice not in allowed:
        raise KnowledgeError(f"{finding} has no value {choice!r}.", where=where, allowed=allowed)


def _measure(finding: str, raw: dict[str, Any], findings: dict[str, dict[str, Any]]) -> Measure:
    where = f"lexicon measures {finding}"
    _known({finding: raw}, findings, "measures")
    unknown = sorted(set(raw) - _MEASURE_FIELDS)
    if unknown:
        raise KnowledgeError(f"Unknown fields: {', '.join(unknown)}.", where=where, allowed=sorted(_MEASURE_FIELDS))
    alone = raw.get("alone", (0, 0))
    low, high = raw.get("range") or findings[finding].get("range") or (0, 0)
    units = []
    for unit in raw["units"]:
        bare = unit.get("bare", (0, 0))
        units.append(
            Unit(
                names=_entries(unit.get("names", ()), ","),
                factor=float(unit.get("factor", 1)),
                offset=float(unit.get("offset", 0)),
                bare_low=float(bare[0]),
                bare_high=float(bare[1]),
            )
        )
    return Measure(
        finding=finding,
        names=_entries(raw["names"], ","),
        units=tuple(units),
        low=float(low),
        high=float(high),
        needs=raw.get("needs", ""),
        unless=raw.get("unless", ""),
        alone_low=float(alone[0]),
        alone_high=float(alone[1]),
        alone_unless=raw.get("alone_unless", ""),
    )


def _implied(key: str, raw: dict[str, Value], findings: dict[str, dict[str, Any]]) -> tuple[tuple[str, Value], ...]:
    read = {part.removeprefix("not ").split("=")[0].rstrip(">"): True for part in key.split(" & ")}
    _known({**read, **raw}, findings, f"implied {key}")
    return tuple(raw.items())
