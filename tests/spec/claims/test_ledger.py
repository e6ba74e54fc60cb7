from __future__ import annotations

import re

import pytest

from kneewise.knowledge.claim_files import build_ledger, check_claim_texts
from kneewise.model.claim import HomeKind, Verdict
from kneewise.model.errors import KnowledgeError
from kneewise.reason.claims import counts
from tests.knowing import base, tree
from tests.readability import grade
from tests.spec.claims.ledger import ledger, texts

title = "All 424 claims of the articles have a verdict, a source, a home and plain words"

IDS = {
    HomeKind.REDFLAG: "redflags/",
    HomeKind.FINDING: "findings/",
    HomeKind.CONDITION: "conditions/",
    HomeKind.EXAMINATION: "examinations/",
    HomeKind.PROFESSION: "professions/",
}


def ids_below(prefix: str) -> set[str]:
    found: set[str] = set()
    for name, content in tree().items():
        if name.startswith(prefix):
            found |= {raw["id"] for raw in (content if isinstance(content, list) else [content]) if "id" in raw}
    return found


def test_no_claim_is_missing_and_none_was_added() -> None:
    assert list(ledger().claims) == [f"C{n:03}" for n in range(1, 425)]
    assert set(ledger().contradictions) == {f"X{n:02}" for n in range(1, 42)} | {f"E{n:02}" for n in range(1, 11)}


def test_standings_are_those_of_the_ledger() -> None:
    total = counts(ledger())["total"]
    assert total == {
        "supported": 107,
        "partly": 153,
        "weak": 94,
        "contradicted": 42,
        "harmful": 8,
        "advertising": 12,
        "not_checkable": 8,
        "total": 424,
    }


def test_counts_by_home_add_up() -> None:
    table = counts(ledger())
    assert sum(row["total"] for home, row in table.items() if home != "total") == 424


def test_what_is_true_is_used_and_not_merely_refused() -> None:
    true = [c for c in ledger().claims.values() if c.verdict in (Verdict.SUPPORTED, Verdict.PARTLY)]
    assert [c.id for c in true if c.home is HomeKind.REFUSAL] == []


@pytest.mark.parametrize("home", IDS, ids=str)
def test_a_home_with_an_id_exists(home: HomeKind) -> None:
    known = ids_below(IDS[home])
    assert {c.id: c.home_ref for c in ledger().claims.values() if c.home is home and c.home_ref not in known} == {}


def test_every_source_is_known() -> None:
    assert {c.id: s for c in ledger().claims.values() for s in c.sources if s not in base().sources} == {}


def test_no_source_is_the_address_of_a_page() -> None:
    assert [s.id for s in base().sources.values() if "http" in s.citation + s.identifier or "www" in s.citation + s.identifier] == []


def test_every_claim_and_contradiction_has_its_words() -> None:
    assert check_claim_texts(ledger(), texts()) == []


def test_verdict_and_advice_can_be_read_by_a_twelve_year_old() -> None:
    hard = {
        f"{claim}.{field}": round(grade(text[field]), 1)
        for claim, text in texts()["claims"].items()
        for field in ("verdict", "advice")
        if grade(text[field]) > 8
    }
    assert hard == {}


OPENINGS = {
    Verdict.SUPPORTED: r"True",
    Verdict.PARTLY: r"Partly true",
    Verdict.WEAK: r"Weak",
    Verdict.CONTRADICTED: r"Not true",
    Verdict.HARMFUL: r"Harmful advice",
    Verdict.ADVERTISING: r"This is advertising",
    Verdict.NOT_CHECKABLE: r"This cannot be checked",
}


def test_the_words_of_a_verdict_say_the_same_as_its_standing() -> None:
    wrong = [c.id for c in ledger().claims.values() if not texts()["claims"][c.id]["verdict"].startswith(OPENINGS[c.verdict])]
    assert wrong == []


def test_the_advertised_cream_is_neither_named_nor_are_its_numbers_repeated() -> None:
    printed = [t[f] for t in texts()["claims"].values() for f in ("statement", "verdict", "advice")]
    printed += [t[f] for t in texts()["contradictions"].values() for f in ("first", "second", "resolution")]
    shown = " ".join(printed).lower()
    assert not ledger().words.refused & set(re.findall(r"[a-z']+", shown))
    assert not re.search(r"4567|94 ?%|5\.6 ?%|0\.4 ?%|50 ?%", shown)


def test_every_advertisement_is_refused_in_words() -> None:
    for claim in ledger().claims.values():
        if claim.verdict is Verdict.ADVERTISING:
            assert "not recommend" in texts()["claims"][claim.id]["advice"], claim.id


def test_a_home_that_is_none_is_refused() -> None:
    broken = {**tree(), "claims/signs": [{**tree()["claims/signs"][0], "home": {"kind": "attic", "ref": "x"}}]}
    with pytest.raises(KnowledgeError, match="attic"):
        build_ledger(broken)
