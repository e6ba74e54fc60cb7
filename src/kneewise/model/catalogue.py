"""Every sentence a person reads, by language and id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kneewise.model.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Texts of one language.

    Parameters
    ----------
    language : str
        ``en`` or ``de``.
    texts : mapping
        Topic (``findings``, ``conditions``, ...) to id to the fields of that text.
    """

    language: str
    texts: Mapping[str, Mapping[str, Any]]

    def get(self, topic: str, key: str, field: str | None = None) -> Any:
        """One text.

        Raises
        ------
        KnowledgeError
            If it is missing; a test looks for every id, so a release has none.
        """
        try:
            entry = self.texts[topic][key]
            return entry if field is None else entry[field]
        except KeyError as error:
            raise KnowledgeError(f"No text {topic}.{key}{'.' + field if field else ''} in {self.language}.", where="texts") from error

    def phrase(self, key: str, **values: object) -> str:
        """A sentence of the topic ``phrases`` with its gaps filled."""
        return str(self.get("phrases", key)).format(**values)
