"""An assessment as plain text for a terminal: urgency first, then causes as bars, reasons and questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

WIDTH = 24
SHOWN = 5
REASONS = 3
WORTH_SHOWING = 0.01
WORTH_TELLING = 0.15


def as_text(
    answer: Mapping[str, Any],
    phrase: Callable[[str], str],
    statement: Callable[[str, Any], str],
    label: Callable[[str], str],
    clinical: Callable[[str], str],
) -> str:
    """Render an assessment.

    Parameters
    ----------
    answer : mapping
        In the form of the contract.
    phrase : callable
        Sentence of the catalogue by key.
    statement : callable
        A fact (finding, value) in words.
    label : callable
        Name of a finding.
    clinical : callable
        The clinicians' term for a cause.

    Returns
    -------
    str
        Lines of text without colour.
    """
    parts = [
        _urgency(answer, phrase),
        _understood(answer, phrase, statement, label),
        _causes(answer, phrase, clinical),
        _tail(answer, phrase),
    ]
    return "\n\n".join(part for part in parts if part)


def _urgency(answer: Mapping[str, Any], phrase: Callable[[str], str]) -> str:
    urgency = answer["urgency"]
    lines = [] if answer["facts"] else [phrase("nothing_found")]
    lines += [phrase(f"level_{urgency['level']}").upper() if urgency["level"] == "emergency" else phrase(f"level_{urgency['level']}")]
    if urgency["see"]["id"] != "none":
        lines.append(f"{phrase('whom_to_see')}: {urgency['see']['name']}")
    leading = [b for b in urgency["because"] if b["level"] == urgency["level"]]
    told: dict[str, list[str]] = {}
    for reason in leading:
        told.setdefault(reason["sentence"], []).append(_side(reason, phrase))
    lines += [f"  - {sentence}{sides[0] if len(sides) == 1 else ''}" for sentence, sides in list(told.items())[:REASONS]]
    if urgency["provisional"]:
        lines.append(phrase("provisional"))
    if urgency["safety_net"]:
        lines += [f"{phrase('go_at_once')}:", *(f"  - {s}" for s in urgency["safety_net"][:4])]
    return "\n".join(lines)


def _understood(
    answer: Mapping[str, Any], phrase: Callable[[str], str], statement: Callable[[str, Any], str], label: Callable[[str], str]
) -> str:
    read = [f for f in answer["facts"] if not f["confirmed"]]
    lines = []
    if read:
        lines.append(f"{phrase('understood')}:")
        lines += [f"  - {statement(f['finding'], f['value'])}{_side(f, phrase)}" for f in read]
    if answer["not_understood"]:
        lines.append(f"{phrase('not_understood')}:")
        lines += [f'  - "{u["text"].strip()}" ({phrase("unread_" + u["reason"])})' for u in answer["not_understood"][:6]]
    if answer["conflicts"]:
        lines.append(f"{phrase('conflicts')}: {', '.join(label(finding) for finding in answer['conflicts'])}")
    return "\n".join(lines)


def _causes(answer: Mapping[str, Any], phrase: Callable[[str], str], clinical: Callable[[str], str]) -> str:
    lines = []
    if answer["cannot_tell"]["value"]:
        lines += [f"{phrase('cannot_tell')}:", *(f"  - {w}" for w in answer["cannot_tell"]["why"])]
    for heading, here in _by_side(answer["causes"], phrase):
        lines.append(f"{phrase('likely_causes')}{heading}:")
        for place, cause in enumerate(c for c in here[:SHOWN] if c["p"] >= WORTH_SHOWING or c is here[0]):
            low, high = (round(100 * x) for x in cause["interval"])
            bar = "#" * max(1, round(WIDTH * cause["p"]))
            lines.append(f"  {100 * cause['p']:3.0f} % {bar:<{WIDTH}} {cause['name']}{clinical(cause['id'])}  [{low}-{high} %]")
            for mark, key in (("+", "for"), ("-", "against")):
                told = [w for w in cause["because"][key] if abs(w["weight"]) >= WORTH_TELLING]
                lines += [f"        {mark} {w['sentence']}" for w in told[: 3 if place == 0 else 1]]
    return "\n".join(lines)


def _by_side(causes: Sequence[Mapping[str, Any]], phrase: Callable[[str], str]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The causes of each knee under its heading; once for both where nothing tells them apart."""
    sides = sorted({c["side"] or "" for c in causes})
    lists = [[c for c in causes if (c["side"] or "") == side] for side in sides]
    if len(lists) > 1 and all([(c["id"], c["p"]) for c in one] == [(c["id"], c["p"]) for c in lists[0]] for one in lists):
        return [(f" ({phrase('side_both')})", lists[0])]
    return [(_side(here[0], phrase), here) for here in lists]


def _side(entry: Mapping[str, Any], phrase: Callable[[str], str]) -> str:
    return f" ({phrase('side_' + entry['side'])})" if entry["side"] else ""


def _tail(answer: Mapping[str, Any], phrase: Callable[[str], str]) -> str:
    lines = []
    calm = answer["urgency"]["level"] not in ("emergency", "same_day")
    tests = [e for e in answer["examinations"] if e["advice"] == "now"]
    tests += [e for e in answer["examinations"] if e["advice"] == "not" and calm][:2]
    if tests:
        lines.append(f"{phrase('examinations')}:")
        lines += [f"  - {e['name']} ({phrase('advice_' + e['advice'])}): {e['why']}" for e in tests]
    if answer["next_questions"] and answer["urgency"]["level"] != "emergency":
        lines.append(f"{phrase('next_questions')}:")
        lines += [f"  - {q['question']} ({q['why']})" for q in answer["next_questions"][:4]]
    lines.append(answer["notice"])
    return "\n".join(lines)
