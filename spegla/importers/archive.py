"""A workbook as it came → the same workbook with nothing in it that has not been looked at.

A workbook is a zip file of XML parts, and a small one can hold gigabytes, or say one thing to one reader and another to the next. So
each part is unpacked and measured here, and the XML parts alone are packed anew: what is parsed is what was looked at. Refused: more than
`MAX_UNPACKED` bytes in all, packed more than `MAX_RATIO` times, more than `MAX_ENTRIES` entries, links, paths that lead out, two
entries of one name, encryption, sizes that are not true, and what `measure` refuses.
"""

import io
import re
import zipfile
import zlib
from xml.parsers.expat import ExpatError

from spegla.importers.measure import Measure
from spegla.importers.reading import UnreadableFileError

MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
MAX_ENTRIES = 200
# No real workbook of some size has many sheets; a hostile one can name the same part as a sheet again and again.
_MAX_SHEETS_TIMES_BYTES = 10 * MAX_UNPACKED
_LINK, _KIND = 0o120000, 0o170000
_LOCKED = 0x1
# A cell that shows an error (#N/A). The reader behind would give an empty cell, which means that nothing was answered.
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*)(["'])e\2""")
# What Excel and everyone else packs with. The zip format has others, which a reader may unpack to anything.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def looked_through(content: bytes) -> bytes:
    """The workbook in `content`, its XML parts only. Raises `UnreadableFileError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _guard_entries(entries)
            parts = {entry.filename: _unpacked(archive, entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, OverflowError, ValueError):
        raise UnreadableFileError("workbook_damaged") from None
    if "xl/workbook.xml" not in {name.replace("\\", "/").lower() for name in parts}:
        raise UnreadableFileError("workbook_other_format")
    return _packed(parts)


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
        if ".." in parts or entry.filename.startswith("/") or (entry.external_attr >> 16) & _KIND == _LINK:
            raise UnreadableFileError("workbook_strange_entry")
        if entry.flag_bits & _LOCKED:
            raise UnreadableFileError("workbook_old_or_locked")
        if entry.compress_type not in _METHODS:
            raise UnreadableFileError("workbook_damaged")
    # Names that differ in case only are one name to some readers and two to others.
    if len({entry.filename.replace("\\", "/").casefold() for entry in entries}) < len(entries):
        raise UnreadableFileError("workbook_strange_entry")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """All of `entry`: never more than the size it states, and a checksum error when that is not true."""
    with archive.open(entry) as stream:
        data = stream.read()
    if len(data) != entry.file_size:
        raise zipfile.BadZipFile
    return data


def _packed(parts: dict[str, bytes]) -> bytes:
    measure = Measure()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            try:
                measure.take(data)
            except (ExpatError, UnicodeDecodeError):
                # Pictures, printer settings and macros are no XML, and no table needs them.
                if name.lower().endswith((".xml", ".rels")):
                    raise UnreadableFileError("workbook_damaged") from None
            else:
                archive.writestr(zipfile.ZipInfo(name), _ERROR_CELL.sub(rb"\1\2str\2", data))
    measure.finish()
    if measure.characters > MAX_UNPACKED or measure.sheets * sum(map(len, parts.values())) > _MAX_SHEETS_TIMES_BYTES:
        raise UnreadableFileError("workbook_too_big", limit=str(MAX_UNPACKED // 1_000_000))
    return target.getvalue()
