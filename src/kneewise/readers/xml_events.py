"""XML as the elements that a reader asks for, one by one as they close; hardened, and kept up to where the file is damaged.

Names are taken without their prefix and namespaces are not looked up, so that a prefix which nobody declared does no harm. Entities are
never expanded, nothing outside the file is opened, and depth, text and the number of different names are bounded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias
from xml.parsers import expat

from kneewise.model.errors import Unreadable
from kneewise.model.run import Damage

CHUNK = 1 << 16
MOST_DEPTH = 100
LONGEST_TOKEN = 1 << 20
"""Bytes of one tag, comment or the like."""
MOST_PIECES = 64
"""Of a text: each up to :data:`CHUNK` bytes, and one more at each element within it."""
MOST_NAMES = 5000
"""Different names of elements and attributes; real files have fewer than 200."""
_BEFORE = b"\xef\xbb\xbf \t\r\n"
_ENTITY = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y")
_ENTITIES = "The file declares XML entities. That is not read, since such a file can fill the memory."

Found: TypeAlias = dict[str, str]
Closed: TypeAlias = Callable[[str, Found, bool], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which elements are wanted, by their names without prefix.

    Parameters
    ----------
    root : str
        The outermost element; a file with another one is refused.
    branches : frozenset of str
        Elements to be told of when they close. The root is one, too.
    leaves : mapping of str to str
        Elements whose text belongs to the nearest branch around them, and the key under which it is found there.
    """

    root: str
    branches: frozenset[str]
    leaves: Mapping[str, str]


class Stop(Exception):
    """Ends the reading; its text becomes the reason of the damage. A reader may raise it when a complete branch closes."""


