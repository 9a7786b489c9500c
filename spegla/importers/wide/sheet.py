"""A wide file → its header, and each column as a series of text.

There are two ways through a CSV file. The fast one is Polars', which says little about a row that is too short or a quote that stands
wrong. So its answer is taken only when the separators, line breaks and quotes that are in the file add up to the table it gave; any
other file goes the careful way, row by row, which knows where a fault is. The header is the row with most known names among the first,
so that a title may stand above it, and the first row where there is none.
"""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegla.importers.reading import Line, UnreadableFileError
from spegla.importers.table import ABOVE, MAX_LINE, SEPARATORS, begins_as_no_table, clean, decoded, parsed, table_text
from spegla.importers.wide.cells import numbered
from spegla.importers.wide.findings import Findings, letter
from spegla.importers.wide.headers import IN_HEADER, Names
from spegla.importers.wide.identities import identity_in
from spegla.importers.wide.limits import Limits
from spegla.importers.workbook import Sheet, is_workbook, read_sheets

_QUOTE, _BREAK, _RETURN = b'"\n\r'
# Bytes looked at together: they fit the processor's cache.
_CHUNK = 1 << 18


@dataclass(frozen=True)
class TextSheet:
    """`columns` has one series of text for each name in `header`, null or blank where a cell is; `rows` says where each row stood.

    The text may be numbered already: it is faster while the file is read.
    """

    header_row: int
    header: tuple[str, ...]
    columns: tuple[pl.Series, ...]
    rows: NDArray[np.int64]


def sheet_in(content: bytes, names: Names, limits: Limits, findings: Findings) -> TextSheet | None:
    """The table in `content`, whose separator (and in a workbook sheet) is the one under which most headers are among `names`.

    None, with problems in `findings`, when rows have more or fewer cells than the header. Raises `UnreadableFileError`: for too many
    bytes before anything is read, for too many rows or columns before any answer is.
    """
    limits.guard_size(content)
    if is_workbook(content):
        sheets = [sheet for sheet in read_sheets(content) if sheet.lines]
        lines = _below_title(_best_sheet(sheets, names), names, findings)
        return _from_lines(_padded(lines), limits, findings)
    utf8 = content.removeprefix(b"\xef\xbb\xbf")
    sheet = _fast(utf8, names, limits)
    if sheet is None:
        text = table_text(decoded(content))
        again = text.encode("utf-8", "surrogatepass")
        sheet = (_fast(again, names, limits) if again != utf8 else None) or _careful(text, names, limits, findings)
    return sheet


def _best_sheet(sheets: Sequence[Sheet], names: Names) -> tuple[Line, ...]:
    """The sheet whose header has most known names. Two that could be it are refused: reading one would lose the other in silence."""
    scores = [max(_known(line.cells, names) for line in sheet.lines[:ABOVE]) for sheet in sheets]
    best = [sheet for sheet, score in zip(sheets, scores, strict=True) if score == max(scores)]
    filled = [sheet for sheet in best if len(sheet.lines) > 1] or best
    if len(filled) > 1 and max(scores):
        raise UnreadableFileError("workbook_several_tables", sheets=", ".join(sheet.name for sheet in filled))
    return filled[0].lines if filled else ()


def _below_title(lines: tuple[Line, ...], names: Names, findings: Findings) -> tuple[Line, ...]:
    """The rows from the header on. What stands above is not read, but it must not tell who somebody is."""
    scores = [_known(line.cells, names) for line in lines[:ABOVE]]
    at = scores.index(max(scores)) if scores else 0
    for number, cells in lines[:at]:
        for place, kind in enumerate(map(identity_in, cells)):
            if kind:
                findings.header(place, number, "", "identity_column", IN_HEADER[kind], letter=letter(place))
    return lines[at:]


def _known(cells: Sequence[str], names: Names) -> int:
    return sum(bool(names.meant(clean(cell))) for cell in cells)


