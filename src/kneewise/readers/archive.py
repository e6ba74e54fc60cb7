"""What lies in a file, a folder or an archive: every member, in a fixed order; no name in an archive ever becomes a file.

An archive is known by its content. What it claims of sizes is not believed: what comes out of it is counted. A member that cannot be opened
is yielded all the same, and says why when it is opened.
"""

from __future__ import annotations

import gzip
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

from kneewise.model.errors import Unreadable
from kneewise.readers.guarded import BROKEN, HEAD_BYTES, Budget, Guarded, Swollen
from kneewise.readers.sniff import kind_of
from kneewise.readers.zips import Zip

DEEPEST = 3
"""Archives within archives: Garmin's export is a zip of zips, Strava's a zip of .gz files."""
MOST_MEMBERS = 200_000
NESTED_FREE_BYTES = 32 << 20
NESTED_RATIO = 2
"""An archive within an archive may have so many times the bytes of the outermost file, and :data:`NESTED_FREE_BYTES`."""
NESTED_IN_MEMORY = 32 << 20
"""A larger one lies in a temporary file without a name while it is read."""
_NEVER_ACTIVITIES = frozenset(
    [
        "jpg",
        "jpeg",
        "png",
        "gif",
        "webp",
        "heic",
        "heif",
        "bmp",
        "tif",
        "tiff",
        "svg",
        "mp4",
        "mov",
        "m4v",
        "avi",
        "mp3",
        "wav",
        "html",
        "htm",
        "pdf",
        "txt",
        "md",
        "rtf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "css",
        "js",
        "xsl",
        "ics",
        "vcf",
        "eml",
    ]
)
_MAYBE_ACTIVITIES = frozenset({"json", "csv", "xml"})
Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Member:
    """Something that may be an activity file.

    Parameters
    ----------
    path : Path
        The file on disk.
    member : str
        Its name within that file, with the names of the archives around it before it; "" for the file itself.
    size : int
        Bytes, as the archive or the disk says.
    incidental : bool
        Whether it is certainly no activity and lies in an archive or folder beside others: a picture, a page, a list of something else.
    opener : callable
        What :meth:`open` calls.
    """

    path: Path
    member: str
    size: int
    incidental: bool = field(default=False, kw_only=True)
    opener: Opener = field(repr=False, compare=False, kw_only=True)

    @property
    def name(self) -> str:
        """The name of the file, without folders."""
        return (self.member or self.path.name).rpartition("/")[2]

    def open(self) -> BinaryIO:
        """The content, unpacked as it is read.

        Returns
        -------
        BinaryIO
            To be closed by the caller. Reading from it raises :class:`Unreadable`, too, where an archive breaks off or grows too large.

        Raises
        ------
        Unreadable
            If it is encrypted, broken or not to be read.
        """
        return self.opener()


def members(path: Path) -> Iterator[Member]:
    """Everything in a file, an archive or a folder.

    Parameters
    ----------
    path : Path
        A folder is walked through, its archives are opened, and theirs, up to :data:`DEEPEST` of them within each other. Hidden files
        and links to folders are left out.

    Yields
    ------
    Member
        Sorted by name within each folder and archive.

    Raises
    ------
    FileNotFoundError
        If there is nothing at this path.
    """
    if not path.is_dir():
        if not path.is_file():
            raise FileNotFoundError(f"{path} is neither a file nor a folder.")
        yield from _file(path, alone=True)
        return
    locked: list[OSError] = []
    for folder, folders, files in os.walk(path, onerror=locked.append):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(files):
            if not _hidden(name):
                yield from _in_folder(Path(folder) / name)
    for error in locked:
        yield _closed(Member(Path(error.filename or path), "", 0, opener=_nothing), f"The folder cannot be read ({error.strerror}).")


def _in_folder(path: Path) -> Iterator[Member]:
    """A file beside others; one that is gone meanwhile is left out, one that may not be looked at is named."""
    try:
        if path.is_file():
            yield from _file(path, alone=False)
    except FileNotFoundError:
        return
    except OSError as error:
        yield _closed(Member(path, "", 0, opener=_nothing), f"The file cannot be opened ({error.strerror}).")


