"""B-04: free text and claims, on the sets they were built with and on those set aside."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kneewise.app.claims import counts
from kneewise.app.desk import open_desk
from tests.claim_scoring import first_right, said_unknown, turned_round, verdict_shown
from tests.text_scoring import load_texts, score_texts

DATA = Path(__file__).parents[1] / "tests" / "data" / "texts"


def main() -> None:
    desk = open_desk()
    kinds = {f.id: f.kind for f in desk.kb.findings.values()}
    for name in ("complaints_working", "notes_working", "second_working", "set_aside", "second_set_aside"):
        path = DATA / f"{name}.yaml"
        if path.exists():
            print(f"Free text, {name.replace('_', ' ')}")
            print(score_texts(load_texts(path), desk.lexicon, kinds).table())
    print("Claims: what pasted sentences are matched with")
    for name in ("paraphrases", "paraphrases_set_aside"):
        right, shown = first_right(name), verdict_shown(name)
        print(f"  {name.replace('_', ' ')}: right claim first {sum(right)}/{len(right)}, a verdict shown {sum(shown)}/{len(shown)}")
    for name in ("foreign", "foreign_set_aside"):
        unknown = said_unknown(name)
        print(f"  {name.replace('_', ' ')}: said to be none of ours {sum(unknown)}/{len(unknown)}")
    turned = turned_round()
    print(f"  true claims with one word turned into its opposite: still called true {sum(turned.values())}/{len(turned)}")
    print("Claims by home and standing")
    for home, row in counts(desk).items():
        print(f"  {home:12} " + ", ".join(f"{n} {standing}" for standing, n in row.items() if n))


if __name__ == "__main__":
    main()