def _mark(first_lines: str, names: Names) -> tuple[str, list[str]]:
    """The separator under which the header has most known names, or most cells; and the header."""
    headers = {}
    for mark in SEPARATORS:
        try:
            headers[mark] = next(iter(parsed(first_lines, mark)), Line(1, [])).cells
        except UnreadableFileError:
            continue
    if not headers:
        return SEPARATORS[0], []
    mark = max(headers, key=lambda mark: (_known(headers[mark], names), len(headers[mark])))
    return mark, headers[mark]


def _fast(content: bytes, names: Names, limits: Limits) -> TextSheet | None:
    """The table as Polars reads it; None when it is not certain that the table is what the file says."""
    end = content.find(b"\n")
    first = content[: end + 1 or None][: MAX_LINE + 1]
    try:
        line = first.decode("utf-8")
    except UnicodeDecodeError:
        return None
    odd = b"\0" in content or (b"\r" in content and content.count(b"\r") != content.count(b"\r\n")) or len(first) > MAX_LINE
    if odd or not line.strip() or begins_as_no_table(content[:1000].decode("utf-8", "replace")) or re.match("sep=", line, re.IGNORECASE):
        return None
    mark, header = _mark(line, names)
    if not any(map(clean, header)) or (not _known(header, names) and _has_title(content, names)):
        return None
    limits.guard_columns(len(header))
    body = _without_blank_end(content, mark)
    if _QUOTE not in body:
        # Without quotes every line break ends a row, so that they can be counted before they are read.
        limits.guard_rows(body.count(b"\n") - body.endswith(b"\n"))
    schema = {str(place): pl.String if names.meant(clean(name)) == "arende" else numbered() for place, name in enumerate(header)}
    # The marks are counted while Polars reads.
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(_marks, body, mark)
        try:
            frame = pl.read_csv(body, separator=mark, has_header=False, schema=schema)
        except pl.exceptions.PolarsError:
            return None
    if not _adds_up(body, frame, mark, counting.result()):
        return None
    limits.guard_rows(frame.height - 1)
    columns = tuple(frame.get_column(name).slice(1) for name in schema)
    return TextSheet(1, tuple(map(clean, header)), columns, np.arange(2, frame.height + 1))


def _has_title(content: bytes, names: Names) -> bool:
    """Whether a header stands below the first row."""
    below = content[:MAX_LINE].decode("utf-8", "replace").splitlines(keepends=True)[1:ABOVE]
    return any(_known(_mark(line, names)[1], names) for line in below)


def _without_blank_end(content: bytes, mark: str) -> bytes:
    """`content` up to its last row with something in it."""
    size = _CHUNK
    # From behind, a piece at a time: a copy of the whole would take as long as reading it.
    while not (tail := content[-size:].rstrip(mark.encode() + b'\r\n\t "')) and size < len(content):
        size *= 2
    end = content.find(b"\n", max(len(content) - size, 0) + len(tail))
    return content if end in (-1, len(content) - 1) else content[: end + 1]


@dataclass(frozen=True)
class _Marks:
    """How many there are of each mark in a file; `blanks` are pairs of quotes that are a cell with nothing in it."""

    separators: int
    breaks: int
    quotes: int
    blanks: int


def _marks(content: bytes, mark: str) -> _Marks:
    data = np.frombuffer(content, np.uint8)
    separators = breaks = quotes = blanks = 0
    edge = np.array([_BREAK, _BREAK], np.uint8)
    for start in range(0, len(data), _CHUNK):
        # One byte before and two after, so that a pair of quotes can be looked at with what stands around it.
        after = data[start + _CHUNK : start + _CHUNK + 2]
        chunk = np.concatenate([data[start - 1 : start] if start else edge[:1], data[start : start + _CHUNK], after, edge[len(after) :]])
        mark_at, break_at, quote_at = chunk == ord(mark), chunk == _BREAK, chunk == _QUOTE
        separators += int(np.count_nonzero(mark_at[1:-2]))
        breaks += int(np.count_nonzero(break_at[1:-2]))
        if quote_at.any():
            quotes += int(np.count_nonzero(quote_at[1:-2]))
            outside = mark_at | break_at
            blank = quote_at[1:-2] & quote_at[2:-1] & outside[:-3] & (outside | (chunk == _RETURN))[3:]
            blanks += int(np.count_nonzero(blank))
    return _Marks(separators, breaks, quotes, blanks)