class Document:
    """One XML document, read once.

    Parameters
    ----------
    layout : Layout
        What is wanted of it.
    closed : callable
        Called as ``closed(name, found, complete)`` when a branch closes, inner ones before outer ones. ``found`` holds the branch's
        attributes as written and the texts of its leaves by their keys; of two leaves with one key the last counts. Where the file
        breaks off, the branches still open follow with ``complete=False``.

    Examples
    --------
    >>> layout = Layout(root="gpx", branches=frozenset({"trkpt"}), leaves={"ele": "altitude_m"})
    >>> document = Document(layout, lambda *closed: print(*closed))
    >>> document.read(b'<gpx><trkpt lat="1"><x:ele xmlns:x="x">2</x:ele></trkpt></gpx>')
    trkpt {'lat': '1', 'altitude_m': '2'} True
    gpx {} True
    """

    def __init__(self, layout: Layout, closed: Closed) -> None:
        self._layout = layout
        self._closed = closed
        self._parser = expat.ParserCreate()
        self._open: list[tuple[str, Found]] = []
        self._pieces: list[str] = []
        self._leaves: dict[str, str] = {}
        self._branches: dict[str, str] = {}
        self._others: set[str] = set()
        self._attributes: set[str] = set()
        self._prefixes: dict[str, tuple[int, int]] = {}
        self._skipped_bytes = self._skipped_lines = 0

    def read(self, source: bytes | BinaryIO) -> Damage | None:
        """Read the document.

        Parameters
        ----------
        source : bytes or BinaryIO
            All of it, or a stream, of which no more than a chunk is held. Blanks and a byte-order mark before it are passed over.

        Returns
        -------
        Damage or None
            Where it stops making sense, or where it first breaks the rules of XML without harm.

        Raises
        ------
        Unreadable
            If it declares entities, or its outermost element is another one.
        """
        self._set_handlers()
        damage: Damage | None = None
        try:
            self._feed(io.BytesIO(source) if isinstance(source, bytes) else source)
        except expat.ExpatError as error:
            damage = self._damage(f"The XML breaks off or is damaged: {expat.ErrorString(error.code)}.")
        except Stop as stop:
            damage = self._damage(str(stop))
        except (LookupError, ValueError) as error:
            damage = self._damage(f"The XML names an encoding that cannot be read: {error}.")
        finally:
            self._parser.StartElementHandler = self._parser.EndElementHandler = self._parser.CharacterDataHandler = None
        while self._open:
            name, found = self._open.pop()
            self._closed(name, found, False)
        return damage or self._undeclared()

    def place(self) -> tuple[int, int]:
        """Byte from 0 and line from 1 at which the reading is."""
        return max(self._parser.CurrentByteIndex, 0) + self._skipped_bytes, self._parser.CurrentLineNumber + self._skipped_lines

    def _feed(self, stream: BinaryIO) -> None:
        fed = 0
        while piece := stream.read(CHUNK):
            if not fed:
                whole = piece
                piece = whole.lstrip(_BEFORE)  # what is passed over is not fed
                self._skipped_bytes += len(whole) - len(piece)
                self._skipped_lines += whole[: len(whole) - len(piece)].count(b"\n")
            if not self._branches and _ENTITY.search(piece):
                raise Unreadable(_ENTITIES, byte=self._skipped_bytes, line=1 + self._skipped_lines)
            self._parser.Parse(piece, False)
            fed += len(piece)
            if len(self._pieces) > MOST_PIECES:
                raise Stop("A text is longer than any that such a file has.")
            if fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
                raise Stop(f"A tag or comment is longer than {LONGEST_TOKEN} bytes.")
        self._parser.Parse(b"", True)

    def _set_handlers(self) -> None:
        parser, open_, pieces, closed = self._parser, self._open, self._pieces, self._closed
        leaves, branches, others, known = self._leaves, self._branches, self._others, self._attributes
        leaf, depth = "", 0

        def start(name: str, attributes: Found) -> None:
            nonlocal leaf, depth
            depth += 1
            if attributes and not known.issuperset(attributes):
                self._learn_attributes(attributes)
            if name in leaves:
                leaf = name
                pieces.clear()
                parser.CharacterDataHandler = pieces.append
            elif name in branches:
                open_.append((branches[name], attributes))
            elif name not in others:
                self._learn(name)
                depth -= 1
                start(name, attributes)
            if depth > MOST_DEPTH:
                raise Stop(f"Elements lie more than {MOST_DEPTH} deep in one another.")

        def end(name: str) -> None:
            nonlocal leaf, depth
            depth -= 1
            if name == leaf:
                leaf = ""
                parser.CharacterDataHandler = None
                if pieces:
                    open_[-1][1][leaves[name]] = pieces[0] if len(pieces) == 1 else "".join(pieces)
            elif name in branches:
                closed(*open_.pop(), True)

        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        byte, line = self.place()
        raise Unreadable(_ENTITIES, byte=byte, line=line)

    def _learn(self, name: str) -> None:
        """Decide once what an element's name means."""
        prefix, _, local = name.rpartition(":")
        layout = self._layout
        if not self._branches:
            if local != layout.root:
                raise Unreadable(_other_root(local, layout.root), byte=self.place()[0], line=self.place()[1])
            self._branches[name] = local
        elif local in layout.leaves:
            self._leaves[name] = layout.leaves[local]
        elif local in layout.branches:
            self._branches[name] = local
        else:
            self._others.add(name)
        if prefix:
            self._prefixes.setdefault(prefix, self.place())
        self._bound_names()

    def _learn_attributes(self, attributes: Found) -> None:
        self._attributes.update(attributes)
        self._bound_names()

    def _bound_names(self) -> None:
        if len(self._others) + len(self._leaves) + len(self._branches) + len(self._attributes) > MOST_NAMES:
            raise Stop("There are more different names in it than in any real file.")

    def _undeclared(self) -> Damage | None:
        for prefix, (byte, line) in self._prefixes.items():
            if prefix != "xml" and f"xmlns:{prefix}" not in self._attributes:
                return Damage(
                    reason=f"The XML does not declare its prefix {prefix[:40]!r}; it was read all the same.", byte=byte, line=line
                )
        return None

    def _damage(self, reason: str) -> Damage:
        byte, line = self.place()
        return Damage(reason=reason, byte=byte, line=line)


def _other_root(local: str, root: str) -> str:
    if local.lower() == "html":
        return "This is a web page, probably one that asks to log in, not an activity. Download the file again."
    return f"This is XML, but no {root} file: its outermost element is <{local[:40]}>."
