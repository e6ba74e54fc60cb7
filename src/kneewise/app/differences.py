"""What changed between two knowledge bases, in words. Every file of the knowledge tree is compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from kneewise.knowledge.load import Knowledge
from kneewise.model.condition import Condition, Elicited, Figure, Prior

FOLDERS = {"redflags": "red_flags"}
LANGUAGES = {"en": "English", "de": "German"}
NOUNS = {
    "signs": "sign",
    "professions": "profession",
    "screens": "screen",
    "questions": "question screen",
    "claims": "claim",
    "lexicon": "lexicon",
    "likeness": "second reader",
}
IN_ORDER = ("screens", "questions", "signs")
"""Their order counts: they are asked, or worked out, one after the other."""
JUDGED = ("conditions", "elicitation")
REMARKS = ("note", "why")

Change = dict[str, Any]
Entries = dict[tuple[str, str], Any]


def differences(before: Knowledge, after: Knowledge) -> list[Change]:
    """Changes, each as a sentence with the value before and after, with the kind and id of the entry."""
    found = list(_conditions(before, after))
    told = {(kind, change["id"]) for change in found for kind in ("conditions", "elicitation/hand_a", "elicitation/hand_b")}
    old, new = _entries(before.tree), _entries(after.tree)
    for kind in IN_ORDER:
        was, now = ([i for k, i in entries if k == kind] for entries in (old, new))
        if was != now and sorted(was) == sorted(now):
            sentence = f"The order of the {kind} is now {', '.join(now)}; it was {', '.join(was)}."
            found.append({"kind": kind, "id": kind, "sentence": sentence})
    for kind, i in dict.fromkeys((*old, *new)):
        x, y = old.get((kind, i)), new.get((kind, i))
        if x == y:
            continue
        if kind.startswith(JUDGED) and x is not None and y is not None and ((kind, i) in told or _besides(x) != _besides(y)):
            x, y = _besides(x), _besides(y)
        found += [{"kind": kind, "id": i, "sentence": sentence} for sentence in _sentences(kind, i, x, y)]
    return found


def _conditions(before: Knowledge, after: Knowledge) -> Iterator[Change]:
    """Conditions as the knowledge base holds them: their numbers come from several files and are told as what they mean."""
    names = after.catalogues["en"].texts.get("conditions", {})
    a, b = before.base.conditions, after.base.conditions
    for i in sorted(a.keys() & b.keys()):
        what = f"{names[i]['name']} ({i})" if i in names else f"The condition {i}"
        yield from ({"kind": "conditions", "id": i, "sentence": f"{what}: {change}"} for change in _field_changes(a[i], b[i]))


def _field_changes(a: Condition, b: Condition) -> list[str]:
    found = []
    for name in a.__dataclass_fields__:
        x, y = getattr(a, name), getattr(b, name)
        if x == y or name == "present_when":
            continue
        if name == "elicited" and x is not None and y is not None:
            found += _judgements(x, y)
        elif name == "prior":
            for setting in dict.fromkeys((*x, *y)):
                if x.get(setting) != y.get(setting):
                    found.append(f"base rate in {setting.value} is now {_prior(y.get(setting))}, was {_prior(x.get(setting))}.")
        elif name == "figures":
            gone, come = [f for f in x if f not in y], [f for f in y if f not in x]
            found += [f"figure for {f.finding} from {f.source} removed: {figure(f)}." for f in gone]
            found += [f"figure for {f.finding} from {f.source} added: {figure(f)}." for f in come]
            found += [] if gone or come else ["its figures stand in another order."]
        else:
            found.append(f"{name} is now {_plain(y)}, was {_plain(x)}.")
    return found


def _judgements(x: Elicited, y: Elicited) -> list[str]:
    found = []
    for f in dict.fromkeys((*x.bools, *y.bools)):
        if x.bools.get(f) != y.bools.get(f):
            found.append(f"P({f}) is now judged {_both(y.bools.get(f))}, was {_both(x.bools.get(f))}.")
    for row in dict.fromkeys((*x.rows, *y.rows)):
        old, new = x.rows.get(row, ()), y.rows.get(row, ())
        if old != new:
            found.append(f"{row} is now judged {_hands(new)}, was {_hands(old)}.")
    return found


def figure(given: Figure) -> dict[str, Any]:
    """A figure as a mapping of what it holds."""
    fields = (
        *("finding", "sensitivity", "specificity", "lr_present", "lr_absent", "hint", "n", "population", "source"),
        *("counts", "transferred"),
    )
    return {k: getattr(given, k) for k in fields if getattr(given, k) not in (None, "")} | {"basis": given.basis.value}


def _both(pair: tuple[float, ...] | None) -> str:
    return "nothing" if pair is None else " and ".join(f"{p:g}" for p in pair)


def _prior(prior: Prior | None) -> str:
    return "nothing" if prior is None else f"{prior.percent:g} % (reference {prior.reference:g} %, {prior.basis.value}, {prior.source})"


def _hands(hands: Iterable[Mapping[str, float]]) -> str:
    return " and ".join("; ".join(f"{value} {p:g}" for value, p in hand.items()) for hand in hands) or "nothing"


def _plain(value: Any) -> str:
    return getattr(value, "value", None) or str(value)


def _noun(kind: str) -> str:
    if kind.startswith("texts/"):
        return f"{LANGUAGES.get(kind[6:], kind[6:])} text"
    if kind.startswith("elicitation/"):
        return f"judgement of {kind[12:].replace('_', ' ')} on"
    return NOUNS.get(kind) or kind.replace("_", " ").removesuffix("s")


def _entries(tree: Mapping[str, Any]) -> Entries:
    """What the files hold, entry by entry, whichever file of a kind it stands in; a lexicon file is one entry."""
    found: Entries = {}
    for name, content in tree.items():
        folder, _, rest = name.partition("/")
        if folder == "texts":
            language, _, stem = rest.partition("/")
            topic = stem.split("_")[0]
            found |= {(f"texts/{language}", f"{topic}.{key}"): raw for key, raw in (content or {}).items()}
        elif folder == "lexicon":
            found["lexicon", rest] = content
        elif folder == "likeness":
            found["likeness", rest] = {"weights": sha256(json.dumps(content).encode()).hexdigest()[:12]}
        elif folder == "elicitation":
            found |= {(f"elicitation/{rest.split('/')[0]}", cause): raw for cause, raw in content.items()}
        elif name == "redflags/signs":
            found |= {("signs", raw["id"]): raw for raw in content["signs"]}
        elif isinstance(content, list) or "id" in content:
            entries = content if isinstance(content, list) else [content]
            found |= {(FOLDERS.get(folder, folder), str(raw["id"])): raw for raw in entries}
        elif folder == "safety":
            found["safety", "default"] = content["safety_net"]
        else:
            found |= {(FOLDERS.get(folder, folder), str(key)): raw for key, raw in content.items()}
    return found


def _sentences(kind: str, i: str, x: Any, y: Any) -> Iterator[str]:
    what = "default safety net" if kind == "safety" else f"{_noun(kind)} {i}"
    if x is None or y is None:
        held = y if x is None else x
        told = f": {_quoted(held)}" if isinstance(held, str) else ""
        yield f"New {what}{told}." if x is None else f"Gone: the {what}{told}."
        return
    old, new = (dict(_leaves(raw, "", listed=kind == "lexicon" or i == "words")) for raw in (x, y))
    for path in dict.fromkeys((*old, *new)):
        a, b = old.get(path), new.get(path)
        if a == b:
            continue
        where = f"The {what}, {path}:" if path else f"The {what}:"
        if isinstance(a, list) or isinstance(b, list):
            yield f"{where} {_listed(_as_list(a), _as_list(b))}."
        elif path not in old:
            yield f"{where} new, {_quoted(b)}."
        elif path not in new:
            yield f"{where} gone, was {_quoted(a)}."
        else:
            yield f"{where} is now {_quoted(b)}, was {_quoted(a)}."


def _leaves(raw: Any, path: str, *, listed: bool) -> Iterator[tuple[str, Any]]:
    """Values with their path; a list is one value, and so are the phrases of a lexicon that stand in one string."""
    if isinstance(raw, dict) and raw:
        for key, value in raw.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key), listed=listed)
    elif isinstance(raw, list):
        yield path, [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in raw]
    elif isinstance(raw, str) and listed:
        yield path, [part.strip() for part in re.split(r"[,\n]" if "," in raw else r"\s", raw) if part.strip()]
    else:
        yield path, raw


def _besides(raw: Any) -> dict[str, Any]:
    """What is told of a condition beside its numbers: remarks, which the knowledge base does not hold, and a state's own condition."""
    return {"remarks": list(_remarks(raw))} | ({"present_when": raw["present_when"]} if "present_when" in raw else {})


def _remarks(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key in REMARKS and isinstance(value, str):
                yield value
            else:
                yield from _remarks(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _remarks(value)


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [str(value)]


def _listed(a: list[str], b: list[str]) -> str:
    come, gone = [v for v in b if v not in a], [v for v in a if v not in b]
    told = [f"{word} {', '.join(map(_quoted, values))}" for word, values in (("added", come), ("removed", gone)) if values]
    return "; ".join(told) or f"the order is now {', '.join(b)}, was {', '.join(a)}"


def _quoted(value: Any) -> str:
    return f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
