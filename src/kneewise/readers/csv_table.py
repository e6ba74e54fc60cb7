"""Tables with one activity in each row, as CSV: delimiters, headers in many languages, doubled columns, rows that are broken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from kneewise.model.errors import Unreadable
from kneewise.model.run import Reading, Recording
from kneewise.readers.csv_cells import number, plain
from kneewise.readers.summary import LARGEST, BadEntry, Gathered, short

DELIMITERS = ",;\t|"
HEADER_WITHIN_ROWS = 20
LONGEST_ROW_LINES = 200
"""A row that goes on for longer has lost its closing quote."""
READ_AGAIN_FREE, READ_AGAIN_TIMES = 1 << 20, 4
"""So many characters, and so many times the whole text, are read again after lost quotes."""
ROWS_TO_LEARN_FROM = 5000
LONGEST_LINE = 1 << 20
ABSENT = frozenset({"", "-", "--", "–", "—", "n/a", "nan", "null", "none"})
Header = Sequence[str]


class Row:
    """One row of a table; cells are asked for by the plain names of their columns, in several languages.

    Parameters
    ----------
    cells : sequence of str
        In the order of the columns.
    table : Table
        Where it stands.
    """

    __slots__ = ("_cells", "_table")

    def __init__(self, cells: Sequence[str], table: Table) -> None:
        self._cells = cells
        self._table = table

    @property
    def comma(self) -> bool:
        """Whether the numbers of the table have decimal commas."""
        return self._table.comma

    def text(self, *names: str, last: bool = False) -> str:
        """The first filled cell under one of these names, or "" (``last``: of equal names, the last column first)."""
        for place in self._table.places(names, last):
            cell = self._cells[place].strip()
            if cell.lower() not in ABSENT:
                return short(cell)
        return ""

    def number(self, *names: str, last: bool = False) -> float | None:
        """A number, or ``None`` if there is none that can be read."""
        return number(self.text(*names, last=last), self.comma)

    def needed(self, read: Callable[[str, bool], float | None], *names: str, last: bool = False) -> float | None:
        """A number or duration that must be readable if it is there.

        Raises
        ------
        BadEntry
            If the cell holds something else.
        """
        cell = self.text(*names, last=last)
        value = read(cell, self.comma) if cell else None
        if cell and (value is None or not 0 <= value <= LARGEST):
            raise BadEntry(f"Its {names[0]!r} is {cell[:30]!r}, which cannot be.")
        return value


class Table:
    """A CSV file with one row for each activity.

    Parameters
    ----------
    text : str
        The file.
    is_header : callable
        Whether plain column names are those of the format; rows before them are passed over.
    rename : callable or None
        Other names for the columns, if given.

    Raises
    ------
    Unreadable
        If no header is found.
    """

    def __init__(self, text: str, is_header: Callable[[Header], bool], rename: Callable[[Header], Header] | None = None) -> None:
        found = find_header(text, is_header)
        if found is None:
            raise Unreadable("The columns of this table are not those of a list of activities.")
        self.delimiter, self.names, self._body, self._line = found
        self._text = text
        self._names = self.names if rename is None else rename(self.names)
        self._places: dict[tuple[tuple[str, ...], bool], list[int]] = {}
        self.comma = self._has_decimal_commas()

    def places(self, names: tuple[str, ...], last: bool = False) -> list[int]:
        """Which columns have one of these names: by the order of the names, then of the columns (``last``: backwards)."""
        if (names, last) not in self._places:
            columns = list(enumerate(self._names))[:: -1 if last else 1]
            self._places[names, last] = [place for name in names for place, column in columns if column == name]
        return self._places[names, last]

    def rows(self) -> Iterator[tuple[int, Row | None]]:
        """Line and row; ``None`` for a row that has not as many cells as there are columns. Empty rows are left out."""
        width = len(self.names)
        for line, cells in _records(self._text, self.delimiter, self._body, self._line, width):
            if len(cells) == width:
                yield line, Row(cells, self)
            elif any(cell.strip() for cell in cells):
                yield line, None

    def first_rows(self) -> Iterator[Row]:
        """Some thousand rows of full width, to learn of the table's units."""
        return (row for _, row in islice(self.rows(), ROWS_TO_LEARN_FROM) if row is not None)

    def _has_decimal_commas(self) -> bool:
        commas = 0
        records = _records(self._text, self.delimiter, self._body, self._line, len(self.names))
        for _, cells in islice(records, ROWS_TO_LEARN_FROM):
            for cell in cells:
                if re.fullmatch(r"\s*[+-]?\d+([.,])(?:\d{1,2}|\d{4,})\s*", cell):
                    commas += 1 if "," in cell else -1
        return commas > 0


def find_header(text: str, is_header: Callable[[Header], bool]) -> tuple[str, Header, int, int] | None:
    """Delimiter, plain column names, and where the rows below them begin (character and line), or ``None``."""
    for delimiter in DELIMITERS:
        stream = io.StringIO(text, newline="")
        line = 1
        for _ in range(HEADER_WITHIN_ROWS):
            reader = csv.reader(_lines(stream), delimiter=delimiter)
            try:
                names = [plain(cell) for cell in next(reader, ())]
            except csv.Error:
                break
            line += reader.line_num
            if is_header(names):
                return delimiter, names, stream.tell(), line
    return None


def _lines(stream: io.StringIO) -> Iterator[str]:
    """The lines that may belong to one row; a mark in place of an endless one."""
    for line in islice(stream, LONGEST_ROW_LINES):
        yield line if len(line) <= LONGEST_LINE else "?"


def _records(text: str, delimiter: str, start: int, line: int, width: int) -> Iterator[tuple[int, list[str]]]:
    stream, again = io.StringIO(text, newline=""), READ_AGAIN_FREE + READ_AGAIN_TIMES * len(text)
    stream.seek(start)
    while True:
        begin = stream.tell()
        reader = csv.reader(_lines(stream), delimiter=delimiter)
        try:
            cells = next(reader, None)
        except csv.Error:
            cells = ["?"]
        if cells is None:
            return
        yield line, cells
        line += max(reader.line_num, 1)
        if reader.line_num > 1 and len(cells) != width and again > 0:
            # A quote is missing: what it swallowed is read again, from the next line on.
            again, line = again - (stream.tell() - begin), line - reader.line_num + 1
            stream.seek(begin)
            stream.readline()


def read_table(table: Table, what: str, recording_of: Callable[[Row], Recording]) -> Reading:
    """Every row of a table as a recording; bad rows are noted.

    Parameters
    ----------
    table : Table
        What to read.
    what : str
        What it is, for messages.
    recording_of : callable
        Makes a recording of a row, or raises :class:`BadEntry`.

    Raises
    ------
    Unreadable
        If no row is an activity.
    """
    gathered = Gathered(what)
    for line, row in table.rows():
        if gathered.full:
            gathered.refuse("There are more rows, good or bad, than can be true; the rest was not read.", line=line)
            break
        try:
            if row is None:
                raise BadEntry("The row has not as many cells as there are columns.")
            gathered.add(recording_of(row))
        except BadEntry as bad:
            gathered.refuse(str(bad), line=line)
    return gathered.reading()
