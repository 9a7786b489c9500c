"""The wide form as bytes: CSV as a Swedish spreadsheet opens it at a double click, or XLSX with numbers and days as such."""

import csv
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from spegla.catalogue import Instrument
from spegla.exporters.wide import Cell, Colophon, WideRow, table
from spegla.responses.cells import guarded

# No cell becomes a formula, a link or a number because of how its text looks. Nothing is written to the disk on the way.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# Spreadsheets have no day before this year, and one that never was in it.
_FIRST_YEAR = 1901


class UnwritableError(Exception):
    """A text is longer than a cell of a workbook holds: to cut it short would change what somebody answered."""


def wide_csv(instrument: Instrument, rows: Sequence[WideRow], colophon: Colophon) -> bytes:
    """UTF-8 with a mark, semicolons between; the colophon is a title above the header."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(colophon.sentence)])
    writer.writerows([_text(cell) for cell in cells] for cells in table(instrument, rows))
    return out.getvalue().encode("utf-8-sig")


def wide_xlsx(instrument: Instrument, rows: Sequence[WideRow], colophon: Colophon) -> bytes:
    """The rows on the first sheet and the colophon on the second, and at the foot of each printed page. Raises `UnwritableError`."""
    import xlsxwriter  # Only a workbook needs it.

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, dict(_OPTIONS))
    book.set_properties({"title": instrument.title.sv, "comments": colophon.sentence, "created": colophon.at})
    footer = f"&L{colophon.sentence.replace('&', '&&')}"[:255]
    sheet, about = (book.add_worksheet(name) for name in colophon.sheets)
    head, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    for row, cells in enumerate(table(instrument, rows)):
        for column, cell in enumerate(cells):
            _write(sheet, row, column, cell, day if isinstance(cell, date) else None if row else head)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(instrument.variables) + 4, 16)
    # A municipality is no number: 0114 would become 114.
    sheet.ignore_errors({"number_stored_as_text": "A:A"})
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 80)
    for row, (name, what) in enumerate(colophon.facts):
        _write(about, row, 0, name, None)
        _write(about, row, 1, what, None)
    for one in (sheet, about):
        one.set_landscape()
        one.set_paper(9)
        one.set_footer(footer)
    book.close()
    return stream.getvalue()


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return guarded(cell)
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _write(sheet: Any, row: int, column: int, cell: Cell, shown: Any) -> None:
    match cell:
        case None:
            return
        case date() if cell.year >= _FIRST_YEAR:
            sheet.write_datetime(row, column, cell, shown)
        case int():
            sheet.write_number(row, column, cell, shown)
        case _:
            if sheet.write_string(row, column, _text(cell), shown):
                raise UnwritableError
