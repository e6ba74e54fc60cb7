"""Zip archives: their list, and their members as guarded streams."""

from __future__ import annotations

import weakref
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from kneewise.model.errors import Unreadable
from kneewise.readers.guarded import BROKEN, Budget, Guarded

LONGEST_LIST = 32 << 20
"""Bytes of the list of members: enough for 300,000 of them."""
_END, _LOCATOR, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", b"PK\x06\x07", 42, 1 << 16
_READ_HERE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 1


class Zip:
    """An open archive. It stays open as long as it, or the way to one of its members, is held.

    Parameters
    ----------
    source : Path or BinaryIO
        The archive.

    Raises
    ------
    Unreadable, or one of guarded.BROKEN
        If it is no archive that could be read.
    """

    def __init__(self, source: Path | BinaryIO) -> None:
        if isinstance(source, Path):
            with source.open("rb") as stream:
                _check_list(stream)
        else:
            _check_list(source)
            weakref.finalize(self, source.close)
        self._zip = zipfile.ZipFile(source)

    def entries(self) -> list[zipfile.ZipInfo]:
        """Its files, sorted by name; the name of each may be anything, and is used as a name only."""
        return sorted(
            (entry for entry in self._zip.infolist() if not entry.is_dir()), key=lambda entry: (entry.filename, entry.header_offset)
        )

    def opener(self, entry: zipfile.ZipInfo, budget: Budget) -> Callable[[], BinaryIO]:
        """A function that opens a file of it."""
        share = budget.share(entry.compress_size)

        def unpack() -> BinaryIO:
            if entry.flag_bits & _ENCRYPTED:
                raise Unreadable("It is encrypted with a password; unpack it first.", where=entry.filename)
            if entry.compress_type not in _READ_HERE:
                raise Unreadable("It is packed in a way that is not read here (not deflate); unpack it first.", where=entry.filename)
            share.check(entry.file_size)
            try:
                stream = self._zip.open(entry)
            except BROKEN as error:
                raise Unreadable(f"The archive is broken here: {error}.", where=entry.filename) from None
            return Guarded(cast("zipfile.ZipExtFile", stream), share).buffered()

        return unpack


def _check_list(stream: BinaryIO) -> None:
    """Refuse an archive whose list of members would fill the memory."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _END_BYTES - _LONGEST_COMMENT, 0))
    tail = stream.read()
    at = tail.rfind(_END)
    listed = _number(tail, at + 12, 4) if at >= 0 else 0
    if listed == 0xFFFFFFFF and tail[at - 20 : at - 16] == _LOCATOR:
        stream.seek(min(_number(tail, at - 12, 8), size))
        listed = _number(stream.read(56), 40, 8)
    if listed > LONGEST_LIST:
        raise Unreadable(f"Its list of files is longer than {LONGEST_LIST >> 20} MiB.")
    stream.seek(0)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
