"""Streams out of archives, with what comes out of them counted and every error of theirs named."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

from kneewise.model.errors import Unreadable
from kneewise.model.run import Damage

HEAD_BYTES = 1 << 16
"""So much of a file is enough to tell what it is; the header of Strava's list alone has 6,500 bytes."""
LARGEST_WHOLE = 1 << 30
"""Files that are read in one piece are not larger. Apple's export is read as a stream and may be."""
FREE_BYTES = 16 << 20
MEMBER_RATIO = 50
"""A member may be larger than it is packed by so many times, and :data:`FREE_BYTES`; activities reach 25, health exports 40."""
LARGEST_MEMBER = 16 << 30
FREE_TOTAL_BYTES = 64 << 20
TOTAL_RATIO = 50
LARGEST_TOTAL = 64 << 30
"""All members of one file together may be so many times its size, and :data:`FREE_TOTAL_BYTES`."""
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
    AssertionError,
)
"""What reading a broken archive may raise."""
_BUFFER = 1 << 16


class Swollen(Unreadable):
    """An archive from which more comes than can be true."""


class Budget:
    """How much may still come out of one file on disk.

    Parameters
    ----------
    packed : int
        The size of the file.
    """

    def __init__(self, packed: int) -> None:
        self.packed = packed
        self.left = min(FREE_TOTAL_BYTES + TOTAL_RATIO * packed, LARGEST_TOTAL)

    def share(self, packed: int) -> Share:
        """The part of one member, given its packed size."""
        return Share(self, min(FREE_BYTES + MEMBER_RATIO * min(packed, self.packed), LARGEST_MEMBER))


class Share:
    """How much may come out of one member; reading it a second time costs nothing."""

    def __init__(self, budget: Budget, most: int) -> None:
        self._budget = budget
        self._most = most
        self._paid = 0

    def check(self, size: int) -> None:
        """Refuse a size that such a member cannot have.

        Raises
        ------
        Swollen
            If it is larger.
        """
        if size > self._most:
            raise Swollen(f"It swells to more than {self._most >> 20} MiB when it is unpacked, which no activity does.")

    def take(self, position: int) -> None:
        """Note that the member was read up to a position.

        Raises
        ------
        Swollen
            If that is more than such a member can have, or than all of the file can hold.
        """
        self.check(position)
        self._budget.left -= max(position - self._paid, 0)
        self._paid = max(position, self._paid)
        if self._budget.left < 0:
            raise Swollen("All that is in the archive is far larger than it could be; the rest was not read.")


class Guarded(io.RawIOBase):
    """A stream out of an archive.

    Parameters
    ----------
    inner : io.BufferedIOBase
        What unpacks it.
    share : Share
        How much may come out.
    below : BinaryIO or None
        What ``inner`` reads from, to be closed with it.
    """

    def __init__(self, inner: io.BufferedIOBase, share: Share, below: BinaryIO | None = None) -> None:
        self._inner = inner
        self._below = below
        self._share = share
        self._position = 0

    def buffered(self) -> BinaryIO:
        """Itself as a stream to read from."""
        return cast("BinaryIO", io.BufferedReader(self, _BUFFER))

    def readable(self) -> bool:  # noqa: D102
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # noqa: D102
        try:
            piece = self._inner.read1(len(buffer))
        except Unreadable:
            raise
        except EOFError:
            raise Unreadable("The packed file is cut off.", byte=self._position) from None
        except BROKEN as error:
            raise Unreadable(f"The packed file is damaged: {error}.", byte=self._position) from None
        self._position += len(piece)
        self._share.take(self._position)
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:  # noqa: D102
        if not self.closed:
            self._inner.close()
            if self._below is not None:
                self._below.close()
        super().close()


class Source:
    """A stream that ends where it is damaged, and tells so.

    Parameters
    ----------
    stream : BinaryIO
        What to read from.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.damage: Damage | None = None
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._begun: list[bytes] = []
        self._position = 0

    def head(self) -> bytes:
        """The first :data:`HEAD_BYTES`; they are read again."""
        head = b""
        while len(head) < HEAD_BYTES and (piece := self._next(HEAD_BYTES)):
            head += piece
        self._begun = [head] if head else []
        return head

    def read(self, size: int) -> bytes:
        """Some bytes, not always as many as asked for; none at the end or where it is damaged."""
        return self._begun.pop() if self._begun else self._next(size)

    def rest(self) -> bytes:
        """All bytes.

        Raises
        ------
        Unreadable
            If they are more than :data:`LARGEST_WHOLE`.
        """
        pieces = []
        while piece := self.read(1 << 20):
            pieces.append(piece)
            if self._position > LARGEST_WHOLE:
                raise Unreadable(f"The file is larger than {LARGEST_WHOLE >> 20} MiB, which no activity is.")
        return b"".join(pieces)

    def _next(self, size: int) -> bytes:
        if self.damage is not None:
            return b""
        try:
            piece = self._read(size)
        except Swollen:
            raise
        except Unreadable as error:
            self.damage = Damage(reason=error.message, byte=error.byte)
            return b""
        self._position += len(piece)
        return piece
