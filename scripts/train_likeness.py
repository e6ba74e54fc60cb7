"""Train the second reader of free text and write its weights to the knowledge: `make likeness`.

One logistic regression per finding that a rule of triage reads, with an L2 penalty, whose heaviest weights are kept. Wordings that say a
finding speak for it; its denials, sentences with the same words that do not say it, wordings of other findings, and harmless stories speak
against.
"""

from __future__ import annotations

import hashlib
import warnings
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import compress

import numpy as np
import yaml

from kneewise.app.desk import open_desk
from kneewise.language.book import open_book
from kneewise.language.likeness import FEWEST_WORDS, SIZES, spoken, traits_of
from kneewise.language.reading import read
from kneewise.language.tokens import Sentence, sentences
from kneewise.model.expression import findings_in
from kneewise.model.finding import ValueType

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "tests" / "data" / "texts"
WEIGHTS = ROOT / "src" / "kneewise" / "knowledge" / "likeness" / "en.yaml"
CHOICES = (("swelling", "within_2h"),)
"""Choices that rules read as they read a sign."""
PLACES = "main_site"
"""The row of places: a place is no sign of danger."""
LOOSENESS = 1000.0
"""Inverse strength of the L2 penalty."""
POSITIVE = 10.0
"""Weight of a wording that says the finding against one that does not: a sign missed is worse than one too many."""
MOST_TRAITS = 1500
"""Traits kept of each finding, those of the heaviest weights."""
FEWEST = 8
"""Wordings without which a finding is not learnt."""

BODY = ("knee", "my knee", "my left knee is", "the knee is", "calf", "my calf is", "thigh", "shin", "kneecap", "my leg is", "foot")
STATES = ("hot", "warm", "red", "swollen", "sore", "stiff", "painful", "tender", "weak", "numb", "better", "tight", "bruised", "aches")
PLAIN = tuple(f"{place} {state}" for place in BODY for state in STATES)
"""Places with plain words: they say what they say and nothing of a person's history."""
Example = tuple[list[str], frozenset[tuple[str, str]]]


def sources() -> list[Path]:
    """Files that are learnt from."""
    return [*sorted((TEXTS / "phrases").glob("*.yaml")), *sorted(TEXTS.glob("calm_*.yaml"))]


def digest() -> str:
    """Hash of what is learnt from."""
    found = hashlib.sha256()
    for path in sources():
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:32]


def _words(several: list[Sentence]) -> list[str]:
    return [spoken(t.word, t.value) for sentence in several for t in sentence.tokens if not t.is_mark]


