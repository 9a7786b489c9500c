"""Any table file → rows of text cells: CSV in the encodings and separators that spreadsheets write, or XLSX.

The caller names the columns it can use. The header is the row with most of them among the first, so that a title may stand above it;
the separator, and in a workbook the sheet, is the one under which the header has most. Row numbers are those a spreadsheet shows.
"""

import csv
import io
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from spegla.catalogue.municipalities import fold
from spegla.identities import INVISIBLE
from spegla.importers.reading import Line, Problems, UnreadableFileError
from spegla.importers.workbook import Sheet, is_workbook, read_sheets

MAX_BYTES = 50_000_000
MAX_ROWS = 250_000
# Blank ones too: no spreadsheet has more.
_SHEET_ROWS = 1_048_576
# As much as the csv module takes in one cell. Longer lines belong to no table.
MAX_LINE = 131_072
# What no text has: control characters that neither part cells or rows nor end a file.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
SEPARATORS = (";", ",", "\t")
# A title, a source, a blank row: what stands above a table is seldom more.
ABOVE = 20


@dataclass(frozen=True)
class Row:
    """One row below the header: cells by column name, as the caller spells it. Stripped text; "" when empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class TableFile:
    """The rows, and the header in order: columns that the caller knows as it spells them, others as the file does."""

    header_row: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def found(self) -> str:
        """The columns that are there, for a sentence."""
        return ", ".join(filter(None, self.header))


def fold_header(name: str) -> str:
    """A column name as it is matched: case, spaces, hyphens, underscores, and the marks over å, ä and ö do not count."""
    parts = unicodedata.normalize("NFD", fold(name).replace("_", ""))
    return "".join(mark for mark in parts if not unicodedata.combining(mark))


def read_table(path: Path, wanted: Iterable[str], problems: Problems) -> TableFile:
    """Read `path`, looking for the columns `wanted`; other columns are kept under their own names.

    Raises `UnreadableFileError` when it is too big, of no known encoding, damaged, or empty. No rows below the header, a row with more
    cells than the header, and a column that is there twice, are problems.
    """
    return table_in(read_content(path), wanted, problems)


def table_in(content: bytes, wanted: Iterable[str], problems: Problems) -> TableFile:
    """The same of a file that has been read."""
    names = tuple(wanted)
    lines = _sheet(read_sheets(content), names).lines if is_workbook(content) else _csv_lines(decoded(content), names)
    if not lines:
        raise UnreadableFileError("file_empty")
    if len(lines) > MAX_ROWS:
        raise UnreadableFileError("file_too_many_rows", limit=str(MAX_ROWS))
    return _table(lines, names, problems)


def read_content(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of `path`. Raises `UnreadableFileError` when there are more than `limit`, or none may be read."""
    try:
        with path.open("rb") as stream:
            # Asked for more than there is, Python makes room for all of it; a pipe does not say how much that is.
            size = os.fstat(stream.fileno()).st_size
            content = stream.read(size + 1 if size else limit + 1) if size <= limit else b""
    except PermissionError:
        raise UnreadableFileError("file_not_allowed") from None
    except OSError as error:
        raise UnreadableFileError("file_not_readable", reason=error.strerror or "") from None
    if max(size, len(content)) > limit:
        raise too_big(limit)
    return content


def too_big(limit: int) -> UnreadableFileError:
    """What is said of a file with more than `limit` bytes."""
    return UnreadableFileError("file_too_big", limit=f"{limit / 1_000_000:g}")


def _known(cells: Iterable[str], folded: Sequence[str]) -> int:
    header = {fold_header(clean(cell)) for cell in cells}
    return sum(name in header for name in folded)


def _header_at(lines: Iterable[Line], wanted: tuple[str, ...]) -> tuple[int, int]:
    """How many wanted columns the best header among the first lines has, and where it is; the first of the best."""
    folded = [fold_header(name) for name in wanted]
    scores = [_known(line.cells, folded) for line in islice(lines, ABOVE)]
    best = max(scores, default=0)
    return best, scores.index(best) if scores else 0


