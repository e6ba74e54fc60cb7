"""What a pasted text claims about sore knees, and what is true of it.

Each sentence is compared with every claim by words alone: stems, classes of synonyms, rare words weighing more, letter triples for misspelt
words, numbers, opposites. No model, no chance: the same text gives the same answer. Below a threshold a sentence is not in the ledger.
Where claims cannot be told apart, the most cautious verdict leads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kneewise.model.claim import CAUTION, REFUTED, ClaimAnswer, ClaimMatch, Contradiction, HomeKind, Ledger, Relation, Stance, Verdict
from kneewise.reason.claim_index import Floats, Index, score
from kneewise.reason.claim_stance import asks, relation_of
from kneewise.reason.claim_warning import endangered, guarded
from kneewise.reason.claim_words import Words, dice, letter_triples, tokens

SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*[.!?;]*")
CLAUSE = re.compile(r",|:|\band\b|\bbut\b|\bor\b|\bbecause\b|\bso that\b|\bthen\b|\bwhile\b", re.IGNORECASE)
MOST_JOINTS = 12
"""Joints of a sentence that are looked at; longer ones are lists."""
STANCES = {Relation.SAME: Stance.STATES, Relation.OPPOSITE: Stance.DENIES, Relation.TOPIC: Stance.UNCLEAR}
ALTERNATIVE = re.compile(r"\bor\b|\bversus\b|\bvs\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that a sentence or a part of it came close to."""

    claim: str
    score: float
    said: tuple[str, ...]
    part: bool = False
    advert: bool = False


def answer(ledger: Ledger, index: Index, text: str) -> ClaimAnswer:
    """Answer a pasted sentence or paragraph.

    Parameters
    ----------
    ledger : Ledger
        All claims.
    index : Index
        The ledger compiled by :func:`kneewise.reason.claim_index.build_index`.
    text : str
        Any text.
    """
    matches: list[ClaimMatch] = []
    unknown: list[tuple[str, tuple[int, int]]] = []
    pieces = list(sentences(text))
    dangers = endangered(index, [said for said, _ in pieces])
    for (said, span), danger in zip(pieces, dangers, strict=True):
        found = [guarded(index, match, danger=danger) for match in _match(ledger, index, said, span)]
        matches += found
        if not found:
            unknown.append((said, span))
    return ClaimAnswer(matches=tuple(matches), unknown=tuple(unknown), warning=any(dangers) or any(m.warned for m in matches))


def counts(ledger: Ledger) -> dict[str, dict[str, int]]:
    """Number of claims by kind of home and by standing: ``{home: {standing: n}}``, with a ``total`` on both sides."""
    table: dict[str, dict[str, int]] = {}
    for home in HomeKind:
        row = Counter(c.verdict.value for c in ledger.claims.values() if c.home is home)
        table[home.value] = {v.value: row[v.value] for v in Verdict} | {"total": row.total()}
    table["total"] = {key: sum(row[key] for row in table.values()) for key in [*(v.value for v in Verdict), "total"]}
    return table