def _wordings() -> Iterator[tuple[str, str, str, bool]]:
    """Text, finding, value, and whether it says so."""
    for path in sorted((TEXTS / "phrases").glob("*.yaml")):
        loaded: dict[str, dict[Any, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for finding, by_kind in loaded.items():
            for kind, said in by_kind.items():
                yes = kind in (True, "yes")
                for value, texts in said.items() if isinstance(said, dict) else [(True, said)]:
                    yield from ((text, finding, str(value), yes) for text in texts)


def examples() -> list[Example]:
    """Words of each example and what it says.

    Of a wording in several pieces, those that the patterns read without finding its sign in them, while they find it in another, do not
    say it: in "two weeks after the operation, knee hot" the second piece tells of no operation.
    """
    lexicon = open_desk().lexicon
    book = open_book(lexicon)
    found: list[Example] = []
    for text, finding, value, yes in _wordings():
        said = sentences(text, book.speller)
        found.append((_words(said), frozenset({(finding, value)} if yes else ())))
        pieces = [piece for piece in text.replace(". ", ", ").split(", ") if piece.strip()]
        if yes and len(pieces) > 1:
            by_piece = {piece: {(f.finding, str(f.value)) for f in read(piece, lexicon).facts} for piece in pieces}
            if any((finding, value) in read_there for read_there in by_piece.values()):
                found += [(_words(sentences(piece, book.speller)), frozenset(there)) for piece, there in by_piece.items()]
    for text in PLAIN:
        found.append((_words(sentences(text, book.speller)), frozenset((f.finding, str(f.value)) for f in read(text, lexicon).facts)))
    for path in sorted(TEXTS.glob("calm_*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            for sentence in sentences(entry["text"], book.speller):
                found += [(words, frozenset()) for words in _pieces(sentence)]
    return [(words, said) for words, said in found if len(words) >= FEWEST_WORDS]


def _pieces(sentence: Sentence) -> Iterator[list[str]]:
    """The whole sentence and what stands between its marks, as the reader will see them."""
    yield _words([sentence])
    piece: list[str] = []
    for token in sentence.tokens:
        if token.is_mark:
            yield piece
            piece = []
        else:
            piece.append(spoken(token.word, token.value))
    yield piece


def targets() -> list[tuple[str, str]]:
    """What is learnt: yes/no findings that a rule of triage names, itself or by its signs, places apart; and a few choices."""
    desk = open_desk()
    parts = [
        part for rule in desk.kb.red_flags.values() for part in (rule.when, *(sign.shown_by for sign in rule.signs)) if part is not None
    ]
    known = desk.kb.findings
    named = {f for part in parts for f in findings_in(part) if f in known}
    signs = sorted(f for f in named if known[f].type is ValueType.BOOL and known[f].row != PLACES)
    return [*((f, "True") for f in signs), *CHOICES]


def matrix(known: list[Example]) -> Any:
    """Traits of the examples, sparse, each row of length 1."""
    from scipy.sparse import csr_matrix

    rows = [traits_of(words) for words, _ in known]
    starts = np.cumsum([0, *(row.size for row in rows)])
    values = np.concatenate([np.full(row.size, 1.0 / np.sqrt(max(1, row.size))) for row in rows])
    return csr_matrix((values, np.concatenate(rows), starts), shape=(len(rows), SIZES))


def train(known: list[Example]) -> dict[str, Any]:
    """Weights in the form in which the knowledge holds them."""
    from sklearn.linear_model import LogisticRegression

    traits = matrix(known)
    learnt: list[list[str | bool]] = []
    bias: list[float] = []
    parts = []
    for finding, value in targets():
        says = np.array([(finding, value) in said for _, said in known])
        if says.sum() < FEWEST:
            continue
        model = LogisticRegression(C=LOOSENESS, class_weight={True: POSITIVE, False: 1.0}, solver="liblinear", random_state=0, tol=1e-3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a fit that stops early is good enough
            model.fit(traits, says)
        weighs = np.sort(np.argsort(-np.abs(model.coef_[0]))[:MOST_TRAITS])
        parts.append((weighs, np.full(weighs.size, len(learnt)), model.coef_[0][weighs]))
        learnt.append([finding, True if value == "True" else value])
        bias.append(round(float(model.intercept_[0]), 3))
    numbers, target, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((target, numbers))
    return {
        "trained_on": digest(),
        "sizes": SIZES,
        "targets": learnt,
        "bias": bias,
        "steps": _packed(np.diff(numbers[order], prepend=0).astype("<u4")),
        "target": _packed(target[order].astype("<u2")),
        "weight": _packed(weight[order].astype("<f2")),
    }


def _packed(values: Any) -> str:
    return b64encode(compress(values.tobytes(), 9)).decode()


def main() -> None:
    """Train and write."""
    known = examples()
    print(f"{len(known)} examples from {len(sources())} files")
    found = train(known)
    WEIGHTS.parent.mkdir(exist_ok=True)
    head = "# Weights of the second reader, written by `make likeness` from the wordings in tests/data/texts; never edited by hand.\n"
    with WEIGHTS.open("w", encoding="utf-8") as stream:
        stream.write(head)
        yaml.safe_dump(found, stream, sort_keys=False, width=1_000_000, default_flow_style=None)
    print(f"{len(found['targets'])} findings, {len(found['targets']) * MOST_TRAITS} weights, {WEIGHTS.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
