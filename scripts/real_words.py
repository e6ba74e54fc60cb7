"""Renew ``lexicon/en/real_words.yaml``: English words that the speller would take for a misspelling of a word of the lexicon.

Needs the word lists of Debian's packages wamerican and wbritish (or a folder that holds them, as the only argument).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from kneewise.knowledge.lexicon_files import lexicon_of
from kneewise.knowledge.tree import KNOWLEDGE_FOLDER, read_tree
from kneewise.language.book import Book

LISTS = ("american-english", "british-english")
WIDTH = 150


def main() -> None:
    """Write the file anew."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/dict")
    lines = (line.strip() for name in LISTS for line in (folder / name).read_text(encoding="utf-8").splitlines())
    words = {word for word in lines if word.isascii() and word.isalpha() and word.islower()}
    lexicon = replace(lexicon_of(read_tree(KNOWLEDGE_FOLDER)), real_words=frozenset())
    speller = Book(lexicon).speller
    real = sorted(word for word in words if word not in lexicon.respell and speller(word) != word)
    text = "# English words that look like a misspelling of a word of the lexicon and are none; made by scripts/real_words.py.\n"
    text += "real_words: >-\n "
    length = 0
    for word in real:
        length += len(word) + 1
        if length > WIDTH:
            text, length = text + "\n ", len(word) + 1
        text += f" {word}"
    (KNOWLEDGE_FOLDER / "lexicon" / "en" / "real_words.yaml").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(real)} words\n")


if __name__ == "__main__":
    main()
