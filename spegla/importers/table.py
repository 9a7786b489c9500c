"""Any table file → rows of text cells: CSV in the encodings and separators that spreadsheets write, or XLSX.

The caller names the columns it can use; the separator (and in a workbook the sheet) is the one under which the header has most of
them. Row numbers are those a spreadsheet shows: the header is row 1.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from spegla.catalogue.municipalities import fold
from spegla.importers.reading import Problems, UnreadableFileError
from spegla.importers.workbook import is_workbook, read_sheets

MAX_BYTES = 50_000_000
_SEPARATORS = (";", ",", "\t")


@dataclass(frozen=True)
class Row:
    """One row below the header: cells by column name, as the caller spells it. Stripped text; "" when empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class TableFile:
    """The rows, and the header as it stands in the file, in order."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def columns(self) -> frozenset[str]:
        """The folded names of the columns that are there."""
        return frozenset(fold_header(name) for name in self.header)


def fold_header(name: str) -> str:
    """A column name as it is matched: case, spaces, hyphens and underscores do not count."""
    return fold(name).replace("_", "")


def read_table(path: Path, wanted: Iterable[str], problems: Problems) -> TableFile:
    """Read `path`, looking for the columns `wanted`; other columns are kept under their own names.

    Raises `UnreadableFileError` when it is too big, of no known encoding, damaged, or empty. A row with more cells than the header, and a
    column that is there twice, are problems.
    """
    names = tuple(wanted)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFileError("file_too_big", limit=str(MAX_BYTES // 1_000_000))
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError("file_not_readable", reason=error.strerror or "") from None
    if is_workbook(content):
        grid = max(read_sheets(content), key=lambda sheet: _known(sheet, names), default=[])
    else:
        grid = _csv_grid(_decoded(content), names)
    while grid and not any(cell.strip() for cell in grid[-1]):
        grid.pop()
    if not grid:
        raise UnreadableFileError("file_empty")
    return _table(grid, names, problems)


def _known(grid: list[list[str]], wanted: tuple[str, ...]) -> int:
    header = {fold_header(cell) for cell in grid[0]} if grid else set()
    return sum(fold_header(name) in header for name in wanted)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[1:2] == b"\0":
        encoding = "utf-16-le"
    elif content[:1] == b"\0":
        encoding = "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise UnreadableFileError("file_encoding") from None
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableFileError("file_encoding") from None


def _csv_grid(text: str, wanted: tuple[str, ...]) -> list[list[str]]:
    if "\0" in text:
        raise UnreadableFileError("file_not_table")
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.?", first.strip("\r"), re.IGNORECASE):  # Excel hides this line, so it is not a row.
        text = rest
    headers = {mark: _header(text, mark) for mark in _SEPARATORS}
    mark = max(headers, key=lambda mark: _known([headers[mark]], wanted))
    reader = _csv_rows(text, mark)
    grid: list[list[str]] = []
    try:
        grid.extend(reader)
    except csv.Error:
        raise UnreadableFileError("file_quotes", row=str(len(grid) + 1)) from None
    return grid


def _csv_rows(text: str, mark: str) -> Iterator[list[str]]:
    # strict: a stray quote would otherwise swallow rows in silence.
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)


def _header(text: str, mark: str) -> list[str]:
    try:
        return next(_csv_rows(text, mark), [])
    except csv.Error:
        return []


def _table(grid: list[list[str]], wanted: tuple[str, ...], problems: Problems) -> TableFile:
    spelled = {fold_header(name): name for name in wanted}
    header = tuple(spelled.get(fold_header(cell), cell.strip()) for cell in grid[0])
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        problems.error(1, name, "column_twice", column=name)
    rows = []
    for number, cells in enumerate(grid[1:], start=2):
        texts = [cell.strip() for cell in cells]
        if not any(texts):
            continue
        if any(texts[len(header) :]):
            problems.error(number, "", "row_too_long", cells=str(len(cells)), columns=str(len(header)))
            continue
        padded = texts + [""] * (len(header) - len(texts))
        rows.append(Row(number, {name: text for name, text in zip(header, padded, strict=False) if name}))
    return TableFile(header, tuple(rows))
