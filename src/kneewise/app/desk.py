"""The desk: knowledge and compiled network, opened once and handed to every use case."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kneewise.knowledge.load import Knowledge, load
from kneewise.knowledge.tree import keep, recall
from kneewise.model.catalogue import Catalogue
from kneewise.model.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from kneewise.model.claim import Ledger
    from kneewise.model.lexicon import Lexicon, LexiconIndex
    from kneewise.model.likeness import Likeness
    from kneewise.reason.claim_index import Index
    from kneewise.reason.network import Network


CODE = Path(__file__).parents[1] / "language"
INDEXED_BY = ("book", "pattern_parser", "patterns")
"""Code that decides where phrases are found: another version of it finds other places."""


def home() -> Path:
    """Folder of all data: ``KNEEWISE_HOME``, else the platform's user data folder."""
    chosen = os.environ.get("KNEEWISE_HOME")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("kneewise", appauthor=False)


def cache_folder() -> Path:
    """Folder of what can be made again: ``KNEEWISE_CACHE``, else the platform's cache folder. No health data goes there."""
    chosen = os.environ.get("KNEEWISE_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("kneewise", appauthor=False)


@dataclass
class Desk:
    """Opened knowledge; the parts that only some commands need are built on first use."""

    knowledge: Knowledge
    language: str = "en"
    cache: Path | None = None

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base."""
        return self.knowledge.base

    @property
    def texts(self) -> Catalogue:
        """Sentences in the chosen language."""
        return self.knowledge.catalogues[self.language]

    @cached_property
    def network(self) -> Network:
        """The compiled model."""
        from kneewise.reason.network import compile_network

        return compile_network(self.kb)

    @cached_property
    def behind_rules(self) -> Mapping[str, frozenset[str]]:
        """For every rule of triage the findings that it reads, itself or through what they follow from."""
        from kneewise.reason.facts import behind_rules

        return behind_rules(self.kb)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Phrases of the free-text reader."""
        from kneewise.knowledge.lexicon_files import lexicon_of

        lexicon = lexicon_of(self.knowledge.tree)
        return lexicon if self.cache is None else replace(lexicon, index=self._index(lexicon, self.cache))

    def _index(self, lexicon: Lexicon, cache: Path) -> LexiconIndex:
        """Where the phrases of the lexicon are found, worked out once for each version of the knowledge."""
        from kneewise.model.lexicon import LexiconIndex

        made_by = sha256(b"".join((CODE / f"{name}.py").read_bytes() for name in INDEXED_BY)).hexdigest()
        version = sha256(f"{self.kb.version} {made_by}".encode()).hexdigest()
        known = recall("phrases", version, cache)
        if isinstance(known, dict) and len(known.get("keys", ())) == len(lexicon.phrases):
            return LexiconIndex(tuple(map(tuple, known["keys"])), frozenset(known["words"]))
        from kneewise.language.book import Book

        index = Book(lexicon).index
        keep("phrases", version, {"keys": index.keys, "words": sorted(index.words)}, cache)
        return index

    @cached_property
    def likeness(self) -> Likeness:
        """Weights of the second reader of free text."""
        from kneewise.knowledge.likeness_file import likeness_of

        return likeness_of(self.knowledge.tree, self.kb.parameter("likeness_from"))

    @property
    def claim_texts(self) -> Mapping[str, Mapping[str, Any]]:
        """Sentences about claims in the chosen language."""
        return self.texts.texts

    @cached_property
    def claim_index(self) -> Index:
        """The claims' phrasings, ready to be matched."""
        from kneewise.reason.claim_index import build_index

        english = self.knowledge.catalogues["en"].texts  # pasted sentences are read in English
        return build_index(self.ledger, english["claims"], english["contradictions"])

    @cached_property
    def ledger(self) -> Ledger:
        """The claims."""
        from kneewise.knowledge.claim_files import build_ledger

        return build_ledger(self.knowledge.tree)


def open_desk(language: str = "en", folder: Path | None = None) -> Desk:
    """Open the knowledge that ships with the package (or another folder), with a cache under :func:`cache_folder`."""
    cache = cache_folder()
    return Desk(load(folder, cache) if folder else load(cache=cache), language, cache)
