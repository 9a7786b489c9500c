"""What the columns and codes of another system are called here: a `ColumnMap`, from a file or from what a person has chosen on a page.

The file is a table with the columns `kolumn`, `variabel`, `varde` and `kod`. A row without `varde` says which variable (or context
column) a column holds; a row with one says which code a text in that column means, and a blank `kod` that it means no answer. Both may
stand in one row. `-` instead of a variable leaves the column out. A column that the file to be read does not have is passed over, so
that one mapping serves several exports.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.municipalities import fold
from spegla.importers.reading import Problems, Read, UnreadableFileError
from spegla.importers.table import Row, TableFile, fold_header, read_content, table_in
from spegla.importers.wide.findings import Findings, short
from spegla.importers.wide.headers import SKIPPED, Names, names_of

_COLUMNS = ("kolumn", "variabel", "varde", "kod")


class NoColumnMapError(Exception):
    """What was to be read as a column map is none."""


@dataclass(frozen=True)
class ColumnMap:
    """`columns` says which variable or context column each header means, `-` for one that is not read; `codes` which code a text means.

    A code is found by the id of its variable and the text, and "" is no answer. Headers and texts are as somebody wrote them: case,
    spaces and the like do not count when they are looked for. Whether the instrument has the ids and codes is told by whoever reads
    with the map.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The map for JSON: `{"columns": {header: id}, "codes": {id: {text: code}}}`."""
        codes: dict[str, dict[str, str]] = {}
        for (id, text), code in self.codes.items():
            codes.setdefault(id, {})[text] = code
        return {"columns": dict(self.columns), "codes": codes}

    @staticmethod
    def from_data(data: object) -> "ColumnMap":
        """The map that `as_data` wrote. Raises `NoColumnMapError`."""
        match data:
            case {"columns": dict(columns), "codes": dict(codes), **rest} if not rest and _texts(columns):
                if all(isinstance(id, str) and isinstance(meant, dict) and _texts(meant) for id, meant in codes.items()):
                    return ColumnMap(dict(columns), {(id, text): code for id, meant in codes.items() for text, code in meant.items()})
        raise NoColumnMapError


@dataclass(frozen=True)
class Mapped:
    """A map that the instrument has been asked about. `columns` has ids by folded header; `codes` has, by id, codes by folded text."""

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_column_map(content: bytes, instrument: Instrument) -> Read[ColumnMap]:
    """The map in a file, for `instrument`, or the problems of the file, which are all of the file as a whole."""
    findings = Findings()
    return findings.read(_map_in(content, instrument, findings))


def map_in_file(path: Path, instrument: Instrument, findings: Findings) -> ColumnMap:
    """The map in `path`; its problems, which are of the whole file that is to be read, are in `findings`."""
    try:
        content = read_content(path)
    except UnreadableFileError as unreadable:
        _unreadable(unreadable, findings)
        return ColumnMap()
    return _map_in(content, instrument, findings)


def mapped_by(mapping: ColumnMap, instrument: Instrument, findings: Findings) -> Mapped:
    """`mapping` as it is looked things up in; what `instrument` does not have, and what is said twice, is in `findings`."""
    names = names_of(instrument, {})
    ids = {SKIPPED, *names.ids.values()}
    columns: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    for header, id in mapping.columns.items():
        if id not in ids:
            findings.whole("unknown_column", "column_map_unknown", id=short(id))
        elif columns.setdefault(fold_header(header), id) != id:
            findings.whole("duplicate_column", "column_map_column_twice", column=short(header))
    variables = {variable.id: variable for variable in instrument.variables}
    for (id, text), code in mapping.codes.items():
        if id not in ids - {SKIPPED}:
            findings.whole("unknown_column", "column_map_unknown", id=short(id))
        elif not _may_be(code, variables.get(id)):
            findings.whole("unknown_code", "column_map_code_unknown", variable=id, code=short(code))
        elif codes.setdefault(id, {}).setdefault(fold(text), code) != code:
            findings.whole("duplicate_column", "column_map_value_twice", variable=id)
    return Mapped(columns, codes)


def _texts(found: Mapping[object, object]) -> bool:
    return all(isinstance(name, str) and isinstance(text, str) for name, text in found.items())


def _may_be(code: str, variable: Variable | None) -> bool:
    """Whether `code` can be an answer to `variable`; to one without alternatives, and in a context column, any text can."""
    if not code or variable is None or not variable.categories:
        return True
    return any(category.code == code for category in variable.categories)


def _map_in(content: bytes, instrument: Instrument, findings: Findings) -> ColumnMap:
    problems = Problems()
    try:
        table = table_in(content, _COLUMNS, problems)
    except UnreadableFileError as unreadable:
        _unreadable(unreadable, findings)
        return ColumnMap()
    missing = [name for name in _COLUMNS if name not in table.header]
    for name in missing:
        findings.whole("missing_column", "map_column_missing", column=name)
    for problem in problems.found:
        findings.whole("unreadable", "map_row", row=str(problem.row))
    if findings.any_error:
        return ColumnMap()
    return _Reader(instrument, findings).map_of(table)


def _unreadable(unreadable: UnreadableFileError, findings: Findings) -> None:
    findings.whole("unreadable", "map_unreadable")
    findings.whole("unreadable", unreadable.problem.code, **unreadable.problem.facts)


class _Reader:
    """Reads the rows of a file, whose sentences say in which row something is wrong."""

    def __init__(self, instrument: Instrument, findings: Findings) -> None:
        self.findings = findings
        self.variables = {variable.id: variable for variable in instrument.variables}
        self.names: Names = names_of(instrument, {})
        # By folded header, and by id and folded text: which header or text it was, and what it means.
        self.columns: dict[str, tuple[str, str]] = {}
        self.codes: dict[tuple[str, str], tuple[str, str]] = {}

    def map_of(self, table: TableFile) -> ColumnMap:
        for row in table.rows:
            self._column(row)
        for row in table.rows:
            self._code(row)
        return ColumnMap(dict(self.columns.values()), {(id, text): code for (id, _), (text, code) in self.codes.items()})

    def _column(self, row: Row) -> None:
        header, meant = row.cells["kolumn"], row.cells["variabel"]
        if not fold_header(header) or not meant:
            return
        id = SKIPPED if meant == SKIPPED else self.names.meant(meant)
        if not id:
            self.findings.whole("unknown_column", "map_variable_unknown", row=str(row.number))
        elif self.columns.setdefault(fold_header(header), (header, id))[1] != id:
            self.findings.whole("duplicate_column", "map_column_twice", row=str(row.number))

    def _code(self, row: Row) -> None:
        column, text, code = row.cells["kolumn"], row.cells["varde"], row.cells["kod"]
        if not text:
            return
        id = self.columns.get(fold_header(column), ("", ""))[1] or self.names.meant(column)
        if not id or id == SKIPPED:
            self.findings.whole("unknown_column", "map_variable_unknown", row=str(row.number))
        elif not _may_be(code, self.variables.get(id)):
            self.findings.whole("unknown_code", "map_code_unknown", row=str(row.number), variable=id)
        elif self.codes.setdefault((id, fold(text)), (text, code))[1] != code:
            self.findings.whole("duplicate_column", "map_value_twice", row=str(row.number))
