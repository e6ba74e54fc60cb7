"""Errors that a user can mend. Each says what was found, where, what is allowed, what to do, and that nothing was saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class KneewiseError(Exception):
    """Base of all errors with an exit code of their own and no traceback.

    Parameters
    ----------
    message : str
        What was found and what to do, in plain words.
    where : str
        File, line, field or argument.
    allowed : list or None
        The values that would have been accepted, where they can be listed.
    """

    exit_code: ClassVar[int] = 70
    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, where: str = "", allowed: Sequence[str | bool | None] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.allowed = None if allowed is None else list(allowed)

    def as_dict(self) -> dict[str, object]:
        """The error in the form of the command line's contract."""
        return {"code": self.code, "message": self.message, "where": self.where, "allowed": self.allowed, "saved": False}


class UsageError(KneewiseError):
    """The command was called with arguments that do not fit."""

    exit_code = 2
    code = "usage"


class UnknownFinding(KneewiseError):
    """No finding has this id."""

    exit_code = 3
    code = "unknown_finding"


class UnknownValue(KneewiseError):
    """The finding exists, the value is not one it can have."""

    exit_code = 3
    code = "unknown_value"


class MalformedInput(KneewiseError):
    """The input cannot be read as what it should be."""

    exit_code = 4
    code = "malformed_input"


class Unreadable(MalformedInput):
    """A file holds no activity that could be read.

    Parameters
    ----------
    message : str
        The reason, in plain words.
    byte, line : int or None
        Where the file stops making sense: offset from 0, line from 1.
    """

    code = "unreadable"

    def __init__(self, message: str, *, where: str = "", byte: int | None = None, line: int | None = None) -> None:
        super().__init__(message, where=where)
        self.byte = byte
        self.line = line


class NotFound(KneewiseError):
    """No such thing in the knowledge base or the store."""

    exit_code = 6
    code = "not_found"


class Store(KneewiseError):
    """The store or the disk failed."""

    exit_code = 7
    code = "store"


class KnowledgeError(KneewiseError):
    """The knowledge base contradicts its own schema."""

    exit_code = 70
    code = "knowledge"


class Bug(KneewiseError):
    """Something that no input should cause."""

    exit_code = 70
    code = "bug"
