"""Files that call themselves workbooks and are none, or would fill the memory: refused with a code, before they are read."""

import io
import random
import stat
import struct
import zipfile
import zlib
from typing import Any

import pytest

from spegla.importers import Read
from spegla.importers.wide import Limits, headers_of, read_registrations, unknown_texts
from tests.unit.importers.files import (
    ANSWERS,
    HEADER,
    ROWS,
    SHEET,
    Reader,
    csv_bytes,
    packed,
    parts_of,
    sheet_of,
    with_changed_part,
)

MEGABYTE = 1_000_000
LIMITS = Limits(size=100 * MEGABYTE, rows=100_000)


def noise(size: int) -> bytes:
    return random.Random(2016).randbytes(size)  # noqa: S311  the same bytes each time


def with_part(name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return packed({**parts_of(sheet_of(ROWS)), name: data}, method)


def code(reader: Reader, content: bytes) -> str:
    """What every door says of the file as a whole: they say the same."""
    read = reader.long(content)
    ((row, column, found),) = [(problem.row, problem.column, problem.code) for problem in read.problems]
    assert (read.value, row, column) == (None, 0, "")
    assert wide_codes(reader, content) == {found}
    return found


def wide_codes(reader: Reader, content: bytes) -> set[str]:
    doors: list[Read[Any]] = [
        read_registrations(content, reader.instrument, reader.municipalities, LIMITS),
        headers_of(content, reader.instrument, LIMITS),
        unknown_texts(content, reader.instrument, LIMITS),
    ]
    assert [door.value for door in doors] == [None, None, None]
    return {problem.sentence for door in doors for problem in door.problems}


def test_a_workbook_with_a_picture_is_an_ordinary_workbook(reader: Reader) -> None:
    assert reader.answers(with_part("xl/media/image1.png", noise(2 * MEGABYTE))) == ANSWERS


def test_a_part_that_unpacks_to_a_hundred_times_its_size_is_refused(reader: Reader) -> None:
    assert code(reader, with_part("xl/x.xml", b" " * 40 * MEGABYTE)) == "workbook_packed_too_hard"


def test_more_than_fifty_megabytes_in_all_is_refused(reader: Reader) -> None:
    assert code(reader, with_part("xl/x.bin", noise(MEGABYTE // 4).hex().encode() * 101)) == "workbook_too_big"


def test_more_than_two_hundred_entries_are_refused(reader: Reader) -> None:
    parts = {**parts_of(sheet_of(ROWS)), **{f"xl/media/{number}.png": b"" for number in range(200)}}

    assert code(reader, packed(parts)) == "workbook_too_many_entries"


@pytest.mark.parametrize("name", ["../svar.xml", "xl/../../svar.xml", "xl\\..\\svar.xml", "/etc/svar.xml"])
def test_an_entry_that_leads_out_is_refused(reader: Reader, name: str) -> None:
    assert code(reader, with_part(name, b"<x/>")) == "workbook_strange_entry"


def test_a_link_is_refused(reader: Reader) -> None:
    target = io.BytesIO(sheet_of(ROWS))
    with zipfile.ZipFile(target, "a") as archive:
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/hostname")

    assert code(reader, target.getvalue()) == "workbook_strange_entry"


@pytest.mark.parametrize("name", [SHEET, SHEET.upper(), SHEET.replace("/", "\\")])
def test_two_entries_of_one_name_are_refused(reader: Reader, name: str) -> None:
    target = io.BytesIO(packed({"A" * len(name): b"<x/>", **parts_of(sheet_of(ROWS))}))
    doubled = target.getvalue().replace(b"A" * len(name), name.encode())

    assert code(reader, doubled) == "workbook_strange_entry"


def test_a_zip_of_zips_is_refused(reader: Reader) -> None:
    inner = packed({"svar.xml": b" " * MEGABYTE})

    assert code(reader, packed({f"{number}.zip": inner for number in range(16)}, zipfile.ZIP_STORED)) == "workbook_other_format"


def test_a_zip_inside_a_workbook_is_never_opened(reader: Reader) -> None:
    assert reader.answers(with_part("xl/embeddings/x.zip", packed({"x.xml": b" " * 10 * MEGABYTE}))) == ANSWERS


@pytest.mark.parametrize("names", [["mimetype", "content.xml"], ["xl/workbook.bin"], ["svar.csv"], []])
def test_a_zip_that_is_no_xlsx_is_told_as_such(reader: Reader, names: list[str]) -> None:
    assert code(reader, packed({name: csv_bytes(*ROWS) for name in names})) == "workbook_other_format"


def lying(stated: int, checksum: int | None = None) -> bytes:
    """A workbook with a part of 30 MB whose directory states another size, and another checksum when one is given."""
    data = noise(MEGABYTE // 2) * 60
    content = bytearray(with_part("xl/lie.xml", data))
    true = struct.pack("<III", zlib.crc32(data), _packed_size(bytes(content)), len(data))
    false = struct.pack("<III", zlib.crc32(data) if checksum is None else checksum, _packed_size(bytes(content)), stated)
    assert true in content
    return bytes(content).replace(true, false)


def _packed_size(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.getinfo("xl/lie.xml").compress_size


@pytest.mark.parametrize("stated", [0, 1_000, 31 * MEGABYTE])
def test_a_size_that_is_not_true_is_refused(reader: Reader, stated: int) -> None:
    assert code(reader, lying(stated)) == "workbook_damaged"


def test_a_checksum_that_is_not_true_is_refused(reader: Reader) -> None:
    assert code(reader, lying(30 * MEGABYTE, 2016)) == "workbook_damaged"


def test_a_stated_size_is_all_that_is_read_even_when_the_checksum_agrees(reader: Reader) -> None:
    head = b"<x>" + b" " * 993 + b"</x>"
    data = head + noise(MEGABYTE // 2) * 60
    whole = with_part("xl/lie.xml", data)
    size = _packed_size(whole)
    false = struct.pack("<III", zlib.crc32(head), size, len(head))

    assert reader.answers(whole.replace(struct.pack("<III", zlib.crc32(data), size, len(data)), false)) == ANSWERS


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_packed_as_no_spreadsheet_packs_is_refused(reader: Reader, method: int) -> None:
    assert code(reader, with_part("xl/x.xml", b"<x/>", method)) == "workbook_damaged"


def test_a_locked_part_is_told_as_locked(reader: Reader) -> None:
    book = bytearray(sheet_of(ROWS))
    directory = book.index(b"PK\x01\x02")
    book[directory + 8] |= 1

    assert code(reader, bytes(book)) == "workbook_old_or_locked"


def test_the_old_format_and_a_workbook_with_a_password_are_told_as_such(reader: Reader) -> None:
    assert code(reader, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(4096)) == "workbook_old_or_locked"


@pytest.mark.parametrize("part", [1 / 4, 1 / 2, 3 / 4, 99 / 100])
def test_a_workbook_that_was_cut_off_is_damaged(reader: Reader, part: float) -> None:
    book = sheet_of(ROWS)

    assert code(reader, book[: int(len(book) * part)]) == "workbook_damaged"


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"PK\x05\x06"])
def test_noise_that_begins_as_a_zip_is_damaged(reader: Reader, start: bytes) -> None:
    assert code(reader, start + noise(1000)) == "workbook_damaged"


def test_a_sheet_that_is_no_xml_is_damaged(reader: Reader) -> None:
    assert code(reader, with_changed_part(SHEET, "</sheetData>", "")) == "workbook_damaged"


def test_a_workbook_without_its_sheet_is_damaged(reader: Reader) -> None:
    parts = parts_of(sheet_of(ROWS))
    parts.pop(SHEET)

    assert code(reader, packed(parts)) == "workbook_damaged"


@pytest.mark.parametrize("reference", ["A", "7", "A-1", "ÅÄ1", "A1B", "A1:B2", "A" * 5 + "1", "A" + "9" * 10])
def test_a_cell_that_says_it_stands_nowhere_is_damaged(reader: Reader, reference: str) -> None:
    book = with_changed_part(SHEET, 'r="A1"', f'r="{reference}"')

    assert code(reader, book) == "workbook_damaged"


def test_entities_are_refused_before_they_grow(reader: Reader) -> None:
    laughs = "".join(f'<!ENTITY a{number + 1} "{f"&a{number};" * 10}">' for number in range(9))
    document = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><worksheet '

    assert code(reader, with_changed_part(SHEET, "<worksheet ", document)) == "workbook_strange_entry"


def test_an_entity_that_points_to_a_file_is_refused(reader: Reader) -> None:
    document = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet '

    assert code(reader, with_changed_part(SHEET, "<worksheet ", document)) == "workbook_strange_entry"


def test_a_part_in_another_encoding_than_it_is_looked_through_in_is_damaged(reader: Reader) -> None:
    parts = parts_of(sheet_of(ROWS))
    text = parts[SHEET].decode().replace("UTF-8", "UTF-16")

    assert code(reader, packed({**parts, SHEET: text.encode("utf-16")})) == "workbook_damaged"


@pytest.mark.parametrize(
    ("part", "old"),
    [("xl/styles.xml", '<cellXfs count="1"'), ("xl/sharedStrings.xml", 'uniqueCount="'), ("xl/sharedStrings.xml", ' count="')],
)
def test_a_count_that_no_workbook_can_have_is_refused(reader: Reader, part: str, old: str) -> None:
    new = old.replace('"1"', '"4294967295"') if old.endswith('1"') else old + "42949672"

    assert code(reader, with_changed_part(part, old, new)) == "workbook_damaged"


def test_one_long_text_shown_by_very_many_cells_is_refused(reader: Reader) -> None:
    text = noise(15_000).hex()
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(6, 2_000))
    book = with_changed_part(SHEET, "</sheetData>", f"{cells}</sheetData>", sheet_of([(text,), *ROWS]))

    assert code(reader, book) == "workbook_too_big"


def test_the_same_text_in_very_many_cells_is_an_ordinary_workbook(reader: Reader) -> None:
    rows = [("2080", "Falun", "Lättläst svenska " * 20, "Ja")] * 2_000

    assert {code for _, _, code in reader.told(sheet_of([HEADER, *rows]))} == {"indicator_unknown"}


def test_one_large_part_named_as_very_many_sheets_is_refused(reader: Reader) -> None:
    parts = parts_of(with_changed_part(SHEET, "</worksheet>", f"<!-- {noise(MEGABYTE).hex()} --></worksheet>"))
    book = parts["xl/workbook.xml"].decode()
    again = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="rId1"/>' for number in range(2, 400))

    assert code(reader, packed({**parts, "xl/workbook.xml": book.replace("</sheets>", f"{again}</sheets>").encode()})) == "workbook_too_big"
