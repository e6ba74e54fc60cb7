"""A health export as a stream of elements, without entities and without its document type.

The exports carry a document type of their own, and iOS 16 wrote a malformed one, at which a parser gives up. It says nothing that is needed
here, so it is cut out before parsing; if it declares an entity, the file is refused. Control characters, which XML forbids, but which names
of apps and devices have brought into exports, are read as blanks. (https://github.com/jameno/Simple-Apple-Health-XML-to-CSV/pull/3)
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol
from xml.parsers import expat

from kneewise.model.errors import Unreadable
from kneewise.model.run import Damage

PIECE = 1 << 16
LONGEST_TYPE = 1 << 18
"""Bytes within which the document type must end."""
MOST_STILL = 64
"""Pieces without anything in them: within one tag, a parser begins anew at each piece, and that takes long."""
DEEPEST = 100
MOST_NAMES = 5000
"""Different names of elements and attributes; an export has fewer than 200."""
_BEFORE_TYPE = re.compile(rb"(?:\xef\xbb\xbf)?+\s*+(?:<\?xml[^>]*+>)?+(?:\s++|<!--(?:[^-]|-(?!->))*+-->)*+(?=<!DOCTYPE\s)")
_FORBIDDEN = bytes(code for code in range(32) if code not in b"\t\n\r")
_READABLE = bytes.maketrans(_FORBIDDEN, b" " * len(_FORBIDDEN))
Opened = Callable[[str, Mapping[str, str], int], None]
Closed = Callable[[str], None]


class Readable(Protocol):
    """Something to read bytes from: a binary stream."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class _TooMany(Exception):
    """More of something than a health export has."""


def parse(stream: Readable, root: str, opened: Opened, closed: Closed) -> Damage | None:
    """Call ``opened(name, attributes, line)`` and ``closed(name)`` for each element.

    Parameters
    ----------
    stream : Readable
        The XML.
    root : str
        What the outermost element must be.
    opened, closed : callable
        What to call.

    Returns
    -------
    Damage or None
        Where the XML breaks off; what came before it was called.

    Raises
    ------
    Unreadable
        If the outermost element is another one, or entities are declared.
    """
    piece, skipped, gap = _without_type(stream)
    wide = b"\0" in piece[:4]  # UTF-16 has zero bytes; else exports are UTF-8, whatever they declare
    parser, seen = _parser(root, opened, closed, "utf-16" if wide else "utf-8")
    fed = still = 0
    try:
        while piece:
            parser.Parse(piece if wide else piece.translate(_READABLE), False)
            fed += len(piece)
            still = 0 if seen else still + 1
            if still > MOST_STILL:
                return Damage(reason="A single tag in it is longer than any of a health export.", byte=fed)
            seen.clear()
            piece = stream.read(PIECE)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        at = max(parser.ErrorByteIndex, 0)
        at += skipped if at >= gap else 0
        return Damage(reason=f"The XML breaks off or is damaged: {expat.ErrorString(error.code)}.", byte=at, line=error.lineno)
    except _TooMany as error:
        return Damage(reason=str(error), byte=fed)
    return None


def _parser(root: str, opened: Opened, closed: Closed, encoding: str) -> tuple[expat.XMLParserType, deque[str]]:
    """The parser, and a place where the latest thing it met stands."""
    parser = expat.ParserCreate(encoding, intern=None)
    names: set[str] = set()
    seen: deque[str] = deque(maxlen=1)
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        seen.append(name)
        if depth == 0 and name != root:
            raise Unreadable(f"This is XML, but no {root}: its outermost element is <{name[:40]}>.")
        depth += 1
        if depth > DEEPEST:
            raise _TooMany("Its elements lie deeper within each other than those of a health export.")
        if not names.issuperset(attributes) or name not in names:
            names.update(attributes, (name,))
            if len(names) > MOST_NAMES:
                raise _TooMany("There are more different names in it than a health export has.")
        opened(name, attributes, parser.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        closed(name)

    def refuse(*_: object) -> None:
        raise Unreadable("The file declares XML entities; that is not read, since such a file can fill the memory.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = seen.append
    parser.EntityDeclHandler = refuse
    return parser, seen


def _without_type(stream: Readable) -> tuple[bytes, int, int]:
    """The beginning of the file without its document type (its lines are kept), how many bytes were cut out, and where."""
    head = stream.read(PIECE)
    found = _BEFORE_TYPE.match(head)
    if found is None:
        return head, 0, 0
    begin = found.end()
    while (end := _end_of_type(head, begin)) is None:
        piece = stream.read(PIECE)
        if not piece or len(head) > LONGEST_TYPE:
            raise Unreadable("The document type at the beginning of this XML does not end.", byte=begin)
        head += piece
    cut = head[begin:end]
    if re.search(rb"<!ENTITY", cut, re.IGNORECASE):
        raise Unreadable("The file declares XML entities; that is not read, since such a file can fill the memory.", byte=begin)
    lines = b"\n" * cut.count(b"\n")
    return head[:begin] + lines + head[end:], len(cut) - len(lines), begin + len(lines)


def _end_of_type(head: bytes, begin: int) -> int | None:
    bracket, closing = head.find(b"[", begin), head.find(b">", begin)
    if closing >= 0 and not 0 <= bracket < closing:
        return closing + 1
    found = re.compile(rb"\]\s*>").search(head, bracket) if bracket >= 0 else None
    return found.end() if found else None
