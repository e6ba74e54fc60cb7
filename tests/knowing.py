"""The knowledge as tests see it: parsed and built once for the whole run."""

from __future__ import annotations

from functools import cache

from kneewise.knowledge.load import build
from kneewise.knowledge.tree import KNOWLEDGE_FOLDER, Tree, content_hash, read_tree
from kneewise.model.knowledge_base import KnowledgeBase


@cache
def tree() -> Tree:
    return read_tree(KNOWLEDGE_FOLDER)


@cache
def base() -> KnowledgeBase:
    return build(content_hash(KNOWLEDGE_FOLDER), tree())
