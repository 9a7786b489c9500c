"""Builds the files that people hand in, and those that nobody should."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import xlsxwriter

from spegla.catalogue import Catalogue
from spegla.columns import Columns
from spegla.importers import Read, read_long, read_population, read_published

Cells = Sequence[object]
T = TypeVar("T")

HEADER = ("kommunkod", "kommun", "indikator", "svar")
FALUN = ("2080", "Falun", "Socialjour", "Ja")
BORLANGE = ("2081", "Borlänge", "Socialjour", "Nej")
ALVDALEN = ("2039", "Älvdalen", "Lättläst svenska", "Delvis")
ROWS: tuple[Cells, ...] = (HEADER, FALUN, BORLANGE, ALVDALEN)
ANSWERS = {"2080": {"socialjour": "ja"}, "2081": {"socialjour": "nej"}, "2039": {"lattlast_svenska": "delvis"}}

Told = tuple[int, str, str]


def csv_text(rows: Iterable[Cells], mark: str = ";", ending: str = "\n") -> str:
    return "".join(mark.join(map(str, row)) + ending for row in rows)


def csv_bytes(*rows: Cells) -> bytes:
    return csv_text(rows).encode()


class Reader:
    """Writes a file, reads it, and tells what a user would notice: the answers by municipality, and the problems."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.folder = folder
        self.instrument = catalogue.instruments["oj-sbu-2016"]
        self.municipalities = catalogue.municipalities

    def path(self, content: bytes | str) -> Path:
        path = self.folder / "fil"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def long(self, content: bytes | str) -> Read[Columns]:
        return read_long(self.path(content), self.instrument, self.municipalities)

    def answers(self, content: bytes | str) -> dict[str, dict[str, object]]:
        read = self.long(content)
        assert (read.problems, read.value is None) == ((), False)
        return by_municipality(read)

    def rows(self, content: bytes | str) -> dict[str, dict[str, int]]:
        """In which row each answer stood."""
        value = self.long(content).value
        assert value is not None
        return {response.subject: dict(response.rows) for response in value.responses}

    def told(self, content: bytes | str) -> list[Told]:
        """Each problem as row, column and code, and nothing read when there is an error."""
        read = self.long(content)
        assert (read.value is None) == any(problem.severity.name == "ERROR" for problem in read.problems)
        return told(read)

    def population(self, content: bytes | str) -> dict[str, int]:
        read = read_population(self.path(content), self.municipalities)
        assert (read.problems, read.value is None) == ((), False)
        return dict(read.value or {})

    def population_told(self, content: bytes | str) -> list[Told]:
        return told(read_population(self.path(content), self.municipalities))

    def published(self, content: bytes | str) -> dict[str, dict[str, str]]:
        read = read_published(self.path(content), self.instrument)
        assert (read.problems, read.value is None) == ((), False)
        return {name: {key: str(value) for key, value in found.items()} for name, found in read.value.columns.items()} if read.value else {}

    def published_told(self, content: bytes | str) -> list[Told]:
        return told(read_published(self.path(content), self.instrument))


def told(read: Read[T]) -> list[Told]:
    return [(problem.row, problem.column, problem.code) for problem in read.problems]


def by_municipality(read: Read[Columns]) -> dict[str, dict[str, object]]:
    return {response.subject: dict(response.answers) for response in read.value.responses} if read.value else {}


def workbook(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    fill(book)
    book.close()
    return target.getvalue()


def sheet_of(rows: Iterable[Cells], *, first_row: int = 1, first_column: int = 0) -> bytes:
    """A workbook of one sheet, as a spreadsheet program writes it: numbers as numbers."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Svar")
        for number, row in enumerate(rows, start=first_row - 1):
            for column, cell in enumerate(row, start=first_column):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write(number, column, cell)

    return workbook(fill)


def parts_of(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def with_changed_part(name: str, old: str, new: str, book: bytes | None = None) -> bytes:
    """A good workbook with `old` replaced in one of its parts."""
    parts = parts_of(book or sheet_of(ROWS))
    text = parts[name].decode()
    assert old in text
    return packed({**parts, name: text.replace(old, new).encode()})


SHEET = "xl/worksheets/sheet1.xml"
