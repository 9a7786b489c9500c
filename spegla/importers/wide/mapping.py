"""A mapping file: what the columns and codes of another system are called here.

A table with the columns `kolumn`, `variabel`, `varde` and `kod`. A row without `varde` says which variable (or context column) a column
holds; a row with one says which code a text in that column means, and a blank `kod` that it means no answer. Both may stand in one row.
`-` instead of a variable leaves the column out. A column that the file to be read does not have is passed over, so that one mapping
serves several exports.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.municipalities import fold
from spegla.importers.reading import Problems, UnreadableFileError
from spegla.importers.table import Row, fold_header, read_table
from spegla.importers.wide.findings import Findings
from spegla.importers.wide.headers import CONTEXT, SKIPPED, names_of

_COLUMNS = ("kolumn", "variabel", "varde", "kod")


@dataclass(frozen=True)
class Mapped:
    """`columns` has ids by folded header; `codes` has, by id, codes by folded text."""

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_mapping(path: Path, instrument: Instrument, findings: Findings) -> Mapped:
    """The mapping in `path`; its problems, which are of the whole file that is to be read, are in `findings`."""
    problems = Problems()
    try:
        table = read_table(path, _COLUMNS, problems)
    except UnreadableFileError as unreadable:
        findings.whole("unreadable", "map_unreadable")
        findings.whole("unreadable", unreadable.problem.code, **unreadable.problem.facts)
        return Mapped()
    missing = [name for name in _COLUMNS if name not in table.header]
    for name in missing:
        findings.whole("missing_column", "map_column_missing", column=name)
    for problem in problems.found:
        findings.whole("unreadable", "map_row", row=str(problem.row))
    if findings.any_error:
        return Mapped()
    return _Reader(instrument, findings).mapped(table.rows)


class _Reader:
    def __init__(self, instrument: Instrument, findings: Findings) -> None:
        self.findings = findings
        self.variables = {variable.id: variable for variable in instrument.variables}
        self.names = names_of(instrument, {})
        self.columns: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}

    def mapped(self, rows: tuple[Row, ...]) -> Mapped:
        for row in rows:
            self._column(row)
        for row in rows:
            self._code(row)
        return Mapped(self.columns, self.codes)

    def _column(self, row: Row) -> None:
        column, meant = fold_header(row.cells["kolumn"]), row.cells["variabel"]
        if not column or not meant:
            return
        id = SKIPPED if meant == SKIPPED else self.names.meant(meant)
        if not id:
            self.findings.whole("unknown_column", "map_variable_unknown", row=str(row.number))
        elif self.columns.setdefault(column, id) != id:
            self.findings.whole("duplicate_column", "map_column_twice", row=str(row.number))

    def _code(self, row: Row) -> None:
        column, text, code = row.cells["kolumn"], row.cells["varde"], row.cells["kod"]
        if not text:
            return
        id = self.columns.get(fold_header(column)) or self.names.meant(column)
        if not id or id == SKIPPED:
            self.findings.whole("unknown_column", "map_variable_unknown", row=str(row.number))
        elif code and id not in CONTEXT and not _is_code(self.variables[id], code):
            self.findings.whole("unknown_code", "map_code_unknown", row=str(row.number), variable=id)
        elif self.codes.setdefault(id, {}).setdefault(fold(text), code) != code:
            self.findings.whole("duplicate_column", "map_value_twice", row=str(row.number))


def _is_code(variable: Variable, code: str) -> bool:
    return not variable.categories or any(category.code == code for category in variable.categories)