def _adds_up(content: bytes, frame: pl.DataFrame, mark: str, marks: _Marks) -> bool:
    """True when `content` can be nothing but the table in `frame`.

    Each quote opens or closes a whole cell, and no cell has one inside, so that all readers agree on where cells end; and there are
    as many separators and line breaks as such a table has.
    """
    # Where every quote belongs to a blank cell the rest need not be looked at.
    if frame.height < 1 or (marks.quotes != 2 * marks.blanks and not _quotes_part_cells(np.frombuffer(content, np.uint8), mark)):
        return False
    more_separators = marks.separators - frame.height * (frame.width - 1)
    more_breaks = marks.breaks - (frame.height - (not content.endswith(b"\n")))
    if marks.quotes and (more_separators or more_breaks):
        more_separators -= _inside(frame, mark)
        more_breaks -= _inside(frame, "\n")
    return more_separators == 0 and more_breaks == 0


def _quotes_part_cells(data: NDArray[np.uint8], mark: str) -> bool:
    """True when the first quote, the third and so on open a cell, and the others close one."""
    quotes = 0
    for start in range(0, len(data), _CHUNK):
        at = np.flatnonzero(data[start : start + _CHUNK] == _QUOTE) + start
        opening, closing = at[quotes % 2 :: 2], at[1 - quotes % 2 :: 2]
        quotes += len(at)
        before = data[np.maximum(opening - 1, 0)]
        after = data[np.minimum(closing + 1, len(data) - 1)]
        opens = (before == ord(mark)) | (before == _BREAK) | (opening == 0)
        closes = (after == ord(mark)) | (after == _BREAK) | (after == _RETURN) | (closing == len(data) - 1)
        if not (opens.all() and closes.all()):
            return False
    return quotes % 2 == 0


def _inside(frame: pl.DataFrame, text: str) -> int:
    """How many times `text` is in the cells."""
    return int(frame.select(pl.all().cast(pl.String).str.count_matches(text, literal=True).sum()).sum_horizontal().item() or 0)


def _careful(text: str, names: Names, limits: Limits, findings: Findings) -> TextSheet | None:
    first = text[:MAX_LINE].splitlines(keepends=True)[:ABOVE]
    # The line that is most like a header says what parts its cells; a header may also go over several lines.
    marks = [_mark(part, names) for part in (*first, "".join(first))]
    best = max(marks, key=lambda one: _known(one[1], names))
    mark = best[0] if _known(best[1], names) else marks[-1][0]
    return _from_lines(_below_title(tuple(parsed(text, mark, limits.rows, above=1)), names, findings), limits, findings)


def _padded(lines: Sequence[Line]) -> Sequence[Line]:
    """The rows of a sheet, which may leave out what is blank at its edge, with the blanks."""
    wide = len(lines[0].cells) if lines else 0
    return [Line(number, cells + [""] * (wide - len(cells))) for number, cells in lines]


def _from_lines(lines: Sequence[Line], limits: Limits, findings: Findings) -> TextSheet | None:
    """The table in `lines`. A row with too few cells is refused: it may be the half of one that a line break has cut."""
    if not lines:
        raise UnreadableFileError("file_empty")
    header = lines[0].cells
    wide = len(header)
    limits.guard_rows(len(lines) - 1)
    limits.guard_columns(wide)
    rows = [(number, cells) for number, cells in lines[1:] if any(map(clean, cells))]
    for number, cells in rows:
        if any(map(clean, cells[wide:])):
            findings.unreadable(number, "row_too_long", cells=str(len(cells)), columns=str(wide))
        elif len(cells) < wide:
            findings.unreadable(number, "row_too_short", cells=str(len(cells)), columns=str(wide))
    if findings.any_error:
        return None
    cells_of = [[cells[place] for _, cells in rows] for place in range(wide)]
    columns = tuple(pl.Series(str(place), cells, pl.String) for place, cells in enumerate(cells_of))
    return TextSheet(lines[0].number, tuple(map(clean, header)), columns, np.array([number for number, _ in rows], np.int64))
