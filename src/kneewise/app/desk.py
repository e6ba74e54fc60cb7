"""The desk: knowledge and compiled network, opened once and handed to every use case."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kneewise.knowledge.load import Knowledge, load
from kneewise.model.catalogue import Catalogue
from kneewise.model.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from kneewise.model.claim import Ledger
    from kneewise.model.lexicon import Lexicon
    from kneewise.reason.claim_index import Index
    from kneewise.reason.network import Network


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

        return lexicon_of(self.knowledge.tree)

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
    return Desk(load(folder, cache) if folder else load(cache=cache), language)
