"""Reading a file of separated values as spreadsheets and CRMs write it: any of the usual encodings and separators, quoted or not."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, Literal

from msgspec import Struct

SEPARATORS: Final = (",", ";", "\t", "|")
MOST_COLUMNS: Final = 500
LONGEST_CELL: Final = 100_000
NAMES: Final = 10_000

Encoding = Literal["utf-8", "utf-16", "cp1252", "cp1250"]


class Row(Struct, frozen=True):
    """One row with the number of the line it begins on, 1 for the first of the file. It has a cell for each head."""

    line: int
    cells: tuple[str, ...]


class BadRow(Struct, frozen=True):
    """A row that cannot be read: `why` is cells (more than there are heads) or broken (a quotation mark that never ends)."""

    line: int
    why: Literal["cells", "broken"]


class Sheet(Struct, frozen=True, kw_only=True):
    """A file that was opened: its heads, each only once, and how it is written. `text` begins with the first line."""

    heads: tuple[str, ...]
    text: str
    separator: str
    encoding: Encoding
    first: int
    """The line that the heads stand on."""


class Unreadable(ValueError):
    """The bytes are no table: empty, a picture, a workbook, an archive. `why` is empty, binary, workbook, archive or one-column."""

    def __init__(self, why: Literal["empty", "binary", "workbook", "archive", "one-column"]) -> None:
        super().__init__(why)
        self.why = why


def open_sheet(data: bytes, *, encoding: Encoding | None = None) -> Sheet:
    """The table that these bytes hold. Raises Unreadable when they hold none. `encoding` is tried first; without it the bytes decide."""
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        # The names of what an archive holds stand at its end. HubSpot sends a long export in one.
        raise Unreadable("archive" if b".csv" in data[-NAMES:].lower() else "workbook")
    text, found = _decoded(data, encoding)
    if not text.strip():
        raise Unreadable("empty")
    separator, spoilt = _told_separator(text) or _separator(text), False
    for row in islice(_records(text, separator), 50):
        spoilt = spoilt or isinstance(row, BadRow)
        if isinstance(row, Row) and any(row.cells) and not _is_directive(row.cells):
            if len(row.cells) < 2:
                raise Unreadable("one-column")
            heads = _heads(row.cells[:MOST_COLUMNS])
            return Sheet(heads=heads, text=text, separator=separator, encoding=found, first=row.line)
    raise Unreadable("one-column" if spoilt else "empty")


def rows(sheet: Sheet) -> Iterator[Row | BadRow]:
    """Every row below the heads that is not empty, with as many cells as there are heads: short ones are filled up, long ones are bad."""
    width = len(sheet.heads)
    for row in _records(sheet.text, sheet.separator):
        if isinstance(row, BadRow):
            yield row
        elif row.line > sheet.first and any(row.cells):
            if any(row.cells[width:]):
                yield BadRow(row.line, "cells")
            else:
                yield Row(row.line, (*row.cells[:width], *[""] * (width - len(row.cells))))


def _decoded(data: bytes, encoding: Encoding | None) -> tuple[str, Encoding]:
    """The text, its line ends made one kind, without byte order mark and NUL."""
    tried = encoding or _encoding(data)
    codec = {"utf-8": "utf-8-sig"}.get(tried, tried)
    text = data.decode(codec, "replace")
    if text[:4_000].count("\0") > 4 or text[:4_000].count("\ufffd") > 40:
        raise Unreadable("binary")
    return text.removeprefix("\ufeff").replace("\0", ""), tried


def _encoding(data: bytes) -> Encoding:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _told_separator(text: str) -> str:
    """What a first line `sep=;` says, which Excel writes and reads."""
    first = text[:20].splitlines()[0] if text else ""
    return first[4:5] if first.lower().startswith("sep=") and first[4:5] in SEPARATORS else ""


def _is_directive(cells: Sequence[str]) -> bool:
    return cells[0].lower().startswith("sep=") and not any(cells[1:])


def _separator(text: str) -> str:
    """The one that parts the heads, and most rows of the beginning into the same number of cells, the more cells the better."""

    def fit(separator: str) -> tuple[bool, float, int]:
        widths = [
            len(row.cells) for row in islice(_records(text[:200_000], separator), 40) if isinstance(row, Row) and any(row.cells)
        ]
        width, often = Counter(widths).most_common(1)[0] if widths else (1, 0)
        return (widths[:1] > [1], often / len(widths) if width > 1 else 0.0, width)

    return max(SEPARATORS, key=fit)


def _records(text: str, separator: str) -> Iterator[Row | BadRow]:
    """Every record. A quotation mark that does not end where it should spoils the line that it stands on, never those below."""
    csv.field_size_limit(LONGEST_CELL)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    while True:
        here, line = lines.here(), lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            alone = lines.number == line
            lines.back(here, line - 1)
            yield _leniently(next(lines), separator, line) if alone else _spoiled(lines, line)
        else:
            yield Row(line, tuple(cell.strip() for cell in cells))


class _Lines:
    """The lines of a text, which may be read again from one on. `number` is that of the line that was read last."""

    def __init__(self, text: str) -> None:
        self.file = io.StringIO(text, newline="")
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.file.readline()
        if not line:
            raise StopIteration
        self.number += 1
        return line

    def here(self) -> int:
        return self.file.tell()

    def back(self, here: int, number: int) -> None:
        self.file.seek(here)
        self.number = number


def _leniently(text: str, separator: str, line: int) -> Row | BadRow:
    """A line that quotes carelessly but within itself, such as `"Alder" Ltd`: a quotation that is open at its end has the line's end in its cell."""
    try:
        cells = next(csv.reader([f"{text}\n"], delimiter=separator, skipinitialspace=True))
    except csv.Error:
        return BadRow(line, "broken")
    if any(cell.endswith("\n") for cell in cells):
        return BadRow(line, "broken")
    return Row(line, tuple(cell.strip() for cell in cells))


def _spoiled(lines: _Lines, line: int) -> BadRow:
    next(lines)
    return BadRow(line, "broken")


def _heads(cells: Sequence[str]) -> tuple[str, ...]:
    """The heads as they stand there, one that stands there again with its number, and an empty one by its place."""
    found: list[str] = []
    for place, cell in enumerate(cells, start=1):
        head = " ".join(cell.split()) or f"Column {place}"
        again, plain = 2, head
        while head in found:
            head, again = f"{plain} ({again})", again + 1
        found.append(head)
    return tuple(found)
