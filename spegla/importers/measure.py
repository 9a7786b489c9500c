"""How much the XML of a workbook will take when it is read, found without reading it.

A reader of workbooks holds a sheet as a full rectangle, and gives each cell its own copy of a shared text. So one cell in the last
corner of a sheet, or one long text used by many cells, is a small file that fills the memory; and where a part states a `count`, room
for as many is made before the first has come. Refused: a rectangle of more than `MAX_CELLS`, counts of more digits than a workbook can
need, a document type (entities can grow without end), and formulas whose result is not in the file, which would be read as empty.
"""

import re
from collections import Counter
from functools import lru_cache
from xml.parsers import expat

from spegla.importers.reading import UnreadableFileError

# 100 000 rows × 20 columns.
MAX_CELLS = 2_000_000
_MAX_COUNT_DIGITS = 7
_REFERENCE = re.compile("([A-Z]{0,4})([0-9]{0,9})", re.IGNORECASE)


class Measure:
    """Takes the parts of a workbook one by one. `characters` is the text of all cells together, once `finish` has been called."""

    def __init__(self) -> None:
        self.sheets = 0
        self.characters = 0
        self._longest: dict[str, int] = {}
        self._used: Counter[str] = Counter()

    def take(self, data: bytes) -> None:
        """Measure one part. Raises `ExpatError` or `UnicodeDecodeError` when it is no XML in UTF-8, and `UnreadableFileError`."""
        part = _Part()
        part.parse(data)
        self.sheets += part.sheets
        # A second list of texts may be a decoy, so for each place in the lists the longest counts.
        for index, length in enumerate(part.shared):
            self._longest[str(index)] = max(length, self._longest.get(str(index), 0))
        for text, times in part.used.items():
            self._used[text.strip().lstrip("+0") or "0"] += times

    def finish(self) -> None:
        """Add up the shared texts, each as often as a cell shows it."""
        self.characters = sum(times * self._longest.get(index, 0) for index, times in self._used.items())


class _Part:
    """One pass over one part; what is no sheet and no list of texts simply has no cells in it."""

    def __init__(self) -> None:
        self.sheets = 0
        self.shared: list[int] = []
        self.used: Counter[str] = Counter()
        self._row = self._column = 0
        self._rows = self._columns = 0
        self._cell: dict[str, str] | None = None
        self._formula = self._result = False
        self._value = ""
        self._inside = ""

    def parse(self, data: bytes) -> None:
        # Text and not bytes, so that a part cannot be in one encoding here and in another to the reader behind.
        text = data.decode("utf-8-sig")
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(text, True)

    def _doctype(self, *_: object) -> None:
        raise UnreadableFileError("workbook_strange_entry")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self._cell is not None:
            self._in_cell(local)
        elif local == "c":
            self._place(attributes.get("r", ""))
            self._cell, self._formula, self._result = attributes, False, False
        elif local == "row":
            self._row, self._column = _number(attributes.get("r", ""), self._row + 1), 0
        elif local == "si":
            self.shared.append(0)
            self._inside = "si"
        else:
            self.sheets += local == "sheet"
            if any(len(value) > _MAX_COUNT_DIGITS for key, value in attributes.items() if key.lower().endswith("count")):
                raise UnreadableFileError("workbook_damaged")

    def _place(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise UnreadableFileError("workbook_damaged")
        letters, digits = found.groups()
        self._column = _column(letters) if letters else self._column + 1
        self._row = int(digits) if digits else max(self._row, 1)

    def _in_cell(self, local: str) -> None:
        """Only a cell with something in it makes the rectangle larger: a border alone does not."""
        if self._row > self._rows or self._column > self._columns:
            self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
            if self._rows * self._columns > MAX_CELLS:
                raise UnreadableFileError("workbook_spread_out", cell=_cell(self._rows, self._columns))
        if local == "f":
            self._formula = True
        self._inside, self._value = local, ""

    def _text(self, data: str) -> None:
        if self._inside == "v":
            self._value += data
        elif self._inside == "si":
            self.shared[-1] += len(data)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self._cell is None:
            if local == "si":
                self._inside = ""
        elif local == "v":
            self._result = self._result or self._value != ""
            if self._cell.get("t") == "s":
                self.used[self._value] += 1
            self._inside = ""
        elif local == "c":
            # An empty text is a result ("str"); a formula without any has never been calculated.
            if self._formula and not self._result and self._cell.get("t") != "str":
                raise UnreadableFileError("workbook_not_calculated", cell=_cell(self._row, self._column))
            self._cell, self._inside = None, ""


def _number(digits: str, otherwise: int) -> int:
    if not digits:
        return otherwise
    if not re.fullmatch("[0-9]{1,9}", digits):
        raise UnreadableFileError("workbook_damaged")
    return int(digits)


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _cell(row: int, column: int) -> str:
    """What a spreadsheet calls the cell, both counted from 1."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # As in the wide form: only a fault should wait for it.

    return str(xl_rowcol_to_cell(row - 1, column - 1))