def _sheet(sheets: tuple[Sheet, ...], wanted: tuple[str, ...]) -> Sheet:
    """The sheet that holds the table. Two that could be it are refused: reading one would lose the other in silence."""
    scores = {sheet.name: _header_at(sheet.lines, wanted) for sheet in sheets}
    best = max((score for score, _ in scores.values()), default=0)
    equal = [sheet for sheet in sheets if sheet.lines and scores[sheet.name][0] == best]
    filled = [sheet for sheet in equal if len(sheet.lines) > scores[sheet.name][1] + 1]
    if best and len(filled) > 1:
        raise UnreadableFileError("workbook_several_tables", sheets=", ".join(sheet.name for sheet in filled))
    return next(iter(filled or equal), Sheet("", ()))


def decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8 or UTF-16 with or without a mark, else Windows-1252. Raises `UnreadableFileError`."""
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


def begins_as_no_table(text: str) -> bool:
    """Whether it is something else that somebody has called a table: a web page, which many systems call .xls, a PDF, or no text at all."""
    return text.lstrip().startswith(("<", "%PDF-")) or _NO_TEXT.search(text, 0, 1000) is not None


def table_text(text: str) -> str:
    """`text` without what Excel hides. Raises `UnreadableFileError` when it is no table."""
    if "\0" in text or begins_as_no_table(text):
        raise UnreadableFileError("file_not_table")
    # Excel hides this line, so it is not a row.
    return re.sub(r"\Asep=.?(\r\n|\r|\n|\Z)", "", text, flags=re.IGNORECASE)


def _csv_lines(text: str, wanted: tuple[str, ...]) -> tuple[Line, ...]:
    text = table_text(text)
    mark = max(SEPARATORS, key=lambda mark: _header_at(_first_lines(text, mark), wanted)[0])
    return tuple(islice(parsed(text, mark), MAX_ROWS + 1))


def _first_lines(text: str, mark: str) -> list[Line]:
    """The first lines as `mark` would part them; those before the fault, when it is not the mark of this file."""
    lines: list[Line] = []
    with suppress(UnreadableFileError):
        lines.extend(islice(parsed(text, mark), ABOVE))
    return lines


def parsed(text: str, mark: str, limit: int = _SHEET_ROWS, above: int = 0) -> Iterator[Line]:
    """The rows of `text` that have something in them. Raises `UnreadableFileError` for more than `limit`, and for a stray quote.

    Blank rows count, and the first `above` do not.
    """
    # strict: a stray quote would otherwise swallow rows in silence.
    reader = csv.reader(_short_lines(text), delimiter=mark, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limit + above:
                raise UnreadableFileError("file_too_many_rows", limit=str(limit))
            if any(not cell.isspace() for cell in cells if cell):
                yield Line(number, cells)
    except csv.Error:
        raise UnreadableFileError("file_quotes", row=str(number + 1)) from None


def _short_lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MAX_LINE:
            raise UnreadableFileError("file_line_too_long", line=str(number), limit=str(MAX_LINE))
        yield line


def _table(lines: tuple[Line, ...], wanted: tuple[str, ...], problems: Problems) -> TableFile:
    at = _header_at(lines, wanted)[1]
    spelled = {fold_header(name): name for name in wanted}
    header = tuple(spelled.get(fold_header(clean(cell)), clean(cell)) for cell in lines[at].cells)
    header_row = lines[at].number
    times = Counter(fold_header(name) for name in header if name)
    for name in {fold_header(name): name for name in reversed(header) if times[fold_header(name)] > 1}.values():
        problems.error(header_row, name, "column_twice", column=name)
    rows = []
    for number, cells in lines[at + 1 :]:
        texts = [clean(cell) for cell in cells]
        if not any(texts):
            continue
        if any(texts[len(header) :]):
            problems.error(number, "", "row_too_long", cells=str(len(cells)), columns=str(len(header)))
            continue
        padded = texts + [""] * (len(header) - len(texts))
        rows.append(Row(number, {name: text for name, text in zip(header, padded, strict=False) if name}))
    if not rows and not problems.found:
        problems.error(header_row, "", "file_no_rows")
    return TableFile(header_row, header, tuple(rows))


def clean(cell: str) -> str:
    """The text of a cell: no spaces around it, and no marks that show nothing."""
    return cell.strip() if cell.isascii() else cell.translate(INVISIBLE).strip()
