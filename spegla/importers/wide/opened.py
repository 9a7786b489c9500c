"""A wide file that has been opened: which column holds what, and the texts of each column, before any answer is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegla.catalogue import Instrument, Severity
from spegla.importers.reading import UnreadableFileError
from spegla.importers.table import clean
from spegla.importers.wide.cells import Coded, encode
from spegla.importers.wide.findings import Findings, letter
from spegla.importers.wide.headers import IN_CELLS, Names, names_of
from spegla.importers.wide.limits import Limits
from spegla.importers.wide.mapping import ColumnMap, map_in_file, mapped_by
from spegla.importers.wide.sheet import TextSheet, sheet_in
from spegla.importers.wide.subjects import Cases, cases_in
from spegla.responses import Problem


@dataclass(frozen=True)
class Opened:
    """The rows that have something in them; row k stood in `rows[k]` of the file.

    Each column is by its place either in `coded`, with its different texts found once, or in `cases`, where nearly every text is another.
    `names` says what a header means, and `codes` what a text means in the columns that somebody has mapped.
    """

    names: Names
    codes: Mapping[str, Mapping[str, str]]
    header_row: int
    header: tuple[str, ...]
    rows: NDArray[np.int64]
    coded: Mapping[int, Coded]
    cases: Mapping[int, Cases]

    @property
    def filled(self) -> list[int]:
        """The columns that have something below the header, where that is asked."""
        return [place for place, coded in self.coded.items() if any(coded.texts)]

    def identity(self, place: int, column: str) -> Problem | None:
        """An error for a column that could tell who somebody is, at the first row that does; never what stands there."""
        rows, kind = self._identity_in(place)
        if not kind:
            return None
        facts = {"letter": letter(place), "count": str(len(rows))}
        return Problem(int(self.rows[rows[0]]), column, "identity_column", Severity.ERROR, facts, None, IN_CELLS[kind])

    def _identity_in(self, place: int) -> tuple[NDArray[np.int64], str]:
        """The rows of a column that hold an identity, and what the first of them holds."""
        if place in self.cases:
            identity = self.cases[place].identity
            rows = np.array(sorted(identity), np.int64)
            return rows, identity[int(rows[0])] if len(rows) else ""
        coded = self.coded[place]
        rows = coded.where(coded.identity)
        return rows, coded.identity[int(coded.places[rows[0]])] if len(rows) else ""


def open_wide(
    content: Callable[[], bytes], instrument: Instrument, mapping: ColumnMap | Path | None, limits: Limits, findings: Findings
) -> Opened | None:
    """The file, or None with its problems in `findings`. `content` gives its bytes, and may raise `UnreadableFileError`.

    What is wrong with `mapping` is told first, and then the file is not looked at.
    """
    if isinstance(mapping, Path):
        mapping = map_in_file(mapping, instrument, findings)
    mapped = mapped_by(mapping or ColumnMap(), instrument, findings)
    if findings.any_error:
        return None
    names = names_of(instrument, mapped.columns)
    try:
        sheet = sheet_in(content(), names, limits, findings)
    except UnreadableFileError as unreadable:
        findings.whole("unreadable", unreadable.problem.code, **unreadable.problem.facts)
        return None
    return None if sheet is None else _opened(sheet, names, mapped.codes)


def _opened(sheet: TextSheet, names: Names, codes: Mapping[str, Mapping[str, str]]) -> Opened:
    cases = {place: column for place, column in enumerate(sheet.columns) if names.meant(sheet.header[place]) == "arende"}
    coded = encode({place: column for place, column in enumerate(sheet.columns) if place not in cases})
    filled_in = _filled_in(coded, cases, len(sheet.rows))
    return Opened(
        names,
        codes,
        sheet.header_row,
        sheet.header,
        sheet.rows[filled_in],
        {place: column.of(filled_in) for place, column in coded.items()},
        {place: cases_in(column if filled_in.all() else column.filter(pl.Series(filled_in))) for place, column in cases.items()},
    )


def _filled_in(coded: Mapping[int, Coded], cases: Mapping[int, pl.Series], length: int) -> NDArray[np.bool_]:
    """The rows that have something in them."""
    blank = np.ones(length, np.bool_)
    for column in coded.values():
        if not blank.any():
            break
        blank &= np.array([not text for text in column.texts], np.bool_)[column.places]
    for names in cases.values():
        blank[blank] = [not clean(name or "") for name in names.filter(pl.Series(blank)).to_list()]
    return ~blank
