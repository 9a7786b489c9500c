"""An XLSX file → its sheets as text cells, after a guard that looks before anything is unpacked.

A workbook is a zip file, and a small zip can hold gigabytes. Refused before parsing: more than `MAX_UNPACKED` bytes in all, packed
more than `MAX_RATIO` times, more than `MAX_ENTRIES` entries, links, paths that lead out, encryption, and sizes that are not true.
"""

import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from spegla.importers.reading import UnreadableFileError

MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
MAX_ENTRIES = 200
_CHUNK = 1 << 16
_LINK = 0o120000


def is_workbook(content: bytes) -> bool:
    """True when `content` begins as a zip file, or as the older Excel format, which is refused with a reason."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))


def read_sheets(content: bytes) -> list[list[list[str]]]:
    """Each sheet as rows of cells, the first row first. Raises `UnreadableFileError`."""
    if content.startswith(b"\xd0\xcf"):
        raise UnreadableFileError("workbook_old_or_locked")
    _guard(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            [[_text(cell) for cell in row] for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in workbook.sheet_names
        ]
    except (CalamineError, ValueError):
        raise UnreadableFileError("workbook_damaged") from None


def _guard(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _guard_entries(entries)
            _guard_sizes(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError):
        raise UnreadableFileError("workbook_damaged") from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise UnreadableFileError("workbook_damaged") from None


def _guard_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFileError("workbook_too_many_entries", limit=str(MAX_ENTRIES))
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > MAX_UNPACKED:
        raise UnreadableFileError("workbook_too_big", limit=str(MAX_UNPACKED // 1_000_000))
    if unpacked > MAX_RATIO * max(packed, 1):
        raise UnreadableFileError("workbook_packed_too_hard", limit=str(MAX_RATIO))
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or entry.filename.startswith("/") or (entry.external_attr >> 16) & 0o170000 == _LINK:
            raise UnreadableFileError("workbook_strange_entry")
        if entry.flag_bits & 0x1:
            raise UnreadableFileError("workbook_old_or_locked")


def _guard_sizes(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack each entry once, in small pieces that are thrown away: a size that is not true ends in a checksum error."""
    for entry in entries:
        with archive.open(entry) as stream:
            while stream.read(_CHUNK):
                pass


def _text(cell: float | str | bool | time | date | datetime | timedelta) -> str:
    """A cell as a person reads it: a whole number without decimals, a day in ISO form."""
    match cell:
        case bool():
            return "SANT" if cell else "FALSKT"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