def _nothing() -> BinaryIO:
    return io.BytesIO()


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/") if part not in {".", ".."})


def _file(path: Path, *, alone: bool) -> Iterator[Member]:
    size = path.stat().st_size
    whole = Member(path, "", size, opener=lambda: path.open("rb"))
    try:
        head = _head(whole)
    except OSError as error:
        yield _closed(whole, f"The file cannot be opened ({error.strerror}).")
        return
    yield from _unpacked(whole, head, Budget(size), depth=0, alone=alone)


def _head(member: Member) -> bytes:
    with member.open() as stream:
        return stream.read(HEAD_BYTES)


def _unpacked(member: Member, head: bytes, budget: Budget, *, depth: int, alone: bool) -> Iterator[Member]:
    """The member itself, or what is in it if it is an archive."""
    kind = kind_of(head, member.name)
    if kind == "zip" and depth < DEEPEST:
        yield from _zipped(member, budget, depth)
    elif kind == "gzip" and depth < DEEPEST:
        yield from _gzipped(member, budget, depth, alone=alone)
    else:
        yield replace(member, incidental=not alone and _is_incidental(member.name, kind))


def _is_incidental(name: str, kind: str | None) -> bool:
    """Lists that should hold activities, but do not, are not incidental: they are reported."""
    lower = name.lower()
    expected = lower == "activities.csv" or "summarizedactivities" in lower or lower == "export.xml"
    return kind is None and not expected and lower.rpartition(".")[2] in _NEVER_ACTIVITIES | _MAYBE_ACTIVITIES


def _closed(member: Member, reason: str) -> Member:
    def refuse() -> BinaryIO:
        raise Unreadable(reason, where=member.member or member.path.name)

    return replace(member, opener=refuse)


def _zipped(outer: Member, budget: Budget, depth: int) -> Iterator[Member]:
    try:
        archive = Zip(outer.path if depth == 0 else _held(outer, budget))
    except (Unreadable, *BROKEN) as error:
        yield _closed(outer, error.message if isinstance(error, Unreadable) else f"The archive is broken: {error}.")
        return
    count = 0
    for entry in archive.entries():
        if _hidden(entry.filename):
            continue
        count += 1
        if count > MOST_MEMBERS:
            yield _closed(outer, f"The archive holds more than {MOST_MEMBERS} files; the others were not read.")
            return
        name = f"{outer.member}/{entry.filename}" if outer.member else entry.filename
        inner = Member(outer.path, name, entry.file_size, opener=archive.opener(entry, budget))
        try:
            head = _head(inner)
        except Unreadable:
            yield inner
            continue
        yield from _unpacked(inner, head, budget, depth=depth + 1, alone=False)


def _held(outer: Member, budget: Budget) -> BinaryIO:
    """An archive within an archive, to seek in."""
    most = NESTED_FREE_BYTES + NESTED_RATIO * budget.packed
    held = tempfile.SpooledTemporaryFile(NESTED_IN_MEMORY)  # noqa: SIM115 (Zip closes it)
    with outer.open() as stream:
        while piece := stream.read(1 << 20):
            held.write(piece)
            if held.tell() > most:
                held.close()
                raise Swollen(f"The archive within the archive is larger than {most >> 20} MiB; unpack the outer one first.")
    return cast("BinaryIO", held)


def _gzipped(outer: Member, budget: Budget, depth: int, *, alone: bool) -> Iterator[Member]:
    share = budget.share(outer.size)

    def unpack() -> BinaryIO:
        below = outer.open()
        return Guarded(gzip.GzipFile(fileobj=below), share, below).buffered()

    inner = Member(outer.path, outer.member, outer.size, opener=unpack)
    try:
        head = _head(inner)
    except Unreadable:
        yield inner
        return
    kind = kind_of(head, outer.name.removesuffix(".gz"))
    if kind in {"zip", "gzip"}:
        yield from _unpacked(inner, head, budget, depth=depth + 1, alone=alone)
    else:
        yield replace(inner, incidental=not alone and _is_incidental(outer.name.removesuffix(".gz"), kind))
