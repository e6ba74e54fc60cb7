"""Facts as programs and people send them, checked against the vocabulary before anything is computed."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kneewise.model.condition import Setting
from kneewise.model.errors import MalformedInput, UnknownFinding, UnknownValue
from kneewise.model.fact import Fact, Origin, Side, Value
from kneewise.model.finding import Finding, ValueType

FACTS_SCHEMA = "kneewise.facts/1"
FIELDS = {"schema", "id", "today", "setting", "facts", "text"}
FACT_FIELDS = {"finding", "value", "side", "origin", "seen_on", "confirmed", "span"}
TEXT_LIMIT = 200_000
UNITS_IN_WORDS = {"a": "years", "d": "days", "{score}": "", "Cel": "°C"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NAME_LIMIT = 60
"""A longer name is no misspelling of a finding; comparing it with all of them would only take time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of an assessment: facts, free text, setting and day."""

    facts: tuple[Fact, ...]
    text: str
    setting: Setting
    today: str


def question_from(raw: object, findings: Mapping[str, Finding], today: date, where: str = "input") -> Question:
    """Check a parsed JSON document.

    Parameters
    ----------
    raw : object
        ``{"schema"?, "today"?, "setting"?, "facts": [...] | {...}, "text"?}``.
    findings : mapping of str to Finding
        The vocabulary.
    today : date
        Used where the document names none.
    where : str
        File or line, for errors.

    Raises
    ------
    MalformedInput
        If the document has another form.
    UnknownFinding, UnknownValue
        If it names a finding or value that does not exist.
    """
    if not isinstance(raw, dict):
        raise MalformedInput(f"Expected a JSON object with `facts` or `text`, found {_kind(raw)}.", where=where, allowed=sorted(FIELDS))
    _only(raw, FIELDS, where)
    if raw.get("schema", FACTS_SCHEMA) != FACTS_SCHEMA:
        raise MalformedInput(f"The schema is {_short(raw['schema'])}.", where=f"{where}: schema", allowed=[FACTS_SCHEMA])
    if raw.get("id") is not None and (isinstance(raw["id"], bool) or not isinstance(raw["id"], (str, int))):
        raise MalformedInput("`id` must be a string or a whole number.", where=f"{where}: id")
    text = raw.get("text", "")
    if not isinstance(text, str):
        raise MalformedInput(f"`text` must be a string, found {_kind(text)}.", where=f"{where}: text")
    if len(text) > TEXT_LIMIT:
        raise MalformedInput(f"The text has {len(text)} characters; at most {TEXT_LIMIT} are read. Shorten it.", where=f"{where}: text")
    if "facts" not in raw and "text" not in raw:
        raise MalformedInput("Neither `facts` nor `text` is given.", where=where, allowed=["facts", "text"])
    return Question(
        facts=_facts(raw.get("facts", []), findings, where),
        text=text,
        setting=setting_from(raw.get("setting"), where),
        today=_day(raw.get("today"), f"{where}: today") or today.isoformat(),
    )


def setting_from(raw: object, where: str) -> Setting:
    """``None`` is the runner; another unknown setting is named."""
    if raw is None:
        return Setting.RUNNER
    try:
        return Setting(raw)  # type: ignore[arg-type]  # anything may arrive here
    except ValueError:
        allowed = [s.value for s in Setting]
        raise UnknownValue(
            f"The setting is {_short(raw)}. Choose one of: {', '.join(allowed)}.", where=f"{where}: setting", allowed=allowed
        ) from None


def _facts(raw: object, findings: Mapping[str, Finding], where: str) -> tuple[Fact, ...]:
    if isinstance(raw, dict):
        items: list[tuple[str, object]] = [(f"{where}: facts.{k[:NAME_LIMIT]}", {"finding": k, "value": v}) for k, v in raw.items()]
    elif isinstance(raw, list):
        items = [(f"{where}: facts[{i}]", item) for i, item in enumerate(raw)]
    else:
        raise MalformedInput(f"`facts` must be a list or an object, found {_kind(raw)}.", where=f"{where}: facts")
    return tuple(_fact(item, findings, place) for place, item in items)


def _fact(raw: object, findings: Mapping[str, Finding], where: str) -> Fact:
    if not isinstance(raw, dict) or not isinstance(raw.get("finding"), str) or "value" not in raw:
        raise MalformedInput('A fact looks like {"finding": "squat_pain", "value": true}.', where=where, allowed=sorted(FACT_FIELDS))
    _only(raw, FACT_FIELDS, where)
    name = raw["finding"]
    if name not in findings:
        near = difflib.get_close_matches(name, findings, n=5, cutoff=0.5) if len(name) <= NAME_LIMIT else []
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise UnknownFinding(
            f"No finding is called {_short(name)}.{hint} Nothing was saved. `kneewise findings` lists all.",
            where=where,
            allowed=sorted(findings),
        )
    origin = raw.get("origin")
    if origin is not None and not (isinstance(origin, str) and origin in set(Origin)):
        raise UnknownValue(f"The origin is {_short(origin)}.", where=f"{where}.origin", allowed=[o.value for o in Origin])
    confirmed = raw.get("confirmed", origin != Origin.TEXT)
    if not isinstance(confirmed, bool):
        raise MalformedInput(f"`confirmed` must be true or false, found {_short(confirmed)}.", where=f"{where}.confirmed")
    return Fact(
        finding=name,
        value=checked_value(findings[name], raw["value"], where),
        side=_side(raw.get("side"), where),
        origin=Origin(origin) if origin else Origin.ANSWER,
        confirmed=confirmed,
        span=_span(raw.get("span"), where),
        seen_on=_day(raw.get("seen_on"), f"{where}.seen_on") or "",
    )


def checked_value(finding: Finding, raw: object, where: str) -> Value:
    """The value, if the finding can have it.

    Raises
    ------
    UnknownValue
        With the values that would have been accepted.
    """
    if raw is None:
        return None
    if finding.type is ValueType.BOOL and isinstance(raw, bool):
        return raw
    if finding.type is ValueType.NUMBER and isinstance(raw, (int, float)) and not isinstance(raw, bool):
        # A whole number may be too large for a float; such a one is out of every range anyhow.
        if finding.low <= raw <= finding.high and not math.isnan(raw):
            return float(raw)
    elif finding.type is ValueType.CHOICE and isinstance(raw, str) and raw in finding.allowed:
        return raw
    elif finding.type is ValueType.SET:
        chosen = [raw] if isinstance(raw, str) else raw
        if isinstance(chosen, list) and chosen and all(isinstance(v, str) and v in finding.allowed for v in chosen):
            return tuple(dict.fromkeys(chosen))
    allowed = allowed_values(finding)
    listed = ", ".join(a if isinstance(a, str) else _as_json(a) for a in allowed)
    raise UnknownValue(
        f"{finding.id} cannot be {_as_json(raw)}. Allowed: {listed}. Nothing was saved. "
        f"`kneewise findings {finding.id}` shows the question.",
        where=f"{where}.value",
        allowed=allowed,
    )


def allowed_values(finding: Finding) -> list[str | bool | None]:
    """What a finding accepts, as JSON has it; a range of numbers in words."""
    if finding.type is ValueType.BOOL:
        return [True, False, None]
    if finding.type is ValueType.NUMBER:
        unit = UNITS_IN_WORDS.get(finding.unit, finding.unit)
        return [f"a number from {finding.low:g} to {finding.high:g}{f' ({unit})' if unit else ''}", None]
    return [*finding.allowed, None]


def _side(raw: object, where: str) -> Side | None:
    if raw is None:
        return None
    if not (isinstance(raw, str) and raw in set(Side)):
        raise UnknownValue(f"The side is {_short(raw)}.", where=f"{where}.side", allowed=[s.value for s in Side])
    return Side(raw)


def _span(raw: object, where: str) -> tuple[int, int] | None:
    """Facts of an answer may be sent back as they came, so the place in the text is accepted and kept."""
    if raw is None:
        return None
    if (
        isinstance(raw, list)
        and len(raw) == 2
        and all(isinstance(n, int) and not isinstance(n, bool) for n in raw)
        and 0 <= raw[0] <= raw[1]
    ):
        return raw[0], raw[1]
    raise MalformedInput(f"{_short(raw)} is no span. It is [start, end] in characters, or null.", where=f"{where}.span")


def _day(raw: object, where: str) -> str | None:
    if raw is None:
        return None
    day = day_from(raw)
    if day is None:
        raise MalformedInput(f"{_short(raw)} is no date. Write it as 2026-11-24.", where=where)
    return day.isoformat()


def day_from(raw: object) -> date | None:
    """A day written as 2026-11-24; ``None`` for anything else, other ISO forms included."""
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _only(raw: dict[Any, Any], fields: set[str], where: str) -> None:
    unknown = sorted(_short(k) for k in raw if k not in fields)
    if unknown:
        raise MalformedInput(f"Unknown fields: {', '.join(unknown[:10])}.", where=where, allowed=sorted(fields))


def _kind(raw: object) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "a string",
        bool: "true or false",
        int: "a number",
        float: "a number",
        type(None): "null",
    }
    return names.get(type(raw), "something else")


def _as_json(raw: object) -> str:
    """A value as the sender wrote it."""
    try:
        return json.dumps(raw, ensure_ascii=False)[:80]
    except (TypeError, ValueError, RecursionError):
        return _short(raw)


def _short(raw: object) -> str:
    try:
        text = repr(raw)
    except RecursionError:
        return "a deeply nested value"
    return text if len(text) <= 80 else text[:77] + "..."
