"""An XLSX file → its sheets as rows of text cells. The file is looked through before it is parsed: see `archive`."""

import io
from dataclasses import dataclass
from datetime import date, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from spegla.importers.archive import looked_through
from spegla.importers.reading import Line, UnreadableFileError

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet that have something in them, numbered as the spreadsheet numbers them."""

    name: str
    lines: tuple[Line, ...]


def is_workbook(content: bytes) -> bool:
    """True when `content` begins as a zip file, or as the older Excel format, which is refused with a reason."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLD_OR_LOCKED))


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Each sheet in the order of the workbook, hidden ones too. Raises `UnreadableFileError`."""
    if content.startswith(_OLD_OR_LOCKED):
        raise UnreadableFileError("workbook_old_or_locked")
    safe = looked_through(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(safe))
        return tuple(_sheet(workbook.get_sheet_by_name(name)) for name in workbook.sheet_names)
    except (CalamineError, ValueError):
        raise UnreadableFileError("workbook_damaged") from None


def _sheet(sheet: CalamineSheet) -> Sheet:
    first = sheet.start[0] + 1 if sheet.start else 1
    rows = ([_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True))
    return Sheet(sheet.name, tuple(Line(number, cells) for number, cells in enumerate(rows, start=first) if any(cells)))


def _text(cell: float | str | bool | time | date | timedelta) -> str:
    """A cell as a person reads it: a whole number without decimals, a day in ISO form."""
    match cell:
        case bool():
            return "SANT" if cell else "FALSKT"
        case float():
            # A spreadsheet shows 15 digits: 0.28 and not 0.28000000000000003.
            return format(cell, ".15g")
        case date() | time():
            return cell.isoformat()
        case _:
            # How the format writes a carriage return inside a cell.
            return str(cell).replace("_x000D_", "")