def sentences(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Sentences that hold a letter, with their places."""
    for found in SENTENCE.finditer(text):
        said = found.group().strip()
        if any(c.isalpha() for c in said):
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            yield said, (start, start + len(said))


def _match(ledger: Ledger, index: Index, said: str, span: tuple[int, int]) -> Iterator[ClaimMatch]:
    words = index.reader.read(said)
    if not words.terms:
        return
    scores = score(index, words)
    found = _candidates(ledger, index, scores, said)
    advert = _advert(ledger, index, scores, words, said)
    both = None if advert is not None else _both_sides(ledger, index, scores, said, span, found)
    if both is not None:
        yield both
        return
    if advert is not None:
        held = next((c for c in found if c.claim == advert.claim), advert)
        found = [replace(held, advert=advert.advert), *(c for c in found if c.claim != advert.claim)]
    if not found:
        return
    lead = [c for c in found if c.score >= ledger.limits["tie"] * found[0].score or _warns(ledger, c)]
    yield _group(ledger, index, said, span, lead)
    for extra in [c for c in found if c not in lead][: int(ledger.limits["shown"]) - 1]:
        yield _group(ledger, index, said, span, [extra])


def _warns(ledger: Ledger, candidate: Candidate) -> bool:
    """A part of the sentence makes a refuted claim: its verdict must not hide behind a milder one."""
    return candidate.part and ledger.claims[candidate.claim].verdict in REFUTED


def _candidates(ledger: Ledger, index: Index, scores: Floats, said: str) -> list[Candidate]:
    """Claims above the threshold: of the whole sentence, then of its parts; best first."""
    limits = ledger.limits
    whole = {c.claim: c for c in _above(ledger, index, scores, said, limits["accept"], limits["beside"])}
    found = dict(whole)
    for part in _parts(said):
        words = index.reader.read(part)
        heavy = len(set(words.terms) - words.faint)
        if heavy == 0:
            continue
        for c in _above(ledger, index, score(index, words), part, limits["accept_clause"], 0.999):
            held = whole.get(c.claim)
            if ledger.claims[c.claim].verdict in REFUTED:
                if c.score >= limits["accept_warning" if heavy > 1 else "accept_word"]:
                    before = found.get(c.claim, c)
                    found[c.claim] = replace(before, said=(*before.said, part), part=True)
            elif held is None and heavy > 1:
                found[c.claim] = max(replace(c, part=True), found.get(c.claim, c), key=lambda o: o.score)
    return sorted(found.values(), key=lambda c: (c.claim not in whole, -c.score, c.claim))


def _parts(said: str) -> list[str]:
    """Parts of a sentence: between its joints, and from its ends to each joint."""
    cuts = [(m.start(), m.end()) for m in CLAUSE.finditer(said)][:MOST_JOINTS]
    edges = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(said)]
    parts = [said[a:b].strip() for a, b in zip(*edges, strict=True)]
    ends = [x.strip() for start, end in cuts for x in (said[:start], said[end:])]
    return list(dict.fromkeys(p for p in [*parts, *ends] if p and p != said)) if cuts else []


def _above(ledger: Ledger, index: Index, scores: Floats, said: str, accept: float, share: float) -> Iterator[Candidate]:
    claims = scores[: len(ledger.claims)]
    floor = max(accept, share * float(claims.max(initial=0.0)))
    for item in (claims >= floor).nonzero()[0]:
        yield Candidate(index.items[item], min(1.0, float(claims[item])), (said,))


def _group(ledger: Ledger, index: Index, said: str, span: tuple[int, int], lead: list[Candidate], contradiction: str = "") -> ClaimMatch:
    """One match: its most cautious claim leads, of those that the text states or denies if there are any."""
    relations = {c.claim: _relation(ledger, index, c, said) for c in lead}
    meant = [c for c in lead if relations[c.claim] is not Relation.TOPIC] or lead
    cautious = _bad(ledger, meant)

    def rank(c: Candidate) -> tuple[bool, int, float]:
        standing = ledger.claims[c.claim].verdict
        return standing in REFUTED and relations[c.claim] is not Relation.TOPIC, CAUTION[standing] if cautious else 0, c.score

    first = max(meant, key=rank)
    relation = relations[first.claim]
    standing = ledger.claims[first.claim].verdict
    stance = Stance.ASKS if asks(said) else STANCES[relation]
    return ClaimMatch(
        sentence=said,
        span=span,
        claims=tuple(c.claim for c in lead),
        contradiction=contradiction,
        standing=standing,
        led_by=first.claim,
        relation=relation,
        stance=stance,
        agrees=_agrees(stance, standing, denied=index.reader.read(said).denials > 0),
        score=round(lead[0].score, 3),
    )


def _relation(ledger: Ledger, index: Index, candidate: Candidate, whole: str) -> Relation:
    """What the sentence, or the part of it that was matched, says beside the claim; a part knows nothing of denials around it."""
    if candidate.advert:
        return Relation.SAME
    standing = ledger.claims[candidate.claim].verdict
    denials = index.reader.read(whole).denials
    for said in candidate.said:
        relation = relation_of(index, said, candidate.claim, standing)
        if relation is not Relation.TOPIC and (standing in REFUTED or index.reader.read(said).denials == denials):
            return relation
    return Relation.TOPIC


def _bad(ledger: Ledger, lead: list[Candidate]) -> bool:
    return any(ledger.claims[c.claim].verdict in REFUTED for c in lead)


def _agrees(stance: Stance, standing: Verdict, *, denied: bool) -> bool | None:
    """Whether the evidence agrees; that a thing is not bad does not make it good, so only the denial of a refuted claim is agreed with."""
    plain = {Verdict.SUPPORTED: True, **dict.fromkeys(REFUTED, False)}.get(standing)
    if plain is None or stance not in (Stance.STATES, Stance.DENIES):
        return None
    if stance is Stance.STATES or plain:
        return plain is (stance is Stance.STATES)
    return True if denied and standing is not Verdict.ADVERTISING else None  # an advertisement is never agreed with


def _both_sides(
    ledger: Ledger, index: Index, scores: Floats, said: str, span: tuple[int, int], found: list[Candidate]
) -> ClaimMatch | None:
    """The contradiction that a question asks about, or that a statement comes closer to than to any claim.

    Both sides are given together; the advice is that of the harmful one, so that it is warned of, else of the one best supported.
    """
    own = {i: float(s) for i, s in zip(index.items, scores, strict=True)}
    top = found[0] if found else None
    options = [c for c in ledger.contradictions.values() if _leads(ledger, index, c, own, top, said)]
    if not options:
        return None
    chosen = max(options, key=lambda c: own[c.id])
    sides = [Candidate(c, min(1.0, own[c]), (said,)) for c in chosen.claims]
    sides.sort(key=lambda c: (-c.score, c.claim))
    match = _group(ledger, index, said, span, sides, chosen.id)
    standings = {c.claim: ledger.claims[c.claim].verdict for c in sides}
    lead = max(sides, key=lambda c: (standings[c.claim] is Verdict.HARMFUL, -CAUTION[standings[c.claim]], c.score)).claim
    stance = Stance.ASKS if asks(said) else Stance.UNCLEAR
    match = replace(match, led_by=lead, standing=standings[lead], relation=Relation.TOPIC, stance=stance, agrees=None)
    return replace(match, score=round(min(1.0, own[chosen.id]), 3))


def _leads(ledger: Ledger, index: Index, both: Contradiction, own: Mapping[str, float], top: Candidate | None, said: str) -> bool:
    limits = ledger.limits
    mine = own[both.id]
    if not asks(said):
        if mine < limits["accept_warning"] or (top is not None and mine < top.score):
            return False
        if top is None or mine >= top.score + limits["clearly"]:
            return True
        return _relation(ledger, index, top, said) is Relation.TOPIC
    if mine >= limits["accept"] and (top is None or mine >= limits["tie"] * top.score):
        return True
    share = limits["question_or"] if ALTERNATIVE.search(said) else limits["question"]
    return top is not None and top.claim in both.claims and mine >= share * top.score


def _advert(ledger: Ledger, index: Index, scores: Floats, words: Words, said: str) -> Candidate | None:
    """A product with a promise of cure, or the name of a refused one: the closest advertisement, whatever else the sentence says."""
    known = index.reader.words
    promised = bool(words.raw & known.products) and bool(words.raw & known.promises)
    if not promised and not any(_named(word, known.refused, ledger.limits) for word in tokens(said)):
        return None
    adverts = [i for i, item in enumerate(index.items[: len(ledger.claims)]) if ledger.claims[item].verdict is Verdict.ADVERTISING]
    item = max(adverts, key=lambda i: float(scores[i]))
    return Candidate(index.items[item], min(1.0, float(scores[item])), (said,), advert=words.denials % 2 == 0)


def _named(word: str, refused: frozenset[str], limits: Mapping[str, float]) -> bool:
    return word in refused or (len(word) > 6 and any(dice(letter_triples(word), letter_triples(r)) >= limits["fuzzy"] for r in refused))
